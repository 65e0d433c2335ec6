"""The chain of evidence: which alarm led to which, how sure, since when."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onewindow.engines.faults.alarms import Alarm
from onewindow.engines.faults.knowledge import Knowledge
from onewindow.engines.faults.locate import Location
from onewindow.engines.faults.topology import Topology

FADE = 60.0
"""Seconds over which an alarm's claim to have led to another fades."""
TOGETHER = 2.0
"""Seconds within which the order of two devices' alarms says nothing: clocks and polling differ that much."""
SHOWN = 60


@dataclass(frozen=True, slots=True)
class Step:
    """One alarm of the chain (the first of its kind on its device, ``count`` of them). ``led_by`` is the number of
    the step that led to it (None for the beginning of a chain), ``sure`` 0 to 1, ``learned`` true when alarm history
    says so and not only the knowledge file."""

    alarm: Alarm
    count: int
    led_by: int | None
    sure: float
    learned: bool


def chain(
    raised: Sequence[Alarm],
    location: Location,
    topology: Topology,
    knowledge: Knowledge,
    learned: Mapping[tuple[str, str], float] | None = None,
) -> list[Step]:
    """The steps in order of time, the roots' first. ``learned``: how sure history is that one kind causes another."""
    learned = learned or {}
    groups: dict[tuple[str, str], list[Alarm]] = {}
    for alarm in raised:
        groups.setdefault((alarm.device, alarm.kind), []).append(alarm)
    roots = set(location.roots)
    ordered = sorted(groups.values(), key=lambda told: told[0].at - (TOGETHER if told[0].device in roots else 0))
    peers = [{a.peer for a in told if a.peer} for told in ordered]
    steps: list[Step] = []
    fault = knowledge.faults.get(location.fault)
    for at, told in enumerate(ordered[:SHOWN]):
        best: tuple[float, int | None, bool] = (0.0, None, False)
        alarm = told[0]
        if not (alarm.cause and alarm.device in roots):
            for earlier in range(at):
                claim, by_history = _claim(
                    ordered[earlier][0], alarm, peers[earlier] | peers[at], roots, topology, learned
                )
                if claim > best[0]:
                    best = (claim, earlier, by_history)
        sure, led_by, by_history = best
        if led_by is None and fault is not None:
            place = "self" if alarm.device in roots else "peer" if peers[at] & roots else "beyond"
            sure = max(sure, fault.signs[place].get(alarm.kind, 0.0))
        steps.append(Step(alarm, len(told), led_by, round(min(sure, 0.99), 2), by_history))
    return steps


def _claim(
    cause: Alarm,
    effect: Alarm,
    peers: set[str],
    roots: set[str],
    topology: Topology,
    learned: Mapping[tuple[str, str], float],
) -> tuple[float, bool]:
    if cause.device == effect.device:
        near = 1.0
    elif cause.device in peers or effect.device in peers:
        near = 0.9
    elif effect.device in topology.neighbours.get(cause.device, ()):
        near = 0.5
    else:
        near = 0.2
    history = learned.get((cause.kind, effect.kind), 0.0)
    known = 0.9 if cause.cause and cause.device in roots else 0.6 if cause.device in roots else 0.3
    if cause.kind == effect.kind:
        known *= 0.7
    fade = math.exp(-max(effect.at - cause.at, 0.0) / FADE)
    return near * max(history, known) * fade, history > known
