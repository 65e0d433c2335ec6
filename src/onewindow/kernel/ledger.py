"""The ledger: what was done, by whom, when; append-only and hash-chained.

Each entry's hash covers its content and the hash of the entry before it, so an entry that is edited or missing breaks
the chain from there on. The head (number, hash, and a seal made with the installation's secret) is kept in a row of
its own: it shows an entry cut off at the end, or a chain that was recomputed by somebody without the secret. The
database itself refuses UPDATE, DELETE and TRUNCATE on entries (migration ``0002``).

The head row is also the lock: whoever appends holds it until its transaction ends, so numbers follow the order of
commits and a reader who has seen entry n has seen all before it. Readers use that: "what changed since n" is exact.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, ClassVar
from uuid import UUID

import orjson
from django.conf import settings
from django.db import connection, models

from onewindow.kernel import bulk
from onewindow.kernel.access import Actor
from onewindow.texts import Text

type_error = "ledger data may hold strings, whole numbers, booleans, None, lists and mappings of them"
Data = dict[str, Any]
START = "0" * 64
LARGEST = 10**13
"""Quantities stay below: SQLite keeps 15 digits of a number, and the hash must find the cents again."""


class Entry(models.Model):
    """One line of the ledger. ``quantity`` is how much of the subject it brings (a count, or an amount of money)."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=80)
    case_id = models.UUIDField(null=True)
    quantity = models.DecimalField(max_digits=20, decimal_places=2)
    data = models.JSONField()
    request_id = models.CharField(max_length=36)
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["action", "seq"]),
            models.Index(fields=["subject", "seq"]),
            models.Index(fields=["case_id", "seq"], condition=models.Q(case_id__isnull=False), name="entry_of_case"),
        ]


class Head(models.Model):
    """The last entry's number and hash, sealed."""

    seq = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)


@dataclass(frozen=True, slots=True)
class Action:
    """A kind of entry: its name, its words, whether everybody may see such entries, and whether they only add to a
    figure of the bulletin, beside the entry that tells what happened."""

    name: str
    label: Text
    public: bool = False
    counts: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry about to be appended."""

    action: str
    subject: str
    quantity: int | Decimal = 1
    case_id: UUID | None = None
    data: Data = field(default_factory=dict)


_actions: dict[str, Action] = {}


def declare(name: str, label: Text, public: bool = False, counts: bool = False) -> None:
    """Make an action known. An action nobody declared cannot be appended: it would have no words to be shown with."""
    if not re.fullmatch(r"[a-z_]+(\.[a-z_]+)+", name):
        raise ValueError(f"an action is dotted lower-case words, got {name!r}")
    if name in _actions and _actions[name] != Action(name, label, public, counts):
        raise ValueError(f"action {name} is declared twice with different words")
    _actions[name] = Action(name, label, public, counts)


def actions() -> Mapping[str, Action]:
    """Every action that can stand in the ledger, by name."""
    return _actions


def append(
    actor: Actor,
    action: str,
    subject: str,
    now: datetime,
    *,
    quantity: int | Decimal = 1,
    case_id: UUID | None = None,
    data: Data | None = None,
) -> Entry:
    """Append one entry inside the caller's transaction. See ``append_many``."""
    return append_many(actor, [Draft(action, subject, quantity, case_id, data or {})], now)[0]


