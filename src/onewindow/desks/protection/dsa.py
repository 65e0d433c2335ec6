"""Statements of reasons under the Digital Services Act, as the Transparency Database takes them.

The fields and limits of a statement are those of the Transparency Database's documentation of its API, version 2. What
a person wrote is left out of it: it may name people, and the database takes no personal data.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef

from onewindow.desks.protection import procedures
from onewindow.desks.protection.complaint_models import Decision
from onewindow.desks.protection.dsa_template import CATEGORIES, IP
from onewindow.kernel import clock
from onewindow.law import territories

PACK = "eu-dsa"
BATCH = 100
PUID, FACTS, GROUND, EXPLANATION = re.compile(r"[A-Za-z0-9_-]{1,500}"), 5000, 500, 2000
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
KEYWORDS = {
    "trademark": "KEYWORD_TRADEMARK_INFRINGEMENT",
    "copyright": "KEYWORD_COPYRIGHT_INFRINGEMENT",
    "design": "KEYWORD_DESIGN_INFRINGEMENT",
    "patent": "KEYWORD_PATENT_INFRINGEMENT",
    "geographical-indication": "KEYWORD_GEOGRAPHIC_INDICATIONS_INFRINGEMENT",
    "trade-secret": "KEYWORD_TRADE_SECRET_INFRINGEMENT",
    "other": "KEYWORD_OTHER",
}


def statements(after: int = 0, limit: int = BATCH) -> list[tuple[int, dict[str, Any]]]:
    """(decision, statement of reasons) of restrictions under the DSA after a decision, at most a batch."""
    related = ("complaint__notice__right", "complaint__listing")
    # A restriction that an internal complaint leaves in place was stated when it was imposed.
    stated = Decision.objects.filter(complaint=OuterRef("complaint"), outcome="upheld", pk__lt=OuterRef("pk"))
    found = Decision.objects.filter(complaint__case__procedure="protection_eu_dsa", outcome__in=("upheld", "kept"))
    rows = found.filter(~Exists(stated), pk__gt=after).select_related(*related).order_by("pk")[: min(limit, BATCH)]
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
        "category": IP,
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


LISTS = {
    "decision_visibility": tuple(
        f"DECISION_VISIBILITY_{name}"
        for name in (
            "CONTENT_REMOVED", "CONTENT_DISABLED", "CONTENT_DEMOTED", "CONTENT_AGE_RESTRICTED",
            "CONTENT_INTERACTION_RESTRICTED", "CONTENT_LABELLED", "OTHER",
        )
    ),
    "content_type": tuple(
        f"CONTENT_TYPE_{name}"
        for name in ("APP", "AUDIO", "IMAGE", "PRODUCT", "SYNTHETIC_MEDIA", "TEXT", "VIDEO", "OTHER")
    ),
    "category_specification": tuple({keyword for keywords in CATEGORIES.values() for keyword in keywords}),
    "territorial_scope": (*territories.EU, "IS", "LI", "NO"),
}  # fmt: skip
"""Attributes that hold one or more of some values."""
CHOICES = {
    "decision_ground": ("DECISION_GROUND_ILLEGAL_CONTENT", "DECISION_GROUND_INCOMPATIBLE_CONTENT"),
    "category": (*CATEGORIES, "STATEMENT_CATEGORY_NOT_SPECIFIED_NOTICE"),
    "source_type": (
        "SOURCE_ARTICLE_16", "SOURCE_TRUSTED_FLAGGER", "SOURCE_TYPE_OTHER_NOTIFICATION", "SOURCE_VOLUNTARY",
    ),
    "automated_detection": ("Yes", "No"),
    "automated_decision": tuple(f"AUTOMATED_DECISION_{name}" for name in ("FULLY", "PARTIALLY", "NOT_AUTOMATED")),
}  # fmt: skip
TEXTS = {"illegal_content_legal_ground": GROUND, "illegal_content_explanation": EXPLANATION, "decision_facts": FACTS}
DATES = {"content_date": "2000-01-01", "application_date": "2020-01-01"}
"""The first day that each may name."""
ATTRIBUTES = {*LISTS, *CHOICES, *TEXTS, *DATES, "puid"}
"""What a statement of this window holds: of the documented attributes those that are required, and the keywords."""


def check(made: dict[str, Any]) -> None:
    """Whether the database would take a statement. Raises ``ValueError`` naming the first attribute it would not."""
    if strays := set(made) ^ ATTRIBUTES:
        raise ValueError(f"{min(strays)}: exactly the attributes {', '.join(sorted(ATTRIBUTES))}")
    for name, values in LISTS.items():
        if not made[name] or not isinstance(made[name], list) or not set(made[name]) <= set(values):
            raise ValueError(f"{name}: one or more of {', '.join(values)}")
    for name, values in CHOICES.items():
        if made[name] not in values:
            raise ValueError(f"{name}: one of {', '.join(values)}")
    for name, most in TEXTS.items():
        if not 0 < len(made[name]) <= most:
            raise ValueError(f"{name}: 1 to {most} characters")
    for name, first in DATES.items():
        if not DAY.fullmatch(made[name]) or date.fromisoformat(made[name]) < date.fromisoformat(first):
            raise ValueError(f"{name}: a day as YYYY-MM-DD, not before {first}")
    if not PUID.fullmatch(made["puid"]):
        raise ValueError("puid: 1 to 500 letters, digits, - and _")
