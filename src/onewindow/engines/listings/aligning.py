"""Aligning what was found with the mark, unit by unit: what was done to it, and whether that is believable.

Coarse letters bring candidates; here each difference is named and weighed. A disguise is believed only if enough of the
mark is left in it and if what stands there is no ordinary word of its own.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.compiled import jit
from onewindow.engines.listings import glyphs
from onewindow.engines.listings.coarse import coarse
from onewindow.engines.listings.disguises import (
    ACCENT,
    DOUBLED,
    INVISIBLE,
    JOINED,
    LEET,
    LOOKALIKE,
    SEPARATED,
    TRADITIONAL,
    WIDTH,
)
from onewindow.engines.listings.folding import APOSTROPHE, MARK, SPACE, UNSEEN, Units
from onewindow.engines.listings.glyphs import Alike
from onewindow.engines.listings.hashing import Table
from onewindow.engines.listings.words import cuts_a_word, in_a_word, is_ordinary

_SEEN = SPACE | MARK | APOSTROPHE
REFUSED = -1
CHANGED, SWAPPED, SPACES, MARKS, DOUBLED_MORE, DOUBLED_LESS, LETTERS, LONE = range(8)
"""Places of the tally: digits or signs for letters, letters for letters drawn alike, parts put in by spaces and by
other marks, letters doubled and not doubled, Latin letters that are left, numbers that stand alone in
the title only."""
_WAYS = np.zeros(8, np.int64)
_WAYS[glyphs.WIDTH], _WAYS[glyphs.ACCENT] = WIDTH, ACCENT
_WAYS[glyphs.LOOKALIKE], _WAYS[glyphs.TRADITIONAL], _WAYS[glyphs.LEET] = LOOKALIKE, TRADITIONAL, LEET


@jit(borrowing=True)
def align(
    units: Units, first: int, last: int, form: Units, begin: int, end: int, tally: NDArray[np.int64]
) -> int:  # fmt: skip
    """What was done to the form's units begin..end to write units first..last: kinds of disguise, or REFUSED."""
    tally[:] = 0
    kinds, f, u = 0, begin, first
    parted = False
    while u < last:
        plain = units.plain[u]
        if u > first and units.part[u] & _SEEN:
            parted = True
        if f < end and plain == form.plain[f]:
            if units.fold[u] != form.fold[f] and units.how[u] != form.how[f]:
                kinds |= _WAYS[units.how[u]]
                if units.how[u] == glyphs.LEET:
                    tally[CHANGED] += 1
        elif f < end and plain < 128 and form.plain[f] < 128 and coarse(plain) == coarse(form.plain[f]):
            kinds |= _WAYS[units.how[u]]
            if units.how[u] == glyphs.LOOKALIKE:
                pass
            elif plain < 58 or form.plain[f] < 58:
                tally[CHANGED] += 1
                kinds |= LEET
            else:
                tally[SWAPPED] += 1
                kinds |= LOOKALIKE
        elif u > first and plain < 128 and plain == units.plain[u - 1]:
            tally[DOUBLED_MORE] += 1
            kinds |= DOUBLED
            u += 1
            continue
        elif begin < f < end and form.plain[f] < 128 and form.plain[f] == form.plain[f - 1]:
            tally[DOUBLED_LESS] += 1
            kinds |= DOUBLED
            f += 1
            continue
        else:
            return REFUSED
        if u > first:
            if units.part[u] & UNSEEN:
                kinds |= INVISIBLE
            here, there = units.part[u] & _SEEN, f > begin and form.part[f] & _SEEN
            if parted and not there:
                kinds |= SEPARATED
                tally[SPACES if here & SPACE else MARKS] += 1
            elif there and here != there and not parted and there != APOSTROPHE:
                kinds |= JOINED
        if plain < 128 and plain > 57:
            tally[LETTERS] += 1
        parted = False
        u += 1
        f += 1
    while f < end and f > begin and form.plain[f] < 128 and form.plain[f] == form.plain[f - 1]:
        tally[DOUBLED_LESS] += 1
        kinds |= DOUBLED
        f += 1
    if f < end:
        return REFUSED
    if tally[CHANGED]:
        tally[LONE] = lone_digits(units, first, last) - lone_digits(form, begin, end)
    return kinds


