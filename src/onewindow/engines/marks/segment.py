"""A segment: an unchanging set of marks in columns, in memory or mapped from a file, and its search."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.marks import weights
from onewindow.engines.marks.asked import Asked
from onewindow.engines.marks.columns import Columns, indexed_columns
from onewindow.engines.marks.types import Mark, classes_of

_SCALE = 256  # weights of features are gathered as whole numbers of this fraction


def _matches(sorted_hashes: NDArray[np.uint64], wanted: NDArray[np.uint64]) -> tuple[NDArray[np.int64], ...]:
    return np.searchsorted(sorted_hashes, wanted, "left"), np.searchsorted(sorted_hashes, wanted, "right")


class Segment:
    """Marks in columns with inverted lists. Nothing in it changes after it is made."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.size = len(columns["masks"])

    @classmethod
    def build(cls, records: Iterable[Mark]) -> Segment:
        return cls(indexed_columns(records))

    def id_of(self, row: int) -> str:
        starts = self.columns["id_starts"]
        return bytes(self.columns["ids"][starts[row] : starts[row + 1]]).decode("utf-8", "surrogatepass")

    def text_of(self, row: int) -> str:
        starts = self.columns["text_starts"]
        return bytes(self.columns["texts"][starts[row] : starts[row + 1]]).decode("utf-8", "surrogatepass")

    def mark(self, row: int) -> Mark:
        return Mark(self.id_of(row), self.text_of(row), classes_of(int(self.columns["masks"][row])))

    def rows_of(self, identifier: str) -> list[int]:
        """Rows with this id, ascending."""
        from onewindow.engines.marks.kernels import hash_spans

        codes = np.frombuffer(identifier.encode("utf-8", "surrogatepass"), np.uint8).astype(np.uint32)
        wanted = hash_spans(codes, np.zeros(1, np.int64), np.full(1, len(codes)))
        first, last = (int(bound[0]) for bound in _matches(self.columns["id_hashes"], wanted))
        return [row for row in self.columns["id_rows"][first:last].tolist() if self.id_of(row) == identifier]

    def counts(self, view: str, buckets: NDArray[np.uint32]) -> NDArray[np.int64]:
        """In how many rows each feature bucket occurs; view is "text" or "sound"."""
        place, known = self._lists(view, buckets)
        lists = self.columns[f"{view}_lists"]
        found = np.zeros(len(buckets), np.int64)
        found[known] = lists[place[known] + 1] - lists[place[known]]
        return found

    def _lists(self, view: str, buckets: NDArray[np.uint32]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        keys = self.columns[f"{view}_keys"]
        place = np.searchsorted(keys, buckets)
        known = place < len(keys)
        known[known] = keys[place[known]] == buckets[known]
        return place, known

    def elements_of(self, hashes: NDArray[np.uint64]) -> NDArray[np.int32]:
        """Numbers of the elements with these hashes, -1 where this segment has none."""
        sorted_hashes = self.columns["element_hashes"]
        place = np.searchsorted(sorted_hashes, hashes)
        known = place < len(sorted_hashes)
        known[known] = sorted_hashes[place[known]] == hashes[known]
        numbers = np.full(len(hashes), -1, np.int32)
        numbers[known] = self.columns["element_order"][place[known]]
        return numbers

    def element_sizes(self) -> NDArray[np.int64]:
        """In how many rows each element occurs, by element number."""
        return np.diff(self.columns["element_lists"])

    def features(self, row: int) -> tuple[NDArray[np.uint32], list[NDArray[np.uint32]], NDArray[np.uint64]]:
        """What one row adds to the counts: text buckets, sound buckets of each reading, element hashes."""
        from onewindow.engines.marks.kernels import sound_features

        asked = Asked.of(self.text_of(row))
        forms, starts = asked.columns["forms"], asked.columns["form_starts"]
        sounds = [
            np.unique(sound_features(forms[a:b], np.array([0, b - a]))[0])
            for a, b in pairwise(starts)
        ]
        return asked.text, sounds, np.unique(asked.hashes)

    def _gather(
        self, view: str, chosen: NDArray[np.int64], worth: NDArray[np.float32], lengths: str, total: float, more: int
    ) -> tuple[NDArray[np.int32], bool]:
        from onewindow.engines.marks.kernels import gather

        size = len(self.columns[lengths])
        most = max(1, min(weights.CANDIDATES[view] * more, size))
        sparing = more == 1 and size > weights.LARGE
        if not len(chosen) or total <= 0:
            return np.zeros(0, np.int32), False
        # The commonest features tell least and cost most: a small share of the weight is given up for them.
        rising = np.argsort(worth, kind="stable")
        given_up = weights.SPARED * total if sparing else 0
        spared = int(np.searchsorted(np.cumsum(worth[rising]), given_up))
        order = np.sort(rising[spared:]) if spared < len(rising) else rising
        whole = np.maximum(np.rint(worth * _SCALE), 1).astype(np.int32)
        settings = np.array((total * _SCALE, whole.mean(), *weights.GATHER[view]), np.float32)
        rows, cut = gather(
            self.columns[f"{view}_lists"],
            self.columns[f"{view}_rows"],
            chosen[order].astype(np.int64),
            whole[order],
            self.columns[lengths],
            settings,
            most,
        )
        return rows, bool(cut) or spared > 0

    def candidates(
        self,
        asked: Asked,
        worth: dict[str, NDArray[np.float32]],
        more: int,
    ) -> tuple[NDArray[np.int32], bool]:
        """Rows worth comparing with the query, ascending, and whether any row that shares something was left out.

        worth: weight of each text and sound feature and of each element of the query; more: times as many are taken.
        """
        found, cut = [], False
        for view, lengths in (("text", "text_lengths"), ("sound", "form_lengths")):
            place, known = self._lists(view, asked.text if view == "text" else asked.sound)
            rows, left = self._gather(view, place[known], worth[view][known], lengths, float(worth[view].sum()), more)
            found.append(self.columns["form_marks"][rows] if view == "sound" else rows)
            cut |= left
        chosen, value = self._similar_elements(asked, worth["element"])
        rows, left = self._gather("element", chosen, value, "element_counts", float(worth["element"].sum()), more)
        found.append(rows)
        first, last = _matches(self.columns["whole_hashes"], asked.parts)
        for a, b in zip(first[last > first], last[last > first], strict=True):
            found.append(self.columns["whole_rows"][a : min(b, a + 200 * more)])
            cut |= bool(b > a + 200 * more)
        return np.unique(np.concatenate(found)), cut or left

    def _similar_elements(
        self, asked: Asked, worth: NDArray[np.float32]
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        from onewindow.engines.marks.kernels import hash_spans

        best: dict[int, float] = {}
        for i, number in enumerate(self.elements_of(asked.hashes).tolist()):
            if number >= 0:
                best[number] = max(best.get(number, 0), worth[i])
        text_spans, said_spans = asked.spans
        said = hash_spans(asked.said.astype(np.uint32), said_spans[:-1], said_spans[1:])
        first, last = _matches(self.columns["said_hashes"], said)
        for i, variants in enumerate(asked.variants):
            alike = self.elements_of(variants).tolist()
            if text_spans[i + 1] - text_spans[i] >= 3 and said_spans[i + 1] - said_spans[i] >= 2:
                alike += self.columns["said_order"][first[i] : min(last[i], first[i] + 64)].tolist()
            for number in alike:
                if number >= 0:
                    best[number] = max(best.get(number, 0), 0.8 * worth[i])
        return np.fromiter(best, np.int64, len(best)), np.fromiter(best.values(), np.float32, len(best))

    def compare(
        self,
        asked: Asked,
        rows: NDArray[np.int32],
        worth: NDArray[np.float32],
        element_weights: NDArray[np.float32],
    ) -> NDArray[np.float32]:
        """Likeness features of these rows (see `distance.measure`)."""
        from onewindow.engines.marks.distance import measure

        mine, theirs = self.columns, asked.columns
        text_spans, said_spans = asked.spans
        features: NDArray[np.float32] = measure(
            asked.codes,
            text_spans,
            asked.said,
            said_spans,
            theirs["forms"],
            theirs["form_starts"],
            self.elements_of(asked.hashes),
            worth,
            mine["element_text"],
            mine["element_starts"],
            mine["element_said"],
            mine["element_said_starts"],
            mine["mark_elements"],
            mine["mark_starts"],
            element_weights,
            mine["forms"],
            mine["form_starts"],
            mine["mark_forms"],
            rows,
        )
        return features
