"""The grounds on which a trademark is refused or opposed, as rows of ``tables/refusal_grounds.csv``."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

from onewindow.texts import Text


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground: ``absolute`` (the mark itself) or ``relative`` (somebody else's earlier right), and its article."""

    code: str
    article: Text
    meaning: Text
    absolute: bool
    verified: bool


@cache
def grounds() -> dict[str, Ground]:
    """Every ground by its code, in the order of the table."""
    text = resources.files("onewindow.law").joinpath("tables/refusal_grounds.csv").read_text("utf-8")
    return {
        row["code"]: Ground(
            row["code"],
            Text(row["article_en"], row["article_zh"]),
            Text(row["en"], row["zh"]),
            row["kind"] == "absolute",
            row["verified"] == "yes",
        )
        for row in csv.DictReader(text.splitlines())
    }
