"""The peers of the mark benchmark on the same names: rapidfuzz, SQLite's trigram index, tantivy's fuzzy terms.

Each is given folded names and pairs (query, earlier mark) and gives the rank of the earlier mark and what each query
took; one core each, as they come.
"""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from measuring import Spent

Pairs = Sequence[tuple[str, str]]
Ranked = tuple[list[float], Spent]
CUT = 100  # hits asked of an index


def peers(names: list[str], asked: Pairs) -> Iterator[tuple[str, list[float], Spent]]:
    """(name, ranks, what the queries took) of every peer that is installed."""
    from rapidfuzz import distance, fuzz

    scorers = {
        "ratio": fuzz.ratio,
        "JaroWinkler": distance.JaroWinkler.similarity,
        "token_set_ratio": fuzz.token_set_ratio,
        "WRatio": fuzz.WRatio,
    }
    place = {name: number for number, name in enumerate(names)}
    for name, scorer in scorers.items():
        yield f"rapidfuzz {name}", *rapidfuzz(scorer, names, place, asked)
    yield "SQLite FTS5 trigram", *fts5(names, asked)
    if (fuzzy := tantivy_fuzzy(names, asked)) is None:
        print("\ntantivy is not installed (pip install tantivy): left out")
    else:
        yield "tantivy fuzzy", *fuzzy


def rapidfuzz(scorer: Callable[..., Any], names: list[str], place: dict[str, int], asked: Pairs) -> Ranked:
    """A scorer that compares the query with every name; ties are ranked in their middle."""
    from rapidfuzz import process

    ranks, spent = [], Spent()
    for query, earlier in asked:
        with spent.on_one():
            scores = process.cdist([query], names, scorer=scorer, workers=1, dtype=np.float32)[0]
        own = scores[place[earlier]]
        ranks.append(float((scores > own).sum() + ((scores == own).sum() + 1) / 2))
    return ranks, spent


def _listed(found: list[str], earlier: str) -> float:
    return float(found.index(earlier) + 1) if earlier in found else float("inf")


def fts5(names: list[str], asked: Pairs) -> Ranked:
    """SQLite's trigram index, ranked by bm25, any trigram of the query enough."""
    began = time.perf_counter()
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE m USING fts5(name, tokenize='trigram')")
    base.executemany("INSERT INTO m(name) VALUES (?)", ((name,) for name in names))
    print(f"\nSQLite FTS5: built in {time.perf_counter() - began:.1f} s")
    ranks, spent = [], Spent()
    for query, earlier in asked:
        text = query.replace('"', "")
        wanted = " OR ".join(f'"{text[n : n + 3]}"' for n in range(max(1, len(text) - 2)))
        with spent.on_one():
            rows = base.execute(
                "SELECT name FROM m WHERE m MATCH ? ORDER BY rank LIMIT ?",
                (wanted, CUT),
            ).fetchall()
        ranks.append(_listed([name for (name,) in rows], earlier))
    return ranks, spent


def tantivy_fuzzy(names: list[str], asked: Pairs) -> Ranked | None:
    """tantivy's fuzzy terms (distance 1), or None where tantivy is not installed."""
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
    ranks, spent = [], Spent()
    for query, earlier in asked:
        with spent.on_one():
            terms = [
                (tantivy.Occur.Should, tantivy.Query.fuzzy_term_query(schema, "name", word, distance=1))
                for word in re.findall(r"\w+", query)
            ]
            found = searcher.search(tantivy.Query.boolean_query(terms), CUT).hits
        ranks.append(_listed([searcher.doc(address)["name"][0] for _, address in found], earlier))
    return ranks, spent
