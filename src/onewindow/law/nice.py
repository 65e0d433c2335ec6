"""The Nice classification: headings, lists of class numbers as people write them, classes for goods in words."""

from __future__ import annotations

import re
import unicodedata

from onewindow.law.nice_goods import ClassSuggestion, classes_for, hints
from onewindow.law.nice_table import LAST_CLASS, NiceClass, nice_classes

__all__ = [
    "LAST_CLASS",
    "ClassSuggestion",
    "NiceClass",
    "UnknownClass",
    "classes_for",
    "heading",
    "hints",
    "nice_classes",
    "parse_classes",
]


class UnknownClass(ValueError):
    """A piece of text that names no Nice class. `piece` is what was written."""

    def __init__(self, piece: str) -> None:
        super().__init__(f"not a Nice class (1 to {LAST_CLASS}): {piece!r}")
        self.piece = piece


def heading(number: int, language: str) -> str:
    """Short heading of a class, Chinese for a language that begins with "zh", else English.

    Raises UnknownClass outside 1 to 45.
    """
    if not 1 <= number <= LAST_CLASS:
        raise UnknownClass(str(number))
    found = nice_classes()[number - 1]
    return found.zh if language.lower().startswith("zh") else found.en


_CLASS_PIECE = re.compile(r"(?:第|class(?:es)?|cl)?\.?(\d{1,3})[类類]?(?:[-–—~至到]第?(\d{1,3}))?[类類]?", re.I)
_GLUE = re.compile(r"\s*([-–—~至到])\s*|(class(?:es)?|cl\.?|第)\s+", re.I)


def parse_classes(text: str) -> tuple[int, ...]:
    """Class numbers in ascending order, each once, from text such as "25, 35;9", "第25类、第35类", "cl. 25" or "1-5".

    Empty text gives no classes. Raises UnknownClass with the first piece that names none.
    """
    numbers: set[int] = set()
    normal = _GLUE.sub(lambda match: match.group(1) or match.group(2), unicodedata.normalize("NFKC", text))
    for piece in re.split(r"[,;、/|\s]+|(?<=[类類])(?![-–—~至到])", normal.strip()):
        if not piece or piece.lower() in {"and", "和", "及"}:
            continue
        match = _CLASS_PIECE.fullmatch(piece)
        first, last = (int(match.group(1)), int(match.group(2) or match.group(1))) if match else (0, 0)
        if not 1 <= first <= last <= LAST_CLASS:
            raise UnknownClass(piece)
        numbers.update(range(first, last + 1))
    return tuple(sorted(numbers))
