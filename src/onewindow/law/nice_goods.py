"""Nice classes for goods and services in words, Chinese or English.

The words guide a person to a class; they do not replace the office's list of goods and services.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from onewindow.law.nice_table import FIRST_SERVICE_CLASS, LAST_CLASS, nice_classes


@dataclass(frozen=True, slots=True)
class ClassSuggestion:
    """A class for goods in words: its share of the evidence (0 to 1) and the words found for it, longest first."""

    number: int
    score: float
    words: tuple[str, ...]


class _Found(NamedTuple):
    word: str
    weight: float
    classes: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """Classes by word: Chinese words as written, English ones as tuples of stems."""

    chinese: dict[str, frozenset[int]]
    english: dict[tuple[str, ...], frozenset[int]]
    longest_chinese: int
    longest_english: int


@cache
def _vocabulary() -> _Vocabulary:
    chinese: defaultdict[str, set[int]] = defaultdict(set)
    english: defaultdict[tuple[str, ...], set[int]] = defaultdict(set)
    for nice in nice_classes():
        for word in nice.words_zh:
            chinese[_normal(word)].add(nice.number)
        for word in nice.words_en:
            english[tuple(_stems(_normal(word)))].add(nice.number)
    return _Vocabulary(
        {word: frozenset(numbers) for word, numbers in chinese.items()},
        {phrase: frozenset(numbers) for phrase, numbers in english.items()},
        max(map(len, chinese)),
        max(map(len, english)),
    )


def _normal(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _stems(text: str) -> list[str]:
    return [_stem(token) for token in re.findall(r"[a-z0-9]+", text)]


def _stem(token: str) -> str:
    """Singular of an English plural; other words as they are."""
    if len(token) > 4 and token.endswith("ies"):
        return token[:-3] + "y"
    if len(token) > 4 and token.endswith(("ches", "shes", "xes", "sses")):
        return token[:-2]
    return token[:-1] if len(token) > 3 and token.endswith("s") and not token.endswith(("ss", "us", "is")) else token


_PIECES = re.compile(r"[;,、。/|\n]+")
_BRACKETS = re.compile(r"[(\[【][^)\]】]*[)\]】]?")
_CHINESE_RUN = re.compile(r"[a-z0-9]*[㐀-鿿][a-z0-9㐀-鿿]*")
# What follows these names the use or the material of the goods before them, not the goods.
_QUALIFIER = re.compile(
    r"\b(?:for|of|in|with|by|to|on|from|via|containing|being|except|other than|not|used|made|adapted|non)\b"
)
# A Chinese service may name its act first, against the rule that the last word is the head: 修理汽车 is a repair.
_ACTS = frozenset(
    {"修理", "维修", "保养", "安装", "清洗", "零售", "批发", "网上零售", "采购", "拍卖", "设计", "运输", "加工"}
)
_ASIDE = 0.4
_HEAD = 2.0
# Goods that a service is about: its own classes outweigh theirs.
_OBJECT_OF_SERVICE = 0.3


def classes_for(goods: str, limit: int = 5) -> list[ClassSuggestion]:
    """Nice classes for goods or services in words, Chinese or English or both, one or a list; the best first.

    Words of the classes' table are found by longest match. A word weighs more the fewer classes share it, the longer it
    is, and when it is the head: the last word in Chinese, the word before "for", "of" ... in English. Each item of a
    list has one vote, shared among the classes found for it; an item without a known word has none.
    """
    votes: defaultdict[int, float] = defaultdict(float)
    words: defaultdict[int, set[str]] = defaultdict(set)
    order: dict[int, int] = {}
    voters = 0
    for piece in _PIECES.split(_normal(goods)):
        found = list(_found_in(piece))
        scores = _scores(found)
        total = sum(scores.values())
        voters += bool(scores)
        for number, score in sorted(scores.items(), key=lambda item: (-item[1], item[0])):
            votes[number] += score / total
            order.setdefault(number, len(order))
        for word in found:
            for number in word.classes:
                words[number].add(word.word)
    ranked = sorted(votes, key=lambda number: (-round(votes[number], 9), order[number]))[:limit]
    return [
        ClassSuggestion(number, votes[number] / voters, tuple(sorted(words[number], key=lambda w: (-len(w), w))))
        for number in ranked
    ]


def hints(piece: str) -> dict[int, float]:
    """Classes for one item in words with their shares, for a classifier that knows a table of goods as well."""
    return {suggestion.number: suggestion.score for suggestion in classes_for(piece, limit=10)}


def _scores(found: list[_Found]) -> dict[int, float]:
    scores: defaultdict[int, float] = defaultdict(float)
    for word in found:
        for number in word.classes:
            scores[number] += word.weight
    if found and min(max(found, key=lambda word: word.weight).classes) >= FIRST_SERVICE_CLASS:
        for number in scores:
            if number < FIRST_SERVICE_CLASS:
                scores[number] *= _OBJECT_OF_SERVICE
    return dict(scores)


def _found_in(piece: str) -> Iterator[_Found]:
    asides = " ".join(_BRACKETS.findall(piece))
    main = _BRACKETS.sub(" ", piece)
    for text, factor in ((main, 1.0), (asides, _ASIDE)):
        yield from _chinese_words(text, factor)
        yield from _english_words(_CHINESE_RUN.sub(" ", text), factor)


def _chinese_words(text: str, factor: float) -> Iterator[_Found]:
    vocabulary = _vocabulary()
    for run in _CHINESE_RUN.findall(text):
        # "用" ends the part that names the use: 汽车用地毯 is a carpet.
        use_ends = run.rfind("用", 0, len(run) - 1)
        end = len(run)
        while end > 0:
            for start in range(max(0, end - vocabulary.longest_chinese), end):
                if classes := vocabulary.chinese.get(run[start:end]):
                    weight = factor * _rarity(classes) * min(0.2 + 0.4 * (end - start), 1.8)
                    weight *= _HEAD if end == len(run) else 1.0
                    weight *= 2 * _HEAD if start == 0 and run[:end] in _ACTS else 1.0
                    weight *= _ASIDE if end <= use_ends + 1 and end != len(run) else 1.0
                    yield _Found(run[start:end], weight, classes)
                    end = start
                    break
            else:
                end -= 1


def _english_words(text: str, factor: float) -> Iterator[_Found]:
    qualifier = _QUALIFIER.search(text)
    head_ends = qualifier.start() if qualifier and qualifier.start() else len(text)
    for part, weight, head in ((text[:head_ends], factor, _HEAD), (text[head_ends:], factor * _ASIDE, 1.0)):
        matches = list(_phrases(_stems(part)))
        for place, (phrase, classes) in enumerate(matches):
            length = 1.0 + 0.5 * (len(phrase) - 1)
            last = head if place == len(matches) - 1 else 1.0
            yield _Found(" ".join(phrase), weight * _rarity(classes) * length * last, classes)
    if head_ends != len(text):
        # A phrase may run across the qualifier: "rental of vehicle", "for medical use".
        for phrase, classes in _phrases(_stems(text)):
            if len(phrase) > 2:
                yield _Found(" ".join(phrase), factor * _rarity(classes) * 2 * _HEAD, classes)


def _phrases(stems: list[str]) -> Iterator[tuple[tuple[str, ...], frozenset[int]]]:
    vocabulary = _vocabulary()
    start = 0
    while start < len(stems):
        for end in range(min(len(stems), start + vocabulary.longest_english), start, -1):
            phrase = tuple(stems[start:end])
            if classes := vocabulary.english.get(phrase):
                yield phrase, classes
                start = end
                break
        else:
            start += 1


def _rarity(classes: frozenset[int]) -> float:
    """Inverse class frequency of a word, 1 for a word of one class only."""
    return math.log(1 + LAST_CLASS / len(classes)) / math.log(1 + LAST_CLASS)
