"""Mark search measured: time, memory and recall of decided conflicts, beside its peers on the same names.

    python benchmarks/marks.py --marks 1000000 [--no-peers] [--no-ablation] [--seed 7] [--misses]

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
SAMPLE = Path(__file__).resolve().parents[1] / "src/onewindow/desks/register/sample/brands.jsonl.gz"
CUTS = (1, 20, 100)
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


def resident() -> float:
    """Resident memory of this process in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def recall_line(label: str, ranks: list[float]) -> str:
    cells = "  ".join(f"{sum(rank <= cut for rank in ranks) / len(ranks):.2f}" for cut in CUTS)
    return f"  {label:<28} n={len(ranks):<4} {cells}"


def interval(ranks: list[float], cut: int) -> str:
    """95 % bootstrap interval of the recall within `cut` (1,000 seeded resamples of the pairs)."""
    found = np.array([rank <= cut for rank in ranks])
    drawn = np.random.default_rng(1).choice(found, (1000, len(found))).mean(axis=1)
    low, high = np.percentile(drawn, (2.5, 97.5))
    return f"{low:.2f}-{high:.2f}"


def report(title: str, ranks: dict[Pair, float], per_query: list[float]) -> None:
    """Print time and recall of one searcher."""
    p50, p95 = np.percentile(np.array(per_query) * 1e3, (50, 95))
    print(f"\n{title}: p50 {p50:.1f} ms, p95 {p95:.1f} ms a query; R@1 R@20 R@100")
    similar = {pair: rank for pair, rank in ranks.items() if pair.similar}
    intervals = "  ".join(interval(list(similar.values()), cut) for cut in CUTS)
    print(recall_line("decided similar", list(similar.values())), f" 95 %: {intervals}")
    for tag in sorted({tag for pair in similar for tag in pair.tags}):
        print(recall_line(f"  {tag}", [rank for pair, rank in similar.items() if tag in pair.tags]))
    print(recall_line("decided not similar (lower)", [rank for pair, rank in ranks.items() if not pair.similar]))


def our_ranks(
    index: marks.Index, asked: list[Pair], misses: bool, quiet: bool = False
) -> tuple[dict[Pair, float], list[float]]:
    """Rank of each pair's earlier mark, infinity beyond 100, and seconds a query. Prints processor time, and the time
    with the reasons of the first 20 and of all 100 hits read."""
    ranks, seconds, processor, with_20, with_100 = {}, [], [], [], []
    for pair in asked:
        began, busy = time.perf_counter(), time.process_time()
        hits = index.search(marks.Query(pair.later), limit=max(CUTS))
        seconds.append(time.perf_counter() - began)
        processor.append(time.process_time() - busy)
        for wanted, taken in ((20, with_20), (100, with_100)):
            for hit in hits[:wanted]:
                _ = hit.reasons
            taken.append(time.process_time() - busy)
        own = next((hit.score for hit in hits if hit.text == pair.earlier), None)
        higher = sum(hit.score > (own or 0) for hit in hits)
        ties = sum(hit.score == own for hit in hits)
        ranks[pair] = float("inf") if own is None else higher + (ties + 1) / 2
        if misses and pair.similar and ranks[pair] > 20:
            least = (hits[19].score, hits[-1].score) if len(hits) > 19 else ()
            print(f"    {ranks[pair]:>6} {own} | {pair.later} | {pair.earlier} | {pair.tags} | {least}")
    if quiet:
        return ranks, seconds
    for label, taken in (("search", processor), ("with 20 reasons", with_20), ("with 100 reasons", with_100)):
        p50, p95 = np.percentile(np.array(taken) * 1e3, (50, 95))
        print(f"processor time, {label}: p50 {p50:.1f} ms, p95 {p95:.1f} ms")
    return ranks, seconds


def by_folds(index: marks.Index, asked: list[Pair]) -> tuple[dict[Pair, float], list[float]]:
    """`our_ranks`, each pair with the numbers of the ranking that were learned without its owner."""
    from onewindow.engines.marks import scoring

    shipped, folds = scoring.learned, json.loads(FOLDS_FILE.read_text(encoding="utf-8"))
    ranks: dict[Pair, float] = {}
    seconds: list[float] = []
    for number, numbers in enumerate(folds):
        scoring.learned = lambda numbers=numbers: numbers
        found, spent = our_ranks(index, [p for p in asked if fold_of(p.earlier) == number], False, quiet=True)
        ranks |= found
        seconds += spent
    scoring.learned = shipped
    return ranks, seconds


