"""Mark search measured: time, memory and recall of decided conflicts, beside its peers on the same names.

    python benchmarks/marks.py --marks 1000000             # ours beside the peers
    python benchmarks/marks.py --marks 10000000 --ours     # time, memory and recall alone
    python benchmarks/marks.py --marks 1000000 --ablation  # what each view adds and costs

The register searched is synthetic (seeded, made here, labelled so); into it go the earlier marks of the decided
training pairs beside the checkout (`../shared/data`). A query is the later mark; the target is its earlier mark.
Ranks of ties are the middle of the tie; intervals are 95 % bootstrap intervals over the pairs.

What was tuned on what: the numbers of the ranking were learned on these pairs, on rule-made ones and on half the
brands. Each pair is ranked with the numbers learned without its owner (five folds, `ranking_folds.json`, made by
`tools/learn_mark_weights.py`); a second report has the numbers that are shipped, learned on all. The form of the score
and the bounds of the search for candidates were chosen while watching these pairs. Dictionaries and transliterations
come from general sources and saw none of them; a few words of the list of foreign equivalents by hand are of these
pairs. The peers are as they come. Brands with a Latin and a Chinese name of the other half of the owners are searched
by the Latin name, beside the likeness of the name to the Chinese one's pinyin.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import json
import random
import re
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, chain
from pathlib import Path
from typing import Any

import numpy as np

from mark_peers import peers
from measuring import CUTS, Spent, interval, most_resident, recall_line, resident, told_apart, with_intervals
from onewindow.engines import marks

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
SAMPLE = Path(__file__).resolve().parents[1] / "src/onewindow/desks/register/sample/brands.jsonl.gz"
CITED = 0.6  # a score an examiner would cite
FOLDS = 5
FOLDS_FILE = Path(__file__).with_name("ranking_folds.json")  # numbers of the ranking learned without each fold
GENERIC = """the and of
group company home house life star gold best first king queen royal new world global pro plus max
smart tech solutions systems services foods coffee beer wine kitchen garden beauty fashion sport club studio design
media digital mobile energy power green blue red black white sun moon sky sea ocean mountain river city urban classic
original natural organic fresh pure baby kids pet dog cat bear lion eagle tiger fish rock art music dance love happy
little big super ultra mega mini care health fit touch clean easy quick fast family mother brothers american national
bank capital insurance travel hotel cafe bar grill bakery brewing cellars motors auto parts tools shop store market"""
CHINESE_GENERIC = """公司 科技 集团 国际 食品 服饰 之家 生活 优品 世家 坊 堂 记 王 小 大 新 中国 美 家"""
ONSETS = "b br c ch cl d dr f fl g gr h j k l m n p pl pr qu r s sh st t th tr v w x z"
NUCLEI = "a e i o u ai ea ee io oo ou"
CODAS = "l n r s t x m ck nd rt"
DEVICE = re.compile(
    r"\s*(&\s*(flower )?(design|device)|\((another )?(logo|stylised|word and design|another)\))", re.IGNORECASE
)


@dataclass(frozen=True)
class Pair:
    """A decided conflict."""

    later: str
    earlier: str
    similar: bool
    tags: tuple[str, ...]


def pairs() -> list[Pair]:
    """The decided training pairs of word elements (pairs of pictures are left out)."""
    found = []
    with (SHARED / "marks" / "decided-pairs-train.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            later, earlier = (DEVICE.sub("", row[name]).strip() for name in ("later_mark", "earlier_mark"))
            tags = tuple(row["basis_tag"].split("|"))
            if tags != ("figurative",) and later and earlier:
                found.append(Pair(later, earlier, row["outcome"] == "similar", tags))
    return found


def fold_of(earlier: str) -> int:
    """The fold of a pair for cross-validation: by its owner, who is known by the longest word of the earlier mark."""
    longest = max(re.findall(r"\w+", earlier.lower()), key=len)
    return hashlib.blake2b(longest.encode()).digest()[0] % FOLDS


def brand_pairs(held: bool) -> list[tuple[str, str, str]]:
    """(owner, name in Latin letters, Chinese name) of the sample's brands that have both; half of the owners, by a hash
    of the owner: `held` out, or those that may be learned on. Translated names are among them as they are."""
    written: dict[str, dict[str, list[str]]] = {}
    owners = {}
    with gzip.open(SAMPLE, "rt", encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            owners[row["brand"]] = row["owner"]
            kind = "zh" if row["script"] in ("Hans", "Hant") else row["script"]
            written.setdefault(row["brand"], {}).setdefault(kind, []).append(row["text"])
    found = []
    for brand, names in sorted(written.items()):
        latin = [name for name in names.get("Latn", []) if name.isascii()]
        chinese = [name for name in names.get("zh", []) if all("\u4e00" <= letter <= "\u9fff" for letter in name)]
        if latin and chinese and (hashlib.blake2b(owners[brand].encode()).digest()[0] % 2 == 0) == held:
            found.append((owners[brand], min(latin, key=len), min(chinese, key=len)))
    return found


def synthetic_names(count: int, seed: int) -> Iterator[str]:
    """Seeded synthetic marks, each once: 7 of 10 of coined and common Latin words by a Zipf law, 3 of 10 Chinese."""
    chance = random.Random(seed)
    coined = []
    for _ in range(60_000):
        syllables = chance.choices((1, 2, 3, 4), (1, 8, 6, 2))[0]
        word = "".join(
            chance.choice(ONSETS.split())
            + chance.choice(NUCLEI.split())
            + (chance.choice(CODAS.split()) if chance.random() < 0.4 else "")
            for _ in range(syllables)
        )
        coined.append(word)
    common = GENERIC.split()
    with gzip.open(SHARED / "nice" / "nice_en_items_2015_cc0.csv.gz", "rt", encoding="utf-8") as file:
        common += sorted(set(re.findall(r"[a-z]{3,12}", file.read().lower())))
    latin_weights = list(accumulate(1 / (rank + 20) for rank in range(len(common))))
    coined_weights = list(accumulate(1 / (rank + 300) for rank in range(len(coined))))
    cells = [bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF)]
    characters = [character for cell in cells if (character := cell.decode("gb2312", "ignore"))]
    endings = CHINESE_GENERIC.split()
    chance.shuffle(characters)
    character_weights = list(accumulate(1 / (rank + 60) for rank in range(len(characters))))
    made: set[str] = set()
    while len(made) < count:
        if chance.random() < 0.3:
            size = chance.choice((2, 2, 3, 3, 4, 5))
            name = "".join(chance.choices(characters, cum_weights=character_weights, k=size))
            name += chance.choice(endings) if chance.random() < 0.3 else ""
        else:
            words = []
            for _ in range(chance.choices((1, 2, 3, 4), (5, 8, 3, 1))[0]):
                from_common = chance.random() < 0.45
                words += chance.choices(
                    common if from_common else coined, cum_weights=latin_weights if from_common else coined_weights
                )
            name = " ".join(words).upper()
        if name not in made:
            made.add(name)
            yield name


def middle_rank(hits: Sequence[marks.Hit], text: str) -> tuple[float, float]:
    """(rank of the mark of this text among the hits, ties in their middle; its score); infinity and 0 without it."""
    own = next((hit.score for hit in hits if hit.text == text), None)
    if own is None:
        return float("inf"), 0.0
    return sum(hit.score > own for hit in hits) + (sum(hit.score == own for hit in hits) + 1) / 2, own


@dataclass
class Searched:
    """Rank of each pair's earlier mark, infinity beyond what was asked for; what the queries took; our scores."""

    ranks: dict[Pair, float]
    spent: Spent
    scores: dict[Pair, float] = field(default_factory=dict)


