"""The yearly protection report: every figure made from ledger entries, and able to name them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Max, Min, Q, QuerySet

from onewindow.desks.protection import dashboard, procedures
from onewindow.kernel import documents
from onewindow.kernel.ledger import Entry
from onewindow.texts import Language, Text

TEMPLATE = Path(__file__).parent / "templates" / "protection" / "yearly.typ"
HOUR = 3600
BUCKETS = (1, 4, 12, 24, 48)
"""Upper ends of the distribution, in hours; the last is open."""
LABELS = {
    "complaints": Text("Listings complained of", "被投诉商品"),
    "consumers": Text("of these reported by consumers", "其中消费者举报"),
    "consumers-change": Text("Consumers' reports against the year before", "消费者举报同比"),
    "proactive": Text("Taken down after the scan had found them", "下架商品中由扫描先行发现的占比"),
    "answered": Text("Complaints answered", "已答复投诉"),
    "within": Text("Answered within 24 hours", "24 小时内答复率"),
    "median": Text("Half answered within", "答复用时中位数"),
    "slowest": Text("Ninety-nine in a hundred answered within", "99% 的答复用时不超过"),
    "upheld": Text("Complaints upheld", "投诉成立"),
    "rejected": Text("Complaints rejected", "投诉不成立"),
    "counters": Text("Counter-notices and declarations of sellers", "卖家反通知与声明"),
    "restored": Text("Listings restored after a counter-notice or an appeal", "经反通知或申诉恢复的商品"),
    "releases": Text("of these by the end of a period of the law", "其中因法定期限届满"),
    "accounts": Text("Rights holders' accounts at the end of the year", "年末权利人账户"),
    "accounts-growth": Text("Accounts against the end of the year before", "账户数较上年末"),
    "alliance": Text("Members of the alliance at the end of the year", "年末联盟成员"),
    "strikes": Text("Strikes given", "记违规次数"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: its value (None: not defined), its unit, and the ledger entries it is made from."""

    name: str
    value: float | None
    unit: str
    """``count``, ``percent``, ``change`` (per cent, signed) or ``hours``."""
    entries: Q
    seen: int
    """How many entries the value was made from."""

    @property
    def label(self) -> Text:
        """What it counts."""
        return LABELS[self.name]

    def rows(self) -> QuerySet[Entry]:
        """The entries under it, oldest first."""
        return Entry.objects.filter(self.entries).order_by("seq")

    def said(self, language: Language) -> str:
        """The value in words."""
        if self.value is None:
            return "–"
        if self.unit == "count":
            return f"{int(self.value):,}"
        if self.unit == "hours":
            return f"{self.value:.1f} h" if language == "en" else f"{self.value:.1f} 小时"
        return f"{self.value:+.1f}%" if self.unit == "change" else f"{self.value:.2f}%"


@dataclass(frozen=True, slots=True)
class Report:
    """A year: its figures by name, and how long answers took (hours up to, complaints)."""

    year: int
    figures: dict[str, Figure]
    distribution: tuple[tuple[int | None, int], ...]
    last_seq: int


def zone() -> ZoneInfo:
    """Where the office stands: its year begins there."""
    return ZoneInfo(settings.TIME_ZONE)


def report(year: int, where: ZoneInfo) -> Report:
    """The report of a year, counted anew from the ledger."""
    begun, ended = datetime(year, 1, 1, tzinfo=where), datetime(year + 1, 1, 1, tzinfo=where)
    before = datetime(year - 1, 1, 1, tzinfo=where)
    this, last = Q(at__gte=begun, at__lt=ended), Q(at__gte=before, at__lt=begun)
    opened, handled = _actions("opened"), dashboard.handled_actions()
    senders = _senders(this & Q(action__in=opened))
    consumers, consumers_before = senders.get("consumer", 0), _senders(last & Q(action__in=opened)).get("consumer", 0)
    waited, found, taken_down = [], 0, 0
    entries = Entry.objects.filter(this & Q(action__in=handled)).values_list("data", flat=True)
    for data in entries.iterator(chunk_size=5000):
        waited.append(data["waited_seconds"])
        if data.get("outcome") == "upheld":
            taken_down += 1
            found += bool(data.get("found"))
    waited.sort()
    seen = dashboard.measured(waited)
    upheld, rejected = _of_outcome("upheld", True), _of_outcome("rejected", True)
    restored, released = _of_outcome("restored", False), _of_outcome("restored", False, "clock")
    accounts, left = Q(action="protection_account.approve"), Q(action="protection_account.close")
    now, then = _balance(accounts, left, ended), _balance(accounts, left, begun)
    joined, gone = Q(action="protection.alliance_joined"), Q(action="protection.alliance_left")
    members, share = _balance(joined, gone, ended), 100 * found / taken_down if taken_down else None
    slowest = waited[int(0.99 * (len(waited) - 1))] / HOUR if waited else None
    all_opened, all_handled = this & Q(action__in=opened), this & Q(action__in=handled)
    of_consumers = Q(data__sender="consumer")
    until = Q(at__lt=ended)

    def counted(name: str, entries: Q) -> Figure:
        count = Entry.objects.filter(entries).count()
        return Figure(name, count, "count", entries, count)

    figures = [
        Figure("complaints", sum(senders.values()), "count", all_opened, sum(senders.values())),
        Figure("consumers", consumers, "count", all_opened & of_consumers, consumers),
        Figure(
            "consumers-change", _change(consumers, consumers_before), "change",
            (this | last) & Q(action__in=opened) & of_consumers, consumers + consumers_before,
        ),
        Figure("answered", seen.count, "count", all_handled, seen.count),
        Figure("within", None if seen.share is None else 100 * seen.share, "percent", all_handled, seen.count),
        Figure("median", seen.median_seconds / HOUR if waited else None, "hours", all_handled, seen.count),
        Figure("slowest", slowest, "hours", all_handled, seen.count),
        counted("upheld", this & Q(action__in=upheld)),
        counted("rejected", this & Q(action__in=rejected)),
        Figure("proactive", share, "percent", this & Q(action__in=upheld), taken_down),
        counted("counters", this & Q(action__in=_chances())),
        counted("restored", this & Q(action__in=restored)),
        counted("releases", this & Q(action__in=released)),
        Figure("accounts", now[0], "count", until & (accounts | left), now[1]),
        Figure("accounts-growth", _change(now[0], then[0]), "change", until & (accounts | left), now[1]),
        Figure("alliance", members[0], "count", until & (joined | gone), members[1]),
        counted("strikes", this & Q(action="protection.strike")),
    ]  # fmt: skip
    last_seq = Entry.objects.aggregate(last=Max("seq"))["last"] or 0
    return Report(year, {figure.name: figure for figure in figures}, _distribution(waited), last_seq)


