"""Describe the sample register's logos for the picture index, so that a first start need not: ``described.npz``.

    python tools/describe_sample.py

To be run again when the logos, the engine's weights or its description change; a test fails until it was.
"""

import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))
from onewindow.desks.register.sample import reader
from onewindow.engines.marks.images import ImageIndex

SAMPLE = Path(reader.__file__).parent


def main() -> None:
    pictures = ((logo.key, logo.svg()) for logo in reader.iter_logos())
    with ProcessPoolExecutor(2) as pool:
        index = ImageIndex.build(pictures, executor=pool)
    index.pack(SAMPLE / "described.npz")
    print(f"{len(index):,} logos described, {(SAMPLE / 'described.npz').stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
