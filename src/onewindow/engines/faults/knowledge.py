"""What is known of alarms and faults, read from a file an engineer can read and extend (``knowledge.toml``)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from onewindow.texts import Text

SEVERITIES = ("indeterminate", "cleared", "warning", "minor", "major", "critical")
"""RFC 8632, perceived severity, from the least."""
WHERE = ("self", "peer", "beyond")
SEVERITY_IN_NAME = re.compile(r"-[0-7]-")


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


@lru_cache(maxsize=4096)
def family(name: str) -> str:
    """A message's name without its severity: releases and platforms of a vendor grade the same event differently
    (``LINK-3-UPDOWN``, ``LINK-4-UPDOWN``)."""
    return SEVERITY_IN_NAME.sub("-", name.upper(), count=1)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All kinds of alarms and all faults, by id."""

    kinds: Mapping[str, Kind]
    faults: Mapping[str, Fault]

    def by_name(self) -> dict[str, list[Kind]]:
        """The kinds that a message of a name (mnemonic or OID, as ``family`` has it) may be, in the order of the
        file; under ``*`` those that any message may be that says an error and that nobody else knows."""
        named: dict[str, list[Kind]] = {}
        for kind in self.kinds.values():
            for name in kind.names:
                named.setdefault(family(name), []).append(kind)
        return named


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing a knowledge file has wrong: the line its entry begins at (0: the file), the entry, the field."""

    row: int
    entry: str
    field: str
    expected: Text
    got: str = ""


class KnowledgeError(ValueError):
    """A knowledge file that cannot be used; ``wrongs`` name every row and field."""

    def __init__(self, wrongs: Sequence[Wrong]) -> None:
        told = (f"row {w.row}, {w.entry}: {w.field}: expected {w.expected.en}, got {w.got!r}" for w in wrongs)
        super().__init__("; ".join(told))
        self.wrongs = tuple(wrongs)


@cache
def built_in() -> Knowledge:
    """The knowledge that comes with onewindow."""
    return parse(text_of_built_in())


def text_of_built_in() -> str:
    """The file that comes with onewindow, to be copied and extended."""
    return resources.files("onewindow.engines.faults").joinpath("knowledge.toml").read_text("utf-8")


def parse(text: str, base: Knowledge | None = None) -> Knowledge:
    """Knowledge from a TOML file, over ``base``: an entry of the same id replaces the one there.

    Raises ``KnowledgeError`` naming every row and field that is wrong.
    """
    try:
        read = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise KnowledgeError([Wrong(int(line[1]) if line else 0, "file", "TOML", TOML, str(error))]) from None
    wrongs = [Wrong(0, "file", key, SECTIONS, key) for key in read if key not in FIELDS]
    kinds = dict(base.kinds) if base else {}
    faults = dict(base.faults) if base else {}
    starts = _starts(text)
    for section, make, kept in (("alarm", _kind, kinds), ("fault", _fault, faults)):
        entries = read.get(section, [])
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            wrongs.append(Wrong(0, "file", section, SECTIONS, str(entries)[:60]))
            continue
        for number, entry in enumerate(entries):
            row = starts[section][number] if number < len(starts[section]) else 0
            reading = _Entry(entry, f"{section} {entry.get('id', '?')}", row, wrongs)
            for field in entry.keys() - FIELDS[section]:
                reading.wrong(field, Text("a field there is", "已有的字段"), field)
            made = make(reading, kinds)
            kept[made.id] = made  # type: ignore[assignment]
    if wrongs:
        raise KnowledgeError(wrongs)
    return Knowledge(kinds, faults)


FIELDS = {
    "alarm": {"id", "en", "zh", "names", "raise", "clear", "group", "cause", "severity", "probable"},
    "fault": {
        "id", "en", "zh", "prior", "remote", "silent", "every_peer", "any_peer", "link", "checks_en", "checks_zh",
        "action_en", "action_zh", "verify_en", "verify_zh", *WHERE,
    },
}  # fmt: skip
TOML = Text("a TOML file", "TOML 文件")
SECTIONS = Text("entries [[alarm]] and [[fault]]", "[[alarm]] 与 [[fault]] 条目")
WORDS = Text("words", "文字")
LIST = Text("a list of words", "文字列表")
PATTERN = Text("a regular expression", "正则表达式")
RAISES = Text("raise or clear, a regular expression", "raise 或 clear（正则表达式）")
SHARE = Text("a share between 0 and 1", "0 与 1 之间的比例")
KNOWN = Text("an alarm that is known", "已知的告警")
ABOVE = Text("a number above 0", "大于 0 的数")
PAIRS = Text("as many lines as checks_en", "与 checks_en 行数相同")
SEVERITY = Text(f"one of {', '.join(SEVERITIES)}", f"以下之一：{'、'.join(SEVERITIES)}")
YES_NO = Text("true or false", "true 或 false")


def _starts(text: str) -> dict[str, list[int]]:
    """The lines on which the entries of each section begin."""
    found: dict[str, list[int]] = {section: [] for section in FIELDS}
    for row, line in enumerate(text.splitlines(), 1):
        if (head := re.match(r"\s*\[\[\s*(alarm|fault)\s*\]\]", line)) is not None:
            found[head[1]].append(row)
    return found


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry as read, and where what is wrong with it is collected."""

    given: Mapping[str, Any]
    name: str
    row: int
    wrongs: list[Wrong]

    def wrong(self, field: str, expected: Text, got: object) -> None:
        self.wrongs.append(Wrong(self.row, self.name, field, expected, "" if got is None else str(got)[:80]))

    def words(self, field: str, default: str | None = None) -> str:
        value = self.given.get(field, default)
        if not isinstance(value, str) or not value.strip():
            self.wrong(field, WORDS, value)
            return "?"
        return value

    def lines(self, field: str, needed: bool) -> tuple[str, ...]:
        value = self.given.get(field, None if needed else [])
        if (
            not isinstance(value, list)
            or not all(isinstance(v, str) and v.strip() for v in value)
            or needed > len(value)
        ):
            self.wrong(field, LIST, value)
            return ()
        return tuple(value)

    def yes(self, field: str) -> bool:
        value = self.given.get(field, False)
        if not isinstance(value, bool):
            self.wrong(field, YES_NO, value)
        return bool(value)

    def pattern(self, field: str) -> re.Pattern[str] | None:
        if field not in self.given:
            return None
        try:
            return re.compile(self.words(field))
        except re.error as error:
            self.wrong(field, PATTERN, error)
            return None


