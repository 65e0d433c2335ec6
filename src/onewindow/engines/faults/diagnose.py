"""From logs to incidents: the whole way, as ``onewindow faults diagnose`` and the desk go it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from onewindow.engines.faults import evidence, skew
from onewindow.engines.faults.alarms import Alarm, Normaliser
from onewindow.engines.faults.correlate import Correlator, Incident
from onewindow.engines.faults.knowledge import Knowledge
from onewindow.engines.faults.locate import Location, locate
from onewindow.engines.faults.syslog import Message, Reader, year_of, zone_of
from onewindow.engines.faults.topology import Topology

MEMORY = 3600.0
"""Seconds for which a located root is remembered, should its link fail again."""


@dataclass(frozen=True, slots=True)
class Finding:
    """An incident with its location and chain of evidence."""

    incident: Incident
    location: Location
    steps: list[evidence.Step]


@dataclass
class Diagnosis:
    """What was found, and an account of everything that could not be used."""

    findings: list[Finding] = field(default_factory=list)
    lines: int = 0
    unread: int = 0
    samples: list[str] = field(default_factory=list)
    quiet: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    unknown_templates: Counter[str] = field(default_factory=Counter)
    unknown_devices: Counter[str] = field(default_factory=Counter)
    clocks: dict[str, float] = field(default_factory=dict)
    unexplained: int = 0
    offset: float = 0.0
    """Hours from UTC of most devices' clocks: the zone in which the report is written."""


@dataclass
class Locator:
    """Locates one incident after another, remembering where the last faults of each link were."""

    topology: Topology
    knowledge: Knowledge
    learned: Mapping[tuple[str, str], float] = field(default_factory=dict)
    speaking: set[str] = field(default_factory=set)
    _blamed: list[tuple[str, str, float]] = field(default_factory=list)

    def find(self, incident: Incident) -> Finding | None:
        """The finding; None for an incident of messages that nobody knows and nothing explains."""
        raised = incident.raised()
        if not any(a.kind in self.knowledge.kinds for a in raised):
            return None
        recent = Counter((root, peer) for root, peer, at in self._blamed if 0 <= incident.start - at <= MEMORY)
        location = locate(raised, self.topology, self.knowledge, frozenset(self.speaking), recent)
        self._blamed = [one for one in self._blamed if incident.start - one[2] <= MEMORY]
        for root in location.roots:
            peers = {a.peer for a in raised if a.device == root} | {a.device for a in raised if a.peer == root}
            self._blamed += [(root, peer, incident.end) for peer in sorted(peers - {""})]
        steps = evidence.chain(raised, location, self.topology, self.knowledge, self.learned)
        return Finding(incident, location, steps)


def diagnose(
    logs: Mapping[str, Iterable[str]],
    topology: Topology,
    knowledge: Knowledge,
    today: date,
    year: int | None = None,
    learned: Mapping[tuple[str, str], float] | None = None,
) -> Diagnosis:
    """The incidents in ``logs`` (device -> lines; "" for a file whose lines name their hosts).

    ``year`` is that of lines which do not tell it; without it it is found from the logs and ``today``. Lines may come
    in any order; clocks that are apart are set right.
    """
    out = Diagnosis()
    normaliser = Normaliser(knowledge, topology)
    alarms: list[Alarm] = []
    speaking: set[str] = set()
    kept = {device: list(lines) for device, lines in logs.items()}
    year = year or year_of((line for lines in kept.values() for line in lines), today)
    zones: Counter[float] = Counter()
    messages: list[Message] = []
    for device, lines in kept.items():
        reader = Reader(device, year, zone_of(lines) or 0.0)
        messages += reader.messages(lines)
        out.lines += reader.read
        out.unread += reader.unread
        out.samples += reader.sample
        zones[reader.offset] += 1
    # Who has which address may be told after it is first spoken of, in another file or further down.
    for message in messages:
        speaking.add(message.device)
        normaliser.meet(message)
    for message in sorted(messages, key=lambda one: one.at):
        alarm = normaliser.alarm(message)
        if alarm is not None:
            alarms.append(alarm)
    out.offset = zones.most_common(1)[0][0] if zones else 0.0
    out.quiet, out.unknown_templates, out.unknown_devices = normaliser.quiet, normaliser.unknown, normaliser.strangers
    out.clocks = skew.offsets(alarms)
    correlator = Correlator(topology)
    locator = Locator(topology, knowledge, learned or {}, speaking)
    incidents = list(_incidents(correlator, skew.straightened(alarms, out.clocks)))
    for incident in sorted(incidents, key=lambda i: i.start):
        finding = locator.find(incident)
        if finding is None:
            out.unexplained += 1
        else:
            out.findings.append(finding)
    out.counts = correlator.counts
    return out


def _incidents(correlator: Correlator, alarms: Iterable[Alarm]) -> Iterator[Incident]:
    for alarm in alarms:
        yield from correlator.feed(alarm)
    yield from correlator.close()
