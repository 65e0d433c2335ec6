"""The index of marks: built, searched, kept up to date, saved and opened."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.marks import pictured, storage
from onewindow.engines.marks.fold import words
from onewindow.engines.marks.images.describe import Description, describe
from onewindow.engines.marks.images.index import ImageIndex
from onewindow.engines.marks.images.pictures import Pictures
from onewindow.engines.marks.search import Keep, search
from onewindow.engines.marks.segment import Segment
from onewindow.engines.marks.state import Removed, State
from onewindow.engines.marks.types import (
    LONGEST_QUERY,
    Hit,
    Mark,
    MarkError,
    Query,
    QueryError,
    check_id,
    class_mask,
)

_PICTURES = "picture "  # what the names of their columns begin with in a saved index


def check_query(query: Query) -> None:
    """Raise QueryError if the query cannot be searched."""
    alone = query.image is not None and not query.text
    if not alone and not query.text.strip():
        raise QueryError("empty", "the mark searched for is empty")
    if not alone and len(query.text) > LONGEST_QUERY:
        raise QueryError("too-long", f"a mark of {len(query.text)} characters; at most {LONGEST_QUERY} are searched")
    try:
        class_mask(query.classes)
    except ValueError as error:
        raise QueryError("unknown-class", str(error)) from None
    if not alone and not words(query.text):
        raise QueryError("only-punctuation", "the mark searched for has no letter, digit or symbol to compare")


class Index:
    """Marks that can be searched by text, sound, elements, containment, meaning, and picture.

    A large unchanging base (usually mapped from a file) and small segments of marks added since, searched by the same
    code. Safe for threads; processes share a saved index by each opening it.
    """

    def __init__(
        self, base: Segment, pictures: ImageIndex, removed: Removed | None = None, path: Path | None = None
    ) -> None:
        self._pictures = pictures
        self._lock = threading.Lock()
        self._state = State({0: base}, removed or Removed())
        self._pending: dict[str, Mark] = {}
        self._next = 1
        self._path = path

    @classmethod
    def build(cls, records: Iterable[Mark], refused: pictured.Refused | None = None) -> Index:
        """An index of these marks. Of two marks with one id the later one counts. Raises MarkError (see there), and
        ImageError for a picture that cannot be compared, unless `refused` takes the mark's id and the error: that mark
        is then found by its words alone."""
        gathered = pictured.Gathered(refused)
        base = Segment.build(gathered.passing(records))
        removed = Removed()
        hashes, rows = base.columns["id_hashes"], base.columns["id_rows"]
        for place in np.flatnonzero(hashes[1:] == hashes[:-1]).tolist():
            earlier, identifier = int(rows[place]), base.id_of(int(rows[place]))
            if base.rows_of(identifier)[-1] != earlier:
                removed.add(0, base, earlier)
        return cls(base, gathered.index(), removed)

    @classmethod
    def open(cls, path: Path | str) -> Index:
        """The index saved under `path`, memory-mapped. Raises IndexFileError if it is missing or cannot be right."""
        columns = storage.read(Path(path))
        pictures = {
            name.removeprefix(_PICTURES): columns.pop(name) for name in [*columns] if name.startswith(_PICTURES)
        }
        return cls(Segment(columns), ImageIndex(Pictures.checked(pictures, Path(path))), path=Path(path))

    def save(self, path: Path | str) -> None:
        """Write the index under the directory `path`, in one step: readers see the old index or the new one."""
        state = self._current()
        base = state.segments[0]
        if len(state.segments) > 1 or state.size != base.size:
            base = Segment.build(self._marks(state))
        pictures = {_PICTURES + name: column for name, column in self._pictures.columns().items()}
        storage.write(Path(path), base.columns | pictures)

    def verify(self) -> None:
        """Read the files this index was opened from whole and compare their checksum. Raises IndexFileError."""
        if self._path is not None:
            storage.verify(self._path)

    def __len__(self) -> int:
        return self._current().size

    def __iter__(self) -> Iterator[Mark]:
        return self._marks(self._current())

    def described(self, identifier: str) -> Description | None:
        """What was found of the picture of a mark, to be put into another index; None for a mark without one."""
        return self._pictures.described(identifier)

    def add(self, mark: Mark) -> None:
        """Put a mark in, in place of one with the same id. The next search finds it. Raises MarkError (see there) and
        ImageError for a picture that cannot be compared; the mark that was there then stays."""
        check_id(mark)
        try:
            class_mask(mark.classes)
        except ValueError as error:
            raise MarkError("unknown-class", f"mark {mark.id}: {error}") from None
        seen = describe(mark.image) if isinstance(mark.image, bytes) else mark.image
        with self._lock:
            self._drop(mark.id)
            self._pending[mark.id] = Mark(mark.id, mark.text, mark.classes)
            if seen is not None:
                self._pictures.add(mark.id, seen)

    def remove(self, identifier: str) -> bool:
        """Take a mark out; False if there is none with this id."""
        with self._lock:
            return self._drop(identifier)

    def _drop(self, identifier: str) -> bool:
        self._pictures.remove(identifier)
        if self._pending.pop(identifier, None) is not None:
            return True
        state = self._state
        for number, segment in state.segments.items():
            for row in segment.rows_of(identifier):
                if state.removed.add(number, segment, row):
                    self._state = State(state.segments, state.removed)
                    return True
        return False

    def _current(self) -> State:
        """The state with what was added since made into a segment; segments of like size are made one."""
        with self._lock:
            if self._pending:
                segments, marks = dict(self._state.segments), list(self._pending.values())
                removed = self._state.removed
                while len(segments) > 1 and segments[last := max(segments)].size < 2 * len(marks):
                    merged = segments.pop(last)
                    marks = _live_marks(merged, removed.rows(last)) + marks
                    removed.forget(last, merged)
                segments[self._next] = Segment.build(marks)
                self._next += 1
                self._pending = {}
                self._state = State(segments, removed)
            _ = self._state.element_weights  # made while nothing can change under it
            return self._state

    @staticmethod
    def _marks(state: State) -> Iterator[Mark]:
        for number, segment in state.segments.items():
            yield from _live_marks(segment, state.removed.rows(number))

    def search(self, query: Query, limit: int = 100, keep: Keep | None = None) -> list[Hit]:
        """At most `limit` marks like the query, likest first (ties by id), each with its reasons.

        `keep` is given ids in ranked order, a block at a time, and returns those allowed; search goes on until `limit`
        of them are found or no candidate is left, so a filter costs no hit. Raises QueryError (see `check_query`) and
        ImageError for a picture that cannot be compared.
        """
        check_query(query)
        if query.image is not None:
            return pictured.search(self._current(), self._pictures, query, limit, keep)
        return search(self._current(), query, limit, keep)


def _live_marks(segment: Segment, removed: NDArray[np.int64]) -> list[Mark]:
    gone = set(removed.tolist())
    return [segment.mark(row) for row in range(segment.size) if row not in gone]
