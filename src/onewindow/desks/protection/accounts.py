"""What rights holders do with their accounts: open one, link rights."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import IO
from uuid import UUID

from django.conf import settings
from django.db import transaction

from onewindow.desks.protection import account_flow, evidence
from onewindow.desks.protection.holder_models import Account, AccountRight
from onewindow.desks.protection.policy import HOLDERS, OFFICE
from onewindow.desks.register.models import STATUS_LABELS, Party, Right, Status
from onewindow.kernel import clock, flow, ledger
from onewindow.kernel.access import Actor
from onewindow.kernel.errors import BadInput, Conflict, NotAllowed, NotFound, Problem
from onewindow.texts import Text

File = tuple[IO[bytes], str]
OPEN_STATES = ("checking", "open")
NO_PARTY = Text(
    "Your person acts for no party of the register yet; file an application or ask an administrator to name it.",
    "您尚未与登记簿中的主体关联；请先提交商标申请，或请管理员指定。",
)
HOLDERS_ONLY = Text("Only rights holders and their agents open accounts.", "只有权利人及其代理师可以开立账户。")
THERE_IS_ONE = Text("Your party has an account already.", "您的主体已有账户。")
NOT_OPEN = Text("The account is not open.", "账户未开立。")
NOT_THERE = Text("a right of the register", "登记簿中的权利")
NOT_OWN = Text("a right of your own; {number} belongs to {owner}", "您自己的权利；{number} 属于{owner}")
NOT_LIVE = Text("a right in force; {number} is: {status}", "有效的权利；{number} 的状态为：{status}")
LAPSED = Text("a right in force; the term of {number} ended on {day}", "有效的权利；{number} 的有效期已于 {day} 届满")


def open_account(actor: Actor, now: datetime, documents: Sequence[File]) -> Account:
    """Apply for an account of the actor's party, with documents that show who it is.

    Raises ``NotAllowed``, ``Conflict`` where there is one, ``BadInput`` without documents or with unfit ones.
    """
    if not actor.has(*HOLDERS):
        raise NotAllowed(HOLDERS_ONLY)
    party = Party.objects.filter(pk=actor.party_id or 0).first()
    if party is None:
        raise NotAllowed(NO_PARTY)
    if not documents:
        raise BadInput([Problem("documents", Text("at least one document", "至少一份材料"))])
    with transaction.atomic():
        held = Account.objects.select_for_update().filter(party=party, case__state__in=OPEN_STATES)
        if held.exists():
            raise Conflict(THERE_IS_ONE)
        [case] = flow.open_cases(account_flow.PROCEDURE, actor, now, [flow.Opening(party.pk)])
        account = Account.objects.create(case=case, party=party, person_id=actor.id or 0, opened_at=now)
        for source, name in documents:
            evidence.keep(actor, now, source, name, "notifier", account=account)
    return account


def account_of(actor: Actor) -> Account | None:
    """The account of the actor's party, if it has one that is not refused or closed."""
    if actor.party_id is None or not actor.has(*HOLDERS):
        return None
    held = Account.objects.select_related("case", "party")
    return held.filter(party_id=actor.party_id, case__state__in=OPEN_STATES).first()


def account(actor: Actor, account_id: UUID) -> Account:
    """One account. Raises ``NotFound``, also for one that is not the actor's business."""
    found = Account.objects.select_related("case", "party").filter(pk=account_id).first()
    if found is None or not account_flow.concerns(found.case, actor):
        raise NotFound()
    return found


def own_account(actor: Actor) -> Account:
    """The open account of the actor's party. Raises ``NotFound`` without one, ``Conflict`` before it is open."""
    found = account_of(actor)
    if found is None:
        raise NotFound(Text("You have no account yet; open one first.", "您尚无账户，请先开立账户。"))
    if found.case.state != "open":
        raise Conflict(NOT_OPEN)
    return found


def link_right(actor: Actor, now: datetime, right_id: int) -> AccountRight:
    """Let notices rest on a right. Raises ``BadInput`` saying why a right cannot be linked."""
    with transaction.atomic():
        account = own_account(actor)
        right = Right.objects.select_related("owner").filter(pk=right_id).first()
        if right is None:
            raise BadInput([Problem("right", NOT_THERE, got=str(right_id))])
        problems = standing(right, account.party_id, now)
        if problems:
            raise BadInput(problems)
        link = AccountRight.objects.filter(account=account, right=right).first()
        if link is None:
            entry = ledger.append(
                actor, "protection.right_linked", f"right/{right.pk}", now, case_id=account.pk,
                data={"account": str(account.pk), "number": right.number},
            )  # fmt: skip
            link = AccountRight.objects.create(account=account, right=right, linked_at=now, entry_seq=entry.seq)
    return link


def unlink_right(actor: Actor, now: datetime, right_id: int) -> None:
    """Take a right off the account. Raises ``NotFound``."""
    with transaction.atomic():
        account = own_account(actor)
        if not AccountRight.objects.filter(account=account, right_id=right_id).delete()[0]:
            raise NotFound()
        data: ledger.Data = {"account": str(account.pk)}
        ledger.append(actor, "protection.right_unlinked", f"right/{right_id}", now, case_id=account.pk, data=data)


def standing(right: Right, party_id: int, now: datetime) -> list[Problem]:
    """Why a right does not stand for a party now: not its own, not in force, lapsed."""
    today = clock.local_day(now, settings.TIME_ZONE)
    if right.owner_id != party_id:
        return [Problem("right", NOT_OWN.fill(number=right.reference, owner=right.owner.name))]
    if right.status != Status.REGISTERED:
        label = STATUS_LABELS[Status(right.status)]
        expected = Text(
            NOT_LIVE.en.format(number=right.reference, status=label.en),
            NOT_LIVE.zh.format(number=right.reference, status=label.zh),
        )
        return [Problem("right", expected)]
    if right.expiry_date is not None and right.expiry_date < today:
        return [Problem("right", LAPSED.fill(number=right.reference, day=right.expiry_date.isoformat()))]
    return []


def linked_rights(account: Account) -> list[Right]:
    """The rights linked to an account, newest first."""
    links = account.links.select_related("right__owner").order_by("-pk")
    return [link.right for link in links]


def waiting(actor: Actor) -> list[Account]:
    """The accounts whose documents wait to be checked, the oldest first: the office's business."""
    if not actor.has(*OFFICE):
        raise NotFound()
    found = Account.objects.select_related("case", "party").filter(case__state="checking")
    return list(found.order_by("opened_at"))
