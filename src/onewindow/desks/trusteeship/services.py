"""What can be done about trusteeship: take on a client, give a portfolio, mark as paid, ask for a reduction."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import IO
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from onewindow.desks.register.models import PATENTS, Party, Right, Source
from onewindow.desks.register.recording import record_event, record_party
from onewindow.desks.trusteeship import reading, selectors
from onewindow.desks.trusteeship.flow import PROCEDURE
from onewindow.desks.trusteeship.models import Client, Entity, Holding, PortfolioFile, Reduction
from onewindow.kernel import clock, files, flow, jobs, ledger
from onewindow.kernel.access import Actor, Role
from onewindow.kernel.errors import BadInput, NotAllowed, Problem
from onewindow.law import fees, rules
from onewindow.law.fees import Applicant
from onewindow.law.money import Money, total
from onewindow.texts import Text

NO_FILE = Problem("file", Text("a file of rights", "权利清单文件"))
AGENTS = Text("Only an agent looks after the rights of others.", "只有代理师可以受托管理他人的权利。")


def take_on(actor: Actor, now: datetime, name: str, country: str, entity: str = "small", reference: str = "") -> Client:
    """A new client of an agent; a party of the same name and country in the register is the same party.

    Raises ``NotAllowed`` for anybody but an agent, ``BadInput`` for a name or a country that is none, and for a client
    the agent has already.
    """
    if not actor.has(Role.AGENT) or actor.id is None:
        raise NotAllowed(AGENTS)
    name, country = " ".join(name.split()), country.strip().upper()
    problems = []
    if not 0 < len(name) <= 300 or not name.isprintable():
        problems.append(Problem("name", Text("the client's name", "客户名称"), got=name[:60]))
    if len(country) != 2 or not (country.isascii() and country.isalpha()):
        problems.append(
            Problem("country", Text("a two-letter code such as CN", "两位字母代码，如 CN"), got=country[:10])
        )
    if entity not in Entity.values:
        problems.append(Problem("entity", Text("large, small or micro", "large、small 或 micro"), got=entity[:10]))
    if len(reference) > 80 or not reference.isprintable():
        problems.append(Problem("reference", Text("at most 80 characters", "不超过 80 个字符")))
    if problems:
        raise BadInput(problems)
    with transaction.atomic():
        known = Party.objects.filter(name=name, country=country)[:2]
        # An office's register may tell two owners of one name apart; then which of them it is, nobody here can say.
        party = known[0] if len(known) == 1 else record_party(actor, now, name, country, "")
        if Client.objects.filter(party=party, trustee_id=actor.id).exists():
            raise BadInput([Problem("name", Text("a client you do not have yet", "尚未托管的客户"), got=name)])
        case = flow.open_case(PROCEDURE, actor, now, party.pk)
        return Client.objects.create(
            case=case, party=party, trustee_id=actor.id, entity=entity, reference=reference.strip()
        )


def give_portfolio(actor: Actor, now: datetime, case_id: UUID, source: IO[bytes], name: str) -> PortfolioFile:
    """Keep a file of a client's rights and ask for it to be taken in; the same file again goes on, or is done.

    Raises ``NotFound`` for another's client, ``BadInput`` for a file that is no CSV or lacks a column.
    """
    client = selectors.own_client(actor, case_id)
    must_be_in_force(client)
    kept = files.keep(actor, now, source, name, "portfolio", settings.UPLOAD_LIMIT)
    reading.check_whole(kept.path, name)
    with transaction.atomic():
        file, _fresh = PortfolioFile.objects.get_or_create(
            client=client,
            sha256=kept.sha256,
            defaults={"name": name[:200], "given_by": client.trustee_id, "given_at": now},
        )
        job = jobs.enqueue(
            "trusteeship.import", f"portfolio:{client.pk}:{kept.sha256}", now, {"file": file.pk}, actor.id
        )
        file.job_id = job.pk
        file.save(update_fields=["job_id"])
    return file


def mark_paid(actor: Actor, now: datetime, case_id: UUID, paid: Sequence[tuple[int, int]]) -> int:
    """Mark the yearly fees of rights, as (right, year), as paid up to that year. Returns how many were new.

    What a trustee says of an office's record is kept in the trustee's own books; a right the trustee entered gets the
    legal-status event too. Raises ``NotFound``, and ``BadInput`` for a right that is not looked after.
    """
    client = selectors.own_client(actor, case_id)
    must_be_in_force(client)
    with transaction.atomic():
        held = {h.right_id: h for h in client.holdings.select_for_update(of=("self",)).select_related("right")}
        unknown = [right for right, _ in paid if right not in held]
        if unknown:
            raise BadInput([Problem("paid", Text("rights of this client", "该客户的权利"), got=str(unknown[0]))])
        fresh = [(right, year) for right, year in paid if 1 <= year <= 25 and held[right].paid_to < year]
        for right, year in sorted(fresh, key=lambda pair: pair[1]):
            holding = held[right]
            holding.paid_to = year
            holding.save(update_fields=["paid_to"])
            if holding.right.source == Source.TRUSTEE:
                on = clock.local_day(now, settings.TIME_ZONE)
                record_event(actor, now, right, "annuity_paid", on, {"year": year})
        if fresh:
            ledger.append(
                actor, "trusteeship.paid", f"client/{client.pk}", now, quantity=len(fresh), case_id=client.pk,
                data={"rights": sorted({right for right, _ in fresh}), "years": sorted({year for _, year in fresh})},
            )  # fmt: skip
    return len(fresh)


def new_feed(actor: Actor, now: datetime, case_id: UUID) -> str:
    """A new secret for the address of the client's calendar, seen this once; the old address ends."""
    client = selectors.own_client(actor, case_id)
    must_be_in_force(client)
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        client.feed_digest = selectors.digest(token)
        client.save(update_fields=["feed_digest"])
        ledger.append(actor, "trusteeship.feed_made", f"client/{client.pk}", now, case_id=client.pk)
    return token