@jit(borrowing=True)
def latin_is_believable(
    units: Units, first: int, last: int, kinds: int, mark: int, size: int, words_of_mark: int,
    tally: NDArray[np.int64], ordinary: Table,
) -> bool:  # fmt: skip
    """Whether a Latin mark of ``size`` letters would be recognised in units first..last. ``mark`` is 1 for a mark that
    is an ordinary word, else 0: of such a mark more must be left."""
    least = min(size, last - first)
    if kinds & (WIDTH | INVISIBLE | LOOKALIKE) and size < 2:
        return False
    if kinds & ACCENT and size < 3:
        return False
    changed, swapped, doubled = tally[CHANGED], tally[SWAPPED], tally[DOUBLED_MORE] + tally[DOUBLED_LESS]
    if changed and (least < 4 or (2 + mark) * changed > size or tally[LETTERS] < 2):
        return False
    if swapped and least < 5 + mark:
        return False
    if (tally[DOUBLED_MORE] and least < 4 + mark) or (tally[DOUBLED_LESS] and size < 5 + mark):
        return False
    if changed + swapped + doubled and kinds & JOINED:
        return False
    plainly = changed + swapped + doubled > 0 and not kinds & (WIDTH | INVISIBLE | SEPARATED)
    if plainly and (tally[LONE] > 0 or is_ordinary(units, first, last, ordinary)):
        return False
    if kinds & JOINED and (size < 3 or (size < 8 and is_ordinary(units, first, last, ordinary))):
        return False
    if tally[MARKS] and size < 3 + (tally[MARKS] + tally[SPACES] < size - 1):
        return False
    if tally[SPACES]:
        return _spaces_are_believable(units, first, last, size, words_of_mark, tally, ordinary)
    return True


@jit(borrowing=True)
def lone_digits(units: Units, first: int, last: int) -> int:
    """How many pieces of units first..last are numbers by themselves."""
    count, digits = 0, True
    for u in range(first, last + 1):
        if u > first and (u == last or units.part[u] & _SEEN):
            count += digits
            digits = True
        if u < last and units.plain[u] > 57:
            digits = False
    return count


@jit(borrowing=True)
def _spaces_are_believable(
    units: Units, first: int, last: int, size: int, words_of_mark: int, tally: NDArray[np.int64], ordinary: Table
) -> bool:  # fmt: skip
    # Spaces through a mark: every letter by itself, or at least one piece that is no word of its own.
    pieces, single, unknown, digits = 0, 0, 0, 0
    begin = first
    for u in range(first + 1, last + 1):
        if u == last or units.part[u] & _SEEN:
            pieces += 1
            if u - begin == 1:
                single += 1
            elif not is_ordinary(units, begin, u, ordinary):
                unknown += 1
            if units.plain[begin] < 58:
                digits += 1
            begin = u
    if digits and digits < pieces:
        return False
    if single == pieces:
        return size >= 3
    return size >= 5 and unknown > 0 and words_of_mark == 1 and not tally[CHANGED] and 2 * single <= pieces


@jit(borrowing=True)
def chinese_is_believable(
    units: Units, first: int, last: int, kinds: int, tally: NDArray[np.int64], text_first: int, text_last: int,
    ordinary: Table,
) -> bool:  # fmt: skip
    """Whether a mark of Chinese characters, otherwise written as it is, would be read in units first..last."""
    if tally[CHANGED] and tally[CHANGED] * 2 > last - first:
        return False
    cuts = cuts_a_word(units, first, text_first, text_last, ordinary) and cuts_a_word(
        units, last, text_first, text_last, ordinary
    )
    return not cuts


@jit(borrowing=True)
def stands_apart(units: Units, first: int, last: int, text_first: int, text_last: int, ordinary: Table) -> bool:
    """Whether no Chinese character of units first..last is part of a word of the title."""
    for u in range(first, last):
        if units.plain[u] >= 0x2E80 and in_a_word(units, u, text_first, text_last, ordinary):
            return False
    return True


@jit(borrowing=True)
def is_alike(alike: Alike, one: int, other: int) -> bool:
    """Whether two Chinese characters are drawn nearly alike."""
    if one >= glyphs.LAST_HAN:
        return False
    found = False
    for at in range(alike.starts[one], alike.starts[one + 1]):
        found = found or alike.others[at] == other
    return found
