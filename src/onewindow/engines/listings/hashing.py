"""Spans of symbols as 64-bit numbers: any span of a text in constant time, and tables asked by them.

The hash of a span is polynomial over the ring of 64-bit integers, so that spans can be cut and joined (Karp and Rabin,
"Efficient randomized pattern-matching algorithms", 1987); it is mixed before it is looked up. A Bloom filter of two
bits a key stands before the table, since nearly every span asked for is in none.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.compiled import jit

BASE = 0x9E3779B97F4A7C15
LONGEST = 64
_BASE = np.uint64(BASE)
_MIX = np.uint64(0xD6E8FEB86659FD93)
_ONE, _SIX, _HALF = np.uint64(1), np.uint64(63), np.uint64(32)
SOUND = np.uint64(0x5851F42D4C957F2D)
HEADS, TAILS = np.uint64(0x2545F4914F6CDD1D), np.uint64(0x14057B7EF767814F)
"""They turn the hash of a text into that of a sound, of a first and of a last word."""


def _powers() -> NDArray[np.uint64]:
    powers = np.ones(LONGEST + 1, np.uint64)
    with np.errstate(over="ignore"):
        for n in range(1, LONGEST + 1):
            powers[n] = powers[n - 1] * _BASE
    return powers


POWERS = _powers()


class Table(NamedTuple):
    """Keys with the first of a chain of entries each."""

    bloom: NDArray[np.uint64]
    keys: NDArray[np.uint64]
    heads: NDArray[np.int32]


@jit(borrowing=True)
def mix(value: np.uint64) -> np.uint64:
    """A polynomial hash with its bits spread; never 0, which marks an empty place."""
    value = (value ^ (value >> _HALF)) * _MIX
    return (value ^ (value >> _HALF)) | _ONE


@jit(borrowing=True)
def extend(value: np.uint64, symbol: int) -> np.uint64:
    """The hash of a span with one symbol more."""
    return np.uint64(value * _BASE + np.uint64(symbol) + _ONE)


@jit(borrowing=True)
def span(prefix: NDArray[np.uint64], powers: NDArray[np.uint64], first: int, last: int) -> np.uint64:
    """The hash of symbols first..last from the hashes of the prefixes."""
    return np.uint64(prefix[last] - prefix[first] * powers[last - first])


@jit(borrowing=True)
def _two_bits(key: np.uint64) -> np.uint64:
    return np.uint64((_ONE << ((key >> np.uint64(20)) & _SIX)) | (_ONE << ((key >> np.uint64(26)) & _SIX)))


@jit(borrowing=True)
def find(table: Table, key: np.uint64) -> int:
    """The first entry of a mixed key, -1 if it has none."""
    wanted = _two_bits(key)
    if table.bloom[(key >> np.uint64(32)) & np.uint64(len(table.bloom) - 1)] & wanted != wanted:
        return -1
    mask = len(table.keys) - 1
    place = np.int64(key >> np.uint64(3)) & mask
    while table.keys[place]:
        if table.keys[place] == key:
            return int(table.heads[place])
        place = (place + 1) & mask
    return -1


@jit(borrowing=True)
def _fill(table: Table, keys: NDArray[np.uint64], follows: NDArray[np.int32]) -> None:
    mask = len(table.keys) - 1
    for entry in range(len(keys) - 1, -1, -1):
        key = keys[entry]
        table.bloom[(key >> np.uint64(32)) & np.uint64(len(table.bloom) - 1)] |= _two_bits(key)
        place = np.int64(key >> np.uint64(3)) & mask
        while table.keys[place] and table.keys[place] != key:
            place = (place + 1) & mask
        follows[entry] = table.heads[place]
        table.keys[place], table.heads[place] = key, entry


def build(keys: NDArray[np.uint64]) -> tuple[Table, NDArray[np.int32]]:
    """A table of mixed keys, one an entry, and for each entry the next of the same key (-1 after the last)."""
    size = 1 << max(4, int(2 * len(keys)).bit_length())
    bits = max(1024, 1 << max(4, int(6 * len(keys)).bit_length()))
    table = Table(np.zeros(bits // 64, np.uint64), np.zeros(size, np.uint64), np.full(size, -1, np.int32))
    follows = np.full(len(keys), -1, np.int32)
    _fill(table, keys, follows)
    return table, follows
