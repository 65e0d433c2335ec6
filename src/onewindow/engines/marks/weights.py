"""Every number the ranking turns on, in one place.

They were set by hand from the offices' rules and adjusted while watching the decided conflicts of the training pairs
and rule-made variants in `benchmarks/marks.py`; nothing else was looked at.
"""

from __future__ import annotations

# Candidates taken from each view before they are compared in full.
CANDIDATES = {"text": 800, "sound": 800, "element": 600}
SPARED = 0.12  # share of a query's weight, in its commonest features, that candidates are not gathered by ...
LARGE = 65_536  # ... in a segment of more rows than this
MOST_SUBSTRINGS = 16_000
LONGEST_SUBSTRING = 40

# How the views value a shared part when candidates are gathered: share of the query covered, share of the mark covered.
GATHER = {"text": (0.75, 0.6), "sound": (0.6, 0.6), "element": (0.8, 0.8)}

SOUND_FACTOR = 0.97  # the same sound in another spelling is a little less than the same mark
STEEPNESS = 1.35  # likeness falls faster than edits grow: half the letters changed is not half alike
ELEMENT_BASE, ELEMENT_BALANCE = 0.62, 0.36  # whole of the lighter mark covered; plus what it makes of the heavier one
COMMON_LOSS = 0.5  # what sharing only the commonest of words takes from an element's strength
COMMON_WORD = 0.35  # factor on the weight of a word in common_words.txt
CONTAINED_BASE, CONTAINED_SHARE, CONTAINED_ALIGNED = 0.38, 0.5, 0.08
SECOND_VIEW = 0.25  # of what is missing to 1, what a second view that agrees can add
OTHER_CLASSES = 0.88  # of the score, when both sides name classes and share none
LEAST = 0.2  # hits below are not worth showing
