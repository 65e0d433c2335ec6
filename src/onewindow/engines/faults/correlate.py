"""Alarms to incidents, from the stream itself: by time, by topology, by what causes what.

An alarm joins an open incident that had news within the last minute and touches the same devices or the ends of the
same links; an alarm of a port that still has one standing, and the end of an alarm, go where that one went. An incident
is over when it has had no news for a minute. Only what is open is held, so memory is bounded by what is wrong now.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from onewindow.engines.faults.alarms import Alarm
from onewindow.engines.faults.topology import Topology

QUIET = 60.0
"""Seconds without news that end an incident."""
FORGOTTEN = 3600.0
"""Seconds without news after which an alarm raised again is a new one, whose end before was lost on the way. Not
sooner: a link that comes back after a repair flickers, and says down again."""
LATE = 30.0
"""Seconds an alarm may come late (out of order, clocks apart) and still be put in its place."""
HELD = 100_000
"""Alarms an incident keeps at most; more are counted."""
REMEMBERED = 200_000
"""Standing alarms kept to know what a clearing ends; the oldest is forgotten first, and counted."""


@dataclass
class Incident:
    """Alarms that belong together: first and last time heard of, devices, alarms in order of coming."""

    number: int
    start: float
    last: float
    alarms: list[Alarm] = field(default_factory=list)
    devices: set[str] = field(default_factory=set)
    standing: set[tuple[str, str, str]] = field(default_factory=set)
    uncounted: int = 0
    end: float = 0.0

    def raised(self) -> list[Alarm]:
        """The alarms raised in it, in order of time."""
        return sorted((a for a in self.alarms if not a.cleared), key=lambda a: a.at)

    def near(self, at: float, seconds: float) -> bool:
        """Whether a moment is within it, or at most so many seconds before or after."""
        return self.start - seconds <= at <= self.last + seconds

    def _hold(self, alarm: Alarm) -> None:
        if len(self.alarms) < HELD:
            self.alarms.append(alarm)
        else:
            self.uncounted += 1


@dataclass
class Correlator:
    """Feed it alarms as they come; it hands back incidents as they end. ``counts`` tells what was odd."""

    topology: Topology
    open: list[Incident] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    latest: float = 0.0
    _standing: dict[tuple[str, str, str], Incident] = field(default_factory=dict)
    _places: dict[tuple[str, str], Incident] = field(default_factory=dict)
    _made: int = 0

    def feed(self, alarm: Alarm) -> Iterator[Incident]:
        """Take in one alarm; incidents that its time shows to be over come out."""
        if alarm.at < self.latest:
            self.counts["out of order"] += 1
            if alarm.at < self.latest - LATE:
                self.counts["more than 30 s late"] += 1
        else:
            self.latest = alarm.at
            yield from self._over(alarm.at)
        key = (alarm.device, alarm.about, alarm.group)
        if alarm.cleared:
            self._clear(alarm, key)
            return
        stood = self._standing.get(key)
        if stood is not None:
            self.counts["repeated"] += 1
            if alarm.at - stood.last > FORGOTTEN:  # it ended unheard: raised again, it is news
                self.counts["ends never heard"] += 1
                self._forget(stood, key[:2])
        place = (alarm.device, alarm.about)
        incident = self._places.get(place) if alarm.about else self._standing.get(key)
        if incident is None:
            incident = self._home(alarm)
        self._add(incident, alarm)
        self._stand(key, incident)

    def close(self) -> Iterator[Incident]:
        """What is still open when the stream ends."""
        yield from self._over(float("inf"))

    def _stand(self, key: tuple[str, str, str], incident: Incident) -> None:
        self._standing.pop(key, None)
        self._standing[key] = incident
        self._places[key[:2]] = incident
        incident.standing.add(key)
        if len(self._standing) > REMEMBERED:
            oldest = next(iter(self._standing))
            self._standing.pop(oldest).standing.discard(oldest)
            self._places.pop(oldest[:2], None)
            self.counts["standing alarms forgotten"] += 1

    def _forget(self, incident: Incident, place: tuple[str, str]) -> None:
        for key in [key for key in incident.standing if key[:2] == place]:
            self._standing.pop(key, None)
            incident.standing.discard(key)
        self._places.pop(place, None)

    def _clear(self, alarm: Alarm, key: tuple[str, str, str]) -> None:
        incident = self._standing.pop(key, None)
        if incident is None:
            self.counts["clear before raise"] += 1
            return
        incident.standing.discard(key)
        if not any(other[:2] == key[:2] for other in incident.standing):
            self._places.pop(key[:2], None)
        incident.end = max(incident.end, alarm.at)
        incident._hold(alarm)
        if incident in self.open:
            incident.last = max(incident.last, alarm.at)

    def _home(self, alarm: Alarm) -> Incident:
        """The open incident an alarm belongs to; several that it ties together become one."""
        ends = {alarm.device, alarm.peer} - {""}
        near = set().union(*(self.topology.neighbours.get(d, ()) for d in ends))
        touching = [i for i in self.open if i.near(alarm.at, QUIET) and not ends.isdisjoint(i.devices)]
        if not touching:
            touching = [i for i in self.open if i.near(alarm.at, LATE) and not near.isdisjoint(i.devices)][:1]
        if not touching:
            self._made += 1
            incident = Incident(self._made, alarm.at, alarm.at, end=alarm.at)
            self.open.append(incident)
            return incident
        first = touching[0]
        for other in touching[1:]:
            first.alarms += other.alarms
            first.devices |= other.devices
            first.standing |= other.standing
            first.uncounted += other.uncounted
            first.start, first.last = min(first.start, other.start), max(first.last, other.last)
            first.end = max(first.end, other.end)
            for key in other.standing:
                self._standing[key] = self._places[key[:2]] = first
            self.open.remove(other)
        return first

    def _add(self, incident: Incident, alarm: Alarm) -> None:
        incident._hold(alarm)
        incident.devices |= {alarm.device, alarm.peer} - {""}
        incident.start, incident.last = min(incident.start, alarm.at), max(incident.last, alarm.at)
        incident.end = max(incident.end, alarm.at)

    def _over(self, now: float) -> Iterator[Incident]:
        over = [i for i in self.open if now - i.last > QUIET]
        for incident in over:
            self.open.remove(incident)
            yield incident
