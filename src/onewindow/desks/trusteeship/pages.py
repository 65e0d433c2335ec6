"""The pages of the trusteeship desk: clients, the mandate; those of a client and of reductions stand beside."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onewindow.desks.trusteeship import client_pages, reduction_pages, selectors, services
from onewindow.desks.trusteeship.models import ENTITY_LABELS, Client, Entity
from onewindow.kernel import casepage, caseview, clock, flow
from onewindow.kernel.access import Role
from onewindow.kernel.errors import BadInput, NotFound, Problem
from onewindow.kernel.language import current_language
from onewindow.kernel.requests import actor_of
from onewindow.kernel.wording import day, moment, number


def told(problem: Problem) -> str:
    """What is wrong, under the name that the page gives the field."""
    labels = {
        "name": _("Client"), "country": _("Country"), "entity": _("Size"), "reference": _("Your reference"),
        "file": _("File"), "applicants": _("Applicants"), "rights": _("Rights"), "income": _("Income"),
        "paid": _("Paid"), "mandate": _("Mandate"),
    }  # fmt: skip
    return problem.say(label=labels.get(problem.field, ""))


@require_http_methods(["GET", "HEAD", "POST"])
def clients_page(request: HttpRequest) -> HttpResponse:
    """An agent's clients and the way to take on another; a holder's mandates."""
    actor = actor_of(request)
    if not actor.has(Role.AGENT, Role.HOLDER, Role.ADMINISTRATOR):
        raise NotFound()
    problems: list[Problem] = []
    if request.method == "POST":
        given = {name: request.POST.get(name, "").replace("\0", "") for name in ("name", "country", "reference")}
        try:
            client = services.take_on(actor, clock.now(), **given, entity=request.POST.get("entity", ""))
            return redirect("client", client.pk)
        except BadInput as error:
            problems = list(error.problems)
    found = selectors.clients(actor)
    context = {
        "rows": [_row(client) for client in found],
        "agent": actor.has(Role.AGENT),
        "given": request.POST,
        "errors": [{"text": told(p), "href": f"#f-{p.field}"} for p in problems],
        "entities": [
            {"value": entity, "label": ENTITY_LABELS[entity].say(current_language())}
            for entity in (Entity.SMALL, Entity.MICRO, Entity.LARGE)
        ],
    }
    return render(request, "trusteeship/clients.html", context, status=422 if problems else 200)


def _row(client: Client) -> dict[str, Any]:
    state = flow.procedures()["mandate"].state(client.case.state)
    return {
        "client": {"text": client.party.name, "href": reverse("client", args=[client.pk])},
        "reference": client.reference,
        "rights": number(client.count),  # type: ignore[attr-defined]
        "state": state.label.say(current_language()),
        "since": day(client.case.opened_at.date()),
    }


@require_safe
def mandate_page(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """The mandate, read like a letter: where it stands, what was said, what has happened."""
    actor = actor_of(request)
    client = selectors.client(actor, client_id)
    seen = caseview.view(client.case, actor)
    language = current_language()
    steps = [step for step in seen.open_steps if not (step.guard and step.guard(_asking(client, request)))]
    context = {
        "client": client,
        "seen": seen,
        "steps": [
            {"name": step.name, "label": step.label.say(language),
             "hint": step.confirm.say(language) if step.confirm else ""}
            for step in steps
            if step.name != "confirm" or client.party_id == actor.party_id
        ],
        "dues": [
            {"sentence": due.sentence.say(language), "state": caseview.standing_of(due, clock.now()),
             "due": {"text": day(due.due_at.date()), "iso": due.due_at.date().isoformat(), "left": ""}}
            for due in seen.dues
            if due.ended_at is None
        ],
        "timeline": [
            {"when": moment(one.entry.at), "iso": one.entry.at.isoformat(), "what": one.what.say(language),
             "who": casepage.who(one.entry),
             "href": reverse("entry", args=[one.entry.seq]) if caseview.entry_is_open(one.entry, actor) else None}
            for one in seen.timeline
        ],
    }  # fmt: skip
    return render(request, "trusteeship/mandate.html", context)


def _asking(client: Client, request: HttpRequest) -> flow.Firing:
    return flow.Firing(client.case, actor_of(request), clock.now(), {})


@require_POST
def take_step(request: HttpRequest, client_id: UUID, mandate_step: str) -> HttpResponse:
    """Take a step of the mandate: remind, confirm, end."""
    actor = actor_of(request)
    selectors.client(actor, client_id)
    try:
        flow.fire(client_id, mandate_step, actor, clock.now())
        messages.success(request, _("Done."))
    except BadInput as error:
        messages.error(request, error.say())
    return redirect("mandate", client_id)


urls = [
    path("clients", clients_page, name="clients"),
    path("clients/<uuid:client_id>/mandate", mandate_page, name="mandate"),
    path("clients/<uuid:client_id>/mandate/<slug:mandate_step>", take_step, name="mandate-step"),
    *client_pages.urls,
    *reduction_pages.urls,
]
