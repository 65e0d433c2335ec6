"""Goods and services in words, by the table of similar goods in force; without one, by the word table of the classes.

Each process keeps the index of one edition. Which edition is in force is asked of the database every time (a row), so
a new one is used by the next question. What is learned from an edition is kept on disk and shared by mapping it.
"""

from __future__ import annotations

import logging
import shutil
import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from onewindow.desks.register.goods_models import GoodsEdition, GoodsItem
from onewindow.desks.register.goods_recording import edition_in_force
from onewindow.desks.register.marks_index import root
from onewindow.desks.register.models import Right
from onewindow.law import nice
from onewindow.texts import Text

if TYPE_CHECKING:
    from onewindow.engines import goods

log = logging.getLogger(__name__)
GROUPS = 12
READ_AS = (3, 10)
LEAST_SUPPORT = 0.2
"""A class with a smaller share in every item of a list is not what the list is about."""


@dataclass(frozen=True, slots=True)
class Group:
    """A similar group for goods in words: its share of the evidence (0 to 1) and the item of it that is nearest."""

    code: str
    title: str
    score: float
    item: str


@dataclass(frozen=True, slots=True)
class Suggested:
    """A class for goods in words with its share of the evidence, what it was found by, and the similar groups in it;
    without an imported table there are none."""

    number: int
    score: float
    words: tuple[str, ...]
    groups: tuple[Group, ...] = ()


class Table:
    """The edition in force as one process has it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._edition: tuple[int | None, str] = (None, "")
        self._index: goods.GoodsIndex | None = None

    def index(self) -> goods.GoodsIndex | None:
        """The index of the edition in force; None while no table was imported."""
        edition = edition_in_force()
        if edition is None:
            return None
        # The hash beside the number: a restored database counts its entries anew.
        named = (edition.in_force_seq, edition.run.sha256)
        with self._lock:
            if self._index is None or self._edition != named:
                self._index, self._edition = _index(edition), named
            return self._index


table = Table()


def suggest(words: str, limit: int | None = None) -> tuple[Suggested, ...]:
    """Classes for goods in words, the best first, with their similar groups where a table was imported.

    Without ``limit`` they are the classes that the words are read as: three at most by the word table, whose lower ones
    are guesses, ten by an imported table.
    """
    if not words.strip():
        return ()
    index = table.index()
    if index is None:
        return tuple(Suggested(s.number, s.score, s.words) for s in nice.classes_for(words, limit or READ_AS[0]))
    limit = limit or READ_AS[1]
    found: defaultdict[int, list[goods.GoodsSuggestion]] = defaultdict(list)
    for one in index.suggest(words, GROUPS * limit):
        found[one.class_number].append(one)
    by_score = sorted(found.items(), key=lambda pair: -sum(one.score for one in pair[1]))
    told = [(n, ones) for n, ones in by_score if sum(one.support for one in ones) >= LEAST_SUPPORT] or by_score[:1]
    return tuple(
        Suggested(
            number,
            sum(one.score for one in ones),
            tuple(dict.fromkeys(word for one in ones for word in one.words)),
            tuple(
                Group(one.group, index.groups[one.group].title, one.score, one.item)
                for one in ones if one.support >= LEAST_SUPPORT or one is ones[0]
            ),
        )
        for number, ones in told[:limit]
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Related:
    """How two lists of goods are related by the table in force."""

    text: Text | None
    """In a sentence; None where no class, group or note joins them."""
    closeness: float
    """How much it counts, from 0 to 1."""


def related(ours: str, our_classes: Sequence[int] = ()) -> Callable[[Right], Related | None]:
    """A function that says how a right's goods are related to these, by the table in force.

    It says None without a table, and for goods without words that the table knows.
    """
    index = table.index() if ours.strip() else None
    if index is None:
        return lambda right: None
    from onewindow.engines import goods

    def relate(right: Right) -> Related | None:
        found = goods.relation(index, ours, right.goods, our_classes, right.classes)
        if found is None:
            return None
        text = found.text if found.kind is not goods.RelationKind.NONE else None
        return Related(text, goods.CLOSENESS[found.kind])

    return relate


def prepare() -> None:
    """Learn the edition in force and keep what was learned, so that no process has to on its first question."""
    edition = edition_in_force()
    if edition is not None:
        _index(edition)


def _folder(edition: GoodsEdition) -> Path:
    return root() / f"goods-{edition.in_force_seq}-{edition.run.sha256[:12]}"


def _index(edition: GoodsEdition) -> goods.GoodsIndex:
    from onewindow.engines import goods

    rows = GoodsItem.objects.filter(group__edition=edition).order_by("pk")
    told = rows.values_list("group__class_number", "group__code", "name", "part", "paragraph", "code", "name_en")
    items = [
        goods.GoodsItem(*row[:6], tuple(name for name in map(str.strip, row[6].split(";")) if name))
        for row in told.iterator()
    ]
    groups = [goods.GoodsGroup(g.class_number, g.code, g.title, g.notes) for g in edition.groups.all()]
    folder = _folder(edition)
    try:
        learned = goods.Classifier.open(folder, {item.group for item in items})
        return goods.GoodsIndex.build(items, groups, nice.hints, learned)
    except goods.UnfitWeights as error:
        log.info("the table of goods is learned anew: %s", error)
    index = goods.GoodsIndex.build(items, groups, nice.hints)
    index.classifier.save(folder)
    for old in root().glob("goods-*"):
        if old != folder:
            shutil.rmtree(old, ignore_errors=True)
    return index
