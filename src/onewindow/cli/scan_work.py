"""The work of a scan: which marks are looked for, blocks of a file to processes and their findings back in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

from onewindow.cli.terminal import console, language
from onewindow.desks.protection.catalogue_reading import Block, CatalogueRow, blocks, picture_of
from onewindow.desks.register.checking import CLASSES, Cells
from onewindow.desks.register.reading import Columns, count_rows, read
from onewindow.engines.listings import PictureScanner, Protected, Scanner
from onewindow.engines.listings.finding_rows import FindingRow, Scanners, picture_rows, rows_of
from onewindow.kernel.errors import BadInput, Problem
from onewindow.law import nice
from onewindow.texts import Text

BLOCK = 20_000
AHEAD = 2
MOST_PROBLEMS = 1_000_000
SCANNING = Text("listings scanned", "已扫描商品")
MARKS = Columns(("id", "text"), ("classes", "licensees", "image"))
LONGEST = {"licensees": 100_000}
Write = Callable[[Sequence[CatalogueRow], Sequence[FindingRow]], None]
_scanners: Scanners | None = None


@dataclass
class Totals:
    """What a scan came to."""

    read: int = 0
    found: int = 0
    listings: int = 0
    problems: list[Problem] = field(default_factory=list)


def scan_file(
    scanners: Scanners, path: Path, kind: str, images: Path | None, processes: int, everything: bool, write: Write
) -> Totals:
    """Scan a file in bounded memory: a few blocks are in work at a time, findings are written in the file's order."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    totals = Totals()
    look = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*look, console=console(err=True), transient=True) as bar:
        task = bar.add_task(SCANNING.say(language()), total=count_rows(path, kind))
        given = blocks(path, kind, path.name, BLOCK, folder=images)
        for block, found in scan_blocks(scanners, given, processes, everything):
            write(block.rows, found)
            totals.read = block.last
            totals.found += len(found)
            totals.listings += len({row.listing for row in found})
            totals.problems += block.problems[: MOST_PROBLEMS - len(totals.problems)]
            bar.update(task, completed=block.last)
    return totals


def scan_blocks(
    scanners: Scanners, given: Iterable[Block], processes: int, everything: bool
) -> Iterator[tuple[Block, list[FindingRow]]]:
    """Each block with the findings in it, in order."""
    if processes == 1:
        for block in given:
            yield block, rows_in(scanners, block.rows, everything)
        return
    global _scanners
    _scanners = scanners  # the processes are forked: they have it without a copy being sent
    waiting: deque[tuple[Block, Future[list[FindingRow]]]] = deque()
    with ProcessPoolExecutor(processes, mp_context=get_context("fork")) as pool:
        for block in given:
            waiting.append((block, pool.submit(_scan, block.rows, everything)))
            if len(waiting) > AHEAD * processes:
                first, found = waiting.popleft()
                yield first, found.result()
        for first, found in waiting:
            yield first, found.result()


def _scan(rows: list[CatalogueRow], everything: bool) -> list[FindingRow]:
    assert _scanners is not None
    return rows_in(_scanners, rows, everything)


def rows_in(scanners: Scanners, rows: Sequence[CatalogueRow], everything: bool) -> list[FindingRow]:
    """The findings in titles and pictures, in the order of the listings, of each those in its title first."""
    categories, sellers = [row.category for row in rows], [row.seller for row in rows]
    found = rows_of(scanners.titles, [row.title for row in rows], categories, sellers, everything)
    if any(row.image for row in rows):
        images = (row.image for row in rows)
        found += picture_rows(scanners.pictures, images, categories, sellers, everything)
        found.sort(key=lambda one: one.listing)
    return found


def scanners_of(against: str) -> Scanners:
    """What is looked for: the marks of the register, of its watch list, or of a file; words and pictures."""
    if against in ("register", "watched"):
        from onewindow.desks.protection import watching

        watched = against == "watched"
        titles, figurative = watching.protected(watched), watching.figurative(watched)
        return Scanners(Scanner.build(titles), PictureScanner.build(figurative))
    path = Path(against)
    if not path.is_file():
        expected = Text("register, watched or a CSV file", "register、watched 或 CSV 文件")
        raise BadInput([Problem("--against", expected, got=against)])
    marks = list(_marks_of(path))
    return Scanners(Scanner.build(mark for mark in marks if mark.text), PictureScanner.build(marks))


def _marks_of(path: Path) -> Iterator[Protected]:
    for number, row in read(path, "csv", path.name, columns=MARKS):
        if isinstance(row, Problem):
            raise BadInput([row], file=path.name)
        cells = Cells(row, number, LONGEST)
        mark, text, licensees = cells.words("id"), cells.words("text", False), cells.words("licensees", False)
        image, unfit = picture_of(row.get("image"), number)
        classes: tuple[int, ...] = ()
        try:
            classes = nice.parse_classes(row.get("classes") or "")
        except nice.UnknownClass:
            cells.wrong("classes", CLASSES)
        if problems := [*cells.problems, *unfit]:
            raise BadInput(problems, file=path.name)
        authorised = tuple(name for name in licensees.split(";") if name.strip())
        yield Protected(mark, text, classes, authorised, image or None)
