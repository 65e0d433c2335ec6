"""What goes into the mark engine and what comes out of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onewindow.engines.marks.images.describe import Description

NICE_CLASSES = range(1, 46)
LONGEST_QUERY = 400


class QueryError(ValueError):
    """A query that cannot be searched. `code` is "empty", "only-punctuation", "too-long" or "unknown-class"."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class MarkError(ValueError):
    """A mark that cannot be indexed. `code` is "no-id" or "unknown-class"."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class IndexFileError(RuntimeError):
    """A saved index that is missing, cut off, altered or of another format version. `path` names the file."""

    def __init__(self, path: object, message: str) -> None:
        super().__init__(f"{path}: {message}")
        self.path = str(path)


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark of the register: its word element in any script, its Nice classes (1 to 45) and its picture (an SVG, PNG,
    JPEG or WebP file, or what `Index.described` gave of it before)."""

    id: str
    text: str
    classes: tuple[int, ...] = ()
    image: bytes | Description | None = None


def check_id(mark: Mark) -> None:
    """Raises MarkError for a mark whose id is not a text, or empty."""
    if not isinstance(mark.id, str) or not mark.id:
        raise MarkError("no-id", f"a mark's id is a text that is not empty; {mark.text!r} came with {mark.id!r}")


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for: words, a picture, or both. Without classes the goods have no say in the ranking."""

    text: str = ""
    classes: tuple[int, ...] = ()
    image: bytes | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two marks are alike in one view. Spans are (start, end) offsets into the texts as they were given; they are
    empty where the pictures are alike, and `data` then names the trait."""

    view: str
    strength: float
    query_span: tuple[int, int]
    mark_span: tuple[int, int]
    rule: str
    data: dict[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Hit:
    """An earlier mark found: 1.0 is identical, from about 0.6 an examiner would be likely to cite it.

    The reasons are worked out when they are first read: a caller that shows ten hits does not pay for a hundred.
    """

    id: str
    score: float
    text: str
    classes: tuple[int, ...]
    shared_classes: tuple[int, ...]
    explained: Callable[[], tuple[Reason, ...]] = field(repr=False, compare=False)

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """Why, strongest first."""
        return self.explained()


def class_mask(classes: tuple[int, ...]) -> int:
    """Nice classes as a bit set (bit n is class n). Raises ValueError on a number that is no Nice class."""
    mask = 0
    for number in classes:
        if number not in NICE_CLASSES:
            raise ValueError(f"no Nice class {number!r}: classes are 1 to 45")
        mask |= 1 << number
    return mask


@lru_cache(maxsize=65536)
def classes_of(mask: int) -> tuple[int, ...]:
    """The classes of a bit set, ascending."""
    return tuple(number for number in NICE_CLASSES if mask >> number & 1)
