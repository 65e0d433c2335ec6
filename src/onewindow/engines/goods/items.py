"""A table of similar goods and services: its groups and the items that stand in them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GoodsItem:
    """An item of the table. ``group`` is the four-digit code of its similar group; ``part`` is the numeral of the
    part of the group it stands in, ``paragraph`` the number of the paragraph there; empty where there is none."""

    class_number: int
    group: str
    name: str
    part: str = ""
    paragraph: str = ""
    code: str = ""
    names_en: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GoodsGroup:
    """A similar group with its title and the office's notes on what else it is similar to."""

    class_number: int
    code: str
    title: str = ""
    notes: str = ""
