"""Exports of the Digital Services Act: statements of reasons for the Transparency Database, and the yearly CSV parts.

The fields and limits of a statement are those of the Transparency Database's documentation of its API, version 2. What
a person wrote is left out of it: it may name people, and the database takes no personal data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings

from onewindow.desks.protection import procedures, yearly
from onewindow.desks.protection.complaint_models import Complaint, Decision, Sender
from onewindow.kernel import clock
from onewindow.kernel.ledger import Entry
from onewindow.kernel.people import Person, PersonRole
from onewindow.law import territories

PACK = "eu-dsa"
BATCH = 100
PUID, FACTS, GROUND, EXPLANATION = re.compile(r"[A-Za-z0-9_-]{1,500}"), 5000, 500, 2000
KEYWORDS = {
    "trademark": "KEYWORD_TRADEMARK_INFRINGEMENT",
    "copyright": "KEYWORD_COPYRIGHT_INFRINGEMENT",
    "design": "KEYWORD_DESIGN_INFRINGEMENT",
    "patent": "KEYWORD_PATENT_INFRINGEMENT",
    "geographical-indication": "KEYWORD_GEOGRAPHIC_INDICATIONS_INFRINGEMENT",
    "trade-secret": "KEYWORD_TRADE_SECRET_INFRINGEMENT",
    "other": "KEYWORD_OTHER",
}
PARTS = {
    1: "report identification", 2: "orders to act against illegal content", 3: "orders to provide information",
    4: "notices", 5: "own initiative: illegal content", 6: "own initiative: terms and conditions",
    7: "internal complaints, disputes, suspensions", 8: "automated means", 9: "human resources", 10: "qualitative",
}  # fmt: skip
"""The sections of Annex I to Implementing Regulation (EU) 2024/2835, one file each."""


def statements(after: int = 0, limit: int = BATCH) -> list[tuple[int, dict[str, Any]]]:
    """(decision, statement of reasons) of restrictions under the DSA after a decision, at most a batch."""
    related = ("complaint__notice__right", "complaint__listing")
    found = Decision.objects.filter(complaint__case__procedure="protection_eu_dsa", outcome__in=("upheld", "kept"))
    rows = found.filter(pk__gt=after).select_related(*related).order_by("pk")[: min(limit, BATCH)]
    return [(decision.pk, statement(decision)) for decision in rows]


def statement(decision: Decision) -> dict[str, Any]:
    """One statement of reasons. Raises ``ValueError`` for one that the database would refuse."""
    pack, notice = procedures.known()[PACK], decision.complaint.notice
    reason, policy = pack.reason(notice.reason), pack.policy(decision.policy)
    ground = policy.article.text.en if policy else decision.policy
    label = reason.label.en if reason else notice.reason
    right = f"The notice rests on the registered right {notice.right.reference}. " if notice.right else ""
    day = clock.local_day(decision.at, settings.TIME_ZONE).isoformat()
    made = {
        "decision_visibility": ["DECISION_VISIBILITY_CONTENT_REMOVED"],
        "decision_ground": "DECISION_GROUND_ILLEGAL_CONTENT",
        "illegal_content_legal_ground": ground[:GROUND],
        "illegal_content_explanation": f"{label}. {policy.label.en if policy else ''}".strip()[:EXPLANATION],
        "content_type": ["CONTENT_TYPE_PRODUCT"],
        "category": "STATEMENT_CATEGORY_INTELLECTUAL_PROPERTY_INFRINGEMENTS",
        "category_specification": [KEYWORDS[reason.category if reason else "other"]],
        "territorial_scope": list(territories.EU),
        "content_date": clock.local_day(decision.complaint.listing.seen_at, settings.TIME_ZONE).isoformat(),
        "application_date": day,
        "decision_facts": f"A listing of a product was reported. Ground: {label}. {right}A person compared both."[
            :FACTS
        ],
        "source_type": "SOURCE_ARTICLE_16",
        "automated_detection": "Yes" if decision.complaint.found else "No",
        "automated_decision": "AUTOMATED_DECISION_NOT_AUTOMATED",
        "puid": f"{decision.complaint_id}-{decision.pk}",
    }
    check(made)
    return made


def check(made: dict[str, Any]) -> None:
    """Whether the database would take a statement. Raises ``ValueError`` naming the field."""
    if not PUID.fullmatch(made["puid"]):
        raise ValueError("puid: 1 to 500 letters, digits, - and _")
    if not made["decision_facts"] or len(made["decision_facts"]) > FACTS:
        raise ValueError(f"decision_facts: 1 to {FACTS} characters")
    kinds = ("decision_visibility", "decision_monetary", "decision_provision", "decision_account")
    if not any(made.get(kind) for kind in kinds):
        raise ValueError("at least one of four kinds of decision")


def part(number: int, year: int) -> Iterator[tuple[str, str, str]]:
    """The rows (indicator, scope, value) of one part of a year's report. Raises ``KeyError`` for an unknown part."""
    section = PARTS[number]
    begun, ended = datetime(year, 1, 1, tzinfo=yearly.zone()), datetime(year + 1, 1, 1, tzinfo=yearly.zone())
    yield from _rows(number, section, begun, ended)


def _rows(number: int, section: str, begun: datetime, ended: datetime) -> Iterator[tuple[str, str, str]]:
    inside = Entry.objects.filter(at__gte=begun, at__lt=ended)
    complaints = Complaint.objects.filter(notice__pack=PACK, case__opened_at__gte=begun, case__opened_at__lt=ended)
    if number == 1:
        yield "reporting period begins", "", begun.date().isoformat()
        yield "reporting period ends", "", ended.date().isoformat()
        yield "sections", "", "; ".join(PARTS.values())
    elif number in (2, 3):
        yield "orders received", "this window records none", "0"
    elif number == 4:
        for sender in Sender.values:
            yield "notices submitted under article 16", sender, str(complaints.filter(notice__sender=sender).count())
        waited = sorted(
            (handled - opened).total_seconds()
            for handled, opened in complaints.filter(handled_at__isnull=False).values_list(
                "handled_at", "case__opened_at"
            )
            if handled is not None
        )
        yield "median time to take action, hours", "", f"{waited[len(waited) // 2] / 3600:.1f}" if waited else ""
        for code, keyword in KEYWORDS.items():
            codes = [each.code for each in procedures.known()[PACK].reasons if each.category == code]
            yield "notices by category", keyword, str(complaints.filter(notice__reason__in=codes).count())
    elif number in (5, 6):
        yield (
            "measures on own initiative",
            section,
            str(complaints.filter(found=True, outcome="upheld").count() if number == 5 else 0),
        )
    elif number == 7:
        for name in ("complain", "complain_of_inaction", "decide_to_lift", "decide_to_restrict"):
            yield "internal complaints", name, str(inside.filter(action=f"protection_eu_dsa.{name}").count())
        yield "suspensions under article 23", "", "0"
        yield "strikes before suspension", "", str(inside.filter(action="protection.strike").count())
    elif number == 8:
        yield "decisions by automated means alone", "", "0"
        yield "notices after automated detection", "", str(complaints.filter(found=True).count())
    elif number == 9:
        officers = PersonRole.objects.filter(role="enforcement", person__in=Person.objects.filter(is_active=True))
        yield "people who decide on complaints", "", str(officers.count())
    else:
        yield "content moderation", "", "Every restriction is decided by a person; sensitive ones by two."
        yield "safeguards", "", "Counter-statement, internal complaint decided by another person, ledger of every step."
