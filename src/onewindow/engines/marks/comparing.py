"""Compiled comparison of a query with candidate marks: whole, element by element, by meaning, by containment."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.compiled import frozen, jit
from onewindow.engines.marks import weights
from onewindow.engines.marks.distance import (
    HAN,
    LEAST_WHOLE,
    LONGEST,
    SWAP,
    element_alike,
    find,
    glyph_grade,
    same_start,
    shared_pairs,
    sound_likeness,
    sounds_same,
    text_likeness,
    too_unlike,
)
from onewindow.engines.marks.features import (
    ACROSS,
    ALIGNED,
    APART,
    CONTAINED,
    FEATURES,
    FIRST,
    IDENTICAL,
    MARK_COVER,
    MARK_MEANT,
    MEANT,
    PAIRS,
    QUERY_COVER,
    QUERY_MEANT,
    SHARED,
    SOUND,
    TEXT,
)

_TOGETHER = np.float32(0.2)  # weight that each further element adds to the heaviest of those standing together
_ALONE = np.float32(weights.CHARACTER_ALONE)
_SPELLED, _CHARACTERS = 0.64, 5  # least likeness of a word to the sounds of at most so many characters
_SHORT = 3  # characters of a mark in which the first tells by itself
_CLEARLY = 8  # two first sounds that cost so much to confuse are clearly different


@jit(
    frozen("u4"),
    frozen("i8"),
    frozen("u1"),
    frozen("i8"),
    frozen("u1"),
    frozen("i8"),
    frozen("i4"),
    frozen("f4"),
    frozen("u8"),
    frozen("u1"),
    frozen("u4"),
    frozen("i8"),
    frozen("u1"),
    frozen("i8"),
    frozen("u8"),
    frozen("u1"),
    frozen("i4"),
    frozen("i8"),
    frozen("f4"),
    frozen("u1"),
    frozen("i8"),
    frozen("i8"),
    frozen("i4"),
    frozen("i8"),
    frozen("i4"),
    frozen("i4"),
    frozen("f4"),
    frozen("u4"),
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
    q_masks: NDArray[np.uint64],
    q_known: NDArray[np.uint8],
    element_text: NDArray[np.uint32],
    element_starts: NDArray[np.int64],
    element_said: NDArray[np.uint8],
    element_said_starts: NDArray[np.int64],
    element_masks: NDArray[np.uint64],
    element_known: NDArray[np.uint8],
    mark_elements: NDArray[np.int32],
    mark_starts: NDArray[np.int64],
    element_weights: NDArray[np.float32],
    forms: NDArray[np.uint8],
    form_starts: NDArray[np.int64],
    mark_forms: NDArray[np.int64],
    term_first: NDArray[np.int32],
    term_starts: NDArray[np.int64],
    term_elements: NDArray[np.int32],
    term_runs: NDArray[np.int32],
    term_strengths: NDArray[np.float32],
    glyphs: NDArray[np.uint32],
    candidates: NDArray[np.int32],
) -> NDArray[np.float32]:
    """Likeness features of each candidate, one row each in the order TEXT ... ACROSS.

    q_words cuts the query's text into elements, q_said_words their readings; q_ids are the elements' numbers in this
    index (-1 unknown) and q_weights their weights; q_forms the readings of the whole query. Then the columns of the
    index and the terms that mean what the query means (see `nearby.Terms`). SHARED is the weight of the weightiest
    element both have; QUERY_MEANT, MARK_MEANT and MEANT are QUERY_COVER, MARK_COVER and SHARED with meanings counted.
    APART: both are single words of the lexicon that have nothing to do with each other; FIRST: they begin unlike, 2 if
    both are Chinese and of equally few characters; PAIRS: share of pairs of neighbouring characters that both have,
    wherever they stand (Dice 1945); ACROSS: the one begins in an East Asian script, the other does not.
    """
    features = np.zeros((len(candidates), FEATURES), np.float32)
    rows = np.empty((3, LONGEST + 2), np.int32)
    spelled = np.empty(LONGEST, np.uint8)
    elements = len(q_words) - 1
    covered = np.empty(elements, np.float32)
    understood = np.empty(elements, np.float32)
    meant_here = np.empty(256, np.float32)
    m_text = np.empty(256, np.uint32)
    nq = len(q_text)
    seen, unsaid = np.zeros(1024, np.uint8), np.zeros(1024, np.uint8)
    for i in range(nq - 1):
        key = (q_text[i] * np.uint32(31) + q_text[i + 1]) & np.uint32(1023)
        seen[key] = min(seen[key] + 1, 255)
    wanted = np.zeros(4096, np.bool_)  # most elements of marks begin no term: a quick look before the search
    for t in range(len(term_first)):
        wanted[term_first[t] & 4095] = True
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
        features[c, TEXT] = text_likeness(q_text, 0, nq, m_text, 0, nm, LEAST_WHOLE, glyphs, rows)
        features[c, PAIRS] = shared_pairs(q_text, nq, m_text, nm, seen, unsaid)
        features[c, IDENTICAL] = nq == nm and same_start(q_text, 0, m_text, 0, nq) == nq
        best = LEAST_WHOLE
        for f in range(mark_forms[mark], mark_forms[mark + 1]):
            # A further reading of the one is held against the first of the other only.
            for g in range(len(q_form_starts) - 1 if f == mark_forms[mark] else 1):
                likeness = sound_likeness(
                    q_forms, q_form_starts[g], q_form_starts[g + 1],
                    forms, form_starts[f], form_starts[f + 1], best, rows,
                )  # fmt: skip
                best = max(best, likeness)
        features[c, SOUND] = best if best > LEAST_WHOLE else 0
        # What elements of the mark mean, matched with runs of the query.
        understood[:] = 0
        if last - first > len(meant_here):
            meant_here = np.empty(last - first, np.float32)
        meant_here[: last - first] = 0
        any_meant = False
        for e in range(first, last):
            if not wanted[mark_elements[e] & 4095]:
                continue
            t = np.searchsorted(term_first, mark_elements[e])
            while t < len(term_first) and term_first[t] == mark_elements[e]:
                size = term_starts[t + 1] - term_starts[t]
                k = 1
                while k < size and e + k < last and mark_elements[e + k] == term_elements[term_starts[t] + k]:
                    k += 1
                if k == size:
                    any_meant = True
                    strength = term_strengths[t]
                    begin = element_starts[mark_elements[e]]
                    if size == 1 and last - first > 1 and element_text[begin] >= HAN:
                        strength *= _ALONE if element_starts[mark_elements[e] + 1] - begin == 1 else np.float32(1.0)
                    for k in range(size):
                        meant_here[e + k - first] = max(meant_here[e + k - first], strength)
                    for i in range(term_runs[2 * t], term_runs[2 * t + 1]):
                        understood[i] = max(understood[i], strength)
                t += 1
        across = nm > 0 and (q_text[0] >= HAN) != (m_text[0] >= HAN)
        if across:
            # Words spelled by the sounds of a few characters, wherever these stand (LAWSON, 中百罗森).
            for i in range(elements):
                for e in range(first, last):
                    element = mark_elements[e]
                    if q_text[0] >= HAN:
                        begin, end = element_said_starts[element], element_said_starts[element + 1]
                        place, stop, run = i, elements, 0
                    else:
                        begin, end = q_said_words[i], q_said_words[i + 1]
                        place, stop, run = e, last, 0
                    if end - begin < 3:
                        continue
                    size = 0
                    while place + run < stop and run < _CHARACTERS and size < 2 * (end - begin):
                        if q_text[0] >= HAN:
                            from_, to = q_said_words[place + run], q_said_words[place + run + 1]
                            for p in range(from_, min(to, from_ + LONGEST - size)):
                                spelled[size] = q_said[p]
                                size += 1
                        else:
                            character = mark_elements[place + run]
                            from_, to = element_said_starts[character], element_said_starts[character + 1]
                            for p in range(from_, min(to, from_ + LONGEST - size)):
                                spelled[size] = element_said[p]
                                size += 1
                        run += 1
                        if q_text[0] >= HAN:
                            heard = sound_likeness(element_said, begin, end, spelled, 0, size, _SPELLED, rows)
                        else:
                            heard = sound_likeness(q_said, begin, end, spelled, 0, size, _SPELLED, rows)
                        if heard > 0:
                            any_meant = True
                            strength = np.float32(heard * heard)
                            for k in range(run):
                                if q_text[0] >= HAN:
                                    understood[place + k] = max(understood[place + k], strength)
                                else:
                                    meant_here[place + k - first] = max(meant_here[place + k - first], strength)
                            if q_text[0] >= HAN:
                                meant_here[e - first] = max(meant_here[e - first], strength)
                            else:
                                understood[i] = max(understood[i], strength)
        # Elements: each of the mark's is matched with the query's likest.
        covered[:] = 0
        m_total = np.float32(0.0)
        m_cover = np.float32(0.0)
        m_meant = np.float32(0.0)
        shared = np.float32(0.0)
        meant = np.float32(0.0)
        together = np.float32(0.0)  # weight of the elements in common that stand side by side in both
        partner = -2
        for e in range(first, last):
            element = mark_elements[e]
            here = np.float32(0.0)
            like = -2
            for i in range(elements):
                alike = 0.0
                if q_ids[i] == element:
                    alike = 1.0
                elif not too_unlike(q_masks[i], element_masks[element]):
                    alike = element_alike(
                        q_text, q_words[i], q_words[i + 1], q_said, q_said_words[i], q_said_words[i + 1],
                        element_text, element_starts[element], element_starts[element + 1],
                        element_said, element_said_starts[element], element_said_starts[element + 1], glyphs, rows,
                    )  # fmt: skip
                # Of equals the one that goes on where the last element stood.
                if alike > here or (alike == here and alike > 0 and i == partner + 1):
                    here, like = np.float32(alike), i
                covered[i] = max(covered[i], np.float32(alike))
            weight = element_weights[element]
            m_total += weight
            m_cover += weight * here
            if like == partner + 1 and like > 0:
                together += np.float32(0.1) * weight * here
            else:
                together = weight * here
            partner = like
            shared = max(shared, min(together, np.float32(1.0)))
            here = max(here, meant_here[e - first])
            m_meant += weight * here
            meant = max(meant, shared, weight * here)
        q_cover = np.float32(0.0)
        q_meant = np.float32(0.0)
        for i in range(elements):
            q_cover += q_weights[i] * covered[i]
            q_meant += q_weights[i] * max(covered[i], understood[i])
        features[c, QUERY_COVER] = q_cover / q_total if q_total > 0 else 0
        features[c, MARK_COVER] = m_cover / m_total if m_total > 0 else 0
        features[c, SHARED] = shared
        if any_meant:
            features[c, QUERY_MEANT] = q_meant / q_total if q_total > 0 else 0
            features[c, MARK_MEANT] = m_meant / m_total if m_total > 0 else 0
            features[c, MEANT] = meant
        if elements == 1 and last - first == 1 and not any_meant and q_ids[0] != mark_elements[first]:
            features[c, APART] = np.float32(q_known[0] & element_known[mark_elements[first]])
        if nm:
            features[c, ACROSS] = np.float32(across)
        if nm and q_text[0] != m_text[0]:
            heard, said = q_forms[0] if len(q_forms) else 0, forms[form_starts[mark_forms[mark]]] if len(forms) else 0
            unlike = SWAP[heard, said] >= _CLEARLY
            if q_text[0] >= HAN:
                # A character clearly differs if it neither looks nor sounds like the other.
                unlike = not glyph_grade(q_text[0], m_text[0], glyphs) and not sounds_same(
                    q_said, 0, q_said_words[1], element_said,
                    element_said_starts[mark_elements[first]], element_said_starts[mark_elements[first] + 1],
                )  # fmt: skip
            short = q_text[0] >= HAN and not across and nq == nm and nq <= _SHORT
            features[c, FIRST] = np.float32(unlike) * (2 if short else 1)
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
