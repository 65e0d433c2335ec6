"""The pages of a lender's valuations: the form, the values with their ranges, the loan under stress, the PDF."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from onewindow.desks.finance import valuations
from onewindow.desks.finance.models import Valuation
from onewindow.desks.finance.policy import LENDERS
from onewindow.desks.finance.valuing import METHODS, STRESSES
from onewindow.engines.finance.lending import LABELS
from onewindow.kernel import clock
from onewindow.kernel.documents import typeset
from onewindow.kernel.errors import BadInput, NotFound, Problem
from onewindow.kernel.language import current_language
from onewindow.kernel.requests import actor_of
from onewindow.kernel.wording import moment, percent
from onewindow.law.money import CURRENCIES, Money
from onewindow.texts import Text

TEMPLATE = Path(__file__).parent / "templates" / "finance" / "valuation.typ"
DEFAULTS = {
    "currency": "CNY", "inflation": "2", "life": "20", "obsolescence": "0", "growth": "3", "years": "8",
    "royalty": "3, 5, 7", "margin": "15", "share": "25", "tax": "25", "rate": "12, 15, 20", "amortised": "10",
    "volatility": "30", "relied_on": "income", "max_ltv": "60", "min_debt_service": "1.2", "min_interest_cover": "3",
}  # fmt: skip
PERCENTS = {
    "inflation",
    "obsolescence",
    "growth",
    "royalty",
    "margin",
    "share",
    "tax",
    "rate",
    "volatility",
    "interest",
    "max_ltv",
}
APPROACHES = {
    "income": Text("Income: relief from royalty, with the tax benefit", "收益法：许可费节省，含税收摊销收益"),
    "excess": Text("Income: share of the profit, discounted", "收益法：利润分成折现"),
    "market": Text("Market: comparables", "市场法：可比交易"),
    "cost": Text("Cost: reproduction less obsolescence", "成本法：重置成本扣减贬值"),
}

SHORT = {
    "income": Text("Royalties saved", "许可费节省"),
    "excess": Text("Share of profit", "利润分成"),
    "market": Text("Comparables", "可比交易"),
    "cost": Text("Cost", "成本"),
}


def labels() -> dict[str, str]:
    """The names that the page gives the fields."""
    return {
        "name": _("Name of the valuation"), "currency": _("Currency"), "rights": _("Rights"), "costs": _("Costs spent"),
        "inflation": _("Inflation"), "life": _("Useful life"), "obsolescence": _("Obsolescence"),
        "comparables": _("Comparables"), "revenue": _("Revenue of the first year"), "growth": _("Growth"),
        "years": _("Years of revenue"), "royalty": _("Royalty rate"), "margin": _("Operating margin"),
        "share": _("Share of the margin due to the rights"), "tax": _("Tax rate"), "rate": _("Discount rate"),
        "amortised": _("Years a buyer amortises over"), "volatility": _("Volatility of returns"),
        "relied_on": _("Value relied on"), "debt": _("Debt"), "interest": _("Interest rate"),
        "repayment": _("Repayment a year"), "earnings": _("Earnings a year"), "max_ltv": _("Loan to value, at most"),
        "min_debt_service": _("Debt service cover, at least"), "min_interest_cover": _("Interest cover, at least"),
    }  # fmt: skip


def told(problem: Problem) -> str:
    """What is wrong, under the name that the page gives the field."""
    return problem.say(label=labels().get(problem.field, ""))


@require_http_methods(["GET", "POST"])
def valuations_page(request: HttpRequest) -> HttpResponse:
    """What was valued, and the form to value more; ``of`` fills it with a version to go on from."""
    actor = actor_of(request)
    if not actor.has(*LENDERS):
        raise NotFound()
    asked = request.POST.get("of", request.GET.get("of", ""))
    before = valuations.one(actor, int(asked)) if asked.isdecimal() and len(asked) < 19 else None
    problems: list[Problem] = []
    given: dict[str, Any] = dict(before.form) if before else dict(DEFAULTS)
    if request.method == "POST":
        given |= request.POST.dict()
        try:
            kept = valuations.make(actor, clock.now(), given, before.series if before else None)
            return redirect("valuation", kept.pk)
        except BadInput as error:
            problems = [*error.problems]
    language = current_language()
    context = {
        "rows": [
            {"name": {"text": one.name, "href": reverse("valuation", args=[one.pk])}, "version": str(one.version),
             "value": _amount(one, one.result["values"][one.result["relied_on"]]["value"]), "made": moment(one.made_at)}
            for one in valuations.visible_to(actor)[:100]
        ],
        "given": given,
        "before": before,
        "labels": labels(),
        "errors": {p.field: p.say(label=" ").strip(" :：") for p in problems},
        "error_list": [{"text": told(p), "href": f"#f-{p.field}"} for p in problems],
        "currencies": [{"value": code, "label": code} for code in CURRENCIES],
        "approaches": [{"value": name, "label": APPROACHES[name].say(language)} for name in METHODS],
    }  # fmt: skip
    return render(request, "finance/valuations.html", context, status=422 if problems else 200)


@require_safe
def valuation_page(request: HttpRequest, valuation_id: int) -> HttpResponse:
    """One valuation: values, loan, covenants under stress, options to renew, what was given."""
    actor = actor_of(request)
    kept = valuations.one(actor, valuation_id)
    values = kept.result["values"]
    relied = kept.result["relied_on"]
    series = {name: [round(v[name]) for v in values.values()] for name in ("low", "value", "high")}
    title = _("By the approach relied on, the rights are worth %(value)s (%(low)s to %(high)s)") % {
        name: _amount(kept, values[relied][name]) for name in ("low", "value", "high")
    }
    spec = {
        "kind": "bar", "horizontal": True, "categories": [SHORT[name].say(current_language()) for name in values],
        "series": [{"name": name, "values": series[key]}
                   for key, name in (("low", _("Low")), ("value", _("Likely")), ("high", _("High")))],
        "unit": kept.form["currency"], "description": title,
    }  # fmt: skip
    context = {
        "kept": kept,
        "chart": {"title": title, "spec": spec},
        "parts": sections(kept),
        "versions": [{"href": reverse("valuation", args=[one.pk]), "text": _("Version %(n)s") % {"n": one.version},
                      "when": moment(one.made_at), "here": one.pk == kept.pk}
                     for one in valuations.versions(actor, kept)],
    }  # fmt: skip
    return render(request, "finance/valuation.html", context)


@require_safe
def valuation_pdf(request: HttpRequest, valuation_id: int) -> HttpResponse:
    """The same, to print."""
    kept = valuations.one(actor_of(request), valuation_id)
    data = {
        "title": kept.name,
        "language": current_language(),
        "made": _("Version %(n)s, made %(moment)s") % {"n": kept.version, "moment": moment(kept.made_at)},
        "parts": [{"title": part["title"], "head": [c["label"] for c in part["columns"]],
                   "rows": [[row[c["key"]] for c in part["columns"]] for row in part["rows"]]}
                  for part in sections(kept)],
    }  # fmt: skip
    return HttpResponse(typeset(TEMPLATE, data, kept.made_at), content_type="application/pdf")


def sections(kept: Valuation) -> list[dict[str, Any]]:
    """The tables of a valuation: title, columns, rows of texts."""
    language, result = current_language(), kept.result
    relied = result["relied_on"]
    values = [
        {"what": APPROACHES[name].say(language), **{key: _amount(kept, value[key]) for key in ("low", "value", "high")}}
        for name, value in result["values"].items()
    ]
    ranged = {"low": _("Low"), "value": _("Likely"), "high": _("High")}
    parts = [_part("values", _("Value by approach"), {"what": _("Approach"), **ranged}, values)]
    if result["ltv"]["value"] is not None and result["headroom"] is not None:
        ltv = [{"what": LABELS["loan_to_value"].say(language),
                **{key: percent(result["ltv"][key]) for key in ("low", "value", "high")}}]  # fmt: skip
        title = _("Loan to value, at the low, likely and high value")
        parts.append(_part("ltv", title, {"what": _("Ratio"), **ranged}, ltv))
        stress = [
            {"what": STRESSES[name][0].say(language), **{t["name"]: _tested(t) for t in tests}}
            for name, tests in result["stress"].items()
        ]
        columns = {"what": _("If"), **{t["name"]: LABELS[t["name"]].say(language) for t in result["stress"]["none"]}}
        parts.append(_part("stress", _("Covenants under stress"), columns, stress))
    renewals = [
        {"right": one["reference"], "value": _amount(kept, one["value"]), "option": _amount(kept, one["option"]),
         "kept": percent(one["kept"]), "years": str(one["years"])}
        for one in result["renewals"] if one["value"] is not None
    ]  # fmt: skip
    if renewals:
        columns = {
            "right": _("Right"), "value": _("Worth kept by its holder"), "option": _("Of which freedom to lapse"),
            "kept": _("Chance of its last year"), "years": _("Annuities left"),
        }  # fmt: skip
        parts.append(_part("renewals", _("The option to renew, by annuities still to pay"), columns, renewals))
    form = {**kept.form, "relied_on": APPROACHES[relied].say(language)}
    given = [{"what": label, "value": form[name] + ("%" if name in PERCENTS else "")}
             for name, label in labels().items() if form.get(name)]  # fmt: skip
    parts.append(_part("given", _("What was given"), {"what": _("Input"), "value": _("Value")}, given))
    return parts


def _part(name: str, title: str, columns: dict[str, str], rows: list[dict[str, str]]) -> dict[str, Any]:
    made = [{"key": key, "label": label, "kind": "text" if key in ("what", "right") or name == "given" else "number"}
            for key, label in columns.items()]  # fmt: skip
    return {"id": name, "title": title, "columns": made, "rows": rows}


def _tested(test: dict[str, Any]) -> str:
    held = _("held") if test["held"] else _("BROKEN")
    if test["name"] == "loan_to_value":
        return f"{percent(test['ratio'])} {held} ({100 * test['limit']:g}%)"
    ratio = "–" if test["ratio"] is None else f"{test['ratio']:.2f}"
    return f"{ratio} {held} ({test['limit']:g})"


def _amount(kept: Valuation, value: float) -> str:
    return Money(Decimal(round(value)), kept.form["currency"]).say(current_language())


urls = [
    path("valuations", valuations_page, name="valuations"),
    path("valuations/<int:valuation_id>", valuation_page, name="valuation"),
    path("valuations/<int:valuation_id>/report.pdf", valuation_pdf, name="valuation-pdf"),
]
