"""The reasons of a hit: what in the two marks is alike, where it stands in them, and under which rule."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.marks.compounds import elements_of
from onewindow.engines.marks.fold import is_han, origins
from onewindow.engines.marks.lexicon import lexicon
from onewindow.engines.marks.look import differing
from onewindow.engines.marks.nearby import Terms, matching
from onewindow.engines.marks.phonemes import spelled
from onewindow.engines.marks.sound import readings
from onewindow.engines.marks.types import Reason

Span = tuple[int, int]
_ALIGNED = 5  # see `comparing`
_TELLING = 0.5  # a view weaker than this is only shown if it is the strongest
_DISTINCTIVE = 0.55  # share of the longer mark's weight covered from which what was added counts as common


class Side:
    """One mark as the reasons need it: folded text, where its characters came from, its elements and their readings."""

    def __init__(self, text: str, elements: NDArray[np.int32] | None = None) -> None:
        self.original = text
        self.elements = elements
        self.words = elements_of(text)
        self.folded = "".join(self.words)
        self.places = origins(text)
        self.han = not self.folded.isascii() and any(map(is_han, self.folded))
        self.codes = np.frombuffer(self.folded.encode("utf-32-le"), np.uint32)

    @cached_property
    def said(self) -> list[bytes]:
        """First readings of the elements."""
        return [readings(word)[0] for word in self.words]

    def span(self, begin: int, end: int) -> Span:
        """Offsets in the original text of folded[begin:end]."""
        return (self.places[begin], self.places[end - 1] + 1) if end > begin else (0, len(self.original))

    def shown(self, begin: int, end: int) -> str:
        first, last = self.span(begin, end)
        return self.original[first:last]

    def bounds(self, elements: Span) -> Span:
        """Folded range of a range of elements."""
        ends = [0, *accumulate(map(len, self.words))]
        return ends[elements[0]], ends[elements[1]]

    def elements_at(self, begin: int, end: int) -> Span:
        """Range of elements whose readings touch sound codes begin:end."""
        ends = list(accumulate(map(len, self.said)))
        first = next(i for i, stop in enumerate(ends) if stop > begin)
        return first, next(i for i, stop in enumerate(ends) if stop >= end) + 1


def reasons_for(
    a: Side, b: Side, strengths: NDArray[np.float32], features: NDArray[np.float32], terms: Terms
) -> tuple[Reason, ...]:
    """Reasons of one hit (a is the query), strongest first. strengths: as `scoring.VIEWS`; features: as
    `comparing.measure`; terms: those the comparison was made with."""
    strongest = float(strengths.max())
    if strengths[0] >= 1.0:
        code = "cn.identical" if a.han or b.han else "us.1207.01.identical"
        return (Reason("text", 1.0, a.span(0, len(a.folded)), b.span(0, len(b.folded)), code, _pair(a, b)),)
    makers: tuple[_Maker, ...] = (_text, _sound, _element, _contained, partial(_meant, terms))
    found = [
        make(a, b, round(float(strength), 4), features)
        for make, strength in zip(makers, strengths, strict=True)
        # An earlier mark contained whole, between the edges of words, is always told.
        if strength >= _TELLING or strength == strongest or (make is _contained and features[_ALIGNED] == 2)
    ]
    # Two views may say the same, as when a meaning is only another form of the shared word.
    ordered = sorted(found, key=lambda reason: -reason.strength)
    told = {(reason.view, reason.rule, reason.query_span, reason.mark_span): reason for reason in reversed(ordered)}
    return tuple(reason for reason in ordered if reason in told.values())


_Maker = Callable[[Side, Side, float, NDArray[np.float32]], Reason]


def _pair(a: Side, b: Side) -> dict[str, str]:
    return {"query": a.original, "mark": b.original}


def _text(a: Side, b: Side, strength: float, features: NDArray[np.float32]) -> Reason:
    from onewindow.engines.marks.align import alike

    if (seen := differing(a.folded, b.folded)) is not None:
        return _look(a, b, strength, seen)
    a0, a1, b0, b1 = alike(a.codes, b.codes)
    han = a.han and b.han
    least = 3 if han else 4
    if han and sorted(a.folded) == sorted(b.folded):
        code = "cn.same-characters"
    elif min(len(a.folded), len(b.folded)) >= least and _one_differs(a.folded, b.folded):
        code = "cn.one-differs"
    else:
        code = "cn.similar-look" if han else "us.1207.01.appearance"
    return Reason("text", strength, a.span(a0, a1), b.span(b0, b1), code, {**_pair(a, b), "shared": a.shown(a0, a1)})


def _look(a: Side, b: Side, strength: float, seen: list[tuple[int, int, int, int]]) -> Reason:
    """The two differ only in what the eye takes for something else: 清风 and 清凤, MODERN and MODEM."""
    parts = [(a.shown(a0, a1), b.shown(b0, b1)) for a0, a1, b0, b1 in seen]
    query_part, mark_part = (" ".join(side) for side in zip(*parts, strict=True))
    data = {**_pair(a, b), "query_part": query_part, "mark_part": mark_part}
    spans = (a.span(seen[0][0], seen[-1][1]), b.span(seen[0][2], seen[-1][3]))
    return Reason("look", strength, *spans, "cn.look-alike" if a.han or b.han else "us.1207.01.look-alike", data)


def _one_differs(a: str, b: str) -> bool:
    if abs(len(a) - len(b)) > 1:
        return False
    same = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return a[same + (len(a) >= len(b)) :] == b[same + (len(b) >= len(a)) :]


def _sound(a: Side, b: Side, strength: float, features: NDArray[np.float32]) -> Reason:
    from onewindow.engines.marks.align import alike

    said_a, said_b = b"".join(a.said), b"".join(b.said)
    codes = [np.frombuffer(said, np.uint8).astype(np.uint32) for said in (said_a, said_b)]
    a0, a1, b0, b1 = alike(*codes)
    data = {**_pair(a, b), "query_sound": spelled(said_a), "mark_sound": spelled(said_b)}
    if a.han and b.han and said_a == said_b:
        code, data["sound"] = "cn.same-reading", spelled(said_a)
    elif a.han != b.han:
        code = "cn.transliteration"
    else:
        code = "cn.similar-reading" if a.han else "us.1207.01.sound"
    spans = [
        side.span(*side.bounds(side.elements_at(begin, end))) if end > begin else side.span(0, len(side.folded))
        for side, begin, end in ((a, a0, a1), (b, b0, b1))
    ]
    return Reason("sound", strength, spans[0], spans[1], code, data)


def _contained(a: Side, b: Side, strength: float, features: NDArray[np.float32]) -> Reason:
    longer, shorter = (a, b) if len(a.folded) > len(b.folded) else (b, a)
    begin = longer.folded.find(shorter.folded)
    end = begin + len(shorter.folded)
    inside, whole = longer.span(begin, end), shorter.span(0, len(shorter.folded))
    added = " ".join(part for part in (longer.folded[:begin], longer.folded[end:]) if part)
    cover = float(features[2] if longer is a else features[3])
    generic = cover >= _DISTINCTIVE and float(features[5]) == 2
    if longer.han:
        code = "cn.generic-added" if generic else "cn.contains-earlier"
    else:
        code = "us.1207.01.added-generic" if generic else "us.1207.01.containment"
    data = {**_pair(a, b), "longer": longer.original, "shorter": shorter.original, "added": added}
    spans = (inside, whole) if longer is a else (whole, inside)
    return Reason("containment", strength, *spans, code, data)


def _element(a: Side, b: Side, strength: float, features: NDArray[np.float32]) -> Reason:
    from onewindow.engines.marks.align import alike

    a0, a1, b0, b1 = alike(a.codes, b.codes)
    if a.han and b.han and sorted(a.folded) == sorted(b.folded):
        code = "cn.same-characters"
    else:
        code = "cn.shared-element" if a.han or b.han else "us.1207.01.dominant"
    data = {"query": a.shown(a0, a1), "mark": b.shown(b0, b1)}
    return Reason("element", strength, a.span(a0, a1), b.span(b0, b1), code, data)


def _meant(terms: Terms, a: Side, b: Side, strength: float, features: NDArray[np.float32]) -> Reason:
    """The pairs of words that mean the same or nearly so, and the English word that stands between them."""
    assert b.elements is not None
    pairs = matching(terms, b.elements)
    asked = [a.span(*a.bounds(run)) for run, _, _ in pairs]
    found = [b.span(*b.bounds(place)) for _, place, _ in pairs]
    if not pairs:  # nothing but forms of one word, or words spelled by the sounds of characters
        return (_sound if a.han != b.han else _element)(a, b, strength, features)
    query_word, mark_word = (
        " ".join(side.original[begin:end] for begin, end in spans) for side, spans in ((a, asked), (b, found))
    )
    concept = ", ".join(dict.fromkeys(lexicon().text(lemma) for _, _, lemma in pairs))
    of_query, of_mark = ((min(begin for begin, _ in parts), max(end for _, end in parts)) for parts in (asked, found))
    if _played(a, b, [run for run, _, _ in pairs], [place for _, place, _ in pairs]):
        view, code = "sound", "cn.number-play" if a.han or b.han else "us.1207.01.number-play"
    elif a.han != b.han:
        view, code = "meaning", "cn.translation"
    else:
        view, code = "meaning", "cn.same-meaning" if a.han else "us.1207.01.meaning"
    data = {**_pair(a, b), "query_word": query_word, "mark_word": mark_word, "concept": concept}
    return Reason(view, strength, of_query, of_mark, code, data)


def _played(a: Side, b: Side, runs: list[Span], places: list[Span]) -> bool:
    """Whether a pair of words is one of numbers or letters with what they are read as."""
    for run, place in zip(runs, places, strict=True):
        one, other = "".join(a.words[slice(*run)]), "".join(b.words[slice(*place)])
        if lexicon().is_play(one) or lexicon().is_play(other):
            return True
    return False
