"""What can be done with valuations: make one, make a new version of it, read them, print one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max, QuerySet

from onewindow.desks.finance.models import Valuation
from onewindow.desks.finance.pledge_reading import rights_of, seen, today
from onewindow.desks.finance.policy import LENDERS
from onewindow.desks.finance.valuing import FIELDS, outcome, read
from onewindow.desks.register import selectors
from onewindow.kernel import ledger
from onewindow.kernel.access import Actor
from onewindow.kernel.errors import BadInput, NotAllowed, NotFound, Problem
from onewindow.texts import Text

MOST_RIGHTS = 200
LENDERS_ONLY = Text("Only lenders value portfolios here.", "只有贷款机构可以在此评估权利组合。")
NUMBERS = Text("numbers of rights in the register, one a line", "登记簿中的权利号码，每行一个")


def make(actor: Actor, now: datetime, given: Mapping[str, Any], series: UUID | None = None) -> Valuation:
    """Value the rights named; with ``series`` as a new version. Raises ``NotAllowed``, ``NotFound``, ``BadInput``."""
    if not actor.has(*LENDERS):
        raise NotAllowed(LENDERS_ONLY)
    if series is not None and not visible_to(actor).filter(series=series).exists():
        raise NotFound()
    inputs, problems = read(given)
    ids, unknown = find_rights(actor, str(given.get("rights") or ""))
    if unknown or not 1 <= len(ids) <= MOST_RIGHTS:
        problems.insert(0, Problem("rights", NUMBERS, got=", ".join(unknown)[:80]))
    if problems:
        raise BadInput(problems)
    result = outcome(inputs, seen(rights_of(ids)), today(now))
    with transaction.atomic():
        last = Valuation.objects.filter(series=series).aggregate(last=Max("version"))["last"] if series else None
        kept = Valuation.objects.create(
            person_id=actor.id or 0, series=series or uuid4(), version=(last or 0) + 1, name=inputs.name, made_at=now,
            form={name: str(given.get(name) or "") for name in FIELDS}, result=result,
        )  # fmt: skip
        data: ledger.Data = {"version": kept.version, "rights": ids}
        ledger.append(actor, "valuation.made", f"valuation/{kept.pk}", now, data=data)
    return kept


def find_rights(actor: Actor, text: str) -> tuple[list[int], list[str]]:
    """(ids of the rights named, what no right is called): numbers as in the register, with the office or without."""
    lines = [line.strip() for line in re.split(r"[\n;；]", text) if line.strip()][: MOST_RIGHTS + 1]
    numbers = {line: re.sub(r"^[A-Z]{2} ", "", line.replace("\0", "")) for line in lines}
    seen_by = selectors.rights(actor).filter(number__in=numbers.values())
    known = dict(seen_by.order_by("-pk").values_list("number", "pk"))
    return [known[n] for n in numbers.values() if n in known], [line for line, n in numbers.items() if n not in known]


def visible_to(actor: Actor) -> QuerySet[Valuation]:
    """What this actor valued."""
    if not actor.has(*LENDERS):
        return Valuation.objects.none()
    return Valuation.objects.filter(person_id=actor.id or 0).order_by("-made_at", "-pk")


def one(actor: Actor, kept_id: int) -> Valuation:
    """One of them. Raises ``NotFound``."""
    found = visible_to(actor).filter(pk=kept_id).first()
    if found is None:
        raise NotFound()
    return found


def versions(actor: Actor, of: Valuation) -> Sequence[Valuation]:
    """Every version of a valuation, the newest first."""
    return list(visible_to(actor).filter(series=of.series).order_by("-version"))
