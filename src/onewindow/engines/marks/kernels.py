"""Compiled loops over columns of numbers. Imported only when an index is built or searched: importing compiles them.

Ranges are half open; `starts[i]:starts[i + 1]` of a flat array is row i throughout ("ragged" rows).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.compiled import frozen, jit
from onewindow.engines.marks import look, phonemes

_CLASS = phonemes.classes()
_WEAK = int(_CLASS[phonemes.CODE["a"]])  # classes from here to before the digits are vowels
_DIGIT = int(_CLASS[phonemes.CODE["0"]])
TEXT_BUCKETS = 1 << 20
SOUND_BUCKETS = 1 << 17
_AS_LETTER, _DOUBLES = look.AS_LETTER, look.DOUBLES
_EAST = 0x2E80  # Chinese, kana and Hangul: a single character is already telling


@jit(frozen("u4"), frozen("i8"), frozen("i8"))
def hash_spans(codes: NDArray[np.uint32], begins: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.uint64]:
    """64-bit FNV-1a hash of each span of codes, mixed so that its high bits are usable."""
    hashes = np.empty(len(begins), np.uint64)
    for i in range(len(begins)):
        h = np.uint64(14695981039346656037)
        for p in range(begins[i], ends[i]):
            h = (h ^ np.uint64(codes[p])) * np.uint64(1099511628211)
        hashes[i] = (h ^ (h >> np.uint64(29))) * np.uint64(0x9E3779B97F4A7C15)
    return hashes


@jit(frozen("u4"), frozen("i8"), frozen("i8"))
def stem_ends(codes: NDArray[np.uint32], begins: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where the stem of each span ends, if it is a word of letters a to z: endings are cut
    (s, es, ies, ing, y, e, i) while three letters with a vowel remain; another span is its own stem."""
    found = ends.copy()
    for i in range(len(begins)):
        begin, end = begins[i], ends[i]
        vowel = end
        for p in range(end - 1, begin - 1, -1):
            code = codes[p]
            if code < 97 or code > 122:
                vowel = -1
                break
            if code == 97 or code == 101 or code == 105 or code == 111 or code == 117 or code == 121:
                vowel = p
        if vowel < 0 or end - begin < 4:
            continue
        least = max(begin + 3, vowel + 1)
        if end - 1 >= least and codes[end - 1] == 115 and codes[end - 2] != 115:
            end -= 1
        if end - 3 >= least and codes[end - 3] == 105 and codes[end - 2] == 110 and codes[end - 1] == 103:
            end -= 3
        last = codes[end - 1]
        if (end - 1 >= least and (last == 101 or last == 121 or last == 105)) or (
            end < ends[i] - 1 and end - 1 >= least and last == codes[end - 2] and last != 108 and last != 115
        ):
            end -= 1
        found[i] = end
    return found


