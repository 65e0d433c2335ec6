"""One search over all segments: candidates, comparison, ranking, filter, reasons."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.marks import scoring, weights
from onewindow.engines.marks.asked import Asked
from onewindow.engines.marks.nearby import Nearby
from onewindow.engines.marks.reasons import Side, reasons_for
from onewindow.engines.marks.state import State
from onewindow.engines.marks.types import Hit, Query, class_mask, classes_of

Keep = Callable[[Sequence[str]], Collection[str]]
_BLOCK = 128  # ids handed to `keep` at a time


class _Ranking:
    """Candidates of one search, best first; ties are in order of id, which no layout of the index can change."""

    def __init__(
        self,
        state: State,
        asked: Asked,
        worth: dict[str, NDArray[np.float32]],
        near: dict[int, Nearby],
        mask: int,
        more: int,
    ) -> None:
        self._state = state
        self.near = near
        self.cut = False
        numbers_learned = scoring.learned()
        numbers, rows, scores, strengths, features = [], [], [], [], []
        for number, segment in state.segments.items():
            rarity = state.element_weights[number]
            if number not in near:
                near[number] = segment.nearby(asked, worth["element"], rarity)
            found, cut = segment.candidates(asked, worth, near[number], more)
            found = state.live(number, found)
            measured = segment.compare(asked, found, worth["element"], rarity, near[number].terms)
            views = scoring.view_strengths(measured, numbers_learned)
            self.cut |= cut
            numbers.append(np.full(len(found), number))
            rows.append(found)
            features.append(measured)
            strengths.append(views)
            scores.append(
                scoring.with_goods(scoring.combine(views, numbers_learned), mask, segment.columns["masks"][found])
            )
        self.scores = np.concatenate(scores)
        order = np.argsort(-self.scores, kind="stable")
        self._order = order[self.scores[order] >= weights.LEAST]
        self.numbers, self.rows = np.concatenate(numbers), np.concatenate(rows)
        self.strengths, self.features = np.concatenate(strengths), np.concatenate(features)

    def __len__(self) -> int:
        return len(self._order)

    def id_of(self, place: int) -> str:
        return self._state.segments[int(self.numbers[place])].id_of(int(self.rows[place]))

    def blocks(self) -> list[tuple[int, int]]:
        """Ranges of the order, of about `_BLOCK`, that do not part equal scores."""
        ends, size = [0], len(self._order)
        while ends[-1] < size:
            end = min(size, ends[-1] + _BLOCK)
            while end < size and self.scores[self._order[end]] == self.scores[self._order[end - 1]]:
                end += 1
            ends.append(end)
        return list(pairwise(ends))

    def block(self, begin: int, end: int) -> list[tuple[str, int]]:
        """(id, place) of a range of the order, best first."""
        found = [(self.id_of(place), place) for place in self._order[begin:end].tolist()]
        return sorted(found, key=lambda pair: (-self.scores[pair[1]], pair[0]))


def _first(ranking: _Ranking, limit: int, keep: Keep | None) -> list[tuple[str, int]]:
    chosen: list[tuple[str, int]] = []
    for begin, end in ranking.blocks():
        block = ranking.block(begin, end)
        if keep is not None:
            kept = set(keep([identifier for identifier, _ in block]))
            block = [pair for pair in block if pair[0] in kept]
        chosen += block
        if len(chosen) >= limit:
            break
    return chosen[:limit]


def search(state: State, query: Query, limit: int, keep: Keep | None) -> list[Hit]:
    """At most `limit` hits of a checked query; see `Index.search`."""
    asked = Asked.of(query.text)
    worth = state.worth(asked)
    mask = class_mask(query.classes)
    more = max(1, -(-limit // 400))
    near: dict[int, Nearby] = {}
    while True:
        ranking = _Ranking(state, asked, worth, near, mask, more)
        chosen = _first(ranking, limit, keep)
        if len(chosen) >= limit or not ranking.cut:
            break
        more *= 8
    side = Side(query.text)
    return [_hit(state, ranking, query, side, identifier, place) for identifier, place in chosen]


def _hit(state: State, ranking: _Ranking, query: Query, side: Side, identifier: str, place: int) -> Hit:
    number, row = int(ranking.numbers[place]), int(ranking.rows[place])
    segment = state.segments[number]
    text = segment.text_of(row)
    classes = classes_of(int(segment.columns["masks"][row]))
    strengths, features, terms = ranking.strengths[place], ranking.features[place], ranking.near[number].terms
    elements = segment.elements_at(row)
    return Hit(
        identifier,
        float(ranking.scores[place]),
        text,
        classes,
        tuple(number for number in classes if number in query.classes),
        lambda: reasons_for(side, Side(text, elements), strengths, features, terms),
    )
