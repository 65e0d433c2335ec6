"""Compiled walk through the lexicon: from a word to the words that mean the same or nearly so."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.compiled import frozen, jit

_ROWS = (frozen("i8"), frozen("i4"), frozen("f4"))
_MOST = 1 << 14
_LEMMAS = 512


@jit(frozen("i8").dtype, *_ROWS, *_ROWS, *_ROWS, frozen("f8").dtype)
def follow(
    word: int,
    related_starts: NDArray[np.int64],
    related: NDArray[np.int32],
    related_by: NDArray[np.float32],
    meant_starts: NDArray[np.int64],
    meant: NDArray[np.int32],
    meant_by: NDArray[np.float32],
    said_starts: NDArray[np.int64],
    said: NDArray[np.int32],
    said_by: NDArray[np.float32],
    least: float,
) -> tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.int32]]:
    """Words reached from `word` (a word may come twice), each with the product of the strengths and the lemma passed.

    The word itself and the lemmas it translates (`meant`), the lemmas related to those, then each of the lemmas and its
    foreign words (`said`). The three tables are ragged rows: starts, words, strengths.
    """
    lemmas = np.empty(_LEMMAS, np.int32)
    near = np.empty(_LEMMAS, np.float32)
    lemmas[0], near[0] = word, np.float32(1.0)
    size = 1
    for p in range(meant_starts[word], meant_starts[word + 1]):
        if size < _LEMMAS:
            lemmas[size], near[size] = meant[p], meant_by[p]
            size += 1
    for i in range(size):
        for p in range(related_starts[lemmas[i]], related_starts[lemmas[i] + 1]):
            strength = near[i] * related_by[p]
            if size < _LEMMAS and strength >= least:
                lemmas[size], near[size] = related[p], strength
                size += 1
    words = np.empty(_MOST, np.int32)
    strengths = np.empty(_MOST, np.float32)
    through = np.empty(_MOST, np.int32)
    found = 0
    for i in range(size):
        lemma = lemmas[i]
        if lemma != word and found < _MOST:
            words[found], strengths[found], through[found] = lemma, near[i], lemma
            found += 1
        for p in range(said_starts[lemma], said_starts[lemma + 1]):
            strength = near[i] * said_by[p]
            if said[p] != word and strength >= least and found < _MOST:
                words[found], strengths[found], through[found] = said[p], strength, lemma
                found += 1
    return words[:found], strengths[:found], through[:found]
