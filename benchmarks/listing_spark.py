"""The scan on Spark beside the scan of one process and of all cores: the same rows, and how long the command takes.

Each is the command a user runs, started anew, so its start counts: on Spark that of Java and of its Python processes
too. Listings are real titles; every fifth has a disguised brand put in by seeded code. Needs
`pip install onewindow[spark]` and Java 17.
"""

from __future__ import annotations

import csv
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow
from pyarrow import parquet

import listing_attacks as attacks


def compare(titles: list[str], brands: list[str], count: int) -> None:
    """Print how long each takes for ``count`` listings, and whether the rows are equal. Raises ``AssertionError``."""
    with tempfile.TemporaryDirectory(prefix="onewindow-spark-") as name:
        folder, chance = Path(name), random.Random(8)
        kinds = list(attacks.ENGLISH.values())
        rows = []
        for number in range(count):
            title = titles[number % len(titles)]
            if number % 5 == 0:
                title = f"{chance.choice(kinds)(chance.choice(brands), chance) or ''} {title}"
            rows.append((str(number), title, chance.choice(("Shoes", "Mobile Phones", "")), f"Shop {number % 97}"))
        columns = [list(column) for column in zip(*rows, strict=True)]
        table = pyarrow.table(columns, names=["id", "title", "category", "seller"])
        parquet.write_table(table, folder / "catalogue.parquet", row_group_size=10_000)
        with (folder / "marks.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("id", "text", "classes"), *((n, b, "25") for n, b in enumerate(brands))])
        print(f"{count:,} listings, {len(brands):,} marks: the whole command, wall-clock time")
        found = {}
        ways = {"one process": [], "all cores": ["--processes", str(os.cpu_count())], "PySpark": ["--spark"]}
        for way, options in ways.items():
            out, begun = folder / f"{way}.parquet", time.perf_counter()
            _run(folder, "--out", str(out), *options)
            found[way] = sorted(parquet.read_table(out).to_pylist(), key=lambda row: (row["listing_id"], row["mark"]))
            print(f"  {way:<14} {time.perf_counter() - begun:>6.1f} s, {len(found[way]):,} rows", flush=True)
        assert found["PySpark"] == found["one process"] == found["all cores"], "the rows differ"
        print("  the rows are equal")


def _run(folder: Path, *options: str) -> None:
    command = [sys.executable, "-m", "onewindow", "listings", "scan", str(folder / "catalogue.parquet")]
    environment = {**os.environ, "ONEWINDOW_HOME": str(folder / "home")}
    command += ["--against", str(folder / "marks.csv"), *options]
    done = subprocess.run(command, env=environment, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stderr[-3000:]}")
