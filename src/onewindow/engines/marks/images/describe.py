"""A picture's description: the vectors of its views and its traits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.marks.images import embedding
from onewindow.engines.marks.images.render import Bytes, draw
from onewindow.engines.marks.images.traits import mirrored, traits
from onewindow.engines.marks.images.views import views


@dataclass(frozen=True, slots=True)
class Description:
    """Unit vectors (k, EMBEDDING) of a picture's views times 127, which views they are (k,), and its traits."""

    vectors: NDArray[np.int8]
    kinds: Bytes
    traits: Bytes


def describe(content: bytes) -> Description:
    """The description of a PNG, JPEG, WebP or SVG file. Raises ImageError."""
    return _described(content, False)[0]


def same(one: Description, other: Description) -> bool:
    """Whether two descriptions are of one picture: equal, but for a last digit that machines round differently."""
    if not np.array_equal(one.kinds, other.kinds):
        return False
    pairs = ((one.vectors, other.vectors), (one.traits, other.traits))
    return all(np.abs(a.astype(np.int16) - b.astype(np.int16)).max() <= 1 for a, b in pairs)


def both_ways(content: bytes) -> tuple[Description, Description]:
    """Descriptions of a picture and of what a mirror shows of it. Raises ImageError."""
    plain, seen = _described(content, True)
    return plain, seen


def _described(content: bytes, mirror: bool) -> list[Description]:
    drawing = draw(content)
    pictures, kinds = views(drawing)
    shown = np.concatenate([pictures, pictures[:, :, ::-1]]) if mirror else pictures
    vectors = np.rint(embedding.embed(shown) * 127).astype(np.int8)
    found = traits(drawing, pictures[0])
    described = [Description(vectors[: len(kinds)], kinds, found)]
    if mirror:
        described.append(Description(vectors[len(kinds) :], kinds, mirrored(found)))
    return described
