"""Sending notices: up to as many listings as the pack allows, one case for each, faults answered row by row."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from onewindow.desks.protection import accounts, evidence, procedures, programme, steps
from onewindow.desks.protection.accounts import File
from onewindow.desks.protection.catalogue_models import AuthorisedSeller, Listing
from onewindow.desks.protection.complaint_models import Complaint, Notice, Sender
from onewindow.desks.protection.finding_models import Finding, FindingState
from onewindow.desks.protection.holder_models import Account
from onewindow.desks.register.models import Right, unmask
from onewindow.engines.listings.context import class_mask
from onewindow.kernel import bulk, clock, flow, ledger
from onewindow.kernel.access import Actor
from onewindow.kernel.case import Case
from onewindow.kernel.errors import BadInput, NotAllowed, Problem
from onewindow.law import territories
from onewindow.law.packs import Pack
from onewindow.texts import Text

LONGEST_STATEMENT = 4000
REPORTS_A_MINUTE = 10
"""Reports that come from one address."""
NO_PACK = Text("one of {names}", "以下之一：{names}")
NO_REASON = Text("one of the grounds: {grounds}", "以下事由之一：{grounds}")
NOT_LINKED = Text("a right linked to your account", "已关联至您账户的权利")
TERRITORY = Text(
    "a right of {offices}: under this law a right of another office does not count",
    "{offices} 的权利：依本法，其他机构授予的权利不适用",
)
NONE = Text("at least one listing", "至少一件商品")
MOST = Text("at most {n} listings in one notice", "每份投诉不超过 {n} 件商品")
MUTED = Text("Notices of this account are not taken until {day}.", "该账户的投诉在 {day} 之前暂停受理。")
GONE = Text("a listing of the catalogue; it may be gone", "商品目录中的商品；该商品可能已不存在")
TWICE = Text("each listing once; it stands in row {row} already", "每件商品一次；已见于第 {row} 行")
PENDING = Text("a listing you have not complained of yet; see case {number}", "尚未投诉过的商品；参见案件 {number}")
OTHER_CLASS = Text(
    "goods of a class of {right} (class {ours}); the listing's category is read as class {theirs}. Another right may"
    " cover it",
    "属于 {right} 核定类别（第 {ours} 类）的商品；该商品的类目归入第 {theirs} 类，可改用涵盖该类别的权利",
)
ELSEWHERE = Text(
    "a listing offered where {right} holds; the catalogue is offered in {where} only",
    "在 {right} 有效地域内销售的商品；该商品目录仅在 {where} 销售",
)
LICENSED = Text(
    "a seller who is not authorised; you named {seller} as authorised", "未经授权的卖家；您已将 {seller} 列为授权卖家"
)


@dataclass(frozen=True, slots=True)
class Row:
    """A listing named in a notice: the catalogue's name and the marketplace's own id, and the row it stands in."""

    catalogue: str
    reference: str
    row: int


@dataclass(frozen=True, slots=True)
class Sending:
    """A notice as somebody sends it. ``key`` makes sending twice the same as sending once."""

    pack: str
    reason: str
    rows: Sequence[Row]
    statement: str = ""
    right_id: int | None = None
    key: str = ""
    documents: Sequence[File] = ()


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a sending: the notice, the code by which it is followed, the cases, the rows not taken."""

    notice: Notice
    code: str
    cases: list[UUID]
    faults: list[Problem]


@dataclass
class Checked:
    """A notice whose ground is in order, with the listings that can be taken."""

    pack: Pack
    sender: Sender
    reason: str
    statement: str
    account: Account | None
    right: Right | None
    person_id: int | None
    key: str
    listings: list[Listing]
    named: int = 0
    faults: list[Problem] = field(default_factory=list)
    code: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    parents: dict[int, Complaint] = field(default_factory=dict)
    found: set[int] = field(default_factory=set)
    """Listings that the scan had found for the right."""


