"""Descriptions of many pictures as columns: what is saved, mapped and searched. Rows are in order of id."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.marks import storage
from onewindow.engines.marks.columns import Columns
from onewindow.engines.marks.images import embedding, traits
from onewindow.engines.marks.images.describe import Description
from onewindow.engines.marks.images.embedding import Floats
from onewindow.engines.marks.types import IndexFileError

FORMAT = 2  # raise it when views, traits or columns change their meaning; other weights are told by their fingerprint
_COLUMNS = {"images_format": "u8", "id_bytes": "u1", "id_starts": "i8", "vectors": "i1", "starts": "i8"}
_COLUMNS |= {"kinds": "u1", "traits": "u1"}
_AT_ONCE = 1 << 15  # vectors compared at a time: a few megabytes as floats, which stay in the cache


class Pictures:
    """An unchanging set of described pictures."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.size = len(columns["id_starts"]) - 1
        self.starts: NDArray[np.int64] = columns["starts"]
        self.kinds: NDArray[np.uint8] = columns["kinds"]
        self.vectors: NDArray[np.int8] = columns["vectors"].reshape(-1, embedding.EMBEDDING)
        self.traits: NDArray[np.uint8] = columns["traits"].reshape(-1, traits.LENGTH)

    @classmethod
    def of(cls, described: Mapping[str, Description]) -> Pictures:
        """Described pictures by id."""
        names = sorted(described, key=lambda name: name.encode("utf-8", "surrogatepass"))
        encoded = [name.encode("utf-8", "surrogatepass") for name in names]
        found = [described[name] for name in names]
        nothing = Description(np.zeros((0, embedding.EMBEDDING), np.int8), np.zeros(0, np.uint8), np.zeros(0, np.uint8))
        columns: Columns = {
            "images_format": _format(),
            "id_bytes": np.frombuffer(b"".join(encoded), np.uint8),
            "id_starts": np.cumsum([0, *map(len, encoded)], dtype=np.int64),
            "vectors": np.concatenate([nothing.vectors, *(one.vectors for one in found)]).reshape(-1),
            "starts": np.cumsum([0, *(len(one.kinds) for one in found)], dtype=np.int64),
            "kinds": np.concatenate([nothing.kinds, *(one.kinds for one in found)]),
            "traits": np.concatenate([nothing.traits, *(one.traits for one in found)]),
        }
        return cls(columns)

    @classmethod
    def read(cls, directory: Path) -> Pictures:
        """The pictures saved under `directory`, mapped. Raises IndexFileError."""
        return cls.checked(storage.read(directory), directory)

    @classmethod
    def checked(cls, columns: Columns, directory: Path) -> Pictures:
        """The pictures of columns read under `directory`. Raises IndexFileError."""
        if {name: column.dtype.str[1:] for name, column in columns.items()} != _COLUMNS:
            raise IndexFileError(directory, "not an index of pictures")
        if columns["images_format"].tolist() != _format().tolist():
            raise IndexFileError(directory, "made by another version, or with other weights: build it again")
        return cls(columns)

    def id_of(self, row: int) -> str:
        begin, end = self.columns["id_starts"][row : row + 2]
        return bytes(self.columns["id_bytes"][begin:end]).decode("utf-8", "surrogatepass")

    def row_of(self, name: str) -> int | None:
        """The row of an id, None if it is not here."""
        wanted = name.encode("utf-8", "surrogatepass")
        ids, starts = self.columns["id_bytes"], self.columns["id_starts"]
        row = bisect_left(range(self.size), wanted, key=lambda row: bytes(ids[starts[row] : starts[row + 1]]))
        return row if row < self.size and self.id_of(row) == name else None

    def described(self, row: int) -> Description:
        begin, end = self.starts[row : row + 2]
        return Description(self.vectors[begin:end], self.kinds[begin:end], self.traits[row])

    def compare(self, vectors: Floats) -> Iterator[tuple[int, int, Floats]]:
        """(first row, row after the last, cosines (views of these rows, q)) with unit vectors (q, EMBEDDING), block by
        block; every block holds all views of its rows."""
        row = 0
        while row < self.size:
            after = int(np.searchsorted(self.starts, self.starts[row] + _AT_ONCE, "right")) - 1
            block = self.vectors[self.starts[row] : self.starts[after]].astype(np.float32)
            yield row, after, block @ (vectors.T / np.float32(127))
            row = after


def _format() -> NDArray[np.uint64]:
    return np.array([FORMAT, embedding.fingerprint()], np.uint64)
