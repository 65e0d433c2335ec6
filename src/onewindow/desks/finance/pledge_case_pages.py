"""The page of a pledge, read like a letter; its certificate, and the page where certificates are verified."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onewindow.desks.finance import certificates, selectors
from onewindow.desks.finance.flow import is_lender, is_pledgor
from onewindow.desks.finance.models import Pledge
from onewindow.desks.finance.pledge_effects import ENDINGS
from onewindow.desks.finance.pledge_reading import held_against
from onewindow.desks.finance.pledge_view import findings_table, right_label, told
from onewindow.desks.finance.policy import OFFICE
from onewindow.desks.finance.services import pledgor_name
from onewindow.desks.register.encumbrances import ACTS
from onewindow.kernel import casepage, caseview, clock, flow
from onewindow.kernel.errors import BadInput, Problem
from onewindow.kernel.language import current_language
from onewindow.kernel.requests import actor_of
from onewindow.kernel.wording import day
from onewindow.law.money import Money

FIELDS = {
    "send_back": ("reason",), "refuse": ("reason",), "ask_change": ("amount", "debt_until"),
    "ask_act": ("act", "reason"), "cancel": ("ending",), "realise": ("buyer",),
}  # fmt: skip
"""What the form of a step asks for."""
GIVEN = ("reason", "amount", "debt_until", "act", "ending", "buyer")


@require_safe
def case_page(request: HttpRequest, pledge_id: UUID) -> HttpResponse:
    """The pledge, read like a letter."""
    return _case(request, pledge_id, [])


@require_POST
def fire(request: HttpRequest, pledge_id: UUID, step: str) -> HttpResponse:
    """Take a step of the procedure, with what its form says."""
    actor = actor_of(request)
    selectors.pledge(actor, pledge_id)
    data = {field: request.POST.get(field, "").replace("\0", "").strip() for field in GIVEN}
    try:
        flow.fire(pledge_id, step, actor, clock.now(), data)
    except BadInput as error:
        return _case(request, pledge_id, [*error.problems])
    return redirect("pledge", pledge_id)


@require_safe
def certificate(request: HttpRequest, pledge_id: UUID) -> HttpResponse:
    """The signed certificate of a registered pledge."""
    actor = actor_of(request)
    pledge = selectors.pledge(actor, pledge_id)
    address = request.build_absolute_uri(reverse("verify"))
    made = certificates.certificate(actor, clock.now(), pledge, address)
    response = HttpResponse(made, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{pledge.number}.pdf"'
    return response


@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Whether a certificate is as it left this window; anybody may ask, nothing that is given is kept."""
    verdict, problems = None, list[Problem]()
    if request.method == "POST":
        try:
            given = request.FILES.get("file")
            verdict = certificates.verify(given.read(certificates.LARGEST + 1) if given else b"")
        except BadInput as error:
            problems = [*error.problems]
    number = request.GET.get("number", "")[:40]
    context = {
        "verdict": verdict,
        "about": certificates.about(verdict.number if verdict else number),
        "number": number,
        "errors": [{"text": told(p), "href": f"#f-{p.field}"} for p in problems],
        "error": problems[0].wanted() if problems else None,
    }
    return render(request, "finance/verify.html", context, status=422 if problems else 200)


def _case(request: HttpRequest, pledge_id: UUID, problems: list[Problem]) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    pledge = selectors.pledge(actor, pledge_id)
    seen = caseview.view(pledge.case, actor)
    rows = list(pledge.rights.select_related("right").order_by("right_id"))
    before = pledge.case.state in ("signing", "filed")
    context = {
        "pledge": pledge,
        "errors": [{"text": told(p), "href": None} for p in problems],
        "simple_steps": [{"step": step, "fields": FIELDS.get(step.name, ())} for step in seen.open_steps
                         if step.name != "send"],
        "findings": findings_table(held_against(pledge, now)) if before and rows else [],
        "rights": [{"label": right_label(row.right), "href": reverse("right", args=[row.right_id])} for row in rows],
        "particulars": _particulars(pledge),
        "acts": _options(ACTS),
        "endings": _options(ENDINGS),
        "has_certificate": pledge.registered_on is not None,
        "party": is_pledgor(pledge.case, actor) or is_lender(pledge.case, actor) or actor.has(*OFFICE),
        "given": request.POST,
        **casepage.parts(seen, actor, now),
    }  # fmt: skip
    return render(request, "finance/pledge.html", context, status=422 if problems else 200)


def _particulars(pledge: Pledge) -> list[dict[str, Any]]:
    language = current_language()
    rows = (
        (_("Pledgor"), pledgor_name(pledge)),
        (_("Pledgee"), pledge.lender_name),
        (_("Contract"), pledge.contract),
        (_("Secured amount"), Money(pledge.amount, pledge.currency).say(language) if pledge.amount else ""),
        (_("Debt ends"), day(pledge.debt_until)),
        (_("Registered on"), day(pledge.registered_on)),
    )
    return [{"label": label, "value": value} for label, value in rows if value]


def _options(named: Any) -> list[dict[str, str]]:
    return [{"value": name, "label": words.say(current_language())} for name, words in named.items()]


urls = [
    path("pledges/<uuid:pledge_id>", case_page, name="pledge"),
    path("pledges/<uuid:pledge_id>/certificate.pdf", certificate, name="pledge-certificate"),
    path("pledges/<uuid:pledge_id>/<slug:step>", fire, name="pledge-fire"),
    path("verify", verify, name="verify"),
]
