"""Compiled search of inverted lists: the rows that share most with a query."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.compiled import frozen, jit

_BLOCK = 1 << 17  # sums of so many rows stay in the nearest cache
_LENGTHS = 256
_STALE = 64  # the bounds may lag behind by so many changes: they are then only lower than they could be


@jit(frozen("i4"), frozen("i8").dtype, frozen("i8").dtype, frozen("i8").dtype)
def below(postings: NDArray[np.int32], begin: int, end: int, row: int) -> int:
    """Place of the first posting in begin:end that is not below `row` (lists ascend)."""
    step = 64
    while begin + step < end and postings[begin + step] < row:
        begin += step
        step *= 2
    end = min(end, begin + step + 1)
    while begin < end:
        middle = (begin + end) >> 1
        if postings[middle] < row:
            begin = middle + 1
        else:
            end = middle
    return begin


@jit()
def least_sums(
    need: NDArray[np.uint16], total: float, mean: float, by_query: float, by_row: float, worst: float
) -> int:
    """For each length of a row the least sum that can make it better than `worst` (see `gather` for the values); the
    least of them is returned."""
    least = 65535
    for length in range(len(need)):
        row = length * mean
        both = min(worst * (total + row) / 2, worst * total / (2 - worst))
        short = by_row * min(1.0, length * 0.25)
        by_length = worst * row / short if short > 0 else 65535.0
        if short <= worst:
            by_length = 65535.0
        need[length] = np.uint16(max(1.0, min(65535.0, min(min(both, worst * total / by_query), by_length)) - 1.0))
        least = min(least, int(need[length]))
    return least


@jit()
def _keep(worth: NDArray[np.float32], found: NDArray[np.int32], size: int, most: int, value: float, row: int) -> int:
    """Put a row into a heap of at most `most`, the least worth first, in place of that one if it is full; the size."""
    if size < most:
        child = size
        while child > 0 and worth[(child - 1) >> 1] > value:
            worth[child] = worth[(child - 1) >> 1]
            found[child] = found[(child - 1) >> 1]
            child = (child - 1) >> 1
        worth[child] = value
        found[child] = row
        return size + 1
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
    found[hole] = row
    return size


@jit(
    frozen("i8"),
    frozen("i4"),
    frozen("i8"),
    frozen("u2"),
    frozen("u2"),
    frozen("f4"),
    frozen("i8").dtype,
)
def gather(
    lists: NDArray[np.int64],
    postings: NDArray[np.int32],
    chosen: NDArray[np.int64],
    weights: NDArray[np.uint16],
    lengths: NDArray[np.uint16],
    settings: NDArray[np.float32],
    most: int,
) -> tuple[NDArray[np.int32], bool]:
    """The `most` rows of each kind that share most weight with a query, in no order, and whether any were left out.

    chosen, weights: the query's inverted lists and what each is worth, falling (whole numbers whose sum a uint16
    holds); lengths: features of each row, and in the highest bit its kind (a script, say); settings: (total weight of
    the query, mean weight of a feature, share of the query's cover, share of the row's cover, least value of a row
    worth having). Rows are taken a block at a time, so that the sums stay in the cache however many rows there are.
    """
    total, mean, by_query, by_row, worst = settings[0], settings[1], settings[2], settings[3], settings[4]
    rows = len(lengths)
    sums = np.zeros(min(rows, _BLOCK), np.uint16)
    rest = np.zeros(len(chosen) + 1, np.int64)
    for g in range(len(chosen) - 1, -1, -1):
        rest[g] = rest[g + 1] + weights[g]
    place = np.empty(len(chosen), np.int64)
    for g in range(len(chosen)):
        place[g] = lists[chosen[g]]
    worth = np.empty((2, most), np.float32)
    found = np.empty((2, most), np.int32)
    begins = np.empty(len(chosen), np.int64)
    sizes = np.zeros(2, np.int64)
    cut = False
    need = np.empty((2, _LENGTHS), np.uint16)
    changes = 0
    worsts = np.full(2, worst, np.float32)
    least = least_sums(need[0], total, mean, by_query, by_row, worst)
    need[1] = need[0]
    for base in range(0, rows, _BLOCK):
        stop = min(rows, base + _BLOCK)
        # A row that only the last lists hold cannot reach the least sum: it is not looked at (Turtle and Flood 1995).
        telling = len(chosen)
        while telling > 0 and rest[telling - 1] < least:
            telling -= 1
        cut |= telling < len(chosen)
        for g in range(len(chosen)):
            begin, end = place[g], lists[chosen[g] + 1]
            begins[g] = begin
            if begin == end or postings[begin] >= stop:
                continue
            end = below(postings, begin, end, stop)
            weight = weights[g]
            for p in range(begin, end):
                sums[np.uint64(postings[p] - base)] += weight
            place[g] = end
        # The same rows once more, each looked at where it is met first.
        for g in range(telling):
            for p in range(begins[g], place[g]):
                row = np.uint64(postings[p])
                total_here = sums[row - np.uint64(base)]
                if total_here < least:
                    cut |= total_here > 0
                    continue
                sums[row - np.uint64(base)] = 0
                marked = int(lengths[row])
                kind, size = marked >> 15, marked & 0x7FFF
                if total_here < need[kind, min(size, _LENGTHS - 1)]:
                    cut = True
                    continue
                shared = np.float32(total_here)
                length = np.float32(size)
                row_weight = max(length * mean, shared)
                value = 2 * shared / (total + row_weight)
                value = max(value, by_query * shared / total)
                value = max(value, by_row * shared / row_weight * min(np.float32(1.0), length * np.float32(0.25)))
                if value <= worsts[kind]:
                    cut = True
                    continue
                cut |= sizes[kind] == most
                sizes[kind] = _keep(worth[kind], found[kind], sizes[kind], most, value, int(row))
                if sizes[kind] < most:
                    continue
                worsts[kind] = worth[kind, 0]
                changes += 1
                if changes % _STALE == 1:
                    least = least_sums(need[0], total, mean, by_query, by_row, worsts[0])
                    least = min(least, least_sums(need[1], total, mean, by_query, by_row, worsts[1]))
        sums[: stop - base] = 0
    return np.concatenate((found[0, : sizes[0]], found[1, : sizes[1]])), cut
