"""A synthetic year of complaints through the real services, and the timers with a million pending.

python benchmarks/protection_year.py [--complaints 1000000] [--pending 1000000] [--report report.pdf]

Everything is synthetic and seeded: arrivals with a daily and a weekly cycle and a festival day at twenty times the
ordinary, officers on three shifts, counter-notices, suits. Time is simulated in steps; what arrives in a step is
answered at the earliest in the next, so waiting times are rounded up. The timers are measured afterwards by the real
clock: releases that fall due one after the other while ``--pending`` others wait for a later day.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

sys.path[0] = str(Path(__file__).resolve().parents[1])  # not this folder: names in it hide the standard library's
from benchmarks import databases  # noqa: E402

YEAR = 2025
BEGUN, ENDED = (
    datetime(YEAR - 1, 12, 31, 16, tzinfo=UTC),
    datetime(YEAR, 12, 31, 16, tzinfo=UTC),
)  # midnights at the office
FESTIVAL, FESTIVAL_TIMES = datetime(YEAR, 11, 10, 16, tzinfo=UTC), 20
PACKS = {"marketplace": 0.60, "cn-ecommerce": 0.25, "us-dmca": 0.08, "eu-dsa": 0.07}
UPHOLD = {"marketplace": "uphold", "cn-ecommerce": "take_measures", "us-dmca": "disable", "eu-dsa": "restrict"}
REJECT = {"marketplace": "reject", "cn-ecommerce": "decline", "us-dmca": "decline", "eu-dsa": "decline"}
POLICY = {
    "marketplace": "marks",
    "cn-ecommerce": "measures",
    "us-dmca": "notice-and-takedown",
    "eu-dsa": "illegal-content",
}
COUNTER = {"marketplace": "counter", "cn-ecommerce": "declare", "us-dmca": "counter", "eu-dsa": "complain"}
SAID = {"statement": "Synthetic answer.", "consent": "1"}
RELEASES = {"protection_cn_ecommerce.lift": "cn-ecommerce.quiet", "protection_us_dmca.replace": "us-dmca.waiting"}
DAY = timedelta(days=1)


def main() -> None:
    """Run the year in an installation of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--complaints", type=int, default=1_000_000)
    parser.add_argument("--days", type=int, default=365, help="of the year, at the year's pace: fewer for a short look")
    parser.add_argument("--officers", type=int, default=0, help="on three shifts; 0: in proportion to the complaints")
    parser.add_argument("--festival-officers", type=int, default=0, help="for the festival day and the two after it")
    parser.add_argument("--rate", type=int, default=30, help="complaints one officer answers in an hour")
    parser.add_argument("--step", type=int, default=2, help="hours in a step of simulated time")
    parser.add_argument("--pending", type=int, default=1_000_000)
    parser.add_argument("--releases", type=int, default=10_000, help="that fall due in a minute of real time")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--report", type=Path, help="write the yearly report as PDF")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.child:
        child(chosen)
        return
    with (
        tempfile.TemporaryDirectory(prefix="onewindow-") as folder,
        databases.fresh(chosen.database, Path(folder)) as environment,
    ):
        subprocess.run([sys.executable, __file__, "--child", *sys.argv[1:]], env=environment, check=True)


