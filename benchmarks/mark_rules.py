"""The offices' rules and exceptions for word marks, each with synthetic pairs made by the rule itself: what is found?

    python benchmarks/mark_rules.py [--marks 100000] [--seed 11]

Every pair is synthetic (made here, seeded): an earlier mark of a kind the rule speaks of, and a later mark made from it
by the rule. The earlier marks go into a register of synthetic names. For a rule: the share whose earlier mark is among
the first hits, the share with a score an examiner would cite (0.6), the share where a reason shown is of the rule. For
an exception: the share rightly scored below a citation. The numbers of the ranking were learned on such pairs too, made
with another seed; where the words of a rule are listed here (meanings, numbers said), on the same words.
Rules: CNIPA guidelines (word marks), TMEP 1207.01.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from marks import CITED, CODAS, NUCLEI, ONSETS, synthetic_names
from measuring import recall_line
from onewindow.engines import marks

CHARACTERS = (
    "安宝博成达德丰富高光广国海好和恒宏华惠吉佳健金锦京景康科乐丽利联龙隆"
    "美明宁鹏奇强庆荣瑞森盛诗思泰天威维文祥新兴雅阳益银永优元源远悦云泽"
)
DESCRIPTIVE = ("COFFEE", "GROUP", "FOODS", "STUDIO", "HOTEL", "MOTORS", "WINE", "CLOTHING")
DESCRIPTIVE_ZH = ("集团", "食品", "科技", "服饰", "国际", "公司")
SAME_SOUND = (
    ("c", "k"), ("f", "ph"), ("i", "y"), ("ks", "x"), ("s", "z"), ("ck", "k"), ("qu", "kw"), ("ee", "ea"), ("oo", "u"),
    ("ai", "ay"), ("k", "ck"), ("ea", "ee"), ("u", "oo"), ("x", "cks"), ("t", "tt"), ("l", "ll"), ("n", "nn"),
)  # fmt: skip
LOOK_ALIKE = (("o", "0"), ("l", "1"), ("i", "1"), ("s", "5"), ("m", "rn"), ("w", "vv"), ("d", "cl"))
GLYPHS = (
    "风凤", "大太", "未末", "己已", "王玉", "土士", "千干", "天夭", "人入", "体休",
    "晴睛", "兔免", "茶荼", "鸟乌", "今令", "侯候", "洁浩", "杨扬", "泰秦", "毕华",
)  # fmt: skip
SAID_NUMBERS = (
    ("GR8 DAY", "GREAT DAY"), ("SK8ER", "SKATER"), ("4U", "FOR YOU"), ("B4", "BEFORE"), ("XTRA LITE", "EXTRA LIGHT"),
    ("2GETHER", "TOGETHER"), ("K9 CARE", "CANINE CARE"), ("EZ RIDE", "EASY RIDE"), ("XPRESS NITE", "EXPRESS NIGHT"),
    ("CRE8", "CREATE"), ("L8 NITE", "LATE NIGHT"), ("THRU KOOL", "THROUGH COOL"), ("520", "我爱你"),
    ("1314", "一生一世"), ("168", "一路发"), ("888", "发发发"), ("99", "久久"), ("5201314", "我爱你一生一世"),
)  # fmt: skip
ARTICLES = ("LE", "LA", "LES", "L'", "THE", "EL", "LOS", "DER", "IL", "MY", "AU", "CHEZ")
DESCRIPTIVE_FR = (
    "MAISON", "BOULANGERIE", "COSMETIQUES", "VINS", "PARIS", "CAFE", "BIO", "CONSEIL", "IMMOBILIER", "PARFUMS",
    "CHATEAU",
    "DOMAINE", "HABITAT", "SANTE", "BEAUTE", "NATURE", "GROUPE", "ATELIER", "JARDIN", "SERVICES", "FRANCE", "ENERGIE",
)  # fmt: skip
HOMOPHONES = (
    "奇骑棋其",
    "力利立丽",
    "伟威维卫",
    "达答大打",
    "星兴新心",
    "佳家加嘉",
    "宇雨语羽",
    "明名鸣铭",
    "福富服伏",
)
MEANING_ZH = (
    ("苹果", "APPLE"), ("月亮", "MOON"), ("长城", "GREAT WALL"),
    ("森林", "FOREST"), ("狮子", "LION"), ("太阳", "SUN"),
    ("雪山", "SNOWY MOUNTAIN"), ("蝴蝶", "BUTTERFLY"), ("皇冠", "CROWN"),
    ("彩虹", "RAINBOW"), ("钻石", "DIAMOND"), ("珍珠", "PEARL"),
)  # fmt: skip
EQUIVALENTS = (
    ("LUPO", "WOLF"), ("SECOLO", "CENTURY"), ("ESTRELLA", "STAR"),
    ("LUNE", "MOON"), ("LOBO", "WOLF"), ("CORONA", "CROWN"),
    ("AGUILA", "EAGLE"), ("FLEUR", "FLOWER"), ("ROJO", "RED"),
    ("CAVALLO", "HORSE"), ("SCHMETTERLING", "BUTTERFLY"), ("LEON", "LION"),
)  # fmt: skip
SYNONYMS = (
    ("RAPID", "QUICK"), ("GARMENT", "CLOTHES"), ("AUTUMN", "FALL"),
    ("PHOTOGRAPH", "PICTURE"), ("ENGINE", "MOTOR"), ("MARVEL", "WONDER"),
    ("OCEAN", "SEA"), ("FORTUNE", "LUCK"),
)  # fmt: skip
OTHER_MEANING = (
    ("BULLET", "BALLET"), ("ANGEL", "ANGLE"), ("DESERT", "DESSERT"),
    ("COUCH", "COACH"), ("TIGER", "TIMER"), ("CASTLE", "CATTLE"),
    ("HUNTER", "WINTER"), ("FLOWER", "FLOUR"), ("POCKET", "ROCKET"),
    ("MARBLE", "MARVEL"),
)  # fmt: skip


@dataclass(frozen=True)
class Made:
    """A synthetic pair made by a rule; codes: the rules of which one should be among the reasons shown."""

    rule: str
    later: str
    earlier: str
    similar: bool
    codes: tuple[str, ...]


def coined(chance: random.Random, least: int = 5) -> str:
    """A word of no meaning."""
    word = ""
    while len(word) < least:
        word += chance.choice(ONSETS.split()) + chance.choice(NUCLEI.split())
        word += chance.choice(CODAS.split()) if chance.random() < 0.3 else ""
    return word


def chinese(chance: random.Random, size: int) -> str:
    return "".join(chance.sample(CHARACTERS, size))


def _swapped(text: str, places: tuple[tuple[str, str], ...], chance: random.Random) -> str:
    fitting = [pair for pair in places if pair[0] in text]
    old, new = chance.choice(fitting) if fitting else (text[-1], text[-1] * 2)
    return text.replace(old, new, 1)


def _altered(text: str, place: int, letters: str, chance: random.Random) -> str:
    other = chance.choice([letter for letter in letters if letter != text[place]])
    return text[:place] + other + text[place + 1 :]


def made(count: int, seed: int) -> Iterator[Made]:
    """`count` synthetic pairs of each rule and exception (fewer where the words are listed)."""
    chance = random.Random(seed)
    us, cn = "us.1207.01.", "cn."

    def make(rule: str, similar: bool, codes: tuple[str, ...], one: Callable[[], tuple[str, str]]) -> Iterator[Made]:
        for _ in range(count):
            later, earlier = one()
            if later != earlier:
                yield Made(rule, later, earlier, similar, codes)

    def latin(change: Callable[[str], str], least: int = 5) -> Callable[[], tuple[str, str]]:
        def one() -> tuple[str, str]:
            word = coined(chance, least)
            return change(word).upper(), word.upper()

        return one

    def han(change: Callable[[str], str], size: int) -> Callable[[], tuple[str, str]]:
        def one() -> tuple[str, str]:
            name = chinese(chance, size)
            return change(name), name

        return one

    def homophone() -> tuple[str, str]:
        group, rest = chance.choice(HOMOPHONES), chinese(chance, 2)
        first, second = chance.sample(group, 2)
        return rest + second, rest + first

    def listed(pairs: tuple[tuple[str, str], ...]) -> Callable[[], tuple[str, str]]:
        return lambda: chance.choice(pairs)

    def beside(pairs: tuple[tuple[str, str], ...]) -> Callable[[], tuple[str, str]]:
        def one() -> tuple[str, str]:
            (later, earlier), own = chance.choice(pairs), coined(chance, 6).upper()
            return f"{own} {later}", f"{own} {earlier}"

        return one

    yield from make("typeface only", True, (cn + "identical", us + "identical"), latin(lambda w: w.title() + "®"))
    yield from make("order of characters", True, (cn + "same-characters",), han(lambda w: w[1:] + w[0], 3))
    yield from make(
        "one of three characters", True, (cn + "one-differs",), han(lambda w: _altered(w, 2, CHARACTERS, chance), 3)
    )
    yield from make(
        "one letter", True, (cn + "one-differs",), latin(lambda w: _altered(w, len(w) - 2, "aeioulnrst", chance), 6)
    )
    yield from make(
        "look-alike letters",
        True,
        (us + "look-alike", cn + "one-differs", us + "appearance", cn + "similar-look"),
        latin(lambda w: _swapped(w, LOOK_ALIKE, chance), 6),
    )
    yield from make("same sound, Latin", True, (us + "sound",), latin(lambda w: _swapped(w, SAME_SOUND, chance), 6))
    yield from make("same sound, Chinese", True, (cn + "same-reading",), homophone)
    yield from make(
        "reduplication",
        True,
        (cn + "contains-earlier", cn + "generic-added", cn + "shared-element", us + "containment"),
        han(lambda w: w + w[-1], 2),
    )
    yield from make("same meaning, Chinese and English", True, (cn + "translation",), listed(MEANING_ZH))
    yield from make("foreign equivalent", True, (us + "meaning",), listed(EQUIVALENTS))
    yield from make("synonym beside the same word", True, (us + "meaning", us + "dominant"), beside(SYNONYMS))
    yield from make(
        "generic word added, Latin", True, (us + "added-generic",), latin(lambda w: f"{w} {chance.choice(DESCRIPTIVE)}")
    )
    yield from make(
        "generic word added, Chinese",
        True,
        (cn + "generic-added",),
        han(lambda w: w + chance.choice(DESCRIPTIVE_ZH), 3),
    )
    yield from make(
        "house mark added",
        True,
        (us + "containment", us + "added-generic", us + "dominant"),
        latin(lambda w: f"{coined(chance, 6)} {w}", 6),
    )
    yield from make("compound written apart", True, (us + "identical",), latin(lambda w: f"{w[:4]} {w[4:]}", 8))
    yield from make("plural or possessive", True, (us + "appearance", us + "sound"), latin(lambda w: w + "s", 6))
    yield from make(
        "letters added", True, (us + "containment",), latin(lambda w: w + chance.choice(("al", "ex", "ix")), 6)
    )
    yield from make("look-alike characters", True, (cn + "look-alike", cn + "one-differs"), lambda: _glyphs(chance))
    yield from make("numbers and letters said", True, (us + "number-play", cn + "number-play"), listed(SAID_NUMBERS))
    yield from make(
        "order of words", True, (us + "appearance", us + "dominant", us + "identical"), lambda: _turned(chance)
    )
    yield from make(
        "composite: shared element among descriptive words",
        True,
        (us + "containment", us + "added-generic", us + "dominant"),
        lambda: _composite(chance, lambda word: word),
    )
    yield from make(
        "composite: altered element among descriptive words",
        True,
        (us + "appearance", us + "sound", us + "dominant"),
        lambda: _composite(chance, lambda word: _altered(word, len(word) - 2, "aeioulnrst", chance)),
    )
    yield from make(
        "composite: element of another sound spelling",
        True,
        (us + "appearance", us + "sound", us + "dominant"),
        lambda: _composite(chance, lambda word: _swapped(word, SAME_SOUND, chance)),
    )
    yield from make(
        "composite: translated beside the same word",
        True,
        (us + "meaning", us + "dominant"),
        beside(EQUIVALENTS),
    )
    yield from make(
        "compound within a longer mark",
        True,
        (us + "containment", us + "added-generic", us + "dominant"),
        lambda: _compound(chance),
    )
    yield from make(
        "altered word in a longer mark",
        True,
        (us + "appearance", us + "sound", us + "dominant"),
        lambda: _longer(chance),
    )
    yield from make(
        "exception: first character differs", False, (), han(lambda w: _altered(w, 0, CHARACTERS, chance), 2)
    )
    yield from make("exception: another meaning", False, (), listed(OTHER_MEANING))
    yield from make("exception: only a generic word shared", False, (), lambda: _generic(chance))
    yield from make("unrelated", False, (), lambda: (coined(chance, 6).upper(), coined(chance, 6).upper()))


def _glyphs(chance: random.Random) -> tuple[str, str]:
    pair, rest, first = chance.choice(GLYPHS), chinese(chance, 1), chance.random() < 0.5
    return (pair[0] + rest, pair[1] + rest) if first else (rest + pair[0], rest + pair[1])


def _turned(chance: random.Random) -> tuple[str, str]:
    one, other = coined(chance, 5).upper(), chance.choice(EQUIVALENTS)[1]
    return f"{other} {one}", f"{one} {other}"


def _composite(chance: random.Random, change: Callable[[str], str]) -> tuple[str, str]:
    """Two marks of several words that share one, with articles and descriptive words about it."""
    own, words = coined(chance, 5), [*DESCRIPTIVE, *DESCRIPTIVE_FR]

    def around(word: str) -> str:
        before = chance.choice(words) + " " if chance.random() < 0.5 else ""
        after = " " + chance.choice(words) if chance.random() < 0.6 or not before else ""
        article = chance.choice(ARTICLES) + " " if chance.random() < 0.3 else ""
        return f"{article}{before}{word}{after}".upper()

    earlier = own.upper() if chance.random() < 0.4 else around(own)
    return around(change(own)), earlier


def _compound(chance: random.Random) -> tuple[str, str]:
    (_, one), (_, other) = chance.sample(EQUIVALENTS, 2)
    return f"{one} {other} {chance.choice(DESCRIPTIVE)}", f"{one}{other}"


def _longer(chance: random.Random) -> tuple[str, str]:
    own, second = coined(chance, 6), coined(chance, 6)
    return f"{own} {_altered(second, len(second) - 1, 'aeiou', chance)}".upper(), f"{own} {second}".upper()


def _generic(chance: random.Random) -> tuple[str, str]:
    word = chance.choice(DESCRIPTIVE)
    return f"{coined(chance, 6).upper()} {word}", f"{coined(chance, 6).upper()} {word}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--marks", type=int, default=100_000)
    parser.add_argument("--pairs", type=int, default=40)
    parser.add_argument("--seed", type=int, default=11)
    given = parser.parse_args()
    pairs = list(dict.fromkeys(made(given.pairs, given.seed)))
    names = list(dict.fromkeys([*synthetic_names(given.marks, given.seed), *(pair.earlier for pair in pairs)]))
    index = marks.Index.build(marks.Mark(str(number), name) for number, name in enumerate(names))
    print(f"{len(names):,} synthetic marks, {len(pairs)} synthetic pairs made by {len({p.rule for p in pairs})} rules")
    print(f"  {'rule':<42}  R@1  R@20 R@100 cited  reason is the rule")
    for rule in dict.fromkeys(pair.rule for pair in pairs):
        ranks, cited, right = [], 0, 0
        own = [pair for pair in pairs if pair.rule == rule]
        for pair in own:
            hits = index.search(marks.Query(pair.later), limit=100)
            place = next((n for n, hit in enumerate(hits, 1) if hit.text == pair.earlier), None)
            ranks.append(float("inf") if place is None else float(place))
            if place is not None:
                cited += hits[place - 1].score >= CITED
                right += bool(set(pair.codes) & {reason.rule for reason in hits[place - 1].reasons})
        if own[0].similar:
            print(f"{recall_line(rule, ranks)}  {cited / len(own):.2f}   {right / len(own):.2f}")
        else:
            print(f"  {rule:<42} rightly below {CITED}: {1 - cited / len(own):.2f}  (n={len(own)})")


if __name__ == "__main__":
    main()
