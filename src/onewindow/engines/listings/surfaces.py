"""What is printed on goods: drawings that stand on an even surface of a picture, cut out.

A product is shown on its background, its mark on the product. Regions without edges are surfaces; what is enclosed by
one of some size is taken as a drawing on it. A picture with nothing enclosed gives nothing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_EDGE = 14  # of 255: a step of colour between neighbours from which a pixel belongs to no surface
_SURFACE = 0.06  # of the picture: the least a surface covers
_DRAWING = 0.08  # of the picture's longer side: the least side of a drawing
_MARGIN = 0.12  # of a drawing's longer side: surface left around it
MOST = 3

Colours = NDArray[np.uint8]


def drawings(picture: Colours) -> list[Colours]:
    """Up to three drawings on surfaces of an RGB picture (h, w, 3), cut out with some surface around them, those on the
    largest surfaces first. What stands on the picture's own background is left out: that is the picture itself."""
    from scipy import ndimage

    colours = picture.astype(np.int16)
    even = np.ones(picture.shape[:2], bool)
    for axis in (0, 1):
        step = np.abs(np.diff(colours, axis=axis)).max(axis=2) > _EDGE
        even &= ~np.pad(step, [(0, 1) if a == axis else (0, 0) for a in (0, 1)])
    regions, _count = ndimage.label(even)
    sizes = np.bincount(regions.ravel())
    sizes[0] = 0
    found: list[Colours] = []
    longer = max(picture.shape[:2])
    for region in np.argsort(-sizes, kind="stable")[: 2 * MOST].tolist():
        if sizes[region] < _SURFACE * even.size:
            break
        surface = regions == region
        if all(side.any() for side in (surface[0], surface[-1], surface[:, 0], surface[:, -1])):
            continue  # the background: what stands on it is the picture itself
        box = _enclosed(surface)
        if box is None or not _DRAWING * longer <= max(box[1] - box[0], box[3] - box[2]) < 0.8 * longer:
            continue
        top, bottom, left, right = box
        margin = max(2, round(_MARGIN * max(bottom - top, right - left)))
        found.append(picture[max(0, top - margin) : bottom + margin, max(0, left - margin) : right + margin])
        if len(found) == MOST:
            break
    return found


def _enclosed(surface: NDArray[np.bool_]) -> tuple[int, int, int, int] | None:
    """Where that lies which a surface encloses: top, bottom, left, right; None for nothing."""
    from scipy import ndimage

    held = ndimage.binary_fill_holes(surface) & ~surface
    rows, columns = np.flatnonzero(held.any(axis=1)), np.flatnonzero(held.any(axis=0))
    if not len(rows):
        return None
    return int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
