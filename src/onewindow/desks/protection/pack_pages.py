"""The rules as people read them: each pack by states, steps, clocks and articles; what is not verified says so."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from onewindow.desks.protection import procedures, said
from onewindow.kernel.errors import NotFound
from onewindow.kernel.language import current_language
from onewindow.law.packs import Pack
from onewindow.law.periods import UNITS


@require_safe
def packs_page(request: HttpRequest) -> HttpResponse:
    """Every pack."""
    language = current_language()
    rows = [
        {"pack": {"text": pack.label.say(language), "href": reverse("protection-pack", args=[pack.name])},
         "basis": pack.basis.say(language), "clock": _period(pack, pack.handling)}
        for pack in procedures.known().values()
    ]  # fmt: skip
    return render(request, "protection/packs.html", {"rows": rows})


@require_safe
def pack_page(request: HttpRequest, name: str) -> HttpResponse:
    """One pack, rule by rule."""
    pack = procedures.known().get(name)
    if pack is None:
        raise NotFound()
    language = current_language()
    who = {"notifier": _("Sender of the notice"), "seller": _("Seller"), "officer": _("Officer"), "clock": _("Time")}
    states = {state.name: state.label.say(language) for state in pack.states}
    context = {
        "pack": pack,
        "states": [{"state": s.label.say(language), "meaning": s.meaning.say(language)} for s in pack.states],
        "steps": [
            {"step": s.label.say(language), "who": who[s.who], "goes": f"{', '.join(states[n] for n in s.sources)} → {states[s.target]}",  # noqa: E501
             "article": said.article(s.article)}
            for s in pack.steps
        ],
        "clocks": [
            {"period": _period(pack, c.name), "base": c.period.base.say(language),
             "then": (step.label.say(language) if (step := pack.step(c.at_end)) else "–"),
             "article": c.period.citation.say(language) if c.period.verified else said.UNVERIFIED.say(language, article=c.period.citation.say(language))}  # noqa: E501
            for c in pack.clocks
        ],
        "grounds": [{"ground": r.label.say(language), "two": _("two officers") if r.sensitive else ""} for r in pack.reasons],  # noqa: E501
        "policies": [{"policy": p.label.say(language), "article": said.article(p.article)} for p in pack.policies],
    }  # fmt: skip
    return render(request, "protection/pack.html", context)


def _period(pack: Pack, clock: str) -> str:
    period = pack.clock(clock).period
    return f"{period.count} {UNITS[period.unit].say(current_language())}"


urls = [
    path("protection/rules", packs_page, name="protection-packs"),
    path("protection/rules/<slug:name>", pack_page, name="protection-pack"),
]
