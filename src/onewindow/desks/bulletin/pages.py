"""The bulletin, and the ledger under it."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from onewindow.desks.bulletin import selectors
from onewindow.kernel import facts, ledger
from onewindow.kernel.indicators import declared
from onewindow.kernel.language import current_language
from onewindow.kernel.requests import actor_of
from onewindow.kernel.tables import csv_lines
from onewindow.kernel.wording import listed, moment, month, number
from onewindow.texts import Text

PAGE = 50


@require_safe
def bulletin_page(request: HttpRequest) -> HttpResponse:
    """Every indicator's figure now, under the headings of the desks."""
    language = current_language()
    parts: dict[Text, list[dict[str, Any]]] = {}
    for i in declared().values():
        href = reverse("indicator", args=[i.name])
        row = {
            "label": {"text": i.label.say(language), "href": href},
            "value": number(i.value()),
            "unit": i.unit.say(language),
            "meaning": i.meaning.say(language),
        }
        parts.setdefault(i.about, []).append(row)
    shown = [
        {"id": f"part-{n}", "title": about.say(language), "rows": rows} for n, (about, rows) in enumerate(parts.items())
    ]
    return render(request, "bulletin/bulletin.html", {"parts": shown})


@require_safe
def bulletin_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The figures as a table."""
    header = ["indicator", "label", "label_zh", "value", "unit", "unit_zh", "entries"]
    rows = (
        (i.name, i.label.en, i.label.zh, i.value(), i.unit.en, i.unit.zh, i.entry_count()) for i in declared().values()
    )
    return StreamingHttpResponse(csv_lines(header, rows), content_type="text/csv; charset=utf-8")


@require_safe
def indicator_page(request: HttpRequest, name: str) -> HttpResponse:
    """One indicator: what it counts, by month, and the entries under it."""
    indicator, language = selectors.indicator(name), current_language()
    months = indicator.by_month()
    unit = indicator.unit.say(language)
    label = indicator.label.say(language)
    chart = {
        "kind": "bar",
        "categories": [_month(m) for m, _value in months[-24:]],
        "series": [{"name": label, "values": [float(value) for _month, value in months[-24:]]}],
        "unit": unit,
        "description": _("%(label)s by month: %(list)s") % {
            "label": label, "list": listed(f"{_month(m)} {number(v)}" for m, v in months[-24:])
        },
    }  # fmt: skip
    context = {
        "indicator": indicator,
        "value": number(indicator.value()),
        "count": number(indicator.entry_count()),
        "chart": chart if months else None,
        "chart_title": _chart_title(label, months),
        "months": [{"month": _month(m), "value": number(value)} for m, value in reversed(months)],
        "unit": unit,
        "hidden": indicator.entry_count() > 0,  # said where there are entries and this reader sees none of them
        **_entries(request, {"indicator": name}),
    }
    return render(request, "bulletin/indicator.html", context)


def _month(value: str) -> str:
    return month(date.fromisoformat(f"{value}-01"))


def _chart_title(label: str, months: list[Any]) -> str:
    if not months:
        return label
    most, value = max(months, key=lambda pair: pair[1])
    words = {"label": label, "month": _month(most), "value": number(value)}
    return _("%(label)s: most in %(month)s, %(value)s") % words


@require_safe
def ledger_page(request: HttpRequest) -> HttpResponse:
    """The entries this actor may see, newest first, filtered by the address."""
    language = current_language()
    options = sorted(
        ({"value": a.name, "label": a.label.say(language)} for a in selectors.actions_open_to(actor_of(request))),
        key=lambda option: option["label"],
    )
    given = {name: request.GET[name] for name in ("action", "subject", "indicator") if request.GET.get(name)}
    return render(request, "bulletin/ledger.html", {"options": options, "given": given, **_entries(request, given)})


@require_safe
def ledger_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The same entries as a table, all of them."""
    given = {name: request.GET[name] for name in ("action", "subject", "indicator") if request.GET.get(name)}
    header = ["seq", "at", "action", "subject", "quantity", "hash"]
    rows = (
        (e.seq, e.at.isoformat(), e.action, e.subject, e.quantity, e.hash)
        for e in selectors.filtered(actor_of(request), given).iterator()
    )
    return StreamingHttpResponse(csv_lines(header, rows), content_type="text/csv; charset=utf-8")


def _entries(request: HttpRequest, given: dict[str, str]) -> dict[str, Any]:
    """A page of entries by key: the address of the next page names the last entry of this one."""
    actor, language = actor_of(request), current_language()
    before = request.GET.get("before", "")
    found = selectors.filtered(actor, given)
    if before.isdigit() and len(before) < 19:
        found = found.filter(seq__lt=int(before))
    entries = list(found[: PAGE + 1])
    rows = [
        {
            "seq": {"text": number(e.seq), "href": reverse("entry", args=[e.seq])},
            "at": moment(e.at),
            "action": ledger.actions()[e.action].label.say(language),
            "subject": _subject(e),
            "quantity": number(e.quantity),
        }
        for e in entries[:PAGE]
    ]
    query = urlencode(given)
    older = urlencode({**given, "before": entries[PAGE - 1].seq}) if len(entries) > PAGE else ""
    return {"rows": rows, "older": f"?{older}" if older else "", "query": query}


def _subject(entry: ledger.Entry) -> Any:
    subject = f"right/{entry.data['right']}" if entry.data.get("right") else entry.subject
    href = facts.address(subject)
    return {"text": facts.subject(subject), "href": href} if href else facts.subject(subject)


@require_safe
def entry_page(request: HttpRequest, seq: int) -> HttpResponse:
    """One entry, its place in the chain, and the records it brought."""
    actor, language = actor_of(request), current_language()
    entry = selectors.entry(actor, seq)
    context = {
        "entry": entry,
        "action": ledger.actions()[entry.action].label.say(language),
        "holds": entry.hash == ledger.entry_hash(entry),
        "may_see_who": actor.has(*selectors.READERS) or (entry.actor_id is not None and entry.actor_id == actor.id),
        "subject": _subject(entry),
        "data": facts.pairs(entry.data),
        "records": facts.records(entry),
    }
    return render(request, "bulletin/entry.html", context)


urls = [
    path("bulletin", bulletin_page, name="bulletin"),
    path("bulletin.csv", bulletin_csv, name="bulletin-csv"),
    path("bulletin/<slug:name>", indicator_page, name="indicator"),
    path("ledger", ledger_page, name="ledger"),
    path("ledger.csv", ledger_csv, name="ledger-csv"),
    path("ledger/<int:seq>", entry_page, name="entry"),
]
