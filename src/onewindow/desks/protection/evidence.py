"""Evidence: files kept under the hash of their content, checked for size and kind; every opening is in the ledger."""

from __future__ import annotations

import io
from datetime import datetime
from typing import IO

from django.db import transaction

from onewindow.desks.protection import account_flow, policy
from onewindow.desks.protection.complaint_models import Complaint, Evidence, Notice
from onewindow.desks.protection.holder_models import Account
from onewindow.kernel import files, ledger
from onewindow.kernel.access import Actor
from onewindow.kernel.errors import BadInput, NotFound, Problem
from onewindow.texts import Text

BYTES = 20 * 1024 * 1024
FILES_A_CASE = 20
KINDS = Text("a picture (PNG, JPEG, WebP), a PDF, or text in UTF-8", "图片（PNG、JPEG、WebP）、PDF 或 UTF-8 文本")
TOO_MANY = Text("at most {n} files from one side", "每方不超过 {n} 份文件")
SIZE = Text("a file of 1 byte to 20 MB", "1 字节至 20 MB 的文件")


def keep(
    actor: Actor, now: datetime, source: IO[bytes], name: str, side: str,
    notice: Notice | None = None, complaint: Complaint | None = None, account: Account | None = None,
) -> Evidence:  # fmt: skip
    """Keep a file as evidence of one side. Raises ``BadInput`` for one that is too large or of another kind."""
    content = source.read(BYTES + 1)
    if not content or len(content) > BYTES:
        raise BadInput([Problem("evidence", SIZE)], file=name)
    kind = kind_of(content, name)
    kept = files.keep(actor, now, io.BytesIO(content), name, kind, BYTES)
    with transaction.atomic():
        brought = Evidence.objects.filter(notice=notice, complaint=complaint, account=account, side=side)
        if brought.count() >= FILES_A_CASE:
            raise BadInput([Problem("evidence", TOO_MANY.fill(n=FILES_A_CASE))], file=name)
        made = Evidence.objects.create(
            notice=notice, complaint=complaint, account=account, side=side, sha256=kept.sha256, kind=kind,
            size=kept.size, name=name[:200], brought_by=actor.id, at=now,
        )  # fmt: skip
        data: ledger.Data = {"file": kept.sha256, "kind": kind, "size": kept.size, "side": side}
        case_id = complaint.pk if complaint else account.pk if account else None
        ledger.append(actor, "protection.evidence_kept", f"evidence/{made.pk}", now, case_id=case_id, data=data)
    return made


def kind_of(content: bytes, name: str) -> str:
    """The media type of a file of evidence, by its content. Raises ``BadInput``."""
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith((b"\x89PNG", b"\xff\xd8\xff", b"RIFF")):
        return files.check_picture(content, name)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise BadInput([Problem("evidence", KINDS)], file=name) from None
    if any(ord(c) < 32 and c not in "\t\r\n" for c in text):
        raise BadInput([Problem("evidence", KINDS)], file=name)
    return "text/plain; charset=utf-8"


def visible(actor: Actor, evidence: Evidence) -> bool:
    """Whether the actor may open it: the office, whoever brought it, and the other side of the same case.

    A holder's papers are another matter: those of an account are its own and the office's.
    """
    if actor.has(*policy.OFFICE):
        return True
    if evidence.account is not None:
        return account_flow.concerns(evidence.account.case, actor)
    cases = [evidence.complaint] if evidence.complaint else []
    if evidence.notice is not None:
        if actor.id is not None and evidence.notice.person_id == actor.id:
            return True
        account = evidence.notice.account
        if account is not None and account.party_id == actor.party_id:
            return True
        sellers = evidence.notice.complaints.filter(seller__person_id=actor.id or 0).select_related("seller", "case")
        cases += list(sellers[:1] if actor.id is None else sellers)
    return any(policy.concerns(complaint.case, actor) for complaint in cases)


def read(actor: Actor, now: datetime, evidence_id: int) -> tuple[Evidence, bytes]:
    """Open a file; the ledger keeps who did. Raises ``NotFound``, also for what the actor may not see."""
    related = ("complaint__case", "complaint__notice", "complaint__seller", "notice__account", "account__case")
    found = Evidence.objects.select_related(*related).filter(pk=evidence_id).first()
    if found is None or not visible(actor, found):
        raise NotFound()
    content = files.path_of(found.sha256).read_bytes()
    with transaction.atomic():
        data: ledger.Data = {"file": found.sha256, "side": found.side}
        ledger.append(
            actor,
            "protection.evidence_read",
            f"evidence/{found.pk}",
            now,
            case_id=found.complaint_id or found.account_id,
            data=data,
        )
    return found, content
