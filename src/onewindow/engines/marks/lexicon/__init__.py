"""What words mean: English words and how they are related, and the foreign words that translate them.

Read from the compiled files beside this module (made by `tools/build_lexicon.py`; sources and licences in NOTICE) when
the first meaning is asked for. A word is known by the hash of its stem written without spaces, so that MOVERS, MOVING
and MOVE are one word, and RED BULL and REDBULL one term.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

_TRANSLATIONS = ("chinese", "romance", "emoji", "equivalents", "japanese", "kinds", "play")
_LEAST = 0.3  # meanings further apart than this say nothing about two marks
_MOST_TARGETS = 600


@dataclass(frozen=True)
class _Links:
    """Links between numbered words as ragged rows, with strengths 0..1."""

    starts: NDArray[np.int64]
    others: NDArray[np.int32]
    strengths: NDArray[np.float32]

    @classmethod
    def of(cls, size: int, ones: NDArray[np.int32], others: NDArray[np.int32], by: NDArray[np.float32]) -> _Links:
        order = np.argsort(ones, kind="stable")
        starts = np.searchsorted(ones[order], np.arange(size + 1)).astype(np.int64)
        return cls(starts, others[order], by[order])


@dataclass(frozen=True)
class Meanings:
    """Words near in meaning to one asked for: their numbers, how near they are, and the English lemma in between."""

    words: NDArray[np.int32]
    strengths: NDArray[np.float32]
    lemmas: NDArray[np.int32]


class Lexicon:
    """All words of the compiled files, numbered; the same word in several files has one number."""

    def __init__(self) -> None:
        from onewindow.engines.marks.kernels import hash_spans, stem_ends

        files = {name: _read(name) for name in ("english", *_TRANSLATIONS)}
        texts = [files[name][part].tobytes() for name in files for part in ("terms", "lemmas")]
        self._buffer = b"\n".join(texts)
        breaks = np.flatnonzero(np.frombuffer(self._buffer, np.uint8) == ord("\n"))
        self._begins = np.concatenate(([0], breaks + 1)).astype(np.int64)
        self._ends = np.concatenate((breaks, [len(self._buffer)])).astype(np.int64)
        codes = np.frombuffer(self._buffer.decode().encode("utf-32-le"), np.uint32)
        kept = codes != ord(" ")
        lines = np.flatnonzero(codes[kept] == ord("\n"))
        begins = np.concatenate(([0], lines + 1)).astype(np.int64)
        joined = np.ascontiguousarray(codes[kept])
        ends = stem_ends(joined, begins, np.concatenate((lines, [len(joined)])).astype(np.int64))
        # Of words with one stem the shortest is shown.
        self.hashes, first, number = np.unique(hash_spans(joined, begins, ends), return_index=True, return_inverse=True)
        self._first = first
        self.english = np.zeros(len(self.hashes), np.bool_)  # by word, whether it is an English one of everyday form
        self.played = np.zeros(len(self.hashes), np.bool_)  # ... whether it is numbers or letters said for words
        place = 0
        related: list[tuple[Any, Any, Any]] = []
        translated: list[tuple[Any, Any, Any]] = []
        for name, file in files.items():
            size, lemmas = len(file["counts"]), int((file["lemmas"] == ord("\n")).sum()) + 1
            terms = number[place : place + size]
            meant = number[place + size : place + size + lemmas]
            rows = (np.repeat(terms, file["counts"]), meant[file["links"]], file["strengths"] / np.float32(100))
            if name == "english":
                self.english[terms] = True
            if name == "play":
                self.played[terms] = True
            (related if name == "english" else translated).append(rows)
            place += size + lemmas
        self._related = self._joined(related)
        self._translations = self._joined(translated)
        self._translated = self._joined([(others, ones, by) for ones, others, by in translated])

    def _joined(self, rows: list[tuple[Any, Any, Any]]) -> _Links:
        ones, others, by = (np.concatenate(column) for column in zip(*rows, strict=True))
        return _Links.of(len(self.hashes), ones.astype(np.int32), others.astype(np.int32), by.astype(np.float32))

    def text(self, word: int) -> str:
        """A word as it is written in the lexicon, its elements parted by spaces (Chinese ones not)."""
        line = self._first[word]
        return self._buffer[self._begins[line] : self._ends[line]].decode()

    @cached_property
    def phrases(self) -> NDArray[np.bool_]:
        """Whether each word is of several elements: parted by spaces, or of several Chinese characters."""
        content = np.frombuffer(self._buffer, np.uint8)
        spaces = np.concatenate(([0], np.cumsum(content == ord(" "))))
        begins, ends = self._begins[self._first], self._ends[self._first]
        # Chinese characters take three bytes that begin with E4 to E9 (with E3 for some rare ones).
        head = content[np.minimum(begins, len(content) - 1)]
        phrases: NDArray[np.bool_] = (spaces[ends] > spaces[begins]) | (
            (head >= 0xE4) & (head <= 0xE9) & (ends - begins > 3)
        )
        return phrases

    def find(self, hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Numbers of the words with these stem hashes, -1 where unknown."""
        place = np.minimum(np.searchsorted(self.hashes, hashes), len(self.hashes) - 1)
        return np.where(self.hashes[place] == hashes, place, -1)

    def is_play(self, word: str) -> bool:
        """Whether a folded word is numbers or letters that are said for words (4U, 520)."""
        from onewindow.engines.marks.kernels import hash_spans, stem_ends

        codes = np.frombuffer(word.encode("utf-32-le"), np.uint32)
        begin, end = np.zeros(1, np.int64), np.full(1, len(codes), np.int64)
        found = int(self.find(hash_spans(codes, begin, stem_ends(codes, begin, end)))[0])
        return found >= 0 and bool(self.played[found])

    def meanings(self, word: int) -> Meanings:
        """Words near in meaning, nearest first: translations of the word and of related English words."""
        from onewindow.engines.marks.meaning import follow

        related, out, back = self._related, self._translations, self._translated
        words, strengths, lemmas = follow(
            word,
            related.starts, related.others, related.strengths,
            out.starts, out.others, out.strengths,
            back.starts, back.others, back.strengths,
            _LEAST,
        )  # fmt: skip
        order = np.lexsort((words, -strengths))
        _, first = np.unique(words[order], return_index=True)
        chosen = order[np.sort(first)[:_MOST_TARGETS]]
        return Meanings(words[chosen], strengths[chosen], lemmas[chosen])


def terms(name: str) -> list[str]:
    """The terms of one compiled file (``english``, ``chinese``, ``romance``, ``emoji``)."""
    return _read(name)["terms"].tobytes().decode().split("\n")


def _read(name: str) -> dict[str, NDArray[Any]]:
    content = resources.files(__package__).joinpath(f"{name}.npz").read_bytes()
    with np.load(BytesIO(content), allow_pickle=False) as archive:
        return {part: archive[part] for part in archive.files}


@cache
def lexicon() -> Lexicon:
    """The lexicon, read once in a process."""
    return Lexicon()
