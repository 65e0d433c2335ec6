"""One search over all segments: candidates, comparison, ranking, filter, reasons."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.marks import scoring, weights
from onewindow.engines.marks.asked import Asked
from onewindow.engines.marks.features import ACROSS, MARK_MEANT, QUERY_MEANT
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
        self.shown = self.scores >= weights.LEAST
        self.numbers, self.rows = np.concatenate(numbers), np.concatenate(rows)
        self.strengths, self.features = np.concatenate(strengths), np.concatenate(features)

    def id_of(self, place: int) -> str:
        return self._state.segments[int(self.numbers[place])].id_of(int(self.rows[place]))

    def order(self, values: NDArray[Any]) -> NDArray[np.int64]:
        """Places of the candidates worth showing that have a value, highest first, equal ones in any order."""
        shown = np.flatnonzero(self.shown & (values > 0))
        return shown[np.argsort(-values[shown])]

    def reserved(self) -> list[tuple[NDArray[Any], float]]:
        """What hits are kept room for by, each with its share: whole marks that mean the same, and marks of another
        script. Many a coincidence of letters scores higher than these, and nobody would see them behind it."""
        meant = np.minimum(self.features[:, QUERY_MEANT], self.features[:, MARK_MEANT])
        meant = np.where(meant >= weights.LEAST_RESERVED, meant, 0)
        across = self.features[:, ACROSS] * self.scores
        return [(meant, weights.RESERVED["meaning"]), (across, weights.RESERVED["script"])]


def _asking_once(keep: Keep) -> Keep:
    """The same, each id asked about once."""
    known: dict[str, bool] = {}

    def kept(ids: Sequence[str]) -> list[str]:
        if new := [identifier for identifier in ids if identifier not in known]:
            allowed = set(keep(new))
            known.update((identifier, identifier in allowed) for identifier in new)
        return [identifier for identifier in ids if known[identifier]]

    return kept


def _blocks(values: NDArray[Any]) -> list[tuple[int, int]]:
    """Ranges of falling values, of about `_BLOCK`, that do not part equal ones."""
    ends, size = [0], len(values)
    while ends[-1] < size:
        end = min(size, ends[-1] + _BLOCK)
        while end < size and values[end] == values[end - 1]:
            end += 1
        ends.append(end)
    return list(pairwise(ends))


def _first(ranking: _Ranking, values: NDArray[Any], limit: int, keep: Keep | None) -> list[tuple[str, int]]:
    """(id, place) of the first `limit` by value, then score, then id, of those kept."""
    chosen: list[tuple[str, int]] = []
    order = ranking.order(values)
    for begin, end in _blocks(values[order]):
        block = [(ranking.id_of(place), place) for place in order[begin:end].tolist()]
        block.sort(key=lambda pair: (-values[pair[1]], -ranking.scores[pair[1]], pair[0]))
        if keep is not None:
            kept = set(keep([identifier for identifier, _ in block]))
            block = [pair for pair in block if pair[0] in kept]
        chosen += block
        if len(chosen) >= limit:
            break
    return chosen[:limit]


def _with_reserved(
    ranking: _Ranking, chosen: list[tuple[str, int]], limit: int, keep: Keep | None
) -> list[tuple[str, int]]:
    """The same number of hits, those for which room is kept in place of the last of the others."""
    reserved = {
        pair for values, share in ranking.reserved() for pair in _first(ranking, values, int(share * limit), keep)
    }
    free = limit - len(reserved)
    others = [pair for pair in chosen if pair not in reserved][:free]
    return sorted(reserved.union(others), key=lambda pair: (-ranking.scores[pair[1]], pair[0]))


def search(state: State, query: Query, limit: int, keep: Keep | None) -> list[Hit]:
    """At most `limit` hits of a checked query; see `Index.search`."""
    keep = keep and _asking_once(keep)
    asked = Asked.of(query.text)
    worth = state.worth(asked)
    mask = class_mask(query.classes)
    more = max(1, -(-limit // 200))
    near: dict[int, Nearby] = {}
    while True:
        ranking = _Ranking(state, asked, worth, near, mask, more)
        chosen = _first(ranking, ranking.scores, limit, keep)
        if len(chosen) >= limit or not ranking.cut:
            break
        # What was left out is less alike than what was compared: it is asked for where a filter took hits away, or
        # fewer were compared than are wanted.
        if len(chosen) == np.count_nonzero(ranking.shown) and len(ranking.rows) >= limit:
            break
        more *= 8
    if len(chosen) == limit:
        chosen = _with_reserved(ranking, chosen, limit, keep)
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
