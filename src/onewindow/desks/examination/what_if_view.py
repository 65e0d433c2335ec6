"""The what-if of the queue as the page shows it: the numbers asked for, the answer in a sentence, chart and table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from onewindow.desks.examination import queue
from onewindow.kernel import clock
from onewindow.kernel.errors import BadInput, Problem
from onewindow.kernel.wording import month, number
from onewindow.law.periods import add_months
from onewindow.texts import Text

NUMBER = Text("a number such as 12", "形如 12 的数字")


def fields(given: Mapping[str, str], now: datetime) -> dict[str, Any]:
    """The values of the form: as asked, else as measured, and which of them were measured."""
    known = queue.measured(now)
    return {
        "examiners": given.get("examiners", str(known.examiners)),
        "rate": given.get("rate", f"{known.rate:g}"),
        "arrivals": given.get("arrivals", f"{known.arrivals:g}"),
        "rate_measured": known.rate_measured,
    }


def asked(given: Mapping[str, str], now: datetime) -> tuple[queue.WhatIf | None, list[Problem]]:
    """The forecast for the numbers in the address, if any are there, or what is wrong with them."""
    if "examiners" not in given:
        return None, []
    problems, values = [], {}
    for name in queue.LIMITS:
        try:
            values[name] = float(given.get(name, ""))
        except ValueError:
            problems.append(Problem(name, NUMBER, got=given.get(name, "")[:20]))
    if problems:
        return None, problems
    try:
        examiners = int(values["examiners"]) if values["examiners"] == values["examiners"] // 1 else 0
        numbers = queue.Numbers(examiners, values["rate"], values["arrivals"], queue.measured(now).rate_measured)
        return queue.what_if(now, numbers), []
    except (BadInput, OverflowError) as error:
        return None, list(error.problems) if isinstance(error, BadInput) else [Problem("examiners", NUMBER)]


def shown(found: queue.WhatIf, now: datetime) -> dict[str, Any]:
    """The answer as title, chart, table and assumptions."""
    today = clock.local_day(now, settings.TIME_ZONE)
    until = max(12, min(queue.HORIZON, (found.month or queue.HORIZON) + 6))
    months = [month(_month(today, place)) for place in range(until)]
    title = _title(found, today)
    chart = {
        "kind": "line",
        "categories": months,
        "series": [
            {"name": _("Median, simulated"), "values": list(found.median[:until])},
            {"name": _("Nine in ten within, simulated"), "values": list(found.ninety[:until])},
            {"name": _("Fluid forecast"), "values": list(found.fluid[:until])},
        ],
        "unit": _("months from filing to first decision, by month of the decision"),
        "description": title,
    }
    rows = [
        {"month": name, "median": _written(found.median[place]), "ninety": _written(found.ninety[place]),
         "fluid": f"{found.fluid[place]:.1f}"}
        for place, name in enumerate(months)
    ]  # fmt: skip
    return {"title": title, "chart": chart, "rows": rows, "assumptions": _assumptions(found)}


def _title(found: queue.WhatIf, today: date) -> str:
    words = {"n": number(found.numbers.examiners), "target": f"{queue.TARGET:g}"}
    if found.month is None:
        return _("The median does not come down to %(target)s months within five years (examiners: %(n)s)") % words
    if found.month == 1:
        return _("The median is at or below %(target)s months from now on (examiners: %(n)s)") % words
    words["month"] = month(_month(today, found.month - 1))
    return _("The median is down to %(target)s months in %(month)s (examiners: %(n)s)") % words


def _assumptions(found: queue.WhatIf) -> list[str]:
    numbers = found.numbers
    said = [
        _("%(n)s files wait for a first decision today; their ages are those of the register.")
        % {"n": number(found.backlog)},
        _("%(n)s files come in a month, at random (Poisson), in the routes of last year's.")
        % {"n": f"{numbers.arrivals:g}"},
        _("One examiner decides %(n)s files in a month; the time for one is random (exponential).")
        % {"n": f"{numbers.rate:g}"},
        _("Preferential files go first, then batches, then sittings, then the others; within a route the oldest."),
        _("Simulated %(runs)s times with fixed seeds; the fluid forecast takes files in order of age, without chance.")
        % {"runs": len(queue.SEEDS)},
    ]
    if not numbers.rate_measured:
        said.append(
            _("Nothing was decided here in three months: the number that one decides is an assumption, not measured.")
        )
    if found.drained != float("inf") and found.backlog:
        said.append(
            _("Taken as a fluid, the files of today and their successors are worked off in %(n)s months.")
            % {"n": f"{found.drained:.1f}"}
        )
    if found.scale > 1:
        said.append(_("One simulated file stands for %(n)s.") % {"n": number(found.scale)})
    return said


def _written(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


def _month(today: date, place: int) -> date:
    return add_months(today.replace(day=1), place)
