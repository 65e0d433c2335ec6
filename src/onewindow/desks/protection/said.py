"""The words in which the pages of complaints say things: fields, senders, notices, listings."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from onewindow.desks.protection import procedures
from onewindow.desks.protection.complaint_models import Complaint, Notice, Sender
from onewindow.kernel import flow
from onewindow.kernel.errors import Problem
from onewindow.kernel.language import current_language
from onewindow.kernel.wording import moment
from onewindow.law.packs import Article
from onewindow.texts import Text

UNVERIFIED = Text("{article} (not verified)", "{article}（未经核实）")


def told(problem: Problem) -> str:
    """What is wrong, under the name that the page gives the field."""
    labels = {
        "pack": _("Rules"), "reason": _("Reason"), "right": _("Right"), "listings": _("Listings"),
        "listing": _("Listing"), "statement": _("Statement"), "seller": _("Seller"), "policy": _("Policy"),
        "evidence": _("Evidence"), "documents": _("Documents"), "period": _("Time"), "officer": _("Officer"),
        "consent": _("Consent"), "cases": _("Cases"), "code": _("Code"), "ground": _("Ground"),
        "class": _("Nice class"), "territory": _("Territory"),
        "programme": _("Good-faith programme"), "until": _("Day"), "text": _("Lead"), "kind": _("Against whom"),
    }  # fmt: skip
    return problem.say(label=labels.get(problem.field, ""))


def errors(problems: list[Problem]) -> list[dict[str, str | None]]:
    """Problems for ``ui.error_summary``."""
    return [{"text": told(problem), "href": f"#f-{problem.field}"} for problem in problems]


def state(complaint: Complaint) -> str:
    """Where a complaint stands."""
    return flow.procedures()[complaint.case.procedure].state(complaint.case.state).label.say(current_language())


def ground(notice: Notice) -> str:
    """What a notice is about."""
    pack = procedures.known().get(notice.pack)
    reason = pack.reason(notice.reason) if pack else None
    return reason.label.say(current_language()) if reason else notice.reason


def sender(notice: Notice) -> str:
    """Who sent a notice, in words."""
    if notice.sender == Sender.CONSUMER or notice.account is None:
        return _("a consumer")
    return notice.account.party.name


def article(of: Article) -> str:
    """An article; one whose text is not on file is marked."""
    words = of.text.say(current_language())
    return words if of.verified else UNVERIFIED.say(current_language(), article=words)


def row(complaint: Complaint) -> dict[str, Any]:
    """A complaint as a row of a list."""
    return {
        "number": {"text": complaint.number, "href": reverse("protection-case", args=[complaint.pk])},
        "listing": complaint.title,
        "seller": complaint.seller.name if complaint.seller else "–",
        "ground": ground(complaint.notice),
        "sender": sender(complaint.notice),
        "state": state(complaint),
        "since": moment(complaint.case.moved_at),
        "came": moment(complaint.case.opened_at),
    }
