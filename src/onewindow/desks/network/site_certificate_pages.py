"""The page of a certificate: what is proved of one service, its proof checked anew, and its history."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from onewindow.desks.network import site_certificates, site_selectors
from onewindow.desks.network.site_flow import PROCEDURE
from onewindow.desks.network.site_view import say, words
from onewindow.engines.network.site import SCENARIOS
from onewindow.kernel.language import current_language
from onewindow.kernel.requests import actor_of

SHOWN = 100
"""Claims on the page; all of them are in the file."""


@require_safe
def site_certificate(request: HttpRequest, plan_id: UUID, service_number: int) -> HttpResponse:
    """A certificate, read like a letter."""
    actor, language = actor_of(request), current_language()
    plan = site_selectors.one(actor, plan_id)
    found = site_certificates.checked(actor, plan, service_number)

    service, claims = found.service, found.claims
    deadline = f"{service['deadline_ms']:g} ms" if service["deadline_ms"] else "–"
    particulars = (
        ("scenario", SCENARIOS[service["scenario"]].say(language)), ("path", " → ".join(service["path"])),
        ("slice", service["slice"] or "–"), ("delay", f"{service['delay_ms']:.6f} ms"), ("deadline", deadline),
        ("backlog", f"{service['backlog_kb']:,.1f} kB"),
        ("loss", say("no_loss" if service["zero_loss"] else "may_lose")),
        ("why", " ".join(why[language] for why in service["why"]) or "–"), ("proof", service["method"].upper()),
    )  # fmt: skip
    context = {
        "w": words(), "ms": "ms", "plan": plan, "title": say("certificate", name=service["name"]), "holds": found.holds,
        "verdict": say("proves", ms=f"{found.checked_ms:.6f}") if found.holds else say("proves_not"),
        "particulars": [{"label": say(label), "value": value} for label, value in particulars],
        "claims": [_claim(number, one) for number, one in enumerate(claims[:SHOWN])],
        "claims_title": say("steps", n=len(claims)),
        "more": say("more_claims", n=len(claims) - SHOWN) if len(claims) > SHOWN else "",
        "history": [
            {"version": {"text": str(one.version), "href": reverse("site-plan", args=[one.pk])},
             "state": PROCEDURE.state(one.case.state).label.say(language), "delay": f"{then['delay_ms']:.3f}",
             "loss": say("no_loss" if then["zero_loss"] else "may_lose")}
            for one, then in found.history
        ],
    }  # fmt: skip
    return render(request, "network/site_certificate.html", context)


def _claim(number: int, one: dict[str, Any]) -> dict[str, str]:
    where = one.get("path") or one.get("server") or "–"
    return {
        "number": str(number), "says": say(f"claim_{one['kind']}"), "flows": ", ".join(one.get("flows") or []) or "–",
        "where": where if isinstance(where, str) else " → ".join(map(str, where)),
    }  # fmt: skip


urls = [
    path("network/sites/<uuid:plan_id>/certificates/<int:service_number>", site_certificate, name="site-certificate")
]
