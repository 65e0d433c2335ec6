"""The scan of listings measured: titles a second per core beside its peers, memory, and disguised marks found.

    pip install ahocorasick-rs pyahocorasick flashtext anyascii confusable-homoglyphs
    python benchmarks/listings.py [--titles 1000000] [--marks 100000] [--stream 10000000] [--spark 100000]
                                  [--no-speed] [--no-attacks]

Titles are the real ones beside the checkout (`../shared/data/listings`), repeated; marks are the sample register's
and Chinese company names. Times are CPU times of one process. Attacks are put by seeded code (`listing_attacks.py`):
English ones on real titles, Chinese ones on synthetic titles. Brands are split by a checksum of their name:
thresholds were tuned on one half (`tuning`), not on the other (`kept out`). One rule (no exchanged letter in a mark of
five) was added after the negatives of the second were seen; the words of shops (`glyphs/counted.npz`) come from counts
of modern text and were chosen by their count alone. A hit on a negative is any finding in a title that holds none of
the brands as a word. Beside ours stand the usual baselines (`listing_baselines.py`), in the same run.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import itertools
import json
import random
import re
import resource
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import listing_attacks as attacks
import listing_baselines as baselines
import listing_spark
from onewindow.engines.listings import Listing, Protected, Scanner

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"
if not SHARED.exists():
    SHARED = ROOT.parents[1] / "shared" / "data"
SAMPLE = ROOT / "src/onewindow/desks/register/sample/brands.jsonl.gz"
BRANDS, NEGATIVES, BLOCK = 2000, 20_000, 20_000


def real_titles() -> list[str]:
    """The real titles, fashion and electronics."""
    with gzip.open(SHARED / "listings/fashion-titles.csv.gz", "rt", encoding="utf-8") as file:
        found = [row[0] for row in csv.reader(file)][1:]
    with gzip.open(SHARED / "listings/pricerunner.csv.gz", "rt", encoding="utf-8") as file:
        return found + [row[1] for row in csv.reader(file)]


def sample_brands() -> list[str]:
    """The words of the sample register."""
    with gzip.open(SAMPLE, "rt", encoding="utf-8") as file:
        return sorted({json.loads(line)["text"] for line in file})


def english_brands() -> list[str]:
    """Those of them in Latin letters without accents, neither very short nor very long."""
    return [b for b in sample_brands() if b.isascii() and sum(map(str.isalpha, b)) >= 4 and len(b) <= 24]


def chinese_names() -> list[str]:
    """Chinese company and brand short names."""
    with gzip.open(SHARED / "marks/chinese-company-short-names.txt.gz", "rt", encoding="utf-8") as file:
        return sorted({line.strip() for line in file if line.strip()})


def cpu(task: Callable[[], object]) -> float:
    """CPU seconds of a task."""
    begun = time.process_time()
    task()
    return time.process_time() - begun


def speed(count: int, marks: int) -> Scanner:
    """Print titles a second of ours and the peers on the same titles and marks."""
    base = real_titles()
    titles = list(itertools.islice(itertools.cycle(base), count))
    chosen = [*sample_brands()]
    chosen += random.Random(1).sample(chinese_names(), max(0, marks - len(chosen)))
    chosen = chosen[:marks]
    print(f"{len(titles):,} titles ({len(base):,} real ones repeated), {len(chosen):,} marks, one process, CPU time")
    marks_given = [Protected(str(n), text) for n, text in enumerate(chosen)]
    scanner = Scanner.build(marks_given[:1000])
    code = cpu(lambda: [scanner.scan_columns(base[:10], disguised=disguised) for disguised in (True, False)])
    print(f"  machine code ready in {time.process_time():.1f} s of CPU ({code:.1f} s of it to scan; cached on disk)")
    begun = time.process_time()
    scanner = Scanner.build(marks_given)
    print(f"  marks compiled in {time.process_time() - begun:.1f} s")
    for name, seconds in phases(scanner, base[:BLOCK]).items():
        print(f"    {name:<42} {1e6 * seconds / BLOCK:>10.2f} µs/title")
    batches = [titles[at : at + BLOCK] for at in range(0, len(titles), BLOCK)]
    listings = [Listing(str(n), title) for n, title in enumerate(base)]

    def show(name: str, seconds: float, n: int = len(titles)) -> None:
        print(f"  {name:<44} {n / seconds:>10,.0f} titles/s", flush=True)

    show("ours, disguises, verified (columns)", cpu(lambda: [scanner.scan_columns(batch) for batch in batches]))
    show("ours, disguises, verified (Finding objects)", cpu(lambda: scanner.scan(listings)), len(listings))
    exact = cpu(lambda: [scanner.scan_columns(batch, disguised=False) for batch in batches])
    show("ours, as written, verified (columns)", exact)
    _peers(base, sorted({text.lower() for text in chosen}), show)
    return scanner


def phases(scanner: Scanner, titles: list[str]) -> dict[str, float]:
    """CPU seconds of each part of a scan of titles with disguises: folding, matching, and what makes columns of it."""
    from onewindow.engines.listings import finding, folding

    forms = scanner._forms
    folded = cpu(lambda: [folding.fold(titles[at : at + finding.BATCH]) for at in range(0, len(titles), finding.BATCH)])
    found = cpu(lambda: finding.find(forms, titles, True))
    whole = cpu(lambda: scanner.scan_columns(titles))
    return {"folding": folded, "matching, aligning, context": found - folded, "owners, classes, sellers": whole - found}


def _peers(titles: list[str], texts: list[str], show: Callable[[str, float, int], None]) -> None:
    lower, n = [title.lower() for title in titles], len(titles)
    import daachorse

    machine = daachorse.CharwiseDoubleArrayAhoCorasick(texts)
    show("daachorse, raw", cpu(lambda: [machine.find_overlapping(title) for title in lower]), n)
    try:
        import ahocorasick_rs

        rust = ahocorasick_rs.AhoCorasick(texts)
        show("ahocorasick-rs, raw", cpu(lambda: [rust.find_matches_as_indexes(t, overlapping=True) for t in lower]), n)
        import ahocorasick

        c = ahocorasick.Automaton()
        for number, text in enumerate(texts):
            c.add_word(text, number)
        c.make_automaton()
        show("pyahocorasick, raw", cpu(lambda: [list(c.iter(title)) for title in lower]), n)
        from flashtext import KeywordProcessor

        words = KeywordProcessor()
        words.add_keywords_from_list(texts)
        show("flashtext, raw", cpu(lambda: [words.extract_keywords(title) for title in lower]), n)
    except ImportError as error:
        print(f"  not installed: {error.name}")


def stream(scanner: Scanner, count: int) -> None:
    """Scan many titles in blocks; print the memory it takes."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    endless = itertools.cycle(real_titles())
    begun, found = time.process_time(), 0
    for _ in range(0, count, BLOCK):
        found += len(scanner.scan_columns(list(itertools.islice(endless, BLOCK))).listing)
    seconds, after = time.process_time() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{count:,} titles in blocks: {count / seconds:,.0f} titles/s, {found:,} findings", end="; ")
    print(f"peak RSS {after / 1024:,.0f} MB ({(after - before) / 1024:+,.0f} MB over the run)")


