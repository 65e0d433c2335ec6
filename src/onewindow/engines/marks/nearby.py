"""What in one segment is near the elements of a query: elements spelled, said or meant alike, and the phrases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.marks import weights
from onewindow.engines.marks.asked import Asked
from onewindow.engines.marks.columns import Columns
from onewindow.engines.marks.fold import words
from onewindow.engines.marks.lexicon import lexicon
from onewindow.engines.marks.look import looks
from onewindow.engines.marks.runs import Run


@dataclass(frozen=True)
class Terms:
    """Sequences of elements of a segment that mean what elements begin:end of the query mean, by their first element.

    first: first element of each, ascending; starts, elements: the sequences (ragged); runs: (begin, end) flat; lemmas:
    lexicon number of the English word between the two.
    """

    first: NDArray[np.int32]
    starts: NDArray[np.int64]
    elements: NDArray[np.int32]
    runs: NDArray[np.int32]
    strengths: NDArray[np.float32]
    lemmas: NDArray[np.int32]


@dataclass(frozen=True)
class Nearby:
    """Terms for the comparison, elements to gather by with their values, and rows to compare in any case."""

    terms: Terms
    chosen: NDArray[np.int64]
    values: NDArray[np.float32]
    rows: NDArray[np.int32]


@cache
def _phrase(word: int) -> tuple[str, ...]:
    return tuple(words(lexicon().text(word)))


def matches(sorted_hashes: NDArray[np.uint64], wanted: NDArray[np.uint64]) -> tuple[NDArray[np.int64], ...]:
    """First and last place of each wanted hash."""
    return np.searchsorted(sorted_hashes, wanted, "left"), np.searchsorted(sorted_hashes, wanted, "right")


def elements_of(columns: Columns, hashes: NDArray[np.uint64]) -> NDArray[np.int32]:
    """Numbers of the elements with these hashes, -1 where there are none."""
    sorted_hashes = columns["element_hashes"]
    place = np.searchsorted(sorted_hashes, hashes)
    known = place < len(sorted_hashes)
    known[known] = sorted_hashes[place[known]] == hashes[known]
    numbers = np.full(len(hashes), -1, np.int32)
    numbers[known] = columns["element_order"][place[known]]
    return numbers


def _by_stem(columns: Columns, stems: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """(which of the stems, element) for every element of the segment with one of these stems."""
    first, last = matches(columns["stem_hashes"], stems)
    sizes = last - first
    which = np.repeat(np.arange(len(stems)), sizes)
    places = np.repeat(first - np.concatenate(([0], np.cumsum(sizes)[:-1])), sizes) + np.arange(len(which))
    return which, columns["stem_order"][places]


class _Gathered:
    """Terms as they are found."""

    def __init__(self) -> None:
        self.sequences: list[tuple[int, ...]] = []
        self.runs: list[tuple[int, int]] = []
        self.strengths: list[float] = []
        self.lemmas: list[int] = []

    def add(self, sequence: tuple[int, ...], run: Run, strength: float, lemma: int) -> None:
        self.sequences.append(sequence)
        self.runs.append((run.begin, run.end))
        self.strengths.append(strength)
        self.lemmas.append(lemma)

    def terms(self) -> Terms:
        order = sorted(range(len(self.sequences)), key=lambda i: self.sequences[i][0])
        sizes = [len(self.sequences[i]) for i in order]
        return Terms(
            np.array([self.sequences[i][0] for i in order], np.int32),
            np.concatenate(([0], np.cumsum(sizes))).astype(np.int64),
            np.array([element for i in order for element in self.sequences[i]], np.int32),
            np.array([bound for i in order for bound in self.runs[i]], np.int32),
            np.array([self.strengths[i] for i in order], np.float32),
            np.array([self.lemmas[i] for i in order], np.int32),
        )


def nearby(
    columns: Columns, asked: Asked, runs: list[Run], worth: NDArray[np.float32], rarity: NDArray[np.float32]
) -> Nearby:
    """See `Nearby`. runs: what elements of the query mean; worth: weight of each of its elements; rarity: of each
    element of the segment."""
    best: dict[int, float] = {}
    found = _Gathered()
    rows: list[NDArray[np.int32]] = []

    def choose(element: int, value: float) -> None:
        best[element] = max(best.get(element, 0), value)

    for i, number in enumerate(elements_of(columns, asked.hashes).tolist()):
        if number >= 0:
            choose(number, float(worth[i]))
    _said_alike(columns, asked, worth, choose)
    _written_or_said_alike(columns, asked, worth, best)
    for run in runs:
        _, near = _by_stem(columns, np.array([run.stem], np.uint64))
        for element in near.tolist():
            found.add((element,), run, weights.SAME_STEM, -1)
            choose(element, weights.SAME_STEM * float(rarity[element]))
        if run.meanings is None:
            continue
        meant = run.meanings
        strengths = meant.strengths * np.float32(run.factor)
        which, near = _by_stem(columns, lexicon().hashes[meant.words])
        values = (strengths[which] * rarity[near]).tolist()
        means, lemmas = strengths[which].tolist(), meant.lemmas[which].tolist()
        for element, value, strength, lemma in zip(near.tolist(), values, means, lemmas, strict=True):
            found.add((element,), run, strength, lemma)
            if value > best.get(element, 0):
                best[element] = value
        _phrases(columns, run, strengths, rarity, found, rows, choose)
        if run.begin == 0 and run.end == len(worth):
            rows.insert(0, _meant_whole(columns, lexicon().hashes[meant.words[strengths >= weights.LEAST_WHOLE_MEANT]]))
    chosen, values = _affordable(columns, best)
    direct = np.concatenate(rows)[: weights.MOST_DIRECT] if rows else np.zeros(0, np.int32)
    return Nearby(found.terms(), chosen, values, direct)


def _meant_whole(columns: Columns, stems: NDArray[np.uint64]) -> NDArray[np.int32]:
    """Marks that are as a whole a word of one of these stems, nearest first."""
    first, last = matches(columns["meant_hashes"], stems)
    found = [columns["meant_rows"][a:b] for a, b in zip(first[last > first], last[last > first], strict=True)]
    whole: NDArray[np.int32] = np.concatenate(found) if found else np.zeros(0, np.int32)
    return whole


def _affordable(columns: Columns, best: dict[int, float]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The elements worth most, as far as their lists are not too long together to be looked through."""
    chosen, values = np.fromiter(best, np.int64, len(best)), np.fromiter(best.values(), np.float32, len(best))
    order = np.lexsort((chosen, -values))
    lists = columns["element_lists"]
    spent = np.cumsum(lists[chosen[order] + 1] - lists[chosen[order]])
    kept = order[: max(1, int(np.searchsorted(spent, weights.MOST_POSTINGS)))]
    return chosen[kept], values[kept]


