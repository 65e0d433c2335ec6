"""What the notes of similar groups say: which items are similar across groups, and which of one group are not.

A note is a list of statements such as "2.童装与2502类似；" or "第(一)部分与第十版及以前版本1402钱包交叉检索".
One that is of no known form is left out: it then relates nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from onewindow.engines.goods.words import normal

NUMERAL = "一二三四五六七八九十"
_STATEMENT = re.compile(r"[;。]|\n(?=\s*(?:\d+\.|注))|(?<=\))(?=\d+\.\D)")
_OPENING = re.compile(r"^\s*(?:注:?)?\s*(?:\d+\.)?\s*")
_CLAUSE = re.compile(r"与(.+?)(不?类似(?!群)|交叉检索)")
_ELEMENT = re.compile(
    rf"(?:第([{NUMERAL}]+)版及以前版本)?(\d{{4}})?(?:已接受商品|已接受服务|原|的)*(?:第\(([{NUMERAL}]+)\)部分)?"
    rf"(?:第([{NUMERAL}]+)自然段)?(?:中?的|各种)*(.*)"
)
_WHOLE = re.compile(r"(?:本类似群|本类似群的)?(?:所有|各)?(?:商品|服务)?")
_AND_SO_ON = re.compile(r"(?<=.)(?:等|及其他).*$")
_APART = re.compile(
    rf"(?:第\(([{NUMERAL}]+)\)部分)?[^,]*?(各部分|各自然段|各商品|各服务)(?:之)?间?(?:商品|服务)?(?:互)?不类似"
)
_TOGETHER = re.compile(rf"((?:第?\([{NUMERAL}]+\)、?)+)部分互为类似")
Level = Literal["part", "paragraph", "item"]
_LEVELS: dict[str, Level] = {
    "各部分": "part", "各自然段": "paragraph", "各商品": "item", "各服务": "item"
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Section:
    """A piece of the table: a group, or a part, a paragraph, or named items of it. Empty means all."""

    group: str
    part: str = ""
    paragraph: str = ""
    names: frozenset[str] = frozenset()

    def holds(self, other: Section) -> bool:
        """True if the item that ``other`` stands for is in this piece."""
        return (
            self.group == other.group
            and (not self.part or self.part == other.part)
            and (not self.paragraph or self.paragraph == other.paragraph)
            and (not self.names or not self.names.isdisjoint(other.names))
        )


@dataclass(frozen=True, slots=True)
class Link:
    """Two pieces that are similar, or searched across for marks of ``until_edition`` of the table and before."""

    one: Section
    other: Section
    until_edition: int = 0


@dataclass(frozen=True, slots=True)
class Apart:
    """Parts, paragraphs or items within ``section`` that are not similar to each other."""

    section: Section
    level: Level


Note = Link | Apart


def numeral(text: str) -> str:
    """A part or a paragraph as digits: "(十二)", "十二" and "12" are the same; other text stays as it is."""
    bare = unicodedata.normalize("NFKC", text).strip().strip("()").removesuffix("部分").strip("()")
    if not bare or set(bare) - set(NUMERAL):
        return bare
    tens, ten, ones = bare.partition("十")
    if not ten:
        return str(NUMERAL.index(bare) + 1) if len(bare) == 1 else bare
    return str((NUMERAL.index(tens) + 1 if tens else 1) * 10 + (NUMERAL.index(ones) + 1 if ones else 0))


def read_notes(group: str, notes: str) -> list[Note]:
    """The links and separations that the notes of ``group`` declare."""
    found: list[Note] = []
    for statement in _STATEMENT.split(unicodedata.normalize("NFKC", notes).replace("。", ";")):
        said = _OPENING.sub("", statement).replace("\n", "").strip()
        if not said or said.startswith(("本部分", "跨类似群")):
            continue
        found += _separations(group, said)
        found += _links(group, said.rpartition(",但")[2])
    return found


def _separations(group: str, said: str) -> Iterator[Note]:
    for match in _APART.finditer(said):
        yield Apart(Section(group, numeral(match[1] or "")), _LEVELS[match[2]])
    for match in _TOGETHER.finditer(said):
        parts = [Section(group, numeral(part)) for part in re.findall(rf"[{NUMERAL}]+", match[1])]
        for place, part in enumerate(parts):
            yield from (Link(part, other) for other in parts[place + 1 :])


def _links(group: str, said: str) -> Iterator[Note]:
    subject, found, _ = said.partition("与")
    if not found:
        return
    ours = [section for _, section in _sections(group, subject)]
    for match in _CLAUSE.finditer(said, len(subject)):
        if match[2] == "不类似":
            continue
        searched = match[2] == "交叉检索"
        for edition, theirs in _sections(group, match[1]):
            if not searched or edition:
                yield from (Link(one, theirs, edition if searched else 0) for one in ours)


def _sections(group: str, said: str) -> list[tuple[int, Section]]:
    """The pieces a list names, each with the edition it names them of (0: this one). Items of a place are one piece."""
    found: dict[tuple[int, str, str, str], set[str]] = {}
    whole: set[tuple[int, str, str, str]] = set()
    edition, part, paragraph = 0, "", ""
    for element in re.split(r",(?![^()]*\))", said):
        match = _ELEMENT.fullmatch(element.strip().removeprefix("本类似群"))
        if match is None:
            continue
        edition = int(numeral(match[1])) if match[1] else edition
        if match[2]:
            group, part, paragraph = match[2], "", ""
        if match[3]:
            part, paragraph = numeral(match[3]), ""
        paragraph = numeral(match[4]) if match[4] else paragraph
        place = (edition, group, part, paragraph)
        name = _AND_SO_ON.sub("", match[5]).strip()
        found.setdefault(place, set())
        if _WHOLE.fullmatch(name):
            whole.add(place)
        else:
            found[place].add(normal(name))
    return [
        (place[0], Section(*place[1:], frozenset() if place in whole else frozenset(names)))
        for place, names in found.items()
    ]
