"""Who may do what with complaints: the sides of a case, and which side an actor is on."""

from __future__ import annotations

from onewindow.desks.protection.complaint_models import Complaint
from onewindow.kernel.access import Actor, Role
from onewindow.kernel.case import Case

HOLDERS = frozenset({Role.HOLDER, Role.AGENT})
SELLERS = frozenset({Role.SELLER})
OFFICERS = frozenset({Role.ENFORCEMENT})
OFFICE = frozenset({Role.ENFORCEMENT, Role.ADMINISTRATOR})
HOUSE = frozenset({Role.ADMINISTRATOR})
ROLES = {"notifier": HOLDERS, "seller": SELLERS, "officer": OFFICERS, "clock": HOUSE}
TOLD = ("upheld", "kept", "restored")
"""Outcomes after which the seller knows of a complaint."""


def is_notifier(complaint: Complaint, actor: Actor) -> bool:
    """Whether the actor sent the notice, or acts for the party that did."""
    party = complaint.case.party_id
    return (actor.id is not None and complaint.notice.person_id == actor.id) or (
        party is not None and party == actor.party_id
    )


def is_seller(complaint: Complaint, actor: Actor) -> bool:
    """Whether the actor is the seller of the listing, and knows of the complaint."""
    seller = complaint.seller
    return seller is not None and actor.id is not None and seller.person_id == actor.id and complaint.outcome in TOLD


def concerns(case: Case, actor: Actor) -> bool:
    """A complaint is the business of who sent it, of the seller once told, and of the office."""
    complaint = case.complaint
    return actor.has(*OFFICE) or is_notifier(complaint, actor) or is_seller(complaint, actor)


def on_side(complaint: Complaint, side: str, actor: Actor) -> bool:
    """Whether the actor is on a side: ``notifier``, ``seller``, ``officer`` or ``clock``."""
    if side == "notifier":
        return is_notifier(complaint, actor)
    if side == "seller":
        return is_seller(complaint, actor)
    return actor.has(*ROLES[side])
