"""What docketing knows of many rights, in columns: their dates, gathered from their legal-status events."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from onewindow.law import vector
from onewindow.law.rules import rows
from onewindow.law.schedule import COLUMNS
from onewindow.law.vector import Days, Flags

Ints: TypeAlias = NDArray[np.int32]
KINDS = ("trademark", "invention", "utility_model", "design")
OFFICES = ("", "CN", "US", "EP", "WO")
ENTITIES = ("large", "small", "micro")
ENDS = ("lapsed", "expired", "invalidated", "cancelled", "withdrawn", "refused")
COMPENSATION_YEARS = 4
"""A grant later than four years after filing may be compensated (Patent Law (CN) art. 42(2))."""


@dataclass(frozen=True)
class Rights:
    """Rights in columns: places in ``KINDS`` and ``OFFICES``, ordinals of their days (0: none)."""

    kind: Ints
    office: Ints
    filing: Days
    grant: Days
    """Grant of a patent, registration of a mark."""
    expiry: Days
    classes: Ints
    """Nice classes of a mark, 1 for a patent: what a fee is paid for each of."""
    entity: Ints
    """Place in ``ENTITIES``: the size that US fees go by."""


@dataclass(frozen=True)
class Events:
    """Legal-status events in columns: place of the right, code, day, and the number the event carries.

    ``value`` is the year of an annuity paid (the stage of a US maintenance fee), the per cent of a fee reduction.
    """

    right: Ints
    code: NDArray[np.str_]
    day: Days
    value: Ints


@dataclass(frozen=True)
class Facts:
    """The rights with the days of their events, the years paid to, and the reductions they enjoy."""

    rights: Rights
    days: dict[str, Days]
    ended: Days
    paid_to: Ints
    percent: Ints

    @property
    def kind(self) -> Ints:
        """Places in ``KINDS``."""
        return self.rights.kind

    @property
    def office(self) -> Ints:
        """Places in ``OFFICES``."""
        return self.rights.office

    def __len__(self) -> int:
        return len(self.rights.kind)

    def day(self, column: str) -> Days:
        """A column of days by its name; 0 where the event has not happened."""
        return self.days[column]

    def grant_year(self, of: Ints) -> Ints:
        """The year of the right in which it was granted; 0 for one that is not."""
        filing, grant = self.rights.filing[of], self.rights.grant[of]
        years = (np.maximum(grant - filing, 0) // 365.25).astype(np.int32)
        years += vector.add_months(filing, 12 * (years + 1)) <= grant
        years -= vector.add_months(filing, 12 * years) > np.maximum(grant, filing)
        return np.where(grant > 0, years + 1, 0).astype(np.int32)

    def owes(self, of: Ints, kind: str, year: int, office: str) -> Flags:
        """Which rights pay a fee of this year of their own: after the year of the grant (CN), before the grant (EP)."""
        filing, grant = self.rights.filing[of], self.rights.grant[of]
        if office != "CN":
            return np.asarray((grant == 0) | (vector.add_months(filing, 12 * (year - 1)) < grant))
        first = self.grant_year(of)
        return np.asarray((first > 0) & (year > first) & (year <= self._term(of, kind)))

    def _term(self, of: Ints, kind: str) -> Ints:
        filing, years = self.rights.filing[of], np.zeros(len(of), np.int32)
        for rule in rows("cn.patent.term"):
            if rule.right == kind:
                until = rule.valid_to.toordinal() if rule.valid_to else np.iinfo(np.int32).max
                years[(filing >= rule.valid_from.toordinal()) & (filing < until)] = rule.count
        return years

    def changed(self, of: Flags, **days: int) -> Facts:
        """The facts as they would be if ``days`` (columns) were so for some rights: granted, reduced, pledged."""
        columns = {name: np.where(of, days[name], col) if name in days else col for name, col in self.days.items()}
        made = replace(self, days=columns)
        if "granted" in days:
            grant = np.where(of, days["granted"], self.rights.grant).astype(np.int32)
            made = replace(made, rights=replace(self.rights, grant=grant))
        return made

    def reduced(self, of: Flags, percent: int, since: date) -> Facts:
        """The facts as they would be with a reduction of so many per cent from a day."""
        made = self.changed(of, fee_reduced=since.toordinal())
        return replace(made, percent=np.where(of, percent, self.percent).astype(np.int32))


def gather(rights: Rights, events: Events) -> Facts:
    """Bring the events of many rights together: the earliest priority, the latest of everything else."""
    n = len(rights.kind)
    days = {name: np.zeros(n, np.int32) for name in COLUMNS}
    for name in COLUMNS:
        if name == "claimed":
            which = events.code == "priority"
            first = np.full(n, np.iinfo(np.int32).max, np.int32)
            np.minimum.at(first, events.right[which], events.day[which])
            days[name] = np.where(first < np.iinfo(np.int32).max, first, 0).astype(np.int32)
        else:
            _latest(days[name], events, events.code == name)
    marks = rights.kind == KINDS.index("trademark")
    days["granted"] = np.where(marks, 0, np.maximum(days["granted"], rights.grant)).astype(np.int32)
    days["registered"] = np.where(marks, np.maximum(days["registered"], rights.grant), 0).astype(np.int32)
    days["filing"], days["expiry"] = rights.filing, np.where(marks, rights.expiry, 0).astype(np.int32)
    days["priority"] = np.where(days["claimed"] > 0, days["claimed"], rights.filing).astype(np.int32)
    days["first_filing"] = np.where(days["claimed"] > 0, 0, rights.filing).astype(np.int32)
    slow = vector.add_months(rights.filing, 12 * COMPENSATION_YEARS) < days["granted"]
    days["compensable"] = np.where(slow, days["granted"], 0).astype(np.int32)
    open_ = days["open_licence"] > days["open_licence_ended"]
    days["open_licence"] = np.where(open_, days["open_licence"], 0).astype(np.int32)
    ended = np.zeros(n, np.int32)
    _latest(ended, events, np.isin(events.code, ENDS))
    ended[days["restored"] >= np.maximum(ended, 1)] = 0
    return Facts(rights, days, ended, _largest(n, events, "annuity_paid"), _largest(n, events, "fee_reduced"))


def _latest(into: Days, events: Events, which: Flags) -> None:
    np.maximum.at(into, events.right[which], events.day[which])


def _largest(n: int, events: Events, code: str) -> Ints:
    found = np.zeros(n, np.int32)
    which = events.code == code
    np.maximum.at(found, events.right[which], events.value[which])
    return found
