"""A query as columns of numbers, the same as those of the marks it is compared with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.marks import weights
from onewindow.engines.marks.columns import Columns, joined_text, plain_columns
from onewindow.engines.marks.lexicon import lexicon
from onewindow.engines.marks.types import Mark

_HAN = 0x2E80


@dataclass(frozen=True)
class Asked:
    """A query in columns: the one row of a segment without lists, and its features."""

    columns: Columns
    codes: NDArray[np.uint32]
    text: NDArray[np.uint32]
    sound: NDArray[np.uint32]
    hashes: NDArray[np.uint64]

    @classmethod
    def of(cls, text: str) -> Asked:
        from onewindow.engines.marks.kernels import hash_spans, seen_features, sound_features

        columns = plain_columns([Mark("query", text)])
        codes, starts = joined_text(columns)
        elements = columns["element_starts"]
        return cls(
            columns,
            codes,
            np.unique(seen_features(codes, starts)[0]),
            np.unique(sound_features(columns["forms"], columns["form_starts"])[0]),
            hash_spans(columns["element_text"], elements[:-1], elements[1:])[columns["mark_elements"]],
        )

    @cached_property
    def spans(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Element boundaries in the folded text and in the first readings of the elements, in order."""
        order = self.columns["mark_elements"]
        text = np.diff(self.columns["element_starts"])[order]
        said = np.diff(self.columns["element_said_starts"])[order]
        return np.concatenate(([0], np.cumsum(text))), np.concatenate(([0], np.cumsum(said)))

    @cached_property
    def said(self) -> NDArray[np.uint8]:
        """First readings of the elements, one after the other."""
        starts, codes = self.columns["element_said_starts"], self.columns["element_said"]
        parts = [codes[starts[e] : starts[e + 1]] for e in self.columns["mark_elements"]]
        return np.concatenate(parts) if parts else np.zeros(0, np.uint8)

    @cached_property
    def masks(self) -> NDArray[np.uint64]:
        """Letters and consonants of each element (see `kernels.letter_masks`)."""
        from onewindow.engines.marks.kernels import letter_masks

        text, said = self.spans
        return letter_masks(self.codes, text, self.said, said)

    @cached_property
    def known(self) -> NDArray[np.uint8]:
        """Whether each element is an English word."""
        from onewindow.engines.marks.kernels import hash_spans, stem_ends

        bounds = self.spans[0]
        found = lexicon().find(hash_spans(self.codes, bounds[:-1], stem_ends(self.codes, bounds[:-1], bounds[1:])))
        known: NDArray[np.uint8] = (lexicon().english[found] & (found >= 0)).astype(np.uint8)
        return known

    @cached_property
    def parts(self) -> NDArray[np.uint64]:
        """Hashes of the stretches of the folded text that could be a whole earlier mark."""
        from onewindow.engines.marks.kernels import hash_spans

        size = len(self.codes)
        begins, ends = np.triu_indices(size + 1, 2)
        length = ends - begins
        usable = (length < size) & (length <= weights.LONGEST_SUBSTRING)
        usable &= (length >= 3) | (self.codes[np.minimum(begins, size - 1)] >= _HAN)
        begins, ends = begins[usable][: weights.MOST_SUBSTRINGS], ends[usable][: weights.MOST_SUBSTRINGS]
        return np.unique(hash_spans(self.codes, begins.astype(np.int64), ends.astype(np.int64)))
