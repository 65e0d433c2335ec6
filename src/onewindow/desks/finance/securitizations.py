"""What can be done with securitizations: run one, issue it, read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple
from datetime import datetime
from typing import IO, Any

from django.db import transaction
from django.db.models import QuerySet

from onewindow.desks.finance.models import Securitization, next_number
from onewindow.desks.finance.numbers_given import from_cents
from onewindow.desks.finance.pledge_reading import today
from onewindow.desks.finance.policy import LENDERS
from onewindow.desks.finance.structuring import FIELDS, misfits, outcome, read_claims, read_structure
from onewindow.engines.finance.loans import Claim
from onewindow.kernel import ledger
from onewindow.kernel.access import Actor
from onewindow.kernel.errors import BadInput, Conflict, NotAllowed, NotFound, Problem
from onewindow.texts import Text

LARGEST = 5 * 1024 * 1024
REFUSED_KEPT = 200
NO_FILE = Text("a CSV file of claims of at most 5 MB", "不超过 5 MB 的资产清单 CSV 文件")
ARRANGERS_ONLY = Text("Only lenders arrange securitizations.", "只有贷款机构可以办理证券化。")


def run(actor: Actor, now: datetime, given: Mapping[str, Any], file: IO[bytes] | None) -> Securitization:
    """Run a structure on the claims of a file and keep both. Raises ``NotAllowed``, ``BadInput``."""
    if not actor.has(*LENDERS):
        raise NotAllowed(ARRANGERS_ONLY)
    structure, problems = read_structure(given)
    content = file.read(LARGEST + 1) if file is not None else b""
    claims, refused = list[Claim](), list[Problem]()
    if not content or len(content) > LARGEST:
        problems.append(Problem("file", NO_FILE))
    else:
        claims, refused = read_claims(content, structure.currency)
        if not claims:
            problems += refused[:20]
    if not problems:
        problems = misfits(structure, claims)
    if problems:
        raise BadInput(problems)
    result = outcome(structure, claims)
    with transaction.atomic():
        kept = Securitization.objects.create(
            person_id=actor.id or 0, name=structure.name, currency=structure.currency, made_at=now,
            form={name: str(given.get(name, "")) for name in FIELDS}, claims=[astuple(claim) for claim in claims],
            refused=[{"en": p.say("en"), "zh": p.say("zh")} for p in refused[:REFUSED_KEPT]], result=result,
        )  # fmt: skip
        ledger.append(actor, "securitization.run", f"securitization/{kept.pk}", now)
    return kept


def issue(actor: Actor, now: datetime, kept_id: int) -> Securitization:
    """Record that the notes are issued. Raises ``NotFound``, ``Conflict`` when they are already."""
    with transaction.atomic():
        kept = visible_to(actor).select_for_update().filter(pk=kept_id).first()
        if kept is None:
            raise NotFound()
        if kept.issued_on is not None:
            raise Conflict(Text("It is issued already.", "该产品已发行。"))
        kept.issued_on = today(now)
        kept.number = next_number("ABS", kept.issued_on.year)
        kept.save(update_fields=["issued_on", "number"])
        notes = from_cents(sum(tranche["size"] for tranche in kept.result["tranches"]))
        subject = f"securitization/{kept.pk}"
        data: ledger.Data = {"number": kept.number}
        raised = f"securitization.raised_{kept.currency.lower()}"
        drafts = [
            ledger.Draft("securitization.issued", subject, 1, data=data),
            ledger.Draft(raised, subject, notes, data=data),
        ]
        ledger.append_many(actor, drafts, now)
    return kept


def visible_to(actor: Actor) -> QuerySet[Securitization]:
    """What this actor had run."""
    if not actor.has(*LENDERS):
        return Securitization.objects.none()
    return Securitization.objects.filter(person_id=actor.id or 0).order_by("-pk")


def one(actor: Actor, kept_id: int) -> Securitization:
    """One of them. Raises ``NotFound``."""
    found = visible_to(actor).filter(pk=kept_id).first()
    if found is None:
        raise NotFound()
    return found
