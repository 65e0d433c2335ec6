"""The grounds on which the registration of a pledge is refused, as dated rows of ``tables/pledge_grounds.csv``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from onewindow.law import dated
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
    citation: Text
    verified: bool


@cache
def in_force(kind: str, on: date) -> dict[int, Ground]:
    """The grounds for patents or trademarks in force on a day, by number."""
    return {
        int(row.cells["number"]): Ground(
            row.cells["code"], kind, int(row.cells["number"]), row.name, row.cells["waivable"] == "yes", row.citation,
            row.verified,
        )
        for row in dated.read("pledge_grounds")
        if row.cells["kind"] == kind and row.in_force(on)
    }  # fmt: skip
