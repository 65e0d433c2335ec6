"""Altered views of a drawing for training: what happens to a mark when somebody else draws it, made at random.

Drawn on one canvas and cut out again, as the engine cuts out what it is given: tones and colours, stroke width,
outline only, a frame or a filled ground with the drawing left out of it, slant and turn, words added, a part cut off.
"""

import math

import numpy as np
from numba import njit, prange

SOURCE = 80  # side of the drawings given, contrast with their background in three colours
CANVAS = 96
SIDE = 48
MARGIN = 2


@njit(cache=True, nogil=True)
def _spread(image, radius, widest):
    """The strongest (or weakest) ink within `radius` pixels."""
    size = image.shape[0]
    once = np.empty_like(image)
    for y in range(size):
        for x in range(size):
            for c in range(3):
                best = image[y, x, c]
                for d in range(-radius, radius + 1):
                    value = image[y, min(max(x + d, 0), size - 1), c]
                    best = max(best, value) if widest else min(best, value)
                once[y, x, c] = best
    twice = np.empty_like(image)
    for y in range(size):
        for x in range(size):
            for c in range(3):
                best = once[y, x, c]
                for d in range(-radius, radius + 1):
                    value = once[min(max(y + d, 0), size - 1), x, c]
                    best = max(best, value) if widest else min(best, value)
                twice[y, x, c] = best
    return twice


@njit(cache=True, nogil=True)
def _tones(image):
    """Colours and tones changed in place."""
    kind = np.random.random()
    if kind < 0.3:
        gain = 0.35 + 0.65 * np.random.random(3).astype(np.float32)
        power = math.exp(np.random.uniform(-0.8, 0.8))
        for y in range(image.shape[0]):
            for x in range(image.shape[1]):
                for c in range(3):
                    image[y, x, c] = gain[c] * image[y, x, c] ** power
    elif kind < 0.5:
        least = np.random.uniform(0.15, 0.7)
        for y in range(image.shape[0]):
            for x in range(image.shape[1]):
                ink = max(image[y, x, 0], image[y, x, 1], image[y, x, 2])
                for c in range(3):
                    image[y, x, c] = 1.0 if ink > least else 0.0


@njit(cache=True, nogil=True)
def _strokes(image):
    kind = np.random.random()
    if kind < 0.12:
        return _spread(image, np.random.randint(1, 3), True)
    if kind < 0.2:
        return _spread(image, 1, False)
    if kind < 0.32:
        wide = np.random.randint(1, 3)
        return _spread(image, wide, True) - _spread(image, wide, False)
    return image


@njit(cache=True, nogil=True)
def _put(canvas, image, middle_y, middle_x, width, height, angle, slant):
    """Draw `image` on the canvas, its middle, sides (pixels), turn (radians) and slant given."""
    size, source = canvas.shape[0], image.shape[0]
    cos, sin = math.cos(angle), math.sin(angle)
    for y in range(size):
        for x in range(size):
            dy, dx = y - middle_y, x - middle_x
            u, v = cos * dx + sin * dy, -sin * dx + cos * dy
            u += slant * v
            u, v = (u / width + 0.5) * (source - 1), (v / height + 0.5) * (source - 1)
            if u < 0 or v < 0 or u >= source - 1 or v >= source - 1:
                continue
            i, j = int(v), int(u)
            a, b = v - i, u - j
            for c in range(3):
                value = (1 - a) * ((1 - b) * image[i, j, c] + b * image[i, j + 1, c]) + a * (
                    (1 - b) * image[i + 1, j, c] + b * image[i + 1, j + 1, c]
                )
                canvas[y, x, c] = max(canvas[y, x, c], value)


@njit(cache=True, nogil=True)
def _frame(canvas, reach):
    """Put what is drawn on a filled ground, left out of it, or within a ring; round, square or between."""
    kind = np.random.randint(3)
    ring = np.random.random() < 0.3
    thick = np.random.uniform(1.5, 5.0)
    corner = np.random.uniform(0.05, 0.6) * reach
    size = canvas.shape[0]
    middle = (size - 1) / 2
    for y in range(size):
        for x in range(size):
            dy, dx = abs(y - middle), abs(x - middle)
            if kind == 0:
                inside = reach - math.sqrt(dx * dx + dy * dy)
            elif kind == 1:
                inside = reach - max(dx, dy)
            else:
                over_y, over_x = max(dy - reach + corner, 0.0), max(dx - reach + corner, 0.0)
                inside = corner - math.sqrt(over_y * over_y + over_x * over_x)
            cover = min(max(inside + 0.5, 0.0), 1.0)
            for c in range(3):
                if ring:
                    edge = cover * min(max(thick - inside + 0.5, 0.0), 1.0)
                    canvas[y, x, c] = max(canvas[y, x, c], edge)
                else:
                    canvas[y, x, c] = cover * (1.0 - canvas[y, x, c])


