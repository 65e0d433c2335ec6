"""Who acts before the office for a party: its own people, and an agent whose client said so.

The register knows parties but no mandates: a desk that keeps mandates declares whom an agent may act for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from onewindow.kernel.access import Actor, Role

Source = Callable[[Actor], Iterable[int]]
_sources: list[Source] = []


def declare(source: Source) -> None:
    """Let ``source`` say for which parties an agent has a mandate that they confirmed."""
    _sources.append(source)


def parties(actor: Actor) -> frozenset[int]:
    """The parties that this actor acts for: its own, and those that it represents."""
    own = {actor.party_id} if actor.party_id is not None else set[int]()
    if actor.has(Role.AGENT):
        own.update(*(source(actor) for source in _sources))
    return frozenset(own)


def acts_for(actor: Actor, party_id: int | None) -> bool:
    """Whether this actor acts for a party."""
    return party_id is not None and (party_id == actor.party_id or party_id in parties(actor))
