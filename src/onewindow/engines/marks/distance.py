"""Compiled comparison of a query with candidate marks: edit distances, shared elements, containment."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.compiled import frozen, jit
from onewindow.engines.marks import phonemes

_SWAP = phonemes.swap_costs()
_GAP = phonemes.gap_costs()
_LONGEST = 96  # codes compared; what lies beyond can only make two long texts look more alike than they are
_HAN = 0x2E80
_TOGETHER = np.float32(0.2)  # weight that each further element adds to the heaviest of those standing together
# Latin letters and digits taken for one another by the eye: 0/o, 1/l/i, 5/s, 8/b, 2/z, u/v, m/n, c/e, q/g, v/w.
_LOOK = np.zeros((128, 128), np.bool_)
_ALIKE = "0o 1l 1i il lj ij 5s 8b 2z uv vy mn ce qg vw co 6b 9g hn gq 4a qa"
for _pair in _ALIKE.split():
    _LOOK[ord(_pair[0]), ord(_pair[1])] = _LOOK[ord(_pair[1]), ord(_pair[0])] = True

TEXT, SOUND, QUERY_COVER, MARK_COVER, CONTAINED, ALIGNED, IDENTICAL, SHARED = range(8)
FEATURES = 8


@jit()
def text_distance(
    a: NDArray[np.uint32], a0: int, a1: int, b: NDArray[np.uint32], b0: int, b1: int, rows: NDArray[np.float32]
) -> float:
    """Edits between a[a0:a1] and b[b0:b1]: 1 each, a swap of neighbours 0.7, a look-alike 0.5. `rows`: 3 to work in."""
    width = b1 - b0
    for j in range(width + 1):
        rows[0, j] = j
    before, last, now = 2, 0, 1
    for i in range(1, a1 - a0 + 1):
        rows[now, 0] = i
        x = a[a0 + i - 1]
        for j in range(1, width + 1):
            y = b[b0 + j - 1]
            cost = np.float32(1.0)
            if x == y:
                cost = np.float32(0.0)
            elif x < 128 and y < 128 and _LOOK[x, y]:
                cost = np.float32(0.5)
            value = min(rows[last, j - 1] + cost, min(rows[last, j], rows[now, j - 1]) + np.float32(1.0))
            if i > 1 and j > 1 and x == b[b0 + j - 2] and a[a0 + i - 2] == y:
                value = min(value, rows[before, j - 2] + np.float32(0.7))
            rows[now, j] = value
        before, last, now = last, now, before
    return float(rows[last, width])


@jit()
def sound_likeness(
    a: NDArray[np.uint8], a0: int, a1: int, b: NDArray[np.uint8], b0: int, b1: int, rows: NDArray[np.float32]
) -> float:
    """1 minus the weighted edit distance of two readings over the weight of the heavier one; 0 if either is silent."""
    a1, b1 = min(a1, a0 + _LONGEST), min(b1, b0 + _LONGEST)
    width = b1 - b0
    rows[0, 0] = 0
    for j in range(width):
        rows[0, j + 1] = rows[0, j] + _GAP[b[b0 + j]]
    heavier = rows[0, width]
    if heavier == 0 or a1 == a0:
        return 0.0
    last, now = 0, 1
    weight = np.float32(0.0)
    for i in range(a0, a1):
        x = a[i]
        gap = _GAP[x]
        weight += gap
        rows[now, 0] = weight
        for j in range(1, width + 1):
            y = b[b0 + j - 1]
            value = min(rows[last, j] + gap, rows[now, j - 1] + _GAP[y])
            rows[now, j] = min(value, rows[last, j - 1] + _SWAP[x, y])
        last, now = now, last
    return max(0.0, 1.0 - float(rows[last, width]) / float(max(heavier, weight)))


@jit()
def text_likeness(
    a: NDArray[np.uint32], a0: int, a1: int, b: NDArray[np.uint32], b0: int, b1: int, rows: NDArray[np.float32]
) -> float:
    """1 minus edits over the length of the longer text; 0 at once when the lengths alone forbid more than 0.3."""
    a1, b1 = min(a1, a0 + _LONGEST), min(b1, b0 + _LONGEST)
    longer, shorter = max(a1 - a0, b1 - b0), min(a1 - a0, b1 - b0)
    if shorter < 0.3 * longer or longer == 0:
        return 0.0
    return max(0.0, 1.0 - text_distance(a, a0, a1, b, b0, b1, rows) / longer)


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


@jit(
    frozen("u4"),
    frozen("i8"),
    frozen("u1"),
    frozen("i8"),
    frozen("u1"),
    frozen("i8"),
    frozen("i4"),
    frozen("f4"),
    frozen("u4"),
    frozen("i8"),
    frozen("u1"),
    frozen("i8"),
    frozen("i4"),
    frozen("i8"),
    frozen("f4"),
    frozen("u1"),
    frozen("i8"),
    frozen("i8"),
    frozen("i4"),
)
def measure(
    q_text: NDArray[np.uint32],
    q_words: NDArray[np.int64],
    q_said: NDArray[np.uint8],
    q_said_words: NDArray[np.int64],
    q_forms: NDArray[np.uint8],
    q_form_starts: NDArray[np.int64],
    q_ids: NDArray[np.int32],
    q_weights: NDArray[np.float32],
    element_text: NDArray[np.uint32],
    element_starts: NDArray[np.int64],
    element_said: NDArray[np.uint8],
    element_said_starts: NDArray[np.int64],
    mark_elements: NDArray[np.int32],
    mark_starts: NDArray[np.int64],
    element_weights: NDArray[np.float32],
    forms: NDArray[np.uint8],
    form_starts: NDArray[np.int64],
    mark_forms: NDArray[np.int64],
    candidates: NDArray[np.int32],
) -> NDArray[np.float32]:
    """Likeness features of each candidate, one row each in the order TEXT ... SHARED.

    q_words cuts the query's text into elements, q_said_words their readings; q_ids are the elements' numbers in this
    index (-1 unknown) and q_weights their weights; q_forms the readings of the whole query. Then the columns of the
    index. SHARED is the weight of the weightiest element both have.
    """
    features = np.zeros((len(candidates), FEATURES), np.float32)
    rows = np.empty((3, _LONGEST + 2), np.float32)
    elements = len(q_words) - 1
    covered = np.empty(elements, np.float32)
    m_text = np.empty(256, np.uint32)
    nq = len(q_text)
    q_total = np.float32(0.0)
    for i in range(elements):
        q_total += q_weights[i]
    for c in range(len(candidates)):
        mark = candidates[c]
        first, last = mark_starts[mark], mark_starts[mark + 1]
        nm = 0
        for e in range(first, last):
            nm += element_starts[mark_elements[e] + 1] - element_starts[mark_elements[e]]
        if nm > len(m_text):
            m_text = np.empty(nm, np.uint32)
        nm = 0
        for e in range(first, last):
            for p in range(element_starts[mark_elements[e]], element_starts[mark_elements[e] + 1]):
                m_text[nm] = element_text[p]
                nm += 1
        features[c, TEXT] = text_likeness(q_text, 0, nq, m_text, 0, nm, rows)
        features[c, IDENTICAL] = nq == nm and same_start(q_text, 0, m_text, 0, nq) == nq
        best = 0.0
        for f in range(mark_forms[mark], mark_forms[mark + 1]):
            for g in range(len(q_form_starts) - 1):
                likeness = sound_likeness(
                    q_forms, q_form_starts[g], q_form_starts[g + 1], forms, form_starts[f], form_starts[f + 1], rows
                )
                best = max(best, likeness)
        features[c, SOUND] = best
        # Elements: each of the mark's is matched with the query's likest.
        covered[:] = 0
        m_total = np.float32(0.0)
        m_cover = np.float32(0.0)
        shared = np.float32(0.0)
        for e in range(first, last):
            element = mark_elements[e]
            b0, b1 = element_starts[element], element_starts[element + 1]
            s0, s1 = element_said_starts[element], element_said_starts[element + 1]
            here = np.float32(0.0)
            for i in range(elements):
                a0, a1 = q_words[i], q_words[i + 1]
                shorter, longer = min(a1 - a0, b1 - b0), max(a1 - a0, b1 - b0)
                characters = longer == 1 and q_text[a0] >= _HAN and element_text[b0] >= _HAN
                alike = 0.0
                if q_ids[i] == element:
                    alike = 1.0
                elif shorter >= 3 or characters:
                    heard = sound_likeness(q_said, q_said_words[i], q_said_words[i + 1], element_said, s0, s1, rows)
                    if characters:
                        alike = 0.5 if heard > 0.99 else 0.0
                    else:
                        alike = max(text_likeness(q_text, a0, a1, element_text, b0, b1, rows), 0.95 * heard)
                        if shorter >= 4 and same_start(q_text, a0, element_text, b0, shorter) == shorter:
                            alike = max(alike, 0.55 + 0.45 * shorter / longer)
                        alike = alike * alike if alike >= 0.68 else 0.0
                here = max(here, np.float32(alike))
                covered[i] = max(covered[i], np.float32(alike))
            weight = element_weights[element]
            m_total += weight
            m_cover += weight * here
            shared = max(shared, weight * here)
        q_cover = np.float32(0.0)
        for i in range(elements):
            q_cover += q_weights[i] * covered[i]
        features[c, QUERY_COVER] = q_cover / q_total if q_total > 0 else 0
        features[c, MARK_COVER] = m_cover / m_total if m_total > 0 else 0
        features[c, SHARED] = shared
        # Containment of the whole of one in the other, spacing aside; aligned when it starts and ends with an element.
        if nm != nq and min(nm, nq) >= 2:
            inside = find(m_text, 0, nm, q_text, 0, nq) if nm < nq else find(q_text, 0, nq, m_text, 0, nm)
            if inside >= 0:
                features[c, CONTAINED] = min(nm, nq) / max(nm, nq) if nm < nq else -min(nm, nq) / max(nm, nq)
                begins, ends, edge = False, False, 0
                if nm < nq:
                    for i in range(elements + 1):
                        begins |= q_words[i] == inside
                        ends |= q_words[i] == inside + nm
                else:
                    for e in range(first, last + 1):
                        begins |= edge == inside
                        ends |= edge == inside + nq
                        if e < last:
                            edge += element_starts[mark_elements[e] + 1] - element_starts[mark_elements[e]]
                features[c, ALIGNED] = np.float32(begins) + np.float32(ends)
                # What weighs is the contained mark itself, whether or not the other writes it in one word.
                heaviest = np.float32(0.0)
                if nm < nq:
                    for e in range(first, last):
                        heaviest = max(heaviest, element_weights[mark_elements[e]])
                    heaviest += _TOGETHER * (last - first - 1)
                else:
                    for i in range(elements):
                        heaviest = max(heaviest, q_weights[i])
                    heaviest += _TOGETHER * (elements - 1)
                features[c, SHARED] = max(shared, min(heaviest, np.float32(1.0)))
    return features
