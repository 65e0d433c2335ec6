"""Marks by words, by picture, or by both, in one ranking.

A mark of words and a picture is examined element by element (CNIPA guidelines, composite marks; TMEP 1207.01(c)(ii)):
the element that is more alike decides, and the other raises it as a second view of words does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import numpy as np

from onewindow.engines.marks import scoring
from onewindow.engines.marks.fold import words
from onewindow.engines.marks.images.describe import Description, describe
from onewindow.engines.marks.images.errors import ImageError
from onewindow.engines.marks.images.explain import TRAITS
from onewindow.engines.marks.images.index import ImageIndex
from onewindow.engines.marks.images.search import ImageHit
from onewindow.engines.marks.search import Keep
from onewindow.engines.marks.search import search as search_words
from onewindow.engines.marks.state import State
from onewindow.engines.marks.types import Hit, Mark, Query, Reason, class_mask

Refused = Callable[[str, ImageError], None]
_TELLING = 0.02  # likeness of pictures below which it is no reason beside words
_DEPTH = 400  # of each ranking joined: the same whatever the limit, so that a longer answer only goes on


class Gathered:
    """The pictures of marks that pass by, described on their way; of two marks with one id the later counts."""

    def __init__(self, refused: Refused | None) -> None:
        self._refused = refused
        self._described: dict[str, Description] = {}

    def passing(self, records: Iterable[Mark]) -> Iterator[Mark]:
        """The records as they come. Raises ImageError for a picture that cannot be read, unless `refused` takes it."""
        for mark in records:
            self._described.pop(mark.id, None)
            if mark.image is not None:
                try:
                    self._described[mark.id] = _described(mark.image)
                except ImageError as error:
                    if self._refused is None:
                        raise ImageError(error.code, f"mark {mark.id}: {error}") from None
                    self._refused(mark.id, error)
            yield mark

    def index(self) -> ImageIndex:
        """An index of the pictures that passed."""
        return ImageIndex.build(self._described.items())


def _described(image: bytes | Description) -> Description:
    return image if isinstance(image, Description) else describe(image)


def search(state: State, pictures: ImageIndex, query: Query, limit: int, keep: Keep | None) -> list[Hit]:
    """At most `limit` hits of a checked query with a picture; see `Index.search`."""
    assert query.image is not None
    depth = max(limit, _DEPTH)
    asks_words = bool(query.text and words(query.text))
    by_words = {hit.id: hit for hit in search_words(state, query, depth, keep)} if asks_words else {}
    found = pictures.search(query.image, depth, keep, also=by_words)
    by_picture = {hit.id: hit for hit in found}
    hits = [_joined(hit, by_picture.get(hit.id), query) for hit in by_words.values()]
    for picture in found:
        mark = _mark(state, picture.id) if picture.id not in by_words else None
        if mark is not None:
            hits.append(_seen(picture, mark, query))
    hits.sort(key=lambda hit: (-hit.score, hit.id))
    return hits[:limit]


def _joined(said: Hit, seen: ImageHit | None, query: Query) -> Hit:
    if seen is None or seen.score < _TELLING:
        return said
    likeness = _with_goods(seen.score, said.classes, query)
    more, less = max(said.score, likeness), min(said.score, likeness)
    score = round(1 - (1 - more) * (1 - scoring.learned()["second_view"] * less), 4)

    def explained() -> tuple[Reason, ...]:
        return tuple(sorted([*said.reasons, *_reasons(seen)], key=lambda reason: -reason.strength))

    return Hit(said.id, score, said.text, said.classes, said.shared_classes, explained)


def _seen(picture: ImageHit, mark: Mark, query: Query) -> Hit:
    shared = tuple(sorted(set(mark.classes) & set(query.classes)))
    score = _with_goods(picture.score, mark.classes, query)
    return Hit(picture.id, score, mark.text, mark.classes, shared, lambda: _reasons(picture))


def _with_goods(likeness: float, classes: tuple[int, ...], query: Query) -> float:
    masks = np.array([class_mask(classes)], np.uint64)
    return float(scoring.with_goods(np.array([likeness], np.float32), class_mask(query.classes), masks)[0])


def _reasons(picture: ImageHit) -> tuple[Reason, ...]:
    return tuple(
        Reason("image", reason.strength, (0, 0), (0, 0), reason.rule, {"trait": TRAITS[reason.rule]})
        for reason in picture.reasons
    )


def _mark(state: State, identifier: str) -> Mark | None:
    for number, segment in state.segments.items():
        for row in segment.rows_of(identifier):
            dead = state.removed.dead.get(number)
            if dead is None or not dead[row]:
                return segment.mark(row)
    return None
