"""Alarms as learning reads them: in order of time, types and devices counted from zero, with a decoy of each type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

FIELDS = ("type", "device", "start", "end")
DTYPE = np.dtype([("type", "i8"), ("device", "i8"), ("start", "f8"), ("end", "f8")])
"""One alarm: type and device are whole numbers from 0, start and end are seconds."""


@dataclass(frozen=True, slots=True)
class Stream:
    """Alarms in order of time. ``at`` counts from 0, ``seconds`` is the time they span, ``left_out`` the rows that
    could not be used (no finite start, or a negative type or device)."""

    type_of: NDArray[np.int64]
    device: NDArray[np.int64]
    at: NDArray[np.float64]
    seconds: float
    left_out: int


def stream_of(alarms: NDArray[Any]) -> Stream:
    """Check and order ``alarms`` (fields type, device, start, end). The same alarm told twice counts once.

    Raises ``ValueError`` for an array without these fields, or without one alarm that can be used.
    """
    names = alarms.dtype.names or ()
    missing = [name for name in FIELDS if name not in names]
    if missing:
        raise ValueError(f"alarms need the fields {', '.join(FIELDS)}; missing: {', '.join(missing)}")
    start = alarms["start"].astype(np.float64)
    good = np.isfinite(start) & (alarms["type"] >= 0) & (alarms["device"] >= 0)
    if not good.any():
        raise ValueError("there is no alarm with a finite start, a type and a device")
    table = np.empty(int(good.sum()), DTYPE[["type", "device", "start"]])
    for name in ("type", "device"):
        table[name] = alarms[name][good]
    table["start"] = start[good]
    table = np.unique(table)
    table = table[np.argsort(table["start"], kind="stable")]
    at = table["start"] - table["start"][0]
    types, devices = table["type"].astype(np.int64), table["device"].astype(np.int64)
    return Stream(types, devices, at, float(at[-1]) + 1.0, int((~good).sum()))


def with_decoys(stream: Stream, types: int, devices: int, seed: int) -> tuple[Stream, NDArray[np.bool_]]:
    """The stream with a decoy of every type (numbered from ``types`` on), and which alarms are real.

    A decoy has its type's alarms, each device's turned in a circle by a time of its own: as many, as bursty, but
    without any tie to what happens on the device. What learning finds between decoys and alarms is chance.
    """
    turn = np.floor(np.random.default_rng(seed).uniform(0.1, 0.9, devices) * stream.seconds)
    shifted = (stream.at + turn[stream.device]) % stream.seconds
    type_of = np.concatenate([stream.type_of, stream.type_of + types])
    device = np.concatenate([stream.device, stream.device])
    at = np.concatenate([stream.at, shifted])
    order = np.argsort(at, kind="stable")
    both = Stream(type_of[order], device[order], at[order], stream.seconds, stream.left_out)
    return both, order < len(stream.at)


def rings(topology: NDArray[Any] | None, devices: int, hops: int) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Whom an alarm acts on, by distance: the device itself, then its neighbours, ... as (starts, reached).

    Links count in both directions; self-loops count for nothing; a device the topology does not know is an island.
    Raises ``ValueError`` for a topology that is no square matrix.
    """
    if topology is not None and (topology.ndim != 2 or topology.shape[0] != topology.shape[1]):
        raise ValueError(f"a topology is a square matrix of links between devices, got shape {topology.shape}")
    ring = np.eye(devices, dtype=bool)
    found = [ring]
    if topology is not None:
        links = np.zeros((devices, devices), np.float32)
        known = min(devices, len(topology))
        linked = np.asarray(topology[:known, :known]) > 0
        links[:known, :known] = linked | linked.T
        reached = ring.copy()
        for _ in range(hops):
            ring = (ring.astype(np.float32) @ links > 0) & ~reached
            reached |= ring
            found.append(ring)
    return [(np.concatenate([[0], np.cumsum(one.sum(1))]).astype(np.int64), np.nonzero(one)[1]) for one in found]
