"""How often goods in words find their Nice class, over the offices' own items (which the word table does not contain).

    python benchmarks/nice.py [--misses N]

Prints top-1 and top-3 accuracy, items in which no word is known, and items per second.
"""

import argparse
import csv
import gzip
import random
import time
from pathlib import Path

from onewindow.law.nice import classes_for

ITEMS = Path(__file__).resolve().parents[1] / ".." / "shared" / "data" / "nice"
FILES = {"zh": ("nice_zh_items_2024.csv.gz", "name"), "en": ("nice_en_items_2015_cc0.csv.gz", "description_en")}


def main() -> None:
    """Measure each language and print one line of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--misses", type=int, default=0, help="print so many missed items")
    shown = parser.parse_args().misses
    for language, (name, column) in FILES.items():
        path = ITEMS / name
        if not path.exists():
            print(f"{language}: {name} is not there, skipped")
            continue
        with gzip.open(path, "rt", encoding="utf-8") as stream:
            items = [(int(row["class"]), row[column]) for row in csv.DictReader(stream)]
        first = third = silent = 0
        misses = []
        begin = time.perf_counter()
        for number, goods in items:
            numbers = [suggestion.number for suggestion in classes_for(goods, limit=3)]
            first += numbers[:1] == [number]
            third += number in numbers
            silent += not numbers
            if numbers[:1] != [number]:
                misses.append((number, numbers, goods))
        rate = len(items) / (time.perf_counter() - begin)
        print(
            f"{language}: {len(items)} items, top-1 {first / len(items):.1%}, top-3 {third / len(items):.1%}, "
            f"no known word {silent / len(items):.1%}, {rate:,.0f} items/s"
        )
        for miss in random.Random(1).sample(misses, min(shown, len(misses))):
            print("  ", *miss)


if __name__ == "__main__":
    main()
