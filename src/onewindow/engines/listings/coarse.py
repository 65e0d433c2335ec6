"""Coarse letters: one for all that are written for each other (0 and o, 1, i and l, u, v and w, ...).

Marks and titles are compared by them first, with doubled letters taken as one; what is found so is then aligned letter
by letter (`aligning`). Of several readings of a digit the commonest is taken.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.compiled import jit
from onewindow.engines.listings.folding import PARTS, Units
from onewindow.engines.listings.hashing import extend


def _table() -> NDArray[np.uint8]:
    table = np.arange(128, dtype=np.uint8)
    for one, other in zip("013456789lluw2", "oieasgtbgiivvz", strict=True):
        table[ord(one)] = ord(other)
    return table


TABLE = _table()


@jit(borrowing=True)
def coarse(symbol: int) -> int:
    """The coarse letter of a plain one; other symbols are their own."""
    return int(TABLE[symbol]) if symbol < 128 else int(symbol)


@jit(borrowing=True)
def _same(one: int, other: int) -> bool:
    # Of two coarse letters that are equal: i and l stand side by side in words, 0 and o do not.
    return one == other or (one < 58) != (other < 58)


@jit(borrowing=True)
def squeeze(
    units: Units,
    first: int,
    last: int,
    across: bool,
    symbols: NDArray[np.uint32],
    begins: NDArray[np.int32],
    prefix: NDArray[np.uint64],
) -> int:
    """Write the coarse symbols of units first..last, a doubled Latin letter once (``across`` parts too), the unit each
    begins with, and the hashes of their prefixes. Returns how many; ``begins`` holds one more, the end."""
    n = 0
    prefix[0] = np.uint64(0)
    for u in range(first, last):
        symbol = coarse(units.plain[u])
        doubled = n > 0 and symbol < 128 and symbols[n - 1] == symbol and _same(units.plain[u], units.plain[u - 1])
        if doubled and (across or not units.part[u] & PARTS):
            continue
        symbols[n], begins[n] = symbol, u
        prefix[n + 1] = extend(prefix[n], symbol)
        n += 1
    begins[n] = last
    return n
