"""The script a name is written in, as its ISO 15924 code."""

import unicodedata
from collections import Counter

import opencc

_CODES = {
    "LATIN": "Latn",
    "FULLWIDTH": "Latn",
    "CYRILLIC": "Cyrl",
    "ARABIC": "Arab",
    "HEBREW": "Hebr",
    "GREEK": "Grek",
    "THAI": "Thai",
    "GEORGIAN": "Geor",
    "ARMENIAN": "Armn",
    "DEVANAGARI": "Deva",
    "BENGALI": "Beng",
    "TAMIL": "Taml",
    "TELUGU": "Telu",
    "KANNADA": "Knda",
    "MALAYALAM": "Mlym",
    "GUJARATI": "Gujr",
    "GURMUKHI": "Guru",
    "SINHALA": "Sinh",
    "ORIYA": "Orya",
    "KHMER": "Khmr",
    "LAO": "Laoo",
    "MYANMAR": "Mymr",
    "TIBETAN": "Tibt",
    "MONGOLIAN": "Mong",
    "ETHIOPIC": "Ethi",
    "TIFINAGH": "Tfng",
    "BOPOMOFO": "Bopo",
    "HANGUL": "Kore",
    "HIRAGANA": "Jpan",
    "KATAKANA": "Jpan",
    "KATAKANA-HIRAGANA": "Jpan",
    "CJK": "Hani",
    "IDEOGRAPHIC": "Hani",
    "THAANA": "Thaa",
    "CHEROKEE": "Cher",
    "CANADIAN": "Cans",
    "YI": "Yiii",
    "OL": "Olck",
}
_TO_SIMPLIFIED = opencc.OpenCC("t2s")
_TO_TRADITIONAL = opencc.OpenCC("s2t")
_TRADITIONAL_COUNTRIES = {"TW", "HK", "MO"}


def script_of(text: str, language: str = "", country: str | None = None) -> str:
    """ISO 15924 code of `text`: "Latn", "Hans", "Hant", "Jpan", "Kore", "Cyrl" ...; "Zyyy" without any letter.

    `language` is the language tag the name was given under ("" when untagged), `country` the owner's: both only
    settle names in Han characters that are written alike in several scripts.
    """
    counts: Counter[str] = Counter()
    for character in text:
        if character.isalpha():
            first_word = unicodedata.name(character, "UNKNOWN").split(" ", 1)[0]
            if code := _CODES.get(first_word):
                counts[code] += 1
    # A brand such as "KFC 肯德基" is indexed by its non-Latin part; kana decide for Japanese whatever their number.
    for code in ("Jpan", "Kore"):
        if counts[code]:
            return code
    if counts["Hani"]:
        return _han_script(text, language, country)
    if not counts:
        return "Zyyy"
    return max(sorted(counts), key=lambda code: (code != "Latn", counts[code]))


def _han_script(text: str, language: str, country: str | None) -> str:
    base = language.split("-", 1)[0]
    if base == "ja" or (country == "JP" and base != "zh"):
        return "Jpan"
    if base == "ko" or (country == "KR" and base != "zh"):
        return "Kore"
    if _TO_SIMPLIFIED.convert(text) != text:
        return "Hant"
    if _TO_TRADITIONAL.convert(text) != text:
        return "Hans"
    return "Hant" if "Hant" in language or country in _TRADITIONAL_COUNTRIES else "Hans"
