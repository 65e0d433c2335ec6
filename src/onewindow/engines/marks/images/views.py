"""What of a drawing is compared: the whole, what stands inside its frame or ground, its main part, and its emblem: the
largest of the parts that stand in a row or over each other, as a symbol before the letters of a name."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.marks.images.embedding import MARGIN, SIDE
from onewindow.engines.marks.images.errors import ImageError
from onewindow.engines.marks.images.render import Bytes, Drawing, commonest, cut_out, squared

WHOLE, INSIDE, PART = range(3)
_INK = 100  # of 255: what counts as drawn
_ON_GROUND = 0.5  # share of its hull that a filled ground covers at least
_RINGED = 0.7  # share of the hull's rim that a ring covers at least
_SHRUNK = {"ground": 0.95, "ring": 0.76}
_GAP = 0.04  # of the longer side: the least white space between parts
_PART = 0.25  # of the longer side: the least side of a main part
_EMBLEM = 0.12  # of the longer side: the least longer side of an emblem
_SQUARE = 0.5  # of its longer side: the least shorter side of an emblem
_LARGER = 1.3  # times the area of the next part: the least area of an emblem

Point = tuple[float, float]


def views(drawing: Drawing) -> tuple[Bytes, NDArray[np.uint8]]:
    """(k, SIDE, SIDE, 3) contrasts of the views of a drawing, one to five, and which they are."""
    found = [(WHOLE, drawing)]
    found += [(INSIDE, part) for part in _inside(drawing)] + [(PART, part) for part in _main_part(drawing)]
    found += [(PART, part) for part in _emblems(drawing)]
    pictures = np.stack([squared(part, SIDE, MARGIN) for _, part in found])
    return pictures, np.array([kind for kind, _ in found], np.uint8)


def _inside(drawing: Drawing) -> Iterator[Drawing]:
    """The drawing left out of a filled ground, or standing in a ring, without that ground or ring."""
    inked = drawing.ink > _INK
    hull = _hull(inked)
    if len(hull) < 3:
        return
    whole, core = _filled(hull, inked.shape, 1), _filled(hull, inked.shape, 0.9)
    rim = whole & ~core
    if not rim.any() or inked[rim].mean() < _RINGED:
        return
    filled = inked[whole].mean() > _ON_GROUND
    mask = _filled(hull, inked.shape, _SHRUNK["ground" if filled else "ring"])
    flat = drawing.colours.copy()
    ground = drawing.background
    if filled:
        ground = commonest(drawing.colours[mask])
    flat[~mask] = ground
    try:
        part = cut_out(flat, ground)
    except ImageError:
        return
    contrast = np.abs(flat.astype(np.int16) - np.array(ground, np.int16)).max(axis=2)[mask]
    if contrast.max() > 40 and 0.02 < (contrast > 40).mean() < 0.8:
        yield part


def _main_part(drawing: Drawing) -> Iterator[Drawing]:
    """Of a drawing of two parts with white space between, the one that looks less like a line of text."""
    inked = drawing.ink > _INK
    longest = max(inked.shape)
    width, axis, begin, end = max(_gaps(inked), default=(0, 0, 0, 0))
    if width < _GAP * longest:
        return
    halves = (np.s_[:begin], np.s_[end:])
    parts = [drawing.colours[half] if axis == 0 else drawing.colours[:, half] for half in halves]
    cut = []
    for pixels in parts:
        try:
            cut.append((pixels, cut_out(pixels, drawing.background)))
        except ImageError:
            continue
    squarest = max(cut, key=lambda pair: min(pair[1].ink.shape) / max(pair[1].ink.shape), default=None)
    if squarest and max(squarest[0].shape[axis], 1) >= _PART * longest:
        yield squarest[1]


def _gaps(inked: NDArray[np.bool_]) -> Iterator[tuple[int, int, int, int]]:
    """(pixels, axis, begin, end) of every white band through the drawing."""
    for axis in (0, 1):
        drawn = np.flatnonzero(inked.any(axis=1 - axis))
        for before, after in zip(drawn[:-1].tolist(), drawn[1:].tolist(), strict=True):
            if after - before > 1:
                yield after - before - 1, axis, before + 1, after


def _emblems(drawing: Drawing) -> Iterator[Drawing]:
    """The squarish part that is much larger than every other part side by side with it, and so for parts over it."""
    inked = drawing.ink > _INK
    for axis in (1, 0):
        boxes = list(_boxes(inked, axis))
        if len(boxes) < 2:
            continue
        boxes.sort(key=lambda box: -box[2] * box[3])
        (top, left, height, width), (_, _, *second) = boxes[:2]
        longer = max(height, width)
        if height * width < _LARGER * second[0] * second[1] or min(height, width) < _SQUARE * longer:
            continue
        if longer >= _EMBLEM * max(inked.shape):
            try:
                yield cut_out(drawing.colours[top : top + height, left : left + width], drawing.background)
            except ImageError:
                continue


def _boxes(inked: NDArray[np.bool_], axis: int) -> Iterator[tuple[int, int, int, int]]:
    """(top, left, height, width) of what is drawn between white bands through the drawing: side by side (axis 1) or
    over each other (axis 0)."""
    changes = np.flatnonzero(np.diff(inked.any(axis=1 - axis).astype(np.int8), prepend=0, append=0))
    for begin, end in zip(changes[::2].tolist(), changes[1::2].tolist(), strict=True):
        drawn = np.flatnonzero((inked[:, begin:end] if axis else inked[begin:end]).any(axis=axis))
        first, length = int(drawn[0]), int(drawn[-1] - drawn[0] + 1)
        yield (first, begin, length, end - begin) if axis else (begin, first, end - begin, length)


def _hull(inked: NDArray[np.bool_]) -> list[Point]:
    """Corners (x, y) of the convex hull of what is drawn (Andrew's monotone chain)."""
    rows = np.flatnonzero(inked.any(axis=1))
    if not len(rows):
        return []
    first = inked[rows].argmax(axis=1)
    last = inked.shape[1] - 1 - inked[rows][:, ::-1].argmax(axis=1)
    columns = zip([*first.tolist(), *last.tolist()], [*rows.tolist(), *rows.tolist()], strict=True)
    points = sorted(set(columns))

    def half(points: list[tuple[int, int]]) -> list[Point]:
        chain: list[Point] = []
        for x, y in points:
            while len(chain) > 1 and _turn(chain[-2], chain[-1], (x, y)) <= 0:
                chain.pop()
            chain.append((x, y))
        return chain[:-1]

    return half(points) + half(points[::-1])


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _filled(hull: list[Point], shape: tuple[int, ...], scale: float) -> NDArray[np.bool_]:
    """The area of a hull, shrunk towards its middle."""
    from PIL import Image, ImageDraw

    corners = np.array(hull)
    middle = (corners.min(axis=0) + corners.max(axis=0)) / 2
    image = Image.new("1", (shape[1], shape[0]))
    ImageDraw.Draw(image).polygon([tuple(p) for p in (middle + (corners - middle) * scale).tolist()], fill=1)
    return np.asarray(image)
