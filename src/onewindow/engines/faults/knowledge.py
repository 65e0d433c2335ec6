"""What is known of alarms and faults, read from a file an engineer can read and extend (``knowledge.toml``)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from onewindow.texts import Text

SEVERITIES = ("indeterminate", "cleared", "warning", "minor", "major", "critical")
"""RFC 8632, perceived severity, from the least."""
WHERE = ("self", "peer", "beyond")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of alarm, and the messages that raise and clear it."""

    id: str
    label: Text
    names: tuple[str, ...]
    raises: re.Pattern[str] | None
    clears: re.Pattern[str] | None
    group: str
    cause: bool
    severity: str
    probable: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What can be wrong: its signs by place (how often each alarm is seen), what to check, do and verify.

    ``every_peer``: it takes all links of the device, ``any_peer``: more than one of them, else it takes one. ``link``:
    it lies between two devices. ``silent``: the device itself says little or nothing of it.
    """

    id: str
    label: Text
    prior: float
    remote: bool
    silent: bool
    every_peer: bool
    any_peer: bool
    link: bool
    signs: Mapping[str, Mapping[str, float]]
    checks: tuple[Text, ...]
    action: Text
    verify: Text


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All kinds of alarms and all faults, by id."""

    kinds: Mapping[str, Kind]
    faults: Mapping[str, Fault]

    def by_name(self) -> dict[str, list[Kind]]:
        """The kinds that a message of a name (mnemonic or OID) may be, in the order of the file."""
        named: dict[str, list[Kind]] = {}
        for kind in self.kinds.values():
            for name in kind.names:
                named.setdefault(name.upper(), []).append(kind)
        return named


class KnowledgeError(ValueError):
    """An entry of a knowledge file that cannot be used; the message names entry and field."""


@cache
def built_in() -> Knowledge:
    """The knowledge that comes with onewindow."""
    text = resources.files("onewindow.engines.faults").joinpath("knowledge.toml").read_text("utf-8")
    return parse(text)


def parse(text: str, base: Knowledge | None = None) -> Knowledge:
    """Knowledge from a TOML file, over ``base``: an entry of the same id replaces the one there.

    Raises ``KnowledgeError`` naming the entry and the field.
    """
    try:
        read = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise KnowledgeError(f"not a TOML file: {error}") from None
    kinds = dict(base.kinds) if base else {}
    faults = dict(base.faults) if base else {}
    for entry in read.get("alarm", []):
        kind = _kind(entry)
        kinds[kind.id] = kind
    for entry in read.get("fault", []):
        fault = _fault(entry, kinds)
        faults[fault.id] = fault
    return Knowledge(kinds, faults)


def _need(entry: Mapping[str, Any], field: str, kind: type | tuple[type, ...], what: str) -> Any:
    value = entry.get(field)
    if not isinstance(value, kind) or value == "":
        raise KnowledgeError(f"{what} {entry.get('id', '?')}: {field} is missing or not of the right kind: {value!r}")
    return value


def _kind(entry: Mapping[str, Any]) -> Kind:
    def pattern(field: str) -> re.Pattern[str] | None:
        try:
            return re.compile(entry[field]) if entry.get(field) else None
        except re.error as error:
            raise KnowledgeError(f"alarm {entry.get('id')}: {field} is no regular expression: {error}") from None

    severity = entry.get("severity", "indeterminate")
    if severity not in SEVERITIES:
        raise KnowledgeError(f"alarm {entry.get('id')}: severity is one of {', '.join(SEVERITIES)}, got {severity!r}")
    return Kind(
        _need(entry, "id", str, "alarm"),
        Text(_need(entry, "en", str, "alarm"), _need(entry, "zh", str, "alarm")),
        tuple(_need(entry, "names", list, "alarm")), pattern("raise"), pattern("clear"),
        entry.get("group", entry["id"]), bool(entry.get("cause", False)), severity, entry.get("probable", "unknown"),
    )  # fmt: skip


def _fault(entry: Mapping[str, Any], kinds: Mapping[str, Kind]) -> Fault:
    signs: dict[str, dict[str, float]] = {}
    for where in WHERE:
        signs[where] = entry.get(where, {})
        for name, seen in signs[where].items():
            if name not in kinds:
                raise KnowledgeError(f"fault {entry.get('id')}: {where} names an unknown alarm {name!r}")
            if not isinstance(seen, int | float) or not 0 < seen < 1:
                raise KnowledgeError(f"fault {entry.get('id')}: {where}.{name} is a share between 0 and 1, got {seen}")
    checks = zip(entry.get("checks_en", []), entry.get("checks_zh", []), strict=False)
    return Fault(
        _need(entry, "id", str, "fault"),
        Text(_need(entry, "en", str, "fault"), _need(entry, "zh", str, "fault")),
        float(entry.get("prior", 1.0)), bool(entry.get("remote", False)), bool(entry.get("silent", False)),
        bool(entry.get("every_peer", False)), bool(entry.get("any_peer", False)),
        bool(entry.get("link", False)), signs, tuple(Text(en, zh) for en, zh in checks),
        Text(_need(entry, "action_en", str, "fault"), _need(entry, "action_zh", str, "fault")),
        Text(_need(entry, "verify_en", str, "fault"), _need(entry, "verify_zh", str, "fault")),
    )  # fmt: skip
