"""Alarms from files and calls: a log, RFC 8632 or TMF642 alarms, a synthetic storm; each becomes one batch."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from onewindow.desks.network import knowing, maps
from onewindow.desks.network.incident_rfc8632 import UNKNOWN
from onewindow.desks.network.incident_services import Batch, take_in
from onewindow.desks.network.models import Intake
from onewindow.desks.network.policy import READERS
from onewindow.engines.faults import knowledge, sites, skew, topology
from onewindow.engines.faults.alarms import Alarm, Normaliser
from onewindow.engines.faults.knowledge import Knowledge
from onewindow.engines.faults.syslog import Reader, year_of, zone_of
from onewindow.engines.faults.topology import Link, Topology
from onewindow.kernel.access import Actor
from onewindow.kernel.errors import BadInput, NotAllowed, Problem
from onewindow.texts import Text

LIMIT = 50 * 1024 * 1024
LINES = 500_000
PAST = timedelta(days=1)
"""Alarms older than this are a replay: their repair was not done here, so they are kept out of the repair times."""
NOTHING = Text(
    "lines of syslog (RFC 3164, RFC 5424, IOS-XR or Huawei)", "syslog 行（RFC 3164、RFC 5424、IOS-XR 或华为）"
)


def load_log(actor: Actor, now: datetime, content: bytes, name: str) -> Intake:
    """Take in a device's log, called by the file's name up to the first dot, or a collector's whose lines name hosts.

    Raises ``NotAllowed``, ``BadInput`` for a file in which no line is a message.
    """
    if not actor.has(*READERS):
        raise NotAllowed(maps.ROLE)
    lines = content.decode("utf-8", "replace").splitlines()[:LINES]
    reader = Reader("", year_of(lines, now.date()))
    alarms, normaliser = _alarms(reader, lines)
    if reader.unread * 2 > reader.read:  # its lines do not name their hosts: it is one device's
        reader = Reader(name.split(".")[0][:200], reader.year, zone_of(lines) or 0.0)
        alarms, normaliser = _alarms(reader, lines)
    if reader.read == 0 or reader.unread == reader.read:
        raise BadInput([Problem("log", NOTHING, got=lines[0][:80] if lines else "")], file=name)
    ahead = skew.offsets(alarms)
    alarms = skew.straightened(alarms, ahead)
    counts = {
        "lines": reader.read, "lines unread": reader.unread, "messages without alarm": normaliser.quiet,
        "unknown templates": len(normaliser.unknown), "unknown devices": len(normaliser.strangers),
        "clocks set right": len(ahead),
    }  # fmt: skip
    old = bool(alarms) and datetime.fromtimestamp(alarms[-1].at, UTC) < now - PAST
    key = "log:" + hashlib.sha256(name.encode() + b"\0" + content).hexdigest()
    return take_in(actor, now, Batch("file", name, key, alarms, counts, reader.sample, replay=old))


def _alarms(reader: Reader, lines: Sequence[str]) -> tuple[list[Alarm], Normaliser]:
    """The alarms of a log, and the normaliser that counted the rest."""
    normaliser = Normaliser(knowing.in_force(), maps.in_force()[1])
    return [a for m in reader.messages(lines) if (a := normaliser.alarm(m)) is not None], normaliser


def from_records(records: Sequence[Mapping[str, Any]], source: str) -> tuple[list[Alarm], list[Problem]]:
    """Alarms of RFC 8632 (``rfc8632``) or TMF642 (``tmf642``) records, and what is wrong with the others by row."""
    alarms: list[Alarm] = []
    problems: list[Problem] = []
    network, knows = maps.in_force()[1], knowing.in_force()
    read = _rfc8632 if source == "rfc8632" else _tmf642
    for number, record in enumerate(records, 1):
        try:
            alarms.append(read(record, network, knows))
        except _Wrong as wrong:
            problems.append(Problem(wrong.field, wrong.expected, row=number, got=wrong.got))
    return alarms, problems


def load_records(
    actor: Actor, now: datetime, records: Sequence[Mapping[str, Any]], source: str
) -> tuple[Intake, list[Problem]]:
    """Take in the good records of a call; the others come back with what was expected."""
    import orjson

    alarms, problems = from_records(records, source)
    digest = hashlib.sha256(orjson.dumps(records, default=str, option=orjson.OPT_SORT_KEYS)).hexdigest()
    counts = {"records": len(records), "records refused": len(problems)}
    old = bool(alarms) and datetime.fromtimestamp(max(a.at for a in alarms), UTC) < now - PAST
    batch = Batch(source, source, f"{source}:{digest}", alarms, counts, [p.say("en") for p in problems], replay=old)
    return take_in(actor, now, batch), problems


class _Wrong(Exception):
    def __init__(self, field: str, expected: Text, got: object = "") -> None:
        self.field, self.expected, self.got = field, expected, str(got)[:80]


def _need(record: Mapping[str, Any], field: str) -> str:
    value = record.get(field)
    if not isinstance(value, str) or not value.strip():
        raise _Wrong(field, Text("words", "文字"), "" if value is None else value)
    return value.replace("\0", "").strip()


def _moment(record: Mapping[str, Any], field: str) -> float:
    value = record.get(field)
    try:
        at = datetime.fromisoformat(str(value))
        if at.tzinfo is None or not datetime(1990, 1, 1, tzinfo=UTC) < at < datetime(2100, 1, 1, tzinfo=UTC):
            raise ValueError
    except ValueError:
        expected = Text("a moment such as 2026-11-25T08:00:00Z", "带时区的时间，如 2026-11-25T08:00:00Z")
        raise _Wrong(field, expected, value) from None
    return at.timestamp()


def _made(
    resource: str, kind: str, at: float, cleared: bool, severity: str, text: str, network: Topology, knows: Knowledge
) -> Alarm:
    device, _sep, about = resource.partition("/")
    known = knows.kinds.get(kind)
    port = topology.port_of(about) if about else ""
    peer = network.far_end(device, about) if about else ""
    group = known.group if known else kind
    cause = bool(known and known.cause)
    return Alarm(device[:200], port, kind[:120], group[:120], at, cleared, severity, text[:500], peer, cause)


def _severity(value: object) -> str:
    severity = str(value or "indeterminate").lower()
    if severity not in knowledge.SEVERITIES:
        allowed = ", ".join(knowledge.SEVERITIES)
        raise _Wrong("perceived-severity", Text(f"one of {allowed}", f"以下之一：{allowed}"), value)
    return severity


def _rfc8632(record: Mapping[str, Any], network: Topology, knows: Knowledge) -> Alarm:
    cleared = record.get("is-cleared", False) in (True, "true")
    at = _moment(record, "last-changed" if record.get("last-changed") else "time-created")
    severity = "cleared" if cleared else _severity(record.get("perceived-severity"))
    text = str(record.get("alarm-text") or record.get("alarm-type-qualifier") or "")
    kind = _need(record, "alarm-type-id").rpartition(":")[2]  # a module's name may stand before it
    if kind == UNKNOWN:
        kind = _need(record, "alarm-type-qualifier")
    return _made(_need(record, "resource"), kind, at, cleared, severity, text, network, knows)


def _tmf642(record: Mapping[str, Any], network: Topology, knows: Knowledge) -> Alarm:
    thing = record.get("alarmedObject")
    if not isinstance(thing, Mapping):
        raise _Wrong("alarmedObject", Text("an object with an id", "含 id 的对象"), thing or "")
    severity = _severity(record.get("perceivedSeverity"))
    cleared = severity == "cleared" or str(record.get("state", "")).lower() == "cleared"
    at = _moment(record, "alarmClearedTime" if cleared and record.get("alarmClearedTime") else "alarmRaisedTime")
    kind = str(record.get("specificProblem") or record.get("probableCause") or record.get("alarmType") or "")
    if not kind:
        raise _Wrong("specificProblem", Text("what is wrong", "具体问题"))
    text = str(record.get("alarmDetails") or "")
    return _made(_need(thing, "id"), kind.replace("\0", ""), at, cleared, severity, text, network, knows)


def load_storm(actor: Actor, now: datetime, seed: int) -> Intake:
    """Put a synthetic customs site in force and take in a synthetic storm on it, labelled so, from ``seed``."""
    if not actor.has(*READERS):
        raise NotAllowed(maps.ROLE)
    known = knowing.in_force()
    ring = Topology()
    names = ("core-1", "core-2", "core-3", "core-4")
    for n, name in enumerate(names):
        ring.add_link(Link(name, "", names[(n + 1) % len(names)], ""))
    network = sites.site(ring, 60, seed)
    chance = np.random.default_rng(seed)
    faults = list(known.faults.values())
    weights = np.array([f.prior for f in faults])
    fault = faults[int(chance.choice(len(faults), p=weights / weights.sum()))]
    root = network.devices[int(chance.integers(len(network.devices)))]
    made = sites.storm(network, known, fault, root, now.timestamp() - 60, 300, 0.1, 0.05, 1.0, seed)
    maps.keep(actor, now, network, f"synthetic site {seed}", synthetic=True)
    key = f"storm:{seed}:{now:%Y%m%d%H%M}"
    return take_in(
        actor, now, Batch("synthetic", f"synthetic storm {seed}", key, made.alarms, {"sent": made.sent}, synthetic=True)
    )
