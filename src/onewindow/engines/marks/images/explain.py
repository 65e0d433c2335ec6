"""Reasons why two pictures are alike, and how each is said: a table of rules in rules.csv."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from onewindow.engines.marks.explain import Rule
from onewindow.engines.marks.images.views import INSIDE, WHOLE

_SAME = 0.97
_ALIKE = 0.6  # cosine from which an impression is called alike
_TELLING = (0.8, 0.75, 0.75)  # likeness of outline, inner structure and colours worth saying
_TOLD = ("image.outline", "image.inner", "image.colours")
TRAITS = {
    "image.same": "whole", "image.impression": "whole", "image.distant": "whole", "image.inside": "inside",
    "image.part": "part", "image.outline": "shape", "image.inner": "layout", "image.colours": "colour",
    "image.mirrored": "mirrored", "image.inverted": "inverted",
}  # fmt: skip
"""What of two pictures is alike under each rule."""


@dataclass(frozen=True, slots=True)
class ImageReason:
    """A way in which two pictures are alike: `rule` is a code of `rules`, `strength` 0..1."""

    rule: str
    strength: float


@cache
def rules() -> dict[str, Rule]:
    """All rules of pictures by code."""
    table = resources.files(__package__).joinpath("rules.csv").read_text(encoding="utf-8")
    return {row["code"]: Rule(**row) for row in csv.DictReader(table.splitlines())}


def explain(reason: ImageReason, language: str = "en") -> str:
    """The reason as a sentence without its full stop; `language` is "zh" or "en" (or begins so: "zh-hans")."""
    rule = rules()[reason.rule]
    return rule.zh if language.startswith("zh") else rule.en


def citation(reason: ImageReason, language: str = "en") -> str:
    """Where the rule of a reason is written."""
    rule = rules()[reason.rule]
    return rule.citation if language.startswith("zh") else rule.citation_en


def reasons_for(
    mark_view: int, asked_view: int, mirrored: bool, cosine: float, traits: Sequence[float], inverted: bool
) -> tuple[ImageReason, ...]:
    """Reasons: that the drawings are the same before all others, these strongest first. The views that are most alike,
    whether one is seen in a mirror and their cosine; traits: likeness of outline, inner structure and colours;
    inverted: one is light on dark, the other the reverse."""
    strength = round(max(0.0, min(cosine, 1.0)), 4)
    if mark_view == WHOLE and asked_view == WHOLE:
        code = "image.same" if strength >= _SAME else "image.impression" if strength >= _ALIKE else "image.distant"
    elif INSIDE in (mark_view, asked_view):
        code = "image.inside"
    else:
        code = "image.part"
    found = [ImageReason(code, strength)]
    for rule, likeness, least in zip(_TOLD, traits, _TELLING, strict=True):
        if likeness >= least:
            found.append(ImageReason(rule, round(float(likeness), 4)))
    found.sort(key=lambda reason: (reason.rule != "image.same", -reason.strength))
    # These two say how the marks are alike, so they are no stronger than the likeness itself.
    found += [ImageReason("image.mirrored", strength)] if mirrored else []
    found += [ImageReason("image.inverted", strength)] if inverted else []
    return tuple(found)