def put(title: str, brand: str, chance: random.Random) -> str:
    """A title with a brand at its head, its end or inside."""
    words = title.split()
    at = chance.choice((0, 0, len(words), chance.randrange(len(words) + 1)))
    return " ".join([*words[:at], brand, *words[at:]])


def half(names: list[str], kept_out: bool, seed: int) -> list[str]:
    """Brands of one half, at most ``BRANDS``."""
    chosen = [name for name in names if zlib.crc32(name.lower().encode()) % 2 == kept_out]
    random.Random(seed).shuffle(chosen)
    return chosen[:BRANDS]


def english(kept_out: bool) -> None:
    """Print what is found of each English attack."""
    brands = half(english_brands(), kept_out, 11)
    keys: dict[str, list[str]] = {}
    for brand in brands:
        key = baselines.words_of(brand)
        keys.setdefault(key.split()[0] if key.split() else "", []).append(key)
    pool = list(dict.fromkeys(real_titles()))
    random.Random(5).shuffle(pool)

    def clean(title: str) -> bool:
        words = baselines.words_of(title)
        return not any(key in words for first in set(words.split()) for key in keys.get(first, ()))

    negatives = list(itertools.islice(filter(clean, pool), NEGATIVES))
    _table(
        "English",
        kept_out,
        brands,
        negatives,
        attacks.ENGLISH,
        lambda a, r: put(r.choice(negatives), a, r),
        baselines.english,
    )


