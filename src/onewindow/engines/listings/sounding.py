"""Finding marks by how they are said: homophones, pinyin, digits read aloud, and mixtures of them with the mark's own
characters. A title is read as one run of letters; a span of it begins and ends where a character or a token does.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.compiled import jit
from onewindow.engines.listings.disguises import DIGIT, HOMOPHONE, MIXED, PINYIN
from onewindow.engines.listings.folding import APOSTROPHE, MARK, PARTS, SPACE, Units
from onewindow.engines.listings.forms import SOUNDS, Forms
from onewindow.engines.listings.glyphs import chinese
from onewindow.engines.listings.hashing import SOUND, extend, mix, span
from onewindow.engines.listings.words import Words, in_a_word, is_ordinary

LAST_CODE = 0xA000
MOST_LETTERS, MOST_SYLLABLES, LONGEST_SYLLABLE = 40, 8, 6
DIGITS = ("ling", "yi", "er", "san", "si", "wu", "liu", "qi", "ba", "jiu")
_CJK = 0x2E80
_SEEN = SPACE | MARK | APOSTROPHE


class Readings(NamedTuple):
    """The usual reading of each character: letters starts[c]..starts[c + 1] of the pool; digits by their value."""

    starts: NDArray[np.int32]
    pool: NDArray[np.uint8]


class SoundRoom(NamedTuple):
    """Scratch space: prefix hashes of the letters, the unit each letter belongs to, where each unit's letters begin."""

    prefix: NDArray[np.uint64]
    unit: NDArray[np.int32]
    begins: NDArray[np.int32]


@cache
def readings() -> Readings:
    """The table of usual readings, digits under the codes of "0" to "9"."""
    known = chinese().readings
    starts, pool = np.zeros(LAST_CODE + 1, np.int32), bytearray()
    for code in range(LAST_CODE):
        starts[code] = len(pool)
        if 48 <= code < 58:
            pool += DIGITS[code - 48].encode()
        elif code >= 0x3400 and (said := known.get(chr(code))):
            pool += said[0].replace("v", "u").encode()
    starts[LAST_CODE] = len(pool)
    return Readings(starts, np.frombuffer(bytes(pool), np.uint8))


def sound_room(longest: int) -> SoundRoom:
    """Scratch space for titles of up to ``longest`` units."""
    letters = 6 * longest + 2
    return SoundRoom(np.empty(letters, np.uint64), np.empty(letters, np.int32), np.empty(longest + 2, np.int32))


@jit(borrowing=True)
def read_aloud(units: Units, first: int, last: int, table: Readings, room: SoundRoom) -> int:
    """Write the letters of units first..last as they are said. Returns how many letters."""
    n = 0
    room.prefix[0] = np.uint64(0)
    for u in range(first, last):
        room.begins[u - first] = n
        code = units.plain[u]
        aloud = 0x3400 <= code < LAST_CODE
        if 48 <= code < 58:
            # A digit is read aloud beside a Chinese character, if it stands alone.
            before = u > first and not units.part[u] & _SEEN and units.plain[u - 1] >= _CJK
            after = u + 1 < last and not units.part[u + 1] & _SEEN and units.plain[u + 1] >= _CJK
            alone = (before or u == first or units.part[u] & PARTS > 0) and (
                after or u + 1 == last or units.part[u + 1] & PARTS > 0
            )
            aloud = alone and (before or after)
        if aloud:
            for at in range(table.starts[code], table.starts[code + 1]):
                room.prefix[n + 1] = extend(room.prefix[n], table.pool[at])
                room.unit[n] = u
                n += 1
        else:
            # lv and nv are written for lü and nü.
            umlaut = code == 118 and u > first and (units.plain[u - 1] == 108 or units.plain[u - 1] == 110)
            room.prefix[n + 1] = extend(room.prefix[n], 117 if umlaut else code)
            room.unit[n] = u
            n += 1
    room.begins[last - first] = n
    return n


@jit(borrowing=True)
def sounds_like(
    units: Units, first: int, last: int, text_first: int, text_last: int, forms: Forms, words: Words, entry: int,
    room: SoundRoom, unspaced_title: bool,
) -> int:  # fmt: skip
    """Kinds of disguise if units first..last would be taken for the mark whose sound the entry is, else 0."""
    form = forms.entry_forms[entry]
    begin, end = forms.units.bounds[form], forms.units.bounds[form + 1]
    at, letter = forms.entry_at[entry], room.begins[first - text_first]
    same, homophones, digits, pinyin, latin = 0, 0, 0, 0, 0
    for f in range(begin, end):
        size = forms.lengths[at + f - begin]
        u = room.unit[letter]
        code, wanted = units.plain[u], forms.units.plain[f]
        own = room.begins[u - text_first]
        spoken = room.begins[u + 1 - text_first] - own
        if code >= _CJK or (code < 58 and spoken > 1):
            if own != letter or spoken != size:
                return 0
            if code == wanted:
                same += 1
            elif code < 58:
                digits += 1
            else:
                homophones += 1
                if in_a_word(units, u, text_first, text_last, words.ordinary):
                    return 0
        else:
            for k in range(letter, letter + size):
                if units.plain[room.unit[k]] >= _CJK or (k > letter and units.part[room.unit[k]] & _SEEN):
                    return 0
            if wanted >= _CJK:
                pinyin += 1
            else:
                latin += 1
        letter += size
    for u in range(first + 1, last):
        if units.part[u] & SPACE and (homophones or same):
            return 0
    chars = end - begin
    if homophones + digits + pinyin == 0 or (latin and latin * 2 > chars):
        return 0
    if pinyin and same + homophones + digits == 0:
        return PINYIN if _pinyin_is_believable(units, first, last, words, unspaced_title) else 0
    kinds = 0
    if pinyin:
        kinds |= MIXED
        if same == 0:
            return 0
    if digits:
        kinds |= DIGIT
        if same == 0:
            return 0
    if homophones:
        # Of two characters one must be the mark's own: most pairs of syllables are words.
        if chars == 2 and same == 0:
            return 0
        kinds |= HOMOPHONE
    return kinds


@jit(borrowing=True)
def _pinyin_is_believable(units: Units, first: int, last: int, words: Words, unspaced_title: bool) -> bool:
    if last - first < (4 if unspaced_title else 5):
        return False
    begin, known = first, True
    for u in range(first + 1, last + 1):
        if u == last or units.part[u] & _SEEN:
            known = known and is_ordinary(units, begin, u, words.ordinary)
            begin = u
    return not known


@jit(borrowing=True)
def next_entry(forms: Forms, entry: int) -> int:
    """The next entry that is a sound, from ``entry`` on; -1 after the last."""
    while entry >= 0 and forms.entry_kinds[entry] != SOUNDS:
        entry = forms.follows[entry]
    return entry


@jit(borrowing=True)
def sound_of(room: SoundRoom, powers: NDArray[np.uint64], begin: int, end: int) -> np.uint64:
    """The key of letters begin..end."""
    return mix(span(room.prefix, powers, begin, end) ^ SOUND)
