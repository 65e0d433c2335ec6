"""Finding protected marks in a batch of folded titles, in one pass over each title.

Every span of whole tokens is looked up (`forms`), so are the beginnings and ends of long tokens, the spans with one
letter left out, the spans of Chinese characters with what was put between them skipped, and the spans of sounds. What
a look-up brings is aligned with the mark and kept if it is believable (`aligning`).
"""

from __future__ import annotations

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
from onewindow.engines.listings.folding import MARK, PARTS, SPACE, Units
from onewindow.engines.listings.forms import (
    JOINED_LETTERS,
    LEAST_OPEN,
    MOST_OPEN,
    OPEN,
    SHORT,
    SPLIT,
    WHOLE,
    WRITTEN,
    Forms,
    opened,
)
from onewindow.engines.listings.glyphs import LAST_HAN, Alike
from onewindow.engines.listings.hashing import extend, find, mix, span
from onewindow.engines.listings.misspelling import misspelt
from onewindow.engines.listings.scratch import CJK, MOST_SYMBOLS, SEEN, Hits, Room, keep
from onewindow.engines.listings.sounding import (
    LONGEST_SYLLABLE,
    MOST_LETTERS,
    MOST_SYLLABLES,
    Readings,
    next_entry,
    read_aloud,
    sound_of,
    sounds_like,
)
from onewindow.engines.listings.words import Words, cuts_a_word, is_ordinary

MOST_TOKENS = 16
LEAST_GLUED, LEAST_BY_DIGITS, LEAST_REST = 5, 4, 3
BY_CHANCE = MISSPELT | HOMOPHONE | PINYIN | ALIKE_KIND


@jit(borrowing=True)
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
        tokens = _split(units, room, size)
        begun = room.used[0]
        _spans(units, forms, words, powers, disguised, room, out, title, tokens)
        if disguised:
            _mark_unusual(units, words, room, tokens)
            _glued(units, forms, words, powers, room, out, title, tokens)
            misspelt(units, forms, words, powers, room, out, title, tokens)
            has_unspaced = _has_unspaced(room, size)
            if has_unspaced:
                _skipping(units, forms, words, room, out, title, size)
                _drawn_alike(units, forms, words, powers, alike, room, out, title, size)
            if forms.has_sounds:
                _sounds(units, forms, words, powers, readings, room, out, title, tokens, has_unspaced)
        if room.used[0] <= len(out.title):
            room.used[0] = _best(units, out, begun, room.used[0])
    return int(room.used[0])


# These two give numbers of one type: of a number that begins as a constant every callee would be compiled twice.
@jit(borrowing=True)
def _split(units: Units, room: Room, size: int) -> int:
    """Write where tokens begin, and the end. Returns how many."""
    tokens = 0
    for s in range(size):
        if s == 0 or units.part[room.begins[s]] & PARTS:
            room.tokens[tokens] = s
            tokens += 1
    room.tokens[tokens] = size
    return tokens


@jit(borrowing=True)
def _has_unspaced(room: Room, size: int) -> bool:
    found = False
    for s in range(size):
        found = found or room.symbols[s] >= CJK
    return found


@jit(borrowing=True)
def _mark_unusual(units: Units, words: Words, room: Room, tokens: int) -> None:
    # A misspelt mark leaves a token that is no ordinary word and has no digit in it.
    for a in range(tokens):
        first, last = room.begins[room.tokens[a]], room.begins[room.tokens[a + 1]]
        unusual = last - first > 1 and units.plain[first] < CJK
        for u in range(first, last):
            unusual = unusual and units.plain[u] > 57
        room.unusual[a] = unusual and not is_ordinary(units, first, last, words.ordinary)


@jit(borrowing=True)
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