def report(title: str, found: Searched) -> None:
    """Print time, recall by basis, and the false-alarm side of one searcher."""
    print(f"\n{title}: {found.spent}; R@1 R@20 R@100, 95 % intervals")
    similar = {pair: rank for pair, rank in found.ranks.items() if pair.similar}
    others = [rank for pair, rank in found.ranks.items() if not pair.similar]
    print(with_intervals("decided similar", list(similar.values())))
    for tag in sorted({tag for pair in similar for tag in pair.tags}):
        print(with_intervals(f"  {tag}", [rank for pair, rank in similar.items() if tag in pair.tags]))
    print(with_intervals("decided not similar (lower)", others))
    print(f"  a similar pair ranks before one that is not: {told_apart(list(similar.values()), others):.2f}", end="")
    if found.scores:
        cited = {
            side: [score >= CITED for pair, score in found.scores.items() if pair.similar == side]
            for side in (True, False)
        }
        shares = " and ".join(f"{np.mean(cited[side]):.2f} ({interval(cited[side])})" for side in (True, False))
        print(f"; scored {CITED} or more, similar and not: {shares}; whoever always says similar: 1 and 1", end="")
    print(flush=True)


def our_ranks(index: marks.Index, asked: list[Pair], misses: bool = False) -> Searched:
    """Rank of each pair's earlier mark among 100 hits, and what the searches took."""
    found = Searched({}, Spent())
    for pair in asked:
        with found.spent.on_one():
            hits = index.search(marks.Query(pair.later), limit=max(CUTS))
        found.ranks[pair], found.scores[pair] = middle_rank(hits, pair.earlier)
        if misses and pair.similar and found.ranks[pair] > 20:
            least = (hits[19].score, hits[-1].score) if len(hits) > 19 else ()
            print(f"    {found.ranks[pair]:>6} {found.scores[pair]} | {pair.later} | {pair.earlier} | {least}")
    return found


