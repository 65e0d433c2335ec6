"""The pages of insurance: products and policies, a policy, a claim, the triangle of claims."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onewindow.desks.finance import insurances, insuring, selectors
from onewindow.desks.finance.insurance_flow import CLAIM, POLICY
from onewindow.desks.finance.insurance_steps import paid_so_far
from onewindow.desks.finance.models import Policy
from onewindow.desks.finance.pledge_reading import today
from onewindow.desks.finance.pledge_view import UNVERIFIED, right_label
from onewindow.desks.finance.policy import INSURERS, PLEDGORS
from onewindow.kernel import casepage, caseview, clock, files, flow
from onewindow.kernel.case import Case
from onewindow.kernel.errors import BadInput, NotFound, Problem
from onewindow.kernel.language import current_language
from onewindow.kernel.requests import actor_of
from onewindow.kernel.wording import day, listed, number, percent
from onewindow.law import insurance
from onewindow.law.money import Money
from onewindow.law.rules import KINDS

FIELDS = {"offer": ("premium",), "decline": ("reason",), "pay": ("amount",), "refuse": ("reason",)}
"""What the form of a step asks for."""


def told(problem: Problem) -> str:
    """What is wrong, under the name that the page gives the field."""
    labels = {
        "product": _("Product"), "limit": _("Limit of a claim"), "deductible": _("Deductible"),
        "scheme": _("Premium subsidy"), "rights": _("Rights to insure"), "lost_on": _("Day of the loss"),
        "amount": _("Amount"), "told": _("What happened"), "evidence": _("Evidence"), "premium": _("Premium"),
        "reason": _("Reason"), "period": _("Time"),
    }  # fmt: skip
    return problem.say(label=labels.get(problem.field, ""))


@require_http_methods(["GET", "POST"])
def insurance_page(request: HttpRequest) -> HttpResponse:
    """The products, the policies and claims of this actor, and the form to ask for cover."""
    actor = actor_of(request)
    if not actor.has(*PLEDGORS, *INSURERS):
        raise NotFound()
    problems: list[Problem] = []
    given: Any = request.POST
    chosen = [int(v) for v in request.POST.getlist("rights") if v.isdecimal() and len(v) < 19]
    if request.method == "POST":
        try:
            policy = insurances.ask(actor, clock.now(), request.POST.dict(), chosen)
            return redirect("policy", policy.pk)
        except BadInput as error:
            problems = [*error.problems]
    language, on = current_language(), today(clock.now())
    offered = insurance.products(on).values()
    context = {
        "products": [_product(product) for product in offered],
        "policies": [_policy_row(policy) for policy in insurances.policies(actor)[:100]],
        "claims": [_claim_row(claim) for claim in insurances.claims(actor)[:100]],
        "may_ask": actor.has(*PLEDGORS) and actor.party_id is not None,
        "insurer": actor.has(*INSURERS),
        "given": given,
        "chosen": chosen,
        "errors": {p.field: p.wanted(language) for p in problems},
        "error_list": [{"text": told(p), "href": f"#f-{p.field}"} for p in problems],
        "product_options": [{"value": p.code, "label": p.name.say(language), "hint": p.covers.say(language)}
                            for p in offered],
        "schemes": [{"value": "", "label": _("No subsidy")}, *({"value": name, "label": _subsidy_words(name, on)}
                                                         for name in insurance.schemes(on))],
        "rights": [{"value": right.pk, "label": right_label(right)} for right in selectors.pledgeable(actor.party_id)],
    }  # fmt: skip
    return render(request, "finance/insurance.html", context, status=422 if problems else 200)


def _product(product: insurance.Product) -> dict[str, Any]:
    language = current_language()
    kinds = "、" if language == "zh" else ", "
    return {
        "name": product.name.say(language),
        "covers": product.covers.say(language),
        "rights": kinds.join(words.say(language) for kind, words in KINDS.items() if kind in product.rights),
        "years": number(product.years_left),
        "basis": product.citation.say(language) + ("" if product.verified else UNVERIFIED.say(language)),
        "triangle": {"text": _("Claims"), "href": f"{reverse('claims-triangle')}?product={product.code}"},
    }


def _subsidy_words(scheme: str, on: date) -> str:
    rows = [row for row in insurance.subsidies(on) if row.scheme == scheme]
    mark = "" if rows[0].verified else UNVERIFIED.say(current_language())
    said = {"scheme": rows[0].citation.say(current_language()), "shares": listed(f"{row.percent}%" for row in rows)}
    return _("%(scheme)s: %(shares)s of the premium, year by year") % said + mark


def _policy_row(policy: Policy) -> dict[str, Any]:
    return {
        "number": {"text": policy.number or _("Asked for"), "href": reverse("policy", args=[policy.pk])},
        "product": _product_of(policy).name.say(current_language()),
        "limit": _cny(policy.limit),
        "premium": _cny(policy.premium),
        "state": POLICY.state(policy.case.state).label.say(current_language()),
    }


def _product_of(policy: Policy) -> insurance.Product:
    """The product as it stood when the cover began."""
    return insurance.product(policy.product, policy.starts or today(clock.now()))


def _claim_row(claim: Any) -> dict[str, Any]:
    return {
        "policy": {"text": claim.policy.number, "href": reverse("claim", args=[claim.pk])},
        "lost": day(claim.lost_on),
        "amount": _cny(claim.amount),
        "paid": _cny(paid_so_far(claim)),
        "state": CLAIM.state(claim.case.state).label.say(current_language()),
    }


@require_safe
def policy_page(request: HttpRequest, policy_id: UUID) -> HttpResponse:
    """A policy: its cover, its premium and how it came about, its claims."""
    return _policy(request, policy_id, [])


@require_POST
def policy_fire(request: HttpRequest, policy_id: UUID, step: str) -> HttpResponse:
    """Take a step with a policy."""
    actor = actor_of(request)
    insurances.one_policy(actor, policy_id)
    try:
        flow.fire(policy_id, step, actor, clock.now(), _data(request))
    except BadInput as error:
        return _policy(request, policy_id, [*error.problems])
    return redirect("policy", policy_id)


@require_POST
def notify(request: HttpRequest, policy_id: UUID) -> HttpResponse:
    """Notify a loss."""
    actor, file = actor_of(request), request.FILES.get("evidence")
    try:
        claim = insurances.notify(
            actor, clock.now(), policy_id, request.POST.dict(), file, file.name or "" if file else ""
        )
    except BadInput as error:
        return _policy(request, policy_id, [*error.problems])
    return redirect("claim", claim.pk)


def _policy(request: HttpRequest, policy_id: UUID, problems: list[Problem]) -> HttpResponse:
    actor, language = actor_of(request), current_language()
    policy = insurances.one_policy(actor, policy_id)
    product = _product_of(policy)
    rows = [
        (_("Product"), product.name.say(language)), (_("Covers"), product.covers.say(language)),
        (_("Limit of a claim"), _cny(policy.limit)), (_("Deductible"), _cny(policy.deductible)),
        (_("Premium of a year"), _cny(policy.premium) if policy.premium is not None else ""),
        (_("Paid by the public purse"), _cny(policy.subsidy) if policy.number and policy.scheme else ""),
        (_("Insurer"), policy.insurer_name), (_("Begins"), day(policy.starts)), (_("Ends"), day(policy.ends)),
    ]  # fmt: skip
    made = insurances.reckoning(actor, policy, clock.now())
    context = {
        "policy": policy,
        "title": product.name.say(language),
        "number": policy.number,
        "back": _("Insurance"),
        "particulars": [{"label": label, "value": value} for label, value in rows if value],
        "rights": [{"label": right_label(row.right), "href": reverse("right", args=[row.right_id])}
                   for row in policy.rights.select_related("right").order_by("right_id")],
        "reckoned": _reckoned(made) if "premium" in made else [],
        "claims": [_claim_row(claim) for claim in policy.claims.select_related("case", "policy").order_by("-lost_on")],
        "may_claim": policy.case.state == "in_force" and policy.case.party_id == actor.party_id,
        "fire_route": "policy-fire",
        **_common(request, policy.case, problems),
    }  # fmt: skip
    return render(request, "finance/policy.html", context, status=422 if problems else 200)


def _reckoned(quote: dict[str, Any]) -> list[str]:
    return [
        _("Expected claims a right a year: %(frequency)s; a claim costs %(severity)s on average, before the limit.")
        % {"frequency": f"{float(quote['frequency']):g}", "severity": _text(quote["severity"])},
        _("The desk's own experience weighs %(weight)s: %(claims)s claims in %(years)s right-years.")
        % {
            "weight": percent(float(quote["weight"])),
            "claims": quote["own_claims"],
            "years": f"{float(quote['own_years']):g}",
        },
        _("Expected loss of a year within deductible and limit, for all rights (%(rights)s): %(expected)s.")
        % {"rights": quote["rights"], "expected": _text(quote["expected"])},
        _("Premium with expenses and a loading for risk: %(premium)s.") % {"premium": _text(quote["premium"])},
    ]


@require_safe
def claim_page(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """A claim: what happened, the evidence, what was paid."""
    return _claim(request, claim_id, [])


@require_POST
def claim_fire(request: HttpRequest, claim_id: UUID, step: str) -> HttpResponse:
    """Take a step with a claim."""
    actor = actor_of(request)
    insurances.one_claim(actor, claim_id)
    try:
        flow.fire(claim_id, step, actor, clock.now(), _data(request))
    except BadInput as error:
        return _claim(request, claim_id, [*error.problems])
    return redirect("claim", claim_id)


@require_safe
def evidence(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """The evidence of a claim, to be kept as a file and never shown as a page."""
    claim = insurances.one_claim(actor_of(request), claim_id)
    response = HttpResponse(files.path_of(claim.evidence).read_bytes(), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = "attachment"
    return response


def _claim(request: HttpRequest, claim_id: UUID, problems: list[Problem]) -> HttpResponse:
    claim = insurances.one_claim(actor_of(request), claim_id)
    rows = [
        (_("Insurance policy"), claim.policy.number), (_("Day of the loss"), day(claim.lost_on)),
        (_("Claimed"), _cny(claim.amount)), (_("Paid so far"), _cny(paid_so_far(claim))),
        (_("Limit of a claim"), _cny(claim.policy.limit)), (_("Deductible"), _cny(claim.policy.deductible)),
    ]  # fmt: skip
    context = {
        "claim": claim,
        "title": _("Claim"),
        "number": claim.policy.number,
        "particulars": [{"label": label, "value": value} for label, value in rows],
        "fire_route": "claim-fire",
        **_common(request, claim.case, problems),
    }
    return render(request, "finance/claim.html", context, status=422 if problems else 200)


def _common(request: HttpRequest, case: Case, problems: list[Problem]) -> dict[str, Any]:
    actor, now = actor_of(request), clock.now()
    seen = caseview.view(case, actor)
    return {
        "case": case,
        "errors": [{"text": told(p), "href": None} for p in problems],
        "simple_steps": [{"step": step, "fields": FIELDS.get(step.name, ())} for step in seen.open_steps],
        "given": request.POST,
        **casepage.parts(seen, actor, now),
    }


@require_safe
def triangle_page(request: HttpRequest) -> HttpResponse:
    """What was paid by year of loss and age, and what is still to come by the chain ladder."""
    actor = actor_of(request)
    if not actor.has(*INSURERS):
        raise NotFound()
    product = insurance.products(today(clock.now())).get(request.GET.get("product", "infringement"))
    if product is None:
        raise NotFound()
    years, table, reserve = insuring.triangle(product.code, today(clock.now()))
    columns = [{"key": "year", "label": _("Year of loss")}]
    columns += [
        {"key": f"age{age}", "label": _("Age %(n)s") % {"n": age}, "kind": "number"} for age in range(len(years))
    ]
    columns += [{"key": "ibnr", "label": _("Still to come"), "kind": "number"},
                {"key": "error", "label": _("Standard error"), "kind": "number"}]  # fmt: skip
    rows = []
    for place, year in enumerate(years):
        cells = {f"age{age}": "" if value is None else number(round(value)) for age, value in enumerate(table[place])}
        if reserve is not None:
            cells |= {"ibnr": number(round(reserve.ibnr[place])), "error": number(round(reserve.error[place]))}
        rows.append({"year": str(year), "ibnr": "–", "error": "–", **cells})
    context = {
        "product": product,
        "columns": columns,
        "rows": rows,
        "total": number(round(reserve.total)) if reserve else "",
        "error": number(round(reserve.total_error)) if reserve else "",
    }
    return render(request, "finance/triangle.html", context)


def _data(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "").replace("\0", "").strip() for name in ("premium", "reason", "amount")}


def _cny(amount: Any) -> str:
    return "–" if amount is None else Money(amount, "CNY").say(current_language())


def _text(amount: str) -> str:
    return _cny(Decimal(amount))


urls = [
    path("insurance", insurance_page, name="insurance"),
    path("insurance/claims-triangle", triangle_page, name="claims-triangle"),
    path("insurance/policies/<uuid:policy_id>", policy_page, name="policy"),
    path("insurance/policies/<uuid:policy_id>/claims", notify, name="policy-claim"),
    path("insurance/policies/<uuid:policy_id>/<slug:step>", policy_fire, name="policy-fire"),
    path("insurance/claims/<uuid:claim_id>", claim_page, name="claim"),
    path("insurance/claims/<uuid:claim_id>/evidence", evidence, name="claim-evidence"),
    path("insurance/claims/<uuid:claim_id>/<slug:step>", claim_fire, name="claim-fire"),
]
