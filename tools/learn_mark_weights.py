"""Learn the numbers of the mark ranking: `src/onewindow/engines/marks/ranking.json`.

    python tools/learn_mark_weights.py [--marks 200000] [--rounds 250] [--seed 5]

Learned on the decided training pairs (beside the checkout), on synthetic pairs made by the offices' rules
(`benchmarks/mark_rules.py`) and on half the owners of brands with a Latin and a Chinese name, nothing else: each query
is ranked against the candidates the index finds for it among synthetic names (hard negatives: the `KEPT` that scored
highest with the numbers before). The form of the score stays what a lawyer can read (`scoring.py`); its numbers are
searched for, within bounds and each by its direction, by a seeded random search that lowers the mean logarithm of the
rank of the earlier mark, with a charge for decided-not-similar pairs and exceptions that score as a citation and for
citations that do not. Five folds by owner (marks that share a distinctive word are one owner) give the recall printed:
what was learned on four folds is tried on the fifth (`benchmarks/marks.py` tries it again among more marks, from
`benchmarks/ranking_folds.json`); the numbers saved are learned on all.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))

from mark_rules import made  # noqa: E402
from marks import FOLDS, FOLDS_FILE, brand_pairs, fold_of, pairs, synthetic_names  # noqa: E402
from onewindow.engines import marks  # noqa: E402
from onewindow.engines.marks import scoring  # noqa: E402
from onewindow.engines.marks.asked import Asked  # noqa: E402

OUT = ROOT / "src/onewindow/engines/marks/ranking.json"
BOUNDS = {
    "text_steepness": (1.0, 3.0), "sound_steepness": (1.0, 2.2), "sound_factor": (0.92, 0.97),
    "across_steepness": (0.6, 2.2), "across_factor": (0.75, 0.97),
    "common_loss": (0.2, 0.7),
    "first_loss": (0.0, 0.25), "first_shared_loss": (0.0, 0.6), "apart_loss": (0.1, 0.65),
    "element_base": (0.3, 0.75), "element_balance": (0.2, 0.65),
    "query_balance": (0.0, 0.25), "contained_base": (0.3, 0.6), "contained_share": (0.3, 0.6),
    "contained_aligned": (0.0, 0.15), "order_factor": (0.5, 0.9),
    "order_steepness": (1.0, 2.5), "meaning_factor": (0.8, 0.97), "second_view": (0.1, 0.6), "third_view": (0.0, 0.4),
}  # fmt: skip
MIDDLE = {name: (low + high) / 2 for name, (low, high) in BOUNDS.items()}
CITED, KEPT = 0.6, 250
DECIDED_WEIGHT, MADE_WEIGHT, BRAND_WEIGHT = 1.0, 0.25, 0.1
# What it costs to score as a citation, or nearly: a pair decided not similar, an exception of the rules.
ALARM, EXCEPTION, MARGIN = 3.0, 12.0, 0.02


@dataclass(frozen=True)
class Case:
    """A query with the features of its candidates, the earlier mark's in the first row."""

    later: str
    earlier: str
    similar: bool
    tags: tuple[str, ...]
    weight: float
    features: NDArray[np.float32]

    @property
    def decided(self) -> bool:
        """Whether an office or a court decided it."""
        return self.weight == DECIDED_WEIGHT


def cases(count: int, seed: int) -> list[Case]:
    """All cases, measured in one index of synthetic names and of the earlier marks."""
    rules = [pair for pair in dict.fromkeys(made(12, seed)) if pair.rule != "typeface only"]
    listed = [(p.later, p.earlier, p.similar, p.tags, DECIDED_WEIGHT) for p in pairs()]
    listed += [(p.later, p.earlier, p.similar, (f"made: {p.rule}",), MADE_WEIGHT) for p in rules]
    listed += [(latin, chinese, True, ("brand",), BRAND_WEIGHT) for _, latin, chinese in brand_pairs(held=False)]
    names = list(dict.fromkeys([*synthetic_names(count, seed), *(earlier for _, earlier, *_ in listed)]))
    place = {name: number for number, name in enumerate(names)}
    index = marks.Index.build(marks.Mark(str(number), name) for number, name in enumerate(names))
    state = index._current()
    segment, rarity = state.segments[0], state.element_weights[0]
    numbers = MIDDLE | scoring.learned()
    found = []
    for later, earlier, similar, tags, weight in listed:
        asked = Asked.of(later)
        worth = state.worth(asked)
        near = segment.nearby(asked, worth["element"], rarity)
        rows, _ = segment.candidates(asked, worth, near, 1)
        rows = np.unique(np.append(rows, np.int32(place[earlier])))
        features = segment.compare(asked, rows, worth["element"], rarity, near.terms)
        scores = scoring.combine(scoring.view_strengths(features, numbers), numbers)
        scores[np.searchsorted(rows, place[earlier])] = 2.0  # before all others
        kept = np.argsort(-scores, kind="stable")[: KEPT + 1]
        found.append(Case(later, earlier, similar, tags, weight, features[kept]))
    return found


