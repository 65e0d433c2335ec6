"""The answer to a search in the terminal: a table for people, JSON and CSV for programs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import orjson
from rich.table import Table

from onewindow.cli.terminal import console, language, say
from onewindow.desks.register.hits import suggested_words
from onewindow.desks.register.models import STATUS_LABELS, Right, Source, Status
from onewindow.desks.register.searching import Found, SearchAnswer
from onewindow.engines.marks import citation, explain
from onewindow.kernel.tables import csv_lines
from onewindow.texts import Text

SAMPLE = Text("a sample, not an official register", "样例数据，并非官方登记簿")
NOTHING = Text("No earlier mark like it was found.", "未发现近似的在先商标。")
TITLE = Text("{text} · classes: {classes} · earlier marks: {n}", "{text} · 第 {classes} 类 · {n} 件在先商标")
TITLE_ALL = Text("{text} · any class · earlier marks: {n}", "{text} · 全部类别 · {n} 件在先商标")
SUGGESTED = Text("classes for the goods: {classes}", "按商品推定类别：{classes}")
HEADINGS = (
    Text("mark", "商标"), Text("likeness", "近似度"), Text("why", "理由"), Text("status and dates", "状态与日期"),
)  # fmt: skip
PICTURE = Text("picture", "图样")
SHARED = Text("shares class {classes}", "相同类别：{classes}")
OTHER = Text("other classes: {classes}", "其他类别：{classes}")
FILED, UNTIL = Text("filed {day}", "申请日 {day}"), Text("until {day}", "有效期至 {day}")
CELLS = 10
COLUMNS = (
    "query", "query_classes", "row", "rank", "id", "mark", "score", "reasons", "classes", "shared_classes", "status",
    "jurisdiction", "number", "owner", "owner_country", "filing_date", "registration_date", "expiry_date", "source",
)  # fmt: skip


def print_table(answer: SearchAnswer, row: int | None) -> None:
    """A ranked table; a line says so when what was found is a sample."""
    classes = ", ".join(map(str, answer.classes))
    title = TITLE if classes else TITLE_ALL
    where = f"[{row}] " if row is not None else ""
    say(
        title,
        "bold",
        text=where + (answer.request.text or PICTURE.say(language())),
        classes=classes,
        n=len(answer.found),
    )
    if answer.suggested:
        say(SUGGESTED, "dim", classes=suggested_words(answer.suggested, language()))
    if answer.lettering and (said := answer.lettering.said):
        say(said, "dim")
    if not answer.found:
        say(NOTHING)
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 1, 0), header_style="dim")
    table.add_column("#", justify="right", style="dim")
    for heading, ratio in zip(HEADINGS, (3, 0, 5, 3), strict=True):
        table.add_column(heading.say(language()), ratio=ratio or None, no_wrap=not ratio, overflow="fold")
    for rank, found in enumerate(answer.found, 1):
        table.add_row(str(rank), *_cells(found))
    console().print(table, soft_wrap=False)
    if any(found.right.source == Source.SAMPLE for found in answer.found):
        say(SAMPLE, "italic dim")


def _cells(found: Found) -> tuple[str, ...]:
    from rich.markup import escape

    right, now = found.right, language()
    reasons = [escape(explain(reason, now)) for reason in found.hit.reasons]
    shared = SHARED if found.shared_classes else OTHER
    classes = ", ".join(map(str, found.shared_classes or right.classes))
    goods = escape(found.goods.say(now)) if found.goods else shared.say(now, classes=classes)
    full = round(found.hit.score * CELLS)
    dates = [FILED.say(now, day=right.filing_date)]
    if right.expiry_date:
        dates.append(UNTIL.say(now, day=right.expiry_date))
    country = f" ({right.owner.country})" if right.owner.country else ""
    return (
        f"[bold]{escape(right.title or '▣')}[/]\n[dim]{escape(right.owner.name + country)}[/]",
        f"{'█' * full}{'░' * (CELLS - full)} {found.hit.score:.2f}",
        "\n".join([*reasons, f"[dim]{goods}[/]"]),
        "\n".join([STATUS_LABELS[Status(right.status)].say(now), *(f"[dim]{line}[/]" for line in dates)]),
    )


def as_data(answer: SearchAnswer, row: int | None) -> dict[str, Any]:
    """Everything the answer says, as one JSON object."""
    return {
        "text": answer.request.text,
        **({} if row is None else {"row": row}),
        "classes": answer.classes,
        "suggested": [
            {"class": s.number, "score": round(s.score, 4), "words": s.words, "groups": [g.code for g in s.groups]}
            for s in answer.suggested
        ],
        "lettering": {"installed": answer.lettering.installed, "lines": answer.lettering.lines}
        if answer.lettering
        else None,
        "hits": [_hit(rank, found) for rank, found in enumerate(answer.found, 1)],
    }


def _hit(rank: int, found: Found) -> dict[str, Any]:
    right = found.right
    return {
        "rank": rank,
        "id": right.pk,
        "mark": right.title,
        "score": round(found.hit.score, 4),
        "reasons": [
            {
                "view": reason.view,
                "strength": round(reason.strength, 4),
                "rule": reason.rule,
                "citation": citation(reason),
                "query_span": reason.query_span,
                "mark_span": reason.mark_span,
                "en": explain(reason, "en"),
                "zh": explain(reason, "zh"),
            }
            for reason in found.hit.reasons
        ],
        "classes": right.classes,
        "shared_classes": found.shared_classes,
        "goods": {"en": found.goods.en, "zh": found.goods.zh} if found.goods else None,
        **_particulars(right),
        "sample": right.source == Source.SAMPLE,
    }


def _particulars(right: Right) -> dict[str, str | date | None]:
    return {
        "status": str(right.status),
        "jurisdiction": right.jurisdiction,
        "number": right.number,
        "owner": right.owner.name,
        "owner_country": right.owner.country,
        "filing_date": right.filing_date,
        "registration_date": right.registration_date,
        "expiry_date": right.expiry_date,
        "source": str(right.source),
    }


def print_json(answer: SearchAnswer, row: int | None) -> None:
    """One object, on one line."""
    sys.stdout.write(orjson.dumps(as_data(answer, row)).decode() + "\n")


def csv_header() -> None:
    """The header, once before the rows of all answers."""
    sys.stdout.write(next(csv_lines(COLUMNS, [])))


def print_csv(answer: SearchAnswer, row: int | None) -> None:
    """A row a hit."""
    lines = csv_lines(COLUMNS, _csv_rows(answer, row))
    next(lines)
    sys.stdout.writelines(lines)


def _csv_rows(answer: SearchAnswer, row: int | None) -> Iterator[list[object]]:
    asked = (answer.request.text, " ".join(map(str, answer.classes)), row)
    for rank, found in enumerate(answer.found, 1):
        reasons = "; ".join(explain(reason, language()) for reason in found.hit.reasons)
        classes, shared = (" ".join(map(str, n)) for n in (found.right.classes, found.shared_classes))
        named = (rank, found.right.pk, found.right.title, f"{found.hit.score:.4f}", reasons, classes, shared)
        yield [*asked, *named, *_particulars(found.right).values()]


PRINTERS: dict[str, Callable[[SearchAnswer, int | None], None]] = {
    "table": print_table,
    "json": print_json,
    "csv": print_csv,
}
