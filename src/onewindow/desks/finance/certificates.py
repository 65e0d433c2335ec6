"""Certificates of registered pledges: made once for each state of the pledge, signed, and verified to the last byte.

A certificate is a function of the pledge as registered and of the window's address, typeset with the time of its
registration and signed by a deterministic signature: made again it has the same bytes.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.utils import timezone

from onewindow.desks.finance.flow import PROCEDURE
from onewindow.desks.finance.models import Certificate, Pledge
from onewindow.desks.finance.services import pledgor_name
from onewindow.desks.register.models import KIND_LABELS, Kind
from onewindow.kernel import files, ledger, signing
from onewindow.kernel.access import Actor
from onewindow.kernel.documents import typeset
from onewindow.kernel.errors import BadInput, NotFound, Problem
from onewindow.kernel.language import current_language
from onewindow.kernel.wording import day, day_in
from onewindow.law.money import Money
from onewindow.texts import Language, Text

TEMPLATE = Path(__file__).parent / "templates" / "finance" / "pledge_certificate.typ"
LARGEST = 2 * 1024 * 1024
A_PDF = Text("a certificate in PDF of at most 2 MB", "不超过 2 MB 的 PDF 登记证")
SHOWS = ("pledge.register", "pledge.agree_change")
"""The steps that a certificate shows the outcome of."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a certificate that somebody gave."""

    genuine: bool
    number: str = ""
    superseded: bool = False
    """True when a later certificate of the same pledge shows its present terms."""
    reason: Text | None = None


UNSIGNED = Text("It carries no signature of this window.", "文件不含本窗口的签名。")
ALTERED = Text("Its bytes are not those that were signed: it was altered.", "文件内容与签名不符：已被改动。")
STRANGER = Text("It was signed with another key than this window's.", "签名密钥不属于本窗口。")
UNKNOWN = Text(
    "It is signed, but is not a certificate that this window made.", "文件有签名，但并非本窗口制发的登记证。"
)


def certificate(actor: Actor, now: datetime, pledge: Pledge, address: str) -> bytes:
    """The certificate of the pledge as last registered or changed. Raises ``NotFound`` before there is one, and
    ``Unavailable`` where no Chinese font is installed. ``address`` is where the window verifies certificates.
    """
    shown = ledger.Entry.objects.filter(case_id=pledge.pk, action__in=SHOWS).order_by("-seq").first()
    if shown is None:
        raise NotFound()
    kept = Certificate.objects.filter(pledge=pledge, made_for=shown.seq).first()
    if kept is not None and files.path_of(kept.sha256).exists():
        return files.path_of(kept.sha256).read_bytes()
    made = make(pledge, shown, address)
    digest = hashlib.sha256(made).hexdigest()
    with transaction.atomic():
        files.keep(actor, now, io.BytesIO(made), f"{pledge.number}.pdf", "application/pdf", LARGEST)
        _row, fresh = Certificate.objects.get_or_create(
            pledge=pledge, made_for=shown.seq, defaults={"sha256": digest, "made_at": now}
        )
        if fresh:
            data: ledger.Data = {"number": pledge.number, "file": digest}
            ledger.append(actor, "pledge.certificate_made", f"case/{pledge.pk}", now, case_id=pledge.pk, data=data)
    return made


def make(pledge: Pledge, shown: ledger.Entry, address: str) -> bytes:
    """The signed PDF/A, in both languages. The same pledge, entry and address give the same bytes."""
    return signing.sign(typeset(TEMPLATE, facts(pledge, shown, address), shown.at), shown.at.replace(microsecond=0))


def verify(given: bytes) -> Verdict:
    """Whether a file is a certificate as it left this window. Raises ``BadInput`` for a file that is no PDF."""
    if not given.startswith(b"%PDF-") or len(given) > LARGEST:
        raise BadInput([Problem("file", A_PDF)])
    kept = Certificate.objects.select_related("pledge").filter(sha256=hashlib.sha256(given).hexdigest()).first()
    seal = signing.check(given)
    if kept is None or not (seal.signed and seal.intact and seal.ours):
        reason = UNSIGNED if not seal.signed else ALTERED if not seal.intact else UNKNOWN if seal.ours else STRANGER
        return Verdict(False, reason=reason)
    newer = ledger.Entry.objects.filter(case_id=kept.pledge_id, action__in=SHOWS, seq__gt=kept.made_for).exists()
    return Verdict(True, kept.pledge.number, newer)


def about(number: str) -> dict[str, Any] | None:
    """What the register makes public of a pledge: its number, rights and parties, and whether it has effect."""
    if "\0" in number:
        return None
    pledge = Pledge.objects.select_related("case").filter(number=number, registered_on__isnull=False).first()
    if pledge is None:
        return None
    rights = [row.right for row in pledge.rights.select_related("right").order_by("right_id")]
    return {
        "number": pledge.number,
        "state": PROCEDURE.state(pledge.case.state).label.say(current_language()),
        "in_force": pledge.case.state in ("registered", "changing", "consenting"),
        "registered": day(pledge.registered_on),
        "pledgor": pledgor_name(pledge),
        "pledgee": pledge.lender_name,
        "rights": [{"text": right.reference, "pk": right.pk} for right in rights],
    }


def facts(pledge: Pledge, shown: ledger.Entry, address: str) -> dict[str, Any]:
    """What the certificate says, in both languages."""
    assert pledge.amount is not None and pledge.registered_on is not None
    rights = [row.right for row in pledge.rights.select_related("right").order_by("right_id")]
    where = f"{address}?{urlencode({'number': pledge.number})}"
    languages: tuple[Language, ...] = ("zh", "en")
    return {
        "number": pledge.number,
        "pledgor": pledgor_name(pledge),
        "pledgee": pledge.lender_name,
        "contract": pledge.contract,
        "amount": {one: Money(pledge.amount, pledge.currency).say(one) for one in languages},
        "until": {one: day_in(pledge.debt_until, one) if pledge.debt_until else "–" for one in languages},
        "registered": {one: day_in(pledge.registered_on, one) for one in languages},
        "issued": {one: day_in(timezone.localtime(shown.at).date(), one) for one in languages},
        "rights": [
            {"number": right.reference, "title": right.title or "▣",
             "kind": {one: KIND_LABELS[Kind(right.kind)].say(one) for one in languages},
             "filed": right.filing_date.isoformat(),
             "granted": right.registration_date.isoformat() if right.registration_date else "–"}
            for right in rights
        ],
        "entry": f"{shown.seq} · {shown.hash[:16]}",
        "address": where,
        "qr": _qr(where),
    }  # fmt: skip


def _qr(text: str) -> str:
    import segno

    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", scale=4, border=2, xmldecl=False)
    return out.getvalue().decode()
