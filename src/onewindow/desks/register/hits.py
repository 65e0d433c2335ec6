"""A found mark as a page, a report or a table shows it: words for the reader, not numbers for the engine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from onewindow.desks.register.goods import Suggested, suggest
from onewindow.desks.register.models import Right, Source, Status
from onewindow.desks.register.searching import Found, SearchAnswer
from onewindow.kernel.language import current_language
from onewindow.kernel.wording import day
from onewindow.law import nice
from onewindow.texts import Language, Text

if TYPE_CHECKING:
    from onewindow.engines import marks

VIEWS = {
    "text": Text("Characters alike", "字符近似"),
    "sound": Text("Sounds alike", "读音近似"),
    "containment": Text("Contained", "包含"),
    "element": Text("Main element shared", "主要要素相同"),
    "meaning": Text("Means alike", "含义近似"),
    "image": Text("Picture alike", "图形近似"),
}
TRAITS = {
    "whole": VIEWS["image"],
    "inside": Text("Picture alike inside its frame", "框内图形近似"),
    "part": Text("Part of the picture alike", "图形主要部分近似"),
    "shape": Text("Outline alike", "轮廓近似"),
    "layout": Text("Layout alike", "构图近似"),
    "colour": Text("Colours alike", "颜色近似"),
    "mirrored": Text("Mirror image", "镜像"),
    "inverted": Text("Light and dark exchanged", "明暗相反"),
}
"""What of two pictures is alike, by the trait of the reason."""
CHIPS = {
    Status.REGISTERED: "status-live",
    Status.PENDING: "status-pending",
    Status.REFUSED: "status-refused",
}


def status_chip(right: Right) -> dict[str, str]:
    """Status in words, with the kind of its chip."""
    status = Status(right.status)
    return {"label": right.status_label.say(current_language()), "kind": CHIPS.get(status, "status-ended")}


def view_of(reason: marks.Reason) -> str:
    """In which way two marks are alike, in a few words."""
    label = TRAITS.get(reason.data.get("trait", "")) if reason.view == "image" else VIEWS.get(reason.view)
    return label.say(current_language()) if label else reason.view


def tongue(text: str) -> str:
    """The language a mark's words are set in: Chinese as soon as there is a Chinese character."""
    return "zh-Hans" if any("\u3400" <= c <= "\u9fff" for c in text) else "en"


def class_words(numbers: tuple[int, ...]) -> str:
    """Nice classes with their headings: ``25 Clothing, footwear, headwear``."""
    language = current_language()
    separator = "；" if language == "zh" else "; "
    return separator.join(f"{n} {nice.heading(n, language)}" for n in numbers)


def suggested_words(suggested: Sequence[Suggested], language: Language) -> str:
    """Classes that words were read as, each with its similar groups: ``25 Clothing, footwear (2501, 2507)``."""
    separator, brackets = ("；", "（{}）") if language == "zh" else ("; ", " ({})")
    told = []
    for one in sorted(suggested, key=lambda one: one.number):
        groups = brackets.format(", ".join(group.code for group in one.groups)) if one.groups else ""
        told.append(f"{one.number} {nice.heading(one.number, language)}{groups}")
    return separator.join(told)


def suggestions(goods: str) -> list[dict[str, Any]]:
    """Classes for goods in words, as the chips of a form take them."""
    language = current_language()
    return [
        {
            "number": one.number,
            "heading": nice.heading(one.number, language),
            "groups": [f"{group.code} {group.item}" for group in one.groups[:3]],
        }
        for one in suggest(goods, limit=5)
    ]


def overlap(found: Found, answer: SearchAnswer) -> str:
    """How the goods meet, in a sentence."""
    if found.goods:
        return found.goods.say(current_language())
    if not answer.classes:
        return class_words(found.right.classes)
    if found.shared_classes:
        return _("Both cover class %(classes)s.") % {"classes": class_words(found.shared_classes)}
    return _("Other classes: %(classes)s.") % {"classes": class_words(found.right.classes)}


def facts(right: Right) -> list[str]:
    """Number, dates and origin in short."""
    said = [_("No. %(number)s") % {"number": right.reference}]
    said.append(_("filed %(day)s") % {"day": day(right.filing_date)})
    if right.expiry_date:
        said.append(_("until %(day)s") % {"day": day(right.expiry_date)})
    if right.source == Source.SAMPLE:
        said.append(_("sample"))
    return said
