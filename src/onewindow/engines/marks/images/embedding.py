"""Drawings as unit vectors: edge directions and ink laid out over the square, weighed by what tells drawings apart.

The layout of edge directions without their sign is the histogram of oriented gradients (Dalal and Triggs, 2005), which
a drawing and its negative share. The directions are learned by tools/train_logos.py.
"""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from importlib import resources

import numpy as np
from numpy.typing import NDArray

SIDE = 48  # pixels of the square looked at
MARGIN = 2
EMBEDDING = 128
DIRECTIONS = 8
_FINE, _COARSE, _INK = 6, 3, 12  # cells a side

Floats = NDArray[np.float32]


def planes(contrast: NDArray[np.uint8]) -> Floats:
    """(n, 2, SIDE, SIDE) ink and edges between colours, 0..1, of contrasts (n, SIDE, SIDE, 3)."""
    colours = contrast.astype(np.float32)
    beside = np.pad(colours, ((0, 0), (1, 1), (1, 1), (0, 0)), mode="edge")
    down = beside[:, 2:, 1:-1] - beside[:, :-2, 1:-1]
    across = beside[:, 1:-1, 2:] - beside[:, 1:-1, :-2]
    scale = 1 / np.maximum(colours.max(axis=(1, 2, 3)), 13)[:, None, None]
    edges = np.minimum(np.sqrt((down * down + across * across).max(axis=3)) * scale, 1)
    return np.stack([colours.max(axis=3) * scale, edges], axis=1)


def features(drawn: Floats) -> Floats:
    """(n, f) of planes (n, 2, SIDE, SIDE): edge directions by fine and coarse cell, ink and edges by cell."""
    ink, edges = drawn[:, 0], drawn[:, 1]
    down, across = np.gradient(ink, axis=1), np.gradient(ink, axis=2)
    strength = np.hypot(down, across)
    turn = np.arctan2(down, across) / np.pi % 1 * DIRECTIONS
    # Each edge counts for the two directions it lies between, and for the cells it lies between.
    apart = np.abs(turn[..., None] - np.arange(DIRECTIONS, dtype=np.float32))
    by_direction = strength[..., None] * np.maximum(1 - np.minimum(apart, DIRECTIONS - apart), 0)
    parts = [_cells(by_direction, _FINE), _cells(by_direction, _COARSE)]
    parts += [_cells(ink[..., None], _INK), _cells(edges[..., None], _INK)]
    rooted = [np.sqrt(np.maximum(part, 0)) for part in parts]
    return np.concatenate([part / np.maximum(np.linalg.norm(part, axis=1, keepdims=True), 1e-6) for part in rooted], 1)


def _cells(layers: Floats, cells: int) -> Floats:
    """(n, cells * cells * k) sums of (n, SIDE, SIDE, k) over cells that fade into each other."""
    middles = (np.arange(cells) + 0.5) * SIDE / cells - 0.5
    away = np.abs(np.arange(SIDE) - middles[:, None]) * cells / SIDE
    window = np.maximum(1 - away, 0).astype(np.float32)
    rows = np.tensordot(layers, window, (1, 1))  # (n, x, k, cell row)
    found = np.tensordot(rows, window, (1, 1))  # (n, k, cell row, cell column)
    return np.ascontiguousarray(found).reshape(len(layers), -1)


def embed(contrast: NDArray[np.uint8]) -> Floats:
    """(n, EMBEDDING) unit vectors of contrasts (n, SIDE, SIDE, 3): near each other where drawings are alike."""
    weights = _weights()
    vectors = (features(planes(contrast)) - weights["mean"]) @ weights["projection"]
    unit: Floats = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
    return unit


@cache
def _weights() -> dict[str, Floats]:
    with resources.files(__package__).joinpath("weights.npz").open("rb") as file, np.load(file) as arrays:
        return {name: arrays[name].astype(np.float32) for name in arrays.files}


@cache
def fingerprint() -> int:
    """A number that tells these weights from others."""
    content = resources.files(__package__).joinpath("weights.npz").read_bytes()
    return int.from_bytes(blake2b(content, digest_size=8).digest(), "big")
