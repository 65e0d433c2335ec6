"""Tables of characters said otherwise than in Mandarin, as `onewindow.engines.marks.sound` reads them."""

from __future__ import annotations

from pathlib import Path

from onewindow.engines.marks.latin import syllable
from onewindow.engines.marks.sound import pinyin_of

LEXICON = Path(__file__).resolve().parents[1] / "src/onewindow/engines/marks/lexicon"


def mandarin(character: str) -> str:
    """The sounds of a character in its most usual reading."""
    return syllable((pinyin_of(character) or ("",))[0])


def write(name: str, origin: str, said: dict[str, str]) -> None:
    """Write the table of this name, without what is said as in Mandarin; the origin goes into its first line."""
    kept = {character: sounds for character, sounds in said.items() if sounds != mandarin(character)}
    rows = "".join(f"{character} {sounds}\n" for character, sounds in sorted(kept.items()))
    (LEXICON / f"{name}.txt").write_text(f"# {origin}; sounds as in phonemes.py\n{rows}", encoding="utf-8")
    print(f"{len(said)} characters, {len(kept)} said otherwise than in Mandarin")
