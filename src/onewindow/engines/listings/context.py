"""What stands around a mark: words by which it is referred to only, the class of the goods, the seller.

A mark may be named to say what a thing fits (Directive (EU) 2015/2436, Art. 14(1)(c); Implementing Regulation of the
Chinese Trademark Law and court practice likewise), so such naming speaks against a finding. The table of categories is
our own; words found in a category give its classes.
"""

from __future__ import annotations

import csv
from functools import cache, lru_cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.compiled import jit
from onewindow.engines.listings.folding import PARTS, Units
from onewindow.engines.listings.hashing import find
from onewindow.engines.listings.scratch import Hits
from onewindow.engines.listings.words import ACCESSORY, REFER, TO_FIT, Words, plain_hash

REFERENTIAL, AUTHORISED, CLASS, GENERIC = 1, 2, 4, 8
NAMES = {REFERENTIAL: "referential", AUTHORISED: "authorised", CLASS: "class", GENERIC: "generic"}
IN_OTHER_CLASS, WHEN_AUTHORISED = 0.5, 0.1
"""What these leave of a score: our own judgement."""
NEAR = 3
_CJK = 0x2E80


def names(bits: int) -> str:
    """What speaks against a finding, joined by ``+``; empty if nothing does."""
    return "+".join(name for bit, name in NAMES.items() if bits & bit)


@cache
def _categories() -> tuple[tuple[str, int], ...]:
    content = resources.files(__package__).joinpath("categories.csv").read_text(encoding="utf-8")
    return tuple(
        (word, 1 << (int(row["classes"]) - 1))
        for row in csv.DictReader(content.splitlines())
        for word in row["words"].split(";")
    )


@lru_cache(maxsize=65536)
def class_mask(category: str) -> int:
    """Nice classes of a marketplace's category as bits (class n is bit n-1); 0 where nothing is known of it."""
    text = f" {category.casefold()} "
    for apart in "/>|&,;:_-()":
        text = text.replace(apart, " ")
    mask = 0
    for word, bits in _categories():
        if (f" {word} " in text or f" {word}s " in text) if word.isascii() else word in text:
            mask |= bits
    return mask


def seller_key(name: str) -> str:
    """A seller's name as names are compared: without case and spaces at the ends."""
    return " ".join(name.casefold().split())


@jit()
def referential(units: Units, hits: Hits, used: int, words: Words) -> NDArray[np.bool_]:
    """Of each hit whether the words around it say that the mark is only referred to."""
    found = np.zeros(used, np.bool_)
    for n in range(used):
        first, last = units.bounds[hits.title[n]], units.bounds[hits.title[n] + 1]
        found[n] = _refers(units, hits.first[n], hits.last[n], first, last, words)
    return found


@jit(borrowing=True)
def _refers(units: Units, begin: int, end: int, first: int, last: int, words: Words) -> bool:
    to_fit = False
    stop, tokens = begin, 0
    while stop > first and tokens < NEAR:
        start = stop - 1
        if units.plain[start] >= _CJK:
            # Chinese: a word that ends right before the mark.
            if tokens:
                break
            for size in range(1, 4):
                if stop - size >= first:
                    meaning = _meaning(units, stop - size, stop, words)
                    if meaning == REFER:
                        return True
                    to_fit = to_fit or meaning == TO_FIT
            break
        while start > first and not units.part[start] & PARTS:
            start -= 1
        meaning = _meaning(units, start, stop, words)
        if meaning == REFER:
            return True
        to_fit = to_fit or (meaning == TO_FIT and tokens < 2)
        stop, tokens = start, tokens + 1
    if end < last:
        stop = end + 1
        if units.plain[end] >= _CJK:
            stop = min(end + 2, last)
        else:
            while stop < last and not units.part[stop] & PARTS:
                stop += 1
        if _meaning(units, end, stop, words) == REFER:
            return True
    return to_fit and _has_accessory(units, first, last, words)


@jit(borrowing=True)
def _has_accessory(units: Units, first: int, last: int, words: Words) -> bool:
    start = first
    for u in range(first + 1, last + 1):
        if u == last or units.part[u] & PARTS > 0:
            if units.plain[start] < _CJK:
                if _meaning(units, start, u, words) == ACCESSORY:
                    return True
            else:
                for size in range(1, 4):
                    if start + size <= last and _meaning(units, start, start + size, words) == ACCESSORY:
                        return True
            start = u
    return False


@jit(borrowing=True)
def _meaning(units: Units, start: int, stop: int, words: Words) -> int:
    entry = find(words.around, plain_hash(units, start, stop))
    return int(words.meaning[entry]) if entry >= 0 else 0
