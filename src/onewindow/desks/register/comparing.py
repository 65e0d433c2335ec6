"""Two marks compared with each other, whatever else is in the register."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from onewindow.desks.register.searching import check_text
from onewindow.texts import Text

if TYPE_CHECKING:
    from onewindow.engines import marks

VERDICTS = (
    (0.999, Text("The same mark", "相同商标")),
    (0.8, Text("Very much alike: an examiner would hardly pass over it", "高度近似：审查员很难不予引证")),
    (0.6, Text("Alike: an examiner would be likely to cite it", "近似：审查员很可能引证")),
    (0.4, Text("Something is alike; taken as wholes they can stand side by side", "部分近似；就整体而言可以并存")),
    (0.0, Text("Not alike", "不近似")),
)
"""What a score is in words: from about 0.6 an examiner would be likely to cite a mark (``marks.Hit``)."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """How alike two marks are (0 to 1), in words and with the reasons of each view, strongest first."""

    first: str
    second: str
    score: float
    verdict: Text
    reasons: tuple[marks.Reason, ...]
    shared_classes: tuple[int, ...]


def compare(first: str, first_classes: tuple[int, ...], second: str, second_classes: tuple[int, ...]) -> Comparison:
    """Compare two marks by their words. Raises ``BadInput`` for one that has none.

    Weights of elements come from these two alone: a common word weighs more here than in a search of the register.
    """
    from onewindow.engines import marks

    check_text(first, "a")
    check_text(second, "b")
    index = marks.Index.build([marks.Mark("b", second, second_classes)])
    hits = index.search(marks.Query(first, first_classes), limit=1)
    score = hits[0].score if hits else 0.0
    verdict = next(words for least, words in VERDICTS if score >= least)
    shared = tuple(n for n in first_classes if n in second_classes)
    return Comparison(first, second, score, verdict, hits[0].reasons if hits else (), shared)
