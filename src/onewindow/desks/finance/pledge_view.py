"""How the pages of a pledge say things: rights, problems, grounds held against the register."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from onewindow.desks.finance.grounds import CLEAR, STANDS, WAIVED, Finding
from onewindow.desks.register.models import KIND_LABELS, Kind, Right
from onewindow.kernel.errors import Problem
from onewindow.kernel.language import current_language
from onewindow.law.pledges import Ground
from onewindow.texts import Text

STANDINGS = {
    CLEAR: Text("Clear", "不存在"),
    STANDS: Text("Stands in the way", "存在"),
    WAIVED: Text("Waived by declaration", "已声明承担"),
}
UNVERIFIED = Text(" (not verified)", "（未经核实）")


def told(problem: Problem) -> str:
    """What is wrong, under the name that the page gives the field."""
    labels = {
        "rights": _("Rights pledged"), "lender": _("Lender (pledgee)"), "contract": _("Contract"),
        "signed_on": _("Signed on"), "debt": _("Secured debt"), "amount": _("Amount"), "currency": _("Currency"),
        "debt_from": _("Debt begins"), "debt_until": _("Debt ends"), "scope": _("Scope of the security"),
        "value": _("Valuation"), "value_currency": _("Currency of the valuation"), "waived": _("Waivers"),
        "reason": _("Reason"), "grounds": _("Grounds of refusal"), "act": _("Act"), "ending": _("Why it ends"),
        "buyer": _("Buyer"), "pledgor": _("Pledgor"), "client": _("Client"), "period": _("Period"), "file": _("File"),
    }  # fmt: skip
    return problem.say(label=labels.get(problem.field, ""))


def right_label(right: Right) -> str:
    """A right in a list: its number, its title, its kind."""
    kind = KIND_LABELS[Kind(right.kind)].say(current_language())
    return f"{right.reference} · {right.title or '▣'} · {kind}"


def citation(ground: Ground) -> str:
    """The article of a ground, marked where no text of it is on file."""
    language = current_language()
    return ground.citation.say(language) + ("" if ground.verified else UNVERIFIED.say(language))


def findings_table(found: Iterable[Finding]) -> list[dict[str, Any]]:
    """One row a ground: how it stands over all rights, and what the register says where it does not stand clear."""
    language = current_language()
    by_ground: dict[str, list[Finding]] = {}
    for finding in found:
        by_ground.setdefault(finding.ground.code, []).append(finding)
    rows = []
    for findings in by_ground.values():
        ground = findings[0].ground
        told = [one for one in findings if one.why is not None]
        standings = {one.standing for one in findings}
        worst = next(s for s in (STANDS, WAIVED, CLEAR) if s in standings)
        whys = [f"{one.reference}: {one.why.say(language)}" for one in told if one.why]
        rows.append({
            "number": str(ground.number), "ground": ground.meaning.say(language),
            "standing": STANDINGS[worst].say(language), "why": "; ".join(whys) or "–", "citation": citation(ground),
            "stands": worst == STANDS,
        })  # fmt: skip
    return rows
