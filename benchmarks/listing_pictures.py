"""Pictures of listings against figurative marks: found, by what was done to the mark, and hits on other marks.

    python benchmarks/listing_pictures.py [--marks 60] [--others 150] [--half tuning|kept-out]

Marks are the sample's logos (real drawings); nothing of the brands asked for was seen when the engine's weights were
learned (`tools/icon_packs.py`, by name). Pictures of listings are put together by this script and synthetic: the mark
as it is, small and compressed, in other colours, on a ground, printed on a shirt and on a mug. Three quarters of the
brands are protected; negatives are the same pictures of the other quarter's logos. The thresholds of
`engines/listings/picturing` were first picked on a sample of all brands and then set on the tuning half (by a checksum
of the brand), so the other half is not wholly unseen. Beside ours: pHash with at most 10 of 64 bits that differ
(ImageHash, BSD), of the whole picture.
"""

from __future__ import annotations

import argparse
import io
import random
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw, ImageOps

sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))
import icon_packs
from logos import added_text, framed, invert, mirror, png_of, recoloured
from onewindow.desks.register.sample import reader
from onewindow.engines.listings import PictureScanner, Protected
from onewindow.engines.marks.images import ImageIndex

Picture = Image.Image
PHASH_BITS = 10


def as_drawn(mark: Picture) -> Picture:
    return mark


def small_jpeg(mark: Picture) -> Picture:
    file = io.BytesIO()
    mark.resize((140, 140)).save(file, "JPEG", quality=40)
    return Image.open(io.BytesIO(file.getvalue())).convert("RGB")


def _printed(page: Picture, mark: Picture, side: int, at: tuple[int, int], colour: tuple[int, int, int]) -> Picture:
    page.paste(colour, (*at, at[0] + side, at[1] + side), ImageOps.invert(mark.convert("L")).resize((side, side)))
    return page


def on_ground(mark: Picture) -> Picture:
    return _printed(Image.new("RGB", (512, 512), (214, 190, 160)), mark, 256, (128, 128), (30, 60, 40))


def on_shirt(mark: Picture) -> Picture:
    page = Image.new("RGB", (640, 640), (250, 250, 250))
    outline = [
        (180, 80), (260, 60), (380, 60), (460, 80), (600, 200), (520, 280), (470, 240), (470, 600), (170, 600),
        (170, 240), (120, 280), (40, 200),
    ]  # fmt: skip
    ImageDraw.Draw(page).polygon(outline, fill=(40, 60, 110))
    return _printed(page, mark, 170, (235, 180), (240, 230, 220))


def on_mug(mark: Picture) -> Picture:
    page = Image.new("RGB", (640, 640), (240, 236, 230))
    draw = ImageDraw.Draw(page)
    draw.rounded_rectangle((120, 140, 460, 560), 30, fill=(252, 252, 252), outline=(150, 150, 150), width=3)
    draw.arc((420, 230, 580, 450), 270, 90, fill=(150, 150, 150), width=22)
    return _printed(page, mark, 200, (190, 250), (170, 20, 30))


SHOWN: tuple[Callable[[Picture], Picture], ...] = (
    as_drawn, small_jpeg, recoloured, invert, mirror, on_ground, on_shirt, on_mug, added_text, framed,
)  # fmt: skip


def file_of(picture: Picture) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG", compress_level=1)
    return file.getvalue()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--marks", type=int, default=60)
    parser.add_argument("--others", type=int, default=150)
    parser.add_argument("--half", choices=("tuning", "kept-out"), default="kept-out")
    asked = parser.parse_args()
    logos, packed = list(reader.iter_logos()), ImageIndex.unpacked(Path(reader.__file__).with_name("described.npz"))
    protected = [logo for logo in logos if zlib.crc32(logo.brand.encode()) % 4]
    scanner = PictureScanner.build(
        Protected(logo.key, logo.title, logo.classes, image=packed.described(logo.key)) for logo in protected
    )

    def unseen(logo: reader.SampleLogo) -> bool:
        name = icon_packs.brand_of(logo.title.lower().replace(" ", "-"))
        mine = zlib.crc32(b"half" + logo.brand.encode()) % 2 == (asked.half == "kept-out")
        return mine and icon_packs.tested(name)

    chance = random.Random(4)
    brands = {logo.brand for logo in protected}
    marks = chance.sample(found := [logo for logo in protected if unseen(logo)], min(asked.marks, len(found)))
    others = [logo for logo in logos if logo.brand not in brands and unseen(logo)]
    others = chance.sample(others, min(asked.others, len(others)))
    peer = _Phash(protected)
    count = len(scanner.protected)
    print(f"{asked.half} half: {count:,} figurative marks protected, {len(marks)} asked for, {len(others)} others")
    print(f"  {'':<16}{'ours':>10}{'first':>10}{'pHash':>10}")
    rows = []
    for shown in SHOWN:
        drawn = [(logo.key, picture) for logo in marks if (picture := _shown(logo, shown))]
        hits = [[hit.mark.id for hit in scanner.find(picture)] for _, picture in drawn]
        keys = [key for key, _ in drawn]
        ours = sum(key in hit for key, hit in zip(keys, hits, strict=True)) / len(keys)
        first = sum(key in hit[:1] for key, hit in zip(keys, hits, strict=True)) / len(keys)
        theirs = sum(key in peer.find(picture) for key, picture in drawn) / len(keys)
        rows.append((ours, theirs))
        print(f"  {shown.__name__:<16}{ours:>10.1%}{first:>10.1%}{theirs:>10.1%}", flush=True)
    mean = [sum(column) / len(rows) for column in zip(*rows, strict=True)]
    print(f"  {'macro recall':<16}{mean[0]:>10.1%}{'':>10}{mean[1]:>10.1%}")
    pictures = [p for logo in others for shown in (as_drawn, on_shirt, on_mug) if (p := _shown(logo, shown))]
    begun = time.process_time()
    wrong = sum(bool(scanner.find(picture)) for picture in pictures) / len(pictures)
    seconds = (time.process_time() - begun) / len(pictures)
    theirs = sum(bool(peer.find(picture)) for picture in pictures) / len(pictures)
    print(f"  {'hits on others':<16}{wrong:>10.1%}{'':>10}{theirs:>10.1%}   ({len(pictures)} pictures)")
    print(f"  {1000 * seconds:.0f} ms of CPU a picture")


def _shown(logo: reader.SampleLogo, shown: Callable[[Picture], Picture]) -> bytes | None:
    mark = png_of(logo.svg())
    return file_of(shown(Image.open(io.BytesIO(mark)).convert("RGB"))) if mark else None


class _Phash:
    """The peer: hashes of whole pictures. Without the package it finds nothing, and says so."""

    def __init__(self, logos: list[reader.SampleLogo]) -> None:
        self.keys: list[str] = []
        try:
            import imagehash
            import numpy as np
        except ImportError as error:
            print(f"  not installed: {error.name}")
            return
        self._hash = lambda content: imagehash.phash(Image.open(io.BytesIO(content))).hash.reshape(-1)
        drawn = [(logo.key, picture) for logo in logos if (picture := png_of(logo.svg()))]
        self.keys = [key for key, _ in drawn]
        self._hashes = np.stack([self._hash(picture) for _, picture in drawn])

    def find(self, content: bytes) -> set[str]:
        if not self.keys:
            return set()
        apart = (self._hashes != self._hash(content)).sum(axis=1)
        return {self.keys[n] for n in (apart <= PHASH_BITS).nonzero()[0]}


if __name__ == "__main__":
    main()
