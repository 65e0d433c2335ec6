"""What characters look and sound like, as arrays by code point.

Read from the files beside this module, made by `tools/build_listing_glyphs.py` (sources and licences in NOTICE).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from io import BytesIO
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

SIZE, LAST_HAN = 0x30000, 0xA000
BREAK, INVISIBLE, LETTER, UNSPACED = range(4)
PLAIN, WIDTH, ACCENT, LOOKALIKE, TRADITIONAL, LEET = range(6)
MANY = 0xF0000000
"""A symbol from here on is the number of a character that stands for several letters."""
# Punctuation read as a letter where it touches one.
LEET_SYMBOLS = {"@": "a", "$": "s", "!": "i", "|": "l", "+": "t"}

# The forms that characters take as parts of others.
RADICALS = dict(zip("亻氵扌讠饣纟钅犭忄礻衤刂艹釒糹訁飠", "人水手言食糸金犬心示衣刀艸金糸言食", strict=True))


class Letters(NamedTuple):
    """By code point: what kind of character, how it stands for a letter, for which, its case-folded form."""

    kind: NDArray[np.uint8]
    how: NDArray[np.uint8]
    symbol: NDArray[np.uint32]
    fold: NDArray[np.uint32]
    many: NDArray[np.int32]
    pool: NDArray[np.uint32]
    leet: NDArray[np.uint8]


@dataclass(frozen=True)
class Chinese:
    """Readings by character without tone (the usual one first), and how simplified characters are split."""

    readings: dict[str, tuple[str, ...]]
    split: dict[str, tuple[str, ...]]


class Alike(NamedTuple):
    """Characters drawn nearly alike: those of code c at ``starts[c]:starts[c + 1]`` of ``others``."""

    starts: NDArray[np.int32]
    others: NDArray[np.uint32]


@cache
def letters() -> Letters:
    """The table of letters, with traditional characters read as simplified ones."""
    file, chinese = _read("letters"), _read("chinese")
    codes = np.arange(SIZE, dtype=np.uint32)
    fold = file["fold"] + codes
    symbol = np.where(file["kind"] >= LETTER, file["symbol"] ^ fold, 0).astype(np.uint32)
    how = file["how"].copy()
    symbol[chinese["traditional"]] = chinese["simplified"]
    how[chinese["traditional"]] = TRADITIONAL
    for radical, char in RADICALS.items():
        symbol[ord(radical)], how[ord(radical)] = ord(char), LOOKALIKE
    counts = file["counts"].astype(np.int32)
    many = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
    symbol[file["many"]] = MANY + np.arange(len(counts), dtype=np.uint32)
    leet = np.zeros(128, np.uint8)
    for char, letter in LEET_SYMBOLS.items():
        leet[ord(char)] = ord(letter)
    return Letters(file["kind"], how, symbol, fold, many, file["pool"], leet)


@cache
def chinese() -> Chinese:
    """What is known of Chinese characters."""
    file, parts = _read("chinese"), _read("parts")
    said = file["readings"].tobytes().decode().split("\n")
    readings = {chr(code): tuple(row.split()) for code, row in zip(file["said"].tolist(), said, strict=True)}
    split: dict[str, list[str]] = {}
    for code, pieces in zip(parts["whole"].tolist(), parts["split"].tolist(), strict=True):
        split.setdefault(chr(code), []).append("".join(chr(p) for p in pieces if p))
    return Chinese(readings, {char: tuple(dict.fromkeys(found)) for char, found in split.items()})


@cache
def alike() -> Alike:
    """The pairs of characters drawn alike, both ways round."""
    file = _read("chinese")
    one = np.concatenate((file["one"], file["other"])).astype(np.uint32)
    other = np.concatenate((file["other"], file["one"])).astype(np.uint32)
    pairs = np.unique(one.astype(np.uint64) << np.uint64(32) | other)
    starts = np.searchsorted(pairs >> np.uint64(32), np.arange(LAST_HAN + 1)).astype(np.int32)
    return Alike(starts, (pairs & np.uint64(0xFFFFFFFF)).astype(np.uint32))


@cache
def chinese_words() -> list[str]:
    """Common Chinese words of two to four characters, those of shops included."""
    return [word for name in ("words", "counted") for word in _read(name)["words"].tobytes().decode().split("\n")]


def _read(name: str) -> dict[str, NDArray[Any]]:
    content = resources.files(__package__).joinpath(f"{name}.npz").read_bytes()
    with np.load(BytesIO(content), allow_pickle=False) as archive:
        return {part: archive[part] for part in archive.files}
