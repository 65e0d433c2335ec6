"""Latin spelling to sounds, by the habits of English readers with the usual foreign spellings, and pinyin spelling."""

from __future__ import annotations

import re
from functools import cache

_LETTERS = "ei bi si di i ef ji eic ai jei kei el em en o pi kiu ar es ti iu vi dabliu eks uai zi"
_DIGITS = "o uan tu tri for faiv siks seven eit nain"
LETTER_NAMES = dict(zip("abcdefghijklmnopqrstuvwxyz", _LETTERS.split(), strict=True))
DIGIT_NAMES = dict(zip("0123456789", _DIGITS.split(), strict=True))

# By first letter: what may stand there and how it is said, the first that fits; "^" and "$" are the edges of the word.
# A letter that nothing here fits is said as it is written.
_SPELLINGS: dict[str, tuple[tuple[str, str], ...]] = {
    "a": (
        (r"augh", "of"),
        (r"a(?=[bdfgklmnptvz]es?$|ce$|se$)", "ei"),
        (r"au|aw", "o"),
        (r"ai|ay", "ei"),
    ),
    "c": (
        (r"ch(?=[rlnt])", "k"),
        (r"ch", "c"),
        (r"cch|cc(?=[eiy])", "c"),
        (r"c(?=ia[nl]|ious)", "S"),
        (r"ck|cq", "k"),
        (r"c(?=[eiy])", "s"),
        (r"c", "k"),
    ),
    "d": ((r"dg(?=[eiy])", "j"),),
    "e": (
        (r"eau", "o"),
        (r"(?<=[aeiou][bcdfgjklmnprstvz])es?$", ""),
        (r"(?<=[aeiou][bcdfgklmnprstv][bcdfgklmnprstv])e$", ""),
        (r"ee|ea|ey$|ei(?=[nv])", "i"),
        (r"ew|eu", "u"),
        (r"ei|ey", "ei"),
    ),
    "g": (
        (r"^gn", "n"),
        (r"gh(?=[aeiouy])", "g"),
        (r"gh", ""),
        (r"gu(?=[eiy])", "g"),
        (r"g(?!e[td]|i[rvlf])(?=[eiy])", "j"),
    ),
    "h": ((r"(?<=[aeiou])h(?![aeiouy])", ""),),
    "i": ((r"igh", "ai"), (r"i(?=[bdfgklmnprtvz]es?$|ce$|se$)", "ai"), (r"ie", "i")),
    "k": ((r"^kn", "n"),),
    "l": ((r"(?<=[^aeiouy])le$", "ol"),),
    "m": ((r"^mc(?=[^aeiouy])", "mak"), (r"mb$|mn$", "m")),
    "n": ((r"ng(?=[aeiouy])", "Ng"), (r"ng", "N"), (r"nk", "Nk")),
    "o": ((r"ough", "of"), (r"oo|ou", "u"), (r"oa|oe|ow", "o"), (r"oy", "oi")),
    "p": ((r"^pn", "n"), (r"^ps", "s"), (r"ph", "f")),
    "q": ((r"qu(?=e$)", "k"), (r"qu", "kw"), (r"q", "k")),
    "r": ((r"rh", "r"),),
    "s": ((r"sch|sh", "S"), (r"sc(?=[eiy])", "s"), (r"sion", "Son")),
    "t": ((r"tsch|tch", "c"), (r"tion", "Son"), (r"th", "t"), (r"tz", "z")),
    "u": ((r"ue|ui", "u"),),
    "w": ((r"^wr", "r"), (r"wh", "w")),
    "x": ((r"^x(?=[aeiouy])", "z"), (r"^x", "eks"), (r"x(?=[cs][ei])", "k"), (r"x", "ks")),
    "y": ((r"y(?=[bdfgklmnprtvz]es?$|ce$|se$)", "ai"), (r"y(?=[aeiou])", "y"), (r"y", "i")),
    "z": ((r"zz", "z"),),
}
_SYLLABLE = re.compile(
    r"(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ueng|ang|eng|ing|ong|ian|iao|uai|uan|van|van|ai|ei|ao|ou|"
    r"an|en|in|un|vn|ia|ie|iu|ua|uo|ui|ue|ve|er|a|o|e|i|u|v))"
)
_INITIALS = (("zh", "j"), ("ch", "c"), ("sh", "S"), ("x", "S"), ("q", "c"), ("j", "j"), ("z", "z"), ("c", "c"))
_FINALS = (("ong", "uN"), ("ang", "aN"), ("eng", "eN"), ("ing", "iN"), ("v", "u"))


@cache
def _spellings() -> dict[str, tuple[tuple[re.Pattern[str], str], ...]]:
    return {
        letter: tuple((re.compile(pattern), sounds) for pattern, sounds in choices)
        for letter, choices in _SPELLINGS.items()
    }


def read_latin(word: str, *, named: bool = True) -> str:
    """Sounds of a word of letters a to z as an English reader would say it; if `named`, a single letter by its name."""
    if len(word) == 1 and named:
        return LETTER_NAMES[word]
    spellings = _spellings()
    sounds, place = [], 0
    while place < len(word):
        letter = word[place]
        for pattern, said in spellings.get(letter, ()):
            if match := pattern.match(word, place):
                sounds.append(said)
                place = match.end()
                break
        else:
            sounds.append(letter)
            place += 1
    return "".join(sounds)


@cache
def syllable(pinyin: str) -> str:
    """Sounds of one pinyin syllable without tone (ü written v): the reading that a Chinese character contributes."""
    start, rest = "", pinyin
    for initial, sound in _INITIALS:
        if pinyin.startswith(initial):
            start, rest = sound, pinyin[len(initial) :]
            break
    else:
        if pinyin[:1] in set("bpmfdtnlgkhryw"):
            start, rest = pinyin[0], pinyin[1:]
    for final, sounds in _FINALS:
        rest = rest.replace(final, sounds)
    return start + rest


def read_pinyin(word: str) -> str | None:
    """Sounds of a Latin word read as pinyin (GUQI, XIAOMI), or None if it does not divide into syllables."""
    syllables, place = [], 0
    while place < len(word):
        match = _SYLLABLE.match(word, place)
        if match is None:
            return None
        end = match.end()
        # n or g at the end of a syllable begins the next one before a vowel: FANGAN is left as fan-gan.
        if end < len(word) and word[end] in "aeiouv" and match.group()[-1] in "ngr" and end - place > 1:
            end -= 1
            if _SYLLABLE.fullmatch(word, place, end) is None:
                return None
        syllables.append(syllable(word[place:end]))
        place = end
    return "".join(syllables)
