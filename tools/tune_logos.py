"""The chance that a picture found is another drawing of the mark asked for, by how near it is: the table of the score.

    python tools/tune_logos.py --packages var/icons

Counted on searches among the brands that may be learned from (icon_packs.trainable): one drawing of each asked for, its
first 100 hits, those of the same name in another set being right. Prints what
`onewindow/engines/marks/images/scoring.py` holds, made to rise.
"""

import argparse
import random
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np

import icon_packs

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))
from onewindow.engines.marks.images import ImageError
from onewindow.engines.marks.images.describe import Description, both_ways
from onewindow.engines.marks.images.pictures import Pictures
from onewindow.engines.marks.images.search import Asked, nearness

HITS = 100
EDGES = (0.4, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.98, 1.01)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", type=Path, required=True, help="folder of the npm packages, fetched if missing")
    parser.add_argument("--queries", type=int, default=450)
    asked = parser.parse_args()
    icon_packs.fetch(icon_packs.BRAND_SETS + icon_packs.MORE_BRAND_SETS, asked.packages)
    drawn: dict[str, tuple[icon_packs.Icon, Description, Description]] = {}
    sets: dict[str, set[str]] = {}
    for icon in icon_packs.trainable(icon_packs.BRAND_SETS, asked.packages):
        try:
            drawn[f"{icon.pack}/{icon.name}"] = (icon, *both_ways(icon.svg))
        except ImageError:
            continue
        sets.setdefault(icon.brand, set()).add(icon.pack)
    pictures = Pictures.of({name: plain for name, (_, plain, _) in drawn.items()})
    icons = [drawn[pictures.id_of(row)][0] for row in range(pictures.size)]
    near, right = [], []
    several = [name for name, (icon, _, _) in drawn.items() if len(sets[icon.brand]) > 1]
    for name in random.Random(7).sample(several, min(asked.queries, len(several))):
        icon, *both = drawn[name]
        found = nearness(pictures, Asked(*both))
        first = [
            row
            for row in np.argsort(-found)[: HITS + 20].tolist()
            if (icons[row].brand, icons[row].pack) != (icon.brand, icon.pack)
        ][:HITS]
        near += found[first].tolist()
        right += [icons[row].brand == icon.brand for row in first]
    values, truth = np.array(near), np.array(right)
    share = 0.0
    for low, high in pairwise(EDGES):
        within = (values >= low) & (values < high)
        if within.any():
            share = max(share, float(truth[within].mean()))
            print(f"{values[within].mean():.3f} {share:.3f}  of {within.sum():,}")


if __name__ == "__main__":
    main()
