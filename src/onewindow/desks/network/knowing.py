"""The knowledge in force: what comes with onewindow, with the engineer's file over it."""

from __future__ import annotations

import hashlib
from datetime import datetime
from functools import lru_cache

from django.db import transaction

from onewindow.desks.network import maps
from onewindow.desks.network.models import KnowledgeFile
from onewindow.desks.network.policy import ENGINEERS
from onewindow.engines.faults import knowledge
from onewindow.engines.faults.knowledge import Knowledge
from onewindow.kernel import ledger
from onewindow.kernel.access import Actor
from onewindow.kernel.errors import BadInput, NotAllowed, Problem
from onewindow.texts import Text

LIMIT = 1024 * 1024
UTF8 = Text("a text file in UTF-8", "UTF-8 文本文件")


def in_force() -> Knowledge:
    """The knowledge by which alarms are read, roots located and repairs proposed now."""
    kept = given()
    return knowledge.built_in() if kept is None else _read(kept.text)


def given() -> KnowledgeFile | None:
    """The engineer's file in force, if there is one."""
    return KnowledgeFile.objects.order_by("-pk").first()


def load(actor: Actor, now: datetime, content: bytes, name: str) -> KnowledgeFile:
    """Put a file in force, over what comes with onewindow. Raises ``NotAllowed``, ``BadInput`` by row and field."""
    if not actor.has(*ENGINEERS):
        raise NotAllowed(maps.ROLE)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput([Problem("knowledge", UTF8)], file=name) from None
    try:
        known = _read(text)
    except knowledge.KnowledgeError as error:
        raise BadInput(problems(error), file=name) from None
    with transaction.atomic():
        data: ledger.Data = {
            "name": name[:200], "sha256": hashlib.sha256(content).hexdigest(),
            "kinds": len(known.kinds), "faults": len(known.faults),
        }  # fmt: skip
        entry = ledger.append(actor, "network.knowledge_loaded", "network", now, data=data)
        return KnowledgeFile.objects.create(
            name=name[:200], text=text, given_by=actor.name, given_at=now, entry_seq=entry.seq
        )


def problems(error: knowledge.KnowledgeError) -> list[Problem]:
    """What is wrong with a file, by row, entry and field."""
    return [
        Problem(f"{w.entry} {w.field}" if w.row else w.field, w.expected, row=w.row or None, got=w.got)
        for w in error.wrongs[:50]
    ]


@lru_cache(maxsize=4)
def _read(text: str) -> Knowledge:
    return knowledge.parse(text, knowledge.built_in())
