"""Compiled distances between texts, readings and elements."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.compiled import frozen, jit
from onewindow.engines.marks import phonemes
from onewindow.engines.marks.look import DOUBLE, DOUBLES, SINGLE, looks

# Costs are counted in twentieths, of which every cost is a whole number: whole numbers are compared faster.
UNIT = 20
SWAP = np.rint(phonemes.swap_costs() * UNIT).astype(np.int32)
_SWAP, _SOUNDS = SWAP.ravel(), len(SWAP)
GAP = np.rint(phonemes.gap_costs() * UNIT).astype(np.int32)
_LOOK_ALIKE, _NEIGHBOURS = 10, 14
_PLURAL = 7  # an s or z at the end that the other has not
_S, _Z = phonemes.CODE["s"], phonemes.CODE["z"]
_GLYPHS_ALIKE = np.array([20, 12, 10, 7], np.int32)  # by grade (see `look`)
_LETTERS = looks().letters
LONGEST = 96  # codes compared; what lies beyond can only make two long texts look more alike than they are
_FAR_SHORTER = 0.4
_SHORTEST_ALIKE = 0.6  # share of the longer element's letters without which two are not alike unless one begins so
_ALIKE_ENOUGH = 0.68  # two elements less alike than this are not taken for one another
_CHARACTERS_ALIKE = np.array([0.0, 0.35, 0.45, 0.6])  # two characters that look alike, by grade
_HEARD = 0.95  # what elements said alike are worth beside elements written alike
LEAST_WHOLE = 0.35  # whole marks less alike than this, written or said, are not alike at all
HAN = 0x2E80


@jit()
def glyph_grade(one: int, other: int, glyphs: NDArray[np.uint32]) -> int:
    """How alike two Chinese characters look, 0 to 3 (see `look.Looks.glyphs`)."""
    low, high = np.int64(min(one, other)), np.int64(max(one, other))
    if low < 0x3400 or high >= 0xA000:
        return 0
    key = (low - 0x3400) << 15 | (high - 0x3400)
    slot = ((key * 0x9E3779B1) & 0xFFFFFFFF) >> 15
    while glyphs[slot]:
        if np.int64(glyphs[slot]) >> 2 == key:
            return int(glyphs[slot]) & 3
        slot = (slot + 1) & 0x1FFFF
    return 0


@jit()
def _doubled(one: int, before: int, other: int) -> bool:
    """Whether two letters (`before`, `one`) look like the letter `other`: rn like m."""
    found = False
    for d in range(len(DOUBLES)):
        found |= before == DOUBLES[d, 0] and one == DOUBLES[d, 1] and other == DOUBLES[d, 2]
    return found


@jit()
def text_distance(
    a: NDArray[np.uint32],
    a0: int,
    a1: int,
    b: NDArray[np.uint32],
    b0: int,
    b1: int,
    most: int,
    glyphs: NDArray[np.uint32],
    rows: NDArray[np.int32],
) -> int:
    """Edits between a[a0:a1] and b[b0:b1] in twentieths: 1 each, a swap of neighbours 0.7, a look-alike 0.5 (Chinese
    ones by their grade, rn for m too). Above `most` only that it is above. `rows`: 3 to work in."""
    width = b1 - b0
    before, last, now = rows[2], rows[0], rows[1]
    for j in range(width + 1):
        last[j] = j * UNIT
    least_before = np.int32(0)
    for i in range(a1 - a0):
        x = a[a0 + i]
        left = np.int32((i + 1) * UNIT)
        now[0] = least = left
        for j in range(width):
            y = b[b0 + j]
            cost = np.int32(UNIT)
            value = np.int32(min(last[j + 1], left) + UNIT)
            if x == y:
                cost = np.int32(0)
            elif x < 128 and y < 128:
                kind = _LETTERS[(x << 7) | y]
                if kind:
                    if kind & SINGLE:
                        cost = np.int32(_LOOK_ALIKE)
                    if kind & DOUBLE and i > 0 and _doubled(x, a[a0 + i - 1], y):
                        value = min(value, np.int32(before[j] + _LOOK_ALIKE))
                    if kind & DOUBLE and j > 0 and _doubled(y, b[b0 + j - 1], x):
                        value = min(value, np.int32(last[j - 1] + _LOOK_ALIKE))
            elif x >= HAN and y >= HAN:
                cost = _GLYPHS_ALIKE[glyph_grade(x, y, glyphs)]
            value = min(value, np.int32(last[j] + cost))
            if i > 0 and j > 0 and x == b[b0 + j - 1] and a[a0 + i - 1] == y:
                value = min(value, np.int32(before[j - 1] + _NEIGHBOURS))
            now[j + 1] = left = value
            least = min(least, value)
        # A swap of neighbours, and two letters for one, reach back over two rows.
        if least > most and least_before + _LOOK_ALIKE > most:
            return most + 1
        least_before = least
        before, last, now = last, now, before
    return int(last[width])


@jit()
def sound_likeness(
    a: NDArray[np.uint8],
    a0: int,
    a1: int,
    b: NDArray[np.uint8],
    b0: int,
    b1: int,
    least: float,
    rows: NDArray[np.int32],
) -> float:
    """1 minus the weighted edit distance of two readings over the weight of the heavier one; 0 if either is silent or
    far shorter than the other, or if it is not more than `least`."""
    a1, b1 = min(a1, a0 + LONGEST), min(b1, b0 + LONGEST)
    width = b1 - b0
    if min(width, a1 - a0) < _FAR_SHORTER * max(width, a1 - a0) or width == 0:
        return 0.0
    row = rows[0]
    heavier = row[0] = np.int32(0)
    for j in range(width):
        heavier += GAP[b[b0 + j]]
        row[j + 1] = heavier
    weight = np.int32(0)
    for i in range(a0, a1):
        weight += GAP[a[i]]
    difference = abs(weight - heavier)
    heavier = max(heavier, weight)
    most = np.int32((1.0 - least) * heavier)
    if difference > most:
        return 0.0
    weight = np.int32(0)
    for i in range(a0, a1):
        x = np.int64(a[i]) * _SOUNDS
        gap = GAP[a[i]]
        diagonal = weight
        weight += gap
        left = lowest = weight
        for j in range(width):
            y = b[b0 + j]
            over = row[j + 1]
            value = min(np.int32(over + gap), np.int32(diagonal + _SWAP[x + y]))
            row[j + 1] = left = min(value, np.int32(left + GAP[y]))
            diagonal = over
            lowest = min(lowest, left)
        if lowest > most:
            return 0.0
    # The s of a plural is hardly heard: `diagonal` is the distance without the last sound of a.
    distance = row[width]
    if a[a1 - 1] == _S or a[a1 - 1] == _Z:
        distance = min(distance, np.int32(diagonal + _PLURAL))
    if b[b1 - 1] == _S or b[b1 - 1] == _Z:
        distance = min(distance, np.int32(row[width - 1] + _PLURAL))
    likeness = 1.0 - float(distance) / float(heavier)
    return likeness if likeness > least else 0.0


@jit()
def text_likeness(
    a: NDArray[np.uint32],
    a0: int,
    a1: int,
    b: NDArray[np.uint32],
    b0: int,
    b1: int,
    least: float,
    glyphs: NDArray[np.uint32],
    rows: NDArray[np.int32],
) -> float:
    """1 minus edits over the length of the longer text; 0 if that is not at least `least`."""
    a1, b1 = min(a1, a0 + LONGEST), min(b1, b0 + LONGEST)
    longer, shorter = max(a1 - a0, b1 - b0), min(a1 - a0, b1 - b0)
    if shorter < _FAR_SHORTER * longer or shorter < least * longer or longer == 0:
        return 0.0
    most = int((1.0 - least) * longer * UNIT)
    distance = text_distance(a, a0, a1, b, b0, b1, most, glyphs, rows)
    return 1.0 - distance / (longer * UNIT) if distance <= most else 0.0


@jit()
def same_start(a: NDArray[np.uint32], a0: int, b: NDArray[np.uint32], b0: int, size: int) -> int:
    """How many of the first `size` codes from a[a0] and b[b0] on are the same, up to the first that is not."""
    k = 0
    while k < size and a[a0 + k] == b[b0 + k]:
        k += 1
    return k


@jit()
def sounds_same(a: NDArray[np.uint8], a0: int, a1: int, b: NDArray[np.uint8], b0: int, b1: int) -> bool:
    """Whether two readings are the same."""
    if a1 - a0 != b1 - b0:
        return False
    k = a0
    while k < a1 and a[k] == b[b0 + k - a0]:
        k += 1
    return k == a1


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
    glyphs: NDArray[np.uint32],
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
    if characters:
        seen = _CHARACTERS_ALIKE[glyph_grade(q_text[a0], text[b0], glyphs)]
        heard = sound_likeness(q_said, r0, r1, said, s0, s1, 0.98, rows)
        return max(float(seen), 0.5 if heard > 0.99 else 0.0)
    alike = 0.55 + 0.45 * shorter / longer if begins else 0.0
    alike = max(alike, text_likeness(q_text, a0, a1, text, b0, b1, max(_ALIKE_ENOUGH, alike), glyphs, rows))
    heard = sound_likeness(q_said, r0, r1, said, s0, s1, max(_ALIKE_ENOUGH, alike) / _HEARD, rows)
    alike = max(alike, _HEARD * heard)
    return alike * alike if alike >= _ALIKE_ENOUGH else 0.0


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
    frozen("u4"),
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
    glyphs: NDArray[np.uint32],
) -> NDArray[np.float32]:
    """`element_alike` of one element of a query with each of these elements of an index."""
    rows = np.empty((3, LONGEST + 2), np.int32)
    found = np.zeros(len(elements), np.float32)
    for i in range(len(elements)):
        e = elements[i]
        found[i] = element_alike(
            q_text, a0, a1, q_said, r0, r1,
            text, starts[e], starts[e + 1], said, said_starts[e], said_starts[e + 1], glyphs, rows,
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