def _kind(entry: _Entry, kinds: Mapping[str, Kind]) -> Kind:
    severity = entry.words("severity", "indeterminate")
    if severity not in SEVERITIES:
        entry.wrong("severity", SEVERITY, severity)
    if not {"raise", "clear"} & entry.given.keys():
        entry.wrong("raise", RAISES, None)
    own = entry.words("id")
    return Kind(
        own, Text(entry.words("en"), entry.words("zh")), entry.lines("names", True), entry.pattern("raise"),
        entry.pattern("clear"), entry.words("group", own), entry.yes("cause"), severity,
        entry.words("probable", "unknown"),
    )  # fmt: skip


def _fault(entry: _Entry, kinds: Mapping[str, Kind]) -> Fault:
    signs: dict[str, dict[str, float]] = {}
    for where in WHERE:
        given = entry.given.get(where, {})
        signs[where] = {}
        if not isinstance(given, dict):
            entry.wrong(where, SHARE, given)
            continue
        for name, seen in given.items():
            if name not in kinds:
                entry.wrong(where, KNOWN, name)
            if isinstance(seen, bool) or not isinstance(seen, int | float) or not 0 < seen < 1:
                entry.wrong(f"{where}.{name}", SHARE, seen)
            else:
                signs[where][name] = float(seen)
    prior = entry.given.get("prior", 1.0)
    if isinstance(prior, bool) or not isinstance(prior, int | float) or not 0 < prior < 1e6:
        entry.wrong("prior", ABOVE, prior)
        prior = 1.0
    checks_en, checks_zh = entry.lines("checks_en", False), entry.lines("checks_zh", False)
    if len(checks_en) != len(checks_zh):
        entry.wrong("checks_zh", PAIRS, len(checks_zh))
    return Fault(
        entry.words("id"), Text(entry.words("en"), entry.words("zh")), float(prior), entry.yes("remote"),
        entry.yes("silent"), entry.yes("every_peer"), entry.yes("any_peer"), entry.yes("link"), signs,
        tuple(Text(en, zh) for en, zh in zip(checks_en, checks_zh, strict=False)),
        Text(entry.words("action_en"), entry.words("action_zh")),
        Text(entry.words("verify_en"), entry.words("verify_zh")),
    )  # fmt: skip
