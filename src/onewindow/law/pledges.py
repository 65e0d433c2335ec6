"""The grounds on which the registration of a pledge is refused, as dated rows of ``tables/pledge_grounds.csv``."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from onewindow.texts import Text

PATENT, TRADEMARK = "patent", "trademark"
HOLDER, ENDED, NOT_GRANTED, ANNUITY, PRESERVED, TERM, CONTRACT, CO_OWNER, PLEDGED, SAME_DAY, INVALIDATION, OTHER = (
    range(1, 13)
)
"""The numbers of the grounds for patents (No. 461); those for trademarks have the same where they are the same."""
TOGETHER = 10
"""For trademarks: the same mark of the owner must be pledged with it."""


@dataclass(frozen=True, slots=True)
class Ground:
    """One ground, for patents or for trademarks; ``waivable`` by a declaration that both parties know of it."""

    code: str
    kind: str
    number: int
    meaning: Text
    waivable: bool
    valid_from: date
    valid_to: date | None
    citation: Text
    verified: bool


@cache
def grounds() -> tuple[Ground, ...]:
    """Every row of the table."""
    text = resources.files("onewindow.law").joinpath("tables/pledge_grounds.csv").read_text("utf-8")
    return tuple(
        Ground(
            row["code"], row["kind"], int(row["number"]), Text(row["en"], row["zh"]), row["waivable"] == "yes",
            date.fromisoformat(row["valid_from"]), date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            Text(row["citation_en"], row["citation_zh"]), row["verified"] == "yes",
        )
        for row in csv.DictReader(text.splitlines())
    )  # fmt: skip


def in_force(kind: str, on: date) -> dict[int, Ground]:
    """The grounds for patents or trademarks in force on a day, by number."""
    return {
        ground.number: ground
        for ground in grounds()
        if ground.kind == kind and ground.valid_from <= on and (ground.valid_to is None or on < ground.valid_to)
    }


def by_code(code: str) -> Ground | None:
    """The ground of a code, if there is one."""
    return next((ground for ground in grounds() if ground.code == code), None)
