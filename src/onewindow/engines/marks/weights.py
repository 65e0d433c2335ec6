"""The numbers the search for candidates turns on. (Those of the ranking are learned: `ranking.json`.)

They were set by hand, for time and recall, while watching the decided training pairs in `benchmarks/marks.py`; nothing
else was looked at.
"""

from __future__ import annotations

# Candidates taken from each view before they are compared in full.
CANDIDATES = {"text": 150, "sound": 100, "element": 200}
# Share of a query's weight, in its commonest features, that candidates are not gathered by ...
SPARED = {"text": 0.28, "sound": 0.4, "element": 0.0}
LARGE = 65_536  # ... in a segment of more rows than this
MOST_SUBSTRINGS = 16_000
LONGEST_SUBSTRING = 40

# How the views value a shared part when candidates are gathered: share of the query covered, share of the mark covered.
GATHER = {"text": (0.75, 0.6), "sound": (0.6, 0.6), "element": (0.8, 0.8)}

COMMON_WORD = 0.35  # factor on the weight of a word in common_words.txt
# Factor on the weight of the most usual words of a language; from one of these frequencies (Zipf scale) to the other it
# falls to that from 1.
USUAL_WORD, USUAL_FROM, USUAL_TO = 0.45, 3.7, 5.3
# Of the score, when both sides name classes and share none: in groups of classes whose goods are often held related
# (drinks, clothing and its shops, ...; by our own reading of published decisions), and in other ones. Small enough to
# put no mark that is alike behind one that is not.
RELATED_CLASSES, OTHER_CLASSES = 0.97, 0.93
RELATED = (
    (29, 30, 31, 32, 43), (32, 33, 43), (18, 25, 35, 14, 24, 26), (3, 5, 44, 21), (9, 38, 42, 41, 28), (16, 41, 9),
    (12, 37, 39, 7, 4), (5, 10, 44), (36, 35, 42), (1, 2, 17, 19), (6, 19, 37, 20), (11, 20, 21, 24), (34, 33),
    (8, 21, 7), (31, 5, 44),
)  # fmt: skip
LEAST = 0.2  # hits below are not worth showing
# Share of the hits kept for the best whole marks by meaning and for the best of another script, if they are that many.
RESERVED = {"meaning": 0.2, "script": 0.1}
LEAST_RESERVED = 0.4  # the share of both marks that means the same, without which no room is kept

# Elements of a segment near those of the query.
SAME_STEM = 0.92
SAID_ALIKE = 0.8
CHARACTER_IN_WORD = 0.75  # factor on what a Chinese character means within a longer word of the lexicon ...
CHARACTER_ALONE = 0.65  # ... and on what it means in a mark whose characters are no word together
LONGEST_WORD = 24
LEAST_PHRASE = 0.45
MOST_PHRASES = 40
MOST_OF_PHRASE = 50
MOST_DIRECT = 100
LEAST_WHOLE_MEANT = 0.45  # nearness of words from which marks that are as a whole these words are compared
MOST_SPELLED = 100
MOST_POSTINGS = 300_000
# Value of a row in one view below which it is not worth comparing.
LEAST_GATHERED = {"text": 0.3, "sound": 0.35, "element": 0.12}
