"""Which periods run in a right's life, as rows of ``tables/schedule.csv``: from what each counts, what ends it."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib import resources

from onewindow.texts import Text


@dataclass(frozen=True, slots=True)
class Line:
    """One deadline of rights of ``kinds`` at ``office``: ``rule`` counted from the day in the column ``base``.

    ``done`` are columns of days that show it was met. ``option``: an act that may be done; ``notice``: a day on which
    something happens by itself. ``years`` makes one deadline a year of the right, ``stages`` one a stage.
    """

    code: str
    name: Text
    office: str
    kinds: tuple[str, ...]
    rule: str
    base: str
    done: tuple[str, ...]
    fee: str
    grace: str
    option: bool
    notice: bool
    years: bool
    stages: int


def _lines() -> tuple[Line, ...]:
    text = resources.files("onewindow.law").joinpath("tables/schedule.csv").read_text("utf-8")
    return tuple(
        Line(
            row["code"], Text(row["en"], row["zh"]), row["office"], tuple(row["kinds"].split("|")), row["rule"],
            row["base"], tuple(filter(None, row["done"].split("|"))), row["fee"], row["grace"],
            option=row["act"] == "option", notice=row["act"] == "notice", years=row["each"] == "year",
            stages=int(row["each"].removeprefix("stage ")) if row["each"].startswith("stage") else 0,
        )
        for row in csv.DictReader(text.splitlines())
    )  # fmt: skip


LINES = _lines()
COLUMNS = (
    "claimed", "filing_fee_paid", "laid_open", "examination_requested", "office_action", "answered", "grant_notified",
    "refused", "reexamination_requested", "granted", "term_compensated", "registered", "published", "lapsed",
    "restored", "entered", "fee_reduced", "open_licence", "open_licence_ended", "pledged", "pledge_cancelled",
)  # fmt: skip
"""Columns of days that are gathered from events of the same code; ``claimed`` is the earliest priority."""
