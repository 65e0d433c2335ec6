"""Messages as alarm records: what kind, about what, raised or cleared; messages nobody knows get a template."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from onewindow.engines.faults.knowledge import Kind, Knowledge, family
from onewindow.engines.faults.syslog import Message
from onewindow.engines.faults.topology import Topology, port_of

if TYPE_CHECKING:
    from drain3.drain import Drain

ALARMING = 3
"""A message nobody knows is an alarm from this syslog severity (error) on; a quieter one is only counted."""
SYSTEM = "(AS: "
NEIGHBOUR = re.compile(r"neighbor (\S+)")
TEMPLATES = 2000
"""Templates kept at most; drain drops the one longest unseen."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """A record in the manner of RFC 8632: the resource is ``device`` and ``about`` (a port or neighbour), the alarm
    type ``kind``; ``peer`` is the device at the other end as far as known; ``at`` seconds since 1970."""

    device: str
    about: str
    kind: str
    group: str
    at: float
    cleared: bool
    severity: str
    text: str
    peer: str = ""
    cause: bool = False


@dataclass
class Normaliser:
    """Makes alarms of messages. Counts what it saw: ``quiet`` messages that are no alarms, ``unknown`` templates."""

    knowledge: Knowledge
    topology: Topology
    quiet: int = 0
    unknown: Counter[str] = field(default_factory=Counter)
    strangers: Counter[str] = field(default_factory=Counter)
    _named: dict[str, list[Kind]] = field(default_factory=dict)
    _drain: Drain | None = None
    _peers: dict[tuple[str, str], str] = field(default_factory=dict)
    _systems: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._named = self.knowledge.by_name()

    def alarm(self, message: Message) -> Alarm | None:
        """The alarm a message raises or clears; None (and counted) for one that does neither."""
        alarm = self._by(self._named.get(family(message.name), ()), message)
        if alarm is not None:
            return alarm
        if message.severity > ALARMING:
            self.quiet += 1
            return None
        alarm = self._by(self._named.get("*", ()), message)
        if alarm is not None:
            return alarm
        template = self.template(message)
        self.unknown[template] += 1
        severity = "critical" if message.severity <= 2 else "major"
        return Alarm(message.device, "", template, template, message.at, False, severity, message.text)

    def meet(self, message: Message) -> None:
        """Learn from a message, ahead of reading it as an alarm, which system a known neighbour has."""
        if SYSTEM in message.text and (found := NEIGHBOUR.search(message.text)):
            if message.device not in self.topology.neighbours:
                self._meet(message.device)
            self._owner(message.device, found[1], message.text, keep=False)

    def _by(self, kinds: Sequence[Kind], message: Message) -> Alarm | None:
        for kind in kinds:
            if kind.raises is not None and (found := kind.raises.search(message.text)):
                return self._made(message, kind, found.groupdict(), False)
            if kind.clears is not None and (found := kind.clears.search(message.text)):
                return self._made(message, kind, found.groupdict(), True)
        return None

    def template(self, message: Message) -> str:
        """The template of a message nobody knows: its name and its words without what changes (drain3-improved)."""
        if self._drain is None:
            from drain3.drain import Drain

            self._drain = Drain(max_clusters=TEMPLATES)
        cluster: Any = self._drain.add_log_message(message.text[:400])[0]
        words = cluster.get_template()
        return f"{message.name} {words}"[:120].strip()

    def _made(self, message: Message, kind: Kind, found: dict[str, Any], cleared: bool) -> Alarm:
        device = message.device
        if device not in self.topology.neighbours:
            self._meet(device)
        interface, neighbour = found.get("interface") or "", found.get("neighbor") or ""
        if interface:
            about, peer = port_of(interface), self.topology.far_end(device, interface)
        elif neighbour:
            about, peer = neighbour, self._owner(device, neighbour, message.text)
        else:
            about = peer = ""
        severity = "cleared" if cleared else kind.severity
        return Alarm(device, about, kind.id, kind.group, message.at, cleared, severity, message.text, peer, kind.cause)

    def _meet(self, device: str) -> None:
        """A name the topology does not have: another spelling of one it has, or a stranger."""
        known = self.topology.named(device)
        if known:
            self.topology.rename(known, device)
        else:
            self.strangers[device] += 1

    def _owner(self, device: str, neighbour: str, text: str, keep: bool = True) -> str:
        """Who has a neighbour's address: by the topology, by name, else by its autonomous system, learned from the
        neighbours whose address is known (each router of a routed fabric has one of its own)."""
        known = self._peers.get((device, neighbour))
        if known:
            return known
        owner = self.topology.owner.get(neighbour, "") or self.topology.named(neighbour)
        system = text.rpartition(SYSTEM)[2].rstrip(") ") if SYSTEM in text else ""
        if owner and system:
            self._systems.setdefault(system, owner)
            if self._systems[system] != owner:
                self._systems[system] = "-"
        elif system and self._systems.get(system, "-") != "-":
            owner = self._systems[system]
        if owner == device:
            owner = ""
        if keep and owner and len(self._peers) < 100_000:
            self._peers[device, neighbour] = owner
        return owner