def send(actor: Actor, now: datetime, sending: Sending) -> Sent:
    """Send a notice from the actor's account. The rows in order become cases; the others are answered one by one.

    Raises ``BadInput`` where the notice as a whole cannot stand (no such ground, no right, no row left),
    ``NotAllowed`` for a muted account.
    """
    account = accounts.own_account(actor)
    if account.muted_until is not None and now < account.muted_until:
        raise NotAllowed(MUTED, day=account.muted_until.date().isoformat())
    pack, problems = _ground(sending)
    right = _right(account, pack, sending, now, problems) if pack else None
    if problems or pack is None:
        raise BadInput(problems)
    return _send(actor, now, pack, Sender.HOLDER, sending, account, right)


def report(actor: Actor, now: datetime, sending: Sending) -> Sent:
    """A consumer's report: no account, no personal data, no right of one's own. Raises ``BadInput``."""
    pack, problems = _ground(sending)
    if not sending.statement.strip():
        problems.append(Problem("statement", Text("what is wrong, in words", "用文字说明问题")))
    if problems or pack is None:
        raise BadInput(problems)
    return _send(actor, now, pack, Sender.CONSUMER, sending, None, None)


def _ground(sending: Sending) -> tuple[Pack | None, list[Problem]]:
    pack = procedures.known().get(sending.pack)
    if pack is None:
        return None, [Problem("pack", NO_PACK.fill(names=", ".join(procedures.known())), got=sending.pack[:40])]
    problems = []
    if pack.reason(sending.reason) is None:
        problems.append(Problem("reason", _one_of(pack), got=sending.reason[:40]))
    if not sending.rows:
        problems.append(Problem("listings", NONE))
    if len(sending.rows) > pack.listings:
        problems.append(Problem("listings", MOST.fill(n=pack.listings), got=str(len(sending.rows))))
    if len(sending.statement) > LONGEST_STATEMENT or "\0" in sending.statement:
        problems.append(
            Problem("statement", Text("at most {n} characters", "不超过 {n} 个字符").fill(n=LONGEST_STATEMENT))
        )
    return pack, problems


def _right(account: Account, pack: Pack, sending: Sending, now: datetime, problems: list[Problem]) -> Right | None:
    reason = pack.reason(sending.reason)
    if sending.right_id is None and (reason is None or not reason.right):
        return None
    link = account.links.select_related("right__owner").filter(right_id=sending.right_id or 0).first()
    if link is None:
        problems.append(Problem("right", NOT_LINKED, got=str(sending.right_id or "")))
        return None
    problems += accounts.standing(link.right, account.party_id, now)
    if pack.territories and link.right.jurisdiction not in pack.territories:
        expected = TERRITORY.fill(offices=", ".join(pack.territories))
        problems.append(Problem("right", expected, got=link.right.reference))
    return link.right


def _send(
    actor: Actor, now: datetime, pack: Pack, sender: Sender, sending: Sending, account: Account | None,
    right: Right | None,
) -> Sent:  # fmt: skip
    key = f"{account.pk if account else 'consumer'}:{sending.key or uuid4()}"[:120]
    with transaction.atomic():
        if account is not None:
            account = programme.measured(account, now)
        before = Notice.objects.select_for_update().filter(key=key).first()
        if before is not None:  # sent before: the same answer, but its code is known to the first sender alone
            cases = list(before.complaints.order_by("pk").values_list("pk", flat=True))
            return Sent(before, "", cases, [_fault(each) for each in before.faults])
        checked = Checked(
            pack, sender, sending.reason, sending.statement.strip(), account, right, actor.id, key, [],
            len(sending.rows),
        )  # fmt: skip
        _take_rows(checked, sending.rows)
        if not checked.listings:
            raise BadInput(checked.faults)
        notice = receive(actor, now, [checked])[0]
        if checked.found:
            told = Finding.objects.filter(listing__in=checked.found, right=right, state=FindingState.OPEN)
            told.update(state=FindingState.NOTICED, moved_at=now)
        for source, name in sending.documents:
            evidence.keep(actor, now, source, name, "notifier", notice=notice)
        cases = list(notice.complaints.values_list("pk", flat=True))
    return Sent(notice, checked.code, cases, checked.faults)


