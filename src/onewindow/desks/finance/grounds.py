"""The grounds on which a pledge is refused, held against what the register says of each right. Pure.

Every answer rests on the right's particulars and legal-status events, not on what the form says of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from onewindow.law import periods, pledges, rules
from onewindow.law.pledges import Ground
from onewindow.texts import Text

CLEAR, STANDS, WAIVED = "clear", "stands", "waived"
PAIRS = {
    "lapsed": ("restored",), "invalidated": (), "preserved": ("preservation_lifted",), "suspended": ("resumed",),
    "invalidation_requested": ("invalidation_closed", "invalidated"), "pledged": ("pledge_cancelled",),
}  # fmt: skip
"""Events that begin something, and those that end it."""


@dataclass(frozen=True, slots=True)
class Event:
    """A legal-status event of a right."""

    code: str
    on: date
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Seen:
    """A right as the register has it; ``events`` in the order they were recorded."""

    id: int
    reference: str
    kind: str
    status: str
    owner_id: int
    filed: date
    granted: date | None
    ends: date | None
    co_owners: frozenset[int] = frozenset()
    events: tuple[Event, ...] = ()
    left_out: tuple[str, ...] = ()
    """The owner's same marks for the same classes that are not in the pledge."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the parties want registered."""

    pledgor_id: int
    until: date | None
    gaps: tuple[Text, ...] = ()
    """What the contract lacks."""
    consents: frozenset[int] = frozenset()
    agreed_otherwise: str = ""
    """Where the co-owners agreed that no consent is needed."""
    waived: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Finding:
    """A ground held against a right; ``why`` says what the register shows, for a ground that stands or is waived."""

    ground: Ground
    right_id: int
    reference: str
    standing: str
    why: Text | None = None


Check = Callable[[Seen, Asked, date], Text | None]


def findings(kind: str, rights: Sequence[Seen], asked: Asked, today: date) -> list[Finding]:
    """Every ground in force held against every right, but the last (another ground), which only the office names."""
    found = []
    for number, ground in pledges.in_force(kind, today).items():
        check = MARKS.get(number) if kind == pledges.TRADEMARK else PATENTS.get(number)
        if check is None:
            continue
        for right in rights:
            why = check(right, asked, today)
            waived = why is not None and ground.waivable and number in asked.waived
            standing = CLEAR if why is None else WAIVED if waived else STANDS
            found.append(Finding(ground, right.id, right.reference, standing, why))
    return found


def standing(found: Iterable[Finding]) -> list[Finding]:
    """Those that keep the pledge from being registered."""
    return [one for one in found if one.standing == STANDS]


def running(events: Sequence[Event], begins: str) -> Event | None:
    """The event that began something which has not ended since."""
    last = None
    for event in events:
        if event.code == begins:
            last = event
        elif event.code in PAIRS[begins]:
            last = None
    return last


def annuity_year(filed: date, on: date) -> int:
    """The year of a patent's life that a day lies in, from the filing date (Patent Law (CN), rules on annuities)."""
    year = on.year - filed.year + 1
    return year if periods.add_months(filed, 12 * (year - 1)) <= on else year - 1


def term_end(right: Seen) -> date | None:
    """The last day of the right, as the register has it or as the law's term gives it."""
    if right.ends is not None or right.kind == pledges.TRADEMARK:
        return right.ends
    try:
        term = rules.find("cn.patent.term", right.filed, right.kind)
    except rules.NoRule:
        return None
    return periods.end(term, right.filed)


def not_in_force(right: Seen, today: date) -> Text | None:
    """Why a right is not in force: ended, or not granted yet."""
    nobody = Asked(pledgor_id=0, until=None)
    return _ended(right, nobody, today) or _granted(right, nobody, today)


def _holder(right: Seen, asked: Asked, today: date) -> Text | None:
    if asked.pledgor_id == right.owner_id or asked.pledgor_id in right.co_owners:
        return None
    return Text("the register names another owner", "登记簿记载的权利人为他人")


def _ended(right: Seen, asked: Asked, today: date) -> Text | None:
    for code, words in (
        ("invalidated", Text("declared invalid on {day}", "已于 {day} 被宣告无效")),
        ("lapsed", Text("lapsed on {day}", "已于 {day} 终止")),
    ):
        if (event := running(right.events, code)) is not None:
            return words.fill(day=event.on.isoformat())
    end = term_end(right)
    if right.status in ("expired", "cancelled", "refused", "withdrawn") or (end is not None and end < today):
        return Text("it is not in force any more", "该权利已失效")
    return None


