"""What a step of the procedure is given: words, classes, citations and periods, read and checked in one place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone

from onewindow.desks.examination.models import Application
from onewindow.desks.register.models import Right
from onewindow.kernel import clock, ledger
from onewindow.kernel.case import Case, Due
from onewindow.kernel.errors import Problem
from onewindow.texts import Text

if TYPE_CHECKING:
    from onewindow.kernel.flow import Firing

LONGEST_REASON = 4000
ENDED = Text("an act in time; the period ended on {day}", "期限内的行为；期限已于 {day} 届满")
RUNS = Text("the end of the period on {day}", "期限于 {day} 届满之后")


def facts(firing: Firing, **more: Any) -> ledger.Data:
    """The facts that every step tells the ledger and its letters: whose application, which mark, on which day."""
    application: Application = firing.case.application
    return {
        "number": application.number, "mark": application.text.strip() or "▣", "applicant": application.applicant_name,
        "day": clock.local_day(firing.now, settings.TIME_ZONE).isoformat(), "right": right_of(application).pk, **more,
    }  # fmt: skip


def right_of(application: Application) -> Right:
    """The right in the register; an application that is filed has one."""
    assert application.right is not None
    return application.right


def both(text: Text) -> dict[str, str]:
    """A text for the ledger and for letters in both languages."""
    return {"en": text.en, "zh": text.zh}


def needs_reason(firing: Firing) -> list[Problem]:
    """The guard of a step that must say why."""
    reason = firing.data.get("reason", "")
    if not isinstance(reason, str) or not reason.strip():
        return [Problem("reason", Text("the reason in words", "用文字写明理由"))]
    if len(reason) > LONGEST_REASON:
        expected = Text("at most {n} characters", "不超过 {n} 个字符").fill(n=LONGEST_REASON)
        return [Problem("reason", expected, got=str(len(reason)))]
    if "\0" in reason:
        return [Problem("reason", Text("text without NUL", "不含空字符的文本"))]
    return []


def reason(firing: Firing) -> str:
    """The reason given; empty where none is needed and none was given."""
    return str(firing.data.get("reason") or "").strip()


def classes(firing: Firing) -> tuple[int, ...]:
    """The Nice classes named with the step, in order; what is no number names none."""
    named = firing.data.get("classes")
    numbers = named if isinstance(named, Sequence) and not isinstance(named, str) else []
    return tuple(sorted({int(n) for n in numbers if str(n).isdecimal() and 1 <= int(n) <= 45}))


def citations(firing: Firing) -> list[tuple[int, str]]:
    """The (right, rule) pairs cited, each once."""
    cited = firing.data.get("citations")
    pairs = [c for c in cited if isinstance(c, Mapping)] if isinstance(cited, Sequence) else []
    found = [(int(c.get("right") or 0), str(c.get("rule") or "")) for c in pairs]
    return list(dict.fromkeys(found))


def grounds(firing: Firing) -> list[str]:
    """The grounds of the law that are named, each once."""
    named = firing.data.get("grounds")
    several = named if isinstance(named, Sequence) and not isinstance(named, str) else []
    return list(dict.fromkeys(str(g) for g in several))


def running(case: Case, rule_id: str) -> Due | None:
    """The period of a rule that runs in a case."""
    return Due.objects.filter(case=case, rule_id=rule_id, ended_at=None).order_by("-pk").first()


def must_run(firing: Firing, rule_id: str) -> list[Problem]:
    """The guard of a step that is possible within a period only."""
    due = running(firing.case, rule_id)
    if due is None or firing.now > due.due_at:
        return [Problem("period", ENDED.fill(day=_day(due)))]
    return []


def must_be_over(firing: Firing, rule_id: str) -> list[Problem]:
    """The guard of a step that is possible after a period only."""
    due = running(firing.case, rule_id)
    if due is not None and firing.now <= due.due_at:
        return [Problem("period", RUNS.fill(day=_day(due)))]
    return []


def ran_out(case: Case, rule_id: str) -> None:
    """A period has ended by itself, on its last day."""
    due = running(case, rule_id)
    if due is not None:
        due.ended_at = due.due_at
        due.save(update_fields=["ended_at"])


def end_of(rule_id: str, base: datetime) -> str:
    """The last day of a period that begins now, for a letter."""
    due_at, _sentence = clock.due(rule_id, base, settings.TIME_ZONE)
    return clock.local_day(due_at, settings.TIME_ZONE).isoformat()


def _day(due: Due | None) -> str:
    return timezone.localtime(due.due_at).date().isoformat() if due else "–"