def _take_rows(checked: Checked, rows: Sequence[Row]) -> None:
    """Tell the rows that can be taken from those that cannot."""
    wanted = {(row.catalogue, row.reference) for row in rows}
    references = [reference for _catalogue, reference in wanted]
    listed = Listing.objects.select_related("catalogue", "seller").filter(reference__in=references)
    there = {(each.catalogue.name, each.reference): each for each in listed}
    complained: dict[int, list[Complaint]] = {}
    related = Complaint.objects.select_related("case", "notice").filter(listing__in=there.values(), parent=None)
    for complaint in related.order_by("case__opened_at"):
        complained.setdefault(complaint.listing_id, []).append(complaint)
    licensed = set[str]()
    if checked.right is not None:
        named = AuthorisedSeller.objects.filter(right=checked.right, active=True)
        licensed = set(named.values_list("name", flat=True))
    seen: dict[int, int] = {}
    for row in rows:
        listing = there.get((row.catalogue, row.reference))
        fault = _row_fault(checked, row, listing, seen, complained, licensed)
        if fault is not None or listing is None:
            checked.faults.append(fault or Problem("listing", GONE, row.row))
            continue
        seen[listing.pk] = row.row
        checked.listings.append(listing)
    if checked.right is not None:
        findings = Finding.objects.filter(listing__in=checked.listings, right=checked.right)
        checked.found = set(findings.values_list("listing_id", flat=True))


def _row_fault(
    checked: Checked, row: Row, listing: Listing | None, seen: dict[int, int], complained: dict[int, list[Complaint]],
    licensed: set[str],
) -> Problem | None:  # fmt: skip
    if listing is None:
        return Problem("listing", GONE, row.row, f"{row.catalogue} {row.reference}".strip()[:80])
    if listing.pk in seen:
        return Problem("listing", TWICE.fill(row=seen[listing.pk]), row.row, row.reference[:80])
    if listing.seller is not None and listing.seller.name in licensed:
        return Problem("seller", LICENSED.fill(seller=listing.seller.name), row.row)
    if checked.right is not None and (fault := _not_covered(checked, checked.right, listing, row.row)):
        return fault
    for complaint in complained.get(listing.pk, []):
        if checked.account is not None and complaint.notice.account_id == checked.account.pk and _open(complaint):
            return Problem("listing", PENDING.fill(number=complaint.number), row.row, row.reference[:80])
        # Somebody else's complaint that nobody has decided yet: the two are decided as one.
        if complaint.handled_at is None and _open(complaint) and complaint.notice.pack == checked.pack.name:
            checked.parents.setdefault(listing.pk, complaint)
    return None


def _not_covered(checked: Checked, right: Right, listing: Listing, row: int) -> Problem | None:
    """Why a right does not reach a listing: it holds elsewhere, or for goods of other classes only.

    Where the category of a listing says nothing of its class, or the notice is about no mark, classes do not count.
    """
    offered = listing.catalogue.countries
    if not territories.holds(right.jurisdiction, offered):
        return Problem("territory", ELSEWHERE.fill(right=right.reference, where=", ".join(offered)), row)
    reason = checked.pack.reason(checked.reason)
    theirs = class_mask(listing.category) if reason and reason.category == "trademark" else 0
    if not theirs or not right.nice_mask or theirs & right.nice_mask:
        return None
    ours, read = (", ".join(map(str, unmask(mask))) for mask in (right.nice_mask, theirs))
    expected = OTHER_CLASS.fill(right=right.reference, ours=ours, theirs=read)
    return Problem("class", expected, row, listing.category[:80])


def _open(complaint: Complaint) -> bool:
    return not flow.procedures()[complaint.case.procedure].state(complaint.case.state).final


