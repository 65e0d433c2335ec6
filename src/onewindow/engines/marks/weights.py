"""The numbers the search for candidates turns on. (Those of the ranking are learned: `ranking.json`.)

They were set by hand, for time and recall, while watching the decided training pairs in `benchmarks/marks.py`; nothing
else was looked at.
"""

from __future__ import annotations

# Candidates taken from each view before they are compared in full.
CANDIDATES = {"text": 300, "sound": 300, "element": 350}
# Share of a query's weight, in its commonest features, that candidates are not gathered by ...
SPARED = {"text": 0.28, "sound": 0.3, "element": 0.0}
LARGE = 65_536  # ... in a segment of more rows than this
MOST_SUBSTRINGS = 16_000
LONGEST_SUBSTRING = 40

# How the views value a shared part when candidates are gathered: share of the query covered, share of the mark covered.
GATHER = {"text": (0.75, 0.6), "sound": (0.6, 0.6), "element": (0.8, 0.8)}

COMMON_WORD = 0.35  # factor on the weight of a word in common_words.txt
OTHER_CLASSES = 0.88  # of the score, when both sides name classes and share none
LEAST = 0.2  # hits below are not worth showing

# Elements of a segment near those of the query.
SAME_STEM = 0.92
SAID_ALIKE = 0.8
CHARACTER_IN_WORD = 0.75  # factor on what a Chinese character means within a longer word of the lexicon ...
CHARACTER_ALONE = 0.65  # ... and on what it means in a mark whose characters are no word together
LONGEST_WORD = 24
LEAST_PHRASE = 0.45
MOST_PHRASES = 40
MOST_OF_PHRASE = 50
MOST_DIRECT = 400
MOST_SPELLED = 100
MOST_POSTINGS = 300_000
# Value of a row in one view below which it is not worth comparing.
LEAST_GATHERED = {"text": 0.3, "sound": 0.35, "element": 0.12}
