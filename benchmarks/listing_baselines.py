"""The usual ways to find disguised brands, each before an Aho-Corasick search: what `listings.py` prints beside ours.

English ones fold titles and brands further and further: width and transliteration, look-alikes (UTS 39), leet and
doubled letters, separators, and last one edit between words. Chinese ones: simplified characters without what stands
between them, sounds without tones, one edit. Edits are looked up by the words with a letter left out (Mor and Fraenkel
1982) and checked with rapidfuzz's OSA distance.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

import daachorse
from rapidfuzz.distance import OSA

Fold = Callable[[str], str]
Find = Callable[[list[str]], list[set[str]]]
WORD = re.compile(r"[^\W_]+")
SINGLE = re.compile(r"\b[^\W_](?:[\W_]+[^\W_]\b)+")
INSIDE = re.compile(r"(?<=[^\W_])[^\w\s]+(?=[^\W_])")
APART = re.compile(r"[\W_]+")
LEAST_EDITED, LEAST_EDITED_CHINESE, MOST_WORDS = 5, 3, 3


def words_of(text: str) -> str:
    """A text as words between spaces."""
    return " " + " ".join(WORD.findall(text.lower())) + " "


def english(brands: list[str]) -> Iterator[tuple[str, Find]]:
    """The English baselines by name. Raises ``ImportError`` where anyascii or confusable-homoglyphs is missing."""
    from anyascii import anyascii
    from confusable_homoglyphs import confusables

    table = {
        ord(c): next(t["c"] for t in found if t["c"].isascii() and t["c"].isalnum())
        for c, found in confusables.confusables_data.items()
        if len(c) == 1 and not c.isascii() and any(t["c"].isascii() and t["c"].isalnum() for t in found)
    }
    leet = str.maketrans("013457@$", "oieastas")

    def skeleton(text: str) -> str:
        return unicodedata.normalize("NFKC", text).translate(table).lower()

    def single(text: str) -> str:
        return re.sub(r"(.)\1+", r"\1", skeleton(text).translate(leet))

    def squeezed(text: str) -> str:
        return SINGLE.sub(lambda found: APART.sub("", found[0]), INSIDE.sub("", single(text)))

    yield "exact", _by_words(brands, str.lower)
    yield "NFKC+anyascii", _by_words(brands, lambda text: anyascii(unicodedata.normalize("NFKC", text)).lower())
    yield "TR39 skeleton", _by_words(brands, skeleton)
    yield "+leet+doubles", _by_words(brands, single)
    yield "+separators", _by_words(brands, squeezed)
    yield "+one edit", _edited(brands, squeezed, _joined_words, LEAST_EDITED)


def chinese(brands: list[str]) -> Iterator[tuple[str, Find]]:
    """The Chinese baselines by name: brands are looked for anywhere in a title."""
    from opencc import OpenCC

    simplified = OpenCC("t2s")

    def plain(text: str) -> str:
        return APART.sub("", simplified.convert(unicodedata.normalize("NFKC", text)).lower())

    def spoken(text: str) -> str:
        return "".join(map(_said, plain(text)))

    yield "exact", _anywhere(brands, str)
    yield "simple+squeezed", _anywhere(brands, plain)
    yield "pinyin", _anywhere(brands, spoken)
    yield "one edit", _edited(brands, plain, _windows, LEAST_EDITED_CHINESE)


@lru_cache(maxsize=65536)
def _said(char: str) -> str:
    from pypinyin import Style, pinyin

    return str(pinyin(char, style=Style.NORMAL)[0][0])


def _by_words(brands: list[str], fold: Fold) -> Find:
    return _anywhere(brands, lambda text: words_of(fold(text)))


def _anywhere(brands: list[str], fold: Fold) -> Find:
    owners: dict[str, set[str]] = {}
    for brand in brands:
        if (key := fold(brand)).strip():
            owners.setdefault(key, set()).add(brand)
    keys = list(owners)
    machine = daachorse.CharwiseDoubleArrayAhoCorasick(keys)

    def find(titles: list[str]) -> list[set[str]]:
        hits = (machine.find_overlapping(fold(title)) for title in titles)
        return [set().union(*(owners[keys[k]] for _, _, k in found)) for found in hits]

    return find


def _edited(brands: list[str], fold: Fold, pieces: Callable[[str, int], Iterable[str]], least: int) -> Find:
    owners: dict[str, set[str]] = {}
    for brand in brands:
        owners.setdefault(APART.sub("", fold(brand)), set()).add(brand)
    by_short: dict[str, list[str]] = {}
    for key in owners:
        for short in {key, *(_shorter(key) if len(key) >= least else ())}:
            by_short.setdefault(short, []).append(key)
    longest = max(map(len, owners)) + 1

    @lru_cache(maxsize=1 << 18)
    def near(piece: str) -> frozenset[str]:
        found: set[str] = set()
        for short in {piece, *(_shorter(piece) if len(piece) >= least else ())}:
            for key in by_short.get(short, ()):
                if key == piece or (min(len(key), len(piece)) >= least and OSA.distance(key, piece) <= 1):
                    found |= owners[key]
        return frozenset(found)

    def find(titles: list[str]) -> list[set[str]]:
        return [set().union(*(near(piece) for piece in pieces(fold(title), longest))) for title in titles]

    return find


def _shorter(word: str) -> set[str]:
    return {word[:n] + word[n + 1 :] for n in range(len(word))}


def _joined_words(text: str, longest: int) -> Iterator[str]:
    words = WORD.findall(text)
    for first in range(len(words)):
        for last in range(first + 1, min(first + MOST_WORDS, len(words)) + 1):
            if len(piece := "".join(words[first:last])) <= longest:
                yield piece


def _windows(text: str, longest: int) -> Iterator[str]:
    for first in range(len(text)):
        for last in range(first + 2, min(first + longest, len(text)) + 1):
            yield text[first:last]
