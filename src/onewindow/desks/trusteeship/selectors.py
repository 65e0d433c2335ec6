"""What can be read of trusteeship: each question is asked for an actor."""

from __future__ import annotations

import hashlib
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from onewindow.desks.register.models import Right
from onewindow.desks.trusteeship.board import TO_DO, Board, board
from onewindow.desks.trusteeship.models import Client, PortfolioFile
from onewindow.kernel.access import Actor, Role
from onewindow.kernel.errors import NotFound
from onewindow.law import saying
from onewindow.texts import Text

LETTER_LINES = 40


def clients(actor: Actor) -> QuerySet[Client]:
    """The clients an agent looks after; a holder sees the mandates of its own party."""
    if actor.id is None:
        return Client.objects.none()
    mine = Q(trustee_id=actor.id) | Q(party_id=actor.party_id or 0)
    found = Client.objects.all() if actor.has(Role.ADMINISTRATOR) else Client.objects.filter(mine)
    return found.select_related("party", "case").annotate(count=Count("holdings")).order_by("party__name", "pk")


def client(actor: Actor, case_id: UUID) -> Client:
    """One client. Raises ``NotFound``, also for another trustee's."""
    found = clients(actor).filter(pk=case_id).first()
    if found is None:
        raise NotFound()
    return found


def represented(actor: Actor) -> list[int]:
    """The parties that confirmed a mandate of this agent's: it acts for them before the office."""
    found = Client.objects.filter(trustee_id=actor.id or 0, confirmed=True, case__state="in_force")
    return list(found.values_list("party_id", flat=True))


def own_client(actor: Actor, case_id: UUID) -> Client:
    """A client that this actor is the trustee of: who may change things. Raises ``NotFound``."""
    found = client(actor, case_id)
    if found.trustee_id != actor.id:
        raise NotFound()
    return found


def client_of_feed(token: str) -> Client:
    """The client whose calendar has this secret address. Raises ``NotFound``, also when the mandate is over."""
    found = Client.objects.select_related("party", "case").filter(feed_digest=digest(token), case__state="in_force")
    client = found.first() if token else None
    if client is None:
        raise NotFound()
    return client


def digest(token: str) -> str:
    """What is kept of a secret address: its hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def portfolio_file(actor: Actor, case_id: UUID, file_id: int) -> PortfolioFile:
    """One file of a client's. Raises ``NotFound``."""
    found = PortfolioFile.objects.filter(client=client(actor, case_id), pk=file_id).first()
    if found is None:
        raise NotFound()
    return found


def board_of(of: Client, today: date) -> Board:
    """The client's rights and every deadline of them on a day."""
    holdings = of.holdings.select_related("right__owner").order_by("right_id")
    held = [(holding.right, holding.paid_to) for holding in holdings]
    return board([right for right, _ in held], today, of.entity, {right.pk: paid for right, paid in held})


def board_of_owner(actor: Actor, today: date) -> Board:
    """The rights of the party the actor acts for."""
    rights = Right.objects.filter(owner_id=actor.party_id or 0).select_related("owner").order_by("pk")
    return board(list(rights), today)


def due_lines(of: Client, today: date, days: int) -> list[Text]:
    """What has to be done within so many days or is late, a line each, the nearest first."""
    seen = board_of(of, today)
    found = seen.found
    near = [
        i
        for i in range(len(found))
        if found.state[i] in TO_DO and found.due[i] <= today.toordinal() + days
    ]  # fmt: skip
    near.sort(key=lambda i: int(found.due[i]))
    lines = []
    for i in near[:LETTER_LINES]:
        right, said, name = seen.rights[found.right[i]], saying.explain(found, i), saying.name(found, i)
        lines.append(Text(f"{right.reference}, {name.en}: {said.en}", f"{right.reference}，{name.zh}：{said.zh}"))
    return lines
