"""Mark search measured: time, memory and recall of decided conflicts, beside rapidfuzz on the same names.

    python benchmarks/marks.py --marks 1000000 [--no-peers] [--seed 7] [--misses]

The register searched is synthetic (seeded, made here, labelled so); into it go the earlier marks of the decided
training pairs beside the checkout (`../shared/data`). A query is the later mark; the target is its earlier mark.
Ranks of ties are the middle of the tie. The weights of the engine were adjusted while looking at these same pairs:
the recall printed is therefore that of the data it was set on.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import random
import re
import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np

from onewindow.engines import marks

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
CUTS = (1, 20, 100)
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


def resident() -> float:
    """Resident memory of this process in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def recall_line(label: str, ranks: list[float]) -> str:
    cells = "  ".join(f"{sum(rank <= cut for rank in ranks) / len(ranks):.2f}" for cut in CUTS)
    return f"  {label:<28} n={len(ranks):<4} {cells}"


def report(title: str, ranks: dict[Pair, float], per_query: list[float]) -> None:
    """Print time and recall of one searcher."""
    p50, p95 = np.percentile(np.array(per_query) * 1e3, (50, 95))
    print(f"\n{title}: p50 {p50:.1f} ms, p95 {p95:.1f} ms a query; R@1 R@20 R@100")
    similar = {pair: rank for pair, rank in ranks.items() if pair.similar}
    print(recall_line("decided similar", list(similar.values())))
    for tag in sorted({tag for pair in similar for tag in pair.tags}):
        print(recall_line(f"  {tag}", [rank for pair, rank in similar.items() if tag in pair.tags]))
    print(recall_line("decided not similar (lower)", [rank for pair, rank in ranks.items() if not pair.similar]))


def our_ranks(index: marks.Index, asked: list[Pair], misses: bool) -> tuple[dict[Pair, float], list[float]]:
    """Rank of each pair's earlier mark, infinity beyond 100, and seconds a query."""
    ranks, seconds = {}, []
    for pair in asked:
        began = time.perf_counter()
        hits = index.search(marks.Query(pair.later), limit=max(CUTS))
        seconds.append(time.perf_counter() - began)
        own = next((hit.score for hit in hits if hit.text == pair.earlier), None)
        higher = sum(hit.score > (own or 0) for hit in hits)
        ties = sum(hit.score == own for hit in hits)
        ranks[pair] = float("inf") if own is None else higher + (ties + 1) / 2
        if misses and pair.similar and ranks[pair] > 20:
            least = (hits[19].score, hits[-1].score) if len(hits) > 19 else ()
            print(f"    {ranks[pair]:>6} {own} | {pair.later} | {pair.earlier} | {pair.tags} | {least}")
    return ranks, seconds


def peer_ranks(
    scorer: Callable[..., Any], names: list[str], asked: list[Pair]
) -> tuple[dict[Pair, float], list[float]]:
    """The same for a rapidfuzz scorer, which compares the query with every name (one core)."""
    from rapidfuzz import process

    place = {name: number for number, name in enumerate(names)}
    ranks, seconds = {}, []
    for pair in asked:
        began = time.perf_counter()
        scores = process.cdist([pair.later.lower()], names, scorer=scorer, workers=1, dtype=np.float32)[0]
        seconds.append(time.perf_counter() - began)
        own = scores[place[pair.earlier.lower()]]
        ranks[pair] = float((scores > own).sum() + ((scores == own).sum() + 1) / 2)
    return ranks, seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--marks", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--misses", action="store_true", help="list the conflicts not among the first 20")
    arguments = parser.parse_args()
    asked = pairs()
    earlier = list(dict.fromkeys(pair.earlier for pair in asked))
    # Every name once, so that a rank means the same to us and to the peers.
    names = list(dict.fromkeys([*synthetic_names(arguments.marks, arguments.seed), *earlier]))
    made = len(names) - len(earlier)
    print(f"{len(names):,} marks ({made:,} of them synthetic), {len(asked)} decided pairs, seed {arguments.seed}")
    marks.Index.build([marks.Mark("warm", "warm up 暖")]).search(marks.Query("warm"))
    before, began = resident(), time.perf_counter()
    index = marks.Index.build(marks.Mark(str(number), name) for number, name in enumerate(names))
    print(f"build {time.perf_counter() - began:.1f} s, {resident() - before:.0f} MB resident in memory")
    ranks, seconds = our_ranks(index, asked, arguments.misses)
    report("onewindow.engines.marks (100 hits with reasons)", ranks, seconds)
    if arguments.no_peers:
        return
    from rapidfuzz import distance, fuzz

    lower = list(dict.fromkeys(name.lower() for name in names))
    peers = {
        "ratio": fuzz.ratio,
        "JaroWinkler": distance.JaroWinkler.similarity,
        "token_set_ratio": fuzz.token_set_ratio,
        "WRatio": fuzz.WRatio,
    }
    for name, scorer in peers.items():
        report(f"rapidfuzz {name}", *peer_ranks(scorer, lower, asked))


if __name__ == "__main__":
    main()
