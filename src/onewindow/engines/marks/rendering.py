"""How well Chinese characters render the sounds of a foreign word, by what each renders in foreign names.

A reading is one string of sounds; but 尔 in a name is r, l or er, and 福 is f, fo or ver. `lexicon/renderings.npz`
(made by `tools/build_renderings.py`) has for each character the chunks of sounds it renders and what each costs:
the rarer, the dearer. A name is compared with all of them at once, by the distance that readings are compared by.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.compiled import frozen, jit
from onewindow.engines.marks.distance import GAP, HAN, LONGEST, SWAP

FIRST_CHARACTER, SPAN = 0x3400, 0x6C00  # characters of the basic plane, from the first to 0x9FFF
_MOST = 12  # characters compared; a longer name is no rendering
# Readings and renderings count alike; what a right rendering costs on the average is given back.
_OWN, _BACK = 0.5, 0.06
_SWAP, _SOUNDS = SWAP.ravel(), len(SWAP)


@dataclass(frozen=True)
class Chart:
    """slots: by code point less FIRST_CHARACTER the row of a character, 0 if it has none; bounds: the renderings of
    each row; prices: of each rendering, in twentieths; ends: where the sounds of each rendering begin and end."""

    slots: NDArray[np.uint16]
    bounds: NDArray[np.int32]
    prices: NDArray[np.int32]
    ends: NDArray[np.int32]
    sounds: NDArray[np.uint8]


@cache
def chart() -> Chart:
    """The chart, read once."""
    content = resources.files(__package__).joinpath("lexicon/renderings.npz").read_bytes()
    with np.load(BytesIO(content), allow_pickle=False) as archive:
        return Chart(**{name: np.ascontiguousarray(archive[name]) for name in archive.files})


@jit()
def rendered(
    said: NDArray[np.uint8],
    a0: int,
    a1: int,
    codes: NDArray[np.uint32],
    b0: int,
    b1: int,
    slots: NDArray[np.uint16],
    bounds: NDArray[np.int32],
    prices: NDArray[np.int32],
    ends: NDArray[np.int32],
    sounds: NDArray[np.uint8],
) -> float:
    """1 minus the least cost of rendering said[a0:a1] by the characters codes[b0:b1] over the weight of these sounds; 0
    if it is less, or if anything else than characters is among the codes."""
    width = min(a1 - a0, LONGEST)
    if width <= 0 or b1 - b0 > _MOST or 3 * width < 2 * (b1 - b0):
        return 0.0
    last, now, best = np.empty(width + 1, np.int32), np.empty(width + 1, np.int32), np.empty(width + 1, np.int32)
    last[0] = 0
    for j in range(width):
        last[j + 1] = last[j] + GAP[said[a0 + j]]
    whole = last[width]
    for p in range(b0, b1):
        place = np.int64(codes[p]) - FIRST_CHARACTER
        slot = slots[place] if 0 <= place < SPAN else np.uint16(0)
        if slot == 0:
            return 0.0
        best[:] = 1 << 20
        for r in range(bounds[slot], bounds[slot + 1]):
            for j in range(width + 1):
                now[j] = last[j] + prices[r]
            for s in range(ends[r], ends[r + 1]):
                gap, row = GAP[sounds[s]], np.int64(sounds[s]) * _SOUNDS
                diagonal = now[0]
                now[0] = left = diagonal + gap
                for j in range(width):
                    heard = said[a0 + j]
                    over = now[j + 1]
                    value = min(np.int32(over + gap), np.int32(diagonal + _SWAP[row + heard]))
                    now[j + 1] = left = min(value, np.int32(left + GAP[heard]))
                    diagonal = over
            for j in range(width + 1):
                best[j] = min(best[j], now[j])
        last, best = best, last
    return max(0.0, 1.0 - float(last[width]) / float(whole))


@jit(
    frozen("u1"), frozen("u4"), frozen("i4"), frozen("f4"), frozen("i4"), frozen("i8"), frozen("u4"), frozen("i8"),
    frozen("u1"), frozen("i8"), frozen("i8"), frozen("u2"), frozen("i4"), frozen("i4"), frozen("i4"), frozen("u1"),
)  # fmt: skip
def _across(
    q_said: NDArray[np.uint8],
    q_text: NDArray[np.uint32],
    rows: NDArray[np.int32],
    heard: NDArray[np.float32],
    mark_elements: NDArray[np.int32],
    mark_starts: NDArray[np.int64],
    element_text: NDArray[np.uint32],
    element_starts: NDArray[np.int64],
    forms: NDArray[np.uint8],
    form_starts: NDArray[np.int64],
    mark_forms: NDArray[np.int64],
    slots: NDArray[np.uint16],
    bounds: NDArray[np.int32],
    prices: NDArray[np.int32],
    ends: NDArray[np.int32],
    sounds: NDArray[np.uint8],
) -> NDArray[np.float32]:
    found = np.empty(len(rows), np.float32)
    text = np.empty(_MOST + 1, np.uint32)
    for i in range(len(rows)):
        mark = rows[i]
        if q_text[0] >= HAN:
            form = mark_forms[mark]
            own = rendered(
                forms, form_starts[form], form_starts[form + 1], q_text, 0, len(q_text),
                slots, bounds, prices, ends, sounds,
            )  # fmt: skip
        else:
            size = 0
            for e in range(mark_starts[mark], mark_starts[mark + 1]):
                for p in range(element_starts[mark_elements[e]], element_starts[mark_elements[e] + 1]):
                    if size <= _MOST:
                        text[size] = element_text[p]
                        size += 1
            own = rendered(q_said, 0, len(q_said), text, 0, size, slots, bounds, prices, ends, sounds)
        found[i] = max(0.0, min(1.0, (1 - _OWN) * heard[i] + _OWN * own + _BACK)) if own > 0 else heard[i]
    return found


def heard_across(
    said: NDArray[np.uint8],
    text: NDArray[np.uint32],
    rows: NDArray[np.int32],
    heard: NDArray[np.float32],
    columns: dict[str, NDArray[Any]],
) -> NDArray[np.float32]:
    """Likeness in sound of a query, of this first reading and folded text, to marks of another script: that of their
    readings (`heard`) with what the characters on either side render."""
    known = chart()
    return _across(
        said, text, rows, heard,
        columns["mark_elements"], columns["mark_starts"], columns["element_text"], columns["element_starts"],
        columns["forms"], columns["form_starts"], columns["mark_forms"],
        known.slots, known.bounds, known.prices, known.ends, known.sounds,
    )  # fmt: skip
