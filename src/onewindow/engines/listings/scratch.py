"""What the passes over a title write into: the hits of a batch, and the scratch space of one title."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.compiled import jit
from onewindow.engines.listings.folding import APOSTROPHE, MARK, SPACE
from onewindow.engines.listings.sounding import SoundRoom, sound_room

MOST_SYMBOLS = 40
"""Longest span that is looked up, in symbols."""
SEEN = SPACE | MARK | APOSTROPHE
"""Parts of a title that a reader sees between letters."""
CJK = 0x2E80
"""The first code point of the Chinese blocks."""


class Hits(NamedTuple):
    """What was found: title, mark, form, units first..last of the batch, kinds of disguise."""

    title: NDArray[np.int32]
    mark: NDArray[np.int32]
    first: NDArray[np.int32]
    last: NDArray[np.int32]
    kinds: NDArray[np.int32]


class Room(NamedTuple):
    """Scratch space for one title."""

    symbols: NDArray[np.uint32]
    begins: NDArray[np.int32]
    prefix: NDArray[np.uint64]
    tokens: NDArray[np.int32]
    unusual: NDArray[np.bool_]
    tally: NDArray[np.int64]
    used: NDArray[np.int64]
    sound: SoundRoom


def room(longest: int) -> Room:
    """Scratch space for titles of up to ``longest`` units."""
    return Room(
        np.empty(longest + 1, np.uint32), np.empty(longest + 2, np.int32), np.empty(longest + 2, np.uint64),
        np.empty(longest + 2, np.int32), np.empty(longest + 2, np.bool_), np.zeros(8, np.int64), np.zeros(1, np.int64),
        sound_room(longest),
    )  # fmt: skip


def hits(size: int) -> Hits:
    """Room for ``size`` hits."""
    return Hits(*(np.empty(size, np.int32) for _ in range(5)))


@jit(borrowing=True)
def keep(room: Room, out: Hits, title: int, mark: int, first: int, last: int, kinds: int) -> None:
    """Write a hit down; one that no longer finds room is only counted."""
    n = room.used[0]
    if n < len(out.title):
        out.title[n], out.mark[n], out.first[n], out.last[n], out.kinds[n] = title, mark, first, last, kinds
    room.used[0] = n + 1
