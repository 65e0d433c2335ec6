"""What a pledge keeps from being done to a right: the guard that every write of an event passes.

While a pledge is in force, the right is not transferred, licensed, offered under an open licence or given up without
the pledgee's consent; each consent is for one such act. Sources: Civil Code (CN) art. 444; Measures for the
Registration of Patent Pledges (No. 461); Implementing Regulations of the Patent Law (CN), rule 86 (open licence). What
the law does to a right (expiry, lapse, invalidation) is not held back.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from onewindow.desks.register.models import LegalEvent, Right
from onewindow.kernel.errors import Conflict
from onewindow.texts import Text

ACTS = {
    "transferred": Text("transfer of the right", "转让权利"),
    "licensed": Text("licence", "许可他人实施"),
    "open_licence": Text("open licence", "开放许可"),
    "cancelled": Text("giving the right up", "放弃权利"),
}
"""The acts that need the pledgee's consent, by the event that records them."""


def pledge_on(events: Iterable[tuple[str, dict[str, Any]]]) -> str | None:
    """The number of the pledge in force after ``events`` (code, data) in the order they were recorded; else None."""
    number: str | None = None
    for code, data in events:
        if code == "pledged":
            number = str(data.get("pledge") or "–")
        elif code == "pledge_cancelled":
            number = None
    return number


def held_by(events: Iterable[tuple[str, dict[str, Any]]], act: str) -> str | None:
    """The number of the pledge that keeps ``act`` from being done; None without one, or when its pledgee consented."""
    told = list(events)
    if act not in ACTS or (number := pledge_on(told)) is None:
        return None
    consented = False
    for code, data in told:
        if code == "pledgee_consented" and data.get("act") == act:
            consented = True
        elif code in (act, "pledged"):  # a consent is used up by the act, and is not one of an earlier pledgee
            consented = False
    return None if consented else number


def guard(right_id: int, act: str) -> None:
    """Inside the transaction that does ``act``: raises ``Conflict`` when a pledge keeps it from being done."""
    if act not in ACTS:
        return
    # The lock orders this act and a pledge being registered: whichever is second sees the first.
    right = Right.objects.select_for_update().filter(pk=right_id).first()
    events = LegalEvent.objects.filter(right=right_id).order_by("pk").values_list("code", "data")
    number = held_by(events, act)
    if right is not None and number is not None:
        en = f"{right.reference} is pledged ({number}): the pledgee must consent to this first: {ACTS[act].en}."
        raise Conflict(Text(en, f"{right.reference} 处于质押状态（{number}）：{ACTS[act].zh}须先经质权人同意。"))
