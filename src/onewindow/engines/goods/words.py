"""Goods in words: a list taken apart into pieces, and a piece into the features that tell what it is.

The last characters of a Chinese noun name the thing (电动牙刷 is a brush), and so does the word before "for", "of" or a
comma in English; both are features of their own, beside the characters and words anywhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise

HARD = re.compile(r"[;|\n\r。]+")
_COMMA = re.compile(r"[,、]+")
_BRACKETS = re.compile(r"[(\[【][^)\]】]*[)\]】]?")
_AND = re.compile(r"\band\b|&|以及|和|与|及")
_HAN = re.compile(r"[㐀-鿿]")
_NUMBERING = re.compile(r"^\s*(?:\(?\d{1,3}[.)]\s*(?=\D)|[-•*·]\s*)")
QUALIFIER = re.compile(
    r"\b(?:for|of|in|with|by|to|on|from|via|containing|being|except|including|excluding|other than|not|used|made"
    r"|adapted|non)\b"
)
LONGEST_PIECE = 120
MOST_PIECES = 400


@cache
def _simplified() -> Callable[[str], str]:
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC("t2s").convert
    return convert


def normal(text: str) -> str:
    """Compared form: NFKC, lower case, simplified characters, without asterisks and doubled spaces."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("*", "")
    if _HAN.search(folded):
        folded = _simplified()(folded)
    return " ".join(folded.split())


def is_chinese(text: str) -> bool:
    """True as soon as there is a Chinese character."""
    return _HAN.search(text) is not None


def pieces(text: str, known: Callable[[str], bool], heads: Callable[[str], bool]) -> list[str]:
    """The goods a specification names, in compared form, in order, each once; at most ``MOST_PIECES``.

    ``known`` says whether words are an item of the table (电子、电器用品 may be one), ``heads`` whether an English word
    names a thing: "whisks, electric" is one item, "whisks, forks" are two.
    """
    found: dict[str, None] = {}
    for part in HARD.split(unicodedata.normalize("NFKC", text)):
        for piece in _parted(_NUMBERING.sub("", normal(part)).strip(" .,、"), known, heads):
            if piece and (is_chinese(piece) or any(c.isalpha() for c in piece)):
                found.setdefault(piece[:LONGEST_PIECE])
        if len(found) >= MOST_PIECES:
            break
    return list(found)[:MOST_PIECES]


def _parted(part: str, known: Callable[[str], bool], heads: Callable[[str], bool]) -> Iterator[str]:
    parts = list(_at_commas(part))
    while parts:
        # The longest run of parts that is an item as it stands, else one part with what only qualifies it.
        for end in range(min(len(parts), 8), 0, -1):
            joined = "".join(parts[:end]).strip(" ,、")
            if known(joined):
                break
        else:
            end = 1
            while end < len(parts) and _qualifies(parts[end].strip(" ,、"), heads):
                end += 1
            joined = "".join(parts[:end]).strip(" ,、")
        both = [piece.strip() for piece in _AND.split(joined, maxsplit=1)]
        yield from both if len(both) == 2 and all(map(known, both)) and not known(joined) else [joined]
        parts = parts[end:]


def _at_commas(part: str) -> Iterator[str]:
    """Split after commas that are not in brackets; each part keeps the commas after it."""
    start = depth = 0
    for place, character in enumerate(part):
        if character in "([【":
            depth += 1
        elif character in ")]】":
            depth = max(0, depth - 1)
        elif _COMMA.match(character) and not depth:
            yield part[start : place + 1]
            start = place + 1
    if start < len(part):
        yield part[start:]


def _qualifies(part: str, heads: Callable[[str], bool]) -> bool:
    if is_chinese(part) or not part:
        return False
    words = stems(part)
    return not words or QUALIFIER.match(part) is not None or not heads(words[-1])


def stems(text: str) -> list[str]:
    """The English words of a text, singular."""
    return [_stem(word) for word in re.findall(r"[a-z0-9]+", text)]


def _stem(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def features(piece: str) -> dict[str, float]:
    """The features of a piece in compared form with their weights; a Chinese and an English one share none."""
    asides = " ".join(found.strip("()[]【】") for found in _BRACKETS.findall(piece))
    main = _BRACKETS.sub(" ", piece).strip()
    if not main:
        main, asides = asides, ""
    return _chinese(main, asides) if is_chinese(piece) else _english(main, asides)


_ASIDE = 0.5


def _chinese(main: str, asides: str) -> dict[str, float]:
    text, aside = re.sub(r"\W", "", main), re.sub(r"\W", "", asides)
    found: dict[str, float] = {}
    for length in (1, 2):
        for start in range(len(text) - length + 1):
            found[f"{length}{text[start : start + length]}"] = 1.0
        for start in range(len(aside) - length + 1):
            found[f"a{aside[start : start + length]}"] = 1.0
            if length == 2:
                found.setdefault(f"2{aside[start : start + 2]}", _ASIDE)
    for length in range(1, min(4, len(text)) + 1):
        found[f"${text[-length:]}"] = 1.0
    for length in range(1, min(2, len(text)) + 1):
        found[f"^{text[:length]}"] = 1.0
    return found


def head_of(text: str) -> list[str]:
    """The stems of an English piece up to its first comma or qualifier; the last of them names the thing."""
    text = _BRACKETS.sub(" ", text)
    qualifier = QUALIFIER.search(text)
    end = qualifier.start() if qualifier and qualifier.start() else len(text)
    comma = text.find(",", 1)
    return stems(text[: min(end, comma) if comma > 0 else end]) or stems(text)


def _english(main: str, asides: str) -> dict[str, float]:
    words, head = stems(main), head_of(main)
    found: dict[str, float] = {}
    for word in words:
        found[f"w{word}"] = 1.0
        if len(word) > 5:
            found[f"q{word[:4]}"] = found[f"r{word[-4:]}"] = 0.5
    for one, two in pairwise(words):
        found[f"b{one} {two}"] = 1.0
    for word in stems(asides):
        found[f"p{word}"] = 1.0
        found.setdefault(f"w{word}", _ASIDE)
    if head:
        found[f"h{head[-1]}"] = 1.0
        found[f"t{' '.join(head[-2:])}"] = 1.0
        found[f"e{head[-1][-4:]}"] = 1.0
    for word in head:
        found[f"m{word}"] = 1.0
    return found
