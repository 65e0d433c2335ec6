"""Two marks compared with each other, whatever else is in the register."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from onewindow.desks.register import asked_picture
from onewindow.desks.register.searching import check_text
from onewindow.kernel.errors import BadInput, Problem
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
BOTH = Text(
    "words of both marks, or a picture of both: nothing here can be compared",
    "两件商标的文字，或两件商标的图片：目前没有可比对的内容",
)


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two marks: its words, its classes, its picture. ``field`` names it in what is said to be wrong."""

    field: str
    text: str = ""
    classes: tuple[int, ...] = ()
    picture: bytes | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """How alike two marks are (0 to 1), in words and with the reasons of each view, strongest first."""

    first: Side
    second: Side
    score: float
    verdict: Text
    reasons: tuple[marks.Reason, ...]
    shared_classes: tuple[int, ...]


def compare(first: Side, second: Side) -> Comparison:
    """Compare two marks by their words and their pictures. Raises ``BadInput`` for two that have neither in common.

    Weights of elements come from these two alone: a common word weighs more here than in a search of the register.
    """
    from onewindow.engines import marks

    for side in (first, second):
        if side.text.strip() or side.picture is None:
            check_text(side.text, side.field)
        if side.picture is not None:
            asked_picture.check(side.picture, field=f"{side.field}_image")
    if not ((first.text.strip() and second.text.strip()) or (first.picture and second.picture)):
        raise BadInput([Problem("", BOTH)])
    index = marks.Index.build([marks.Mark("b", second.text, second.classes, second.picture)])
    picture = first.picture if second.picture else None
    hits = index.search(marks.Query(first.text if second.text.strip() else "", first.classes, picture), limit=1)
    score = hits[0].score if hits else 0.0
    verdict = next(words for least, words in VERDICTS if score >= least)
    shared = tuple(n for n in first.classes if n in second.classes)
    return Comparison(first, second, score, verdict, hits[0].reasons if hits else (), shared)
