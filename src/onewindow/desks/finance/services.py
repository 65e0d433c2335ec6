"""What can be done with a pledge outside its steps: begin the form, save it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from onewindow.desks.finance.models import Pledge
from onewindow.desks.finance.pledge_form import cleaned
from onewindow.desks.finance.policy import FILERS
from onewindow.desks.register import agency
from onewindow.desks.register.models import Party
from onewindow.kernel import flow, ledger
from onewindow.kernel.access import Actor, Role
from onewindow.kernel.case import Case
from onewindow.kernel.errors import BadInput, Conflict, NotAllowed, NotFound, Problem
from onewindow.texts import Text

PROCEDURE = "pledge"
HOLDERS_ONLY = Text(
    "Only a rights holder, or an agent for one, pledges rights.", "只有权利人或其代理师可以办理权利出质。"
)
A_CLIENT = Text("a client that confirmed your mandate", "已确认委托的客户")
NO_PARTY = Text("You do not act for a rights holder of the register yet.", "您尚未与登记簿中的权利人关联。")
SENT = Text("It is sent; it cannot be changed here any more.", "申请表已发送，不能在此修改。")


def begin(actor: Actor, now: datetime, given: Mapping[str, Any] | None = None, client: int | None = None) -> Pledge:
    """A new form, for the actor's own party or, by an agent, for the ``client`` of that party id.

    Raises ``NotAllowed``, ``Conflict`` for a holder without a party, ``BadInput``.
    """
    if not actor.has(*FILERS):
        raise NotAllowed(HOLDERS_ONLY)
    party = actor.party_id if client is None else client
    if party is None and not actor.has(Role.AGENT):
        raise Conflict(NO_PARTY)
    kept, problems = cleaned({"currency": "CNY", "value_currency": "CNY", "debt": "loan", **(given or {})})
    if not agency.acts_for(actor, party):
        problems.append(Problem("client", A_CLIENT, got=str(client or "")))
    if problems:
        raise BadInput(problems)
    with transaction.atomic():
        case = flow.open_case(flow.procedures()[PROCEDURE], actor, now, party)
        return Pledge.objects.create(case=case, form=kept, saved_at=now)


def save(actor: Actor, now: datetime, case_id: UUID, given: Mapping[str, Any]) -> Pledge:
    """Keep what was written so far; a field not given stays as it is. Raises ``BadInput`` for what cannot be kept."""
    kept, problems = cleaned(given)
    with transaction.atomic():
        case = Case.objects.select_for_update().filter(pk=case_id, procedure=PROCEDURE).first()
        if case is None or not agency.acts_for(actor, case.party_id):
            raise NotFound()
        if case.state != "draft":
            raise Conflict(SENT)
        pledge = Pledge.objects.select_related("case").get(case=case)
        changed = sorted(name for name, value in kept.items() if pledge.form.get(name) != value)
        pledge.form, pledge.saved_at = {**pledge.form, **kept}, now
        pledge.save(update_fields=["form", "saved_at"])
        if changed:
            data: ledger.Data = {"fields": changed}
            ledger.append(actor, "pledge.draft_saved", f"case/{case_id}", now, case_id=case_id, data=data)
    if problems:
        raise BadInput(problems)
    return pledge


def pledgor_name(pledge: Pledge) -> str:
    """The pledgor as the register names it."""
    return Party.objects.values_list("name", flat=True).get(pk=pledge.case.party_id or 0)
