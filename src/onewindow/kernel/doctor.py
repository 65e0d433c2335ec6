"""The doctor: everything about an installation that can be wrong, looked at one by one, with what to do about it.

The kernel and every desk declare their checks in a module ``health``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from onewindow.texts import Text

Verdict = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found. ``todo`` says what to do where something is not as it should be."""

    name: str
    label: Text
    verdict: Verdict
    text: Text
    todo: Text | None = None


Said = tuple[Verdict, Text, Text | None]
Check = Callable[[datetime], Said]
_checks: dict[str, tuple[Text, Check]] = {}


def check(name: str, label: Text) -> Callable[[Check], Check]:
    """Let the doctor make this check too; they are made in the order of declaration."""

    def register(function: Check) -> Check:
        _checks[name] = (label, function)
        return function

    return register


def examine(now: datetime) -> Iterator[Finding]:
    """Every check in order. One that breaks is a failure of its own and does not end the others."""
    for name, (label, function) in _checks.items():
        try:
            verdict, text, todo = function(now)
        except Exception as error:  # the doctor is asked when things are broken, in whatever way
            verdict, text, todo = "fail", _broke(error), None
        yield Finding(name, label, verdict, text, todo)


def fine(text: Text) -> Said:
    """Nothing to do."""
    return "ok", text, None


def _broke(error: Exception) -> Text:
    first = (str(error).strip().splitlines() or [""])[0][:200]
    words = f"{type(error).__name__}: {first}"
    return Text(f"this could not be checked: {words}", f"无法检查：{words}")