@jit(borrowing=True)
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
    unspaced = units.plain[first] >= CJK or units.plain[last - 1] >= CJK
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
            spaced = 1 + _gaps(forms.units, begin, end)
            ordinary = int(forms.ordinary[forms.marks[form]])
            if not latin_is_believable(units, first, last, kinds, ordinary, size, spaced, room.tally, words.ordinary):
                return
    keep(room, out, title, forms.marks[form], first, last, kinds)


@jit(borrowing=True)
def _gaps(units: Units, first: int, last: int) -> int:
    found = 0
    for u in range(first + 1, last):
        found += units.part[u] & SEEN > 0
    return found


@jit(borrowing=True)
def _masked(
    units: Units, forms: Forms, room: Room, out: Hits, title: int, entry: int, a: int, begin: int, end: int
) -> None:
    # N*ke: one mark stands where the mark has the letter left out.
    middle = room.tokens[a + 1]
    u = room.begins[middle]
    form = forms.entry_forms[entry]
    if (
        units.part[u] & SEEN != MARK
        or units.place[u] - units.place[u - 1] != 2
        or forms.entry_at[entry] != middle - begin
    ):
        return
    for f in range(forms.units.bounds[form] + 1, forms.units.bounds[form + 1]):
        if forms.units.part[f] & SEEN:
            return
    for u in range(room.begins[begin], room.begins[end]):
        if units.plain[u] < 58:
            return
    keep(room, out, title, forms.marks[form], room.begins[begin], room.begins[end], MASKED)


@jit(borrowing=True)
def _glued(
    units: Units, forms: Forms, words: Words, powers: NDArray[np.uint64], room: Room, out: Hits, title: int, tokens: int
) -> None:  # fmt: skip
    for a in range(tokens):
        begin, end = room.tokens[a], room.tokens[a + 1]
        if end - begin < LEAST_BY_DIGITS + 1 or room.symbols[begin] >= CJK:
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


@jit(borrowing=True)
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
                keep(room, out, title, mark, first, last - int(kinds == DOUBLED), GLUED)
        entry = forms.follows[entry]


@jit(borrowing=True)
def _skipping(units: Units, forms: Forms, words: Words, room: Room, out: Hits, title: int, size: int) -> None:
    # Letters or digits put between the characters of a Chinese mark: at most two between each.
    for s in range(size):
        if room.symbols[s] < CJK:
            continue
        value = extend(np.uint64(0), room.symbols[s])
        taken, skipped, at = 1, 0, s + 1
        run = 0
        while at < size and taken < 8:
            u = room.begins[at]
            if units.part[u] & SPACE:
                break
            if room.symbols[at] < CJK:
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
                    keep(room, out, title, forms.marks[form], room.begins[s], room.begins[at], SEPARATED)
                entry = forms.follows[entry]


@jit(borrowing=True)
def _drawn_alike(
    units: Units, forms: Forms, words: Words, powers: NDArray[np.uint64], alike: Alike, room: Room, out: Hits,
    title: int, size: int,
) -> None:  # fmt: skip
    text_first, text_last = units.bounds[title], units.bounds[title + 1]
    for s in range(size):
        if room.symbols[s] < CJK:
            continue
        for end in range(s + 2, min(s + MOST_OPEN, size) + 1):
            last = room.begins[end]
            if room.symbols[end - 1] < CJK or units.part[last - 1] & SPACE:
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
                                keep(room, out, title, forms.marks[form], room.begins[s], last, ALIKE_KIND)
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
                                keep(room, out, title, forms.marks[form], room.begins[s], last, ALIKE_KIND)
                            entry = forms.follows[entry]


@jit(borrowing=True)
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
                    keep(room, out, title, forms.marks[forms.entry_forms[entry]], u, v, kinds)
                entry = next_entry(forms, forms.follows[entry])
            if not has_unspaced and v - u > LONGEST_SYLLABLE:
                break


@jit(borrowing=True)
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


@jit(borrowing=True)
def _bits(kinds: int) -> int:
    count = 0
    while kinds:
        kinds &= kinds - 1
        count += 1
    return count
