"""Finding protected marks in a batch of folded titles, in one pass over each title.

Every span of whole tokens is looked up (`forms`), so are the beginnings and ends of long tokens, the spans with one
letter left out, the spans of Chinese characters with what was put between them skipped, and the spans of sounds. What
a look-up brings is aligned with the mark and kept if it is believable (`aligning`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.compiled import jit
from onewindow.engines.listings.aligning import (
    DOUBLED_MORE,
    REFUSED,
    SWAPPED,
    align,
    chinese_is_believable,
    is_alike,
    latin_is_believable,
    stands_apart,
)
from onewindow.engines.listings.coarse import squeeze
from onewindow.engines.listings.disguises import ALIKE as ALIKE_KIND
from onewindow.engines.listings.disguises import (
    DOUBLED,
    GLUED,
    HOMOPHONE,
    LOOKALIKE,
    MASKED,
    MISSPELT,
    PINYIN,
    SEPARATED,
)
from onewindow.engines.listings.disguises import SPLIT as SPLIT_KIND
from onewindow.engines.listings.folding import APOSTROPHE, MARK, PARTS, SPACE, Units
from onewindow.engines.listings.forms import (
    JOINED_LETTERS,
    LEAST_OPEN,
    MOST_OPEN,
    OPEN,
    SHORT,
    SOUNDS,
    SPLIT,
    WHOLE,
    WRITTEN,
    Forms,
    opened,
)
from onewindow.engines.listings.glyphs import LAST_HAN, Alike
from onewindow.engines.listings.hashing import HEADS, TAILS, extend, find, mix, span
from onewindow.engines.listings.sounding import (
    LONGEST_SYLLABLE,
    MOST_LETTERS,
    MOST_SYLLABLES,
    Readings,
    SoundRoom,
    next_entry,
    read_aloud,
    sound_of,
    sound_room,
    sounds_like,
)
from onewindow.engines.listings.words import Words, cuts_a_word, is_ordinary

MOST_TOKENS, MOST_SYMBOLS = 16, 40
LEAST_GLUED, LEAST_BY_DIGITS, LEAST_REST = 5, 4, 3
LEAST_MISSPELT, LEAST_EXCHANGED, LEAST_CHANGED_HEAD = 5, 6, 7
_SEEN = SPACE | MARK | APOSTROPHE
_CJK = 0x2E80
BY_CHANCE = MISSPELT | HOMOPHONE | PINYIN | ALIKE_KIND


class Hits(NamedTuple):
    """What was found: title, mark, form, units first..last of the batch, kinds of disguise."""

    title: NDArray[np.int32]
    mark: NDArray[np.int32]
    first: NDArray[np.int32]
    last: NDArray[np.int32]
    kinds: NDArray[np.int32]


class Room(NamedTuple):
    """Scratch space for one title."""

    symbols: NDArray[np.uint32]
    begins: NDArray[np.int32]
    prefix: NDArray[np.uint64]
    tokens: NDArray[np.int32]
    unusual: NDArray[np.bool_]
    tally: NDArray[np.int64]
    used: NDArray[np.int64]
    sound: SoundRoom


def room(longest: int) -> Room:
    """Scratch space for titles of up to ``longest`` units."""
    return Room(
        np.empty(longest + 1, np.uint32), np.empty(longest + 2, np.int32), np.empty(longest + 2, np.uint64),
        np.empty(longest + 2, np.int32), np.empty(longest + 2, np.bool_), np.zeros(8, np.int64), np.zeros(1, np.int64),
        sound_room(longest),
    )  # fmt: skip


def hits(size: int) -> Hits:
    """Room for ``size`` hits."""
    return Hits(*(np.empty(size, np.int32) for _ in range(5)))


@jit()
def scan(
    units: Units,
    forms: Forms,
    words: Words,
    powers: NDArray[np.uint64],
    readings: Readings,
    alike: Alike,
    disguised: bool,
    room: Room,
    out: Hits,
) -> int:
    """Write the hits of a batch, those of a title together. Returns how many there are; if that is more than there is
    room for, the rest was not written."""
    room.used[0] = 0
    for title in range(len(units.bounds) - 1):
        first, last = units.bounds[title], units.bounds[title + 1]
        if first == last:
            continue
        size = squeeze(units, first, last, False, room.symbols, room.begins, room.prefix)
        tokens = 0
        has_unspaced = False
        for s in range(size):
            if s == 0 or units.part[room.begins[s]] & PARTS:
                room.tokens[tokens] = s
                tokens += 1
            has_unspaced = has_unspaced or room.symbols[s] >= _CJK
        room.tokens[tokens] = size
        begun = room.used[0]
        _spans(units, forms, words, powers, disguised, room, out, title, tokens)
        if disguised:
            _mark_unusual(units, words, room, tokens)
            _glued(units, forms, words, powers, room, out, title, tokens)
            _misspelt(units, forms, words, powers, room, out, title, tokens)
            if has_unspaced:
                _skipping(units, forms, words, room, out, title, size)
                _drawn_alike(units, forms, words, powers, alike, room, out, title, size)
            if forms.has_sounds:
                _sounds(units, forms, words, powers, readings, room, out, title, tokens, has_unspaced)
        if room.used[0] <= len(out.title):
            room.used[0] = _best(units, out, begun, room.used[0])
    return int(room.used[0])


@jit()
def _mark_unusual(units: Units, words: Words, room: Room, tokens: int) -> None:
    # A misspelt mark leaves a token that is no ordinary word and has no digit in it.
    for a in range(tokens):
        first, last = room.begins[room.tokens[a]], room.begins[room.tokens[a + 1]]
        unusual = last - first > 1 and units.plain[first] < _CJK
        for u in range(first, last):
            unusual = unusual and units.plain[u] > 57
        room.unusual[a] = unusual and not is_ordinary(units, first, last, words.ordinary)


@jit()
def _keep(room: Room, out: Hits, title: int, mark: int, first: int, last: int, kinds: int) -> None:
    n = room.used[0]
    if n < len(out.title):
        out.title[n], out.mark[n], out.first[n], out.last[n], out.kinds[n] = title, mark, first, last, kinds
    room.used[0] = n + 1


@jit()
def _spans(
    units: Units, forms: Forms, words: Words, powers: NDArray[np.uint64], disguised: bool, room: Room, out: Hits,
    title: int, tokens: int,
) -> None:  # fmt: skip
    for a in range(tokens):
        begin = room.tokens[a]
        for b in range(a + 1, min(a + MOST_TOKENS, tokens) + 1):
            end = room.tokens[b]
            if end - begin > MOST_SYMBOLS:
                break
            entry = find(forms.table, mix(span(room.prefix, powers, begin, end)))
            while entry >= 0:
                if forms.entry_kinds[entry] == WHOLE:
                    _judge(
                        units, forms, words, disguised, room, out, title, entry, room.begins[begin], room.begins[end]
                    )
                elif disguised and forms.entry_kinds[entry] == SHORT and b == a + 2:
                    _masked(units, forms, room, out, title, entry, a, begin, end)
                entry = forms.follows[entry]


@jit()
def _judge(
    units: Units, forms: Forms, words: Words, disguised: bool, room: Room, out: Hits, title: int, entry: int,
    first: int, last: int,
) -> None:  # fmt: skip
    form = forms.entry_forms[entry]
    kind = forms.kinds[form]
    if not disguised and kind != WRITTEN:
        return
    begin, end = forms.units.bounds[form], forms.units.bounds[form + 1]
    kinds = align(units, first, last, forms.units, begin, end, room.tally)
    if kinds == REFUSED or (kinds and not disguised):
        return
    text_first, text_last = units.bounds[title], units.bounds[title + 1]
    size = end - begin
    unspaced = units.plain[first] >= _CJK or units.plain[last - 1] >= _CJK
    if kind == JOINED_LETTERS:
        if kinds:
            return
        kinds |= LOOKALIKE
        room.tally[SWAPPED] += 1
    elif kind == SPLIT:
        kinds |= SPLIT_KIND
        written = forms.units.bounds[forms.marks[form]]
        length = forms.units.bounds[forms.marks[form] + 1] - written
        head, tail = 0, 0
        while head < length and forms.units.plain[written + head] == forms.units.plain[begin + head]:
            head += 1
        while (
            tail < length - head and forms.units.plain[written + length - 1 - tail] == forms.units.plain[end - 1 - tail]
        ):
            tail += 1
        # A word across the edge of the parts says that they stand for themselves.
        if cuts_a_word(units, first + head, text_first, text_last, words.ordinary) or cuts_a_word(
            units, last - tail, text_first, text_last, words.ordinary
        ):
            return
    if kinds or unspaced:
        if unspaced:
            if not chinese_is_believable(units, first, last, kinds, room.tally, text_first, text_last, words.ordinary):
                return
        else:
            spaced = 1
            for f in range(begin + 1, end):
                if forms.units.part[f] & _SEEN:
                    spaced += 1
            ordinary = int(forms.ordinary[forms.marks[form]])
            if not latin_is_believable(units, first, last, kinds, ordinary, size, spaced, room.tally, words.ordinary):
                return
    _keep(room, out, title, forms.marks[form], first, last, kinds)


@jit()
def _masked(
    units: Units, forms: Forms, room: Room, out: Hits, title: int, entry: int, a: int, begin: int, end: int
) -> None:
    # N*ke: one mark stands where the mark has the letter left out.
    middle = room.tokens[a + 1]
    u = room.begins[middle]
    form = forms.entry_forms[entry]
    if (
        units.part[u] & _SEEN != MARK
        or units.place[u] - units.place[u - 1] != 2
        or forms.entry_at[entry] != middle - begin
    ):
        return
    for f in range(forms.units.bounds[form] + 1, forms.units.bounds[form + 1]):
        if forms.units.part[f] & _SEEN:
            return
    for u in range(room.begins[begin], room.begins[end]):
        if units.plain[u] < 58:
            return
    _keep(room, out, title, forms.marks[form], room.begins[begin], room.begins[end], MASKED)


@jit()
def _glued(
    units: Units, forms: Forms, words: Words, powers: NDArray[np.uint64], room: Room, out: Hits, title: int, tokens: int
) -> None:  # fmt: skip
    for a in range(tokens):
        begin, end = room.tokens[a], room.tokens[a + 1]
        if end - begin < LEAST_BY_DIGITS + 1 or room.symbols[begin] >= _CJK:
            continue
        digits = end
        while digits > begin and 48 <= units.plain[room.begins[digits] - 1] <= 57:
            digits -= 1
        if digits < end:
            if digits - begin >= LEAST_BY_DIGITS:
                _glued_part(units, forms, words, powers, room, out, title, begin, digits)
            continue
        if end - begin < LEAST_GLUED + LEAST_REST - 1 or not room.unusual[a]:
            continue
        for cut in range(begin + LEAST_REST, end - LEAST_REST + 1):
            middle = room.begins[cut]
            # A letter that both words share stands doubled before the cut.
            shared = middle - room.begins[cut - 1] > 1
            if cut - begin >= LEAST_GLUED and (
                is_ordinary(units, middle, room.begins[end], words.ordinary)
                or (shared and is_ordinary(units, middle - 1, room.begins[end], words.ordinary))
            ):
                _glued_part(units, forms, words, powers, room, out, title, begin, cut)
            if end - cut >= LEAST_GLUED and is_ordinary(units, room.begins[begin], middle, words.ordinary):
                _glued_part(units, forms, words, powers, room, out, title, cut, end)


@jit()
def _glued_part(
    units: Units, forms: Forms, words: Words, powers: NDArray[np.uint64], room: Room, out: Hits, title: int,
    begin: int, end: int,
) -> None:  # fmt: skip
    entry = find(forms.table, mix(span(room.prefix, powers, begin, end)))
    while entry >= 0:
        form = forms.entry_forms[entry]
        mark = forms.marks[form]
        if forms.entry_kinds[entry] == WHOLE and forms.kinds[form] == WRITTEN and not forms.ordinary[mark]:
            first, last = room.begins[begin], room.begins[end]
            bounds = forms.units.bounds
            kinds = align(units, first, last, forms.units, bounds[form], bounds[form + 1], room.tally)
            if kinds == 0 or (
                kinds == DOUBLED and room.tally[DOUBLED_MORE] == 1 and units.plain[last - 1] == units.plain[last - 2]
            ):
                _keep(room, out, title, mark, first, last - int(kinds == DOUBLED), GLUED)
        entry = forms.follows[entry]


@jit()
def _misspelt(
    units: Units, forms: Forms, words: Words, powers: NDArray[np.uint64], room: Room, out: Hits, title: int, tokens: int
) -> None:  # fmt: skip
    for a in range(tokens):
        begin = room.tokens[a]
        head = span(room.prefix, powers, begin, room.tokens[a + 1])
        unusual = False
        for b in range(a + 1, min(a + 4, tokens) + 1):
            end = room.tokens[b]
            size = end - begin
            unusual = unusual or room.unusual[b - 1]
            if size > MOST_SYMBOLS or room.symbols[end - 1] >= _CJK:
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


@jit()
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
        parts += units.part[u] & _SEEN > 0
    for f in range(f_begin + 1, f_end):
        parts -= forms.units.part[f] & _SEEN > 0
    if parts == 0:
        _keep(room, out, title, mark, first, last, MISSPELT)


@jit()
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


@jit()
def _skipping(units: Units, forms: Forms, words: Words, room: Room, out: Hits, title: int, size: int) -> None:
    # Letters or digits put between the characters of a Chinese mark: at most two between each.
    for s in range(size):
        if room.symbols[s] < _CJK:
            continue
        value = extend(np.uint64(0), room.symbols[s])
        taken, skipped, at = 1, 0, s + 1
        run = 0
        while at < size and taken < 8:
            u = room.begins[at]
            if units.part[u] & SPACE:
                break
            if room.symbols[at] < _CJK:
                run += 1
                skipped += 1
                if run > 2:
                    break
                at += 1
                continue
            run = 0
            value = extend(value, room.symbols[at])
            taken += 1
            at += 1
            if not skipped:
                continue
            entry = find(forms.table, mix(value))
            while entry >= 0:
                form = forms.entry_forms[entry]
                if forms.entry_kinds[entry] == WHOLE and forms.kinds[form] == WRITTEN:
                    _keep(room, out, title, forms.marks[form], room.begins[s], room.begins[at], SEPARATED)
                entry = forms.follows[entry]


@jit()
def _drawn_alike(
    units: Units, forms: Forms, words: Words, powers: NDArray[np.uint64], alike: Alike, room: Room, out: Hits,
    title: int, size: int,
) -> None:  # fmt: skip
    text_first, text_last = units.bounds[title], units.bounds[title + 1]
    for s in range(size):
        if room.symbols[s] < _CJK:
            continue
        for end in range(s + 2, min(s + MOST_OPEN, size) + 1):
            last = room.begins[end]
            if room.symbols[end - 1] < _CJK or units.part[last - 1] & SPACE:
                break
            for at in range(s, end):
                u = room.begins[at]
                if end - s >= LEAST_OPEN:
                    entry = find(forms.table, opened(room.prefix, powers, s, at, end))
                    while entry >= 0:
                        if forms.entry_kinds[entry] == OPEN and forms.entry_at[entry] == at - s:
                            form = forms.entry_forms[entry]
                            wanted = forms.units.plain[forms.units.bounds[form] + at - s]
                            if is_alike(alike, room.symbols[at], wanted) and stands_apart(
                                units, u, u + 1, text_first, text_last, words.ordinary
                            ):
                                _keep(room, out, title, forms.marks[form], room.begins[s], last, ALIKE_KIND)
                        entry = forms.follows[entry]
                elif room.symbols[at] < LAST_HAN:
                    # Of two characters each is exchanged in turn.
                    for k in range(alike.starts[room.symbols[at]], alike.starts[room.symbols[at] + 1]):
                        one = alike.others[k] if at == s else room.symbols[s]
                        other = room.symbols[s + 1] if at == s else alike.others[k]
                        entry = find(forms.table, mix(extend(extend(np.uint64(0), one), other)))
                        while entry >= 0:
                            form = forms.entry_forms[entry]
                            if (
                                forms.entry_kinds[entry] == WHOLE
                                and forms.kinds[form] == WRITTEN
                                and stands_apart(units, u, u + 1, text_first, text_last, words.ordinary)
                            ):
                                _keep(room, out, title, forms.marks[form], room.begins[s], last, ALIKE_KIND)
                            entry = forms.follows[entry]


@jit()
def _sounds(
    units: Units, forms: Forms, words: Words, powers: NDArray[np.uint64], readings: Readings, room: Room, out: Hits,
    title: int, tokens: int, has_unspaced: bool,
) -> None:  # fmt: skip
    first, last = units.bounds[title], units.bounds[title + 1]
    sound = room.sound
    read_aloud(units, first, last, readings, sound)
    for a in range(tokens):
        u = room.begins[room.tokens[a]]
        begin = sound.begins[u - first]
        unusual = has_unspaced
        for b in range(a + 1, min(a + MOST_SYLLABLES, tokens) + 1):
            v = room.begins[room.tokens[b]]
            end = sound.begins[v - first]
            if end - begin > MOST_LETTERS:
                break
            if not has_unspaced and b > a + 1 and v - room.begins[room.tokens[b - 1]] > LONGEST_SYLLABLE:
                break
            unusual = unusual or room.unusual[b - 1]
            if not unusual:
                if v - u > LONGEST_SYLLABLE:
                    break
                continue
            entry = next_entry(forms, find(forms.table, sound_of(sound, powers, begin, end)))
            while entry >= 0:
                kinds = sounds_like(units, u, v, first, last, forms, words, entry, sound, has_unspaced)
                if kinds:
                    _keep(room, out, title, forms.marks[forms.entry_forms[entry]], u, v, kinds)
                entry = next_entry(forms, forms.follows[entry])
            if not has_unspaced and v - u > LONGEST_SYLLABLE:
                break


@jit()
def _best(units: Units, out: Hits, begun: int, used: int) -> int:
    """Of the hits of a title keep one a mark: the plainest, then the first; and no disguise of one mark where another
    stands undisguised over most of it. Returns the number of hits with these."""
    kept = begun
    for n in range(begun, used):
        better = True
        for other in range(begun, used):
            if other == n:
                continue
            if out.mark[other] == out.mark[n]:
                here, there = _bits(out.kinds[n]), _bits(out.kinds[other])
                if there < here or (
                    there == here and (out.first[other], -out.last[other], other) < (out.first[n], -out.last[n], n)
                ):
                    better = False
                    break
            elif out.kinds[n] and not out.kinds[other]:
                common = min(out.last[n], out.last[other]) - max(out.first[n], out.first[other])
                share = 6 if out.kinds[n] & BY_CHANCE else 9
                if common * 10 >= share * (out.last[n] - out.first[n]):
                    better = False
                    break
        out.title[n] = out.title[n] if better else -1
    for n in range(begun, used):
        if out.title[n] >= 0:
            out.title[kept], out.mark[kept], out.first[kept] = out.title[n], out.mark[n], out.first[n]
            out.last[kept], out.kinds[kept] = out.last[n], out.kinds[n]
            kept += 1
    return kept


@jit()
def _bits(kinds: int) -> int:
    count = 0
    while kinds:
        kinds &= kinds - 1
        count += 1
    return count
