"""A file of synthetic marks for benchmarks and recovery tests: seeded, and labelled synthetic in every row."""

from __future__ import annotations

import csv
import random
from datetime import date, timedelta
from pathlib import Path

HEADER = (
    "jurisdiction", "number", "text", "classes", "status", "filing_date", "registration_date", "expiry_date",
    "owner_name", "owner_country", "goods",
)  # fmt: skip
CONSONANTS, VOWELS = "bcdfghjklmnprstvwz", "aeiou"
SIGNS = (
    "安宝博成达德东方飞丰富高光广国海好和恒红宏华辉惠吉佳家健金锦京晶景巨凯康科乐丽利联龙隆美明"
    "宁鹏奇强庆荣瑞三森尚盛诗顺思泰天通万威维文喜祥新鑫信兴雅亚阳益银英永优宇元源远悦云泽正中众卓"
)
FIRST_DAY = date(1995, 1, 1)


def write(path: Path, marks: int, seed: int = 1, first: int = 0) -> None:
    """Write ``marks`` rows numbered from ``first``; the same seed gives the same file."""
    chance = random.Random(seed)
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(HEADER)
        writer.writerows(_row(chance, first + n) for n in range(marks))


def _row(chance: random.Random, number: int) -> tuple[object, ...]:
    filed = FIRST_DAY + timedelta(days=chance.randrange(11_000))
    registered = filed + timedelta(days=200 + chance.randrange(300))
    expires = registered + timedelta(days=3652)
    # A few owners hold very many marks, most hold one or two.
    owner = int(400_000 * chance.random() ** 3)
    classes = sorted(chance.sample(range(1, 46), chance.choice((1, 1, 1, 2, 3))))
    return (
        "CN", f"SYN{number:09d}", _word(chance), "; ".join(map(str, classes)), "registered", filed, registered, expires,
        f"Synthetic owner {owner}", "CN", "synthetic goods",
    )  # fmt: skip


def _word(chance: random.Random) -> str:
    if chance.random() < 0.5:
        return "".join(chance.choice(SIGNS) for _ in range(chance.choice((2, 2, 3, 3, 4))))
    word = "".join(chance.choice(CONSONANTS) + chance.choice(VOWELS) for _ in range(chance.choice((2, 3, 3, 4))))
    return word.upper() if chance.random() < 0.5 else word.title()
