"""The page on which a small firm asks for a fee reduction: who qualifies, what it saves, and then the request."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from onewindow.desks.register.models import PATENTS, Right
from onewindow.desks.trusteeship import services
from onewindow.desks.trusteeship.models import Reduction
from onewindow.kernel import clock
from onewindow.kernel.access import Actor, Role
from onewindow.kernel.errors import BadInput, NotFound, Problem
from onewindow.kernel.language import current_language
from onewindow.kernel.requests import actor_of
from onewindow.kernel.wording import day
from onewindow.law import fees
from onewindow.law.fees import APPLICANTS, Applicant
from onewindow.law.money import Money, total
from onewindow.texts import Text

SEATS = 3
"""Applicants that the form has room for."""
MOST = 200
AMOUNT = Text("an income in yuan, such as 500000", "以元计的收入，如 500000")


@require_http_methods(["GET", "HEAD", "POST"])
def reduction_page(request: HttpRequest) -> HttpResponse:
    """Choose rights and say who the applicants are; see the answer; ask."""
    actor = actor_of(request)
    if not actor.has(Role.HOLDER, Role.AGENT):
        raise NotFound()
    problems: list[Problem] = []
    answer: dict[str, Any] | None = None
    given = request.POST if request.method == "POST" else None
    if given is not None:
        chosen = [int(pk) for pk in given.getlist("rights") if pk.isascii() and pk.isdigit() and len(pk) < 18]
        try:
            applicants = _applicants(request)
            if given.get("act") == "ask":
                made = services.ask_reduction(actor, clock.now(), chosen, applicants)
                messages.success(request, ngettext("The reduction of %(num)s right is approved.",
                                                   "The reductions of %(num)s rights are approved.", len(made))
                                 % {"num": len(made)})  # fmt: skip
                return redirect("reduction")
            answer = _answer(actor, chosen, applicants)
        except BadInput as error:
            problems = list(error.problems)
    context = {
        "rights": [{"value": r.pk, "label": f"{r.reference} {r.title}"} for r in _open(actor)[:MOST]],
        "chosen": given.getlist("rights") if given else [],
        "kinds": [{"value": "", "label": _("Nobody")}]
        + [{"value": kind, "label": text.say(current_language())} for kind, text in APPLICANTS.items()],
        "seats": [_seat(request, n) for n in range(1, SEATS + 1)],
        "answer": answer,
        "errors": [{"text": _told(p), "href": f"#f-{p.field}"} for p in problems],
        "approved": [
            {
                "right": {"text": one.right.reference, "href": reverse("right", args=[one.right_id])},
                "percent": f"{one.percent}%", "day": day(one.at.date()),
                "saved": Money(one.saved, "CNY").say(current_language()),
            }
            for one in Reduction.objects.filter(right__in=services.own_rights(actor)).select_related("right")[:MOST]
        ],
    }  # fmt: skip
    return render(request, "trusteeship/reduction.html", context, status=422 if problems else 200)


def _open(actor: Actor) -> Any:
    """The Chinese patents for which this actor may ask and has not yet."""
    found = services.own_rights(actor).filter(jurisdiction="CN", kind__in=PATENTS, reduction=None)
    return found.order_by("-filing_date", "pk")


def _seat(request: HttpRequest, n: int) -> dict[str, str]:
    first = "enterprise" if n == 1 else ""
    return {
        "n": str(n),
        "kind": request.POST.get(f"kind{n}", "" if request.method == "POST" else first),
        "income": request.POST.get(f"income{n}", ""),
    }


def _applicants(request: HttpRequest) -> list[Applicant]:
    found, problems = [], []
    for n in range(1, SEATS + 1):
        kind = request.POST.get(f"kind{n}", "")
        if not kind:
            continue
        text = request.POST.get(f"income{n}", "").replace("\0", "")
        try:
            found.append(Applicant(kind, services.income(text)))
        except ValueError:
            problems.append(Problem(f"income{n}", AMOUNT, got=text[:40]))
    if not found and not problems:
        problems.append(Problem("kind1", Text("who applies", "申请人类型")))
    if problems:
        raise BadInput(problems)
    return found


def _answer(actor: Actor, chosen: list[int], applicants: list[Applicant]) -> dict[str, Any]:
    """Whether they qualify today, and what it would save for each right chosen."""
    now = clock.now()
    today, language = clock.local_day(now, settings.TIME_ZONE), current_language()
    decided = fees.reduction(applicants, today)
    rights = list(_open(actor).filter(pk__in=chosen))
    saved = {right: services.saves(right, decided.percent, now) for right in rights}
    return {
        "percent": decided.percent,
        "said": decided.said.say(language),
        "total": total(saved.values(), "CNY").say(language),
        "rights": len(rights),
        "rows": [
            {
                "right": right.reference, "title": right.title, "saved": amount.say(language),
                "fees": _life(right, decided.percent, today),
            }
            for right, amount in saved.items()
        ],
        "first": _years(rights[0], decided.percent, today) if rights and decided.percent else [],
        "first_right": rights[0].reference if rights else "",
    }  # fmt: skip


def _cost(right: Right, percent: int, today: date) -> list[fees.YearCost]:
    licence = right.events.filter(code="open_licence").order_by("-date").first()
    return fees.life(
        right.kind, right.filing_date, right.registration_date or today, percent, licence.date if licence else None,
        today,
    )  # fmt: skip


def _life(right: Right, percent: int, today: date) -> str:
    years, language = _cost(right, percent, today), current_language()
    full, paid = (total((getattr(year, name) for year in years), "CNY") for name in ("full", "paid"))
    return _("%(paid)s instead of %(full)s") % {"paid": paid.say(language), "full": full.say(language)}


def _years(right: Right, percent: int, today: date) -> list[dict[str, str]]:
    language = current_language()
    return [
        {
            "year": str(year.year), "due": day(year.due), "full": year.full.say(language),
            "off": f"{year.percent}%", "paid": year.paid.say(language),
        }
        for year in _cost(right, percent, today)
    ]  # fmt: skip


def _told(problem: Problem) -> str:
    labels = {"rights": _("Rights"), "applicants": _("Applicants"), "kind1": _("Applicant 1")}
    incomes = {f"income{n}": _("Income of applicant %(n)s") % {"n": n} for n in range(1, SEATS + 1)}
    return problem.say(label=(labels | incomes).get(problem.field, ""))


urls = [path("reductions", reduction_page, name="reduction")]
