"""A classifier of goods learned from the items of a table: from the features of a piece to classes and groups.

Two multinomial logistic regressions over the same sparse features, one of classes and one of groups; the groups of the
second are weighed again by the classes of both. Word hints (a class and its share, from outside) are features too, so
how far they are trusted is learned from the table itself. Learned weights are kept in a folder and mapped from there.
"""

from __future__ import annotations

import json
import math
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FORMAT = 1
PASSES = 5
RATE = 3.0
RAREST = 2
"""A feature of fewer names than this tells nothing about another name."""
HINT = 0.5
_HINT_KEY = "hint {}"
_ALWAYS = "always"


class Example(NamedTuple):
    """A name to learn from: its features, the hints given for it, and the code of its group."""

    features: Mapping[str, float]
    hints: Mapping[int, float]
    group: str


class UnfitWeights(Exception):
    """A folder of weights that cannot be used: damaged, of another format, or of other groups."""


class Classifier:
    """Probabilities of groups for the features of a piece."""

    def __init__(
        self, codes: Sequence[str], times: Mapping[str, int], of_group: NDArray[np.float32],
        of_class: NDArray[np.float32],
    ) -> None:  # fmt: skip
        """Group codes, the names each feature is in, weights ``(features, groups)`` and ``(features, classes)``."""
        self.codes = list(codes)
        self._times, self._of_group, self._of_class = dict(times), of_group, of_class
        self._columns = {name: column for column, name in enumerate(times)}
        self._classes = _classes(codes)

    @classmethod
    def learn(cls, examples: Sequence[Example]) -> Classifier:
        """Learn from examples; the same ones give the same weights."""
        from onewindow.engines.goods.learning import softmax_weights

        codes = sorted({example.group for example in examples})
        seen = Counter(name for example in examples for name in example.features)
        times = {name: count for name, count in seen.items() if count >= RAREST}
        classes = _classes(codes)
        times.update(dict.fromkeys((_ALWAYS, *map(_HINT_KEY.format, sorted(set(classes.tolist())))), len(examples)))
        columns = {name: column for column, name in enumerate(times)}
        place = {code: n for n, code in enumerate(codes)}
        starts, at, values = [0], [], []
        for example in examples:
            for column, value in _row(columns, example.features, example.hints):
                at.append(column)
                values.append(value)
            starts.append(len(at))
        rows = (np.array(starts, np.int64), np.array(at, np.int32), np.array(values, np.float32))
        order = np.random.default_rng(20240101)
        orders = np.stack([order.permutation(len(examples)) for _ in range(PASSES)]).astype(np.int64)
        groups = np.array([place[example.group] for example in examples], np.int64)
        of_group = softmax_weights(*rows, groups, orders, len(columns), len(codes), RATE)
        of_class = softmax_weights(*rows, classes[groups], orders, len(columns), int(classes.max()) + 1, RATE)
        return cls(codes, times, of_group, of_class)

    def save(self, folder: Path) -> None:
        """Keep the weights in ``folder``, whole or not at all; one that is there already is replaced."""
        folder.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=folder.name, dir=folder.parent))
        np.save(fresh / "groups.npy", self._of_group)
        np.save(fresh / "classes.npy", self._of_class)
        told = {"format": FORMAT, "codes": self.codes, "times": self._times}
        (fresh / "features.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        fresh.rename(folder)

    @classmethod
    def open(cls, folder: Path, codes: Iterable[str]) -> Classifier:
        """The weights kept in ``folder``, mapped. Raises ``UnfitWeights`` unless they are whole and of these groups."""
        try:
            told = json.loads((folder / "features.json").read_text(encoding="utf-8"))
            of_group = np.load(folder / "groups.npy", mmap_mode="r")
            of_class = np.load(folder / "classes.npy", mmap_mode="r")
            fits = (
                (told["format"], told["codes"]) == (FORMAT, sorted(codes))
                and of_group.shape == (len(told["times"]), len(told["codes"]))
                and len(of_class) == len(of_group)
            )
        except (OSError, ValueError, KeyError, TypeError, EOFError) as error:
            raise UnfitWeights(str(error)) from error
        if not fits:
            raise UnfitWeights("of another format or of other groups")
        return cls(told["codes"], told["times"], of_group, of_class)

    def groups(self, found: Mapping[str, float], hints: Mapping[int, float]) -> NDArray[np.float64]:
        """The probability of each group of ``codes``, summing to 1."""
        row = _row(self._columns, found, hints)
        columns, values = [column for column, _ in row], np.array([value for _, value in row], np.float32)
        groups = _share(values @ self._of_group[columns])
        mine = np.bincount(self._classes, groups, self._of_class.shape[1])
        both = (mine + _share(values @ self._of_class[columns])) / 2
        weighed: NDArray[np.float64] = groups * (both / np.maximum(mine, 1e-12))[self._classes]
        weighed /= weighed.sum()
        return weighed

    def knows(self, found: Mapping[str, float]) -> bool:
        """True if any feature occurs in the table."""
        return any(name in self._columns for name in found)

    def rarity(self, name: str) -> float:
        """How telling a feature is: the logarithm of the share of names that have it, turned around."""
        return math.log1p(self._times[_ALWAYS] / self._times.get(name, 1))


def _classes(codes: Sequence[str]) -> NDArray[np.int64]:
    return np.array([int(code[:2]) for code in codes], np.int64)


def _row(columns: Mapping[str, int], found: Mapping[str, float], hints: Mapping[int, float]) -> list[tuple[int, float]]:
    known = [(columns[name], value) for name, value in found.items() if name in columns]
    known.append((columns[_ALWAYS], 1.0))
    length = math.sqrt(sum(value * value for _, value in known))
    row = [(column, value / length) for column, value in known]
    for number, share in hints.items():
        column = columns.get(_HINT_KEY.format(number))
        if column is not None:
            row.append((column, HINT * share))
    return row


def _share(scores: NDArray[np.float32]) -> NDArray[np.float64]:
    lifted = np.exp((scores - scores.max()).astype(np.float64))
    share: NDArray[np.float64] = lifted / lifted.sum()
    return share
