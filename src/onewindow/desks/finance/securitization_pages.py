"""The pages of an arranger: the structures run, the form, and what the waterfall gives to whom."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onewindow.desks.finance import securitizations
from onewindow.desks.finance.models import Securitization
from onewindow.desks.finance.numbers_given import from_cents
from onewindow.desks.finance.policy import LENDERS
from onewindow.desks.finance.structuring import COLUMNS, FORM_LABELS, SCENARIOS
from onewindow.engines.finance.deal import PRO_RATA, SEQUENTIAL
from onewindow.kernel import clock
from onewindow.kernel.errors import BadInput, NotFound, Problem
from onewindow.kernel.language import current_language
from onewindow.kernel.requests import actor_of
from onewindow.kernel.wording import listed, moment, number, percent
from onewindow.law.money import CURRENCIES, Money

DEFAULTS = {
    "currency": "CNY", "principal": SEQUENTIAL, "fee_rate": "0.3", "default_trigger": "10", "default": "2",
    "spread": "0.5", "prepaid": "5", "recovery": "35", "lag": "12",
}  # fmt: skip


def told(problem: Problem) -> str:
    """What is wrong, under the name that the page gives the field."""
    labels = {
        "name": _("Name of the deal"), "currency": _("Currency"), "tranches": _("Tranches"), "file": _("Pool"),
        "principal": _("Principal goes"), "fee_rate": _("Fees a year"), "fee_fixed": _("Fixed fees a month"),
        "reserve": _("Reserve at the start"), "default_trigger": _("Trigger"), "default": _("Defaults a year"),
        "spread": _("Spread of defaults"), "prepaid": _("Prepayments a year"), "recovery": _("Recovered of defaults"),
        "lag": _("Months until recovery"),
    }  # fmt: skip
    return problem.say(label=labels.get(problem.field, ""))


@require_http_methods(["GET", "POST"])
def securitizations_page(request: HttpRequest) -> HttpResponse:
    """What was run, and the form to run another."""
    actor = actor_of(request)
    if not actor.has(*LENDERS):
        raise NotFound()
    problems: list[Problem] = []
    given: dict[str, Any] = dict(DEFAULTS)
    if request.method == "POST":
        given |= request.POST.dict()
        try:
            kept = securitizations.run(actor, clock.now(), given, request.FILES.get("file"))
            return redirect("securitization", kept.pk)
        except BadInput as error:
            problems = [*error.problems]
    language = current_language()
    rows = [
        {"name": {"text": kept.name, "href": reverse("securitization", args=[kept.pk])}, "number": kept.number or "–",
         "notes": _money(sum(t["size"] for t in kept.result["tranches"]), kept), "made": moment(kept.made_at)}
        for kept in securitizations.visible_to(actor)[:100]
    ]  # fmt: skip
    context = {
        "rows": rows,
        "given": given,
        "errors": {p.field: p.say(label=" ").strip(" :：") for p in problems},
        "error_list": [{"text": told(p), "href": f"#f-{p.field}"} for p in problems],
        "currencies": [{"value": code, "label": code} for code in CURRENCIES],
        "ways": [{"value": SEQUENTIAL, "label": _("to the most senior tranche first")},
                 {"value": PRO_RATA, "label": _("to all in proportion, until the trigger")}],
        "columns": ",".join(COLUMNS),
        "forms": [f"{name}: {words.say(language)}" for name, words in FORM_LABELS.items()],
    }  # fmt: skip
    return render(request, "finance/securitizations.html", context, status=422 if problems else 200)


@require_safe
def securitization_page(request: HttpRequest, securitization_id: int) -> HttpResponse:
    """One structure: what each tranche gets, when, and how many defaults it withstands."""
    kept = securitizations.one(actor_of(request), securitization_id)
    result, language = kept.result, current_language()
    names = [tranche["name"] for tranche in result["tranches"]]
    context = {
        "kept": kept,
        "facts": [
            {"label": _("Pool"), "value": _money(result["pool"], kept)},
            {"label": _("Claims in the pool"), "value": number(result["claims"])},
            {"label": _("Weighted coupon"), "value": percent(result["coupon"], 4)},
            {"label": _("Kept by the originator"), "value": _money(result["remainder"], kept)},
            {"label": _("Defaults in the base case"), "value": _money(result["defaulted"], kept)},
            {"label": _("Fees in the base case"), "value": _money(result["fees"], kept)},
            {"label": _("Released to the originator"), "value": _money(result["released"], kept)},
        ],
        "tranches": [_tranche(tranche) for tranche in result["tranches"]],
        "balances": _balances(result, names),
        "withstands": _withstands(result, names),
        "months": [_month(row, names) for row in result["by_month"]],
        "month_columns": _month_columns(names),
        "unit": kept.currency,
        "refused": [line[language] for line in kept.refused],
        "scenarios": number(SCENARIOS),
        "assumed": _assumed(kept),
    }
    return render(request, "finance/securitization.html", context)


@require_POST
def issue(request: HttpRequest, securitization_id: int) -> HttpResponse:
    """Record that the notes are issued."""
    securitizations.issue(actor_of(request), clock.now(), securitization_id)
    return redirect("securitization", securitization_id)


def _tranche(tranche: dict[str, Any]) -> dict[str, Any]:
    low, middle, high = (percent(rate, 2) for rate in tranche["rates"])
    return {
        "name": tranche["name"],
        "size": number(from_cents(tranche["size"])),
        "coupon": percent(tranche["coupon"], 2),
        "life": "–" if tranche["life"] is None else f"{tranche['life']:.2f}",
        "rate": percent(tranche["rate"], 2),
        "loss": percent(tranche["loss"], 2),
        "break_even": percent(tranche["break_even"], 2),
        "range": f"{low} / {middle} / {high}",
        "whole": percent(tranche["whole"]),
    }


def _balances(result: dict[str, Any], names: list[str]) -> dict[str, Any]:
    """The notes over time; the title says when each is repaid."""
    when = listed(
        (_("%(name)s in month %(month)s") if t["last"] else _("%(name)s never in full"))
        % {"name": t["name"], "month": t["last"]}
        for t in result["tranches"]
    )
    rows = result["by_month"]
    series = [{"name": name, "values": [row["notes"][place] / 100 for row in rows]} for place, name in enumerate(names)]
    title = _("Repaid: %(when)s") % {"when": when}
    spec = {"kind": "line", "categories": [str(row["month"]) for row in rows], "series": series[:3],
            "unit": _("Notes outstanding by month, base case"), "description": title}  # fmt: skip
    return {"title": title, "spec": spec}


def _withstands(result: dict[str, Any], names: list[str]) -> dict[str, Any]:
    """How many defaults each tranche takes; the title says it of the first and the last."""
    rates = [tranche["break_even"] for tranche in result["tranches"]]
    title = _("%(name)s is paid in full up to %(rate)s of defaults a year") % {"name": names[0], "rate":
                                                                               percent(rates[0], 2)}  # fmt: skip
    if len(names) > 1:
        title = _("%(first)s is paid in full up to %(most)s of defaults a year, %(last)s up to %(least)s") % {
            "first": names[0], "most": percent(rates[0], 2), "last": names[-1], "least": percent(rates[-1], 2)
        }  # fmt: skip
    spec = {"kind": "bar", "horizontal": True, "categories": names, "unit": _("Break-even default rate, % a year"),
            "series": [{"name": _("Break-even"), "values": [round(rate * 100, 2) for rate in rates]}],
            "description": title}  # fmt: skip
    return {"title": title, "spec": spec}


def _month(row: dict[str, Any], names: list[str]) -> dict[str, Any]:
    cells = {name: number(from_cents(row[name])) for name in ("pool", "fees", "reserve", "released")}
    for place, _name in enumerate(names):
        for part in ("interest", "principal", "notes"):
            cells[f"{part}{place}"] = number(from_cents(row[part][place]))
    return {"month": str(row["month"]), **cells}


def _month_columns(names: list[str]) -> list[dict[str, str]]:
    columns = [{"key": "month", "label": _("Month"), "kind": "number"},
               {"key": "pool", "label": _("Pool"), "kind": "number"}]  # fmt: skip
    for place, name in enumerate(names):
        for part, label in (("interest", _("%(name)s interest")), ("principal", _("%(name)s principal")),
                            ("notes", _("%(name)s left"))):  # fmt: skip
            columns.append({"key": f"{part}{place}", "label": label % {"name": name}, "kind": "number"})
    columns += [{"key": "fees", "label": _("Fees"), "kind": "number"},
                {"key": "reserve", "label": _("Reserve"), "kind": "number"},
                {"key": "released", "label": _("Released"), "kind": "number"}]  # fmt: skip
    return columns


def _assumed(kept: Securitization) -> list[str]:
    form = kept.form
    return [
        _("Base case: %(default)s%% of the balance defaults a year, %(prepaid)s%% is prepaid, %(recovery)s%% of "
          "defaults comes back after %(lag)s months.")
        % {name: form.get(name) or "0" for name in ("default", "prepaid", "recovery", "lag")},
        _("Principal goes %(way)s; the reserve starts at %(reserve)s; the trigger is %(trigger)s%% of the pool.")
        % {"way": _("to all in proportion, until the trigger") if form["principal"] == PRO_RATA
           else _("to the most senior tranche first"), "reserve": form.get("reserve") or "0",
           "trigger": form.get("default_trigger") or "100"},
        _("Ranges are the fifth, fiftieth and ninety-fifth of a hundred over %(count)s seeded scenarios.")
        % {"count": number(SCENARIOS)},
    ]  # fmt: skip


def _money(cents: int, kept: Securitization) -> str:
    return Money(from_cents(cents), kept.currency).say(current_language())


urls = [
    path("securitizations", securitizations_page, name="securitizations"),
    path("securitizations/<int:securitization_id>", securitization_page, name="securitization"),
    path("securitizations/<int:securitization_id>/issue", issue, name="securitization-issue"),
]
