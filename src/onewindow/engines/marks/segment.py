"""A segment: an unchanging set of marks in columns, in memory or mapped from a file, and its search."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.marks import weights
from onewindow.engines.marks.abreast import abreast
from onewindow.engines.marks.asked import Asked
from onewindow.engines.marks.columns import Columns, indexed_columns
from onewindow.engines.marks.features import ACROSS, SOUND
from onewindow.engines.marks.look import looks
from onewindow.engines.marks.nearby import Nearby, Terms, elements_of, matches, nearby
from onewindow.engines.marks.runs import runs_of
from onewindow.engines.marks.types import Mark, classes_of

_SCALE = 256.0  # weights of features are gathered as whole numbers of this fraction ...
_MOST_SUM = 60_000.0  # ... or of a smaller one, so that their sum fits
_HALVED = 128  # so many rows are worth comparing by halves
_LENGTHS = {"text": "text_lengths", "sound": "form_lengths", "element": "element_counts"}  # of what a view lists


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

    def elements_at(self, row: int) -> NDArray[np.int32]:
        """Numbers of the elements of a mark, in order."""
        starts = self.columns["mark_starts"]
        elements: NDArray[np.int32] = self.columns["mark_elements"][starts[row] : starts[row + 1]]
        return elements

    def mark(self, row: int) -> Mark:
        return Mark(self.id_of(row), self.text_of(row), classes_of(int(self.columns["masks"][row])))

    def rows_of(self, identifier: str) -> list[int]:
        """Rows with this id, ascending."""
        from onewindow.engines.marks.kernels import hash_spans

        codes = np.frombuffer(identifier.encode("utf-8", "surrogatepass"), np.uint8).astype(np.uint32)
        wanted = hash_spans(codes, np.zeros(1, np.int64), np.full(1, len(codes)))
        first, last = (int(bound[0]) for bound in matches(self.columns["id_hashes"], wanted))
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
        return elements_of(self.columns, hashes)

    def element_sizes(self) -> NDArray[np.int64]:
        """In how many rows each element occurs, by element number."""
        return np.diff(self.columns["element_lists"])

    def features(self, row: int) -> tuple[NDArray[np.uint32], list[NDArray[np.uint32]], NDArray[np.uint64]]:
        """What one row adds to the counts: text buckets, sound buckets of each reading, element hashes."""
        from onewindow.engines.marks.kernels import sound_features

        asked = Asked.of(self.text_of(row))
        forms, starts = asked.columns["forms"], asked.columns["form_starts"]
        sounds = [np.unique(sound_features(forms[a:b], np.array([0, b - a]))[0]) for a, b in pairwise(starts)]
        return asked.text, sounds, np.unique(asked.hashes)

    def _gather(
        self, view: str, chosen: NDArray[np.int64], worth: NDArray[np.float32], total: float, more: int
    ) -> tuple[NDArray[np.int32], bool]:
        from onewindow.engines.marks.gathering import gather

        lengths = self.columns[_LENGTHS[view]]
        size = len(lengths)
        most = max(1, min(weights.CANDIDATES[view] * more, size))
        if not len(chosen) or total <= 0:
            return np.zeros(0, np.int32), False
        # The commonest features tell least and cost most: a share of the weight is given up for them.
        rising = np.argsort(worth, kind="stable")
        sparing = more == 1 and size > weights.LARGE
        given_up = weights.SPARED[view] * total if sparing else 0
        spared = min(int(np.searchsorted(np.cumsum(worth[rising]), given_up)), len(rising) - 1)
        order = rising[spared:][::-1]
        kept, mean = float(worth[order].sum()), float(worth[order].mean())
        # Features that are not looked for count neither in the query nor, on the average, in the rows.
        scale = min(_SCALE, _MOST_SUM / kept)
        by_query, by_row = weights.GATHER[view]
        wanted = total - float(worth[rising[:spared]].sum())
        worst = weights.LEAST_GATHERED[view] if more == 1 else 0.0
        share = len(order) / len(worth) if spared else 1.0
        settings = np.array((wanted * scale, mean * scale * share, by_query, by_row, worst), np.float32)
        rows, cut = gather(
            self.columns[f"{view}_lists"],
            self.columns[f"{view}_rows"],
            chosen[order].astype(np.int64),
            np.maximum(np.rint(worth[order] * scale), 1).astype(np.uint16),
            lengths,
            settings,
            most,
        )
        return rows, bool(cut) or spared > 0

    def _listed(
        self, view: str, buckets: NDArray[np.uint32], worth: NDArray[np.float32], more: int
    ) -> tuple[NDArray[np.int32], bool]:
        place, known = self._lists(view, buckets)
        return self._gather(view, place[known], worth[known], float(worth.sum()), more)

    def candidates(
        self, asked: Asked, worth: dict[str, NDArray[np.float32]], near: Nearby, more: int
    ) -> tuple[NDArray[np.int32], bool]:
        """Rows worth comparing with the query, ascending, and whether any row that shares something was left out.

        worth: weight of each text and sound feature and of each element of the query; more: times as many are taken.
        """

        def by_text_and_element() -> tuple[NDArray[np.int32], NDArray[np.int32], bool]:
            texts, left = self._listed("text", asked.text, worth["text"], more)
            elements, out = self._gather("element", near.chosen, near.values, float(worth["element"].sum()), more)
            return texts, elements, left or out

        (texts, elements, cut), (sounds, left) = abreast(
            by_text_and_element, lambda: self._listed("sound", asked.sound, worth["sound"], more)
        )
        found = [near.rows, texts, self.columns["form_marks"][sounds], elements]
        cut |= left
        first, last = matches(self.columns["whole_hashes"], asked.parts)
        for a, b in zip(first[last > first], last[last > first], strict=True):
            found.append(self.columns["whole_rows"][a : min(b, a + 200 * more)])
            cut |= bool(b > a + 200 * more)
        return np.unique(np.concatenate(found)), cut

    def nearby(self, asked: Asked, worth: NDArray[np.float32], rarity: NDArray[np.float32]) -> Nearby:
        """What here is near the elements of a query (see `nearby.Nearby`)."""
        return nearby(self.columns, asked, runs_of(asked), worth, rarity)

    def compare(
        self,
        asked: Asked,
        rows: NDArray[np.int32],
        worth: NDArray[np.float32],
        element_weights: NDArray[np.float32],
        terms: Terms,
    ) -> NDArray[np.float32]:
        """Likeness features of these rows (see `comparing.measure`)."""
        from onewindow.engines.marks.comparing import measure
        from onewindow.engines.marks.rendering import heard_across

        mine, theirs = self.columns, asked.columns
        text_spans, said_spans = asked.spans
        measured = partial(
            measure,
            asked.codes,
            text_spans,
            asked.said,
            said_spans,
            theirs["forms"],
            theirs["form_starts"],
            self.elements_of(asked.hashes),
            worth,
            asked.masks,
            asked.known,
            mine["element_text"],
            mine["element_starts"],
            mine["element_said"],
            mine["element_said_starts"],
            mine["element_masks"],
            mine["element_known"],
            mine["mark_elements"],
            mine["mark_starts"],
            element_weights,
            mine["forms"],
            mine["form_starts"],
            mine["mark_forms"],
            terms.first,
            terms.starts,
            terms.elements,
            terms.runs,
            terms.strengths,
            looks().glyphs,
        )
        if len(rows) < _HALVED:
            found = measured(rows)
        else:
            one, other = np.array_split(rows, 2)
            found = np.concatenate(abreast(lambda: measured(one), lambda: measured(other)))
        across = np.flatnonzero(found[:, ACROSS])
        if len(across):
            said = theirs["forms"][: theirs["form_starts"][1]]
            found[across, SOUND] = heard_across(said, asked.codes, rows[across], found[across, SOUND], mine)
        return found
