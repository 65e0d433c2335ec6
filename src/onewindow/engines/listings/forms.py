"""The forms in which a protected mark may be met, and the table by which spans of titles are looked up.

Every form is a text folded as titles are. A Chinese character may be written by the parts it is split into (女马 for
妈), m as rn, d as cl. Latin forms are also entered with each letter left out, which finds one dropped, added, exchanged
or swapped letter (Mor and Fraenkel, "A hash code method for detecting and correcting spelling errors", 1982), Chinese
ones with each character left open, which finds one drawn alike. Sounds are entered as pinyin without tones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.compiled import jit
from onewindow.engines.listings import hashing
from onewindow.engines.listings.coarse import coarse, squeeze
from onewindow.engines.listings.folding import PARTS, SOFT, Units, fold
from onewindow.engines.listings.glyphs import MANY, SIZE, chinese, letters
from onewindow.engines.listings.hashing import HEADS, LONGEST, POWERS, SOUND, TAILS, Table, extend, mix, span
from onewindow.engines.listings.words import is_ordinary, words

WRITTEN, SPLIT, JOINED_LETTERS = range(3)
"""What a form's text is: the mark's own, with a character split, with letters that look like one."""
WHOLE, SHORT, SOUNDS, HEAD, TAIL, OPEN = range(6)
"""What an entry stands for: a form, a form without a letter, a form's sound, the first and the last word of a mark of
several, a form with one Chinese character left open."""
MOST_READINGS, LONGEST_SPLIT, MOST_PLACES = 4, 6, 4
LEAST_SHORT, LEAST_OPEN, MOST_OPEN = 4, 3, 8
ANY = 1
"""The symbol of a character left open."""
# Characters whose second reading is in daily use; of others the usual one is taken.
TWICE_READ = frozenset("的乐行重长都朝调单曾藏传大得还会降觉角解空了率没难宁便车盛石数似弹为系校血应柏厦尉万贾查和华奇")
LETTER_PAIRS = (("m", "rn"), ("rn", "m"), ("d", "cl"), ("cl", "d"), ("w", "vv"), ("nn", "m"))


class Forms(NamedTuple):
    """Forms by number, their units, and the entries of the table."""

    units: Units
    kinds: NDArray[np.uint8]
    marks: NDArray[np.int32]
    table: Table
    follows: NDArray[np.int32]
    entry_forms: NDArray[np.int32]
    entry_kinds: NDArray[np.uint8]
    entry_at: NDArray[np.int32]
    lengths: NDArray[np.uint8]
    ordinary: NDArray[np.uint8]
    has_sounds: bool


def build(texts: Sequence[str]) -> Forms:
    """The forms of marks, numbered as the texts are."""
    written: list[str] = list(texts)
    kinds: list[int] = [WRITTEN] * len(texts)
    marks: list[int] = list(range(len(texts)))
    for number, text in enumerate(texts):
        for kind, form in _written_otherwise(text):
            written.append(form)
            kinds.append(kind)
            marks.append(number)
    units = fold(written)
    numbered = np.array(kinds, np.uint8)
    keys, forms, entry_kinds, at = _entries(units, numbered, POWERS)
    sounds, sound_forms, sound_at, lengths = _sounds(texts, units)
    keys = np.concatenate((keys, sounds))
    table, follows = hashing.build(keys)
    return Forms(
        units, numbered, np.array(marks, np.int32), table, follows,
        np.concatenate((forms, sound_forms)),
        np.concatenate((entry_kinds, np.full(len(sounds), SOUNDS, np.uint8))),
        np.concatenate((at, sound_at)), lengths, _ordinary(units, len(texts), words().ordinary), len(sounds) > 0,
    )  # fmt: skip


def _written_otherwise(text: str) -> list[tuple[int, str]]:
    if text.isascii():
        return [(JOINED_LETTERS, form) for form in _other_letters(text.lower())] if len(text) >= 4 else []
    symbol, split = letters().symbol, chinese().split
    plain = "".join(chr(symbol[ord(c)]) if ord(c) < SIZE and 0 < symbol[ord(c)] < MANY else c for c in text)
    if len(text) < 2:
        return []
    forms: list[tuple[int, str]] = []
    whole = ""
    for place, char in enumerate(plain):
        ways = split.get(char, ())
        forms += [(SPLIT, plain[:place] + parts + plain[place + 1 :]) for parts in ways[:3]]
        whole += ways[0] if ways else char
    if len(plain) <= LONGEST_SPLIT and whole != plain and len(forms) > 1:
        forms.append((SPLIT, whole))
    return forms


def _other_letters(text: str) -> Iterator[str]:
    # All of a kind, each alone, and all but the first letter, which may be a capital that is left as it is.
    for one, other in LETTER_PAIRS:
        count = text.count(one)
        if count:
            yield text.replace(one, other)
        if count > 1:
            pieces = text.split(one)
            for n in range(1, min(count, MOST_PLACES) + 1):
                yield one.join(pieces[:n]) + other + one.join(pieces[n:])
            if text.startswith(one):
                yield one + text[len(one) :].replace(one, other)


def _entries(
    units: Units, kinds: NDArray[np.uint8], powers: NDArray[np.uint64]
) -> tuple[NDArray[np.uint64], NDArray[np.int32], NDArray[np.uint8], NDArray[np.int32]]:
    most = 6 * len(kinds) + len(units.plain)
    keys, forms = np.empty(most, np.uint64), np.empty(most, np.int32)
    entry_kinds, at = np.zeros(most, np.uint8), np.zeros(most, np.int32)
    used = _enter(units, kinds, powers, keys, forms, entry_kinds, at)
    return keys[:used], forms[:used], entry_kinds[:used], at[:used]


@jit()
def _enter(
    units: Units, kinds: NDArray[np.uint8], powers: NDArray[np.uint64], keys: NDArray[np.uint64],
    forms: NDArray[np.int32], entry_kinds: NDArray[np.uint8], at: NDArray[np.int32],
) -> int:  # fmt: skip
    used = 0
    symbols, begins = np.empty(LONGEST + 1, np.uint32), np.empty(LONGEST + 2, np.int32)
    prefix = np.empty(LONGEST + 2, np.uint64)
    for form in range(len(kinds)):
        first, last = units.bounds[form], units.bounds[form + 1]
        if last == first or last - first > LONGEST:
            continue
        raw, once = np.uint64(0), np.uint64(0)
        before = -1
        for u in range(first, last):
            symbol = coarse(units.plain[u])
            raw = extend(raw, symbol)
            if symbol != before or symbol >= 128:
                once = extend(once, symbol)
            before = symbol
        across = squeeze(units, first, last, True, symbols, begins, prefix)
        joined = mix(prefix[across])
        size = squeeze(units, first, last, False, symbols, begins, prefix)
        found = (mix(prefix[size]), joined, mix(raw), mix(once))
        for k in range(4):
            known = False
            for other in range(k):
                known = known or found[other] == found[k]
            if not known:
                keys[used], forms[used] = found[k], form
                used += 1
        if kinds[form] == WRITTEN and size >= LEAST_SHORT and _is_latin(symbols, size):
            cut, tail, parts = size, 0, 1
            for k in range(1, size):
                if units.part[begins[k]] & PARTS:
                    cut, tail, parts = min(cut, k), k, parts + 1
            if tail:
                keys[used], forms[used], entry_kinds[used] = mix(prefix[cut] ^ HEADS * np.uint64(parts)), form, HEAD
                keys[used + 1] = mix(span(prefix, powers, tail, size) ^ TAILS * np.uint64(parts))
                forms[used + 1] = form
                entry_kinds[used + 1] = TAIL
                used += 2
            for k in range(size):
                left = span(prefix, powers, 0, k)
                short = np.uint64(left * powers[size - k - 1] + span(prefix, powers, k + 1, size))
                keys[used], forms[used], entry_kinds[used], at[used] = mix(short), form, SHORT, k
                used += 1
        if kinds[form] == WRITTEN and LEAST_OPEN <= size <= MOST_OPEN and _is_chinese(symbols, size):
            for k in range(size):
                keys[used], forms[used], entry_kinds[used] = opened(prefix, powers, 0, k, size), form, OPEN
                at[used] = k
                used += 1
    return used


@jit()
def _is_chinese(symbols: NDArray[np.uint32], size: int) -> bool:
    return bool(np.all(symbols[:size] >= 0x2E80))


@jit()
def _ordinary(units: Units, marks: int, ordinary: Table) -> NDArray[np.uint8]:
    """Of each mark whether all its words are ordinary ones."""
    found = np.zeros(marks, np.uint8)
    for mark in range(marks):
        first, last = units.bounds[mark], units.bounds[mark + 1]
        if last > first and units.plain[first] >= 0x2E80:
            continue  # word lists hold Chinese marks as words
        begin, known = first, last > first
        for u in range(first + 1, last + 1):
            if u == last or units.part[u] & PARTS > SOFT:
                known = known and (u - begin == 1 or is_ordinary(units, begin, u, ordinary))
                begin = u
        found[mark] = known
    return found


@jit(borrowing=True)
def opened(prefix: NDArray[np.uint64], powers: NDArray[np.uint64], begin: int, open_at: int, end: int) -> np.uint64:
    """The key of symbols begin..end with the one at ``open_at`` left open."""
    left = extend(span(prefix, powers, begin, open_at), ANY)
    return mix(np.uint64(left * powers[end - open_at - 1] + span(prefix, powers, open_at + 1, end)))


@jit()
def _is_latin(symbols: NDArray[np.uint32], size: int) -> bool:
    return bool(np.all(symbols[:size] < 128))


def _sounds(
    texts: Sequence[str], units: Units
) -> tuple[NDArray[np.uint64], NDArray[np.int32], NDArray[np.int32], NDArray[np.uint8]]:
    """Hashes of the pinyin of marks with Chinese characters, the form each belongs to, and how long each reading is."""
    readings = chinese().readings
    said: list[str] = []
    forms: list[int] = []
    at: list[int] = []
    lengths: list[int] = []
    plain, bounds = units.plain, units.bounds
    for number in range(len(texts)):
        if texts[number].isascii():
            continue
        chars = [chr(c) for c in plain[bounds[number] : bounds[number + 1]].tolist()]
        spoken = [readings.get(c, ()) or ((c,) if c.isascii() and c.isalnum() else ()) for c in chars]
        if not 2 <= len(chars) <= 12 or not all(spoken) or all(c.isascii() for c in chars):
            continue
        for way in islice(
            product(*(o[: 1 + (c in TWICE_READ)] for c, o in zip(chars, spoken, strict=True))), MOST_READINGS
        ):
            said.append("".join(way).replace("v", "u"))
            forms.append(number)
            at.append(len(lengths))
            lengths.extend(map(len, way))
    pool = np.frombuffer("".join(said).encode(), np.uint8)
    starts = np.concatenate(([0], np.cumsum(np.fromiter(map(len, said), np.int64, len(said))))).astype(np.int64)
    keys = _hash_sounds(pool, starts) if said else np.empty(0, np.uint64)
    return keys, np.array(forms, np.int32), np.array(at, np.int32), np.array(lengths or [0], np.uint8)


@jit()
def _hash_sounds(pool: NDArray[np.uint8], starts: NDArray[np.int64]) -> NDArray[np.uint64]:
    keys = np.empty(len(starts) - 1, np.uint64)
    for n in range(len(keys)):
        value = np.uint64(0)
        for at in range(starts[n], starts[n + 1]):
            value = extend(value, pool[at])
        keys[n] = mix(value ^ SOUND)
    return keys