def chinese(kept_out: bool) -> None:
    """Print what is found of each Chinese attack, on synthetic titles."""
    han = re.compile("[\u4e00-\u9fa5]{2,6}")
    brands = half(sorted(n for n in {*chinese_names(), *sample_brands()} if han.fullmatch(n)), kept_out, 12)
    known, chance = set(brands), random.Random(9)

    def clean(title: str) -> bool:
        return not any(title[at : at + n] in known for at in range(len(title)) for n in range(2, 7))

    endless = iter(lambda: attacks.chinese_title(chance), "")
    negatives = list(itertools.islice(filter(clean, endless), NEGATIVES))
    kinds = attacks.Chinese().all()
    _table(
        "Chinese (synthetic titles)",
        kept_out,
        brands,
        negatives,
        kinds,
        lambda a, r: attacks.chinese_title(r, a),
        baselines.chinese,
    )


def _table(
    name: str, kept_out: bool, brands: list[str], negatives: list[str], kinds: dict[str, attacks.Attack],
    title_of: Callable[[str, random.Random], str], peers: Callable[[list[str]], Iterator[tuple[str, baselines.Find]]],
) -> None:  # fmt: skip
    ours = Scanner.build(Protected(brand, brand) for brand in brands)
    finders: dict[str, baselines.Find] = {"ours": lambda titles: _found(ours, titles)}
    try:
        finders |= dict(peers(brands))
    except ImportError as error:
        print(f"  not installed: {error.name}")
    print(f"{name}, {'kept out' if kept_out else 'tuning'} half: {len(brands):,} brands, {len(negatives):,} negatives")
    print(f"  {'':<26}{'n':>6}" + "".join(f"{label:>16}" for label in finders))
    rows: list[list[float]] = []
    everything = {"undisguised": lambda text, chance: text, **kinds}
    for kind, attack in everything.items():
        chance, given = random.Random(3), []
        for brand in brands:
            attacked = attack(brand, chance)
            if attacked is not None and (attacked != brand or kind == "undisguised"):
                given.append((brand, title_of(attacked, chance)))
        titles = [title for _, title in given]
        shares = []
        for find in finders.values():
            hit = sum(brand in found for (brand, _), found in zip(given, find(titles), strict=True))
            shares.append(100 * hit / max(1, len(given)))
        if kind != "undisguised":
            rows.append(shares)
        print(f"  {kind:<26}{len(given):>6}" + "".join(f"{share:>15.1f}%" for share in shares), flush=True)
    macro = [sum(column) / len(rows) for column in zip(*rows, strict=True)]
    print(f"  {'macro recall of attacks':<32}" + "".join(f"{share:>15.1f}%" for share in macro))
    wrong = [100 * sum(map(bool, find(negatives))) / len(negatives) for find in finders.values()]
    print(f"  {'hits on negatives':<32}" + "".join(f"{share:>15.2f}%" for share in wrong), flush=True)


def _found(scanner: Scanner, titles: list[str]) -> list[set[str]]:
    found: list[set[str]] = [set() for _ in titles]
    for finding in scanner.scan([Listing(str(n), title) for n, title in enumerate(titles)]):
        found[int(finding.listing_id)].add(finding.protected_id)
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--titles", type=int, default=1_000_000)
    parser.add_argument("--marks", type=int, default=100_000)
    parser.add_argument("--stream", type=int, default=0, help="titles to stream in blocks, such as 10000000")
    parser.add_argument("--spark", type=int, default=0, help="listings to scan on Spark and locally, such as 100000")
    parser.add_argument("--no-speed", action="store_true")
    parser.add_argument("--no-attacks", action="store_true")
    given = parser.parse_args()
    if not given.no_attacks:
        for kept_out in (False, True):
            english(kept_out)
            chinese(kept_out)
    if not given.no_speed:
        compiled = speed(given.titles, given.marks)
        if given.stream:
            stream(compiled, given.stream)
    if given.spark:
        listing_spark.compare(real_titles(), english_brands(), given.spark)
