"""Folding: a batch of texts as one array of units, each a plain letter that knows the character it came from.

A unit is what one letter stands for once width, accents, look-alikes and leet punctuation are undone; a Chinese
character is a unit by its simplified form. What parts two units is kept beside the second of them. The table of
look-alikes follows UTS 39 (Unicode Security Mechanisms, confusables).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.compiled import jit
from onewindow.engines.listings import glyphs
from onewindow.engines.listings.glyphs import BREAK, INVISIBLE, LEET, MANY, SIZE, UNSPACED, Letters

SOFT, UNSEEN, APOSTROPHE, MARK, SPACE = 1, 2, 4, 8, 16
PARTS = SOFT | APOSTROPHE | MARK | SPACE
"""What parts two tokens; what cannot be seen does not."""


class Units(NamedTuple):
    """Units of a batch, those of text ``n`` at ``bounds[n]:bounds[n + 1]``; ``place`` counts in the text itself."""

    plain: NDArray[np.uint32]
    fold: NDArray[np.uint32]
    how: NDArray[np.uint8]
    part: NDArray[np.uint8]
    place: NDArray[np.int32]
    bounds: NDArray[np.int64]


def fold(texts: Sequence[str]) -> Units:
    """The units of texts."""
    sizes = np.fromiter(map(len, texts), np.int64, len(texts))
    starts = np.zeros(len(texts) + 1, np.int64)
    np.cumsum(sizes, out=starts[1:])
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    letters = glyphs.letters()
    most = _count(codes, letters)
    units = Units(
        np.empty(most, np.uint32), np.empty(most, np.uint32), np.empty(most, np.uint8), np.empty(most, np.uint8),
        np.empty(most, np.int32), np.empty(len(starts), np.int64),
    )  # fmt: skip
    _fold(codes, starts, letters, units)
    return units


@jit(borrowing=True)
def _count(codes: NDArray[np.uint32], letters: Letters) -> int:
    total = len(codes)
    for code in codes:
        if code < SIZE and letters.symbol[code] >= MANY:
            number = letters.symbol[code] - np.uint32(MANY)
            total += letters.many[number + 1] - letters.many[number]
    return total


@jit(borrowing=True)
def _is_ascii_letter(code: int) -> bool:
    return 97 <= (code | 32) <= 122


@jit(borrowing=True)
def _fold(codes: NDArray[np.uint32], starts: NDArray[np.int64], letters: Letters, out: Units) -> None:
    n = 0
    for text in range(len(starts) - 1):
        out.bounds[text] = n
        first, last = starts[text], starts[text + 1]
        part, unspaced = 0, False
        for at in range(first, last):
            code = codes[at]
            if code >= SIZE:
                part |= UNSEEN if code >> 12 == 0xE0 else MARK
                continue
            kind = letters.kind[code]
            if kind == INVISIBLE:
                part |= UNSEEN
                continue
            if kind == BREAK:
                touches = at + 1 < last and _is_ascii_letter(codes[at + 1])
                behind = at > first and _is_ascii_letter(codes[at - 1])
                is_leet = code < 128 and letters.leet[code] > 0
                if is_leet and (
                    (touches and (behind or code in (36, 64))) or (behind and code == 36 and at + 1 == last)
                ):
                    out.plain[n], out.fold[n], out.how[n] = letters.leet[code], code, LEET
                    out.part[n], out.place[n] = part if n > out.bounds[text] else 0, at - first
                    n += 1
                    part, unspaced = 0, False
                elif code in (39, 0x2019, 0x2018, 0x60, 0xB4, 0x2BC, 0x2032, 0xFF07):
                    part |= APOSTROPHE
                elif code <= 32 or code == 0xA0 or code == 0x3000 or 0x2000 <= code <= 0x200A:
                    part |= SPACE
                else:
                    part |= MARK
                continue
            here = kind == UNSPACED
            if here or unspaced:
                part |= SOFT
            symbol = letters.symbol[code]
            if symbol >= MANY:
                number = symbol - np.uint32(MANY)
                for p in range(letters.many[number], letters.many[number + 1]):
                    out.plain[n], out.fold[n], out.how[n] = letters.pool[p], letters.fold[code], letters.how[code]
                    out.part[n], out.place[n] = part, at - first
                    n += 1
                    part = 0
            else:
                out.plain[n], out.fold[n], out.how[n] = symbol, letters.fold[code], letters.how[code]
                out.part[n], out.place[n] = part, at - first
                n += 1
            part, unspaced = 0, here
    out.bounds[len(starts) - 1] = n
