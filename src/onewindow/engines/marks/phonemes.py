"""The common sound alphabet of all scripts, and what it costs to hear one sound for another.

Consonants: b p m f v d t n l r g k h; j as in John (and pinyin j, zh), c as in church (pinyin q, ch, c), s, z,
S as in ship (pinyin sh, x), w, y, N as in sing. Vowels: a e i o u. Digits stand for themselves.
Costs are set by hand from phonetics (voicing, place) and the usual confusions of Chinese speakers (zh/z, ch/c, sh/s,
n/l, n/ng, f/h, r/l); nothing in them was fitted to data.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

ALPHABET = "bpmfvdtnlrgkhjcszSwyNaeiou0123456789"
CODE = {sound: code for code, sound in enumerate(ALPHABET)}
VOWELS = frozenset("aeiou")

# Sounds one index class holds together, so that a confusion does not lose the candidate; w, y and h fade easily.
_CLASSES = ("bp", "fvh", "dt", "gk", "sSzcj", "nN", "m", "lr", "a", "eiy", "ouw")

_CONFUSIONS = (
    (0.10, "nN wu yi"),
    (0.15, "Ss zj Sc ei ou"),
    (0.20, "bp dt gk vf zs jc ao ae"),
    (0.25, "lr vw jS"),
    (0.30, "fh nl sc zc js zS ai au eo io eu iu"),
    (0.40, "bv mn mN lN pf wf wo"),
    (0.50, "kc gj hk gh rw yj rj rz ks kS td ts"),
)
_GAPS = ((0.35, "aeiou"), (0.30, "wyh"), (0.70, "nNrl"))


def encode(sounds: str) -> bytes:
    """Sounds written in the alphabet as one code a byte; a repeated consonant or vowel is heard once."""
    previous = ""
    codes = bytearray()
    for sound in sounds:
        if sound != previous or sound.isdigit():
            codes.append(CODE[sound])
        previous = sound
    return bytes(codes)


def decode(codes: bytes) -> str:
    """The sounds of a byte string made by `encode`."""
    return "".join(ALPHABET[code] for code in codes)


def spelled(codes: bytes) -> str:
    """The sounds as a reader spells them: the sounds of two letters have one letter among themselves."""
    return decode(codes).replace("S", "sh").replace("N", "ng")


@cache
def classes() -> NDArray[np.uint8]:
    """Index class by sound code: 1 to 11 for sounds, 12 to 21 for digits (0 is kept for the edges of a word)."""
    table = np.zeros(len(ALPHABET), np.uint8)
    for number, members in enumerate(_CLASSES, 1):
        for sound in members:
            table[CODE[sound]] = number
    for digit in range(10):
        table[CODE[str(digit)]] = len(_CLASSES) + 1 + digit
    return table


@cache
def gap_costs() -> NDArray[np.float32]:
    """Cost of a sound heard where there is none, by code: 1 for a clear consonant, less for vowels and weak ones."""
    costs = np.ones(len(ALPHABET), np.float32)
    for cost, members in _GAPS:
        for sound in members:
            costs[CODE[sound]] = cost
    return costs


@cache
def swap_costs() -> NDArray[np.float32]:
    """Cost of hearing one sound for another, by code and code, symmetric, 0 on the diagonal, 1 if nothing alike."""
    costs = np.ones((len(ALPHABET), len(ALPHABET)), np.float32)
    for cost, pairs in _CONFUSIONS:
        for pair in pairs.split():
            one, other = CODE[pair[0]], CODE[pair[1]]
            costs[one, other] = costs[other, one] = cost
    np.fill_diagonal(costs, 0)
    return costs
