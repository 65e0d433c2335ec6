"""The mark index of this installation: built from the register, kept on disk, followed to the last ledger entry.

A build writes a new folder and then moves one small pointer file, so readers see the old index or the new one, never
half of one. Each process maps the index that the pointer names and adds what the register changed since its build:
every change carries the number of its ledger entry, and numbers follow the order of commits.
"""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
from django.conf import settings
from django.db.models import QuerySet

from onewindow.desks.register import picture
from onewindow.desks.register.models import Kind, Right, Source, unmask
from onewindow.kernel import clock, jobs, ledger
from onewindow.kernel.errors import Unavailable
from onewindow.texts import Text

if TYPE_CHECKING:
    from onewindow.engines import marks

log = logging.getLogger(__name__)
DELTA_LIMIT = 20_000
DELTA_PICTURES = 50
"""New pictures described before a search that finds them waiting; more are left to the index made anew."""
READ_BLOCK = 20_000
Progress = Callable[[int, int], None]


def root() -> Path:
    """The folder of the index."""
    return Path(settings.INDEX_ROOT)


def indexed() -> QuerySet[Right]:
    """The marks that are found: what a trustee entered is no earlier right until an office's data say so."""
    return Right.objects.filter(kind=Kind.TRADEMARK).exclude(source=Source.TRUSTEE)


def build(progress: Progress | None = None) -> int:
    """Make the index anew from the register and let the pointer name it. Returns the marks in it."""
    from onewindow.engines import marks

    seq = ledger.last_seq()
    total = indexed().count()
    index = marks.Index.build(_marks(seq, total, progress), _unfit)
    folder = root() / f"marks-{seq}"
    root().mkdir(parents=True, exist_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    index.save(folder)
    temporary = root() / "current.tmp"
    temporary.write_bytes(orjson.dumps({"folder": folder.name, "seq": seq}))
    temporary.replace(root() / "current")
    _remove_old(seq)
    return len(index)


def _marks(seq: int, total: int, progress: Progress | None) -> Iterator[marks.Mark]:
    from onewindow.engines import marks

    rows = indexed().filter(touched_seq__lte=seq).order_by("pk")
    columns = ("pk", "title", "nice_mask", "image", "touched_seq")
    former, before = _former()
    read, last = 0, 0
    # In blocks by key: a query left open would be an old snapshot, in which SQLite lets ``progress`` write nothing.
    # What is changed meanwhile is left to the follower: it carries a number above ``seq``.
    while block := list(rows.filter(pk__gt=last).values_list(*columns)[:READ_BLOCK]):
        for pk, title, nice_mask, image, touched in block:
            seen = picture.seen(image, former.described(str(pk)) if former and touched <= before else None)
            yield marks.Mark(str(pk), title, unmask(nice_mask), seen)
        read, last = read + len(block), block[-1][0]
        if progress:
            progress(read, total)


def _former() -> tuple[marks.Index | None, int]:
    """The index in use and the ledger entry it was made at: pictures it has need not be described again."""
    from onewindow.engines import marks

    try:
        named = orjson.loads((root() / "current").read_bytes())
        return marks.Index.open(root() / named["folder"]), named["seq"]
    except (FileNotFoundError, marks.IndexFileError):
        return None, 0


def _unfit(identifier: str, error: marks.ImageError) -> None:
    log.warning("the picture of right %s is left out of the index: %s", identifier, error)


def _remove_old(seq: int) -> None:
    # The one before stays: a process that still maps it, or is about to open it, must find it.
    found = sorted(int(p.name.removeprefix("marks-")) for p in root().glob("marks-*") if p.name[6:].isdigit())
    for old in [n for n in found if n < seq][:-1]:
        shutil.rmtree(root() / f"marks-{old}", ignore_errors=True)


class Follower:
    """The index as one process sees it, brought up to the register's present state before every search."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._pointer: bytes = b""
        self._index: marks.Index | None = None
        self._seq = 0
        self._too_far = False

    def use(self, task: Callable[[marks.Index], Any]) -> Any:
        """Run ``task`` on the index as of the last ledger entry; one at a time in a process.

        Raises ``Unavailable`` while there is no index yet.
        """
        with self._lock:
            self._open()
            self._catch_up()
            if self._index is None:
                raise Unavailable(
                    Text("The index of marks is being made; try again in a minute.", "商标索引正在生成，请稍后再试。")
                )
            return task(self._index)

    def _open(self) -> None:
        from onewindow.engines import marks

        try:
            pointer = (root() / "current").read_bytes()
        except FileNotFoundError:
            return
        if pointer == self._pointer:
            return
        named = orjson.loads(pointer)
        try:
            self._index = marks.Index.open(root() / named["folder"])
        except marks.IndexFileError as error:
            if self._index is None:
                raise Unavailable(
                    Text(
                        "The index of marks on disk cannot be read; run `onewindow index` to make it anew.",
                        "磁盘上的商标索引无法读取；请运行 `onewindow index` 重新生成。",
                    )
                ) from error
            log.error("kept the index in use: %s", error)  # the old one stays
            self._pointer = pointer
            return
        self._seq, self._pointer, self._too_far = named["seq"], pointer, False

    def _catch_up(self) -> None:
        from onewindow.engines import marks

        last = ledger.last_seq()
        if self._index is None or last <= self._seq or self._too_far:
            return
        changed = indexed().filter(touched_seq__gt=self._seq, touched_seq__lte=last)
        rows = list(changed.values_list("pk", "title", "nice_mask", "image")[: DELTA_LIMIT + 1])
        if len(rows) > DELTA_LIMIT:
            # A large import: the index is made anew (again when it ends); until then its marks are not found.
            self._ask_anew()
            self._too_far = True
            return
        pictures = 0
        for pk, title, nice_mask, image in rows:
            seen = picture.seen(image, self._index.described(str(pk)) if pictures >= DELTA_PICTURES else None)
            pictures += isinstance(seen, bytes)
            if pictures > DELTA_PICTURES and isinstance(seen, bytes):
                self._ask_anew()
                seen = None
            try:
                self._index.add(marks.Mark(str(pk), title, unmask(nice_mask), seen))
            except marks.ImageError as error:
                _unfit(str(pk), error)
                self._index.add(marks.Mark(str(pk), title, unmask(nice_mask)))
        self._seq = last

    def _ask_anew(self) -> None:
        jobs.enqueue("register.build_index", f"register.build_index:after:{self._seq}", clock.now())


follower = Follower()
