"""Clocks that are apart: how far a device's clock is from its neighbours', from alarms both ends raise at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from onewindow.engines.faults.alarms import Alarm

STEP = 5.0
"""Seconds: differences are counted in steps of this."""
FARTHEST = 14 * 3600.0
"""Seconds: a clock set to another zone is at most this far."""
EACH = 40
"""Alarms of one end compared at most: both ends of a session fall within this many."""


def offsets(alarms: Sequence[Alarm]) -> dict[str, float]:
    """Seconds each device's clock is ahead of its neighbours'; only devices that are.

    Both ends of a link or session raise an alarm when it falls. The difference that most such pairs share, if it is
    told at least four times and three times as often as no difference, is the clock's.
    """
    told: dict[tuple[str, str], list[float]] = {}
    for alarm in alarms:
        if alarm.peer and not alarm.cleared:
            told.setdefault((alarm.device, alarm.peer), []).append(alarm.at)
    differences: dict[str, Counter[int]] = {}
    for (device, peer), times in told.items():
        for here in _bursts(times):
            for there in _bursts(told.get((peer, device), [])):
                if abs(here - there) <= FARTHEST:
                    differences.setdefault(device, Counter())[round((here - there) / STEP)] += 1
    found: dict[str, float] = {}
    for device in sorted(differences, key=lambda d: -_surest(differences[d])[1]):
        step, count = _surest(differences[device])
        together = sum(differences[device][s] for s in (-1, 0, 1))
        if abs(step) > 2 and count >= 4 and count >= 3 * together:
            found[device] = step * STEP
    # When two neighbours are apart each sees the other off: the one that is off from most of its neighbours is.
    return {device: off for device, off in found.items() if not _blames_one(device, told, found, off)}


def straightened(alarms: Sequence[Alarm], ahead: dict[str, float]) -> list[Alarm]:
    """The alarms by one clock, in order of time."""
    moved = [replace(a, at=a.at - ahead[a.device]) if a.device in ahead else a for a in alarms]
    return sorted(moved, key=lambda a: a.at)


def _bursts(times: list[float]) -> list[float]:
    """The first of alarms that came within a step of each other."""
    kept: list[float] = []
    for at in sorted(times):
        if not kept or at - kept[-1] > STEP:
            kept.append(at)
        if len(kept) == EACH:
            break
    return kept


def _surest(counts: Counter[int]) -> tuple[int, int]:
    step, count = max(counts.items(), key=lambda pair: (pair[1], -abs(pair[0])))
    return step, count


def _blames_one(device: str, told: dict[tuple[str, str], list[float]], found: dict[str, float], off: float) -> bool:
    peers = {peer for d, peer in told if d == device}
    mirrored = [p for p in peers if p in found and abs(found[p] + off) <= 2 * STEP]
    if not mirrored:
        return False
    most = max(mirrored, key=lambda p: len({q for d, q in told if d == p}))
    return len(peers) <= len({q for d, q in told if d == most})
