"""The template environment: translations, addresses, and numbers and dates written for the reader's language."""

from __future__ import annotations

from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment

from onewindow.kernel.language import current_language
from onewindow.kernel.wording import day, isoday, listed, moment, number, points
from onewindow.texts import Text


def environment(autoescape: bool = True, **options: Any) -> Environment:
    """Jinja2 as the window uses it; autoescape is on, as Django's backend sets it."""
    env = Environment(
        extensions=["jinja2.ext.i18n"],
        autoescape=autoescape,  # noqa: S701 - on, unless a caller turns it off on purpose
        trim_blocks=True,
        lstrip_blocks=True,
        **options,
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext, translation.ngettext, newstyle=True, pgettext=translation.pgettext
    )
    env.globals.update(url=url, static=staticfiles_storage.url)
    env.filters.update(say=say, day=day, moment=moment, number=number, isoday=isoday, listed=listed, points=points)
    return env


def url(name: str, *args: object, **kwargs: object) -> str:
    """The address of a named route."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def say(text: Text) -> str:
    """A text of a declaration in the reader's language."""
    return text.say(current_language())
