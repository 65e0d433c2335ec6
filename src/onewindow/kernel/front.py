"""What a person can come to the window for: each desk declares its entrances, the front page and the bar show them.

A desk's module ``front`` declares; the words are said in the reader's language when the page is made.
"""

from __future__ import annotations

from dataclasses import dataclass

from onewindow.kernel.access import Actor, Role
from onewindow.texts import Text

OUTSIDE = frozenset({Role.HOLDER, Role.SELLER, Role.AGENT, Role.LENDER, Role.INSURER, Role.NETWORK, Role.CUSTOMS})
"""Roles of people whose business is their own, not the office's."""


@dataclass(frozen=True, slots=True)
class Entrance:
    """A task that begins at the page named ``route``, for whoever has one of ``roles`` (``PUBLIC``: everybody).

    With ``nav`` it also stands in the bar at the top of every page, under that shorter name. ``rank`` orders: small
    first. ``signed_in`` leaves it out for visitors, whatever the roles.
    """

    route: str
    title: Text
    body: Text
    roles: frozenset[Role] = frozenset({Role.PUBLIC})
    nav: Text | None = None
    rank: int = 50
    signed_in: bool = False

    def open_to(self, actor: Actor) -> bool:
        """Whether this actor is shown it."""
        if self.signed_in and actor.id is None:
            return False
        return Role.PUBLIC in self.roles or actor.has(*self.roles)


_entrances: list[Entrance] = []


def declare(*entrances: Entrance) -> None:
    """Let the front page show these."""
    _entrances.extend(entrances)


def entrances(actor: Actor) -> list[Entrance]:
    """What this actor can come for, in order."""
    return sorted((each for each in _entrances if each.open_to(actor)), key=lambda each: each.rank)


def after_sign_in() -> list[Entrance]:
    """What people from outside the office can come for once they have signed in: what a visitor is told of."""
    return sorted((each for each in _entrances if each.signed_in or each.roles & OUTSIDE), key=lambda each: each.rank)
