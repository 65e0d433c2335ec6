"""Words to the person at the terminal: in which language, in which colour, and how an error ends a command."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from onewindow.texts import Language, Text

if TYPE_CHECKING:
    from rich.console import Console

_chosen: Language | None = None


def language_of(environ: Mapping[str, str]) -> Language:
    """The language of a terminal: the first of LC_ALL, LC_MESSAGES and LANG that says one."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environ.get(name):
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


def choose(language: Language | None) -> None:
    """Speak this language from now on; None asks the environment."""
    global _chosen
    _chosen = language


def language() -> Language:
    """The language spoken now."""
    return _chosen or language_of(os.environ)


@cache
def console(err: bool = False) -> Console:
    """Standard output, or standard error. Rich leaves colours out when it is not a terminal."""
    from rich.console import Console

    return Console(stderr=err, highlight=False, soft_wrap=True)


def say(text: Text, style: str = "", /, *, err: bool = False, **fields: object) -> None:
    """Print a text in the language spoken; ``style`` is Rich's."""
    console(err).print(text.say(language(), **fields), style=style or None, markup=False)


def show(words: str, style: str = "", err: bool = False) -> None:
    """Print words that need no translation."""
    console(err).print(words, style=style or None, markup=False)
