"""What to do about a fault: the checks, the action and its verification, as the knowledge file has them."""

from __future__ import annotations

from dataclasses import dataclass

from onewindow.engines.faults.knowledge import Knowledge
from onewindow.texts import Text


@dataclass(frozen=True, slots=True)
class Repair:
    """A proposal, never an order: somebody approves it before anything is done. ``remote``: needs no visit."""

    fault: str
    label: Text
    checks: tuple[Text, ...]
    action: Text
    verify: Text
    remote: bool


def recommend(fault: str, knowledge: Knowledge) -> Repair | None:
    """The repair of a fault; None for one the knowledge does not have. Learned edges alone propose nothing."""
    known = knowledge.faults.get(fault)
    if known is None:
        return None
    return Repair(known.id, known.label, known.checks, known.action, known.verify, known.remote)
