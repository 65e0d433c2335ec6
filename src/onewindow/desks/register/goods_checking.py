"""From a row of a table of similar goods and services to a record, or to what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from onewindow.desks.register.checking import Cells
from onewindow.kernel.errors import Problem
from onewindow.law import nice
from onewindow.texts import Text

CLASS = Text("one Nice class from 1 to 45", "1 至 45 的一个尼斯类别")
GROUP = Text("a similar group of this class, such as {code}", "本类的类似群，如 {code}")
GROUP_CODE = Text("a similar group of four digits, such as 2501", "四位数字的类似群，如 2501")
LONGEST = {
    "name": 200, "name_en": 1000, "group_title": 300, "notes": 50_000, "part": 20, "paragraph": 20, "code": 20,
    "similar_group": 4,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class GoodsRecord:
    """An item as a file gives it, with what the file says of its group."""

    class_number: int
    group: str
    name: str
    part: str = ""
    paragraph: str = ""
    code: str = ""
    name_en: str = ""
    group_title: str = ""
    notes: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same item in another edition."""
        return self.group, self.code, self.name


def check_goods_row(row: Mapping[str, Any], number: int) -> GoodsRecord | list[Problem]:
    """The record of a row, or everything that is wrong with it."""
    cells = Cells(row, number, LONGEST)
    class_number = _class(cells.words("class"))
    # A spreadsheet takes the group 0101 for the number 101.
    group = cells.words("similar_group").zfill(4)
    if not cells.problems:
        if class_number is None:
            cells.wrong("class", CLASS)
        elif not re.fullmatch(r"[0-9]{4}", group):
            cells.wrong("similar_group", GROUP_CODE)
        elif int(group[:2]) != class_number:
            cells.wrong("similar_group", GROUP.fill(code=f"{class_number:02d}01"))
    optional = {
        field: cells.words(field, needed=False)
        for field in ("part", "paragraph", "code", "name_en", "group_title", "notes")
    }
    name = cells.words("name")
    if cells.problems or class_number is None:
        return cells.problems
    return GoodsRecord(class_number, group, name, **optional)


def _class(given: str) -> int | None:
    try:
        found = nice.parse_classes(given)
    except nice.UnknownClass:
        return None
    return found[0] if len(found) == 1 else None