@njit(cache=True, nogil=True)
def _cut_out(canvas, out):
    """The drawing on the canvas, SIDE pixels square with its margin: ink, and edges between colours."""
    size = canvas.shape[0]
    strongest = canvas.max()
    top, bottom, left, right = size, -1, size, -1
    for y in range(size):
        for x in range(size):
            if max(canvas[y, x, 0], canvas[y, x, 1], canvas[y, x, 2]) > 0.15 * strongest + 0.02:
                top, bottom, left, right = min(top, y), max(bottom, y), min(left, x), max(right, x)
    small = np.zeros((SIDE, SIDE, 3), np.float32)
    if bottom < 0:
        out[:] = 0
        return
    step = max(bottom - top + 1, right - left + 1) / (SIDE - 2 * MARGIN) * np.random.uniform(0.97, 1.06)
    from_y = (top + bottom) / 2 - step * (SIDE - 1) / 2 + step * np.random.uniform(-1.2, 1.2)
    from_x = (left + right) / 2 - step * (SIDE - 1) / 2 + step * np.random.uniform(-1.2, 1.2)
    for y in range(SIDE):
        for x in range(SIDE):
            for sub in range(4):
                v = from_y + step * (y + (sub // 2) * 0.5 - 0.25)
                u = from_x + step * (x + (sub % 2) * 0.5 - 0.25)
                i, j = math.floor(v), math.floor(u)
                if i < 0 or j < 0 or i >= size - 1 or j >= size - 1:
                    continue
                a, b = v - i, u - j
                for c in range(3):
                    small[y, x, c] += 0.25 * (
                        (1 - a) * ((1 - b) * canvas[i, j, c] + b * canvas[i, j + 1, c])
                        + a * ((1 - b) * canvas[i + 1, j, c] + b * canvas[i + 1, j + 1, c])
                    )
    scale = 1 / max(small.max(), 0.05)
    noise = 0.06 * np.random.random() if np.random.random() < 0.2 else 0.0
    for y in range(SIDE):
        for x in range(SIDE):
            ink, edge = 0.0, 0.0
            for c in range(3):
                ink = max(ink, small[y, x, c])
                gy = small[min(y + 1, SIDE - 1), x, c] - small[max(y - 1, 0), x, c]
                gx = small[y, min(x + 1, SIDE - 1), c] - small[y, max(x - 1, 0), c]
                edge = max(edge, math.sqrt(gx * gx + gy * gy))
            out[0, y, x] = ink * scale + noise * np.random.normal()
            out[1, y, x] = min(edge * scale, 1.0) + noise * np.random.normal()


@njit(cache=True, nogil=True)
def _view(source, words, gentle, out):
    image = source.astype(np.float32) / 255
    chance = 0.5 if gentle else 1.0
    _tones(image)
    if np.random.random() < chance:
        image = _strokes(image)
    canvas = np.zeros((CANVAS, CANVAS, 3), np.float32)
    turn = np.random.normal() * 0.12 if np.random.random() < 0.5 * chance else 0.0
    slant = np.random.normal() * 0.1 if np.random.random() < 0.3 * chance else 0.0
    aspect = math.exp(np.random.normal() * 0.08) if np.random.random() < 0.5 else 1.0
    middle = (CANVAS - 1) / 2
    kind = np.random.random() / chance
    if kind < 0.15:
        reach = 45.0
        side = reach * np.random.uniform(0.9, 1.6)
        _put(canvas, image, middle, middle, side * aspect, side, turn, slant)
        _frame(canvas, reach)
    elif kind < 0.3:
        side = np.random.uniform(45.0, 62.0)
        beside = np.random.random() < 0.35
        if beside:
            _put(canvas, image, middle, middle - 0.25 * side, side * 0.8 * aspect, side * 0.8, turn, slant)
            _put(canvas, words, middle, middle + 0.42 * side + 3, side * 0.5, side * 0.6, 0.0, 0.0)
        else:
            _put(canvas, image, middle - 11, middle, side * aspect, side, turn, slant)
            _put(canvas, words, middle - 11 + side * 0.5 + 13, middle, np.random.uniform(45.0, 88.0), 20.0, 0.0, 0.0)
    else:
        side = np.random.uniform(64.0, 78.0)
        _put(canvas, image, middle, middle, side * aspect, side, turn, slant)
        if kind < 0.45:
            gone = int(CANVAS * np.random.uniform(0.15, 0.42))
            where = np.random.randint(4)
            if where == 0:
                canvas[:gone] = 0
            elif where == 1:
                canvas[CANVAS - gone :] = 0
            elif where == 2:
                canvas[:, :gone] = 0
            else:
                canvas[:, CANVAS - gone :] = 0
    _cut_out(canvas, out)


@njit(cache=True, nogil=True, parallel=True)
def views(drawings, chosen, words, gentle, seeds):
    """(n, 2, SIDE, SIDE) altered views of drawings[chosen]: ink and edges, 0..1. drawings: (m, SOURCE, SOURCE, 3)
    uint8 contrast; words: (k, SOURCE, SOURCE, 3) float32 lettering to add; gentle: (n,) bool; seeds: (n,) ints."""
    out = np.empty((len(chosen), 2, SIDE, SIDE), np.float32)
    for i in prange(len(chosen)):
        np.random.seed(seeds[i])
        _view(drawings[chosen[i]], words[np.random.randint(len(words))], gentle[i], out[i])
    return out