class Together:
    """Cases with the features of all their candidates in one array."""

    def __init__(self, chosen: list[Case]) -> None:
        self.features = np.concatenate([case.features for case in chosen])
        sizes = np.array([len(case.features) for case in chosen])
        self.starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
        self.which = np.repeat(np.arange(len(chosen)), sizes)
        self.weight = np.array([case.weight for case in chosen])
        self.similar = np.array([case.similar for case in chosen])
        self.charge = np.where([case.decided for case in chosen], ALARM, EXCEPTION)

    def ranks(self, numbers: dict[str, float]) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
        """(middle rank of the earlier mark, its score) of each case."""
        scores = scoring.combine(scoring.view_strengths(self.features, numbers), numbers)
        own = scores[self.starts]
        higher = np.add.reduceat((scores > own[self.which]).astype(np.int64), self.starts)
        ties = np.add.reduceat((scores == own[self.which]).astype(np.int64), self.starts)
        return higher + (ties + 1) / 2, own

    def loss(self, numbers: dict[str, float]) -> float:
        """What is lowered: see the head of this file."""
        place, own = self.ranks(numbers)
        missed = np.log(place) + (place > 100) + 2 * np.maximum(0, CITED - own)
        alarm = self.charge * np.maximum(0, own - CITED + MARGIN)
        return float((self.weight * np.where(self.similar, missed, alarm)).sum() / self.weight.sum())


def search(chosen: list[Case], start: dict[str, float], rounds: int, seed: int, names: list[str]) -> dict[str, float]:
    """Seeded random search around the best numbers so far, from `start` on, with steps that shrink; only the numbers of
    these names are changed."""
    chance, together = random.Random(seed), Together(chosen)
    best, least = dict(start), together.loss(start)
    for step in range(rounds):
        reach = 0.3 * (1 - step / rounds) + 0.02
        tried = dict(best)
        for name in chance.sample(names, min(len(names), chance.choice((1, 2, 3)))):
            low, high = BOUNDS[name]
            tried[name] = min(high, max(low, tried[name] + chance.gauss(0, reach) * (high - low)))
        value = together.loss(tried)
        if value < least:
            best, least = tried, value
    return best


def recall(title: str, ranks: list[float]) -> None:
    cells = "  ".join(f"{np.mean([place <= cut for place in ranks]):.2f}" for cut in (1, 20, 100))
    print(f"  {title:<34} n={len(ranks):<4} {cells}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--marks", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=250)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--only", nargs="+", choices=sorted(BOUNDS), help="learn these, the others as they are")
    given = parser.parse_args()
    known = cases(given.marks, given.seed)
    before = MIDDLE | scoring.learned()
    names = given.only or sorted(BOUNDS)
    held: list[tuple[Case, float]] = []
    folds = []
    for number in range(FOLDS):
        # From the middle of the bounds, or from what was learned without this fold: the numbers in use have seen it.
        start = MIDDLE | json.loads(FOLDS_FILE.read_text(encoding="utf-8"))[number] if given.only else MIDDLE
        others = [case for case in known if fold_of(case.earlier) != number]
        numbers = search(others, start, given.rounds, given.seed, names)
        folds.append({name: round(value, 3) for name, value in numbers.items()})
        kept = [case for case in known if fold_of(case.earlier) == number]
        held += zip(kept, Together(kept).ranks(numbers)[0], strict=True)
    FOLDS_FILE.write_text(json.dumps(folds, indent=1) + "\n", encoding="utf-8")
    decided = [(case, place) for case, place in held if case.decided]
    print("R@1 R@20 R@100 among candidates, each pair ranked by what was learned without its owner")
    similar = Together([case for case, _ in decided if case.similar])
    recall("decided similar, before", list(similar.ranks(before)[0]))
    recall("decided similar", [place for case, place in decided if case.similar])
    for tag in sorted({tag for case, _ in decided for tag in case.tags}):
        chosen = [place for case, place in decided if case.similar and tag in case.tags]
        if chosen:
            recall(f"  {tag}", chosen)
    recall("decided not similar", [place for case, place in decided if not case.similar])
    final = search(known, before, 2 * given.rounds, given.seed, names)
    every = Together(known)
    print(f"loss on all {every.loss(before):.4f} -> {every.loss(final):.4f}")
    brands = sum(case.weight == BRAND_WEIGHT for case in known)
    made_pairs = len(known) - len(decided) - brands
    learned = f"learn_mark_weights.py --marks {given.marks} --rounds {given.rounds} --seed {given.seed}"
    if given.only:  # the others were learned before
        earlier = json.loads(OUT.read_text(encoding="utf-8"))["learned by"]
        learned = f"{earlier}; {learned} --only {' '.join(given.only)}"
    content = {
        "learned by": learned,
        "learned on": f"{len(decided)} decided training pairs, {made_pairs} made by rules, {brands} pairs of brands",
        "weights": {name: round(value, 3) for name, value in final.items()},
    }
    OUT.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
