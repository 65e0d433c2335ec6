"""How often goods in words find their Nice class and similar group, over an office's own items held out of its table.

    python benchmarks/nice.py [--folds 0-9] [--misses N]

The items are dealt into ten folds by the hash of their code, so that all names of a good, Chinese and English, are held
out together. For each fold the table is made of the other nine and asked for the names of the fold. Beside it, on the
same names, the word table alone, which needs no imported file and knows classes only. A name that the table has in
several groups is found with any of them. Weights and passes of the classifier were chosen on folds 0 to 2.
"""

import argparse
import csv
import gzip
import random
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from onewindow.engines.goods import GoodsGroup, GoodsIndex, GoodsItem
from onewindow.law.nice import classes_for, hints

DATA = Path(__file__).resolve().parents[1] / ".." / "shared" / "data" / "nice"
FOLDS = 10
TUNED_ON = (0, 1, 2)
Truth = tuple[set[int], set[str]]
"""The classes and the groups that a code is in."""


def fold_of(code: str) -> int:
    """The fold in which all names of a code are held out."""
    return zlib.crc32(code.encode()) % FOLDS


def rows(name: str) -> list[dict[str, str]]:
    """The rows of one of the files."""
    with gzip.open(DATA / name, "rt", encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


class Tally:
    """Counts of a run over held-out names."""

    def __init__(self) -> None:
        self.found: Counter[str] = Counter()
        self.names = self.in_groups = 0
        self.seconds = 0.0
        self.misses: list[tuple[str, list[int], list[int]]] = []

    def count(self, name: str, classes: list[int], groups: list[str], truth: Truth) -> None:
        """Add the answer to one name, best first, and what would have been right."""
        right, right_groups = truth
        self.names += 1
        self.in_groups += bool(right_groups)
        self.found["class 1"] += bool(right & set(classes[:1]))
        self.found["class 3"] += bool(right & set(classes[:3]))
        self.found["group 1"] += bool(right_groups & set(groups[:1]))
        self.found["group 3"] += bool(right_groups & set(groups[:3]))
        self.found["silent"] += not classes
        if not right & set(classes[:1]):
            self.misses.append((name, sorted(right), classes[:3]))

    def say(self, label: str, grouped: bool) -> None:
        """Print a line of shares."""
        share = {key: f"{value / max(self.names, 1):6.1%}" for key, value in self.found.items()}
        line = f"{label:34} {self.names:6,} {share['class 1']:>8} {share['class 3']:>8}"
        for key in ("group 1", "group 3"):
            line += f" {self.found[key] / max(self.in_groups, 1):>8.1%}" if grouped else f" {'-':>8}"
        print(f"{line} {share['silent']:>8} {self.names / max(self.seconds, 1e-9):>9,.0f}")


def main() -> None:
    """Measure and print one line for each language and way."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--folds", default="0-9", help="such as 0-2")
    parser.add_argument("--misses", type=int, default=0, help="print so many missed names of each run")
    given = parser.parse_args()
    first, _, last = given.folds.partition("-")
    folds = range(int(first), int(last or first) + 1)
    if not DATA.exists():
        print("no table of similar goods is there to measure with")
        return
    items, groups, english = table()
    tallies: defaultdict[str, Tally] = defaultdict(Tally)
    build = 0.0
    for fold in folds:
        begin = time.perf_counter()
        index = GoodsIndex.build((item for item in items if fold_of(item.code) != fold), groups, hints)
        build = max(build, time.perf_counter() - begin)
        held = sorted({(item.code, item.name) for item in items if fold_of(item.code) == fold})
        held_english = [name for name in english if fold_of(name[0]) == fold]
        seen = "tuned on" if fold in TUNED_ON else "untouched"
        for language, names in (("zh", held), ("en", held_english)):
            measure(index, names, truth_of(items, english), tallies, language, seen)
    head = ("names", "class@1", "class@3", "group@1", "group@3", "silent", "names/s")
    print(f"{'':34} {head[0]:>6} " + " ".join(f"{h:>8}" for h in head[1:6]) + f" {head[6]:>9}")
    for label, tally in sorted(tallies.items()):
        tally.say(label, "table" in label and "word table" not in label)
        for miss in random.Random(1).sample(tally.misses, min(given.misses, len(tally.misses))):
            print("    ", *miss)
    print(f"learning nine tenths of the table: {build:.1f} s at most")


def table() -> tuple[list[GoodsItem], list[GoodsGroup], list[tuple[str, str, int]]]:
    """Items with their English names joined by code, groups with titles and notes, and every English name."""
    english = [(row["code"], row["description_en"], int(row["class"])) for row in rows("nice_en_items_2015_cc0.csv.gz")]
    by_code: defaultdict[str, list[str]] = defaultdict(list)
    for code, name, _ in english:
        by_code[code].append(name)
    items = [
        GoodsItem(int(row["class"]), row["similar_group"], row["name"], row["part"], row["paragraph"], row["code"],
                  tuple(by_code[row["code"]]))
        for row in rows("nice_zh_items_2024.csv.gz")
    ]  # fmt: skip
    groups = [
        GoodsGroup(int(row["class"]), row["similar_group"], row["group_title_zh"], row["notes_zh"])
        for row in rows("nice_groups.csv.gz")
    ]
    return items, groups, english


def truth_of(items: Iterable[GoodsItem], english: Iterable[tuple[str, str, int]]) -> dict[str, Truth]:
    """Classes and groups by code; a code that only the English list has gives a class alone."""
    truth: defaultdict[str, Truth] = defaultdict(lambda: (set(), set()))
    for item in items:
        truth[item.code][0].add(item.class_number)
        truth[item.code][1].add(item.group)
    for code, _, number in english:
        truth[code][0].add(number)
    return truth


def measure(
    index: GoodsIndex, names: Iterable[tuple[str, ...]], truth: dict[str, Truth],
    tallies: dict[str, Tally], language: str, seen: str,
) -> None:  # fmt: skip
    """Ask the table and the word table for each name."""
    for code, name, *_ in names:
        begin = time.perf_counter()
        suggested = index.suggest(name, 12)
        ended = time.perf_counter()
        words = [suggestion.number for suggestion in classes_for(name, limit=3)]
        after = time.perf_counter()
        classes: Counter[int] = Counter()
        for suggestion in suggested:
            classes[suggestion.class_number] += suggestion.score  # type: ignore[assignment]
        ranked, found = [number for number, _ in classes.most_common()], [s.group for s in suggested]
        for folds in (seen, "all"):
            tally = tallies[f"{language} {folds}: table and words"]
            tally.count(name, ranked, found, truth[code])
            tally.seconds += ended - begin
            tally = tallies[f"{language} {folds}: word table alone"]
            tally.count(name, words, [], truth[code])
            tally.seconds += after - ended


if __name__ == "__main__":
    main()
