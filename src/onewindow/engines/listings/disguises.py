"""Kinds of disguise as bits, so that compiled code can gather them, and their names."""

from __future__ import annotations

WIDTH = 1 << 0
ACCENT = 1 << 1
LOOKALIKE = 1 << 2
LEET = 1 << 3
INVISIBLE = 1 << 4
SEPARATED = 1 << 5
DOUBLED = 1 << 6
JOINED = 1 << 7
MISSPELT = 1 << 8
MASKED = 1 << 9
GLUED = 1 << 10
TRADITIONAL = 1 << 11
ALIKE = 1 << 12
SPLIT = 1 << 13
HOMOPHONE = 1 << 14
PINYIN = 1 << 15
MIXED = 1 << 16
DIGIT = 1 << 17

NAMES = {
    WIDTH: "width",
    ACCENT: "accent",
    LOOKALIKE: "look-alike letter",
    LEET: "leet",
    INVISIBLE: "invisible",
    SEPARATED: "separated",
    DOUBLED: "doubled",
    JOINED: "joined",
    MISSPELT: "misspelt",
    MASKED: "masked",
    GLUED: "glued",
    TRADITIONAL: "traditional",
    ALIKE: "look-alike character",
    SPLIT: "split character",
    HOMOPHONE: "homophone",
    PINYIN: "pinyin",
    MIXED: "mixed script",
    DIGIT: "digit",
}
NONE = "none"


def names(bits: int) -> str:
    """The kinds joined by ``+``, ``none`` for a mark written as it is."""
    return "+".join(name for bit, name in NAMES.items() if bits & bit) or NONE