def receive(actor: Actor, now: datetime, sendings: Sequence[Checked]) -> list[Notice]:
    """Open the cases of notices that were checked, all under one pack, inside the caller's transaction."""
    pack = sendings[0].pack
    drafts = [
        ledger.Draft(
            "protection.notice_sent", f"notice/{sending.code[:8]}", len(sending.listings), None, _notice_facts(sending)
        )
        for sending in sendings
    ]
    entries = ledger.append_many(actor, drafts, now)
    notices = Notice.objects.bulk_create(
        Notice(
            sender=sending.sender, account=sending.account, person_id=sending.person_id, pack=pack.name,
            reason=sending.reason, right=sending.right, statement=sending.statement,
            token=hash_of(sending.code), key=sending.key, at=now, rows=sending.named or len(sending.listings),
            faults=[_kept(problem) for problem in sending.faults], entry_seq=entry.seq,
        )
        for sending, entry in zip(sendings, entries, strict=True)
    )  # fmt: skip
    complaints: list[Complaint] = []
    openings: list[flow.Opening] = []
    for sending, notice in zip(sendings, notices, strict=True):
        reason = pack.reason(sending.reason)
        facts = _opened_facts(sending)
        party_id = sending.account.party_id if sending.account else None
        for listing in sending.listings:
            complaint = Complaint(
                case_id=clock.ordered_id(now), notice=notice, listing=listing, seller=listing.seller,
                title=listing.title, parent=sending.parents.get(listing.pk),
                sensitive=bool(reason and reason.sensitive),
                fast=bool(sending.account and sending.account.in_good_faith), found=listing.pk in sending.found,
            )  # fmt: skip
            complaints.append(complaint)
            words = steps.letter_words(pack, complaint)
            told = {**facts, "found": True} if complaint.found else facts
            openings.append(flow.Opening(party_id, "", told, words, complaint.case_id))
    flow.open_cases(procedures.procedure(pack), actor, now, openings)
    bulk.insert_all(complaints)
    return notices


def new_key() -> str:
    """A key for a form: sending it twice is the same as sending it once."""
    return secrets.token_urlsafe(12)


def hash_of(code: str) -> str:
    """What is kept of the code by which a notice is followed: a copy of the database follows nothing."""
    return hashlib.sha256(code.encode()).hexdigest()


def _notice_facts(sending: Checked) -> ledger.Data:
    return {**_opened_facts(sending), "rows": sending.named or len(sending.listings)}


def _opened_facts(sending: Checked) -> ledger.Data:
    facts: ledger.Data = {"sender": sending.sender.value, "ground": sending.reason}
    if sending.account is not None:
        facts["account"] = str(sending.account.pk)
    if sending.right is not None:
        facts["right"] = sending.right.pk
    return facts


def _kept(problem: Problem) -> dict[str, str | int | None]:
    return {
        "row": problem.row,
        "field": problem.field,
        "got": problem.got,
        "en": problem.expected.en,
        "zh": problem.expected.zh,
    }


def _fault(kept: dict[str, str]) -> Problem:
    row = kept["row"]
    return Problem(kept["field"], Text(kept["en"], kept["zh"]), int(row) if row is not None else None, kept["got"])


def faults_of(notice: Notice) -> list[Problem]:
    """The rows of a notice that were not taken."""
    return [_fault(each) for each in notice.faults]


def follow(code: str) -> Notice | None:
    """The notice that a code follows."""
    return Notice.objects.filter(token=hash_of(code)).first()


def cases_of(notice: Notice) -> list[Case]:
    """The cases of a notice."""
    return [complaint.case for complaint in notice.complaints.select_related("case").order_by("pk")]


def _one_of(pack: Pack) -> Text:
    """The grounds of a pack by name, with the code that a program sends."""
    en = ", ".join(f"{each.label.en} ({each.code})" for each in pack.reasons)
    zh = "、".join(f"{each.label.zh}（{each.code}）" for each in pack.reasons)
    return Text(NO_REASON.say("en", grounds=en), NO_REASON.say("zh", grounds=zh))
