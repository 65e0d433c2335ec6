"""Plain measures of a drawing beside the learned one: outline, inner structure, colours, and light or dark ground."""

from __future__ import annotations

import numpy as np

from onewindow.engines.marks.images.embedding import SIDE, Floats, planes
from onewindow.engines.marks.images.render import Bytes, Drawing

RAYS = 32
CELLS = 4
DIRECTIONS = 8
HUES = 12
GREYS = 3
OUTLINE, INNER, COLOURS = RAYS, CELLS * CELLS * DIRECTIONS, HUES + GREYS
LENGTH = OUTLINE + INNER + COLOURS + 1
_GROUND = LENGTH - 1


def traits(drawing: Drawing, whole: Bytes) -> Bytes:
    """(LENGTH,) uint8 of a drawing and its whole view (SIDE, SIDE, 3): the reach of the ink along RAYS rays from the
    middle, edge directions (unsigned) by cell, share of each hue and grey, and 1 where the ground is the darker."""
    ink = planes(whole[None])[0, 0]
    parts = (_outline(ink), _inner(ink), _colours(drawing), [float(_dark_ground(drawing)) / 255])
    found: Bytes = np.rint(np.concatenate(parts) * 255).astype(np.uint8)
    return found


def mirrored(found: Bytes) -> Bytes:
    """The traits of the same drawing seen in a mirror."""
    outline, inner, rest = np.split(found, [OUTLINE, OUTLINE + INNER])
    # Ray i points at the angle i / RAYS of a turn, direction j at j / DIRECTIONS of half a turn.
    turned = outline[(RAYS // 2 - np.arange(RAYS)) % RAYS]
    cells = inner.reshape(CELLS, CELLS, DIRECTIONS)[:, ::-1, (-1 - np.arange(DIRECTIONS)) % DIRECTIONS]
    return np.concatenate([turned, cells.reshape(-1), rest])


def likenesses(query: Bytes, mark: Bytes) -> tuple[float, float, float]:
    """Likeness 0..1 in outline, inner structure and colours of two drawings' traits (LENGTH,)."""
    a, b = query.astype(np.float32) / 255, mark.astype(np.float32) / 255
    outline = 1 - float(np.abs(a[:OUTLINE] - b[:OUTLINE]).mean()) / 0.5
    inner_a, inner_b = a[OUTLINE : OUTLINE + INNER], b[OUTLINE : OUTLINE + INNER]
    inner = float(inner_a @ inner_b) / max(float(np.linalg.norm(inner_a) * np.linalg.norm(inner_b)), 1e-6)
    colours = float(np.minimum(a[OUTLINE + INNER : _GROUND], b[OUTLINE + INNER : _GROUND]).sum())
    return max(outline, 0.0), min(inner, 1.0), min(colours, 1.0)


def inverted(query: Bytes, mark: Bytes) -> bool:
    """Whether one is light on dark and the other dark on light."""
    return bool(query[_GROUND] != mark[_GROUND])


def _outline(ink: Floats) -> Floats:
    ys, xs = np.mgrid[:SIDE, :SIDE].astype(np.float32) - (SIDE - 1) / 2
    ray = np.rint(np.arctan2(ys, xs) / (2 * np.pi) * RAYS).astype(int) % RAYS
    reach = np.where(ink > 0.4, np.hypot(ys, xs), 0) / (SIDE * 0.72)
    found = np.zeros(RAYS, np.float32)
    np.maximum.at(found, ray.reshape(-1), reach.reshape(-1))
    return np.minimum(found, 1)


def _inner(ink: Floats) -> Floats:
    down, across = np.gradient(ink)
    angle = np.arctan2(down, across) % np.pi
    direction = np.minimum((angle / np.pi * DIRECTIONS).astype(int), DIRECTIONS - 1)
    cell = np.arange(SIDE) * CELLS // SIDE
    place = (cell[:, None] * CELLS + cell[None, :]) * DIRECTIONS + direction
    found = np.bincount(place.reshape(-1), np.hypot(down, across).reshape(-1), minlength=INNER)
    rooted: Floats = np.sqrt(found / max(found.max(), 1e-6)).astype(np.float32)
    return rooted


def _colours(drawing: Drawing) -> Floats:
    """Hues by how coloured the ink is, greys (dark, middle, light) by the rest; they add up to 1."""
    colours = drawing.colours[drawing.ink > 60].astype(np.float32) / 255
    high, low = colours.max(axis=1), colours.min(axis=1)
    chroma = high - low
    red, green, blue = colours.T
    safe = np.maximum(chroma, 1e-6)
    sixth = np.select(
        [high == red, high == green], [((green - blue) / safe) % 6, (blue - red) / safe + 2], (red - green) / safe + 4
    )
    hue = np.floor(sixth * HUES / 6 + 0.5).astype(int) % HUES
    grey = np.minimum((high * GREYS).astype(int), GREYS - 1)
    hues = np.bincount(hue, chroma, minlength=HUES)
    greys = np.bincount(grey, 1 - chroma, minlength=GREYS)
    found = np.concatenate([hues, greys])
    shares: Floats = (found / max(found.sum(), 1e-6)).astype(np.float32)
    return shares


def _dark_ground(drawing: Drawing) -> bool:
    return float(np.mean(drawing.background)) < float(drawing.colours[drawing.ink > 128].mean())
