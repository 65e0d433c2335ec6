"""What is scanned for, what is scanned, and what is found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from onewindow.engines.marks.images import Description


@dataclass(frozen=True, slots=True)
class Protected:
    """A protected mark: its words, the Nice classes of the right, the sellers that its holder authorised, and its
    picture (an SVG, PNG, JPEG or WebP file, or what the mark engine found of it before)."""

    id: str
    text: str
    classes: tuple[int, ...] = ()
    licensees: tuple[str, ...] = ()
    image: bytes | Description | None = None


class Listing(NamedTuple):
    """A listing as a marketplace shows it, with its picture as a file if there is one."""

    id: str
    title: str
    category: str | None = None
    seller: str | None = None
    image: bytes | None = None


IN_PICTURE = "image."
"""What kinds of likeness of pictures begin with: they are the rules of the mark engine's pictures."""


class Finding(NamedTuple):
    """A protected mark in a title: ``title[start:end]``, offsets in characters (code points) of the title as given; or
    in the listing's picture, with both offsets 0.

    ``disguise`` names what was done to the mark, kinds joined by ``+``, or ``none``; of a picture the ways in which it
    is like the mark (``image.same``). ``score`` (0 to 1) says how much speaks for a use of the mark. ``context`` names
    what speaks against it, joined by ``+``: ``referential`` (compatible with, for, 适用于), ``authorised`` (the seller
    is a licensee), ``class`` (goods of no class of the right), ``generic`` (the mark is an ordinary word), else empty.
    """

    listing_id: str
    protected_id: str
    start: int
    end: int
    disguise: str
    score: float
    context: str = ""
