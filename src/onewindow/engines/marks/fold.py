"""Normalisation: what of a written mark is compared.

Every step works on one character at a time (compatibility decomposition, case folding, stripping of diacritics,
traditional to simplified), so that each folded character knows the place it came from in the original text.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC

# TM, (R), (C) and (SM) signs are notices, not part of the mark; an apostrophe joins (DAILY'S), other punctuation parts.
_NOTICES = frozenset("™®©℠℗")
_JOINING = frozenset("'’‘`´ʼʹ′＇\u200c\u200d\u00ad")
# PhotoGro and KONA81 are two elements each, though written together.
_BOUNDARY = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])|(?<=[A-Za-z]{3})(?=\d+(?![\dA-Za-z]))")
_LETTERS = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h"}


def is_han(character: str) -> bool:
    """Whether the character is a Chinese one, which is an element by itself."""
    code = ord(character)
    return 0x3400 <= code <= 0x4DBF or 0x4E00 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or code >> 16 in (2, 3)


@cache
def _converter() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("t2s")


def fold_character(character: str) -> str:
    """The folded form of one character: "" if it is dropped, " " if it parts elements, else one or more letters."""
    if character in _JOINING or character in _NOTICES:
        return ""
    code = ord(character)
    keep_composed = 0x3040 <= code <= 0x30FF or 0xAC00 <= code <= 0xD7A3 or 0xFF66 <= code <= 0xFF9F
    pieces = []
    for piece in unicodedata.normalize("NFKC" if keep_composed else "NFKD", character).casefold():
        category = unicodedata.category(piece)
        if unicodedata.combining(piece) or category == "Cf" or 0xFE00 <= ord(piece) <= 0xFE0F:
            continue
        if category[0] in "PZ" or category in ("Cc", "Cs") or piece in "+<=>|~^`":
            pieces.append(" ")
        elif is_han(piece):
            simplified = _converter().convert(piece) if unicodedata.category(piece) == "Lo" else piece
            pieces.append(f" {simplified} ")
        elif 0x30A1 <= ord(piece) <= 0x30F6:
            pieces.append(chr(ord(piece) - 0x60))
        else:
            pieces.append(_LETTERS.get(piece, piece))
    return "".join(pieces)


class _Table(dict[int, str]):
    """Folded forms by code point, filled as characters are met: for `str.translate`."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = fold_character(chr(code))
        return folded


class _Sizes(dict[int, int]):
    """How many folded characters a code point becomes."""

    def __missing__(self, code: int) -> int:
        self[code] = size = sum(map(len, _TABLE[code].split()))
        return size


_TABLE = _Table()
_SIZES = _Sizes()


def words(text: str) -> list[str]:
    """The folded elements of a mark in reading order: words, and single Chinese characters."""
    if not text.isascii() or not (text.isupper() or text.islower()) or any(map(str.isdigit, text)):
        text = _BOUNDARY.sub(" ", text)
    return text.translate(_TABLE).split()


def origins(text: str) -> list[int]:
    """For each character of `"".join(words(text))` the offset in `text` of the character it came from."""
    sizes = [_SIZES[code] for code in map(ord, text)]
    if max(sizes, default=0) <= 1:
        return [place for place, size in enumerate(sizes) if size]
    return [place for place, size in enumerate(sizes) for _ in range(size)]
