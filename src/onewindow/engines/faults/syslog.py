"""Lines of syslog as messages: frames (RFC 3164, RFC 5424, router buffers) and vendors' prefixes taken apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache

MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONTHS = {name: number for number, name in enumerate(MONTH_NAMES, 1)}
ZONES = {"UTC": 0, "GMT": 0, "Z": 0, "PST": -8, "PDT": -7, "MST": -7, "MDT": -6, "CST": 8, "CET": 1, "CEST": 2,
         "EST": -5, "EDT": -4, "JST": 9, "HKT": 8, "BST": 1, "EET": 2, "EEST": 3}  # fmt: skip
"""Hours from UTC of zones that devices name. CST is China's: a device elsewhere should send RFC 5424 times."""

# RP/0/RP0/CPU0:Sep  1 09:08:59.337 : resmon[236]: %HA-HA_WD-4-MEMORY_ALARM : text
IOS_XR = re.compile(
    r"^(?:\S+?:)?(?P<month>[A-Z][a-z]{2}) +(?P<day>\d{1,2}) (?P<clock>\d\d:\d\d:\d\d)(?P<part>\.\d+)?"
    r" ?(?P<zone>[A-Z]+)? ?: [^ %]+ ?:? ?"
    r"%(?P<facility>\w+(?:-\w+)*?)-(?P<severity>[0-7])-(?P<name>\w+) ?: ?(?P<text>.*)$"
)
FRAME_5424 = re.compile(
    r"^<(?P<pri>\d{1,3})>1 (?P<at>\S+) (?P<host>\S+) \S+ \S+ \S+ "
    r'(?:-|(?:\[(?:[^"\]]|"(?:[^"\\]|\\.)*")*\])+) ?(?:\ufeff)?(?P<text>.*)$'
)
FRAME_3164 = re.compile(
    r"^(?:<(?P<pri>\d{1,3})>)?(?:\d+: )?(?P<mark>[*.])?(?P<month>[A-Z][a-z]{2}) +(?P<day>\d{1,2})(?: (?P<year>\d{4}))? "
    r"(?P<clock>\d\d:\d\d:\d\d)(?P<part>\.\d+)?"
    r"(?: (?P<zone>[A-Z]{3,4})(?=[: ]))?:? (?:(?P<host>[\w.-]+):? )?(?P<text>.*)$"
)
CISCO = re.compile(r"%(?P<facility>\w+(?:-\w+)*?)-(?P<severity>[0-7])-(?P<name>\w+) ?: ?(?P<text>.*)$")
HUAWEI = re.compile(r"%%\d\d(?P<facility>\w+)/(?P<severity>[0-7])/(?P<name>\w+)(?:\(\w+\))?(?:\[\d+\])?:(?P<text>.*)$")
JUNOS = re.compile(r"^\S+?(?:\[\d+\])?: (?:%\S+: )?(?P<name>[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+): (?P<text>.*)$")
HEADER = re.compile(
    r"^(?P<weekday>[A-Z][a-z]{2}) (?P<month>[A-Z][a-z]{2}) +(?P<day>\d+) [\d:.]+ "
    r"(?P<zone>[A-Z]{2,4})?\s*(?P<year>\d{4})?$"
)

EARLIEST, LATEST = -86_400.0, 7_258_118_400.0
"""A day before 1970, where clocks that were never set begin, to the year 2200: no time beyond is a message's."""
TOLD_YEAR = re.compile(r"[A-Z][a-z]{2} [A-Z][a-z]{2} +\d+ [\d:.]+ (\d{4})\b")


@dataclass(frozen=True, slots=True)
class Message:
    """One line: ``at`` seconds since 1970 (UTC), ``name`` the vendor's mnemonic (``LINK-3-UPDOWN``, ``IFNET/LINKDOWN``)
    or empty, ``severity`` 0 to 7 as syslog has it."""

    device: str
    at: float
    name: str
    severity: int
    text: str


