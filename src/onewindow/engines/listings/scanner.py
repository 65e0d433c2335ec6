"""The scanner: protected marks compiled once, batches of listings scanned against them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.listings import context, disguises
from onewindow.engines.listings.types import Finding, Listing, Protected

if TYPE_CHECKING:
    from onewindow.engines.listings.forms import Forms


class Found(NamedTuple):
    """Findings as columns: numbers of listing and protected mark, offsets, bits of disguise and context, scores."""

    listing: NDArray[np.int32]
    protected: NDArray[np.int32]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    disguise: NDArray[np.int32]
    context: NDArray[np.int32]
    score: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Scanner:
    """Protected marks, compiled. It has no state that a scan changes; processes may share it by pickling."""

    protected: tuple[Protected, ...]
    _forms: Forms
    _owners: NDArray[np.int32]
    _owned: NDArray[np.int32]
    _masks: NDArray[np.int64]
    _licensees: dict[int, frozenset[str]]

    @classmethod
    def build(cls, protected: Iterable[Protected]) -> Scanner:
        """Compile marks. A mark without letters, or of more than 64, is never found."""
        from onewindow.engines.listings import forms

        marks = tuple(protected)
        numbers: dict[str, int] = {}
        of = np.array([numbers.setdefault(mark.text, len(numbers)) for mark in marks], np.int32)
        order = np.argsort(of, kind="stable").astype(np.int32)
        owners = np.searchsorted(of[order], np.arange(len(numbers) + 1)).astype(np.int32)
        masks = np.array([sum(1 << (n - 1) for n in set(mark.classes)) for mark in marks], np.int64)
        licensees = {
            n: frozenset(map(context.seller_key, mark.licensees)) for n, mark in enumerate(marks) if mark.licensees
        }
        return cls(marks, forms.build(list(numbers)), owners, order, masks, licensees)

    def scan(self, batch: Sequence[Listing], everything: bool = False, disguised: bool = True) -> list[Finding]:
        """Findings in the order of the batch, at most one for a listing and a mark: the plainest, then the first.

        What its context speaks against (a mark only referred to, an authorised seller) is left out unless
        ``everything`` is wanted. ``disguised=False`` finds marks as they are written only, and is faster.
        """
        found = self.scan_columns(
            [listing.title for listing in batch],
            [listing.category for listing in batch],
            [listing.seller for listing in batch],
            everything, disguised,
        )  # fmt: skip
        kinds = {bits: disguises.names(bits) for bits in np.unique(found.disguise).tolist()}
        against = {bits: context.names(bits) for bits in np.unique(found.context).tolist()}
        columns = zip(
            [batch[n].id for n in found.listing.tolist()],
            [self.protected[n].id for n in found.protected.tolist()],
            found.start.tolist(),
            found.end.tolist(),
            [kinds[bits] for bits in found.disguise.tolist()],
            found.score.tolist(),
            [against[bits] for bits in found.context.tolist()],
            strict=True,
        )
        return list(map(Finding._make, columns))

    def scan_columns(
        self,
        titles: Sequence[str],
        categories: Sequence[str | None] | None = None,
        sellers: Sequence[str | None] | None = None,
        everything: bool = False,
        disguised: bool = True,
    ) -> Found:
        """The same as columns, for files and tables."""
        from onewindow.engines.listings import finding

        raw = finding.find(self._forms, titles, disguised)
        # A text that several protect is found for each of them.
        counts = self._owners[raw.mark + 1] - self._owners[raw.mark]
        hit = np.repeat(np.arange(len(raw.mark)), counts)
        ordinal = np.arange(len(hit)) - np.repeat(np.cumsum(counts) - counts, counts)
        protected = self._owned[self._owners[raw.mark[hit]] + ordinal]
        listing = raw.listing[hit]
        bits = raw.context[hit]
        score = raw.score[hit]
        if categories is not None and len(hit):
            masks = np.array([context.class_mask(c) if c else 0 for c in categories], np.int64)[listing]
            own = self._masks[protected]
            other = (masks != 0) & (own != 0) & (masks & own == 0)
            bits[other] |= context.CLASS
            score[other] *= context.IN_OTHER_CLASS
        if sellers is not None and self._licensees and len(hit):
            for n in np.flatnonzero(np.isin(protected, np.fromiter(self._licensees, np.int32))):
                seller = sellers[listing[n]]
                if seller and context.seller_key(seller) in self._licensees[int(protected[n])]:
                    bits[n] |= context.AUTHORISED
                    score[n] *= context.WHEN_AUTHORISED
        found = Found(listing, protected, raw.start[hit], raw.end[hit], raw.disguise[hit], bits, score)
        if everything:
            return found
        # Who disguises a mark does not merely refer to it.
        dropped = (bits & context.AUTHORISED > 0) | ((bits & context.REFERENTIAL > 0) & (found.disguise == 0))
        return Found(*(column[~dropped] for column in found))