def child(chosen: argparse.Namespace) -> None:
    """The year, then the timers."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    year = Year(chosen)
    begun, cpu = time.perf_counter(), time.process_time()
    year.run()
    used = time.process_time() - cpu
    wall, made = time.perf_counter() - begun, sum(year.arrivals[: 24 * chosen.days])
    print(
        f"simulated {made:,} complaints in {used:,.0f} s of CPU, {1000 * used / made:.2f} ms each "
        f"({wall:,.0f} s by the clock)",
        flush=True,
    )
    year.tell()
    if chosen.pending:
        measure_timers(year, chosen.pending, chosen.releases)
    from onewindow.kernel import ledger

    read, faults = ledger.verify()
    print(f"ledger: {read:,} entries verified, {len(faults)} faults")


class Year:
    """The synthetic year: who sends, who answers, who decides, and when."""

    def __init__(self, chosen: argparse.Namespace) -> None:
        from benchmarks.protection_world import World

        self.chosen, self.chance = chosen, random.Random(chosen.seed)
        self.world = World(listings=min(20_000, chosen.complaints), begun=BEGUN)
        weights = [weight(BEGUN + timedelta(hours=h)) for h in range(24 * 365)]
        self.arrivals = spread(chosen.complaints, weights, self.chance)
        per_hour = chosen.complaints / (24 * 365)
        # Enough for twice the ordinary; on the festival half of the arrivals, since a day may pass before the answer.
        self.officers = chosen.officers or 3 * max(1, math.ceil(2 * per_hour / chosen.rate))
        self.festival_officers = chosen.festival_officers or 3 * max(
            1, math.ceil(FESTIVAL_TIMES * per_hour * 0.6 / chosen.rate)
        )
        self.counters: dict[int, list[tuple[str, UUID]]] = defaultdict(list)
        self.reviews: dict[int, list[tuple[str, UUID]]] = defaultdict(list)
        self.suits: dict[int, list[tuple[str, UUID]]] = defaultdict(list)
        self.refused = 0

    def run(self) -> None:
        """Every step of the year: timers, answers of sellers, decisions, arrivals."""
        from django.db import transaction

        step = self.chosen.step
        for hour in range(0, 24 * self.chosen.days + 1, step):
            now = BEGUN + timedelta(hours=hour)
            with transaction.atomic():  # one commit a step: the disk's own pace is measured by transitions.py
                self.wake(now)
                self.answer(now, hour)
                self.decide(now, hour)
                for at in range(hour, min(hour + step, 24 * self.chosen.days)):
                    self.arrive(now, self.arrivals[at])

    def wake(self, now: datetime) -> None:
        """The timers, at the very moments at which periods are over."""
        from onewindow.kernel import timers
        from onewindow.kernel.case import Due

        fires = Due.objects.filter(ended_at=None, fires__isnull=False, due_at__lt=now).order_by("due_at")
        while (due := fires.values_list("due_at", flat=True).first()) is not None:
            timers.wake_all(due + timedelta(microseconds=1))

    def arrive(self, now: datetime, count: int) -> None:
        """What arrives in an hour: holders' notices of several listings, consumers' reports of one."""
        from django.db import transaction

        from onewindow.desks.protection import notices

        sent: dict[str, list[Any]] = defaultdict(list)
        while count > 0:
            pack = self.chance.choices(list(PACKS), list(PACKS.values()))[0]
            # Consumers report less as the year goes: synthetic, as the anchor's published figure has it.
            consumer = pack == "marketplace" and self.chance.random() < 0.5 - 0.3 * (now - BEGUN) / (ENDED - BEGUN)
            size = 1 if consumer else min(count, 300, 1 + int(self.chance.expovariate(1 / 8)))
            sent[pack].append(self.world.notice(self.chance, size, pack, consumer))
            count -= size
        for pack in sorted(sent):
            with transaction.atomic():
                notices.receive(self.world.house, now, sent[pack])

    def decide(self, now: datetime, hour: int) -> None:
        """The officers on duty take what is due first, as many as they can in the step."""
        from onewindow.desks.protection import dashboard
        from onewindow.kernel.case import Case

        on_duty = (self.festival_officers if FESTIVAL <= now < FESTIVAL + 3 * DAY else self.officers) // 3
        ids = dashboard.next_to_answer(on_duty * self.chosen.rate * self.chosen.step)
        procedures = dict(Case.objects.filter(pk__in=ids).values_list("pk", "procedure"))
        groups: dict[tuple[str, str], list[UUID]] = defaultdict(list)
        for case in ids:
            pack = procedures[case].removeprefix("protection_").replace("_", "-")
            upheld = self.chance.random() < 0.9
            groups[pack, (UPHOLD if upheld else REJECT)[pack]].append(case)
            if upheld and self.chance.random() < 0.08:
                self.counters[self.later(hour, 20, 60)].append((pack, case))
        for (pack, name), cases in groups.items():
            data = {"policy": POLICY[pack], "reason": "Synthetic decision."}
            self.fire(self.chance.choice(self.world.officers[:4]), now, cases, name, data)

    def answer(self, now: datetime, hour: int) -> None:
        """Sellers counter, holders notify suits, officers weigh the counter-notices."""
        for pack, cases in by_pack(self.counters.pop(hour, [])):
            self.fire(self.world.seller, now, cases, COUNTER[pack], SAID)
            for case in cases:
                if pack in ("marketplace", "eu-dsa"):
                    self.reviews[self.later(hour, 4, 24)].append((pack, case))
                elif self.chance.random() < 0.1:
                    self.suits[self.later(hour, 24, 200)].append((pack, case))
        for pack, cases in by_pack(self.reviews.pop(hour, [])):
            names = {
                "marketplace": ("accept_counter", "refuse_counter"),
                "eu-dsa": ("decide_to_lift", "decide_to_restrict"),
            }[pack]
            kept = [case for case in cases if self.chance.random() < 0.7]
            data = {"policy": POLICY[pack], "reason": "Synthetic decision."}
            officer = self.world.officers[4]  # not one of those who decided first
            self.fire(officer, now, [case for case in cases if case not in set(kept)], names[0], data)
            self.fire(officer, now, kept, names[1], data)
        for _pack, cases in by_pack(self.suits.pop(hour, [])):
            self.fire(self.world.house_holder, now, cases, "notify_suit", SAID)

    def fire(self, actor: Any, now: datetime, cases: Sequence[UUID], name: str, data: dict[str, str]) -> None:
        from onewindow.kernel import flow

        for first in range(0, len(cases), 500):
            fired = flow.fire_many(cases[first : first + 500], name, actor, now, data)
            self.refused += len(fired.refused)

    def later(self, hour: int, least: int, most: int) -> int:
        """A later step of the year."""
        step = self.chosen.step
        return (hour + self.chance.randrange(least, most)) // step * step + step

    def tell(self) -> None:
        """The figures, all read from the ledger."""
        from onewindow.desks.protection import dashboard, yearly
        from onewindow.kernel.case import Due
        from onewindow.kernel.ledger import Entry

        entries = Entry.objects.filter(action__in=dashboard.handled_actions(), at__gte=BEGUN)
        waited = sorted(data["waited_seconds"] for data in entries.values_list("data", flat=True).iterator())
        seen = dashboard.measured(waited)
        came = sum(self.arrivals[: 24 * self.chosen.days])
        print(f"complaints {came:,} (synthetic), answered {seen.count:,}; steps of {self.chosen.step} h")
        print(
            f"officers {self.officers} on three shifts, {self.festival_officers} for the festival day at "
            f"{FESTIVAL_TIMES}x and the two after it; {self.chosen.rate} answers an hour each"
        )
        print(
            f"answered within 24 h {100 * (seen.share or 0):.2f} %, p50 {seen.median_seconds / 3600:.1f} h, "
            f"p99 {waited[int(0.99 * (len(waited) - 1))] / 3600:.1f} h, most {seen.most_seconds / 3600:.1f} h"
        )
        for action, rule in RELEASES.items():
            due = dict(Due.objects.filter(rule_id=rule).values_list("case_id", "due_at"))
            fired = list(Entry.objects.filter(action=action).values_list("case_id", "at"))
            early = sum(1 for case, at in fired if at <= due[case])
            late = sum(1 for case, at in fired if at > due[case] + timedelta(minutes=1))
            print(f"releases by {action}: {len(fired):,}, early {early}, late {late}")
        left = Due.objects.filter(ended_at=None, fires__isnull=False, due_at__lt=ENDED).count()
        if self.chosen.days == 365:
            print(f"steps due by time and not taken: {left}; steps refused in the simulation: {self.refused}")
        report = yearly.report(YEAR, yearly.zone())
        for line in yearly.lines(report):
            print("  " + line)
        print(f"figures traced to the ledger: {yearly.traced(report)} of {len(report.figures)}")
        if self.chosen.report:
            self.chosen.report.write_bytes(yearly.pdf(report, "en", ENDED, synthetic=True))


def weight(at: datetime) -> float:
    """How much arrives in an hour, of an ordinary one: a daily and a weekly cycle, the festival at twenty times."""
    local = at + timedelta(hours=8)
    daily = 1 + 0.6 * math.sin((local.hour - 8) / 24 * 2 * math.pi)
    weekly = 0.8 if local.weekday() > 4 else 1.08
    return daily * weekly * (FESTIVAL_TIMES if FESTIVAL <= at < FESTIVAL + DAY else 1)


def spread(total: int, weights: Sequence[float], chance: random.Random) -> list[int]:
    """``total`` things over hours by weight."""
    counts = [0] * len(weights)
    for hour in chance.choices(range(len(weights)), weights, k=total):
        counts[hour] += 1
    return counts


def by_pack(found: list[tuple[str, UUID]]) -> list[tuple[str, list[UUID]]]:
    """Cases by their pack."""
    groups: dict[str, list[UUID]] = defaultdict(list)
    for pack, case in found:
        groups[pack].append(case)
    return sorted(groups.items())


def measure_timers(year: Year, pending: int, releases: int) -> None:
    """The timers by the real clock: releases due one after the other in a minute, a million others pending."""
    from django.db import transaction

    from onewindow.desks.protection import notices
    from onewindow.kernel import bulk, clock, timers
    from onewindow.kernel.case import Case, Due

    now = clock.now()
    world, chance = year.world, year.chance
    Due.objects.filter(ended_at=None, fires__isnull=False).update(fires=None)  # the year is over
    for first in range(0, releases + 1, 300):
        with transaction.atomic():
            notices.receive(world.house, now, [world.notice(chance, min(300, releases + 1 - first), "us-dmca")])
    new = Case.objects.filter(procedure="protection_us_dmca", state="received").exclude(opened_at__lt=now)
    stays, *cases = new.values_list("pk", flat=True)  # what is pending hangs on a case that nothing moves
    for at in range(0, len(cases), 500):
        year.fire(world.officers[0], now, cases[at : at + 500], "disable", {"policy": POLICY["us-dmca"], "reason": "S"})
        year.fire(world.seller, now, cases[at : at + 500], "counter", SAID)
    far = now + timedelta(days=3650)
    columns = ["case", "rule_id", "base_at", "due_at", "fires", "sentence_en", "sentence_zh"]
    with transaction.atomic():
        rows = ((stays, "us-dmca.later", now, far + timedelta(seconds=n), "replace", "S", "S") for n in range(pending))
        bulk.insert(Due, columns, rows)
    start, group = clock.now() + timedelta(seconds=30), max(1, len(cases) // 240)  # four a second, set well before
    with transaction.atomic():
        for first in range(0, len(cases), group):
            mine = Due.objects.filter(case__in=cases[first : first + group], rule_id="us-dmca.waiting", ended_at=None)
            mine.update(due_at=start + timedelta(seconds=60 * first / len(cases)))
    if clock.now() > start:
        raise SystemExit("the machine is too slow: releases were due before all of them were set")
    waiting = Due.objects.filter(ended_at=None, fires__isnull=False)
    print(f"timers: {waiting.count():,} pending, {len(cases):,} of them due within a minute of real time", flush=True)
    done: list[float] = []
    cpu, last = time.process_time(), start + timedelta(seconds=180)
    while len(done) < len(cases) and clock.now() < last:
        moment = clock.now()  # one for both: what falls due between two would be taken and not counted
        due_now = waiting.filter(due_at__lt=moment).order_by("due_at").values_list("due_at", flat=True)
        due_before = list(due_now[: timers.BATCH])
        woken = timers.wake(moment)
        committed = clock.now()
        done += [(committed - due).total_seconds() for due in due_before[: woken.ended]]
        if woken.ended < timers.BATCH:
            time.sleep(timers.TICK_SECONDS)
    done.sort()
    early = Case.objects.filter(pk__in=cases[:30000], state="replaced", moved_at__lt=start).count()
    print(
        f"taken {len(done):,}, early {early}; lateness by the real clock until committed: "
        f"p50 {done[len(done) // 2]:.2f} s, "
        f"p99 {done[int(0.99 * (len(done) - 1))]:.2f} s, most {done[-1]:.2f} s; "
        f"{time.process_time() - cpu:.1f} s of CPU"
    )


if __name__ == "__main__":
    os.environ.setdefault("PYTHONHASHSEED", "0")
    main()