def _granted(right: Seen, asked: Asked, today: date) -> Text | None:
    if right.status != "pending" and right.granted is not None:
        return None
    return Text("no grant is recorded", "登记簿无授权记录")


def _in_force(right: Seen, asked: Asked, today: date) -> Text | None:
    return not_in_force(right, today)


def _annuity(right: Seen, asked: Asked, today: date) -> Text | None:
    if right.granted is None:
        return None
    # The fee of the year of grant is paid with the registration fee: without it there is no grant.
    paid = [annuity_year(right.filed, right.granted)]
    paid += [int(event.data.get("year", 0)) for event in right.events if event.code == "annuity_paid"]
    due = annuity_year(right.filed, today)
    if max(paid) >= due:
        return None
    words = Text("annuity of year {due} unpaid; paid up to year {paid}", "第 {due} 年年费未缴，已缴至第 {paid} 年")
    return words.fill(due=due, paid=max(paid))


def _preserved(right: Seen, asked: Asked, today: date) -> Text | None:
    for code, words in (
        ("preserved", Text("preserved by a court since {day}", "自 {day} 起被法院保全")),
        ("suspended", Text("proceedings suspended since {day}", "自 {day} 起程序中止")),
    ):
        if (event := running(right.events, code)) is not None:
            return words.fill(day=event.on.isoformat())
    return None


def _term(right: Seen, asked: Asked, today: date) -> Text | None:
    end = term_end(right)
    if end is None:
        return Text("the register does not say when the right ends", "登记簿未载明权利届满日")
    if asked.until is None or asked.until <= end:
        return None
    words = Text("the debt runs until {until}, the right until {end}", "债务至 {until} 届满，权利至 {end} 届满")
    return words.fill(until=asked.until.isoformat(), end=end.isoformat())


def _contract(right: Seen, asked: Asked, today: date) -> Text | None:
    if not asked.gaps:
        return None
    gaps_en, gaps_zh = ", ".join(gap.en for gap in asked.gaps), "、".join(gap.zh for gap in asked.gaps)
    return Text(f"missing: {gaps_en}", f"缺少：{gaps_zh}")


def _co_owner(right: Seen, asked: Asked, today: date) -> Text | None:
    holders = {right.owner_id, *right.co_owners} - {asked.pledgor_id}
    missing = holders - asked.consents
    if not right.co_owners or not missing or asked.agreed_otherwise:
        return None
    words = Text("{count} co-owners have not consented", "尚有 {count} 名共有人未同意")
    if len(missing) == 1:
        words = Text("one co-owner has not consented", "尚有一名共有人未同意")
    return words.fill(count=len(missing))


def _pledged(right: Seen, asked: Asked, today: date) -> Text | None:
    event = running(right.events, "pledged")
    if event is None:
        return None
    words = Text("pledged since {day} ({number})", "自 {day} 起处于质押状态（{number}）")
    return words.fill(day=event.on.isoformat(), number=event.data.get("pledge") or "–")


def _same_day(right: Seen, asked: Asked, today: date) -> Text | None:
    if right.kind == "utility_model" and any(event.code == "same_day" for event in right.events):
        return Text("an invention was applied for on the same day", "同日申请了发明专利")
    return None


def _invalidation(right: Seen, asked: Asked, today: date) -> Text | None:
    event = running(right.events, "invalidation_requested")
    if event is None:
        return None
    return Text("requested on {day}", "{day} 提出无效宣告请求").fill(day=event.on.isoformat())


def _together(right: Seen, asked: Asked, today: date) -> Text | None:
    if not right.left_out:
        return None
    return Text("not pledged with it: {numbers}", "未一并出质：{numbers}").fill(numbers=", ".join(right.left_out))


PATENTS: dict[int, Check] = {
    pledges.HOLDER: _holder, pledges.ENDED: _ended, pledges.NOT_GRANTED: _granted, pledges.ANNUITY: _annuity,
    pledges.PRESERVED: _preserved, pledges.TERM: _term, pledges.CONTRACT: _contract, pledges.CO_OWNER: _co_owner,
    pledges.PLEDGED: _pledged, pledges.SAME_DAY: _same_day, pledges.INVALIDATION: _invalidation,
}  # fmt: skip
MARKS: dict[int, Check] = {
    pledges.HOLDER: _holder, pledges.ENDED: _in_force, pledges.PRESERVED: _preserved, pledges.TERM: _term,
    pledges.CONTRACT: _contract, pledges.CO_OWNER: _co_owner, pledges.PLEDGED: _pledged,
    pledges.TOGETHER: _together,
}  # fmt: skip
