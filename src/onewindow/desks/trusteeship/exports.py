"""What leaves the desk: the calendar (ICS), the list to pay from (CSV, XLSX), the client's report (PDF, XLSX)."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from onewindow.desks.trusteeship import listing
from onewindow.desks.trusteeship.board import TO_DO, Board
from onewindow.desks.trusteeship.listing import Asked, Deadline
from onewindow.desks.trusteeship.models import Client
from onewindow.kernel.documents import typeset
from onewindow.kernel.language import current_language
from onewindow.kernel.wording import day, moment
from onewindow.law.saying import STATES
from onewindow.texts import Language

TEMPLATE = Path(__file__).parent / "templates" / "trusteeship" / "report.typ"
WIDTHS = {0: 8, 1: 18, 2: 32, 3: 24, 9: 90}
"""Of the columns of a spreadsheet, in characters: measuring every cell would take longer than writing it."""
MOST = 2000
"""Deadlines in a calendar or a document."""


def calendar(client: Client, board: Board, now: datetime, language: Language) -> bytes:
    """The client's open deadlines as all-day events (RFC 5545), each with its sentence."""
    import icalendar

    made = icalendar.Calendar()
    made.add("prodid", "-//onewindow//trusteeship//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", client.party.name)
    for one in listing.deadlines(board, listing.chosen(board, Asked(TO_DO))[:MOST]):
        event = icalendar.Event()
        event.add("uid", f"{one.key.replace(':', '-')}@onewindow")
        event.add("dtstamp", now)
        event.add("dtstart", one.due)
        event.add("dtend", one.due + timedelta(days=1))
        event.add("summary", f"{one.right.reference} {one.name.say(language)}")
        event.add("description", "\n".join([one.right.title, one.sentence.say(language), _cost(one, language)]).strip())
        event.add("transp", "TRANSPARENT")
        made.add_component(event)
    return bytes(made.to_ical())


def payable(board: Board, days: int) -> list[Deadline]:
    """What is to be paid within so many days or is late, the nearest first."""
    places = listing.chosen(board, Asked(TO_DO, days=days))
    return [one for one in listing.deadlines(board, places) if one.fee is not None and not one.line.option]


def payment_rows(due: Sequence[Deadline]) -> Iterator[tuple[object, ...]]:
    """Rows under ``payment_header``: one payment each."""
    language = current_language()
    for one in due:
        assert one.fee is not None and one.cost is not None
        surcharge = one.surcharge.amount if one.surcharge else 0
        yield (
            one.right.jurisdiction, one.right.number, one.right.title, one.name.say(language), one.due.isoformat(),
            one.fee.currency, one.fee.amount, surcharge, one.cost.amount, one.sentence.say(language),
        )  # fmt: skip


def payments_xlsx(due: Sequence[Deadline]) -> bytes:
    """The list to pay from as a spreadsheet; the total is a formula that the spreadsheet reckons again."""
    return _workbook(_("Payments"), payment_header(), list(payment_rows(due)), sums=(6, 7, 8))


def payment_header() -> list[str]:
    """The names of the columns of ``payment_rows`` in the reader's language."""
    return [
        _("Office"), _("Number"), _("Title"), _("Deadline"), _("Due"), _("Currency"), _("Fee"), _("Surcharge"),
        _("Total"), _("Why"),
    ]  # fmt: skip


def report_xlsx(board: Board) -> bytes:
    """Every deadline of a client as a spreadsheet, those that are done too."""
    language = current_language()
    header = [_("Office"), _("Number"), _("Title"), _("Deadline"), _("Due"), _("State"), _("Currency"), _("Fee"),
              _("Surcharge"), _("Why")]  # fmt: skip
    places = listing.chosen(board, Asked(tuple(STATES)))
    rows: list[tuple[object, ...]] = [
        (
            one.right.jurisdiction, one.right.number, one.right.title, one.name.say(language), one.due.isoformat(),
            STATES[one.state].say(language), one.fee.currency if one.fee else "", one.fee.amount if one.fee else "",
            one.surcharge.amount if one.surcharge else "", one.sentence.say(language),
        )
        for one in listing.deadlines(board, places)
    ]  # fmt: skip
    return _workbook(_("Deadlines"), header, rows)


def report_pdf(client: Client, board: Board, now: datetime) -> bytes:
    """The client's report: figures, what is due in a year, what was missed. Raises ``Unavailable`` without a font."""
    language = current_language()
    counts = listing.counts(board)
    coming = listing.deadlines(board, listing.chosen(board, Asked(listing.SHOWN, days=listing.YEAR))[:MOST])
    costs = [amount.say(language) for amount in listing.costs(board, listing.YEAR)]
    words: dict[str, Any] = {
        "title": _("Report on rights in trusteeship"), "client": client.party.name, "language": language,
        "made": _("As of %(moment)s") % {"moment": moment(now)},
        "figures": [
            [_("Rights"), str(len(board.rights))], [_("Due within 90 days"), str(counts["near"])],
            [_("Late, in grace"), str(counts["late"])], [_("Missed"), str(counts["missed"])],
            [_("To pay within a year"), " + ".join(costs) or "–"],
        ],
        "due": _("Due"), "right": _("Right"), "what": _("Deadline"), "cost": _("To pay"),
        "none": _("Nothing is due within a year."),
        "note": _("A rule marked as not verified is recorded from memory; look at the text of the law before relying "
                  "on it."),
    }  # fmt: skip
    rows = [
        {
            "due": day(one.due), "state": STATES[one.state].say(language), "right": one.right.reference,
            "title": one.right.title, "what": one.name.say(language), "cost": _cost(one, language),
            "why": one.sentence.say(language),
        }
        for one in coming
        if not one.line.option
    ]  # fmt: skip
    return typeset(TEMPLATE, {"words": words, "rows": rows}, now)


def _cost(one: Deadline, language: Language) -> str:
    return one.cost.say(language) if one.cost is not None else ""


def _workbook(name: str, header: Sequence[str], rows: Sequence[Sequence[object]], sums: Sequence[int] = ()) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(name[:31])
        for column in range(len(header)):
            sheet.set_column(column, column, WIDTHS.get(column, 14))
        bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
        sheet.write_row(0, 0, header, bold)
        for place, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(place, column, value)
                elif value != "":
                    sheet.write_number(place, column, float(str(value)), money)
        for column in sums:
            letter = chr(ord("A") + column)
            formula = f"=SUM({letter}2:{letter}{len(rows) + 1})"
            sheet.write_formula(len(rows) + 1, column, formula, money, sum(float(str(row[column])) for row in rows))
        sheet.freeze_panes(1, 0)
    return out.getvalue()
