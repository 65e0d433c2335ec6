"""The desk's long work: taking in a client's portfolio."""

from __future__ import annotations

from datetime import date
from typing import Any

from onewindow.desks.register.models import PATENTS, Right, Source, Status
from onewindow.desks.register.reading import count_rows, read
from onewindow.desks.register.recording import Happened, RightRecord, record_block
from onewindow.desks.trusteeship.models import Holding, PortfolioFile, RefusedLine
from onewindow.desks.trusteeship.reading import COLUMNS, Row, check_row
from onewindow.kernel import clock, files, jobs, ledger
from onewindow.kernel.access import Actor
from onewindow.kernel.errors import NotFound, Problem
from onewindow.kernel.people import Person
from onewindow.texts import Text

BLOCK = 500
ANOTHER = Text("a right of this client: the register names another owner", "该客户的权利：登记簿所载权利人不同")
TWICE = Text("a number that stands once in the file", "文件中不重复的号码")


@jobs.handler("trusteeship.import", Text("Taking in the portfolio", "正在导入权利清单"))
def import_portfolio(run: jobs.Run) -> dict[str, Any]:
    """Take in a portfolio block by block, from where it was left: good rows are in, bad ones are listed."""
    file = PortfolioFile.objects.select_related("client__party", "client__case").get(pk=run.args["file"])
    person = Person.objects.filter(pk=file.given_by).first()
    if person is None:
        raise NotFound()
    path, actor = files.path_of(file.sha256), person.actor()
    total = count_rows(path, "csv")
    rows: list[tuple[int, Row]] = []
    problems: list[Problem] = []
    last = int(run.cursor.get("row", 0))
    for number, row in read(path, "csv", file.name, last, COLUMNS):
        checked = [row] if isinstance(row, Problem) else check_row(row, number)
        if isinstance(checked, list):
            problems += checked
        else:
            rows.append((number, checked))
        last = number
        if len(rows) + len(problems) >= BLOCK:
            _step(run, file, actor, rows, problems, last, total)
            rows, problems = [], []
    _step(run, file, actor, rows, problems, last, total)
    return {name: getattr(file, name) for name in ("read", "taken", "refused")}


def _step(
    run: jobs.Run, file: PortfolioFile, actor: Actor, rows: list[tuple[int, Row]], problems: list[Problem],
    last: int, total: int,
) -> None:  # fmt: skip
    with run.step(last, max(total, last), row=last):
        taken, more = _take(file, actor, rows)
        found = problems + more
        RefusedLine.objects.bulk_create(
            RefusedLine(file=file, row=p.row, field=p.field, got=p.got[:200], expected_en=p.expected.en,
                        expected_zh=p.expected.zh)
            for p in found
        )  # fmt: skip
        refused = len({p.row for p in found})
        if refused:
            ledger.append(
                actor, "trusteeship.rows_refused", f"portfolio/{file.pk}", clock.now(), quantity=refused,
                case_id=file.client_id,
            )  # fmt: skip
        file.read, file.taken, file.refused = last, file.taken + taken, file.refused + refused
        file.save(update_fields=["read", "taken", "refused"])


def _take(file: PortfolioFile, actor: Actor, rows: list[tuple[int, Row]]) -> tuple[int, list[Problem]]:
    """Record what the register does not have yet, link the client's own, refuse what is somebody else's."""
    now, client = clock.now(), file.client
    good: dict[tuple[str, str, str], tuple[int, Row]] = {}
    problems = []
    for number, row in rows:
        key = (row.kind, row.jurisdiction, row.number)
        if key in good:
            problems.append(Problem("number", TWICE, number, row.number))
        else:
            good[key] = (number, row)
    known = _known(good)
    for key, right in known.items():
        if right.owner_id != client.party_id:
            number, row = good.pop(key)
            problems.append(Problem("number", ANOTHER, number, row.number))
    own = [
        _record(row, client.party_id, actor.id)
        for key, (_, row) in good.items()
        if key not in known or (known[key].source == Source.TRUSTEE and client.trustee_id == actor.id)
    ]
    if own:
        record_block(actor, now, own, Source.TRUSTEE, {"case": str(client.pk)})
    rights = {key: right for key, right in _known(good).items() if right.owner_id == client.party_id}
    _hold(file, actor, {right.pk: good[key][1].paid_to for key, right in rights.items()})
    return len(rights), problems


def _known(keys: dict[tuple[str, str, str], Any]) -> dict[tuple[str, str, str], Right]:
    found = Right.objects.filter(number__in=[number for _, _, number in keys])
    return {key: right for right in found if (key := (right.kind, right.jurisdiction, right.number)) in keys}


def _record(row: Row, party_id: int, person_id: int | None) -> RightRecord:
    paid = [Happened("annuity_paid", row.grant_date or row.filing_date, {"year": row.paid_to})] if row.paid_to else []
    laid_open = any(event.code == "laid_open" for event in row.events)
    secret = row.kind in PATENTS and row.status == Status.PENDING and not laid_open
    return RightRecord(
        kind=row.kind, jurisdiction=row.jurisdiction, number=row.number, title=row.title, classes=row.classes,
        status=row.status, filing_date=row.filing_date, registration_date=row.grant_date,
        expiry_date=row.expiry_date or _end_of_term(row), owner_id=party_id, events=(*row.events, *paid),
        private_to=person_id if secret else None,
    )  # fmt: skip


def _end_of_term(row: Row) -> date | None:
    """The end of a Chinese patent's term, where the file does not say it."""
    from onewindow.law import periods, rules

    if row.jurisdiction != "CN" or row.kind not in PATENTS or row.grant_date is None:
        return None
    try:
        return periods.end(rules.find("cn.patent.term", row.filing_date, row.kind), row.filing_date)
    except rules.NoRule:
        return None


def _hold(file: PortfolioFile, actor: Actor, paid_to: dict[int, int]) -> None:
    held = {h.right_id: h for h in Holding.objects.filter(client=file.client, right__in=paid_to)}
    for right, holding in held.items():
        if paid_to[right] > holding.paid_to:
            holding.paid_to = paid_to[right]
            holding.save(update_fields=["paid_to"])
    fresh = [right for right in paid_to if right not in held]
    if fresh:
        entry = ledger.append(
            actor, "trusteeship.rights_taken_on", f"client/{file.client_id}", clock.now(), quantity=len(fresh),
            case_id=file.client_id,
        )  # fmt: skip
        Holding.objects.bulk_create(
            Holding(client=file.client, right_id=right, paid_to=paid_to[right], entry_seq=entry.seq) for right in fresh
        )