def _said_alike(
    columns: Columns, asked: Asked, worth: NDArray[np.float32], choose: Callable[[int, float], None]
) -> None:
    """Elements of the vocabulary that are said the same as one of the query."""
    from onewindow.engines.marks.kernels import hash_spans

    text, said = asked.spans
    first, last = matches(columns["said_hashes"], hash_spans(asked.said.astype(np.uint32), said[:-1], said[1:]))
    for i in range(len(text) - 1):
        if text[i + 1] - text[i] >= 3 and said[i + 1] - said[i] >= 2:
            for element in columns["said_order"][first[i] : min(last[i], first[i] + 64)].tolist():
                choose(element, weights.SAID_ALIKE * float(worth[i]))


def _written_or_said_alike(columns: Columns, asked: Asked, worth: NDArray[np.float32], best: dict[int, float]) -> None:
    """Elements of the vocabulary that the eye or the ear may take for one of the query, each valued by its likeness."""
    from onewindow.engines.marks.distance import element_likeness
    from onewindow.engines.marks.gathering import gather
    from onewindow.engines.marks.kernels import seen_features, sound_features

    text, said = asked.spans
    if not len(columns["word_lengths"]):
        return
    for i in range(len(text) - 1):
        if not 4 <= text[i + 1] - text[i] <= weights.LONGEST_WORD or int(asked.codes[text[i]]) >= 0x2E80:
            continue
        codes, sounds = asked.codes[text[i] : text[i + 1]], asked.said[said[i] : said[i + 1]]
        near = []
        for name, features in (
            ("word", seen_features(codes, np.array([0, len(codes)], np.int64))[0]),
            ("voice", sound_features(sounds, np.array([0, len(sounds)], np.int64))[0]),
        ):
            features, keys = np.unique(features), columns[f"{name}_keys"]
            if not len(keys):
                continue
            place = np.minimum(np.searchsorted(keys, features), len(keys) - 1)
            place = place[keys[place] == features].astype(np.int64)
            settings = np.array((16 * len(features), 16, 0.5, 0.5, 0.35), np.float32)
            near.append(
                gather(
                    columns[f"{name}_lists"],
                    columns[f"{name}_rows"],
                    place,
                    np.full(len(place), 16, np.uint16),
                    columns[f"{name}_lengths"],
                    settings,
                    weights.MOST_SPELLED,
                )[0]
            )
        found = np.unique(np.concatenate(near)) if near else np.zeros(0, np.int32)
        alike = element_likeness(
            asked.codes, int(text[i]), int(text[i + 1]), asked.said, int(said[i]), int(said[i + 1]), found,
            columns["element_text"], columns["element_starts"], columns["element_said"], columns["element_said_starts"],
            looks().glyphs,
        )  # fmt: skip
        for element, likeness in zip(found.tolist(), (alike * worth[i]).tolist(), strict=True):
            if likeness > best.get(element, 0):
                best[element] = likeness


