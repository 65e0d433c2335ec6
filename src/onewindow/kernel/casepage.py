"""The parts that every desk's case page shows alike: the procedure drawn, what is due, what has happened."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from onewindow.kernel import caseview, ledger
from onewindow.kernel.access import Actor
from onewindow.kernel.case import Due
from onewindow.kernel.language import current_language
from onewindow.kernel.wording import day, moment
from onewindow.texts import Language, Text

TWO_DAYS = timedelta(days=2)
BY_ITSELF = Text("the window, by itself", "本窗口自动办理")


def parts(seen: caseview.CaseView, actor: Actor, now: datetime) -> dict[str, Any]:
    """``steps``, ``dues`` and ``timeline`` as the macros ``procedure``, ``deadline`` and ``timeline`` take them."""
    dues = [due(one, now) for one in seen.dues]
    return {"seen": seen, "steps": steps(seen), "dues": dues, "timeline": timeline(seen, actor)}


def steps(seen: caseview.CaseView) -> list[dict[str, Any]]:
    """The procedure for ``ui.procedure``."""
    language = current_language()
    return [
        {
            "label": step.state.label.say(language),
            "state": step.standing,
            "exits": [state.label.say(language) for state in step.exits],
        }
        for step in seen.steps
    ]


def due(one: Due, now: datetime) -> dict[str, Any]:
    """A deadline for ``ui.deadline``: of hours to the minute, of days by its day."""
    language, local = current_language(), timezone.localtime(one.due_at)
    short = one.due_at - one.base_at < timedelta(days=4) and local.microsecond != 999_999
    return {
        "sentence": one.sentence.say(language),
        "state": caseview.standing_of(one, now),
        "due": {
            "text": moment(one.due_at) if short else day(local.date()),
            "iso": local.isoformat(timespec="minutes") if short else local.date().isoformat(),
            "left": "" if one.ended_at else left(one.due_at - now, language),
        },
    }


def left(span: timedelta, language: Language) -> str:
    """How much time is left, or how late it is: in hours below two days, else in days."""
    late, size = span < timedelta(0), abs(span)
    if size < TWO_DAYS:
        number, en, zh = int(size / timedelta(hours=1)), "hour", "小时"
    else:
        number, en, zh = size.days, "day", "天"
    if language == "zh":
        return f"已逾期 {number} {zh}" if late else f"还剩 {number} {zh}"
    return f"{number} {en}{'' if number == 1 else 's'} {'late' if late else 'left'}"


def who(entry: ledger.Entry) -> str:
    """Who did what an entry tells of: parts of the house have names for the ledger, not for readers."""
    if entry.actor_id is None and entry.actor_name:
        return BY_ITSELF.say(current_language())
    return entry.actor_name


def timeline(seen: caseview.CaseView, actor: Actor, names: bool = True) -> list[dict[str, Any]]:
    """What has happened, for ``ui.timeline``; ``names`` tells who did it."""
    return [
        {
            "when": moment(h.entry.at),
            "iso": h.entry.at.isoformat(),
            "who": who(h.entry) if names or (actor.id is not None and h.entry.actor_id == actor.id) else "",
            "what": h.what.say(current_language()),
            "seal": h.entry.hash[:8],
            "href": reverse("entry", args=[h.entry.seq]) if caseview.entry_is_open(h.entry, actor) else None,
        }
        for h in seen.timeline
    ]
