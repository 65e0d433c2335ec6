"""The template environment: translations, addresses, and numbers and dates written for the reader's language."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import reverse
from django.utils import timezone, translation
from jinja2 import Environment

from onewindow.kernel.language import current_language
from onewindow.texts import Text


def environment(**options: Any) -> Environment:
    """Jinja2 as the window uses it; autoescape is on, as Django's backend sets it."""
    env = Environment(extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True, **options)
    env.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext, translation.ngettext, newstyle=True, pgettext=translation.pgettext
    )
    env.globals.update(url=url, static=staticfiles_storage.url)
    env.filters.update(say=say, day=day, moment=moment, number=number, isoday=isoday)
    return env


def url(name: str, *args: object, **kwargs: object) -> str:
    """The address of a named route."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def say(text: Text) -> str:
    """A text of a declaration in the reader's language."""
    return text.say(current_language())


def day(value: date | None) -> str:
    """A date: 31 May 2024, or 2024年5月31日."""
    if value is None:
        return ""
    if current_language() == "zh":
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {value:%B %Y}"


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
