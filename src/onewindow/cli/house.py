"""Opening the house from the command line: Django made ready, the tables brought up to date."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from onewindow.cli.failing import BAD_INPUT
from onewindow.cli.terminal import language, show
from onewindow.kernel.access import Actor, house


def open_house() -> None:
    """Load the settings and the desks. Ends the command when a setting cannot be used."""
    from onewindow.kernel import settings

    try:
        settings.database(settings.load().database_url)
    except ValueError as error:
        show(str(error), "red", err=True)
        raise typer.Exit(BAD_INPUT) from None
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onewindow.web.settings")
    import django
    from django.utils import translation

    django.setup()
    translation.activate("zh-hans" if language() == "zh" else "en")


def home() -> Path:
    """The folder of everything kept on disk."""
    from onewindow.kernel import settings

    return settings.load().home


def migrate() -> None:
    """Bring the database's tables up to date; of several processes that start at once, one does it."""
    from django.core.management import call_command

    with alone("migrate"):
        call_command("migrate", verbosity=0, interactive=False)


@contextmanager
def alone(what: str) -> Iterator[None]:
    """Hold the lock file of ``what`` in home; the system lets go of it when the process dies."""
    import fcntl

    home().mkdir(parents=True, exist_ok=True)
    with (home() / f"{what}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def keeper(command: str) -> Actor:
    """Who acts when a command is run at the machine itself."""
    return house(f"onewindow {command}")
