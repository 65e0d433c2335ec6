"""The parts that every desk's case page shows alike: the procedure drawn, what is due, what has happened."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from onewindow.kernel import caseview
from onewindow.kernel.access import Actor
from onewindow.kernel.case import Due
from onewindow.kernel.language import current_language
from onewindow.kernel.wording import day, moment


def parts(seen: caseview.CaseView, actor: Actor, now: datetime) -> dict[str, Any]:
    """``steps``, ``dues`` and ``timeline`` as the macros ``procedure``, ``deadline`` and ``timeline`` take them."""
    language = current_language()
    steps = [
        {"label": step.state.label.say(language), "state": step.standing,
         "exits": [state.label.say(language) for state in step.exits]}
        for step in seen.steps
    ]  # fmt: skip
    return {
        "seen": seen,
        "steps": steps,
        "dues": [_due(due, now) for due in seen.dues],
        "timeline": _timeline(seen, actor),
    }


def _due(due: Due, now: datetime) -> dict[str, Any]:
    on = timezone.localtime(due.due_at).date()
    return {
        "sentence": due.sentence.say(current_language()),
        "state": caseview.standing_of(due, now),
        "due": {"text": day(on), "iso": on.isoformat(), "left": _left(due, now)},
    }


def _timeline(seen: caseview.CaseView, actor: Actor) -> list[dict[str, Any]]:
    return [
        {"when": moment(h.entry.at), "iso": h.entry.at.isoformat(), "who": h.entry.actor_name,
         "what": h.what.say(current_language()), "seal": h.entry.hash[:8],
         "href": reverse("entry", args=[h.entry.seq]) if caseview.entry_is_open(h.entry, actor) else None}
        for h in seen.timeline
    ]  # fmt: skip


def _left(due: Due, now: datetime) -> str:
    if due.ended_at:
        return ""
    days = (due.due_at - now).days
    if days < 0:
        return ngettext("%(num)s day late", "%(num)s days late", -days) % {"num": -days}
    return ngettext("%(num)s day left", "%(num)s days left", days) % {"num": days}
