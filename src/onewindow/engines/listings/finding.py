"""From titles to findings of texts: folds a batch, matches it, reads the words around each hit, scores it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.listings import context, disguises, glyphs, matching, scratch, sounding
from onewindow.engines.listings.folding import fold
from onewindow.engines.listings.forms import Forms
from onewindow.engines.listings.hashing import POWERS
from onewindow.engines.listings.words import words

# How much each kind of disguise leaves of certainty: our own judgement of how easily it comes about by chance.
_CERTAINTY = {
    disguises.WIDTH: 0.97, disguises.ACCENT: 0.93, disguises.LOOKALIKE: 0.93, disguises.LEET: 0.9,
    disguises.INVISIBLE: 0.98, disguises.SEPARATED: 0.88, disguises.DOUBLED: 0.88, disguises.JOINED: 0.9,
    disguises.MISSPELT: 0.72, disguises.MASKED: 0.8, disguises.GLUED: 0.8, disguises.TRADITIONAL: 0.97,
    disguises.ALIKE: 0.78, disguises.SPLIT: 0.85, disguises.HOMOPHONE: 0.68, disguises.PINYIN: 0.75,
    disguises.MIXED: 0.82, disguises.DIGIT: 0.78,
}  # fmt: skip
_GENERIC, _SHORT, _REFERENTIAL = 0.6, 0.8, 0.3
SHORT = 3
BATCH = 8192
"""Titles folded at once: as many as leave their units in the processor's cache."""


class TextHits(NamedTuple):
    """Hits as columns: numbers of listing and mark, offsets, bits of disguise and context, scores."""

    listing: NDArray[np.int32]
    mark: NDArray[np.int32]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    disguise: NDArray[np.int32]
    context: NDArray[np.int32]
    score: NDArray[np.float32]


def find(forms: Forms, titles: Sequence[str], disguised: bool) -> TextHits:
    """All hits in the titles, in their order."""
    parts = [_find(forms, titles[at : at + BATCH], disguised, at) for at in range(0, len(titles), BATCH)] or [
        _find(forms, [], disguised, 0)
    ]
    return TextHits(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _find(forms: Forms, titles: Sequence[str], disguised: bool, offset: int) -> TextHits:
    units, known = fold(titles), words()
    longest = int(np.diff(units.bounds).max()) if titles else 0
    room, size = scratch.room(longest), 4 * len(titles) + 64
    while True:
        hits = scratch.hits(size)
        used = matching.scan(units, forms, known, POWERS, sounding.readings(), glyphs.alike(), disguised, room, hits)
        if used <= size:
            break
        size = 2 * used
    order = np.lexsort((hits.first[:used], hits.title[:used]))
    hits = scratch.Hits(*(column[:used][order] for column in hits))
    refers = context.referential(units, hits, used, known)
    generic = forms.ordinary[hits.mark] > 0
    score = _scores(hits.kinds) * np.where(generic, _GENERIC, 1) * np.where(refers, _REFERENTIAL, 1)
    score *= np.where((hits.last - hits.first < SHORT) & (units.plain[hits.first] < 0x2E80), _SHORT, 1)
    bits = refers * context.REFERENTIAL + generic * context.GENERIC
    return TextHits(
        hits.title + np.int32(offset), hits.mark, units.place[hits.first], units.place[hits.last - 1] + np.int32(1),
        hits.kinds, bits.astype(np.int32), score.astype(np.float32),
    )  # fmt: skip


def _scores(kinds: NDArray[np.int32]) -> NDArray[np.float64]:
    score = np.ones(len(kinds))
    for bit, certainty in _CERTAINTY.items():
        score *= np.where(kinds & bit, certainty, 1)
    return score
