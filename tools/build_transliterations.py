"""Learn how Chinese characters render foreign names: `src/onewindow/engines/marks/lexicon/transliterations.txt`.

    python tools/build_transliterations.py cedict_1_0_ts_utf-8_mdbg.txt.gz

The pairs are the entries of CC-CEDICT whose English is one capitalised word (克林顿 Clinton). Which sounds of the
foreign word each character stands for is found by expectation maximisation with the best division of each word counted,
started from the likeness of the sounds to the character's pinyin. A tenth of the pairs is held out, and the likeness of
their sounds printed with and without what was learned. The result is under the licence of CC-CEDICT (see NOTICE).
"""

from __future__ import annotations

import argparse
import gzip
import math
import random
import re
from collections import Counter, defaultdict
from pathlib import Path

import said_otherwise
from onewindow.engines.marks.fold import is_han, words
from onewindow.engines.marks.latin import read_latin
from onewindow.engines.marks.phonemes import CODE, gap_costs, swap_costs
from said_otherwise import mandarin

_ENTRY = re.compile(r"^\S+ (\S+) \[([^\]]*)\] /([A-Z][a-z]{3,})(?:[ ,(/]|$)")
LONGEST_CHUNK, LEAST_SEEN, STEEP, PRIOR = 4, 3, 2.5, 2.0
SWAP, GAP = swap_costs(), gap_costs()


def unlikeness(one: str, other: str) -> float:
    """Weighted edit distance of two strings of sounds."""
    row = [0.0]
    for sound in other:
        row.append(row[-1] + float(GAP[CODE[sound]]))
    for sound in one:
        last, row = row, [row[0] + float(GAP[CODE[sound]])]
        for j, heard in enumerate(other):
            row.append(
                min(
                    last[j + 1] + float(GAP[CODE[sound]]),
                    row[j] + float(GAP[CODE[heard]]),
                    last[j] + float(SWAP[CODE[sound], CODE[heard]]),
                )
            )
    return row[-1]


def pairs(path: Path) -> list[tuple[str, str]]:
    """(Chinese, sounds of the foreign word) of the names in the dictionary that are not Chinese themselves."""
    found = []
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            match = _ENTRY.match(line)
            if not match or not 2 <= len(match[1]) <= 6 or not all(map(is_han, match[1])):
                continue
            pinyin = re.sub(r"[^a-z]", "", match[2].lower())
            name = "".join(words(match[3].lower()))
            if name.isascii() and not pinyin.startswith(name) and not name.startswith(pinyin[:5]):
                found.append((match[1], re.sub(r"(.)\1", r"\1", read_latin(name))))
    return sorted(set(found))


class Model:
    """Probability that a character renders a chunk of sounds."""

    def __init__(self) -> None:
        self.counts: dict[str, Counter[str]] = defaultdict(Counter)
        self.first: dict[tuple[str, str], float] = {}

    def cost(self, character: str, chunk: str) -> float:
        """Negative logarithm of the probability, the pinyin's likeness counting as so many observations."""
        key = (character, chunk)
        if key not in self.first:
            self.first[key] = math.exp(-STEEP * unlikeness(mandarin(character), chunk))
        seen = self.counts[character]
        return -math.log((seen[chunk] + PRIOR * self.first[key]) / (seen.total() + PRIOR))

    def divide(self, name: str, sounds: str) -> tuple[float, list[str]]:
        """The likeliest division of the sounds among the characters, and its cost."""
        best: list[dict[int, tuple[float, list[str]]]] = [{0: (0.0, [])}]
        for character in name:
            row: dict[int, tuple[float, list[str]]] = {}
            for begin, (cost, chunks) in best[-1].items():
                for end in range(begin + 1, min(len(sounds), begin + LONGEST_CHUNK) + 1):
                    chunk = sounds[begin:end]
                    total = cost + self.cost(character, chunk)
                    if end not in row or total < row[end][0]:
                        row[end] = (total, [*chunks, chunk])
            best.append(row)
        return best[-1].get(len(sounds), (math.inf, []))


def learn(known: list[tuple[str, str]], rounds: int = 4) -> Model:
    """Expectation maximisation over the pairs that sound alike at all; translated names drop out."""
    model = Model()
    for _ in range(rounds):
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for name, sounds in known:
            cost, chunks = model.divide(name, sounds)
            if cost < 5 * len(name):
                for character, chunk in zip(name, chunks, strict=True):
                    counts[character][chunk] += 1
        model.counts = counts
    return model


def table(model: Model) -> dict[str, str]:
    """For each character often seen the chunk it renders most, the shorter of equals."""
    return {
        character: min(seen.items(), key=lambda pair: (-pair[1], len(pair[0]), pair[0]))[0]
        for character, seen in sorted(model.counts.items())
        if seen.total() >= LEAST_SEEN
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cedict", type=Path)
    known = pairs(parser.parse_args().cedict)
    random.Random(7).shuffle(known)
    held, rest = known[: len(known) // 10], known[len(known) // 10 :]
    learned = table(learn(rest))
    before = after = 0.0
    for name, sounds in held:
        plain = list(map(mandarin, name))
        better = [learned.get(character, said) for character, said in zip(name, plain, strict=True)]
        whole = sum(float(GAP[CODE[sound]]) for sound in sounds)
        before += unlikeness("".join(plain), sounds) / whole
        after += min(unlikeness("".join(plain), sounds), unlikeness("".join(better), sounds)) / whole
    print(f"{len(known)} names; held out {len(held)}: unlikeness {before / len(held):.3f} -> {after / len(held):.3f}")
    origin = "Derived from CC-CEDICT (CC BY-SA 4.0) by tools/build_transliterations.py"
    said_otherwise.write("transliterations", origin, table(learn(known)))


if __name__ == "__main__":
    main()
