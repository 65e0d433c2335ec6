"""Compiled distances between texts, readings and elements."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.compiled import frozen, jit
from onewindow.engines.marks import phonemes

# Costs are counted in twentieths, of which every cost is a whole number: whole numbers are compared faster.
UNIT = 20
SWAP = np.rint(phonemes.swap_costs() * UNIT).astype(np.int32)
_GAP = np.rint(phonemes.gap_costs() * UNIT).astype(np.int32)
_LOOK_ALIKE, _NEIGHBOURS = 10, 14
LONGEST = 96  # codes compared; what lies beyond can only make two long texts look more alike than they are
_FAR_SHORTER = 0.4
_SHORTEST_ALIKE = 0.6  # share of the longer element's letters without which two are not alike unless one begins so
HAN = 0x2E80
# Latin letters and digits taken for one another by the eye: 0/o, 1/l/i, 5/s, 8/b, 2/z, u/v, m/n, c/e, q/g, v/w.
_LOOK = np.zeros((128, 128), np.bool_)
_ALIKE = "0o 1l 1i il lj ij 5s 8b 2z uv vy mn ce qg vw co 6b 9g hn gq 4a qa"
for _pair in _ALIKE.split():
    _LOOK[ord(_pair[0]), ord(_pair[1])] = _LOOK[ord(_pair[1]), ord(_pair[0])] = True


@jit()
def text_distance(
    a: NDArray[np.uint32], a0: int, a1: int, b: NDArray[np.uint32], b0: int, b1: int, rows: NDArray[np.int32]
) -> int:
    """Edits between a[a0:a1] and b[b0:b1] in twentieths: 1 each, a swap of neighbours 0.7, a look-alike 0.5. `rows`: 3
    to work in."""
    width = b1 - b0
    for j in range(width + 1):
        rows[0, j] = j * UNIT
    before, last, now = 2, 0, 1
    for i in range(1, a1 - a0 + 1):
        left = np.int32(i * UNIT)
        rows[now, 0] = left
        x = a[a0 + i - 1]
        for j in range(1, width + 1):
            y = b[b0 + j - 1]
            cost = np.int32(UNIT)
            if x == y:
                cost = np.int32(0)
            elif x < 128 and y < 128 and _LOOK[x, y]:
                cost = np.int32(_LOOK_ALIKE)
            value = min(np.int32(rows[last, j - 1] + cost), np.int32(min(rows[last, j], left) + UNIT))
            if i > 1 and j > 1 and x == b[b0 + j - 2] and a[a0 + i - 2] == y:
                value = min(value, np.int32(rows[before, j - 2] + _NEIGHBOURS))
            rows[now, j] = value
            left = value
        before, last, now = last, now, before
    return int(rows[last, width])


@jit()
def sound_likeness(
    a: NDArray[np.uint8], a0: int, a1: int, b: NDArray[np.uint8], b0: int, b1: int, rows: NDArray[np.int32]
) -> float:
    """1 minus the weighted edit distance of two readings over the weight of the heavier one; 0 if either is silent or
    far shorter than the other."""
    a1, b1 = min(a1, a0 + LONGEST), min(b1, b0 + LONGEST)
    width = b1 - b0
    if min(width, a1 - a0) < _FAR_SHORTER * max(width, a1 - a0):
        return 0.0
    rows[0, 0] = 0
    for j in range(width):
        rows[0, j + 1] = rows[0, j] + _GAP[b[b0 + j]]
    heavier = rows[0, width]
    if heavier == 0 or a1 == a0:
        return 0.0
    last, now = 0, 1
    weight = np.int32(0)
    for i in range(a0, a1):
        x = a[i]
        gap = _GAP[x]
        weight += gap
        rows[now, 0] = weight
        left = weight
        for j in range(1, width + 1):
            y = b[b0 + j - 1]
            value = min(np.int32(rows[last, j] + gap), np.int32(left + _GAP[y]))
            left = min(value, np.int32(rows[last, j - 1] + SWAP[x, y]))
            rows[now, j] = left
        last, now = now, last
    return max(0.0, 1.0 - float(rows[last, width]) / float(max(heavier, weight)))


@jit()
def text_likeness(
    a: NDArray[np.uint32], a0: int, a1: int, b: NDArray[np.uint32], b0: int, b1: int, rows: NDArray[np.int32]
) -> float:
    """1 minus edits over the length of the longer text; 0 at once when one is far shorter."""
    a1, b1 = min(a1, a0 + LONGEST), min(b1, b0 + LONGEST)
    longer, shorter = max(a1 - a0, b1 - b0), min(a1 - a0, b1 - b0)
    if shorter < _FAR_SHORTER * longer or longer == 0:
        return 0.0
    return max(0.0, 1.0 - text_distance(a, a0, a1, b, b0, b1, rows) / (longer * UNIT))


@jit()
def same_start(a: NDArray[np.uint32], a0: int, b: NDArray[np.uint32], b0: int, size: int) -> int:
    """How many of the first `size` codes from a[a0] and b[b0] on are the same, up to the first that is not."""
    k = 0
    while k < size and a[a0 + k] == b[b0 + k]:
        k += 1
    return k


@jit()
def find(needle: NDArray[np.uint32], n0: int, n1: int, hay: NDArray[np.uint32], h0: int, h1: int) -> int:
    """Where needle[n0:n1] first lies in hay[h0:h1], counted from h0, or -1."""
    size = n1 - n0
    for start in range(h0, h1 - size + 1):
        if same_start(needle, n0, hay, start, size) == size:
            return start - h0
    return -1


@jit()
def shared_pairs(
    a: NDArray[np.uint32], na: int, b: NDArray[np.uint32], nb: int, seen: NDArray[np.uint8], unsaid: NDArray[np.uint8]
) -> float:
    """Twice the pairs of neighbours that both have over the pairs of both; `seen`: how often a has each (by a hash),
    `unsaid` to work in, all zero before and after."""
    if na < 2 or nb < 2:
        return 0.0
    both = 0
    for j in range(nb - 1):
        key = (b[j] * np.uint32(31) + b[j + 1]) & np.uint32(1023)
        if unsaid[key] < seen[key]:
            unsaid[key] += 1
            both += 1
    for j in range(nb - 1):
        unsaid[(b[j] * np.uint32(31) + b[j + 1]) & np.uint32(1023)] = 0
    return 2.0 * both / (na + nb - 2)


@jit()
def element_alike(
    q_text: NDArray[np.uint32],
    a0: int,
    a1: int,
    q_said: NDArray[np.uint8],
    r0: int,
    r1: int,
    text: NDArray[np.uint32],
    b0: int,
    b1: int,
    said: NDArray[np.uint8],
    s0: int,
    s1: int,
    rows: NDArray[np.int32],
) -> float:
    """How alike two different elements are written or said, 0 below what the eye or the ear would take for one."""
    shorter, longer = min(a1 - a0, b1 - b0), max(a1 - a0, b1 - b0)
    characters = longer == 1 and q_text[a0] >= HAN and text[b0] >= HAN
    if shorter < 3 and not characters:
        return 0.0
    begins = shorter >= 4 and same_start(q_text, a0, text, b0, shorter) == shorter
    if not begins and shorter < _SHORTEST_ALIKE * longer:
        return 0.0
    heard = sound_likeness(q_said, r0, r1, said, s0, s1, rows)
    if characters:
        return 0.5 if heard > 0.99 else 0.0
    alike = max(text_likeness(q_text, a0, a1, text, b0, b1, rows), 0.95 * heard)
    if begins:
        alike = max(alike, 0.55 + 0.45 * shorter / longer)
    return alike * alike if alike >= 0.68 else 0.0


@jit(
    frozen("u4"),
    frozen("i8").dtype,
    frozen("i8").dtype,
    frozen("u1"),
    frozen("i8").dtype,
    frozen("i8").dtype,
    frozen("i4"),
    frozen("u4"),
    frozen("i8"),
    frozen("u1"),
    frozen("i8"),
)
def element_likeness(
    q_text: NDArray[np.uint32],
    a0: int,
    a1: int,
    q_said: NDArray[np.uint8],
    r0: int,
    r1: int,
    elements: NDArray[np.int32],
    text: NDArray[np.uint32],
    starts: NDArray[np.int64],
    said: NDArray[np.uint8],
    said_starts: NDArray[np.int64],
) -> NDArray[np.float32]:
    """`element_alike` of one element of a query with each of these elements of an index."""
    rows = np.empty((3, LONGEST + 2), np.int32)
    found = np.zeros(len(elements), np.float32)
    for i in range(len(elements)):
        e = elements[i]
        found[i] = element_alike(
            q_text, a0, a1, q_said, r0, r1,
            text, starts[e], starts[e + 1], said, said_starts[e], said_starts[e + 1], rows,
        )  # fmt: skip
    return found


@jit()
def too_unlike(a: int, b: int) -> bool:
    """Whether two elements cannot be alike by their sets of letters and of consonants (see `kernels.letter_masks`): the
    one has many the other has not."""
    more, less = _bits(a & ~b), _bits(b & ~a)
    letters = max(_bits(a & 0xFFFFFFFF), _bits(b & 0xFFFFFFFF))
    apart = max(_bits(a & ~b & 0xFFFFFFFF), _bits(b & ~a & 0xFFFFFFFF))
    sounds = max(more, less) - apart
    heard = max(_bits(a >> 32), _bits(b >> 32))
    return apart >= 2 and 2 * apart > letters and sounds >= 2 and 2 * sounds > heard


@jit()
def _bits(mask: int) -> int:
    m = np.uint64(mask)
    m = m - ((m >> np.uint64(1)) & np.uint64(0x5555555555555555))
    m = (m & np.uint64(0x3333333333333333)) + ((m >> np.uint64(2)) & np.uint64(0x3333333333333333))
    m = (m + (m >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return int((m * np.uint64(0x0101010101010101)) >> np.uint64(56))
