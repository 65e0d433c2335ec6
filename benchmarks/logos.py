"""Picture search measured: brands drawn again by others, and altered drawings, beside pHash and PDQ on the same files.

    python benchmarks/logos.py --packages var/icons [--queries 400] [--altered 150] [--seed 7]
    pip install ImageHash pdqhash        # BSD; the peers, left out where they are not installed

The gallery is every icon of seven brand sets on npm, fetched if `--packages` lacks them, as 256-pixel PNG. A query is a
drawing of a brand in one set; wanted are that brand's drawings in the other sets, by name; what its own set has of the
brand is not counted. "Symbols" leaves out what cannot be told by name to be the same sign: drawings named as wordmarks
(also those of `logos` that have an `-icon` beside them), and token-branded, whose names are ticker symbols.
"Altered" are drawings changed by this script; wanted is the drawing they were made from.

All queries are of brands kept from training (tools/icon_packs.py): the weights learned and the table of the score have
seen no drawing of them in any set. Ranks of ties are the middle of the tie. hit@k: a wanted drawing within the first k.
NAR: normalised average rank of the wanted drawings (Eakins; 0 best, .5 chance). A
wanted drawing that was refused counts as the last.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont, ImageOps

from onewindow.engines.marks.images import ImageError, ImageIndex

sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))
import icon_packs

os.environ.setdefault("OMP_NUM_THREADS", "1")
SIDE = 256


class Query(NamedTuple):
    """A picture asked for, the numbers of the icons wanted, and of those not counted."""

    picture: bytes
    wanted: list[int]
    ignored: set[int]


def png_of(svg: bytes) -> bytes | None:
    """The icon in the middle of a white square, as PNG. None where nothing of it shows on white."""
    import resvg_py

    inner = SIDE * 7 // 8
    drawn = resvg_py.svg_to_bytes(svg_string=svg.decode(), skip_system_fonts=True, width=inner, height=inner)
    picture = Image.open(io.BytesIO(bytes(drawn))).convert("RGBA")
    page = Image.new("RGBA", (SIDE, SIDE), "white")
    page.alpha_composite(picture, ((SIDE - picture.width) // 2, (SIDE - picture.height) // 2))
    low, high = page.convert("L").getextrema()
    return _png(page.convert("RGB")) if high - low > 24 else None


def _png(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG", compress_level=1)
    return file.getvalue()


def invert(picture: Image.Image) -> Image.Image:
    return ImageOps.invert(picture)


def outline(picture: Image.Image) -> Image.Image:
    grey = picture.convert("L")
    edges = ImageChops.subtract(grey.filter(ImageFilter.MaxFilter(5)), grey.filter(ImageFilter.MinFilter(3)))
    return ImageOps.invert(ImageOps.autocontrast(edges)).convert("RGB")


def mirror(picture: Image.Image) -> Image.Image:
    return ImageOps.mirror(picture)


def added_text(picture: Image.Image) -> Image.Image:
    page = Image.new("RGB", (SIDE, SIDE + 64), "white")
    page.paste(picture, (0, 0))
    font = ImageFont.load_default(44)
    ImageDraw.Draw(page).text((SIDE / 2, SIDE + 26), "NORTHWIND", fill="black", font=font, anchor="mm")
    return page


def crop(picture: Image.Image) -> Image.Image:
    inked = ImageOps.invert(picture.convert("L")).point(lambda value: 255 * (value > 24))
    left, top, right, bottom = inked.getbbox() or (0, 0, SIDE, SIDE)
    return picture.crop((left, top, left + (right - left) * 3 // 4, bottom))


def turned(picture: Image.Image) -> Image.Image:
    return picture.rotate(12, Image.Resampling.BICUBIC, fillcolor="white")


def recoloured(picture: Image.Image) -> Image.Image:
    return ImageOps.colorize(picture.convert("L"), "#7a1fa2", "#fff3c4", mid="#e0812f")


def framed(picture: Image.Image) -> Image.Image:
    page = Image.new("RGB", (SIDE * 3 // 2, SIDE * 3 // 2), "white")
    page.paste(picture, (SIDE // 4, SIDE // 4))
    ImageDraw.Draw(page).ellipse((8, 8, page.width - 9, page.height - 9), outline="black", width=10)
    return page


ALTERATIONS = (invert, outline, mirror, added_text, crop, turned, recoloured, framed)


def symbol(icon: icon_packs.Icon, names: set[str]) -> bool:
    """Whether an icon's name says that it is a brand's symbol and not its lettering."""
    if icon.pack == "token-branded" or icon.name.endswith("wordmark"):
        return False
    return not (icon.pack == "logos" and f"{icon.name}-icon" in names)


class Gallery:
    """The icons, their pictures, and the queries made of them."""

    def __init__(self, folder: Path, pool: ProcessPoolExecutor) -> None:
        icon_packs.fetch(icon_packs.BRAND_SETS + icon_packs.MORE_BRAND_SETS, folder)
        found = [icon for pack in icon_packs.BRAND_SETS for icon in icon_packs.icons(pack, folder)]
        drawn = pool.map(png_of, [icon.svg for icon in found], chunksize=64)
        shown = [(icon, picture) for icon, picture in zip(found, drawn, strict=True) if picture]
        self.icons = [icon for icon, _ in shown]
        self.pictures = [picture for _, picture in shown]
        held = {brand for brand, family in icon_packs.brand_families(folder).items() if icon_packs.tested(family)}
        self.kept = [number for number, icon in enumerate(self.icons) if icon.brand in held]

    def redrawn(self, symbols: bool, count: int, seed: int) -> list[Query]:
        """One query a brand: a drawing by chance, and the same brand's in the other sets."""
        chance = random.Random(seed)
        names = {icon.name for icon in self.icons if icon.pack == "logos"}
        brands: dict[str, list[int]] = {}
        for number in self.kept:
            if not symbols or symbol(self.icons[number], names):
                brands.setdefault(self.icons[number].brand, []).append(number)
        queries = []
        for _, members in sorted(brands.items()):
            asked = chance.choice(members)
            wanted = [n for n in members if self.icons[n].pack != self.icons[asked].pack]
            ignored = {n for n in self.kept if self.icons[n].brand == self.icons[asked].brand} - set(wanted)
            if wanted:
                queries.append(Query(self.pictures[asked], wanted, ignored))
        return chance.sample(queries, min(count, len(queries)))

    def altered(self, change: Callable[[Image.Image], Image.Image], count: int, seed: int) -> list[Query]:
        """Drawings changed; wanted is the drawing as it was."""
        chosen = random.Random(seed).sample(self.kept, min(count, len(self.kept)))
        return [
            Query(_png(change(Image.open(io.BytesIO(self.pictures[number])))), [number], set()) for number in chosen
        ]