def append_many(actor: Actor, drafts: Sequence[Draft], now: datetime) -> list[Entry]:
    """Append ``drafts`` in order, inside the caller's transaction, holding the head until that transaction ends.

    Raises ``RuntimeError`` outside a transaction, ``ValueError`` for an undeclared action, a naive time or a quantity
    too large, and ``TypeError`` for data that would not read back the same from every database.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("the ledger is written in the transaction of what it records, never alone")
    if now.tzinfo is None:
        raise ValueError("a ledger entry needs a time with a zone")
    head = Head.objects.select_for_update().get(pk=1)
    entries = []
    at = now.astimezone(UTC)
    for draft in drafts:
        if draft.action not in _actions:
            raise ValueError(f"action {draft.action!r} was never declared")
        _check(draft.data)
        if not -LARGEST < draft.quantity < LARGEST:
            raise ValueError(f"a quantity is below {LARGEST:,}, got {draft.quantity}")
        entry = Entry(
            seq=head.seq + 1,
            at=at,
            actor_id=actor.id,
            actor_name=actor.name,
            action=draft.action,
            subject=draft.subject,
            case_id=draft.case_id,
            quantity=_hundredths(draft.quantity),
            data=draft.data,
            request_id=actor.request_id,
            prev_hash=head.hash,
        )
        entry.hash = entry_hash(entry)
        head.seq, head.hash = entry.seq, entry.hash
        entries.append(entry)
    bulk.insert_all(entries)
    Head.objects.filter(pk=head.pk).update(seq=head.seq, hash=head.hash, seal=seal(head.seq, head.hash))
    return entries


@lru_cache(maxsize=1024)
def _hundredths(quantity: int | Decimal) -> Decimal:
    return Decimal(quantity).quantize(Decimal("0.01"))


def entry_hash(entry: Entry) -> str:
    """SHA-256 over the hash before it and the entry's content in canonical JSON (sorted keys, no spaces, UTF-8)."""
    content = {
        "seq": entry.seq,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": [entry.actor_id, entry.actor_name],
        "action": entry.action,
        "subject": entry.subject,
        "case": str(entry.case_id) if entry.case_id else None,
        "quantity": format(entry.quantity, ".2f"),
        "data": entry.data,
        "request": entry.request_id,
    }
    return hashlib.sha256(entry.prev_hash.encode() + orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


def seal(seq: int, digest: str, secret: str | None = None) -> str:
    """The seal of a head: HMAC-SHA-256 of number and hash under the installation's secret."""
    key = hashlib.sha256(b"onewindow ledger head\0" + (secret or settings.SECRET_KEY).encode()).digest()
    return hmac.new(key, f"{seq}:{digest}".encode(), hashlib.sha256).hexdigest()


def last_seq() -> int:
    """The number of the last committed entry; 0 for an empty ledger."""
    return Head.objects.values_list("seq", flat=True).get(pk=1)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with the chain, at entry ``seq``."""

    seq: int
    text: Text


def verify(since: int = 0) -> tuple[int, list[Fault]]:
    """Read the chain after entry ``since`` and compare every hash: (entries read, first faults found)."""
    head = Head.objects.get(pk=1)
    before, digest = since, START
    if since:
        digest = Entry.objects.values_list("hash", flat=True).get(pk=since)
    faults: list[Fault] = []
    read = 0
    for entry in _chain(since, head.seq):
        read += 1
        if entry.seq != before + 1:
            gone = Text("entries {a} to {b} are missing", "第 {a} 至 {b} 条缺失").fill(a=before + 1, b=entry.seq - 1)
            faults.append(Fault(before + 1, gone))
        elif entry.prev_hash != digest:
            faults.append(Fault(entry.seq, Text("it does not follow the entry before it", "与前一条不相衔接")))
        if entry.hash != entry_hash(entry):
            faults.append(Fault(entry.seq, Text("its content was changed", "内容被改动")))
        before, digest = entry.seq, entry.hash
        if len(faults) >= 20:
            return read, faults
    if before != head.seq:
        cut = Text("entries {a} to {b} are missing", "第 {a} 至 {b} 条缺失").fill(a=before + 1, b=head.seq)
        faults.append(Fault(before + 1, cut))
    elif digest != head.hash:
        faults.append(Fault(head.seq, Text("the last entry is not the one sealed", "末条与封印不符")))
    if not _seal_holds(head):
        faults.append(Fault(head.seq, Text("the seal of the head is not ours", "链首封印无效")))
    return read, faults


def reseal() -> None:
    """Seal the head anew after the installation's secret was changed (the old one stands in the fallbacks)."""
    head = Head.objects.select_for_update().get(pk=1)
    if not _seal_holds(head):
        raise RuntimeError("the head is not sealed by a secret of this installation")
    head.seal = seal(head.seq, head.hash)
    head.save(update_fields=["seal"])


def _seal_holds(head: Head) -> bool:
    secrets: Iterable[str] = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(hmac.compare_digest(head.seal, seal(head.seq, head.hash, secret)) for secret in secrets)


def _chain(since: int, last: int, block: int = 5000) -> Iterator[Entry]:
    # In blocks by key, so that the reading of a long chain holds neither memory nor a transaction.
    while True:
        entries = list(Entry.objects.filter(seq__gt=since, seq__lte=last).order_by("seq")[:block])
        yield from entries
        if len(entries) < block:
            return
        since = entries[-1].seq


def _check(value: object) -> None:
    # Floats and dates have more than one spelling, and PostgreSQL refuses NUL: the hash must not depend on either.
    if isinstance(value, str):
        if "\0" in value:
            raise TypeError(type_error + ", without NUL")
        value.encode()  # a lone surrogate cannot be written
    elif value is None or isinstance(value, int):
        return
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise TypeError(type_error)
            _check(key)
            _check(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _check(inner)
    else:
        raise TypeError(type_error)
