"""An installation's own closing days: a year's notice that came after this version of the program."""

from __future__ import annotations

from pathlib import Path

from onewindow.kernel.errors import BadInput, Problem
from onewindow.law import calendars
from onewindow.texts import Text

NAME = "closing_days.csv"
UTF8 = Text("text in UTF-8", "UTF-8 文本")


def take_in(home: Path) -> None:
    """Add the days of ``closing_days.csv`` in the home folder, where there is one. Raises ``BadInput`` by row."""
    try:
        calendars.add((home / NAME).read_text("utf-8-sig"))
    except FileNotFoundError:
        return
    except UnicodeDecodeError:
        raise BadInput([Problem("", UTF8)], file=NAME) from None
    except calendars.FaultyDay as wrong:
        problem = Problem(wrong.column, wrong.expected, row=wrong.line, got=wrong.got)
        raise BadInput([problem], file=NAME) from None