@dataclass
class Reader:
    """Reads the lines of one device (a log file) or of many (a stream, where each line names its host).

    ``year`` and ``offset`` (hours from UTC) fill in what lines do not say; a header such as ``Fri Sep  1 12:49:29.836
    PDT`` sets the offset. ``unread`` counts the lines that are no message, ``sample`` keeps the first of them.
    """

    device: str = ""
    year: int = 1970
    offset: float = 0.0
    read: int = 0
    unread: int = 0
    sample: list[str] = field(default_factory=list)

    def messages(self, lines: Iterable[str]) -> Iterator[Message]:
        """Every line that is a message, in the order given."""
        for line in lines:
            message = self.message(line)
            if message is not None:
                yield message

    def message(self, line: str) -> Message | None:
        """One line; None (and counted) when it is no message."""
        line = line.rstrip("\r\n\0 ")
        if not line:
            return None
        self.read += 1
        found = IOS_XR.match(line) if self.device else None  # such a line does not name its device
        if found is not None:
            at = self._at(found["month"], found["day"], found["clock"], found["part"], found["zone"], None)
            if at is not None:
                name = f"{found['facility'].rsplit('-', 1)[-1]}-{found['severity']}-{found['name']}"
                return Message(self.device, at, name, int(found["severity"]), found["text"].rstrip())
        return self._framed(line)

    def _framed(self, line: str) -> Message | None:
        found = FRAME_5424.match(line)
        at: float | None = None
        if found is not None:
            try:
                told = datetime.fromisoformat(found["at"])
                zone = told.tzinfo or timezone(timedelta(hours=self.offset))  # RFC 5424 asks for one; not all write it
                at = told.replace(tzinfo=zone).timestamp()
            except ValueError:
                at = None
        else:
            found = FRAME_3164.match(line)
            if found is not None:
                year = int(found["year"]) if found["year"] else None
                at = self._at(found["month"], found["day"], found["clock"], found["part"], found["zone"], year)
        if found is None or at is None or not EARLIEST <= at <= LATEST:
            self._not_read(line)
            return None
        text = found["text"]
        device = self.device or found["host"] or ""
        if device in ("", "-"):
            self._not_read(line)
            return None
        severity = int(found["pri"]) % 8 if found["pri"] else 6
        inner = CISCO.search(text)
        if inner is not None:
            name = f"{inner['facility'].rsplit('-', 1)[-1]}-{inner['severity']}-{inner['name']}"
            return Message(device, at, name, int(inner["severity"]), inner["text"].strip())
        inner = HUAWEI.search(text)
        if inner is not None:
            name = f"{inner['facility']}/{inner['name']}".upper()
            return Message(device, at, name, int(inner["severity"]), inner["text"].strip())
        inner = JUNOS.match(text)
        if inner is not None:
            return Message(device, at, inner["name"], severity, inner["text"].strip())
        return Message(device, at, "", severity, text.strip())

    def _not_read(self, line: str) -> None:
        header = HEADER.match(line)
        if header is not None:
            if header["zone"] in ZONES:
                self.offset = ZONES[header["zone"]]
            self.read -= 1
            return
        self.unread += 1
        if len(self.sample) < 5:
            self.sample.append(line[:200])

    def _at(
        self, month: str, day: str, clock: str, part: str | None, zone: str | None, year: int | None
    ) -> float | None:
        start = day_start(year or self.year, month, int(day))
        if start is None:
            return None
        hours = ZONES.get(zone, self.offset) if zone else self.offset
        seconds = int(clock[:2]) * 3600 + int(clock[3:5]) * 60 + int(clock[6:8])
        return start + seconds + (float(part) if part else 0.0) - hours * 3600


def zone_of(lines: Iterable[str]) -> float | None:
    """Hours from UTC that the first header among ``lines`` tells, wherever it stands; None when none does."""
    for line in lines:
        header = HEADER.match(line.rstrip("\r\n\0 ")) if len(line) < 60 else None
        if header is not None and header["zone"] in ZONES:
            return ZONES[header["zone"]]
    return None


@lru_cache(maxsize=800)
def day_start(year: int, month: str, day: int) -> float | None:
    """Midnight UTC of a day, in seconds since 1970; None for a day that does not exist."""
    try:
        return (datetime(year, MONTHS[month], day) - datetime(1970, 1, 1)).total_seconds()  # noqa: DTZ001
    except (KeyError, ValueError):
        return None


def year_of(lines: Iterable[str], today: date) -> int:
    """The year of logs whose lines do not tell it.

    A year told elsewhere in them (``Last switch-over Wed Feb 22 18:09:07 2017``) is the earliest it can be; a header's
    weekday must fall on its day; days after ``today`` are of a year before.
    """
    told: set[int] = set()
    headers: set[tuple[str, str, int]] = set()
    days: set[tuple[str, int]] = set()
    for line in lines:
        if (found := IOS_XR.match(line)) is not None:
            days.add((found["month"], int(found["day"])))
        elif (found := HEADER.match(line.rstrip())) is not None:
            headers.add((found["weekday"], found["month"], int(found["day"])))
            told |= {int(found["year"])} if found["year"] else set()
        elif (found := TOLD_YEAR.search(line)) is not None:
            told.add(int(found[1]))
        elif (found := FRAME_3164.match(line)) is not None:
            days.add((found["month"], int(found["day"])))
    earliest = [year for year in told if year <= today.year]
    years = range(max(earliest), today.year + 1) if earliest else range(today.year, today.year - 12, -1)
    for year in years:
        fits = all(_day(year, month, day, weekday, today) for weekday, month, day in headers)
        if fits and all(_day(year, month, day, "", today) for month, day in days):
            return year
    return years[0]


def _day(year: int, month: str, day: int, weekday: str, today: date) -> bool:
    """Whether there is such a day in the year, not after today, and on this weekday if one is named."""
    start = day_start(year, month, day)
    if start is None:
        return False
    that = date(1970, 1, 1) + timedelta(seconds=start)
    return that <= today + timedelta(days=1) and weekday in ("", that.strftime("%a"))