def reasons_too(index: marks.Index, asked: list[Pair]) -> str:
    """What a search takes when the reasons of its first 20 hits are read, as a page does."""
    spent = Spent()
    for pair in asked:
        with spent.on_one():
            for hit in index.search(marks.Query(pair.later), limit=20):
                _ = hit.reasons
    return str(spent)


def by_folds(index: marks.Index, asked: list[Pair]) -> Searched:
    """`our_ranks`, each pair with the numbers of the ranking that were learned without its owner."""
    from onewindow.engines.marks import scoring

    shipped, folds = scoring.learned, json.loads(FOLDS_FILE.read_text(encoding="utf-8"))
    together = Searched({}, Spent())
    for number, numbers in enumerate(folds):
        scoring.learned = lambda numbers=numbers: numbers
        found = our_ranks(index, [p for p in asked if fold_of(p.earlier) == number])
        together.ranks |= found.ranks
        together.scores |= found.scores
        together.spent.clock += found.spent.clock
        together.spent.processor += found.spent.processor
    scoring.learned = shipped
    return together


def ranks_of(index: marks.Index, asked: list[tuple[str, str]]) -> tuple[list[float], Spent]:
    """Rank of the target of each (query, target) among 100 hits, and what the searches took."""
    ranks, spent = [], Spent()
    for query, target in asked:
        with spent.on_one():
            hits = index.search(marks.Query(query), limit=max(CUTS))
        ranks.append(middle_rank(hits, target)[0])
    return ranks, spent


def brands(index: marks.Index, held: list[tuple[str, str, str]]) -> None:
    """Print where the Chinese names of brands are found by their Latin names."""
    ranks, spent = ranks_of(index, [(latin, chinese) for _, latin, chinese in held])
    print(f"\nbrands by their Latin name, owners held out, translated names among them: {spent}; R@1 R@20 R@100")
    print(with_intervals("the Chinese name, among all", ranks), flush=True)


def brands_by_pinyin(held: list[tuple[str, str, str]], names: list[str]) -> None:
    """The same by the likeness (rapidfuzz ratio) of the Latin name to the pinyin of the Chinese names alone."""
    from pypinyin import lazy_pinyin
    from rapidfuzz import fuzz, process

    eastern = [name for name in names if not name.isascii()]
    spelled = ["".join(lazy_pinyin(name)) for name in eastern]
    place = {name: number for number, name in enumerate(eastern)}
    ranks, spent = [], Spent()
    for _, latin, chinese in held:
        with spent.on_one():
            likeness = process.cdist([latin.lower()], spelled, scorer=fuzz.ratio)[0]
        own = likeness[place[chinese]]
        ranks.append(float((likeness > own).sum() + ((likeness == own).sum() + 1) / 2))
    print(f"\nthe same brands, pinyin ratio among the Chinese names: {spent}")
    print(with_intervals("the Chinese name", ranks), flush=True)