def _phrases(
    columns: Columns,
    run: Run,
    strengths: NDArray[np.float32],
    rarity: NDArray[np.float32],
    found: _Gathered,
    rows: list[NDArray[np.int32]],
    choose: Callable[[int, float], None],
) -> None:
    """Words of several elements that mean what a run means: as terms, and the rows or elements to find them by."""
    from onewindow.engines.marks.kernels import hash_spans, text_features

    assert run.meanings is not None
    book, meant = lexicon(), run.meanings.words
    several = np.flatnonzero(book.phrases[meant] & (strengths >= weights.LEAST_PHRASE))[: weights.MOST_PHRASES]
    if not len(several):
        return
    parts = [_phrase(word) for word in meant[several].tolist()]
    flat = [part for phrase in parts for part in phrase]
    sizes = np.array([len(part) for part in flat], np.int64)
    ends = np.cumsum(sizes)
    codes = np.frombuffer("".join(flat).encode("utf-32-le"), np.uint32)
    numbers = elements_of(columns, hash_spans(codes, ends - sizes, ends)).tolist()
    begin = 0
    whole = np.array([sum(map(len, phrase)) for phrase in parts])
    bounds = np.concatenate(([0], np.cumsum(whole))).astype(np.int64)
    features, starts = text_features(codes, bounds)
    for i, (place, phrase) in enumerate(zip(several.tolist(), parts, strict=True)):
        sequence = tuple(numbers[begin : begin + len(phrase)])
        begin += len(phrase)
        if -1 in sequence:
            continue
        strength = float(strengths[place])
        found.add(sequence, run, strength, int(run.meanings.lemmas[place]))
        if ord(phrase[0][0]) >= 0x2E80:
            # The first two characters together are rare enough to go by.
            key = features[starts[i] + 2]
            at = int(np.searchsorted(columns["text_keys"], key))
            if at < len(columns["text_keys"]) and columns["text_keys"][at] == key:
                first = int(columns["text_lists"][at])
                last = min(int(columns["text_lists"][at + 1]), first + weights.MOST_OF_PHRASE)
                rows.append(columns["text_rows"][first:last])
        else:
            for element in sequence:
                choose(element, strength * float(rarity[element]))


def matching(terms: Terms, elements: NDArray[np.int32]) -> list[tuple[tuple[int, int], tuple[int, int], int]]:
    """The nearest terms found in a mark of these elements, each element in one pair: (range of the query's elements,
    range of the mark's, lemma). Forms of one word are not among them."""
    listed = elements.tolist()
    found = []
    for e, element in enumerate(listed):
        first, last = np.searchsorted(terms.first, (element, element + 1)).tolist()
        for t in range(first, last):
            sequence = terms.elements[terms.starts[t] : terms.starts[t + 1]].tolist()
            if listed[e : e + len(sequence)] == sequence:
                run = (int(terms.runs[2 * t]), int(terms.runs[2 * t + 1]))
                size = run[1] - run[0] + len(sequence)
                found.append((float(terms.strengths[t]) * size, run, (e, e + len(sequence)), int(terms.lemmas[t])))
    chosen: list[tuple[tuple[int, int], tuple[int, int], int]] = []
    for _, run, place, lemma in sorted(found, key=lambda pair: (-pair[0], pair[1:])):
        if all(_apart(run, other[0]) and _apart(place, other[1]) for other in chosen):
            chosen.append((run, place, lemma))
    return sorted(pair for pair in chosen if pair[2] >= 0)


def _apart(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[1] <= other[0] or other[1] <= one[0]
