"""``onewindow law check``: whether the tables of the law are whole."""

from __future__ import annotations

from collections.abc import Iterable

import typer

from onewindow.cli.failing import FAILED
from onewindow.cli.terminal import language, say, show
from onewindow.texts import Text

ROWS = Text(
    "{jurisdiction}: rules {rows}, under names {ids}; verified {verified}, not verified {unverified}",
    "{jurisdiction}：{ids} 个名目下共 {rows} 条规则，已核实 {verified} 条，未核实 {unverified} 条",
)
YEARS = Text("Calendar {name}: years {first} to {last}", "{name} 日历：{first} 至 {last} 年")
SOME = Text("Calendar {name}: the years {years} only", "{name} 日历：仅 {years} 年")
TABLES = Text("Checked: {names}", "已检查：{names}")
WHOLE = Text(
    "Every rule has a citation, and dates without gap or overlap.", "每条规则均有依据，有效期之间无空档、无重叠。"
)


def listed(names: Iterable[str]) -> str:
    """Names one after the other, as the language spoken writes them."""
    return ("、" if language() == "zh" else ", ").join(names)


def check() -> None:
    """Check every table of the law and count its rules; a fault makes the command fail (exit code 1)."""
    from onewindow.law import calendars, checking

    for jurisdiction, count in checking.counts().items():
        show(ROWS.say(language(), jurisdiction=jurisdiction, **count))
    for name in calendars.NAMES:
        years = sorted(calendars.calendar(name).years)
        if years[-1] - years[0] + 1 == len(years):
            say(YEARS, name=name, first=years[0], last=years[-1])
        else:
            say(SOME, name=name, years=listed(map(str, years)))
    say(TABLES, names=listed(f"{name}.csv" for name in checking.tables()))
    faults = [
        *checking.faults(), *checking.dated_faults(), *checking.day_faults(), *checking.schedule_faults(),
    ]  # fmt: skip
    for fault in faults:
        show(fault.say(language()), "red", err=True)
    if faults:
        raise typer.Exit(FAILED)
    say(WHOLE, "green")
