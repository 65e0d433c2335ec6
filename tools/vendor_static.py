"""Put the browser libraries the window serves itself under static/vendor, with their licences and checksums.

python tools/vendor_static.py                     fetch the pinned packages with `npm pack`
python tools/vendor_static.py --unpacked FOLDER   take packages unpacked already as FOLDER/NAME-VERSION
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

VENDOR = Path(__file__).resolve().parents[1] / "src" / "onewindow" / "web" / "static" / "vendor"


@dataclass(frozen=True)
class Library:
    """An npm package pinned to a version, its one file we serve, and the texts its licence asks us to carry."""

    name: str
    version: str
    licence: str
    script: str
    texts: tuple[str, ...]

    @property
    def folder(self) -> str:
        return f"{self.name}-{self.version}"


# echarts.simple holds bar, line and pie charts with the aria component: 500 kB against 1.1 MB for the whole.
LIBRARIES = (
    Library("htmx.org", "4.0.1", "0BSD", "dist/htmx.min.js", ("LICENSE",)),
    Library(
        "echarts", "6.1.0", "Apache-2.0", "dist/echarts.simple.min.js", ("LICENSE", "NOTICE", "licenses/LICENSE-d3")
    ),
)


def fetch(library: Library, into: Path) -> Path:
    """Download the package with npm and unpack it; npm itself checks the registry's integrity hash."""
    packed = subprocess.run(
        ["npm", "pack", "--silent", f"{library.name}@{library.version}"],
        cwd=into,
        check=True,
        capture_output=True,
        text=True,
    )
    folder = into / library.folder
    with tarfile.open(into / packed.stdout.strip().splitlines()[-1]) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


def vendor(library: Library, source: Path) -> dict[str, str]:
    """Copy one library's script and licence texts; give its line for VERSIONS.json."""
    found = json.loads((source / "package.json").read_text(encoding="utf-8"))["version"]
    if found != library.version:
        raise SystemExit(f"{source}: expected version {library.version}, found {found}")
    script = source / library.script
    shutil.copyfile(script, VENDOR / script.name)
    for text in library.texts:
        shutil.copyfile(source / text, VENDOR / f"{library.name}.{Path(text).name}.txt")
    return {
        "name": library.name,
        "version": library.version,
        "licence": library.licence,
        "file": script.name,
        "sha256": hashlib.sha256(script.read_bytes()).hexdigest(),
    }


def main() -> None:
    """Remake static/vendor whole, so nothing stale stays in it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--unpacked", type=Path, help="folder holding NAME-VERSION package folders")
    unpacked: Path | None = parser.parse_args().unpacked
    with tempfile.TemporaryDirectory() as scratch:
        sources = [unpacked / lib.folder if unpacked else fetch(lib, Path(scratch)) for lib in LIBRARIES]
        shutil.rmtree(VENDOR, ignore_errors=True)
        VENDOR.mkdir(parents=True)
        versions = [vendor(library, source) for library, source in zip(LIBRARIES, sources, strict=True)]
    (VENDOR / "VERSIONS.json").write_text(json.dumps(versions, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
