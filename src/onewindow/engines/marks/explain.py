"""Reasons in words: a table of rules (code, citation, sentence in Chinese and in English)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

from onewindow.engines.marks.types import Reason


@dataclass(frozen=True, slots=True)
class Rule:
    """An office's rule: its code here, where it is written (also in English), and how a reason under it is said."""

    code: str
    citation: str
    citation_en: str
    zh: str
    en: str


@cache
def rules() -> dict[str, Rule]:
    """All rules by code, those of words and those of pictures."""
    found: dict[str, Rule] = {}
    for name in ("rules.csv", "images/rules.csv"):
        table = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
        found |= {row["code"]: Rule(**row) for row in csv.DictReader(table.splitlines())}
    return found


def explain(reason: Reason, language: str = "en") -> str:
    """The reason as a sentence without its full stop; `language` is "zh" or "en" (or begins so: "zh-hans")."""
    rule = rules()[reason.rule]
    sentence = rule.zh if language.startswith("zh") else rule.en
    return sentence.format_map(reason.data)


def citation(reason: Reason, language: str = "") -> str:
    """Where the rule of a reason is written: as its office names the place, or in English for `en`."""
    rule = rules()[reason.rule]
    return rule.citation_en if language == "en" else rule.citation
