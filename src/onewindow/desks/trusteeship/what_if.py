"""What would change: rights granted today, fees reduced, a right pledged; recomputed and compared with what is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from onewindow.desks.register.models import PATENTS, Status
from onewindow.desks.trusteeship import listing
from onewindow.desks.trusteeship.board import Board
from onewindow.desks.trusteeship.listing import Deadline
from onewindow.law.docket import State
from onewindow.law.money import Money
from onewindow.texts import Text

MOST = 200
QUESTIONS = {
    "reduced": Text("Fees reduced", "费用减缴"),
    "granted": Text("Granted today", "今日授权"),
    "pledged": Text("Pledged today", "今日质押"),
}
PLEDGED = (
    Text(
        "Waiver, transfer and licence need the pledgee's consent, and what they bring is prepaid or escrowed (CNIPA "
        "announcement No. 461).",
        "放弃、转让、许可须经质权人同意，所得价款应提前清偿或提存（国家知识产权局公告第 461 号）。",
    ),
    Text(
        "An open licence is barred without the pledgee's consent, and its reduction of annuities with it "
        "(Implementing Rules of the Patent Law (CN) rule 86).",
        "未经质权人同意不得实行开放许可，相应的年费减免亦不适用（《专利法实施细则》第八十六条）。",
    ),
    Text(
        "Annuities must be kept paid: an unpaid annuity ends the right and the pledge with it.",
        "须按期缴纳年费：未缴年费导致权利终止，质权随之消灭。",
    ),
)


@dataclass(frozen=True, slots=True)
class Difference:
    """A deadline that would be new, go away, or cost something else."""

    before: Deadline | None
    after: Deadline | None

    @property
    def one(self) -> Deadline:
        """The deadline as it would be, else as it is."""
        found = self.after or self.before
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class Answer:
    """What the question touches, the deadlines that differ, and what is to be paid then and now."""

    touched: int
    differing: int
    differences: tuple[Difference, ...]
    """The nearest of them, at most ``MOST``, in words."""
    now: tuple[Money, ...]
    then: tuple[Money, ...]
    effects: tuple[Text, ...]


def ask(board: Board, question: str, percent: int = 85, right_id: int = 0) -> Answer:
    """Recompute the board under a question of ``QUESTIONS``, for one right or for all that it can be asked of."""
    of = np.array([_asked_of(board, i, question, right_id) for i in range(len(board.rights))], bool)
    today = board.today.toordinal()
    match question:
        case "reduced":
            facts = board.facts.reduced(of, percent, board.today)
        case "granted":
            facts = board.facts.changed(of, granted=today)
        case _:
            facts = board.facts.changed(of, pledged=today, open_licence=0)
    then = board.again(facts)
    changed = _differences(board, then)
    told = tuple(
        Difference(*(None if i is None else listing.deadline(b, i) for b, i in ((board, one), (then, other))))
        for one, other in changed[:MOST]
    )
    return Answer(
        int(of.sum()), len(changed), told, tuple(listing.costs(board)), tuple(listing.costs(then)),
        PLEDGED if question == "pledged" else (),
    )  # fmt: skip


def _asked_of(board: Board, i: int, question: str, right_id: int) -> bool:
    right = board.rights[i]
    if (right_id and right.pk != right_id) or right.jurisdiction != "CN":
        return False
    if question == "granted":
        return right.kind in PATENTS and right.status == Status.PENDING
    if question == "reduced":
        return right.kind in PATENTS
    return right.status == Status.REGISTERED


def _differences(before: Board, after: Board) -> list[tuple[int | None, int | None]]:
    """(place before, place after) of every deadline that differs, the nearest first."""
    was, will = _keyed(before), _keyed(after)
    changed = []
    for key in sorted(was.keys() | will.keys(), key=lambda key: _due(before, after, was, will, key)):
        one, other = was.get(key), will.get(key)
        same = one is not None and other is not None and _same(before, one, after, other)
        if not same and not _over(before, one, after, other):
            changed.append((one, other))
    return changed


def _keyed(board: Board) -> dict[tuple[int, int, int], int]:
    found = board.found
    keys = zip(found.right.tolist(), found.line.tolist(), found.year.tolist(), strict=True)
    return {key: i for i, key in enumerate(keys)}


def _due(
    before: Board, after: Board, was: dict[tuple[int, int, int], int], will: dict[tuple[int, int, int], int],
    key: tuple[int, int, int],
) -> int:  # fmt: skip
    return int(after.found.due[will[key]] if key in will else before.found.due[was[key]])


def _same(before: Board, one: int, after: Board, other: int) -> bool:
    columns = ("due", "fee", "surcharge", "state")
    return all(getattr(before.found, name)[one] == getattr(after.found, name)[other] for name in columns)


def _over(before: Board, one: int | None, after: Board, other: int | None) -> bool:
    """What was done or gone by is told no news."""
    past = (State.DONE, State.PASSED)
    return (one is None or before.found.state[one] in past) and (other is None or after.found.state[other] in past)
