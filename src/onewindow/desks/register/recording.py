"""Bringing rights into the register, many at a time: the one way in for imports, the sample and applications.

A block of rights is one transaction and one ledger entry for each kind of change in it (recorded, changed, new
parties); every record carries the number of its entry, so the entry leads to the records and back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

from django.db import connection

from onewindow.desks.register import encumbrances
from onewindow.desks.register.models import EVENT_CATEGORY, Kind, LegalEvent, Party, Right, Source, Status, mask
from onewindow.kernel import bulk, ledger
from onewindow.kernel.access import Actor

PARTICULARS = (
    "title", "image", "nice_mask", "goods", "status", "filing_date", "registration_date", "expiry_date", "owner_id",
)  # fmt: skip
Key = tuple[str, str, str]
COLUMNS = ("jurisdiction", "number", *PARTICULARS, "kind", "source", "private_to", "recorded_seq", "touched_seq")


@dataclass(frozen=True, slots=True)
class Happened:
    """A legal-status event as a file gives it: its code (``EVENT_CATEGORY``), its day, its facts."""

    code: str
    date: date
    data: Mapping[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RightRecord:
    """A right as a file or an application gives it; a trademark unless it says another kind."""

    jurisdiction: str
    number: str
    title: str
    classes: tuple[int, ...]
    status: str
    filing_date: date
    owner_name: str = ""
    owner_country: str = ""
    owner_key: str = ""
    owner_id: int = 0
    """A party already in the register; name, country and key then say nothing."""
    goods: str = ""
    registration_date: date | None = None
    expiry_date: date | None = None
    image: str = ""
    picture: bytes | None = field(default=None, repr=False)
    """What ``image`` is to name: a picture that came with the record and is not kept yet (``tasks.import_marks``)."""
    kind: str = Kind.TRADEMARK
    events: tuple[Happened, ...] = ()
    """Events beside filing, grant and end of term, which the dates attest."""
    co_owner_ids: tuple[int, ...] = ()
    private_to: int | None = None
    """The person who entered an application that is not published yet: nobody else sees it but its owner."""

    @property
    def key(self) -> Key:
        """What makes it the same right in another file."""
        return self.kind, self.jurisdiction, self.number


MarkRecord = RightRecord
"""The same where only trademarks are meant."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a block brought: rights new, changed and already as given."""

    added: int
    changed: int
    same: int


@lru_cache(maxsize=65536)
def party_key(name: str, country: str, key: str = "") -> str:
    """What makes two owners the same party: the key given, else name (folded in case and spacing) and country."""
    said = key or f"{' '.join(name.casefold().split())}\0{country}"
    return hashlib.sha256(said.encode()).hexdigest()


def record_block(
    actor: Actor, now: datetime, records: Sequence[RightRecord], source: str, facts: ledger.Data | None = None
) -> Recorded:
    """Record a block of rights inside the caller's transaction; numbers of a kind and an office are distinct in it.

    A right of the same office number is changed to what is given; one that is already so is left alone.
    """
    owners = _owners(actor, now, records, source, facts)
    by_number = {record.key: record for record in records}
    known = {(right.kind, right.jurisdiction, right.number): right for right in _known(by_number)}
    fresh = [record for key, record in by_number.items() if key not in known]
    moved = []
    for key, right in known.items():
        given = dict(zip(PARTICULARS, _particulars(by_number[key], owners), strict=True))
        # What a trustee entered becomes the office's when the office's data say it.
        official = right.source == Source.TRUSTEE and source != Source.TRUSTEE
        if official:
            right.source, right.private_to = source, None
        if official or any(getattr(right, name) != given[name] for name in PARTICULARS):
            moved.append((right, given, right.status != given["status"]))
    for marks in (True, False):
        _insert(actor, now, [r for r in fresh if (r.kind == Kind.TRADEMARK) is marks], owners, source, facts)
    _change(actor, now, moved, facts)
    _tell(actor, now, {right.pk: by_number[key] for key, right in known.items()}, facts)
    return Recorded(len(fresh), len(moved), len(known) - len(moved))


