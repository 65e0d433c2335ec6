"""Words written in one: LANDINGPAGE is two elements, as LANDING PAGE is."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from onewindow.engines.marks.fold import words

_SHORTEST_PART = 4


def elements_of(text: str) -> list[str]:
    """The elements of a mark in reading order: its words (see `fold.words`), compounds of two English words parted."""
    return [part for word in words(text) for part in parts_of(word)]


@lru_cache(maxsize=1 << 18)
def parts_of(word: str) -> tuple[str, ...]:
    """The two English words a word is written together from, or the word itself.

    A word of any language in the lexicon is left whole. Of several ways to part a word the most even one is taken."""
    from onewindow.engines.marks.kernels import hash_spans, stem_ends
    from onewindow.engines.marks.lexicon import lexicon

    size = len(word)
    if not 2 * _SHORTEST_PART <= size <= 24 or not (word.isascii() and word.isalpha()):
        return (word,)
    codes = np.frombuffer(word.encode("utf-32-le"), np.uint32)
    cuts = np.arange(_SHORTEST_PART, size - _SHORTEST_PART + 1)
    begins = np.concatenate(([0], np.zeros_like(cuts), cuts)).astype(np.int64)
    ends = np.concatenate(([size], cuts, np.full_like(cuts, size))).astype(np.int64)
    found = lexicon().find(hash_spans(codes, begins, stem_ends(codes, begins, ends)))
    if found[0] >= 0:
        return (word,)
    english = lexicon().english[found] & (found >= 0)
    both = np.flatnonzero(english[1 : len(cuts) + 1] & english[len(cuts) + 1 :])
    if not len(both):
        return (word,)
    cut = int(cuts[both[np.argmin(np.abs(2 * cuts[both] - size))]])
    return word[:cut], word[cut:]
