"""Where an incident began: root devices with a probability each, the silent ones included.

Each device that logged or was spoken of, with each fault that the knowledge knows, is a hypothesis. It is judged by
the alarms it explains (a sign seen often under the fault and seldom otherwise counts for much), by the signs that
should be there and are not, and by who came first. A device that does not speak cannot be asked for its own signs: it
is judged by what its neighbours say of it. When the best hypothesis leaves alarms unexplained in which another device
itself owns up to a cause, that device is a further root.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from onewindow.engines.faults.alarms import Alarm
from onewindow.engines.faults.knowledge import Fault, Knowledge
from onewindow.engines.faults.topology import Topology

CHANCE = 0.02
"""How often an alarm of a kind is on a device for no reason of this incident."""
SOME = 0.02
"""In a storm where one alarm is told hundreds of times, one told once counts for less: it halves at this share."""
LOST = 0.1
"""How often an alarm that was raised does not arrive."""
FIRST = 1.0
"""What it is worth (in nats) to have spoken first."""
AGAIN = 0.6
"""What it costs an end of a link (in nats), each time within the hour before that it was held to blame and put right:
the link fails again, so it was less likely the cause."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A device and what may be wrong with it. ``explains`` counts the incident's alarms it accounts for; ``because``
    are the alarms that speak most for it."""

    device: str
    fault: str
    probability: float
    silent: bool
    explains: int
    because: tuple[Alarm, ...]


@dataclass(frozen=True, slots=True)
class Location:
    """The root devices (more than one when faults followed each other), candidates in order, the root alarm."""

    roots: tuple[str, ...]
    fault: str
    probability: float
    candidates: tuple[Candidate, ...]
    root_alarm: Alarm


@dataclass(frozen=True, slots=True)
class _Seen:
    """One kind of alarm on a device, about devices ``peers``: the first of them stands for all."""

    device: str
    kind: str
    peers: frozenset[str]
    first: Alarm
    count: int


def locate(
    raised: list[Alarm],
    topology: Topology,
    knowledge: Knowledge,
    speaking: frozenset[str] = frozenset(),
    blamed: Mapping[tuple[str, str], int] | None = None,
) -> Location:
    """The roots of an incident's ``raised`` alarms, which must not be empty.

    ``speaking``: devices known to send messages, so that their silence means something. ``blamed``: how often a device
    was held to blame for its link to another within the last hour. Formula: naive Bayes over the signs of
    each fault, log P(fault) + sum of log(P(sign | fault) / P(sign | chance)), with a share of signs lost on the way.
    """
    seen = _grouped(raised)
    roots: list[Candidate] = []
    others: list[Candidate] = []
    rest = seen
    speaking = speaking | {one.device for one in seen}
    while rest and len(roots) < 8:
        ranked = _rank(rest, topology, knowledge, speaking, blamed or {})
        if not ranked:
            break
        best = ranked[0]
        if roots and not any(a.cause for a in best.because if a.device == best.device):
            break
        roots.append(best)
        others = others or ranked[1:]
        fault = knowledge.faults.get(best.fault)
        left = [one for one in rest if fault is None or _share(one, best.device, fault, topology) <= 0]
        own_up = [one for one in left if one.first.cause and one.device != best.device]
        rest = left if own_up else []
    if not roots:
        first = raised[0]
        only = Candidate(first.device, "", 1.0, False, 1, (first,))
        return Location((first.device,), "", 1.0, (only,), first)
    roots.sort(key=lambda one: min(a.at for a in one.because))
    first_root = roots[0]
    own = [a for a in raised if a.device == first_root.device]
    root_alarm = next((a for a in own if a.cause), own[0] if own else first_root.because[0])
    devices = tuple(dict.fromkeys(one.device for one in roots))
    shown = [*roots, *(one for one in others if one.device not in devices)]
    return Location(devices, first_root.fault, first_root.probability, tuple(shown[:8]), root_alarm)


def _grouped(raised: list[Alarm]) -> list[_Seen]:
    groups: dict[tuple[str, str], list[Alarm]] = {}
    for alarm in raised:
        groups.setdefault((alarm.device, alarm.kind), []).append(alarm)
    return [
        _Seen(device, kind, frozenset(a.peer for a in told if a.peer), told[0], len(told))
        for (device, kind), told in groups.items()
    ]


def _share(one: _Seen, device: str, fault: Fault, topology: Topology) -> float:
    """How often the fault on ``device`` brings this alarm where it was seen; 0 when it does not."""
    if one.device == device:
        return fault.signs["self"].get(one.kind, 0.0)
    if device in one.peers:
        return fault.signs["peer"].get(one.kind, 0.0)
    if not one.peers and one.device in topology.neighbours.get(device, ()):
        return fault.signs["peer"].get(one.kind, 0.0) / 2
    return fault.signs["beyond"].get(one.kind, 0.0)


def _rank(
    seen: list[_Seen],
    topology: Topology,
    knowledge: Knowledge,
    speaking: frozenset[str],
    blamed: Mapping[tuple[str, str], int],
) -> list[Candidate]:
    by_device: dict[str, dict[str, _Seen]] = {}
    for one in seen:
        by_device.setdefault(one.device, {})[one.kind] = one
    devices = set(by_device) | {peer for one in seen for peer in one.peers}
    first = min(seen, key=lambda one: one.first.at)
    scored: list[tuple[float, Candidate]] = []
    for device in sorted(devices):
        told = {one.device for one in seen if device in one.peers}
        ends = told.union(*(one.peers for one in by_device.get(device, {}).values()))
        again = max((blamed.get((device, end), 0) for end in ends), default=0)
        for fault in knowledge.faults.values():
            score, because, explains = _score(device, fault, seen, by_device, told, topology, speaking)
            if not because:
                continue
            if device == first.device:
                score += FIRST
            score -= AGAIN * again
            silent = device not in by_device
            scored.append((score, Candidate(device, fault.id, 0.0, silent, explains, because)))
    if not scored:
        return []
    scored.sort(key=lambda pair: -pair[0])
    top = scored[0][0]
    weights = [math.exp(score - top) for score, _ in scored]
    of_device: dict[str, float] = {}
    for weight, (_, candidate) in zip(weights, scored, strict=True):
        of_device[candidate.device] = of_device.get(candidate.device, 0.0) + weight
    total = sum(weights)
    best: dict[str, Candidate] = {}
    for _, candidate in scored:
        if candidate.device not in best:
            best[candidate.device] = replace(candidate, probability=of_device[candidate.device] / total)
    return sorted(best.values(), key=lambda c: -c.probability)


def _score(
    device: str,
    fault: Fault,
    seen: list[_Seen],
    by_device: dict[str, dict[str, _Seen]],
    told: set[str],
    topology: Topology,
    speaking: frozenset[str],
) -> tuple[float, tuple[Alarm, ...], int]:
    score = math.log(fault.prior)
    gains: list[tuple[float, Alarm]] = []
    explains = 0
    one_link = not (fault.every_peer or fault.any_peer)
    most = sorted(told, key=lambda n: (-_said(by_device[n], device, fault), n))[:1]
    some = SOME * max(one.count for one in seen)
    for one in seen:
        share = _share(one, device, fault, topology)
        if share <= 0 or (one_link and one.device in told and one.device not in most):
            continue
        gain = math.log(max(share * (1 - LOST), CHANCE) / CHANCE) * one.count / (one.count + some)
        if one.device == device or device in one.peers:
            gains.append((gain, one.first))
        else:
            gain *= 0.5  # spoken of by nobody, only nearby
        score += gain
        explains += one.count
    if not gains:
        return score, (), 0
    if device in speaking:  # signs that should be there and are not
        own = by_device.get(device, {})
        for kind, share in fault.signs["self"].items():
            if kind not in own:
                score += math.log(1 - share * (1 - LOST))
    asked = [n for n in topology.neighbours.get(device, ()) if n in speaking]
    if not fault.every_peer:  # not all neighbours have to speak of it: ask the one that says most
        asked = most
    for neighbour in asked:
        own = by_device.get(neighbour, {})
        for kind, share in fault.signs["peer"].items():
            if kind not in own or (own[kind].peers and device not in own[kind].peers):
                score += math.log(1 - share * (1 - LOST))
    gains.sort(key=lambda pair: -pair[0])
    return score, tuple(alarm for _, alarm in gains[:6]), explains


def _said(own: dict[str, _Seen], device: str, fault: Fault) -> int:
    """How many alarms of a neighbour the fault on ``device`` explains."""
    return sum(one.count for kind, one in own.items() if device in one.peers and kind in fault.signs["peer"])