def must_be_in_force(client: Client) -> None:
    """Raise ``NotAllowed`` when the mandate has ended."""
    if client.case.state != "in_force":
        raise NotAllowed(Text("The mandate has ended.", "委托已终止。"))


def ask_reduction(
    actor: Actor, now: datetime, right_ids: Sequence[int], applicants: Sequence[Applicant]
) -> list[Reduction]:
    """Approve a fee reduction for rights of the actor's party or of its clients, when every applicant qualifies today.

    The reduction is a legal-status event of each right; the ledger holds what it saves over the right's life in yuan,
    beyond an open licence that would have been the better of the two. Raises ``BadInput`` naming what stands in the
    way: an applicant, a right that is no Chinese patent, is not the actor's, or has a reduction already.
    """
    today = clock.local_day(now, settings.TIME_ZONE)
    answer = fees.reduction(list(applicants), today)
    problems = [] if answer.percent else [Problem("applicants", answer.said)]
    with transaction.atomic():
        rights = list(own_rights(actor).select_for_update(of=("self",)).filter(pk__in=right_ids).order_by("pk"))
        if not rights or len(rights) != len(set(right_ids)):
            problems.append(Problem("rights", Text("rights of yours", "您名下的权利")))
        for right in rights:
            if right.jurisdiction != "CN" or right.kind not in PATENTS:
                problems.append(Problem("rights", Text("Chinese patents", "中国专利"), got=right.reference))
            elif Reduction.objects.filter(right=right).exists():
                expected = Text("a right without a reduction", "尚未减缴的权利")
                problems.append(Problem("rights", expected, got=right.reference))
        if problems:
            raise BadInput(problems)
        made = []
        for right in rights:
            record_event(actor, now, right.pk, "fee_reduced", today, {"percent": answer.percent})
            saved = saves(right, answer.percent, now)
            entry = ledger.append(
                actor, "trusteeship.reduction_approved", f"right/{right.pk}", now, quantity=saved.amount,
                data={"percent": answer.percent, "right": right.pk},
            )  # fmt: skip
            told = [{"kind": a.kind, "income": str(a.income or "")} for a in applicants]
            reduction = Reduction.objects.create(
                right=right, percent=answer.percent, asked_by=actor.id or 0, at=now, saved=saved.amount,
                applicants=told, entry_seq=entry.seq,
            )  # fmt: skip
            made.append(reduction)
    return made


def saves(right: Right, percent: int, now: datetime) -> Money:
    """What a reduction from now on saves over the rest of a right's life: annuities, and the fees before the grant."""
    today = clock.local_day(now, settings.TIME_ZONE)
    licence = right.events.filter(code="open_licence").order_by("-date").first()
    open_from = licence.date if licence else None
    if right.registration_date:
        with_it = fees.life(right.kind, right.filing_date, right.registration_date, percent, open_from, today)
        without = fees.life(right.kind, right.filing_date, right.registration_date, 0, open_from, today)
        return fees.saved(with_it) - fees.saved(without)
    # Not granted yet: what the fees of an application granted today would be, and its examination where none was asked.
    granted = fees.life(right.kind, right.filing_date, today, percent)
    ahead = [fees.saved(granted)]
    if right.kind == "invention" and not right.events.filter(code="examination_requested").exists():
        ahead.append(rules.find("cn.fee.examination", today, right.kind).money.percent(percent))
    return total(ahead, "CNY")


def own_rights(actor: Actor) -> QuerySet[Right]:
    """The rights of the actor's party, and of the clients for whom it may act before the office."""
    held = Holding.objects.filter(client__trustee_id=actor.id or 0, client__case__state="in_force")
    # Without the client's own word an agent changes only what the agent entered, not what an office recorded.
    held = held.filter(Q(client__confirmed=True) | Q(right__source=Source.TRUSTEE))
    own = Q(pk__in=held.values("right")) | Q(owner_id=actor.party_id or 0)
    return Right.objects.filter(own)


def income(text: str) -> Decimal | None:
    """Yuan as a person writes them; None for nothing. Raises ``ValueError`` for what is no amount."""
    plain = text.replace(",", "").replace("，", "").strip()
    if not plain:
        return None
    try:
        amount = Decimal(plain)
    except ArithmeticError:
        raise ValueError(text) from None
    if not amount.is_finite() or amount < 0 or amount > Decimal(10) ** 13:
        raise ValueError(text)
    return amount
