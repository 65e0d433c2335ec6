"""What one search sees: the segments at a moment, who in them is removed, and how common everything is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.marks import usual
from onewindow.engines.marks.asked import Asked
from onewindow.engines.marks.segment import Segment


class Removed:
    """Marks removed from segments that cannot change: their rows, and what they no longer add to the counts."""

    def __init__(self) -> None:
        self.dead: dict[int, NDArray[np.bool_]] = {}
        self.text: Counter[int] = Counter()
        self.sound: Counter[int] = Counter()
        self.elements: Counter[int] = Counter()

    def add(self, number: int, segment: Segment, row: int) -> bool:
        """Mark a row of segment `number` as removed; False if it already was."""
        dead = self.dead.setdefault(number, np.zeros(segment.size, np.bool_))
        if dead[row]:
            return False
        dead[row] = True
        self._count(segment, row, 1)
        return True

    def forget(self, number: int, segment: Segment) -> None:
        """Segment `number` is no longer searched, and neither are its removed rows counted off."""
        for row in np.flatnonzero(self.dead.pop(number, np.zeros(0, np.bool_))).tolist():
            self._count(segment, row, -1)

    def rows(self, number: int) -> NDArray[np.int64]:
        """Removed rows of segment `number`, ascending."""
        dead = self.dead.get(number)
        return np.zeros(0, np.int64) if dead is None else np.flatnonzero(dead)

    def _count(self, segment: Segment, row: int, sign: int) -> None:
        text, sounds, elements = segment.features(row)
        for counter, values in ((self.text, [text]), (self.sound, sounds), (self.elements, [elements])):
            for value in (value for found in values for value in found.tolist()):
                counter[value] += sign


@dataclass(frozen=True)
class State:
    """Segments by number, base first, and the rows removed from them. Counts do not depend on how marks are spread over
    segments, so neither do scores."""

    segments: dict[int, Segment]
    removed: Removed

    @cached_property
    def size(self) -> int:
        """Number of marks that can be found."""
        gone = sum(int(dead.sum()) for dead in self.removed.dead.values())
        return sum(segment.size for segment in self.segments.values()) - gone

    @cached_property
    def element_weights(self) -> dict[int, NDArray[np.float32]]:
        """Weight 0..1 of every element of every segment: its rarity among all marks."""
        counts = {number: segment.element_sizes() for number, segment in self.segments.items()}
        totals = {number: count.copy() for number, count in counts.items()}
        numbers = list(self.segments)
        for a in numbers:
            for b in numbers:
                if a < b:
                    small, large = sorted((a, b), key=lambda n: len(counts[n]))
                    hashes = self.segments[small].columns["element_hashes"]
                    order = self.segments[small].columns["element_order"]
                    there = self.segments[large].elements_of(hashes)
                    here = order[there >= 0]
                    there = there[there >= 0]
                    totals[large][there] += counts[small][here]
                    totals[small][here] += counts[large][there]
        gone = self.removed.elements
        if gone:
            hashes = np.fromiter(gone, np.uint64, len(gone))
            less = np.fromiter(gone.values(), np.int64, len(gone))
            for number, segment in self.segments.items():
                there = segment.elements_of(hashes)
                totals[number][there[there >= 0]] -= less[there >= 0]
        found = {number: self._rarity(total) for number, total in totals.items()}
        return {number: rarity * self.segments[number].columns["element_usual"] for number, rarity in found.items()}

    def live(self, number: int, rows: NDArray[np.int32]) -> NDArray[np.int32]:
        """Those of the rows of segment `number` that are not removed."""
        dead = self.removed.dead.get(number)
        return rows if dead is None else rows[~dead[rows]]

    def _rarity(self, counts: NDArray[np.int64]) -> NDArray[np.float32]:
        size = max(self.size, 1)
        rarity = np.log1p(size / np.maximum(counts, 1)) / np.log1p(size)
        floored: NDArray[np.float32] = np.maximum(rarity, 0.05).astype(np.float32)
        return floored

    def worth(self, asked: Asked) -> dict[str, NDArray[np.float32]]:
        """Weight of each text and sound feature of a query, and of each of its elements, from all segments together."""
        found = {}
        for view, buckets in (("text", asked.text), ("sound", asked.sound)):
            counts = np.zeros(len(buckets), np.int64)
            for segment in self.segments.values():
                counts += segment.counts(view, buckets)
            gone = self.removed.text if view == "text" else self.removed.sound
            if gone:
                counts -= np.fromiter((gone[bucket] for bucket in buckets.tolist()), np.int64, len(buckets))
            found[view] = np.log1p(max(self.size, 1) / np.maximum(counts, 0.5)).astype(np.float32)
        counts = np.zeros(len(asked.hashes), np.int64)
        for segment in self.segments.values():
            numbers = segment.elements_of(asked.hashes)
            lists = segment.columns["element_lists"]
            known = numbers >= 0
            counts[known] += lists[numbers[known] + 1] - lists[numbers[known]]
        gone = self.removed.elements
        if gone:
            counts -= np.fromiter((gone[value] for value in asked.hashes.tolist()), np.int64, len(counts))
        found["element"] = self._rarity(counts) * usual.factors(asked.hashes)
        return found
