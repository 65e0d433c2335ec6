"""What the elements of a query mean: the runs of elements that are words of the lexicon, and the words near them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.marks import weights
from onewindow.engines.marks.lexicon import Lexicon, Meanings, lexicon

if TYPE_CHECKING:
    from onewindow.engines.marks.asked import Asked

_SAYING_NOTHING = frozenset(
    ["the", "and", "for", "with", "from", "our", "your", "you", "my", "is", "are", "its", "not"]
)
_LONGEST_RUN = 5


@dataclass(frozen=True)
class Run:
    """Elements begin:end of a query taken as one word: the hash of its stem, and the words near it in meaning."""

    begin: int
    end: int
    stem: int
    meanings: Meanings | None
    factor: float


def runs_of(asked: Asked) -> list[Run]:
    """The runs of elements of a query: each by itself, and those of several that the lexicon knows as a word."""
    from onewindow.engines.marks.kernels import hash_spans, stem_ends

    bounds = asked.spans[0]
    count = len(bounds) - 1
    pairs = [(a, b) for a in range(count) for b in range(a + 1, min(count, a + _LONGEST_RUN) + 1)]
    first, last = np.array(pairs, np.int64).reshape(-1, 2).T
    begins, ends = bounds[first], bounds[last]
    hashes = hash_spans(asked.codes, begins, stem_ends(asked.codes, begins, ends))
    book: Lexicon = lexicon()
    known = book.find(hashes)
    covered = {
        element
        for (a, b), word in zip(pairs, known.tolist(), strict=True)
        if word >= 0 and b - a > 1
        for element in range(a, b)
    }
    found = []
    for (a, b), stem, word in zip(pairs, hashes.tolist(), known.tolist(), strict=True):
        size = int(bounds[b] - bounds[a])
        latin = int(asked.codes[bounds[a] : bounds[b]].max(initial=0)) < 128
        if b - a > 1 and (word < 0 or size > weights.LONGEST_WORD):
            continue
        short = size < 3 and not book.played[word]
        silent = word < 0 or (latin and (short or _text(asked, a, b) in _SAYING_NOTHING))
        # A character among others means less by itself.
        alone = b - a == 1 and not latin and size == 1 and count > 1
        factor = (weights.CHARACTER_IN_WORD if a in covered else weights.CHARACTER_ALONE) if alone else 1.0
        found.append(Run(a, b, stem, None if silent else book.meanings(word), factor))
    return found


def _text(asked: Asked, begin: int, end: int) -> str:
    bounds: NDArray[np.int64] = asked.spans[0]
    return asked.codes[bounds[begin] : bounds[end]].tobytes().decode("utf-32-le", "replace")
