"""Latin spelling to sounds, by the habits of English readers with the usual foreign spellings, and pinyin spelling."""

from __future__ import annotations

import re
from functools import cache

_LETTERS = "ei bi si di i ef ji eic ai jei kei el em en o pi kiu ar es ti iu vi dabliu eks uai zi"
_DIGITS = "o uan tu tri for faiv siks seven eit nain"
LETTER_NAMES = dict(zip("abcdefghijklmnopqrstuvwxyz", _LETTERS.split(), strict=True))
DIGIT_NAMES = dict(zip("0123456789", _DIGITS.split(), strict=True))

# First match wins, read left to right: (pattern at the place, sounds). "^" and "$" are the edges of the word.
_SPELLINGS = (
    (r"^(kn|gn|pn)", "n"),
    (r"^wr", "r"),
    (r"^ps", "s"),
    (r"^x(?=[aeiouy])", "z"),
    (r"^x", "eks"),
    (r"^mc(?=[^aeiouy])", "mak"),
    (r"x(?=ce|ci|se|si)", "k"),
    (r"x", "ks"),
    (r"tsch|tch", "c"),
    (r"sch", "S"),
    (r"sh", "S"),
    (r"ch(?=[rlnt])", "k"),
    (r"ch", "c"),
    (r"cch|cc(?=[eiy])", "c"),
    (r"sc(?=[eiy])", "s"),
    (r"c(?=ia[nl]|ious)", "S"),
    (r"[st]ion", "Son"),
    (r"th", "t"),
    (r"ph", "f"),
    (r"igh", "ai"),
    (r"ough", "of"),
    (r"augh", "of"),
    (r"gh(?=[aeiouy])", "g"),
    (r"gh", ""),
    (r"dg(?=[eiy])", "j"),
    (r"g(?=[eiy])(?!e[td]|i[rvlf])", "j"),
    (r"gu(?=[eiy])", "g"),
    (r"ck|cq", "k"),
    (r"c(?=[eiy])", "s"),
    (r"c", "k"),
    (r"qu(?=e$)", "k"),
    (r"qu", "kw"),
    (r"q", "k"),
    (r"wh", "w"),
    (r"rh", "r"),
    (r"mb$", "m"),
    (r"mn$", "m"),
    (r"tz|zz", "z"),
    (r"ng(?=[aeiouy])", "Ng"),
    (r"ng", "N"),
    (r"nk", "Nk"),
    (r"(?<=[^aeiouy])le$", "ol"),
    (r"(ee|ea|ie|ey$|ei(?=[nv]))", "i"),
    (r"a(?=[bdfgklmnptvz]es?$|ce$|se$)", "ei"),
    (r"i(?=[bdfgklmnprtvz]es?$|ce$|se$)", "ai"),
    (r"y(?=[bdfgklmnprtvz]es?$|ce$|se$)", "ai"),
    (r"(?<=[aeiou][bcdfgjklmnprstvz])es?$", ""),
    (r"(?<=[aeiou][bcdfgklmnprstv][bcdfgklmnprstv])e$", ""),
    (r"(oo|ou|ew|ue|ui)", "u"),
    (r"(oa|oe|au|aw|ow)", "o"),
    (r"(ai|ay|ei|ey)", "ei"),
    (r"eau", "o"),
    (r"eu", "u"),
    (r"oy|oi", "oi"),
    (r"y(?=[aeiou])", "y"),
    (r"y", "i"),
    (r"(?<=[aeiou])h(?![aeiouy])", ""),
    (r"j", "j"),
    (r"z", "z"),
    (r"[abdefghiklmnoprstuvw]", None),
)
_SYLLABLE = re.compile(
    r"(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ueng|ang|eng|ing|ong|ian|iao|uai|uan|van|van|ai|ei|ao|ou|"
    r"an|en|in|un|vn|ia|ie|iu|ua|uo|ui|ue|ve|er|a|o|e|i|u|v))"
)
_INITIALS = (("zh", "j"), ("ch", "c"), ("sh", "S"), ("x", "S"), ("q", "c"), ("j", "j"), ("z", "z"), ("c", "c"))
_FINALS = (("ong", "uN"), ("ang", "aN"), ("eng", "eN"), ("ing", "iN"), ("v", "u"))


@cache
def _spellings() -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<r{number}>{pattern})" for number, (pattern, _) in enumerate(_SPELLINGS)))


def read_latin(word: str, *, spelled: bool = True) -> str:
    """Sounds of a word of letters a to z as an English reader would say it; a single letter by its name if `spelled`."""
    if len(word) == 1 and spelled:
        return LETTER_NAMES[word]
    sounds = []
    for match in _spellings().finditer(word):
        replacement = _SPELLINGS[int((match.lastgroup or "r0")[1:])][1]
        sounds.append(match.group() if replacement is None else replacement)
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