def record_party(actor: Actor, now: datetime, name: str, country: str, key: str) -> Party:
    """A party that comes to the window by itself, inside the caller's transaction; the same key is the same party."""
    hashed = party_key(name, country, key)
    known = Party.objects.filter(key=hashed).first()
    if known:
        return known
    entry = ledger.append(actor, "register.parties_recorded", "register", now)
    return Party.objects.create(key=hashed, name=name, country=country, source=Source.WINDOW, recorded_seq=entry.seq)


def set_status(actor: Actor, now: datetime, right_id: int, status: Status, on: date, **particulars: object) -> None:
    """Change where one right stands, and ``PARTICULARS`` that change with it, inside the caller's transaction.

    Raises ``Conflict`` where a pledge holds the right back, as ``record_event`` does.
    """
    entry = ledger.append(actor, "register.status_changed", f"right/{right_id}", now, data={"status": str(status)})
    _move(right_id, str(status), on, entry.seq, {"status": status, **particulars})


def record_event(
    actor: Actor, now: datetime, right_id: int, code: str, on: date,
    data: Mapping[str, int | str] | None = None, **particulars: object,
) -> None:  # fmt: skip
    """Record a legal-status event of one right, its facts, and the ``PARTICULARS`` it changes, inside the caller's
    transaction. Raises ``Conflict`` for an act that needs the consent of a pledgee who has not given it.
    """
    entry = ledger.append(
        actor, "register.event_recorded", f"right/{right_id}", now, data={"event": code, **(data or {})}
    )
    _move(right_id, code, on, entry.seq, particulars, data)


def _move(
    right_id: int, code: str, on: date, seq: int, particulars: dict[str, object],
    data: Mapping[str, int | str] | None = None,
) -> None:  # fmt: skip
    unknown = set(particulars).difference(PARTICULARS)
    if unknown:
        raise ValueError(f"a right has no particulars {sorted(unknown)}")
    encumbrances.guard(right_id, code)
    Right.objects.filter(pk=right_id).update(**particulars, touched_seq=seq)
    _events([(right_id, Happened(code, on, data or {}))], seq)


def _owners(
    actor: Actor, now: datetime, records: Sequence[RightRecord], source: str, facts: ledger.Data | None
) -> dict[str, int]:
    wanted = {party_key(r.owner_name, r.owner_country, r.owner_key): r for r in records if not r.owner_id}
    known = dict(Party.objects.filter(key__in=wanted).values_list("key", "pk"))
    missing = [key for key in wanted if key not in known]
    if missing:
        entry = ledger.append(
            actor, "register.parties_recorded", "register", now, quantity=len(missing), data=facts or {}
        )
        rows = [(key, wanted[key].owner_name, wanted[key].owner_country, source, entry.seq) for key in missing]
        bulk.insert(Party, ("key", "name", "country", "source", "recorded_seq"), rows)
        known.update(Party.objects.filter(recorded_seq=entry.seq).values_list("key", "pk"))
    return known


def _known(keys: Iterable[Key]) -> list[Right]:
    offices: dict[tuple[str, str], list[str]] = {}
    for kind, jurisdiction, number in keys:
        offices.setdefault((kind, jurisdiction), []).append(number)
    # An office at a time: only with all of its columns is the unique index a look-up and not a walk.
    return [
        right
        for (kind, office), its in offices.items()
        for right in Right.objects.filter(kind=kind, jurisdiction=office, number__in=its)
    ]


def _particulars(record: RightRecord, owners: dict[str, int]) -> tuple[object, ...]:
    """The values of ``PARTICULARS``."""
    return (
        record.title, record.image, mask(record.classes), record.goods, record.status,
        record.filing_date, record.registration_date, record.expiry_date,
        record.owner_id or owners[party_key(record.owner_name, record.owner_country, record.owner_key)],
    )  # fmt: skip


