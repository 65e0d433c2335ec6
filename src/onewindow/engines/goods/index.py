"""The table of similar goods as an index: goods in words are placed in its groups."""

from __future__ import annotations

import re
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.goods.classifier import Classifier, Example
from onewindow.engines.goods.items import GoodsGroup, GoodsItem
from onewindow.engines.goods.notes import Apart, Link, Note, Section, numeral, read_notes
from onewindow.engines.goods.words import features, head_of, is_chinese, normal, pieces, stems

Hints = Callable[[str], Mapping[int, float]]
"""Classes for a piece in words with their shares, from a source other than the table."""
REMEMBERED = 2000
LEAST = 0.01
"""A group with a smaller share of a piece is not suggested for it."""


@dataclass(frozen=True, slots=True)
class GoodsSuggestion:
    """A group for goods in words. ``score`` is its share of the evidence (0 to 1), ``support`` its share in the piece
    that speaks most for it; ``item`` is the nearest item of the group, ``words`` what the piece shares with it."""

    class_number: int
    group: str
    score: float
    support: float
    item: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece and the items it stands for: those of its name if ``exact``, else the nearest of the likeliest group."""

    piece: str
    items: tuple[GoodsItem, ...]
    exact: bool


class GoodsIndex:
    """Items and groups of one edition of a table; made by ``build``, not changed afterwards."""

    def __init__(
        self, items: Sequence[GoodsItem], groups: Iterable[GoodsGroup], hints: Hints | None,
        classifier: Classifier | None,
    ) -> None:  # fmt: skip
        """See ``build``."""
        self.items = tuple(items)
        self.groups = {item.group: GoodsGroup(item.class_number, item.group) for item in items}
        self.groups.update({group.code: group for group in groups if group.code in self.groups})
        self._hints = hints
        self._by_name: defaultdict[str, list[int]] = defaultdict(list)
        self._in_group: defaultdict[str, list[int]] = defaultdict(list)
        self._heads: set[str] = set()
        for place, item in enumerate(self.items):
            self._in_group[item.group].append(place)
            for name in dict.fromkeys(map(normal, (item.name, *item.names_en))):
                self._by_name[name].append(place)
                if not is_chinese(name):
                    self._heads.update(head_of(name)[-1:])
        self._features: dict[int, frozenset[str]] = {}
        self._memory: OrderedDict[str, NDArray[np.float64] | None] = OrderedDict()
        self.classifier = classifier or Classifier.learn(list(self._examples()))
        self._codes = self.classifier.codes

    @classmethod
    def build(
        cls, items: Iterable[GoodsItem], groups: Iterable[GoodsGroup] = (), hints: Hints | None = None,
        classifier: Classifier | None = None,
    ) -> GoodsIndex:  # fmt: skip
        """The index of a table's items; the classifier is learned from them unless one that was is given.

        Raises ``ValueError`` for a table without items.
        """
        given = list(items)
        if not given:
            raise ValueError("a table of goods needs at least one item")
        return cls(given, groups, hints, classifier)

    def suggest(self, text: str, limit: int = 5) -> list[GoodsSuggestion]:
        """Groups for goods in words, Chinese or English, one or a list; the best first.

        Each piece of the list has one vote: for the groups its name stands in if it is an item of the table, else
        shared among groups as the classifier does. A piece that nothing is known of has none.
        """
        votes, support = np.zeros(len(self._codes)), np.zeros(len(self._codes))
        spoken: dict[int, str] = {}
        voters = 0
        for piece in self.pieces(text):
            share = self._shares(piece)
            if share is None:
                continue
            voters += 1
            votes += share
            for group in np.flatnonzero((share > support) & (share >= LEAST)).tolist():
                support[group], spoken[group] = share[group], piece
        best = sorted(spoken, key=lambda group: (-round(float(votes[group]), 9), group))[:limit]
        return [
            self._suggestion(group, float(votes[group]) / voters, float(support[group]), spoken[group])
            for group in best
        ]

    def pieces(self, text: str) -> list[str]:
        """The goods that a text names, in compared form."""
        return pieces(text, self._by_name.__contains__, self._heads.__contains__)

    def place(self, piece: str, classes: Sequence[int] = ()) -> Placed | None:
        """The items a piece stands for, those in ``classes`` if any are. None for words of which nothing is known."""
        named = [self.items[place] for place in self._by_name.get(piece, ())]
        if named:
            return Placed(piece, tuple(item for item in named if item.class_number in classes) or tuple(named), True)
        share = self._shares(piece)
        if share is None:
            return None
        within = share * np.array([int(code[:2]) in classes for code in self._codes])
        likeliest = self._codes[int((within if within.any() else share).argmax())]
        return Placed(piece, (self.items[self._nearest(features(piece), likeliest)],), False)

    def section(self, item: GoodsItem) -> Section:
        """Where an item stands, as notes name it."""
        return Section(item.group, numeral(item.part), numeral(item.paragraph), frozenset({normal(item.name)}))

    @cached_property
    def links(self) -> dict[str, list[Link]]:
        """What the notes join, by each group they speak of, whichever group they stand under."""
        found: defaultdict[str, list[Link]] = defaultdict(list)
        for note in self._notes:
            if isinstance(note, Link):
                for group in {note.one.group, note.other.group}:
                    found[group].append(note)
        return dict(found)

    @cached_property
    def apart(self) -> dict[str, list[Apart]]:
        """What the notes part within a group."""
        found: defaultdict[str, list[Apart]] = defaultdict(list)
        for note in self._notes:
            if isinstance(note, Apart):
                found[note.section.group].append(note)
        return dict(found)

    @cached_property
    def _notes(self) -> list[Note]:
        return [note for group in self.groups.values() for note in read_notes(group.code, group.notes)]

    def _suggestion(self, group: int, score: float, support: float, piece: str) -> GoodsSuggestion:
        code = self._codes[group]
        exact = [place for place in self._by_name.get(piece, ()) if self.items[place].group == code]
        item = self.items[exact[0] if exact else self._nearest(features(piece), code)]
        words = (piece,) if exact else shared_words(piece, (item.name, *item.names_en))
        return GoodsSuggestion(item.class_number, code, score, support, item.name.rstrip("*"), words)

    def _shares(self, piece: str) -> NDArray[np.float64] | None:
        if piece in self._memory:
            return self._memory[piece]
        named = {self.items[place].group for place in self._by_name.get(piece, ())}
        share: NDArray[np.float64] | None = None
        if named:
            share = np.array([code in named for code in self._codes]) / len(named)
        else:
            found, hints = features(piece), self._hints(piece) if self._hints else {}
            if hints or self.classifier.knows(found):
                share = self.classifier.groups(found, hints)
        if len(self._memory) >= REMEMBERED:
            self._memory.popitem(last=False)
        self._memory[piece] = share
        return share

    def _nearest(self, mine: Mapping[str, float], code: str) -> int:
        """The item of a group with most of a piece's features, by their rarity; of two alike, the shorter name."""
        rarity = {name: self.classifier.rarity(name) for name in mine}

        def likeness(place: int) -> tuple[float, int]:
            theirs = self._features_of(place)
            shared = sum(rarity[name] for name in rarity.keys() & theirs)
            return round(shared - 0.02 * len(theirs), 9), -place

        return max(self._in_group[code], key=likeness)

    def _features_of(self, place: int) -> frozenset[str]:
        known = self._features.get(place)
        if known is None:
            item = self.items[place]
            known = frozenset(chain.from_iterable(features(normal(name)) for name in (item.name, *item.names_en)))
            self._features[place] = known
        return known

    def _examples(self) -> Iterator[Example]:
        named = ((name, item.group) for item in self.items for name in (item.name, *item.names_en))
        titled = ((group.title, group.code) for group in self.groups.values() if group.title)
        for name, group in chain(named, titled):
            piece = normal(name)
            yield Example(features(piece), self._hints(piece) if self._hints else {}, group)


def shared_words(piece: str, names: Sequence[str]) -> tuple[str, ...]:
    """What a piece and names have in common: the longest runs of Chinese characters, or whole English words."""
    if not is_chinese(piece):
        theirs = set(chain.from_iterable(stems(normal(name)) for name in names))
        return tuple(dict.fromkeys(word for word in stems(piece) if word in theirs and len(word) > 2))
    name, text, found, start = normal(names[0]), re.sub(r"\W", "", piece), [], 0
    while start < len(text):
        end = start
        while end < len(text) and text[start : end + 1] in name:
            end += 1
        if end > start:
            found.append(text[start:end])
        start = max(end, start + 1)
    longest = max(map(len, found), default=0)
    return tuple(dict.fromkeys(word for word in found if len(word) == longest or len(word) > 1))
