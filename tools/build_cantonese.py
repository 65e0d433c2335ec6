"""Compile how Chinese characters are said in Cantonese: `src/onewindow/engines/marks/lexicon/cantonese.txt`.

    apt-get download unicode-data        # unpack usr/share/unicode/Unihan_Readings.txt.bz2
    python tools/build_cantonese.py Unihan_Readings.txt.bz2

Marks of Hong Kong, and many of families and places overseas, are written in Latin letters by their Cantonese sound
(周生生 Chow Sang Sang, 万宁 Mannings). The first reading of Unihan's kCantonese (Jyutping) is spelled the way Hong Kong
spells names and read as any other Latin word. Characters of GB 2312 and Big5 as the engine folds them; those said as
in Mandarin are left out. Nothing was fitted to data.
"""

from __future__ import annotations

import argparse
import bz2
import re
from pathlib import Path

import said_otherwise
from onewindow.engines.marks.fold import words
from onewindow.engines.marks.latin import read_latin

_SYLLABLE = re.compile(r"(ng|gw|kw|[bpmfdtnlgkhwzcsj])?([a-z]+)[1-6]")
_INITIALS = {"b": "p", "d": "t", "g": "k", "gw": "kw", "z": "ch", "c": "ch", "j": "y"}
_FINALS = {
    "aa": "a", "aai": "ai", "aau": "au", "aam": "am", "aan": "an", "aang": "ang", "aap": "ap", "aat": "at", "aak": "ak",
    "au": "au", "eoi": "ui", "eon": "un", "eot": "ut", "oe": "eu", "oeng": "eung", "oek": "euk", "ou": "o", "yu": "u",
    "yun": "un", "yut": "ut", "m": "m", "ng": "ng",
}  # fmt: skip


def spelled(jyutping: str) -> str:
    """A syllable of Jyutping as Hong Kong spells names, without the tone."""
    match = _SYLLABLE.fullmatch(jyutping)
    if match is None:
        return jyutping.rstrip("123456")
    first, last = match[1] or "", match[2]
    return _INITIALS.get(first, first) + _FINALS.get(last, last)


def common(character: str) -> bool:
    """Whether a character is in one of the two sets most fonts and registers know."""
    return any(character.encode(charset, "ignore") for charset in ("gb2312", "big5"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("readings", type=Path)
    said: dict[str, str] = {}
    with bz2.open(parser.parse_args().readings, "rt", encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file if "\tkCantonese\t" in line]
    # The character as it is folded first: a traditional one stands in only where the simplified one has no reading.
    listed = {chr(int(code[2:], 16)): readings.split()[0] for code, _, readings in rows}
    for character in sorted(listed, key=lambda c: ("".join(words(c)) != c, c)):
        folded = "".join(words(character))
        if common(character) and len(folded) == 1:
            said.setdefault(folded, read_latin(spelled(listed[character]), named=False))
    said_otherwise.write("cantonese", "Made from Unihan (Unicode licence) by tools/build_cantonese.py", said)


if __name__ == "__main__":
    main()
