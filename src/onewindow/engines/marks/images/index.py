"""The index of figurative marks: built, searched, kept up to date, saved and opened."""

from __future__ import annotations

import threading
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

import numpy as np

from onewindow.engines.marks import storage
from onewindow.engines.marks.columns import Columns
from onewindow.engines.marks.images.describe import Description, both_ways, describe
from onewindow.engines.marks.images.errors import ImageError
from onewindow.engines.marks.images.pictures import Pictures
from onewindow.engines.marks.images.search import Asked, ImageHit, Keep, search
from onewindow.engines.marks.types import IndexFileError

Picture = bytes | Description
"""A PNG, JPEG, WebP or SVG file, or what was found of it before (`ImageIndex.described`)."""
Refused = Callable[[str, ImageError], None]
_BATCH = 4096  # pictures described at a time, so that files need not all be in memory


class ImageIndex:
    """Pictures that can be searched by picture. Safe for threads; processes share a saved index by each opening it."""

    def __init__(self, base: Pictures, path: Path | None = None) -> None:
        self._lock = threading.Lock()
        self._base = base
        self._removed: frozenset[str] = frozenset()
        self._added: dict[str, Description] = {}
        self._recent: Pictures | None = None
        self._path = path

    @classmethod
    def build(
        cls,
        pictures: Iterable[tuple[str, Picture]],
        refused: Refused | None = None,
        executor: Executor | None = None,
    ) -> ImageIndex:
        """An index of (id, file). Of two with one id the later counts. A file that cannot be read is handed to
        `refused`; without it ImageError is raised. An executor's processes or threads describe the pictures."""
        described: dict[str, Description] = {}
        for batch in _batches(pictures):
            names = [name for name, _ in batch]
            files = [content for _, content in batch]
            tried = executor.map(_tried, files, chunksize=32) if executor else map(_tried, files)
            for name, found in zip(names, tried, strict=True):
                if isinstance(found, Description):
                    described[name] = found
                elif refused is None:
                    raise ImageError(found.code, f"{name}: {found}")
                else:
                    refused(name, found)
        return cls(Pictures.of(described))

    @classmethod
    def open(cls, path: Path | str) -> ImageIndex:
        """The index saved under `path`, memory-mapped. Raises IndexFileError if it is missing or cannot be right."""
        return cls(Pictures.read(Path(path)), Path(path))

    @classmethod
    def unpacked(cls, path: Path) -> ImageIndex:
        """The index packed into one file by `pack`. Raises IndexFileError if it is missing or of other weights."""
        try:
            with np.load(path) as arrays:
                columns = {name: arrays[name] for name in arrays.files}
        except (OSError, ValueError, zipfile.BadZipFile) as error:
            raise IndexFileError(path, f"unreadable: {error}") from None
        return cls(Pictures.checked(columns, path))

    def pack(self, path: Path) -> None:
        """Write the index as one small file, to go with a package: it is read whole, not mapped."""
        columns: dict[str, Any] = dict(self.columns())
        np.savez_compressed(path, **columns)

    def save(self, path: Path | str) -> None:
        """Write the index under the directory `path`, in one step: readers see the old index or the new one."""
        storage.write(Path(path), self.columns())

    def columns(self) -> Columns:
        """What is saved of the index."""
        with self._lock:
            base, removed, added = self._base, self._removed, dict(self._added)
        if removed or added:
            kept = ((name, row) for row in range(base.size) if (name := base.id_of(row)) not in removed)
            base = Pictures.of({name: base.described(row) for name, row in kept} | added)
        return base.columns

    def verify(self) -> None:
        """Read the files this index was opened from whole and compare their checksum. Raises IndexFileError."""
        if self._path is not None:
            storage.verify(self._path)

    def __len__(self) -> int:
        with self._lock:
            return self._base.size - len(self._removed) + len(self._added)

    def __contains__(self, name: str) -> bool:
        with self._lock:
            return name in self._added or (name not in self._removed and self._base.row_of(name) is not None)

    def described(self, name: str) -> Description | None:
        """What was found of the picture of this id, to be put into another index; None if there is none."""
        with self._lock:
            if name in self._added or name in self._removed:
                return self._added.get(name)
            row = self._base.row_of(name)
            return None if row is None else self._base.described(row)

    def add(self, name: str, content: Picture) -> None:
        """Put a picture in, in place of one with the same id. The next search finds it. Raises ImageError."""
        described = content if isinstance(content, Description) else describe(content)
        with self._lock:
            self._drop(name)
            self._added[name] = described
            self._recent = None

    def remove(self, name: str) -> bool:
        """Take a picture out; False if there is none with this id."""
        with self._lock:
            return self._drop(name)

    def _drop(self, name: str) -> bool:
        if self._added.pop(name, None) is not None:
            self._recent = None
            return True
        if name in self._removed or self._base.row_of(name) is None:
            return False
        self._removed |= {name}
        return True

    def search(
        self, content: bytes, limit: int = 100, keep: Keep | None = None, also: Collection[str] = ()
    ) -> list[ImageHit]:
        """At most `limit` pictures like a PNG, JPEG, WebP or SVG file, likest first (ties by id), with reasons.

        `keep` is given ids in ranked order, a block at a time, and returns those allowed; search goes on until `limit`
        of them are found or no picture is left. After them come those of the ids `also` that are here, however far
        down they stand. Raises ImageError.
        """
        asked = Asked(*both_ways(content))
        with self._lock:
            if self._recent is None:
                self._recent = Pictures.of(self._added)
            parts, removed = [self._base, self._recent], self._removed
        return search(parts, removed, asked, limit, keep, also)


def _tried(content: Picture) -> Description | ImageError:
    try:
        return content if isinstance(content, Description) else describe(content)
    except ImageError as error:
        return error


def _batches(pictures: Iterable[tuple[str, Picture]]) -> Iterator[list[tuple[str, Picture]]]:
    waiting: list[tuple[str, Picture]] = []
    for picture in pictures:
        waiting.append(picture)
        if len(waiting) == _BATCH:
            yield waiting
            waiting = []
    yield waiting