def _insert(
    actor: Actor, now: datetime, fresh: list[RightRecord], owners: dict[str, int], source: str,
    facts: ledger.Data | None,
) -> None:  # fmt: skip
    if not fresh:
        return
    action = "register.marks_recorded" if fresh[0].kind == Kind.TRADEMARK else "register.patents_recorded"
    entry = ledger.append(actor, action, "register", now, quantity=len(fresh), data={**(facts or {}), "source": source})
    columns = tuple("owner" if name == "owner_id" else name for name in COLUMNS)
    rows = (
        (r.jurisdiction, r.number, *_particulars(r, owners), r.kind, source, r.private_to, entry.seq, entry.seq)
        for r in fresh
    )
    bulk.insert(Right, columns, rows)
    recorded = Right.objects.filter(recorded_seq=entry.seq).values_list("pk", "kind", "jurisdiction", "number")
    ids = {tuple(key): pk for pk, *key in recorded}
    _events(((ids[r.key], event) for r in fresh for event in (*_history(r), *r.events)), entry.seq)
    shared = [(ids[r.key], party) for r in fresh for party in r.co_owner_ids]
    bulk.insert(Right.co_owners.through, ("right", "party"), shared)


def _change(
    actor: Actor, now: datetime, moved: list[tuple[Right, dict[str, object], bool]], facts: ledger.Data | None
) -> None:
    if not moved:
        return
    data: ledger.Data = {**(facts or {}), "numbers": [right.number for right, _, _ in moved[:100]]}
    entry = ledger.append(actor, "register.marks_changed", "register", now, quantity=len(moved), data=data)
    events = []
    for right, given, status_moved in moved:
        for name, value in given.items():
            setattr(right, name, value)
        right.touched_seq = entry.seq
        code = right.status if status_moved and right.status in EVENT_CATEGORY else "changed"
        events.append((right.pk, Happened(_of_kind(right.kind, code), now.date())))
    Right.objects.bulk_update(
        [right for right, _, _ in moved], [*PARTICULARS, "source", "private_to", "touched_seq"], batch_size=500
    )
    _events(events, entry.seq)


def _tell(actor: Actor, now: datetime, given: dict[int, RightRecord], facts: ledger.Data | None) -> None:
    """Record the events that rights already in the register do not have yet."""
    given = {pk: record for pk, record in given.items() if record.events}
    there = LegalEvent.objects.filter(right__in=given).values_list("right_id", "code", "date", "data")
    known = {(pk, code, on, tuple(sorted(data.items()))) for pk, code, on, data in there}
    fresh = [
        (pk, event)
        for pk, record in given.items()
        for event in record.events
        if (pk, event.code, event.date, tuple(sorted(event.data.items()))) not in known
    ]
    if fresh:
        entry = ledger.append(
            actor, "register.event_recorded", "register", now, quantity=len(fresh), data=dict(facts or {})
        )
        Right.objects.filter(pk__in={pk for pk, _ in fresh}).update(touched_seq=entry.seq)
        _events(fresh, entry.seq)


def _history(record: RightRecord) -> list[Happened]:
    """The events that the given dates attest; a status without a date of its own adds none."""
    events = [Happened("filed", record.filing_date)]
    if record.registration_date:
        events.append(Happened(_of_kind(record.kind, "registered"), record.registration_date))
    if record.status == Status.EXPIRED and record.expiry_date:
        events.append(Happened("expired", record.expiry_date))
    return events


def _of_kind(kind: str, code: str) -> str:
    return "granted" if code == "registered" and kind != Kind.TRADEMARK else code


def _events(events: Iterable[tuple[int, Happened]], seq: int) -> None:
    rows = ((pk, EVENT_CATEGORY[event.code], event.code, event.date, dict(event.data), seq) for pk, event in events)
    bulk.insert(LegalEvent, ("right", "category", "code", "date", "data", "entry_seq"), rows)


def analyze() -> None:
    """Let the database learn the shape of what a large import brought."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
