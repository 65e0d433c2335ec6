"""Marks written with one letter wrong: dropped, added, exchanged, or two neighbours swapped."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.compiled import jit
from onewindow.engines.listings.disguises import MISSPELT
from onewindow.engines.listings.folding import Units
from onewindow.engines.listings.forms import SHORT, SOUNDS, WRITTEN, Forms
from onewindow.engines.listings.hashing import HEADS, TAILS, find, mix, span
from onewindow.engines.listings.scratch import CJK, MOST_SYMBOLS, SEEN, Hits, Room, keep
from onewindow.engines.listings.words import Words

LEAST_MISSPELT, LEAST_EXCHANGED, LEAST_CHANGED_HEAD = 5, 6, 7


@jit(borrowing=True)
def misspelt(
    units: Units, forms: Forms, words: Words, powers: NDArray[np.uint64], room: Room, out: Hits, title: int, tokens: int
) -> None:  # fmt: skip
    """Look the spans of a title up with one letter left out, where a token is no ordinary word."""
    for a in range(tokens):
        begin = room.tokens[a]
        head = span(room.prefix, powers, begin, room.tokens[a + 1])
        unusual = False
        for b in range(a + 1, min(a + 4, tokens) + 1):
            end = room.tokens[b]
            size = end - begin
            unusual = unusual or room.unusual[b - 1]
            if size > MOST_SYMBOLS or room.symbols[end - 1] >= CJK:
                break
            if not unusual or size < LEAST_MISSPELT - 1:
                continue
            if b > a + 1 and find(forms.table, mix(head ^ HEADS * np.uint64(b - a))) < 0:
                # One word of several is misspelt at most: the first or the last stands as it is.
                tail = span(room.prefix, powers, room.tokens[b - 1], end)
                if find(forms.table, mix(tail ^ TAILS * np.uint64(b - a))) < 0:
                    continue
            whole = find(forms.table, mix(span(room.prefix, powers, begin, end)))
            while whole >= 0:
                if forms.entry_kinds[whole] == SHORT:
                    _misspelling(units, forms, room, out, title, whole, begin, end)
                whole = forms.follows[whole]
            for c in range(a, b):
                if not room.unusual[c]:
                    continue
                for k in range(room.tokens[c], room.tokens[c + 1]):
                    left = span(room.prefix, powers, begin, k)
                    key = mix(np.uint64(left * powers[end - k - 1] + span(room.prefix, powers, k + 1, end)))
                    entry = find(forms.table, key)
                    while entry >= 0:
                        if forms.entry_kinds[entry] < SOUNDS:
                            _misspelling(units, forms, room, out, title, entry, begin, end)
                        entry = forms.follows[entry]


@jit(borrowing=True)
def _misspelling(
    units: Units, forms: Forms, room: Room, out: Hits, title: int, entry: int, begin: int, end: int
) -> None:
    form = forms.entry_forms[entry]
    f_begin, f_end = forms.units.bounds[form], forms.units.bounds[form + 1]
    first, last = room.begins[begin], room.begins[end]
    size = f_end - f_begin
    if abs(last - first - size) > 1 or size < LEAST_MISSPELT or forms.kinds[form] != WRITTEN:
        return
    mark = forms.marks[form]
    if size < LEAST_MISSPELT + 2 * forms.ordinary[mark]:
        return
    where = one_edit(units.plain[first:last], forms.units.plain[f_begin:f_end])
    if where < 0 or (where == 0 and size < LEAST_CHANGED_HEAD):
        return
    # Of five letters one exchanged leaves too little: Bosch is not Bosco. Neighbours swapped are another matter.
    swapped = where + 1 < size and units.plain[first + where] == forms.units.plain[f_begin + where + 1]
    if last - first == size < LEAST_EXCHANGED and not swapped:
        return
    # Digits tell models apart: an exchanged, added or dropped one is another thing, not a misspelling.
    for u in range(max(first, first + where - 1), min(last, first + where + 2)):
        if units.plain[u] < 58:
            return
    for f in range(max(f_begin, f_begin + where - 1), min(f_end, f_begin + where + 2)):
        if forms.units.plain[f] < 58:
            return
    parts = 0
    for u in range(first + 1, last):
        parts += units.part[u] & SEEN > 0
    for f in range(f_begin + 1, f_end):
        parts -= forms.units.part[f] & SEEN > 0
    if parts == 0:
        keep(room, out, title, mark, first, last, MISSPELT)


@jit(borrowing=True)
def one_edit(one: NDArray[np.uint32], other: NDArray[np.uint32]) -> int:
    """Where two words differ by one letter dropped, added or exchanged, or by two neighbours swapped; -1 if they differ
    otherwise (restricted Damerau-Levenshtein distance of one)."""
    length, size, at = len(one), len(other), 0
    if abs(length - size) > 1:
        return -1
    while at < length and at < size and one[at] == other[at]:
        at += 1
    here, there = at + (length >= size), at + (size >= length)
    while here < length and there < size and one[here] == other[there]:
        here += 1
        there += 1
    if here == length and there == size and (length != size or at < length):
        return min(at, length - 1, size - 1)
    if length != size or at + 1 >= size or one[at] != other[at + 1] or one[at + 1] != other[at]:
        return -1
    for k in range(at + 2, size):
        if one[k] != other[k]:
            return -1
    return at
