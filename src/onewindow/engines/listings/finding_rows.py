"""Findings as rows of a table, with what a table shows of the listing and the mark."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from onewindow.engines.listings import context, disguises
from onewindow.engines.listings.picturing import PictureScanner
from onewindow.engines.listings.scanner import Scanner
from onewindow.engines.listings.types import IN_PICTURE
from onewindow.engines.marks.images.errors import ImageError


class Scanners(NamedTuple):
    """What listings are scanned with: for words in titles, for figurative marks in pictures."""

    titles: Scanner
    pictures: PictureScanner


class FindingRow(NamedTuple):
    """A finding: number of the listing in its batch, id and text of the mark, where, how, how sure, what speaks against
    it, the classes the category was read as (bits), and whether the seller is a licensee."""

    listing: int
    protected_id: str
    mark: str
    start: int
    end: int
    disguise: str
    score: float
    context: str
    class_mask: int
    authorised: bool

    @property
    def in_picture(self) -> bool:
        """Whether it was found in the listing's picture and not in its title."""
        return self.disguise.startswith(IN_PICTURE)


def rows_of(
    scanner: Scanner, titles: Sequence[str], categories: Sequence[str], sellers: Sequence[str], everything: bool = False
) -> list[FindingRow]:
    """The findings in a batch given as columns."""
    found = scanner.scan_columns(titles, categories, sellers, everything)
    kinds = {bits: disguises.names(bits) for bits in np.unique(found.disguise).tolist()}
    against = {bits: context.names(bits) for bits in np.unique(found.context).tolist()}
    return [
        FindingRow(
            listing, scanner.protected[mark].id, scanner.protected[mark].text, start, end, kinds[kind],
            round(score, 4), against[bits], context.class_mask(categories[listing] or ""),
            bool(bits & context.AUTHORISED),
        )
        for listing, mark, start, end, kind, bits, score in zip(*(column.tolist() for column in found), strict=True)
    ]  # fmt: skip


def picture_rows(
    scanner: PictureScanner, images: Iterable[bytes | None], categories: Sequence[str], sellers: Sequence[str],
    everything: bool = False,
) -> list[FindingRow]:  # fmt: skip
    """The findings in the pictures of a batch; one that cannot be compared is passed over."""
    found: list[FindingRow] = []
    for number, image in enumerate(images if scanner.protected else ()):
        if not image:
            continue
        try:
            hits = scanner.find(image, categories[number], sellers[number], everything)
        except ImageError:
            continue
        found += [
            FindingRow(
                number, hit.mark.id, hit.mark.text, 0, 0, hit.ways, hit.score, context.names(hit.context),
                context.class_mask(categories[number] or ""), bool(hit.context & context.AUTHORISED),
            )
            for hit in hits
        ]  # fmt: skip
    return found
