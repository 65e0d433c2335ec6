"""How usual words are: a descriptive or common word weighs little in a mark, however rare it is in the register.

The list of weak words beside this module is ours; how often words are used in seven languages, and the names of kinds
of shops, come from `lexicon/usual.npz` (made by `tools/build_lexicon.py`).
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.marks import weights


@cache
def _table() -> tuple[NDArray[np.uint64], NDArray[np.float32]]:
    """Hashes of the words that are not rare, ascending, and the factor on the weight of each."""
    from onewindow.engines.marks.kernels import hash_spans

    content = resources.files(__package__).joinpath("lexicon/usual.npz").read_bytes()
    with np.load(BytesIO(content), allow_pickle=False) as archive:
        text, zipf = archive["terms"], archive["zipf"] / np.float32(10)
    listed = resources.files(__package__).joinpath("common_words.txt").read_text(encoding="utf-8").splitlines()
    weak = " ".join(line for line in listed if not line.startswith("#")).split()
    codes = np.frombuffer(("\n".join(weak) + "\n" + text.tobytes().decode()).encode("utf-32-le"), np.uint32)
    breaks = np.flatnonzero(codes == ord("\n"))
    begins, ends = np.concatenate(([0], breaks + 1)), np.concatenate((breaks, [len(codes)]))
    hashes = hash_spans(codes, begins.astype(np.int64), ends.astype(np.int64))
    low, high = weights.USUAL_FROM, weights.USUAL_TO
    share = np.clip((zipf - low) / (high - low), 0, 1)
    factors = np.concatenate((np.full(len(weak), weights.COMMON_WORD), 1 - share * (1 - weights.USUAL_WORD)))
    order = np.lexsort((factors, hashes))
    first = np.concatenate(([True], np.diff(hashes[order]) > 0))
    return hashes[order][first], factors[order][first].astype(np.float32)


def factors(hashes: NDArray[np.uint64]) -> NDArray[np.float32]:
    """Factor 0..1 on the weight of each of these elements: 1 for a word of no everyday use."""
    known, by = _table()
    place = np.minimum(np.searchsorted(known, hashes), len(known) - 1)
    found: NDArray[np.float32] = np.where(known[place] == hashes, by[place], np.float32(1)).astype(np.float32)
    return found
