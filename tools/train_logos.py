"""Learn which features of a drawing stay when somebody draws it again, and write the weights of the engine.

    pip install numba numpy pillow resvg-py defusedxml
    python tools/train_logos.py --packages var/icons [--pairs 49152] [--seed 7]

Learned from icon sets under permissive licences (see icon_packs.py): pairs of drawings of one brand in several sets,
of one thing in several styles, or of one drawing twice, each altered at random (logo_views.py). Linear discriminant
analysis (Fisher; Rao): the directions in which drawings differ most for how little the two of a pair differ. Three
brand families in ten are kept for benchmarks/logos.py; no drawing named after one is learned from, in any set.
"""

import argparse
import random
import sys
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

import icon_packs
import logo_views

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))
from onewindow.engines.marks.images import ImageError, embedding, render

WEIGHTS = Path(embedding.__file__).with_name("weights.npz")
KINDS = (0.5, 0.25, 0.25)
"""Shares of the pairs: brands drawn more than once, brands drawn once, things."""
REDRAWN = 0.85  # of pairs of what is drawn more than once: of two drawings, not of one altered twice
COMPONENTS = 384
FLATTENED = 0.35  # power of the variance by which principal components are made less unequal
REGULARISED = 0.1
BATCH = 4096


def contrast(svg: bytes) -> np.ndarray | None:
    """(SOURCE, SOURCE, 3) contrast of an icon, None for one that cannot be drawn."""
    try:
        return render.squared(render.draw(svg), logo_views.SOURCE, 0)
    except ImageError:
        return None


def drawings(folder: Path) -> tuple[np.ndarray, list[icon_packs.Icon]]:
    """(n, SOURCE, SOURCE, 3) contrast of every icon that may be learned from, and the icons."""
    packs = icon_packs.BRAND_SETS + icon_packs.MORE_BRAND_SETS + icon_packs.PLAIN_SETS
    icon_packs.fetch(packs, folder)
    icons = icon_packs.trainable([pack for pack in packs if pack not in icon_packs.NOT_TRAINED], folder)
    with ProcessPoolExecutor() as pool:
        drawn = list(pool.map(contrast, [icon.svg for icon in icons], chunksize=64))
    kept = [(icon, picture) for icon, picture in zip(icons, drawn, strict=True) if picture is not None]
    return np.stack([picture for _, picture in kept]), [icon for icon, _ in kept]


def lettering(count: int, chance: random.Random) -> np.ndarray:
    """(count, SOURCE, SOURCE, 3) float32 lines of random letters, stretched over the square."""
    from PIL import Image, ImageDraw, ImageFont

    font = ImageFont.load_default(48)
    lines = []
    for _ in range(count):
        text = "".join(chance.choices("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ&", k=chance.randint(3, 10)))
        left, top, right, bottom = font.getbbox(text)
        line = Image.new("L", (int(right - left) + 4, int(bottom - top) + 4))
        ImageDraw.Draw(line).text((2 - left, 2 - top), text, fill=255, font=font, stroke_width=chance.randint(0, 1))
        lines.append(np.asarray(line.resize((logo_views.SOURCE,) * 2), np.float32) / 255)
    return np.repeat(np.stack(lines)[..., None], 3, axis=3)


class Chooser:
    """Pairs of drawings that are to be alike."""

    def __init__(self, icons: list[icon_packs.Icon], chance: random.Random) -> None:
        self.chance = chance
        groups: defaultdict[str, list[int]] = defaultdict(list)
        for number, icon in enumerate(icons):
            groups[f"{icon.pack} {icon.brand}" if icon.pack in icon_packs.PLAIN_SETS else icon.brand].append(number)
        self.kinds: tuple[list[list[int]], ...] = ([], [], [])
        for key, members in groups.items():
            self.kinds[2 if " " in key else 0 if len(members) > 1 else 1].append(members)

    def batch(self, size: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Drawings of one side, of the other, and whether to alter a pair gently, as it is redrawn already."""
        pairs = []
        for kind in self.chance.choices(range(3), KINDS, k=size):
            group = self.chance.choice(self.kinds[kind])
            if len(group) > 1 and self.chance.random() < REDRAWN:
                pairs.append((*self.chance.sample(group, 2), True))
            else:
                one = self.chance.choice(group)
                pairs.append((one, one, False))
        left, right, gentle = (np.array(column) for column in zip(*pairs, strict=True))
        return left, right, gentle


def pairs(pixels: np.ndarray, icons: list[icon_packs.Icon], count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """(count, f) features of one side of the pairs, and of the other."""
    chance = random.Random(seed)
    chooser, words = Chooser(icons, chance), lettering(256, chance)
    sides: tuple[list[np.ndarray], list[np.ndarray]] = ([], [])
    for _ in range(count // BATCH):
        left, right, gentle = chooser.batch(BATCH)
        for chosen, side in zip((left, right), sides, strict=True):
            seeds = np.array([chance.getrandbits(30) for _ in chosen])
            drawn = logo_views.views(pixels, chosen, words, gentle, seeds)
            side += [embedding.features(drawn[begin : begin + 64]) for begin in range(0, BATCH, 64)]
    return np.concatenate(sides[0]), np.concatenate(sides[1])


def discriminant(left: np.ndarray, right: np.ndarray) -> dict[str, np.ndarray]:
    """The mean (f,) and the projection (f, EMBEDDING) of pairs (n, f)."""
    mean = left.mean(axis=0)
    variance, axes = np.linalg.eigh(np.cov((left - mean).T))
    whitened = axes[:, : -COMPONENTS - 1 : -1] / variance[: -COMPONENTS - 1 : -1] ** FLATTENED
    a, b = (left - mean) @ whitened, (right - mean) @ whitened
    within = np.cov((a - b).T) / 2
    total = np.cov(np.concatenate([a, b]).T)
    spread, axes = np.linalg.eigh(within + np.eye(COMPONENTS) * np.trace(within) / COMPONENTS * REGULARISED)
    sphered = axes / np.sqrt(spread)
    ratio, axes = np.linalg.eigh(sphered.T @ total @ sphered)
    ratio, axes = ratio[: -embedding.EMBEDDING - 1 : -1], axes[:, : -embedding.EMBEDDING - 1 : -1]
    # A direction counts by the share of its variance that is between drawings rather than within pairs.
    share = np.sqrt(np.maximum(1 - 1 / np.maximum(ratio, 1.0001), 0.05))
    projection = whitened @ sphered @ (axes * share)
    projection /= np.abs(projection).max()
    return {"mean": mean.astype(np.float16), "projection": projection.astype(np.float16)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", type=Path, required=True, help="folder of the npm packages, fetched if missing")
    parser.add_argument("--pairs", type=int, default=12 * BATCH)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    pixels, icons = drawings(asked.packages)
    left, right = pairs(pixels, icons, asked.pairs, asked.seed)
    np.savez_compressed(WEIGHTS, **discriminant(left, right))
    print(f"{len(icons):,} drawings, {len(left):,} pairs, {WEIGHTS.stat().st_size:,} bytes of weights")


if __name__ == "__main__":
    main()
