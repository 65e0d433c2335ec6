"""Dates, moments and numbers as the reader of a language writes them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from onewindow.kernel.language import current_language
from onewindow.texts import Language


def day(value: date | None) -> str:
    """A date: 31 May 2024, or 2024年5月31日."""
    return "" if value is None else day_in(value, current_language())


def day_in(value: date, language: Language) -> str:
    """A date as a reader of ``language`` writes it."""
    if language == "zh":
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {value:%B %Y}"


def month(value: date) -> str:
    """The month of a date: May 2024, or 2024年5月."""
    return f"{value.year}年{value.month}月" if current_language() == "zh" else f"{value:%B %Y}"


def isoday(value: date | None) -> str:
    """A date for a machine."""
    return value.isoformat() if value else ""


def moment(value: datetime | None) -> str:
    """A moment at the office: its date and its time to the minute."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return f"{day(local.date())} {local:%H:%M}"


def number(value: int | Decimal) -> str:
    """A number with its thousands apart; decimals only where there are any."""
    if isinstance(value, Decimal) and value == value.to_integral_value():
        value = int(value)
    return f"{value:,}"


def percent(share: float | None, digits: int = 1) -> str:
    """A share as readers of both languages write it: 2.8%; a dash where there is none."""
    return "–" if share is None else f"{share * 100:,.{digits}f}%"


def points(score: float) -> int:
    """A likeness of 0 to 1 in whole points of 100, cut, so that what is below a line is never shown on it."""
    return int(round(score * 100, 4))


def listed(words: Iterable[object]) -> str:
    """Words of one kind in a row: ``9, 25`` or ``9、25``."""
    return ("、" if current_language() == "zh" else ", ").join(map(str, words))
