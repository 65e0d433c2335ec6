"""Sounds of the alphabets beside Latin and Chinese: Cyrillic, Greek, Hebrew, Arabic, kana and Hangul.

A letter has one sound here whatever stands around it, which is enough to find a mark across scripts, not to speak it.
"""

from __future__ import annotations

from functools import cache

_LETTERS = (
    # Cyrillic
    "а a б b в v г g д d е e ж j з z и i й y к k л l м m н n о o п p р r с s т t у u ф f х h ц ts ч c ш S щ S ъ - ы i "
    "ь - э e ю yu я ya є e і i ї yi ґ g ў u ј y љ l њ n ћ c ђ j џ j ё yo "
    # Greek (final sigma is folded to sigma)
    "α a β v γ g δ d ε e ζ z η i θ t ι i κ k λ l μ m ν n ξ ks ο o π p ρ r σ s ς s τ t υ i φ f χ h ψ ps ω o "
    # Hebrew
    "א a ב b ג g ד d ה h ו v ז z ח h ט t י y כ k ך k ל l מ m ם m נ n ן n ס s ע a פ p ף f צ ts ץ ts ק k ר r ש S ת t "
    # Arabic, Persian
    "ا a أ a إ i آ a ب b ت t ث t ج j ح h خ k د d ذ d ر r ز z س s ش S ص s ض d ط t ظ z ع a غ g ف f ق k ك k ل l م m ن n "
    "ه h و u ي i ى a ة a ء - ئ i ؤ u پ p چ c ژ j گ g ک k ی i"
)
_KANA_ROWS = (
    ("", "あいうえお"),
    ("k", "かきくけこ"),
    ("g", "がぎぐげご"),
    ("s", "さしすせそ"),
    ("z", "ざじずぜぞ"),
    ("t", "たちつてと"),
    ("d", "だぢづでど"),
    ("n", "なにぬねの"),
    ("h", "はひふへほ"),
    ("b", "ばびぶべぼ"),
    ("p", "ぱぴぷぺぽ"),
    ("m", "まみむめも"),
    ("r", "らりるれろ"),
)
_KANA_OTHER = "や ya ゆ yu よ yo わ wa を o ん n ゔ v し Si ち ci つ tsu ふ fu じ ji ぢ ji っ - ー -"
# The small vowels and y-kana change the syllable before them: きゃ kya, ファ fa.
_SMALL = {"ゃ": "ya", "ゅ": "yu", "ょ": "yo", "ぁ": "a", "ぃ": "i", "ぅ": "u", "ぇ": "e", "ぉ": "o"}
_HANGUL_FIRST = "kknttlmppss-jjcktph"
_VOWELS = "a e ya ye o e yo ye o wa we we yo u wo we wi yu u ui i"
_HANGUL_VOWEL = _VOWELS.split()
_HANGUL_LAST = "-kkknnntlkmlllplmppttNttktpt"


@cache
def _sounds() -> dict[str, str]:
    listed = f"{_LETTERS} {_KANA_OTHER}".split()
    table = {letter: sound.replace("-", "") for letter, sound in zip(listed[::2], listed[1::2], strict=True)}
    for consonant, row in _KANA_ROWS:
        for kana, vowel in zip(row, "aiueo", strict=True):
            table.setdefault(kana, consonant + vowel)
    return table


def _hangul(code: int) -> str:
    index = code - 0xAC00
    parts = (_HANGUL_FIRST[index // 588], _HANGUL_VOWEL[index % 588 // 28], _HANGUL_LAST[index % 28])
    return "".join(parts).replace("-", "")


def read(run: str) -> str:
    """Sounds of a run of letters of these scripts; a character of any other script is silent."""
    table = _sounds()
    said = ""
    for character in run:
        code = ord(character)
        if character in _SMALL:
            small = _SMALL[character]
            said = said[:-1] + (small[1:] if said.endswith(("Si", "ci", "ji")) and len(small) == 2 else small)
        elif 0xAC00 <= code <= 0xD7A3:
            said += _hangul(code)
        else:
            said += table.get(character, "")
    return said
