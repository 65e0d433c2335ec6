"""The table of the 45 Nice classes (``tables/nice_classes.csv``): our own short headings and everyday words."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

FIRST_SERVICE_CLASS = 35
LAST_CLASS = 45


@dataclass(frozen=True, slots=True)
class NiceClass:
    """A class with its short headings; the words are everyday goods or services of the class."""

    number: int
    en: str
    zh: str
    words_en: tuple[str, ...]
    words_zh: tuple[str, ...]


@cache
def nice_classes() -> tuple[NiceClass, ...]:
    """The 45 classes in order."""
    text = resources.files("onewindow.law").joinpath("tables/nice_classes.csv").read_text(encoding="utf-8")
    return tuple(
        NiceClass(
            int(row["class"]),
            row["en"],
            row["zh"],
            tuple(row["words_en"].split(";")),
            tuple(row["words_zh"].split(";")),
        )
        for row in csv.DictReader(text.splitlines())
    )