def brands(index: marks.Index, held: list[tuple[str, str, str]], names: list[str]) -> None:
    """Print where the Chinese names of brands are found by their Latin names, beside the likeness of the Latin name to
    the pinyin of the Chinese names among `names`."""
    from pypinyin import lazy_pinyin
    from rapidfuzz import fuzz, process

    ours, theirs = [], []
    eastern = [name for name in names if not name.isascii()]
    spelled = ["".join(lazy_pinyin(name)) for name in eastern]
    place = {name: number for number, name in enumerate(eastern)}
    for _, latin, chinese in held:
        hits = index.search(marks.Query(latin), limit=max(CUTS))
        own = next((hit.score for hit in hits if hit.text == chinese), None)
        ties = sum(hit.score == own for hit in hits)
        ours.append(float("inf") if own is None else sum(hit.score > own for hit in hits) + (ties + 1) / 2)
        likeness = process.cdist([latin.lower()], spelled, scorer=fuzz.ratio)[0]
        same = likeness == likeness[place[chinese]]
        theirs.append(float((likeness > likeness[place[chinese]]).sum() + (same.sum() + 1) / 2))
    print("\nbrands by their Latin name, owners held out, translated names among them; R@1 R@20 R@100")
    print(recall_line("the Chinese name, among all", ours))
    print(recall_line("pinyin ratio, among Chinese", theirs))


def ablation(index: marks.Index, asked: list[Pair]) -> None:
    """What each view adds: recall and processor time with the view left out of candidates and score."""
    from onewindow.engines.marks import scoring, segment

    def silent(view: str) -> Callable[..., Any]:
        strengths = scoring.view_strengths

        def without(*given: Any) -> Any:
            found = strengths(*given)
            identical = found[:, 0] >= 1
            found[:, scoring.VIEWS.index(view)] = 0
            found[identical, 0] = 1
            return found

        return without

    print("\nwithout one view: R@1 R@20 R@100 of the decided similar, processor time p50")
    similar = [pair for pair in asked if pair.similar]
    for view in scoring.VIEWS:
        kept, gather, runs = scoring.view_strengths, segment.Segment._gather, segment.runs_of
        scoring.view_strengths = silent(view)
        if view in ("text", "sound", "element"):

            def gathered(self: Any, name: str, *rest: Any, left_out: str = view, real: Any = gather) -> Any:
                return (np.zeros(0, np.int32), False) if name == left_out else real(self, name, *rest)

            segment.Segment._gather = gathered  # type: ignore[method-assign]
        if view == "meaning":
            segment.runs_of = lambda asked: []
        ranks, seconds = [], []
        for pair in similar:
            busy = time.process_time()
            hits = index.search(marks.Query(pair.later), limit=max(CUTS))
            seconds.append(time.process_time() - busy)
            place = next((n for n, hit in enumerate(hits, 1) if hit.text == pair.earlier), None)
            ranks.append(float("inf") if place is None else float(place))
        print(f"{recall_line(f'without {view}', ranks)}  {np.median(seconds) * 1e3:.1f} ms")
        scoring.view_strengths, segment.Segment._gather, segment.runs_of = kept, gather, runs  # type: ignore[method-assign]


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


def fts5_ranks(names: list[str], asked: list[Pair]) -> tuple[dict[Pair, float], list[float]]:
    """The same for SQLite's trigram index, ranked by bm25, any trigram of the query enough."""
    import sqlite3

    began = time.perf_counter()
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE m USING fts5(name, tokenize='trigram')")
    base.executemany("INSERT INTO m(name) VALUES (?)", ((name,) for name in names))
    print(f"\nSQLite FTS5: built in {time.perf_counter() - began:.1f} s")
    ranks, seconds = {}, []
    for pair in asked:
        text = pair.later.lower().replace('"', "")
        wanted = " OR ".join(f'"{text[n : n + 3]}"' for n in range(max(1, len(text) - 2)))
        began = time.perf_counter()
        found = base.execute("SELECT name FROM m WHERE m MATCH ? ORDER BY rank LIMIT 100", (wanted,)).fetchall()
        seconds.append(time.perf_counter() - began)
        place = next((n for n, (name,) in enumerate(found, 1) if name == pair.earlier.lower()), None)
        ranks[pair] = float("inf") if place is None else float(place)
    return ranks, seconds


