"""What is scanned for, what is scanned, and what is found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Protected:
    """A protected mark: the Nice classes of the right, and the sellers that its holder authorised."""

    id: str
    text: str
    classes: tuple[int, ...] = ()
    licensees: tuple[str, ...] = ()


class Listing(NamedTuple):
    """A listing as a marketplace shows it."""

    id: str
    title: str
    category: str | None = None
    seller: str | None = None


class Finding(NamedTuple):
    """A protected mark in a title: ``title[start:end]``, offsets in characters (code points) of the title as given.

    ``disguise`` names what was done to the mark, kinds joined by ``+``, or ``none``. ``score`` (0 to 1) says how much
    speaks for a use of the mark. ``context`` names what speaks against it, joined by ``+``: ``referential``
    (compatible with, for, 适用于), ``authorised`` (the seller is a licensee), ``class`` (goods of no class of the
    right), ``generic`` (the mark is an ordinary word), else empty.
    """

    listing_id: str
    protected_id: str
    start: int
    end: int
    disguise: str
    score: float
    context: str = ""
