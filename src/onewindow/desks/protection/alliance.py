"""The alliance: rights holders who opt in and let each other know about sellers."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from onewindow.desks.protection import accounts
from onewindow.desks.protection.catalogue_models import Seller
from onewindow.desks.protection.holder_models import Account, Lead
from onewindow.desks.protection.policy import OFFICE
from onewindow.kernel import ledger
from onewindow.kernel.access import Actor
from onewindow.kernel.errors import BadInput, NotFound, Problem
from onewindow.texts import Text

LONGEST = 2000


def join(actor: Actor, now: datetime) -> None:
    """The actor's account joins; from then on it sees the others' leads."""
    _set(actor, now, True, "protection.alliance_joined")


def leave(actor: Actor, now: datetime) -> None:
    """The actor's account leaves; what it shared stays with the members."""
    _set(actor, now, False, "protection.alliance_left")


def _set(actor: Actor, now: datetime, member: bool, action: str) -> None:
    with transaction.atomic():
        account = accounts.own_account(actor)
        if Account.objects.filter(pk=account.pk, in_alliance=not member).update(in_alliance=member):
            ledger.append(actor, action, f"case/{account.pk}", now, case_id=account.pk)


def share(actor: Actor, now: datetime, catalogue: str, seller: str, text: str) -> Lead:
    """Let the members know about a seller. Raises ``NotFound`` for who is no member, ``BadInput``."""
    account = accounts.own_account(actor)
    if not account.in_alliance:
        raise NotFound()
    problems = []
    found = Seller.objects.filter(catalogue__name=catalogue, name=seller).first()
    if found is None:
        problems.append(Problem("seller", Text("a seller of the catalogue", "商品目录中的卖家"), got=seller[:80]))
    if not text.strip() or len(text) > LONGEST or "\0" in text:
        problems.append(
            Problem("text", Text("the lead, in at most {n} characters", "不超过 {n} 字符的线索").fill(n=LONGEST))
        )
    if problems or found is None:
        raise BadInput(problems)
    with transaction.atomic():
        data: ledger.Data = {"seller": found.pk}
        entry = ledger.append(actor, "protection.lead_shared", f"case/{account.pk}", now, case_id=account.pk, data=data)
        return Lead.objects.create(account=account, seller=found, text=text.strip(), at=now, entry_seq=entry.seq)


def leads(actor: Actor) -> list[Lead]:
    """What members have shared, newest first: for members and the office. Raises ``NotFound`` for others."""
    account = accounts.account_of(actor)
    if not actor.has(*OFFICE) and (account is None or not account.in_alliance):
        raise NotFound()
    return list(Lead.objects.select_related("account__party", "seller__catalogue").order_by("-pk")[:200])
