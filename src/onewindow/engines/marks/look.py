"""What the eye takes for something else: Latin letters and digits, and Chinese characters.

`glyphs.npz` (made by `tools/build_glyphs.py`) lists the Chinese characters that look alike, with a grade 1 to 3, and
gives characters that are all alike one key. The tables here are made once in a process and handed to compiled loops.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

SLOTS = 1 << 17
_FIRST, _SPAN = 0x3400, 0x6C00  # characters of the basic plane, from the first to 0x9FFF
# One letter or digit for another; the eye reads what stands among letters as a letter.
LETTER_FOR = {"0": "o", "1": "l", "3": "e", "4": "a", "5": "s", "6": "b", "7": "t", "8": "b", "9": "g", "2": "z"}
AS_LETTER = np.zeros(128, np.uint8)
for _digit, _letter in LETTER_FOR.items():
    AS_LETTER[ord(_digit)] = ord(_letter)
# Two letters for one.
ONE_FOR_TWO = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("nn", "m"), ("uu", "w"), ("ii", "u"))
_ALIKE = "0o 1l 1i il lj ij 5s 8b 2z 3e 4a 7t uv vy mn ce qg vw co 6b 9g hn gq qa 6g"
SINGLE, DOUBLE = 1, 2
DOUBLES = np.array([[ord(two[0]), ord(two[1]), ord(one)] for two, one in ONE_FOR_TWO], np.uint32)


@dataclass(frozen=True)
class Looks:
    """letters: by (first << 7 | second), SINGLE if the two look alike, DOUBLE if one looks like the other with a letter
    before it; glyphs: a hash table of pairs of characters (see `pair_key`) with their grades in the two low bits; keys:
    by code point less 0x3400, the character that stands for those alike."""

    letters: NDArray[np.uint8]
    glyphs: NDArray[np.uint32]
    keys: NDArray[np.uint32]


def _letters() -> NDArray[np.uint8]:
    table = np.zeros(1 << 14, np.uint8)
    for pair in _ALIKE.split():
        one, other = ord(pair[0]), ord(pair[1])
        table[one << 7 | other] |= SINGLE
        table[other << 7 | one] |= SINGLE
    for two, letter in ONE_FOR_TWO:
        last, single = ord(two[1]), ord(letter)
        table[last << 7 | single] |= DOUBLE
        table[single << 7 | last] |= DOUBLE
    return table


@cache
def looks() -> Looks:
    """The tables, read and arranged once."""
    content = resources.files(__package__).joinpath("glyphs.npz").read_bytes()
    with np.load(BytesIO(content), allow_pickle=False) as archive:
        codes = np.frombuffer(archive["characters"].tobytes().decode().encode("utf-32-le"), np.uint32)
        pairs, grades, groups = codes[archive["pairs"]], archive["grades"], archive["keys"]
    keys = np.arange(_FIRST, _FIRST + _SPAN, dtype=np.uint32)
    keys[codes - _FIRST] = codes[groups]
    table = [0] * SLOTS
    for (one, other), grade in zip(pairs.tolist(), grades.tolist(), strict=True):
        packed = (min(one, other) - _FIRST) << 15 | (max(one, other) - _FIRST)
        slot = (packed * 0x9E3779B1 & 0xFFFFFFFF) >> 15
        while table[slot]:
            slot = (slot + 1) % SLOTS
        table[slot] = packed << 2 | grade
    return Looks(_letters(), np.array(table, np.uint32), keys)


def alike_grade(one: str, other: str) -> int:
    """How alike two characters look: 0 not at all, to 3. Latin look-alikes are of grade 2."""
    a, b = sorted((ord(one), ord(other)))
    if b < 128:
        return 2 if looks().letters[a << 7 | b] & SINGLE else 0
    if a < _FIRST or b >= _FIRST + _SPAN:
        return 0
    packed = (a - _FIRST) << 15 | (b - _FIRST)
    slot = (packed * 0x9E3779B1 & 0xFFFFFFFF) >> 15
    table = looks().glyphs
    while table[slot]:
        if table[slot] >> 2 == packed:
            return int(table[slot] & 3)
        slot = (slot + 1) % SLOTS
    return 0


def differing(one: str, other: str) -> list[tuple[int, int, int, int]] | None:
    """Where two folded texts differ, as (begin, end) in the one and in the other, if each difference is something the
    eye takes for the other; None if any is not."""
    pairs = dict(ONE_FOR_TWO)
    found: list[tuple[int, int, int, int]] = []
    i = j = 0
    while i < len(one) and j < len(other):
        if one[i] == other[j] and pairs.get(one[i : i + 2]) != other[j] and pairs.get(other[j : j + 2]) != one[i]:
            i, j = i + 1, j + 1
        elif pairs.get(one[i : i + 2]) == other[j]:
            found.append((i, i + 2, j, j + 1))
            i, j = i + 2, j + 1
        elif pairs.get(other[j : j + 2]) == one[i]:
            found.append((i, i + 1, j, j + 2))
            i, j = i + 1, j + 2
        elif one[i] == other[j]:
            i, j = i + 1, j + 1
        elif alike_grade(one[i], other[j]):
            found.append((i, i + 1, j, j + 1))
            i, j = i + 1, j + 1
        else:
            return None
    return found if i == len(one) and j == len(other) and found else None