class Figures(NamedTuple):
    hit1: float
    hit10: float
    nar: float

    def __str__(self) -> str:
        return f"{self.hit1:6.3f} {self.hit10:6.3f} {self.nar:6.3f}"


def figures(queries: list[Query], ranks_of: Callable[[Query], np.ndarray], size: int) -> Figures:
    """hit@1, hit@10 and NAR. `ranks_of` gives the rank, from 1, of each wanted icon; lower than it none but wanted."""
    first, nar = [], []
    for query in queries:
        ranks = np.sort(ranks_of(query))
        count = len(ranks)
        first.append(ranks[0])
        nar.append((ranks.sum() - count * (count + 1) / 2) / (count * (size - len(query.ignored) - count or 1)))
    return Figures(float(np.mean(np.array(first) < 2)), float(np.mean(np.array(first) < 11)), float(np.mean(nar)))


def by_distance(distances: np.ndarray, query: Query) -> np.ndarray:
    """Ranks of the wanted by distance, ties in their middle."""
    counted = np.ones(len(distances), bool)
    counted[list(query.ignored)] = False
    others = np.sort(distances[counted])
    mine = distances[query.wanted]
    below, within = np.searchsorted(others, mine, "left"), np.searchsorted(others, mine, "right")
    return below + (within - below + 1) / 2


def ours(index: ImageIndex) -> Callable[[Query], np.ndarray]:
    def ranks(query: Query) -> np.ndarray:
        order: list[int] = []

        def none(names: Sequence[str]) -> tuple[str, ...]:
            order.extend(int(name) for name in names)
            return ()

        try:
            index.search(query.picture, 1, none)  # every id in its order, as none is allowed
        except ImageError:
            order = []
        counted = [number for number in order if number not in query.ignored]
        place = {number: rank for rank, number in enumerate(counted, 1)}
        return np.array([place.get(number, len(index)) for number in query.wanted], float)

    return ranks


def phash(picture: bytes) -> np.ndarray:
    import imagehash

    return imagehash.phash(Image.open(io.BytesIO(picture))).hash.reshape(-1)


def pdq(picture: bytes) -> np.ndarray:
    import pdqhash

    return pdqhash.compute(np.asarray(Image.open(io.BytesIO(picture)).convert("RGB")))[0].astype(bool)


def peer(
    hash_of: Callable[[bytes], np.ndarray], pictures: list[bytes], pool: ProcessPoolExecutor
) -> Callable[[Query], np.ndarray]:
    """Ranks by the bits that differ."""
    hashes = np.stack(list(pool.map(hash_of, pictures, chunksize=128)))
    return lambda query: by_distance((hashes != hash_of(query.picture)).sum(axis=1), query)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", type=Path, required=True, help="folder of the npm packages, fetched if missing")
    parser.add_argument("--queries", type=int, default=400)
    parser.add_argument("--altered", type=int, default=150)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    with ProcessPoolExecutor(2) as pool:
        gallery = Gallery(asked.packages, pool)
        began = time.perf_counter()
        named = ((str(number), picture) for number, picture in enumerate(gallery.pictures))
        refused: list[str] = []
        index = ImageIndex.build(named, lambda name, error: refused.append(f"{name}: {error}"), pool)
        print(f"{len(index):,} pictures described in {time.perf_counter() - began:.0f} s; refused: {len(refused)}")
        methods = {"ours": ours(index)}
        for name, hash_of, module in (("pHash", phash, "imagehash"), ("PDQ", pdq, "pdqhash")):
            try:
                __import__(module)
            except ImportError:
                print(f"{name} is left out: the package {module} is not installed")
                continue
            methods[name] = peer(hash_of, gallery.pictures, pool)
    suites = {
        "redrawn, symbols": gallery.redrawn(True, asked.queries, asked.seed),
        "redrawn, all by name": gallery.redrawn(False, asked.queries, asked.seed),
    }
    suites |= {change.__name__: gallery.altered(change, asked.altered, asked.seed) for change in ALTERATIONS}
    print(f"{'':22}{'queries':>8}" + "".join(f"   {name:>6} hit@1 @10 NAR" for name in methods))
    for name, queries in suites.items():
        measured = [figures(queries, ranks_of, len(gallery.pictures)) for ranks_of in methods.values()]
        print(f"{name:22}{len(queries):8}" + "".join(f"   {found}" for found in measured), flush=True)
    times = []
    for query in suites["redrawn, symbols"][:100]:
        began = time.perf_counter()
        index.search(query.picture)
        times.append(time.perf_counter() - began)
    print(f"a search, first 100 hits with reasons: p50 {np.median(times) * 1e3:.0f} ms, most {max(times) * 1e3:.0f} ms")


if __name__ == "__main__":
    main()