def ablation(index: marks.Index, asked: list[Pair], held: list[tuple[str, str, str]]) -> None:
    """What each view adds: recall and processor time with the view left out of candidates and score."""
    from onewindow.engines.marks import scoring, segment

    strengths, gather, runs = scoring.view_strengths, segment.Segment._gather, segment.runs_of

    def without(view: str) -> None:
        def silent(*given: Any) -> Any:
            found = strengths(*given)
            identical = found[:, 0] >= 1
            found[:, scoring.VIEWS.index(view)] = 0
            found[identical, 0] = 1
            return found

        def gathered(self: Any, name: str, *rest: Any) -> Any:
            return (np.zeros(0, np.int32), False) if name == view else gather(self, name, *rest)

        scoring.view_strengths = silent
        segment.Segment._gather = gathered  # type: ignore[method-assign]
        segment.runs_of = (lambda asked: []) if view == "meaning" else runs

    wanted = {
        "decided similar": [(pair.later, pair.earlier) for pair in asked if pair.similar],
        "brands": [(latin, chinese) for _, latin, chinese in held],
    }
    print("\nwithout one view, numbers as shipped; R@1 R@20 R@100")
    for view in ("none", *scoring.VIEWS):
        if view != "none":
            without(view)
        for name, queries in wanted.items():
            ranks, spent = ranks_of(index, queries)
            print(f"{recall_line(f'{name}, without {view}', ranks)}  {spent}", flush=True)
        scoring.view_strengths, segment.runs_of = strengths, runs
        segment.Segment._gather = gather  # type: ignore[method-assign]


def against_peers(names: list[str], held: list[tuple[str, str, str]], asked: list[Pair]) -> None:
    """The same pairs by the peers on the same names, and the best rank of any of them."""
    brands_by_pinyin(held, names)
    lower = list(dict.fromkeys(name.lower() for name in names))
    best, together = dict.fromkeys(asked, float("inf")), Spent()
    for name, ranks, spent in peers(lower, [(pair.later.lower(), pair.earlier.lower()) for pair in asked]):
        report(name, Searched(dict(zip(asked, ranks, strict=True)), spent))
        best = {pair: min(best[pair], rank) for pair, rank in zip(asked, ranks, strict=True)}
        together.clock = [sum(both) for both in zip(together.clock or [0.0] * len(asked), spent.clock, strict=True)]
        together.processor = [
            sum(both) for both in zip(together.processor or [0.0] * len(asked), spent.processor, strict=True)
        ]
    report("union of the peers (best rank of any)", Searched(best, together))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--marks", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--ours", action="store_true", help="without the peers")
    parser.add_argument("--ablation", action="store_true", help="what each view adds, and nothing else")
    parser.add_argument("--misses", action="store_true", help="list the conflicts not among the first 20")
    arguments = parser.parse_args()
    started = time.perf_counter()
    asked = pairs()
    held = brand_pairs(held=True)
    # Every name once, so that a rank means the same to us and to the peers.
    real = list(dict.fromkeys([*(pair.earlier for pair in asked), *(chinese for _, _, chinese in held)]))
    alone = arguments.ours or arguments.ablation
    marked = set(real)
    made = (name for name in synthetic_names(arguments.marks, arguments.seed) if name not in marked)
    names: Iterable[str] = chain(made, real)
    names = names if alone else list(names)  # only the peers need them at hand
    marks.Index.build([marks.Mark("warm", "warm up 暖")]).search(marks.Query("warm"))
    before, began = resident(), time.perf_counter()
    index = marks.Index.build(marks.Mark(str(number), name) for number, name in enumerate(names))
    took = time.perf_counter() - began
    print(
        f"{len(index):,} marks ({len(index) - len(real):,} of them synthetic), {len(asked)} decided pairs, "
        f"seed {arguments.seed}\nbuild {took:.1f} s{', the making of the names in it' if alone else ''}; "
        f"{resident() - before:.0f} MB resident in memory, {most_resident():.0f} MB at most while building"
    )
    for _, latin, _ in held[:20]:
        index.search(marks.Query(latin))  # reads the lexicon
    if arguments.ablation:
        ablation(index, asked, held)
    else:
        report("onewindow.engines.marks (100 hits), numbers as shipped", our_ranks(index, asked, arguments.misses))
        print(f"  with the reasons of 20 hits read: {reasons_too(index, asked)}")
        report("onewindow.engines.marks, each pair by what was learned without its owner", by_folds(index, asked))
        brands(index, held)
    if isinstance(names, list):
        against_peers(names, held, asked)
    print(f"\nwhole run {time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
