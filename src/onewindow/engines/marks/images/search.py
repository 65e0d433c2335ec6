"""One search: every picture's likeness by the vectors of its views, and the reasons for the best of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from onewindow.engines.marks.images import scoring
from onewindow.engines.marks.images.describe import Description, same
from onewindow.engines.marks.images.embedding import Floats
from onewindow.engines.marks.images.explain import ImageReason, reasons_for
from onewindow.engines.marks.images.pictures import Pictures
from onewindow.engines.marks.images.traits import inverted, likenesses

Keep = Callable[[Sequence[str]], Collection[str]]
_FIRST = 512  # pictures put in order at first
_NEAREST = 0.97  # the vectors of one picture are of length 1, but for what they lose as whole numbers
_BLOCK = 256  # ids handed to `keep` at a time


@dataclass(frozen=True)
class ImageHit:
    """A picture found: `score` 0..1 (`scoring.score`; 1 for the picture itself). The reasons are worked out when first
    read."""

    id: str
    score: float
    explained: Callable[[], tuple[ImageReason, ...]] = field(repr=False, compare=False)

    @cached_property
    def reasons(self) -> tuple[ImageReason, ...]:
        """What is alike, strongest first."""
        return self.explained()


@dataclass(frozen=True, slots=True)
class _Place:
    part: Pictures
    row: int
    name: str
    nearness: float


class Asked:
    """A picture and its mirror image, view by view: vectors (q, EMBEDDING), kinds (q,), and which are mirrored (q,)."""

    def __init__(self, plain: Description, seen: Description) -> None:
        self.plain = plain
        self.traits = (plain.traits, seen.traits)
        self.vectors: Floats = np.concatenate([plain.vectors, seen.vectors]).astype(np.float32) / np.float32(127)
        self.kinds = np.concatenate([plain.kinds, seen.kinds])
        self.mirrored = np.repeat([False, True], [len(plain.kinds), len(seen.kinds)])


def search(
    parts: list[Pictures], removed: Set[str], asked: Asked, limit: int, keep: Keep | None, also: Collection[str] = ()
) -> list[ImageHit]:
    """At most `limit` hits, and after them those of the ids `also`; see `ImageIndex.search`. `removed` are ids of the
    first of the parts."""
    chosen: list[_Place] = []
    near = [nearness(part, asked) for part in parts]
    for places in _ranked(parts, near, removed):
        names = [place.name for place in places]
        allowed = set(names if keep is None else keep(names))
        chosen += [place for place in places if place.name in allowed]
        if len(chosen) >= limit:
            break
    chosen = chosen[:limit]
    told = {place.name for place in chosen}
    for part, found in zip(parts, near, strict=True):
        for name in also:
            row = part.row_of(name)
            if name not in told and row is not None and not (part is parts[0] and name in removed):
                chosen.append(_Place(part, row, name, round(float(found[row]), 6)))
    return [_hit(place, asked) for place in chosen]


def nearness(part: Pictures, asked: Asked) -> Floats:
    """(size,) the best cosine of any view of a picture with any view asked for, less what such a pair is worth less."""
    best = np.zeros(part.size, np.float32)
    for row, after, cosines in part.compare(asked.vectors):
        begin, end = part.starts[row], part.starts[after]
        less = scoring.discounts(part.kinds[begin:end], asked.kinds, asked.mirrored)
        best[row:after] = np.maximum.reduceat((cosines - less).max(axis=1), part.starts[row:after] - begin)
    return best


def _ranked(parts: list[Pictures], near: list[Floats], removed: Set[str]) -> Iterator[list[_Place]]:
    """Places nearest first, ties by id, a block at a time."""
    part_of = np.repeat(np.arange(len(parts)), [part.size for part in parts])
    row_of = np.concatenate([np.arange(part.size) for part in parts])
    every = np.concatenate(near)
    begin, end = 0, _FIRST
    while begin < len(every):
        top = np.argpartition(-every, end - 1)[:end] if end < len(every) else np.arange(len(every))
        order = top[np.lexsort((top, -every[top]))][begin:].tolist()
        places = []
        for place in order:
            part, row = parts[part_of[place]], int(row_of[place])
            places.append(_Place(part, row, part.id_of(row), round(float(every[place]), 6)))
        places.sort(key=lambda place: (-place.nearness, place.name))
        places = [place for place in places if place.part is not parts[0] or place.name not in removed]
        for block in range(0, len(places), _BLOCK):
            yield places[block : block + _BLOCK]
        begin, end = end, 8 * end


def _hit(place: _Place, asked: Asked) -> ImageHit:
    def explained() -> tuple[ImageReason, ...]:
        mark = place.part.described(place.row)
        cosines = mark.vectors.astype(np.float32) @ asked.vectors.T / np.float32(127)
        worth = cosines - scoring.discounts(mark.kinds, asked.kinds, asked.mirrored)
        view, wanted = np.unravel_index(int(worth.argmax()), worth.shape)
        mirrored = bool(asked.mirrored[wanted])
        alike = likenesses(asked.traits[mirrored], mark.traits)
        reversed_ = inverted(asked.traits[0], mark.traits)
        cosine = float(cosines[view, wanted])
        return reasons_for(int(mark.kinds[view]), int(asked.kinds[wanted]), mirrored, cosine, alike, reversed_)

    # The table counts pictures that are near, and the nearest are not always the same brand's; one and the same are.
    identical = place.nearness >= _NEAREST and same(place.part.described(place.row), asked.plain)
    return ImageHit(place.name, 1.0 if identical else scoring.score(place.nearness), explained)
