"""Compiled loops over columns of numbers. Imported only when an index is built or searched: importing compiles them.

Ranges are half open; `starts[i]:starts[i + 1]` of a flat array is row i throughout ("ragged" rows).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.compiled import frozen, jit
from onewindow.engines.marks import phonemes

_CLASS = phonemes.classes()
_WEAK = int(_CLASS[phonemes.CODE["a"]])  # classes from here to before the digits are vowels
_DIGIT = int(_CLASS[phonemes.CODE["0"]])
TEXT_BUCKETS = 1 << 20
SOUND_BUCKETS = 1 << 17
_BLOCK = 1 << 15
_STRIP = 32
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


@jit(frozen("u4"), frozen("i8"))
def text_features(
    codes: NDArray[np.uint32], starts: NDArray[np.int64]
) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
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


@jit(frozen("u1"), frozen("i8"))
def sound_features(
    codes: NDArray[np.uint8], starts: NDArray[np.int64]
) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
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


@jit(
    frozen("i8"),
    frozen("i4"),
    frozen("i8"),
    frozen("i4"),
    frozen("u2"),
    frozen("f4"),
    frozen("i8").dtype,
)
def gather(
    lists: NDArray[np.int64],
    postings: NDArray[np.int32],
    chosen: NDArray[np.int64],
    weights: NDArray[np.int32],
    lengths: NDArray[np.uint16],
    settings: NDArray[np.float32],
    most: int,
) -> tuple[NDArray[np.int32], bool]:
    """The `most` rows that share most weight with a query, in no order, and whether any were left out.

    chosen, weights: the query's inverted lists and what each is worth (whole numbers, so that sums are looked through
    several at a time); lengths: features of each row; settings: (total weight of the query, mean weight of a feature,
    share of the query's cover, share of the row's cover). Rows are taken a block at a time, so that the sums stay in
    the cache however many rows there are.
    """
    total, mean, by_query, by_row = settings[0], settings[1], settings[2], settings[3]
    rows = len(lengths)
    sums = np.zeros(_BLOCK, np.int32)
    place = np.empty(len(chosen), np.int64)
    for g in range(len(chosen)):
        place[g] = lists[chosen[g]]
    worth = np.empty(most, np.float32)
    found = np.empty(most, np.int32)
    size = 0
    cut = False
    least = 0  # a sum up to this cannot make a row better than the worst one kept
    for base in range(0, rows, _BLOCK):
        stop = min(rows, base + _BLOCK)
        for g in range(len(chosen)):
            end, p, weight = lists[chosen[g] + 1], place[g], weights[g]
            while p < end:
                row = postings[p]
                if row >= stop:
                    break
                sums[np.uint64(row - base)] += weight
                p += 1
            place[g] = p
        for strip in range(0, stop - base, _STRIP):
            highest = np.int32(0)
            for j in range(strip, strip + _STRIP):
                highest = max(highest, sums[j])
            if highest <= least:
                cut = cut or bool(highest > 0)
                continue
            for j in range(strip, strip + _STRIP):
                if sums[j] <= least:
                    cut = cut or bool(sums[j] > 0)
                    continue
                shared = np.float32(sums[j])
                length = np.float32(lengths[base + j])
                row_weight = max(length * mean, shared)
                value = 2 * shared / (total + row_weight)
                value = max(value, by_query * shared / total)
                value = max(value, by_row * shared / row_weight * min(np.float32(1.0), length * np.float32(0.25)))
                if size < most:
                    child = size
                    size += 1
                    while child > 0 and worth[(child - 1) >> 1] > value:
                        worth[child] = worth[(child - 1) >> 1]
                        found[child] = found[(child - 1) >> 1]
                        child = (child - 1) >> 1
                    worth[child] = value
                    found[child] = base + j
                    continue
                cut = True
                if value <= worth[0]:
                    continue
                hole = 0
                while True:
                    child = 2 * hole + 1
                    if child >= most:
                        break
                    if child + 1 < most and worth[child + 1] < worth[child]:
                        child += 1
                    if worth[child] >= value:
                        break
                    worth[hole] = worth[child]
                    found[hole] = found[child]
                    hole = child
                worth[hole] = value
                found[hole] = base + j
                # Each of the three values above is at most a rising function of the sum alone.
                bound = min(worth[0] * total / (2 - worth[0]), worth[0] * total / by_query)
                least = int(min(bound, 4 * mean * worth[0] / by_row)) - 1
        sums[:] = 0
    return found[:size], cut
