"""How two lists of goods are related by the table: item, similar group, notes across groups, class."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from onewindow.engines.goods.index import GoodsIndex, Placed
from onewindow.engines.goods.items import GoodsItem
from onewindow.engines.goods.notes import Apart, Link, Section
from onewindow.engines.goods.words import normal
from onewindow.texts import Text


class RelationKind(IntEnum):
    """From the closest relation to none."""

    SAME_ITEM = 0
    SAME_GROUP = 1
    NOTED = 2
    SEARCHED = 3
    APART = 4
    SAME_CLASS = 5
    NONE = 6


CLOSENESS = {
    RelationKind.SAME_ITEM: 1.0,
    RelationKind.SAME_GROUP: 1.0,
    RelationKind.NOTED: 1.0,
    RelationKind.SEARCHED: 0.8,
    RelationKind.APART: 0.5,
    RelationKind.SAME_CLASS: 0.5,
    RelationKind.NONE: 0.0,
}
"""How much a relation counts when marks are ranked, 0 to 1: the table presumes goods of one group similar, and those a
class has beside it not. Set by hand: no decided pair here names its groups."""
_SAID = {
    RelationKind.SAME_ITEM: Text('The same item "{a}" of similar group {ga}.', "同一项目“{a}”，属类似群 {ga}。"),
    RelationKind.SAME_GROUP: Text('Same similar group {ga}: "{a}" and "{b}".', "同属类似群 {ga}：“{a}”与“{b}”。"),
    RelationKind.NOTED: Text(
        'Similar across groups by the table\'s notes: "{a}" ({ga}) and "{b}" ({gb}).',
        "区分表注明跨类似群类似：“{a}”（{ga}）与“{b}”（{gb}）。",
    ),
    RelationKind.SEARCHED: Text(
        'Searched across by the table\'s notes, for edition {edition} and before: "{a}" ({ga}) and "{b}" ({gb}).',
        "区分表注明与第 {edition} 版及以前版本交叉比对：“{a}”（{ga}）与“{b}”（{gb}）。",
    ),
    RelationKind.APART: Text(
        'Same similar group {ga}, but by the table\'s notes not similar to each other: "{a}" and "{b}".',
        "同属类似群 {ga}，但区分表注明彼此不类似：“{a}”与“{b}”。",
    ),
    RelationKind.SAME_CLASS: Text(
        'Same class {n}, other similar groups: "{a}" ({ga}) and "{b}" ({gb}).',
        "同属第 {n} 类，类似群不同：“{a}”（{ga}）与“{b}”（{gb}）。",
    ),
    RelationKind.NONE: Text(
        "No class, similar group or note of the table joins them.", "类别、类似群及区分表注释均无关联。"
    ),
}
_NEAREST = Text(' "{piece}" is placed by its nearest item "{item}".', "“{piece}”按最接近的项目“{item}”归类。")


@dataclass(frozen=True, slots=True)
class Relation:
    """The closest relation of two lists, the items that have it, and the sentence that says so."""

    kind: RelationKind
    text: Text
    one: GoodsItem
    other: GoodsItem


@dataclass(frozen=True, slots=True)
class _Met:
    kind: RelationKind
    one: tuple[Placed, GoodsItem]
    other: tuple[Placed, GoodsItem]
    edition: int = 0

    @property
    def rank(self) -> tuple[int, int]:
        """Lower is closer; of two the same, the one with items named as in the table."""
        return self.kind, (not self.one[0].exact) + (not self.other[0].exact)


def relation(
    index: GoodsIndex, one: str, other: str, one_classes: Sequence[int] = (), other_classes: Sequence[int] = ()
) -> Relation | None:
    """The closest relation between goods in words; the classes named for a list tell its ambiguous words apart.

    None where one of the lists has no words that could be placed in the table.
    """
    ours, theirs = _placed(index, one, one_classes), _placed(index, other, other_classes)
    if not ours or not theirs:
        return None
    by_group: defaultdict[str, list[tuple[Placed, GoodsItem]]] = defaultdict(list)
    for placed, item in theirs:
        by_group[item.group].append((placed, item))
    best = _Met(RelationKind.NONE, ours[0], theirs[0])
    for mine in ours:
        for met in _meetings(index, mine, by_group):
            if met.rank < best.rank:
                best = met
        if best.kind is RelationKind.SAME_ITEM:
            break
    return Relation(best.kind, _sentence(best), best.one[1], best.other[1])


def _placed(index: GoodsIndex, text: str, classes: Sequence[int]) -> list[tuple[Placed, GoodsItem]]:
    found = (index.place(piece, classes) for piece in index.pieces(text))
    return [(placed, item) for placed in found if placed for item in placed.items]


def _meetings(
    index: GoodsIndex, mine: tuple[Placed, GoodsItem], by_group: dict[str, list[tuple[Placed, GoodsItem]]]
) -> Iterator[_Met]:
    placed, item = mine
    section = index.section(item)
    for theirs in by_group.get(item.group, ()):
        if placed.piece == theirs[0].piece or (placed.exact and theirs[0].exact and _same(item, theirs[1])):
            yield _Met(RelationKind.SAME_ITEM, mine, theirs)
        elif _apart(index, section, index.section(theirs[1])):
            yield _Met(RelationKind.APART, mine, theirs)
        else:
            yield _Met(RelationKind.SAME_GROUP, mine, theirs)
    for link in index.links.get(item.group, ()):
        for near, far in ((link.one, link.other), (link.other, link.one)):
            if near.holds(section):
                kind = RelationKind.SEARCHED if link.until_edition else RelationKind.NOTED
                for theirs in by_group.get(far.group, ()):
                    if far.group != item.group and far.holds(index.section(theirs[1])):
                        yield _Met(kind, mine, theirs, link.until_edition)
    for theirs_of_group in by_group.values():
        for theirs in theirs_of_group:
            if theirs[1].class_number == item.class_number and theirs[1].group != item.group:
                yield _Met(RelationKind.SAME_CLASS, mine, theirs)
                break


def _same(one: GoodsItem, other: GoodsItem) -> bool:
    return bool(one.code and one.code == other.code) or normal(one.name) == normal(other.name)


def _apart(index: GoodsIndex, one: Section, other: Section) -> bool:
    """True if the notes of their group part them, and none of its notes joins them again."""
    parted = any(_parts(note, one, other) for note in index.apart.get(one.group, ()))
    return parted and not any(_joins(link, one, other) for link in index.links.get(one.group, ()))


def _parts(note: Apart, one: Section, other: Section) -> bool:
    if not (note.section.holds(one) and note.section.holds(other)):
        return False
    if note.level == "part":
        return one.part != other.part
    if note.level == "paragraph":
        return (one.part, one.paragraph) != (other.part, other.paragraph)
    return True


def _joins(link: Link, one: Section, other: Section) -> bool:
    return not link.until_edition and (
        (link.one.holds(one) and link.other.holds(other)) or (link.one.holds(other) and link.other.holds(one))
    )


def _sentence(met: _Met) -> Text:
    item_a, item_b = met.one[1], met.other[1]
    said = _SAID[met.kind].fill(
        a=_named(*met.one),
        b=_named(*met.other),
        ga=item_a.group,
        gb=item_b.group,
        n=item_a.class_number,
        edition=met.edition,
    )
    if met.kind in (RelationKind.SAME_ITEM, RelationKind.NONE):
        return said
    for placed, item in dict.fromkeys((met.one, met.other)):
        if not placed.exact:
            nearest = _NEAREST.fill(piece=placed.piece, item=item.name)
            said = Text(said.en + nearest.en, said.zh + nearest.zh)
    return said


def _named(placed: Placed, item: GoodsItem) -> str:
    """A piece as the table writes it, if that is its name there, else as it was read."""
    return item.name.rstrip("*") if normal(item.name) == placed.piece else placed.piece
