"""Import of a large file of synthetic marks through the real path: rows a second, memory, size, time of the index.

python benchmarks/import.py --marks 1000000 --database both
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])  # not this folder: names in it hide the standard library's
from benchmarks import databases, synthetic_marks  # noqa: E402


def main() -> None:
    """Make the file, import it into each database in a process of its own, print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--marks", type=int, default=1_000_000)
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--profile", action="store_true", help="print where the time goes")
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.inside:
        print(json.dumps(inside(chosen.inside, chosen.profile)))
        return
    kinds = ["sqlite", "postgresql"] if chosen.database == "both" else [chosen.database]
    print(f"{chosen.marks:,} synthetic marks, seed {chosen.seed}, Python {sys.version.split()[0]}")
    with tempfile.TemporaryDirectory(prefix="onewindow-") as folder:
        file = Path(folder) / "synthetic.csv"
        synthetic_marks.write(file, chosen.marks, chosen.seed)
        print(f"file: {databases.megabytes(file.stat().st_size)}")
        heading = f"{'database':<12}{'rows/s':>10}{'seconds':>10}{'CPU s':>8}{'peak RSS':>12}{'size':>12}"
        print(heading + f"{'index s':>10}{'with it':>12}")
        for kind in kinds:
            place = Path(folder) / kind
            place.mkdir()
            with databases.fresh(kind, place) as environment:
                command = databases.python("import.py", "--inside", str(file), *(["--profile"] * chosen.profile))
                done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True, text=True)
            print_row(kind, json.loads(done.stdout.splitlines()[-1]))


def print_row(kind: str, found: dict[str, float]) -> None:
    """One line of the table."""
    rate, size = found["rows"] / found["seconds"], databases.megabytes(int(found["bytes"]))
    peak, later = databases.megabytes(int(found["peak"])), databases.megabytes(int(found["peak_with_index"]))
    print(
        f"{kind:<12}{rate:>10,.0f}{found['seconds']:>10.1f}{found['cpu']:>8.1f}{peak:>12}{size:>12}{found['index']:>10.1f}{later:>12}"
    )


def inside(file: Path, profile: bool) -> dict[str, float]:
    """Import ``file`` into this process's fresh installation, then make the index."""
    import django

    django.setup()
    from django.core.management import call_command

    from onewindow.desks.register import marks_index, services
    from onewindow.desks.register.models import Right
    from onewindow.kernel import clock, worker
    from onewindow.kernel.access import house

    call_command("migrate", verbosity=0)
    begun, begun_cpu = time.perf_counter(), time.process_time()
    _, job = services.ask_import(house("benchmark"), clock.now(), file, file.name)
    if profile:
        import cProfile
        import pstats

        with cProfile.Profile() as profiler:
            worker.run_here(job)
        pstats.Stats(profiler, stream=sys.stderr).sort_stats("tottime").print_stats(35)
    else:
        worker.run_here(job)
    seconds, cpu = time.perf_counter() - begun, time.process_time() - begun_cpu
    if job.state != "done":
        raise SystemExit(f"the import ended as {job.state}: {job.error_en}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    begun = time.perf_counter()
    marks_index.build()
    index = time.perf_counter() - begun
    later = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    rows, size = Right.objects.count(), database_bytes()
    return {
        "rows": rows,
        "seconds": seconds,
        "cpu": cpu,
        "peak": peak,
        "bytes": size,
        "index": index,
        "peak_with_index": later,
    }


def database_bytes() -> int:
    """How large the database is, its log included."""
    from django.db import connection

    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        return sum(Path(name + end).stat().st_size for end in ("", "-wal") if Path(name + end).exists())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


if __name__ == "__main__":
    main()
