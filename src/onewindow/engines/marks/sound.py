"""Readings: how an element of a mark is said, in the sound alphabet all scripts share."""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import cache, lru_cache
from importlib import resources
from itertools import groupby

from onewindow.engines.marks import scripts
from onewindow.engines.marks.fold import is_han
from onewindow.engines.marks.latin import DIGIT_NAMES, read_latin, read_pinyin, syllable
from onewindow.engines.marks.phonemes import encode

# A reading heard in this share of the phrases a character occurs in is an alternate: 乐 le or yue, 长 chang or zhang.
_ALTERNATE_SHARE = 0.2


def _toneless(reading: str) -> str:
    plain = unicodedata.normalize("NFD", reading.replace("ü", "v")).replace("u\u0308", "v")
    return "".join(letter for letter in plain if letter.isascii() and letter.isalpha())


@cache
def _phrase_readings() -> dict[str, Counter[str]]:
    from pypinyin.phrases_dict import phrases_dict

    counts: dict[str, Counter[str]] = {}
    for phrase, readings in phrases_dict.items():
        if len(phrase) <= 4 and len(phrase) == len(readings):
            for character, reading in zip(phrase, readings, strict=True):
                counts.setdefault(character, Counter())[reading[0]] += 1
    return counts


@lru_cache(maxsize=65536)
def pinyin_of(character: str) -> tuple[str, ...]:
    """Pinyin of a Chinese character without tones (ü as v), most usual first, alternates after; () if unknown."""
    from pypinyin.pinyin_dict import pinyin_dict

    listed = tuple(dict.fromkeys(map(_toneless, pinyin_dict.get(ord(character), "").split(",")))) if character else ()
    listed = tuple(reading for reading in listed if reading)
    if len(listed) < 2:
        return listed
    heard: Counter[str] = Counter()
    for reading, count in _phrase_readings().get(character, Counter()).items():
        heard[_toneless(reading)] += count
    if not heard:
        return listed[:1]
    total = heard.total()
    usual = [reading for reading, count in heard.most_common() if count >= _ALTERNATE_SHARE * total and reading]
    return tuple(usual[:2]) or listed[:1]


@cache
def _said(name: str) -> dict[str, str]:
    """How characters sound otherwise than in Mandarin, where they do: in the names of foreign people and places
    (`transliterations`: 克 k, 斯 s, 顿 ton), and in Cantonese (`cantonese`: 六福 lukfuk)."""
    table = resources.files(__package__).joinpath(f"lexicon/{name}.txt").read_text(encoding="utf-8")
    return {line[0]: line[2:] for line in table.splitlines() if not line.startswith("#")}


def _kind(character: str) -> str:
    if "a" <= character <= "z":
        return "latin"
    if character.isdigit() and character.isascii():
        return "digit"
    return "han" if is_han(character) else "other"


@lru_cache(maxsize=1 << 18)
def readings(word: str) -> tuple[bytes, ...]:
    """How a folded element (see `fold.words`) is said: sound codes, the most likely reading first, at most four, each
    kind in its place (a later one that is missing is the first).

    The further readings are: Latin letters read as pinyin, the alternate reading of a Chinese character, digits
    among letters said aloud (M8, 4U), what a Chinese character stands for in foreign names, and its Cantonese sound.
    Characters without a known sound are silent.
    """
    runs = [(kind, "".join(run)) for kind, run in groupby(word, _kind)]
    mixed = len(runs) > 1
    usual: list[str] = []
    other: list[str] = []
    spoken: list[str] = []
    southern: list[str] = []
    for kind, run in runs:
        if kind == "latin":
            first = fourth = read_latin(run)
            second = read_pinyin(run) or first
            third = read_latin(run, named=False) if mixed and len(run) == 1 and run not in "aeiou" else first
        elif kind == "digit":
            first = second = fourth = run
            third = "".join(DIGIT_NAMES[digit] for digit in run) if mixed or len(run) == 1 else run
        elif kind == "han":
            said = [tuple(map(syllable, pinyin_of(character))) or ("",) for character in run]
            first = "".join(options[0] for options in said)
            second = "".join(options[-1] for options in said)
            third, fourth = (
                "".join(_said(name).get(character, options[0]) for character, options in zip(run, said, strict=True))
                for name in ("transliterations", "cantonese")
            )
        else:
            first = second = third = fourth = scripts.read(run)
        usual.append(first)
        other.append(second)
        spoken.append(third)
        southern.append(fourth)
    said_ways = [encode("".join(parts)) for parts in (usual, other, spoken, southern)]
    while len(said_ways) > 1 and said_ways[-1] == said_ways[0]:
        said_ways.pop()
    return tuple(said_ways)
