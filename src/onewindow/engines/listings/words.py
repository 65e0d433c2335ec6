"""Ordinary words, and words that say a mark is referred to, not used: as tables that compiled code can ask.

Words of several languages' dictionaries come from the lexicon of the mark engine; the lists here are our own.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.compiled import jit
from onewindow.engines.listings import hashing
from onewindow.engines.listings.folding import Units, fold
from onewindow.engines.listings.glyphs import LOOKALIKE, chinese_words
from onewindow.engines.listings.hashing import Table, extend, find, mix

# "Case compatible with X" says what a thing fits. Such words count within a few words before the mark.
REFERRING = (
    "compatible compatibles kompatibel kompatible compatibile fits fitting replacement replaces replacing ersatz "
    "adaptable passend passt remplacement 适用于 适用 兼容 适配 通用于 替换 代替 用于 配套 专用"
)
# "For X" says so only of a thing that is an accessory.
FOR = "for für fur pour para per til voor 配"
ACCESSORIES = (
    "case cases cover covers skin sleeve pouch holster strap straps band bands bracelet charger chargers cable "
    "cables adapter adapters adaptor battery batteries cartridge cartridges toner ink filter filters bag bags "
    "mount mounts holder holders stand dock bracket protector film glass lens parts part spare hose belt brush "
    "brushes kit remote keyboard bumper hülle schutzhülle tasche kabel ladegerät akku filtertüten coque housse "
    "étui chargeur sticker decal 壳 套 膜 充电器 数据线 表带 墨盒 滤芯 支架 电池 配件 贴膜 "
    "钢化膜 保护壳 保护套 耳机套 替换装"
)
COMMON = (
    "and or the with without for from men mens women womens unisex kids boys girls baby adult black white red "
    "blue green grey gray silver gold pink brown purple orange yellow navy beige schwarz weiss weiß grau silber "
    "rot blau grün mit ohne und für von zoll noir blanc argent avec pour sans small medium large mini plus pro "
    "max ultra lite edition series new original genuine official authentic best quality set pack piece pieces "
    "size model type style inch led lcd hd uhd wifi usb hdmi ssd hdd ram gb tb mb kg ml cm mm sim free unlocked "
    "smart phone tv laptop tablet watch shoes shirt tshirt tshirts jeans dress top tops kurta kurtas flops flip "
    "heels sneakers sports casual formal cotton leather"
)
# Gods and heroes stand in dictionaries; in a title their names are a mark more often than a word.
NAMES = "aegisthus electra fortuna hebe helios jason medea midas minerva nike odin pandora rolodex tiresias vulcan"
REFER, TO_FIT, ACCESSORY = 1, 2, 3


class Words(NamedTuple):
    """Tables of ordinary words, by their plain letters, and of the words that matter around a mark."""

    ordinary: Table
    around: Table
    meaning: NDArray[np.uint8]


@cache
def words() -> Words:
    """The tables, made once in a process."""
    from onewindow.engines.marks.lexicon import terms

    common = resources.files("onewindow.engines.marks").joinpath("common_words.txt").read_text(encoding="utf-8")
    lines = [line for line in common.splitlines() if not line.startswith("#")]
    ordinary = {*" ".join(lines).split(), *COMMON.split()}
    english = {term for term in terms("english") if " " not in term and len(term) > 1}
    ordinary |= english - set(NAMES.split())
    ordinary.update(term for term in terms("chinese") if 2 <= len(term) <= 4 and not term.isascii())
    ordinary.update(chinese_words())
    around = [(word, REFER) for word in REFERRING.split()]
    around += [(word, TO_FIT) for word in FOR.split()] + [(word, ACCESSORY) for word in ACCESSORIES.split()]
    return Words(
        hashing.build(_keys(sorted(ordinary)))[0],
        hashing.build(_keys([word for word, _ in around]))[0],
        np.array([meaning for _, meaning in around], np.uint8),
    )


def _keys(texts: list[str]) -> NDArray[np.uint64]:
    return _hash_plain(fold(texts))


@jit()
def _hash_plain(units: Units) -> NDArray[np.uint64]:
    keys = np.empty(len(units.bounds) - 1, np.uint64)
    for n in range(len(keys)):
        keys[n] = plain_hash(units, units.bounds[n], units.bounds[n + 1])
    return keys


@jit(borrowing=True)
def plain_hash(units: Units, first: int, last: int) -> np.uint64:
    """The mixed hash of the plain letters of units first..last."""
    value = np.uint64(0)
    for u in range(first, last):
        value = extend(value, units.plain[u])
    return mix(value)


@jit(borrowing=True)
def is_ordinary(units: Units, first: int, last: int, table: Table) -> bool:
    """Whether units first..last are a word of a dictionary, in the plural too."""
    if find(table, plain_hash(units, first, last)) >= 0:
        return True
    size = last - first
    if size > 3 and units.plain[last - 1] == 115:
        if find(table, plain_hash(units, first, last - 1)) >= 0:
            return True
        if size > 4 and units.plain[last - 2] == 101:
            return find(table, plain_hash(units, first, last - 2)) >= 0
    return False


@jit(borrowing=True)
def in_a_word(units: Units, u: int, first: int, last: int, table: Table) -> bool:
    """Whether the Chinese character ``u`` is part of a word of two to four characters within units first..last."""
    for size in range(2, 5):
        for begin in range(max(first, u - size + 1), min(u, last - size) + 1):
            apart = False
            for k in range(begin + 1, begin + size):
                apart = apart or units.part[k] > 1 or units.plain[k] < 0x2E80
            for k in range(begin, begin + size):
                apart = apart or units.how[k] == LOOKALIKE  # a radical is part of no word
            if not apart and find(table, plain_hash(units, begin, begin + size)) >= 0:
                return True
    return False


@jit(borrowing=True)
def cuts_a_word(units: Units, u: int, first: int, last: int, table: Table) -> bool:
    """Whether a Chinese word stands across the place before unit ``u``."""
    for size in range(2, 5):
        for begin in range(max(first, u - size + 1), min(u - 1, last - size) + 1):
            apart = False
            for k in range(begin + 1, begin + size):
                apart = apart or units.part[k] > 1 or units.plain[k] < 0x2E80
            for k in range(begin, begin + size):
                apart = apart or units.how[k] == LOOKALIKE  # a radical is part of no word
            if not apart and find(table, plain_hash(units, begin, begin + size)) >= 0:
                return True
    return False