def traced(of: Report) -> int:
    """How many figures find again, in the ledger, as many entries as they were made from."""
    return sum(figure.rows().count() == figure.seen for figure in of.figures.values())


def lines(of: Report, language: Language = "en") -> list[str]:
    """The report as lines of text."""
    return [f"{figure.label.say(language)}: {figure.said(language)}" for figure in of.figures.values()]


def years() -> list[int]:
    """The years of which there is something to report, newest first."""
    span = Entry.objects.filter(action__in=_actions("opened")).aggregate(first=Min("at"), last=Max("at"))
    if span["first"] is None:
        return []
    first, last = (span[name].astimezone(zone()).year for name in ("first", "last"))
    return list(range(last, first - 1, -1))


WORDS = {
    "title": Text("Protection report {year}", "{year} 年知识产权保护报告"),
    "made": Text("Counted from the ledger up to entry {seq}.", "依据台账截至第 {seq} 条统计。"),
    "figure": Text("Figure", "指标"),
    "value": Text("Value", "数值"),
    "entries": Text("Ledger entries", "台账条数"),
    "distribution": Text("How long answers took", "答复用时分布"),
    "source": Text(
        "Every figure is a count, a share or a quantile over ledger entries; the page of the report names them.",
        "每项指标均为台账条目的计数、占比或分位数；报告页面逐项列出条目。",
    ),
}
SYNTHETIC = Text("Synthetic data: a simulation, not a marketplace.", "合成数据：为模拟结果，并非真实平台。")


def pdf(of: Report, language: Language, made_at: datetime, synthetic: bool = False) -> bytes:
    """The report as PDF. Raises ``Unavailable`` where no Chinese font is installed."""
    data: dict[str, Any] = {
        "language": language,
        "words": {
            **{name: text.say(language, year=of.year, seq=f"{of.last_seq:,}") for name, text in WORDS.items()},
            "synthetic": SYNTHETIC.say(language) if synthetic else "",
        },
        "figures": [
            {"label": f.label.say(language), "value": f.said(language), "entries": f"{f.seen:,}"}
            for f in of.figures.values()
        ],
        "distribution": [{"upto": bucket_words(upto, language), "count": f"{n:,}"} for upto, n in of.distribution],
    }  # fmt: skip
    return documents.typeset(TEMPLATE, data, made_at)


def bucket_words(upto: int | None, language: Language) -> str:
    """A row of the distribution in words."""
    if upto is None:
        return Text("more than {n} hours", "超过 {n} 小时").say(language, n=BUCKETS[-1])
    words = Text("up to {n} hour", "不超过 {n} 小时") if upto == 1 else Text("up to {n} hours", "不超过 {n} 小时")
    return words.say(language, n=upto)


def _actions(name: str) -> list[str]:
    return [f"{procedures.procedure_name(pack)}.{name}" for pack in procedures.known().values()]


def _of_outcome(outcome: str, handled: bool, who: str = "") -> list[str]:
    return [
        f"{procedures.procedure_name(pack)}.{step.name}"
        for pack in procedures.known().values()
        for step in pack.steps
        if step.outcome == outcome and step.handled == handled and who in ("", step.who)
    ]


def _chances() -> list[str]:
    return [
        f"{procedures.procedure_name(pack)}.{step.name}"
        for pack in procedures.known().values()
        for step in pack.steps
        if step.chance
    ]


def _senders(entries: Q) -> dict[str, int]:
    found = Entry.objects.filter(entries).values_list("data__sender").annotate(n=Count("seq")).order_by()
    return {str(sender): n for sender, n in found}


def _balance(plus: Q, minus: Q, until: datetime) -> tuple[int, int]:
    """(what was added less what was taken away before a moment, entries that say so)."""
    added = Entry.objects.filter(plus, at__lt=until).count()
    taken = Entry.objects.filter(minus, at__lt=until).count()
    return added - taken, added + taken


def _change(now: int, before: int) -> float | None:
    return 100 * (now - before) / before if before else None


def _distribution(waited: Iterable[int]) -> tuple[tuple[int | None, int], ...]:
    counts: dict[int | None, int] = dict.fromkeys((*BUCKETS, None), 0)
    for seconds in waited:
        counts[next((upto for upto in BUCKETS if seconds <= upto * HOUR), None)] += 1
    return tuple(counts.items())