def tantivy_ranks(names: list[str], asked: list[Pair]) -> tuple[dict[Pair, float], list[float]] | None:
    """The same for tantivy's fuzzy terms (distance 1), or None where tantivy is not installed."""
    try:
        import tantivy
    except ImportError:
        return None
    began = time.perf_counter()
    schema = tantivy.SchemaBuilder().add_text_field("name", stored=True).build()
    index = tantivy.Index(schema)
    writer = index.writer(heap_size=200_000_000)
    for name in names:
        writer.add_document(tantivy.Document(name=[name]))
    writer.commit()
    index.reload()
    searcher = index.searcher()
    print(f"\ntantivy: built in {time.perf_counter() - began:.1f} s")
    ranks, seconds = {}, []
    for pair in asked:
        began = time.perf_counter()
        terms = [
            (tantivy.Occur.Should, tantivy.Query.fuzzy_term_query(schema, "name", word, distance=1))
            for word in re.findall(r"\w+", pair.later.lower())
        ]
        found = searcher.search(tantivy.Query.boolean_query(terms), 100).hits
        seconds.append(time.perf_counter() - began)
        listed = [searcher.doc(address)["name"][0] for _, address in found]
        place = next((n for n, name in enumerate(listed, 1) if name == pair.earlier.lower()), None)
        ranks[pair] = float("inf") if place is None else float(place)
    return ranks, seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--marks", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--no-ablation", action="store_true")
    parser.add_argument("--misses", action="store_true", help="list the conflicts not among the first 20")
    arguments = parser.parse_args()
    asked = pairs()
    earlier = list(dict.fromkeys(pair.earlier for pair in asked))
    # Every name once, so that a rank means the same to us and to the peers.
    held = brand_pairs(held=True)
    real = list(dict.fromkeys([*earlier, *(chinese for _, _, chinese in held)]))
    names = list(dict.fromkeys([*synthetic_names(arguments.marks, arguments.seed), *real]))
    made = len(names) - len(real)
    print(f"{len(names):,} marks ({made:,} of them synthetic), {len(asked)} decided pairs, seed {arguments.seed}")
    marks.Index.build([marks.Mark("warm", "warm up 暖")]).search(marks.Query("warm"))
    before, began = resident(), time.perf_counter()
    index = marks.Index.build(marks.Mark(str(number), name) for number, name in enumerate(names))
    print(f"build {time.perf_counter() - began:.1f} s, {resident() - before:.0f} MB resident in memory")
    ranks, seconds = our_ranks(index, asked, arguments.misses)
    report("onewindow.engines.marks (100 hits), numbers as shipped", ranks, seconds)
    report("onewindow.engines.marks, each pair by what was learned without its owner", *by_folds(index, asked))
    brands(index, held, names)
    if not arguments.no_ablation:
        ablation(index, asked)
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
    best = dict.fromkeys(asked, float("inf"))
    spent = np.zeros(len(asked))
    searched = {f"rapidfuzz {name}": peer_ranks(scorer, lower, asked) for name, scorer in peers.items()}
    searched["SQLite FTS5 trigram"] = fts5_ranks(lower, asked)
    fuzzy = tantivy_ranks(lower, asked)
    if fuzzy is None:
        print("\ntantivy is not installed (pip install tantivy): left out")
    else:
        searched["tantivy fuzzy"] = fuzzy
    for name, (ranks, seconds) in searched.items():
        report(name, ranks, seconds)
        best = {pair: min(best[pair], ranks[pair]) for pair in asked}
        spent += np.array(seconds)
    report("union of the peers (best rank of any)", best, spent.tolist())


if __name__ == "__main__":
    main()