@jit(frozen("u4"), frozen("i8"))
def text_features(codes: NDArray[np.uint32], starts: NDArray[np.int64]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Ragged feature buckets of folded texts: pairs of neighbouring characters, the edges counted as characters, and
    single East Asian characters (a two-character Chinese mark has little else)."""
    rows = len(starts) - 1
    features = np.empty(2 * len(codes) + rows, np.uint32)
    ends = np.zeros(rows + 1, np.int64)
    n = 0
    for row in range(rows):
        previous = np.uint64(1)
        for p in range(starts[row], starts[row + 1] + 1):
            code = np.uint64(codes[p]) if p < starts[row + 1] else np.uint64(2)
            if previous != np.uint64(1) or code != np.uint64(2):
                mixed = (previous * np.uint64(0x9E3779B97F4A7C15)) ^ (code * np.uint64(0xC2B2AE3D27D4EB4F))
                features[n] = (mixed * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(44)
                n += 1
            if code >= np.uint64(_EAST):
                features[n] = (code * np.uint64(0xC2B2AE3D27D4EB4F)) >> np.uint64(44)
                n += 1
            previous = code
        ends[row + 1] = n
    return features[:n], ends


@jit(frozen("u4"), frozen("i8"), frozen("u4"))
def look_forms(
    codes: NDArray[np.uint32], starts: NDArray[np.int64], keys: NDArray[np.uint32]
) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Ragged texts as the eye may read them: digits among letters as letters, rn as m, a Chinese character as the one
    that stands for those like it (`keys`: see `look.Looks`). A text read as it is written gives an empty row."""
    rows = len(starts) - 1
    read = np.empty(len(codes), np.uint32)
    ends = np.zeros(rows + 1, np.int64)
    n = 0
    for row in range(rows):
        begin, end = starts[row], starts[row + 1]
        changed = False
        k = n
        p = begin
        while p < end:
            code = codes[p]
            step = 1
            if 0x3400 <= code < 0xA000:
                seen = keys[code - 0x3400]
            elif code < 128:
                seen = code
                if _AS_LETTER[code]:
                    beside = p > begin and 97 <= codes[p - 1] <= 122
                    beside |= p + 1 < end and 97 <= codes[p + 1] <= 122
                    seen = np.uint32(_AS_LETTER[code]) if beside else code
                elif p + 1 < end:
                    for d in range(len(_DOUBLES)):
                        if code == _DOUBLES[d, 0] and codes[p + 1] == _DOUBLES[d, 1]:
                            seen = _DOUBLES[d, 2]
                            step = 2
                            break
            else:
                seen = code
            changed |= seen != code or step == 2
            read[k] = seen
            k += 1
            p += step
        if changed:
            n = k
        ends[row + 1] = n
    return read[:n], ends


@jit(frozen("u4"), frozen("i8"), frozen("u4"), frozen("i8"))
def joined_rows(
    one: NDArray[np.uint32], starts: NDArray[np.int64], other: NDArray[np.uint32], others: NDArray[np.int64]
) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Two ragged arrays as one: each row of the second after that of the first."""
    rows = len(starts) - 1
    both = np.empty(len(one) + len(other), np.uint32)
    ends = np.zeros(rows + 1, np.int64)
    n = 0
    for row in range(rows):
        for p in range(starts[row], starts[row + 1]):
            both[n] = one[p]
            n += 1
        for p in range(others[row], others[row + 1]):
            both[n] = other[p]
            n += 1
        ends[row + 1] = n
    return both, ends


@jit(frozen("u1"), frozen("i8"))
def sound_features(codes: NDArray[np.uint8], starts: NDArray[np.int64]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Ragged feature buckets of readings, on classes of confusable sounds: triples of neighbours with the edges, and
    pairs and triples of the consonants alone (vowels are what spellings and transliterations disagree on)."""
    rows = len(starts) - 1
    features = np.empty(3 * len(codes) + 4 * rows, np.uint32)
    ends = np.zeros(rows + 1, np.int64)
    n = 0
    for row in range(rows):
        a, b, s, t = 0, 0, 0, 0
        for p in range(starts[row], starts[row + 1] + 1):
            last = p == starts[row + 1]
            c = 0 if last else int(_CLASS[codes[p]])
            if p > starts[row]:
                features[n] = (a * 32 + b) * 32 + c
                n += 1
            a, b = b, c
            if last or c < _WEAK or c >= _DIGIT:
                if t or c:
                    features[n] = 32768 + t * 32 + c
                    n += 1
                if t and (s or c):
                    features[n] = 65536 + (s * 32 + t) * 32 + c
                    n += 1
                s, t = t, c
        ends[row + 1] = n
    return features[:n], ends


@jit(frozen("u4"), frozen("i8"), frozen("i8").dtype)
def invert(
    features: NDArray[np.uint32], starts: NDArray[np.int64], buckets: int
) -> tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.int32]]:
    """Inverted lists by counting sort: the buckets in use (ascending), where each list starts, and the rows in each
    list (ascending, each row once)."""
    rows = len(starts) - 1
    counts = np.zeros(buckets, np.int32)
    seen = np.full(buckets, -1, np.int32)
    for row in range(rows):
        for p in range(starts[row], starts[row + 1]):
            if seen[features[p]] != row:
                seen[features[p]] = row
                counts[features[p]] += 1
    used = 0
    for bucket in range(buckets):
        used += counts[bucket] > 0
    keys = np.empty(used, np.uint32)
    lists = np.zeros(used + 1, np.int64)
    slot = np.zeros(buckets, np.int32)
    used = 0
    for bucket in range(buckets):
        if counts[bucket] > 0:
            keys[used] = bucket
            lists[used + 1] = lists[used] + counts[bucket]
            slot[bucket] = used
            used += 1
        seen[bucket] = -1
    fill = lists[:-1].copy()
    postings = np.empty(lists[used], np.int32)
    for row in range(rows):
        for p in range(starts[row], starts[row + 1]):
            bucket = features[p]
            if seen[bucket] != row:
                seen[bucket] = row
                postings[fill[slot[bucket]]] = row
                fill[slot[bucket]] += 1
    return keys, lists, postings


@jit(frozen("u4"), frozen("i8"), frozen("u1"), frozen("i8"))
def letter_masks(
    text: NDArray[np.uint32], starts: NDArray[np.int64], said: NDArray[np.uint8], said_starts: NDArray[np.int64]
) -> NDArray[np.uint64]:
    """For each element the set of its letters (low 32 bits) and of its classes of consonants (high 32 bits)."""
    masks = np.zeros(len(starts) - 1, np.uint64)
    for i in range(len(masks)):
        mask = np.uint64(0)
        for p in range(starts[i], starts[i + 1]):
            code = text[p]
            bit = code - 97 if 97 <= code <= 122 else 26 + code % 6
            mask |= np.uint64(1) << np.uint64(bit)
        for p in range(said_starts[i], said_starts[i + 1]):
            kind = _CLASS[said[p]]
            if kind < _WEAK or kind >= _DIGIT:
                mask |= np.uint64(1) << np.uint64(32 + kind)
        masks[i] = mask
    return masks


def seen_features(codes: NDArray[np.uint32], starts: NDArray[np.int64]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """`text_features` of texts as they are written and as the eye may read them."""
    read, ends = look_forms(codes, starts, look.looks().keys)
    written = text_features(codes, starts)
    return joined_rows(*written, *text_features(read, ends)) if len(read) else written
