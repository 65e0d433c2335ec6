"""The pages of a pledge's parties: the list, the joint form with its draft, the last look before sending."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onewindow.desks.finance import pledge_case_pages, pledge_filing, selectors, services
from onewindow.desks.finance.flow import PROCEDURE
from onewindow.desks.finance.models import Pledge
from onewindow.desks.finance.pledge_form import DEBTS, LINES, LISTS
from onewindow.desks.finance.pledge_reading import held_against, rights_of, today
from onewindow.desks.finance.pledge_view import findings_table, right_label, told
from onewindow.desks.finance.policy import FILERS, LENDERS, OFFICE, PLEDGORS
from onewindow.desks.register.models import Party
from onewindow.kernel import clock, flow
from onewindow.kernel.access import Role
from onewindow.kernel.errors import BadInput, NotFound, Problem
from onewindow.kernel.language import current_language
from onewindow.kernel.requests import actor_of, pages
from onewindow.kernel.wording import isoday, moment
from onewindow.law import pledges
from onewindow.law.money import CURRENCIES, Money


@require_safe
def pledges_page(request: HttpRequest) -> HttpResponse:
    """The pledges that are this actor's business."""
    actor = actor_of(request)
    if not actor.has(*FILERS, *LENDERS, *OFFICE):
        raise NotFound()
    page = Paginator(selectors.pledges(actor), 50).get_page(request.GET.get("page"))
    language = current_language()
    pledgors = dict(Party.objects.filter(pk__in=[one.case.party_id or 0 for one in page]).values_list("pk", "name"))
    rows = [
        {
            "pledgor": pledgors[one.case.party_id or 0],
            "number": {"text": one.number or _("Draft"), "href": reverse("pledge", args=[one.pk])},
            "lender": one.lender_name or "–",
            "amount": Money(one.amount, one.currency).say(language) if one.amount else "–",
            "state": PROCEDURE.state(one.case.state).label.say(language),
            "moved": moment(one.case.moved_at),
        }
        for one in page
    ]
    context = {
        "rows": rows,
        "page": pages(page),
        "may_begin": actor.has(*PLEDGORS) and actor.party_id is not None,
        "agent": actor.has(Role.AGENT),
        "clients": [{"value": pk, "label": name} for pk, name in selectors.clients(actor).items()],
    }
    return render(request, "finance/pledges.html", context)


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """A new form; from here on it is kept as it is written."""
    given = {"rights": request.POST.getlist("rights")} if "rights" in request.POST else {}
    client = request.POST.get("client", "")
    chosen = int(client) if client.isascii() and client.isdigit() and len(client) < 19 else None
    return redirect("pledge-edit", services.begin(actor_of(request), clock.now(), given, chosen).pk)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pledge_id: UUID) -> HttpResponse:
    """The form. A save by the page itself is answered in JSON, one by the person goes on to the last look."""
    actor = actor_of(request)
    pledge = selectors.pledge(actor, pledge_id)
    if pledge.case.state != "draft":
        return redirect("pledge", pledge_id)
    problems: list[Problem] = []
    if request.method == "POST":
        given: dict[str, Any] = {name: request.POST[name] for name in LINES if name in request.POST}
        given |= {name: request.POST.getlist(name) for name in LISTS}
        given["sme"] = "yes" if request.POST.get("sme") == "yes" else ""
        try:
            pledge = services.save(actor, clock.now(), pledge_id, given)
        except BadInput as error:
            problems = [*error.problems]
        if request.headers.get("X-Autosave"):
            body = {"problems": [{"field": p.field, "text": p.say()} for p in problems]}
            return JsonResponse(body, status=422 if problems else 200)
        if not problems:
            return redirect("pledge-check", pledge_id)
    return render(
        request, "finance/pledge_edit.html", _form(request, pledge, problems), status=422 if problems else 200
    )


def _form(request: HttpRequest, pledge: Pledge, problems: list[Problem]) -> dict[str, Any]:
    language = current_language()
    waivable = [g for g in pledges.in_force(pledges.PATENT, today(clock.now())).values() if g.waivable]
    return {
        "pledge": pledge,
        "form": pledge.form,
        "errors": {p.field: p.wanted(language) for p in problems},
        "error_list": [{"text": told(p), "href": f"#f-{p.field}"} for p in problems],
        "rights": [
            {"value": right.pk, "label": right_label(right), "hint": _("Term ends %(day)s") % {"day":
             isoday(right.expiry_date)} if right.expiry_date else None}
            for right in selectors.pledgeable(pledge.case.party_id)
        ],
        "lenders": [{"value": "", "label": _("Choose a lender")},
                    *({"value": pk, "label": name} for pk, name in selectors.lenders().items())],
        "debts": [{"value": name, "label": words.say(language)} for name, words in DEBTS.items()],
        "currencies": [{"value": code, "label": code} for code in CURRENCIES],
        "waivable": [{"value": g.number, "label": g.meaning.say(language), "hint": g.citation.say(language)}
                     for g in waivable],
        "saved": moment(pledge.saved_at),
    }  # fmt: skip


@require_safe
def check(request: HttpRequest, pledge_id: UUID) -> HttpResponse:
    """The last look before signing: what is said, what is missing, what the register says to every ground."""
    actor, now = actor_of(request), clock.now()
    pledge = selectors.pledge(actor, pledge_id)
    if pledge.case.state != "draft":
        return redirect("pledge", pledge_id)
    problems = pledge_filing.can_send(flow.Firing(pledge.case, actor, now, {}))
    edit_url = reverse("pledge-edit", args=[pledge_id])
    context = {
        "pledge": pledge,
        "rows": _summary(pledge, edit_url),
        "problems": [{"text": told(p), "href": f"{edit_url}#f-{p.field}"} for p in problems],
        "findings": findings_table(held_against(pledge, now)),
        "step": PROCEDURE.transition("send"),
    }
    return render(request, "finance/pledge_check.html", context)


def _summary(pledge: Pledge, edit_url: str) -> list[dict[str, Any]]:
    form, language = pledge.form, current_language()
    lender = selectors.lenders().get(int(form["lender"])) if form.get("lender", "").isdecimal() else ""
    debt = DEBTS.get(form.get("debt", ""))
    rights = [right_label(right) for right in rights_of(form.get("rights", []))]
    value = f"{form['value']} {form.get('value_currency', '')}" if form.get("value") else ""
    rows = (
        (_("Rights pledged"), "; ".join(rights), "rights"),
        (_("Lender (pledgee)"), lender, "lender"),
        (_("Contract"), form.get("contract"), "contract"),
        (_("Signed on"), form.get("signed_on"), "signed_on"),
        (_("Secured debt"), debt.say(language) if debt else "", "debt"),
        (_("Amount"), f"{form.get('amount', '')} {form.get('currency', '')}".strip(), "amount"),
        (_("Debt begins"), form.get("debt_from"), "debt_from"),
        (_("Debt ends"), form.get("debt_until"), "debt_until"),
        (_("Scope of the security"), form.get("scope"), "scope"),
        (_("Valuation"), value, "value"),
    )
    return [{"label": label, "value": said, "change_url": f"{edit_url}#f-{field}"} for label, said, field in rows]


urls = [
    path("pledges", pledges_page, name="pledges"),
    path("pledges/new", begin, name="pledge-new"),
    path("pledges/<uuid:pledge_id>/edit", edit, name="pledge-edit"),
    path("pledges/<uuid:pledge_id>/check", check, name="pledge-check"),
    *pledge_case_pages.urls,
]
