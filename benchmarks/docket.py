"""Re-docketing 100,000 rights in one pass, beside a loop over rights; and a million dates against a slow oracle.

    python benchmarks/docket.py [--rights 100000] [--sample 1000] [--seed 11]
    python benchmarks/docket.py --oracle [--dates 1000000]

The rights are synthetic, from a seed. The loop computes the same deadlines a right at a time with the same rules
(``onewindow.law.periods``), as docketing software that loads objects does; it is timed on a sample and its days are
compared with the pass. Nothing was tuned on anything.
"""

from __future__ import annotations

import argparse
import sys
import time
from datetime import date
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import day_by_day, synthetic_rights

from onewindow.law import docket, facts, fees, periods, rules, vector
from onewindow.law.schedule import LINES, Line

TODAY = date(2026, 11, 25)


def main() -> None:
    """Run what was asked for; fails when a date differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rights", type=int, default=100_000)
    parser.add_argument("--sample", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--oracle", action="store_true")
    parser.add_argument("--dates", type=int, default=1_000_000)
    asked = parser.parse_args()
    if asked.oracle:
        sys.exit(against_oracle(asked.dates, asked.seed))
    sys.exit(speed(asked.rights, asked.sample, asked.seed))


def speed(count: int, sample: int, seed: int) -> int:
    """Print the times; 1 when the loop found another day."""
    for office in ("CN", "US", "EP"):
        vector.rolling(office)  # made once in a process
    rights, events = synthetic_rights.tables(count, seed)
    print(f"{count:,} synthetic rights, {len(events.right):,} legal-status events, seed {seed}, as of {TODAY}")
    began, wall = time.process_time(), time.perf_counter()
    known = facts.gather(rights, events)
    found = docket.docket(known, TODAY)
    cpu, wall = time.process_time() - began, time.perf_counter() - wall
    print(f"one pass: {len(found):,} deadlines in {wall:.2f} s ({cpu:.2f} s of processor), "
          f"{cpu / count * 1e6:.1f} µs a right")  # fmt: skip
    few = synthetic_rights.rights_of(sample, seed + 1)
    began = time.process_time()
    looped = {key: day for i in range(sample) for key, day in one_at_a_time(few, i, TODAY)}
    cpu_loop = time.process_time() - began
    slower = cpu_loop / sample / (cpu / count)
    print(f"a loop:   {len(looped):,} deadlines of {sample:,} rights in {cpu_loop:.2f} s of processor, "
          f"{cpu_loop / sample * 1e6:.1f} µs a right: {slower:,.0f} times as long")  # fmt: skip
    together = docket.docket(few, TODAY)
    differ = sum(
        looped.get((int(r), LINES[line].code, int(y))) != int(d)
        for r, line, y, d in zip(together.right, together.line, together.year, together.due, strict=True)
    )
    print(f"deadlines of the sample whose day differs between the two: {differ} of {len(together):,}")
    client = synthetic_rights.rights_of(2000, seed + 2)
    times = []
    for percent in (70, 85, 70, 85, 70):
        began, wall = time.process_time(), time.perf_counter()
        docket.docket(client.reduced(np.ones(2000, bool), percent, TODAY), TODAY)
        times.append((time.perf_counter() - wall, time.process_time() - began))
    wall, cpu = (sorted(each)[2] * 1000 for each in zip(*times, strict=True))
    print(
        f"what if a client of 2,000 rights had a reduction: {wall:.0f} ms, {cpu:.0f} ms of processor (median of five)"
    )
    return int(differ > 0)


def one_at_a_time(known: facts.Facts, i: int, today: date) -> list[tuple[tuple[int, str, int], int]]:
    """(right, code, year) and due day of every deadline of one right, by the rules a right at a time."""
    made = []
    kind, office = facts.KINDS[known.kind[i]], facts.OFFICES[known.office[i]]
    for line in LINES:
        base = int(known.day(line.base)[i])
        if line.office != office or kind not in line.kinds or not base:
            continue
        since = date.fromordinal(base)
        for year in years_of(known, i, line, kind):
            stage = {"stage": year} if line.stages else {}
            try:
                rule = rules.find(line.rule, since, kind, **stage)
            except rules.NoRule:
                continue
            if line.years:
                day = periods.add_months(since, 12 * (year - 1))
                if line.code == "renewal_ep":
                    day = date.fromordinal(int(vector.month_end(np.array([day.toordinal()], np.int32))[0]))
                due = periods.rolled(day, rule.rolls).day
            else:
                due = since if line.code == "renewal" else periods.end(rule, since)
            if line.code == "annuity":
                fees.annuity(kind, year, day)
            made.append(((i, line.code, year), due.toordinal()))
    return made


def years_of(known: facts.Facts, i: int, line: Line, kind: str) -> list[int]:
    """The years or stages of one right that have a deadline of this line."""
    if line.stages:
        return list(range(1, line.stages + 1))
    if not line.years:
        return [0]
    filing, grant = int(known.rights.filing[i]), int(known.rights.grant[i])
    since = date.fromordinal(filing)
    if line.code == "renewal_ep":
        due = {year: periods.add_months(since, 12 * (year - 1)).toordinal() for year in range(3, docket.LONGEST + 1)}
        return [year for year, day in due.items() if not grant or day < grant]
    if not grant:
        return []
    last = rules.find("cn.patent.term", since, kind).count
    return list(range(fees.year_of(since, date.fromordinal(grant)) + 1, last + 1))


def against_oracle(count: int, seed: int) -> int:
    """A million ends of periods of every rule that is docketed, walked day by day; 1 when one differs."""
    random = np.random.default_rng(seed)
    picked = [r for line in LINES for r in rules.rows(line.rule) if r.unit in ("days", "months", "years")]
    units = {"days": day_by_day.DAYS, "months": day_by_day.MONTHS, "years": day_by_day.YEARS}
    span = (date(2035, 1, 1) - date(1975, 1, 1)).days
    differ = compared = 0
    began = time.process_time()
    for place, rule in enumerate(picked):
        share = count // len(picked) + (place < count % len(picked))
        base = (date(1975, 1, 1).toordinal() + random.integers(0, span, share)).astype(np.int32)
        line = next(line for line in LINES if line.rule == rule.id and line.code not in ("renewal",)) if (
            rule.id != "cn.trademark.renewal") else None  # fmt: skip
        if line is None or line.code == "renewal_ep":
            line = LINES[0]  # plain arithmetic: these two begin with it
        year = 2 if line.years else 0
        counted = docket.last_day(rule, line, base, year)
        ours = vector.rolling(rule.rolls).roll(counted)[0] if rule.rolls else counted
        split = np.array([(d.year, d.month, d.day) for d in map(date.fromordinal, base.tolist())], np.int32)
        walked = day_by_day.walk_all(
            split, np.full(share, rule.count, np.int32), np.full(share, units[rule.unit], np.int8),
            np.full(share, rule.first_day_counts), openness(rule.rolls),
        )  # fmt: skip
        differ += int(np.count_nonzero(ours - vector.EPOCH != walked))
        compared += share
    took = time.process_time() - began
    print(f"{compared:,} ends of periods by {len(picked)} rules, walked day by day ({took:.0f} s): {differ} differ")
    return int(differ > 0)


_openness: dict[str, np.ndarray] = {}


def openness(office: str) -> np.ndarray:
    """The oracle's calendar of an office, made once."""
    if office not in _openness:
        # The EPO's closing days are in no library: its table is the source for both, the rolling is still walked.
        _openness[office] = (
            day_by_day.never_closed() if not office else day_by_day.openness(office) if office != "EP" else european()
        )
    return _openness[office]


def european() -> np.ndarray:
    """The EPO's days from its table, for the oracle."""
    from onewindow.law.calendars import listed

    closed = {date.fromisoformat(row["day"]) for row in listed() if row["calendar"] == "EP"}
    years = {day.year for day in closed}
    first, last = day_by_day.FIRST.toordinal(), date(2105, 12, 31).toordinal()
    days = map(date.fromordinal, range(first, last + 1))
    return np.array([-1 if d.year not in years else int(d.weekday() < 5 and d not in closed) for d in days], np.int8)


if __name__ == "__main__":
    main()
