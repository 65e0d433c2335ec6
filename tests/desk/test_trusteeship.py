"""Trusteeship: a client's portfolio taken in, its deadlines, paying, reminders, reductions, what leaves the window."""

import csv
import io
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import icalendar
import openpyxl
import pytest
from django.test import Client as Browser
from django.urls import reverse

from onewindow.desks.register import selectors as register
from onewindow.desks.register.models import LegalEvent, Right, Source
from onewindow.desks.trusteeship import exports, listing, selectors, services, what_if
from onewindow.desks.trusteeship.models import Client, Holding, PortfolioFile, Reduction
from onewindow.kernel import clock, flow, indicators, jobs, timers
from onewindow.kernel.access import Actor, Role
from onewindow.kernel.case import Letter
from onewindow.kernel.errors import BadInput, NotAllowed, NotFound
from onewindow.kernel.ledger import Entry
from onewindow.kernel.people import Person
from onewindow.law.docket import State
from onewindow.law.fees import Applicant

pytestmark = pytest.mark.django_db
Make = Callable[..., Actor]
HEADER = (
    "jurisdiction,kind,number,title,filing_date,priority_date,filing_fee_date,examination_date,grant_date,expiry_date,"
    "classes,paid_to"
)
GRANTED = "CN,invention,201710601862.3,一种茶叶烘干装置,2017-07-21,,2017-08-01,2018-01-01,2020-03-03,,,7"
PENDING = "CN,invention,202310000001.5,一种冷泡茶瓶,2023-05-04,,2023-05-05,,,,,"
MARK = "CN,trademark,12345678,鹿鸣泉,2014-01-02,,,,2015-02-07,2025-02-06,30;32,"


class Office:
    """An agent with a client, and the ways a test goes through them."""

    def __init__(self, make_actor: Make, work: Callable[[], int], now: datetime) -> None:
        self.make, self.work, self.now = make_actor, work, now
        self.agent = make_actor(Role.AGENT)
        self.client = services.take_on(self.agent, now, "鹿鸣茶业", "CN")

    def take_in(self, *rows: str, header: str = HEADER, actor: Actor | None = None) -> PortfolioFile:
        content = "\n".join((header, *rows)).encode()
        agent = actor or self.agent
        file = services.give_portfolio(agent, self.now, self.client.pk, io.BytesIO(content), "权利.csv")
        self.work()
        file.refresh_from_db()
        return file

    @property
    def board(self) -> listing.Board:
        return selectors.board_of(self.client, self.now.date())

    def rows(self, *states: State) -> list[listing.Deadline]:
        asked = listing.Asked(states or tuple(State))
        return listing.deadlines(self.board, listing.chosen(self.board, asked))

    def holder(self) -> Actor:
        return self.make(Role.HOLDER, party=self.client.party_id)


@pytest.fixture
def office(make_actor: Make, work: Callable[[], int], now: datetime) -> Office:
    return Office(make_actor, work, now)


def test_a_portfolio_is_taken_in_and_every_deadline_says_why(office: Office) -> None:
    file = office.take_in(GRANTED, PENDING, MARK)
    assert (file.read, file.taken, file.refused) == (3, 3, 0)
    rows = {(one.right.number, one.line.code, one.year): one for one in office.rows()}
    annuity = rows["201710601862.3", "annuity", 8]
    assert (annuity.state, annuity.due) == (State.LATE, date(2024, 7, 22))  # the 21st is a Sunday
    assert "星期日" in annuity.sentence.zh and "21 July 2024" in annuity.sentence.en
    assert (annuity.fee, annuity.surcharge) == (yuan(2000), yuan(300))  # the fourth month begun, 15 %
    assert rows["201710601862.3", "annuity", 7].state == State.DONE
    assert "lapsed" not in annuity.sentence.en
    assert rows["202310000001.5", "examination", 0].due == date(2026, 5, 6)  # over Labour Day
    renewal = rows["12345678", "renewal", 0]
    assert (renewal.state, renewal.due, renewal.fee) == (State.OPEN, date(2025, 2, 6), yuan(900))  # two classes
    assert "lapsed" not in annuity.sentence.en
    assert rows["202310000001.5", "abroad", 0].state == State.MISSED


def yuan(amount: int) -> Any:
    from onewindow.law.money import Money

    return Money(Decimal(amount), "CNY")


def test_bad_rows_are_named_by_row_and_field_and_good_ones_are_in(office: Office, register_of: Any) -> None:
    official = register_of(["山岚"])[0]
    file = office.take_in(
        GRANTED,
        GRANTED.replace("1862.3", "1862.4"),
        GRANTED,
        PENDING.replace("2023-05-04", "yesterday"),
        PENDING.replace("invention", "design"),
        f"CN,trademark,{official.number},山岚,2020-01-02,,,,2021-03-04,2031-03-03,25,",
        "CN,song,1,x,2020-01-01,,,,,,,x",
        "too,few",
    )
    told = {(r.row, r.field): r.expected_zh for r in file.refusals.all()}
    assert (file.read, file.taken, file.refused) == (8, 1, 7)
    assert "201710601862.3" in told[2, "number"]  # the right check digit is said
    assert {(3, "number"), (4, "filing_date"), (5, "number"), (6, "number"), (7, "kind"), (7, "paid_to"), (8, "")} == (
        set(told) - {(2, "number")}
    )
    assert Right.objects.get(pk=official.pk).owner_id != office.client.party_id


def test_a_file_without_a_column_is_refused_as_a_whole(office: Office) -> None:
    with pytest.raises(BadInput) as refused:
        office.take_in("CN,1", header="jurisdiction,number")
    assert [p.field for p in refused.value.problems] == ["kind", "title", "filing_date"]
    with pytest.raises(BadInput):
        services.give_portfolio(office.agent, office.now, office.client.pk, io.BytesIO(b"x"), "rights.xlsx")
    assert not PortfolioFile.objects.exists()


def test_the_same_file_again_doubles_nothing_and_a_stopped_one_goes_on(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from onewindow.desks.trusteeship import tasks

    monkeypatch.setattr(tasks, "BLOCK", 1)
    step, calls = tasks._step, []

    def dies(*args: Any) -> None:
        calls.append(args)
        if len(calls) == 2:
            raise jobs.LeaseLost
        step(*args)

    monkeypatch.setattr(tasks, "_step", dies)
    file = office.take_in(GRANTED, MARK)
    assert file.taken == 1
    jobs.Job.objects.update(lease_until=office.now - timedelta(days=1))
    office.work()
    file.refresh_from_db()
    assert (file.read, file.taken, Holding.objects.count()) == (2, 2, 2)
    again = office.take_in(GRANTED, MARK)
    assert (again.pk, again.taken, Holding.objects.count(), Right.objects.count()) == (file.pk, 2, 2, 2)
    assert LegalEvent.objects.filter(code="annuity_paid").count() == 1


def test_an_application_not_published_is_seen_by_its_owner_and_trustee_alone(office: Office) -> None:
    office.take_in(PENDING, GRANTED)
    secret = Right.objects.get(status="pending")
    admin, stranger = office.make(Role.ADMINISTRATOR), office.make(Role.AGENT)
    for actor in (office.agent, office.holder(), admin):
        assert register.right(actor, secret.pk) == secret
    for actor in (stranger, Actor(name="")):
        with pytest.raises(NotFound):
            register.right(actor, secret.pk)
        assert register.rights(actor).count() == 1  # the granted one is public
    assert (
        str(secret.pk) not in Browser().get(f"/parties/{office.client.party_id}").content.decode().split("/rights/")[1:]
    )


def test_what_a_trustee_entered_is_no_earlier_mark_until_an_office_says_it(office: Office, register_of: Any) -> None:
    from onewindow.desks.register import marks_index
    from onewindow.desks.register.searching import SearchRequest, search

    register_of(["别样"])
    office.take_in(MARK)
    assert [found.right.title for found in search(SearchRequest("鹿鸣泉")).found] == []
    register_of([("鹿鸣泉", (30, 32))])
    marks_index.build()
    assert Right.objects.filter(title="鹿鸣泉", source=Source.TRUSTEE).count() == 1
    assert [found.right.source for found in search(SearchRequest("鹿鸣泉")).found] == [Source.IMPORT]


def test_other_agents_do_not_find_the_client_and_an_ended_mandate_is_closed(office: Office) -> None:
    stranger = office.make(Role.AGENT)
    for call in (
        lambda: selectors.client(stranger, office.client.pk),
        lambda: office.take_in(GRANTED, actor=stranger),
        lambda: services.mark_paid(stranger, office.now, office.client.pk, []),
        lambda: services.new_feed(stranger, office.now, office.client.pk),
        lambda: services.mark_paid(office.holder(), office.now, office.client.pk, []),
    ):
        with pytest.raises(NotFound):
            call()
    with pytest.raises(NotAllowed):
        services.take_on(office.make(Role.HOLDER), office.now, "某公司", "CN")
    with pytest.raises(BadInput) as twice:
        services.take_on(office.agent, office.now, "鹿鸣茶业", "CN")
    assert [p.field for p in twice.value.problems] == ["name"]
    assert indicators.declared()["trusteeship-clients"].value() == 1
    flow.fire(office.client.pk, "end", office.holder(), office.now)
    office.client.refresh_from_db()
    with pytest.raises(NotAllowed):
        office.take_in(GRANTED)
    assert indicators.declared()["trusteeship-clients"].value() == 0


def test_fees_are_marked_as_paid_and_the_docket_follows(office: Office) -> None:
    office.take_in(GRANTED, "US,invention,10123456,Vessel,2019-03-02,,,,2020-06-02,,,0")
    right = Right.objects.get(jurisdiction="CN")
    assert services.mark_paid(office.agent, office.now, office.client.pk, [(right.pk, 8)]) == 1
    assert services.mark_paid(office.agent, office.now, office.client.pk, [(right.pk, 8)]) == 0
    assert not [one for one in office.rows(State.LATE) if one.right == right]
    assert LegalEvent.objects.filter(code="annuity_paid", data={"year": 8}).count() == 1
    with pytest.raises(BadInput):
        services.mark_paid(office.agent, office.now, office.client.pk, [(10**6, 8)])
    assert Entry.objects.filter(action="trusteeship.paid").count() == 1


def test_the_client_is_reminded_once_a_month_by_the_window_itself(office: Office) -> None:
    office.take_in(GRANTED)
    assert [letter.name for letter in Letter.objects.filter(case=office.client.pk)] == ["mandate"]
    assert timers.wake(office.now + timedelta(days=29)).fired == 0
    assert timers.wake(office.now + timedelta(days=33)).fired == 1
    letter = Letter.objects.get(case=office.client.pk, name="reminder")
    assert "第8年年费" in letter.body_zh and "Annuity, year 8" in letter.body_en
    flow.fire(office.client.pk, "remind", office.agent, office.now + timedelta(days=34))
    assert Letter.objects.filter(case=office.client.pk, name="reminder").count() == 2
    flow.fire(office.client.pk, "end", office.agent, office.now + timedelta(days=35))
    assert timers.wake(office.now + timedelta(days=200)).fired == 0


def test_an_annuity_never_paid_says_since_when_the_right_is_gone_and_what_it_costs_to_restore(office: Office) -> None:
    office.take_in(GRANTED.removesuffix("7") + "6")
    missed = next(one for one in office.rows(State.MISSED) if one.line.code == "annuity")
    assert (missed.year, missed.due) == (7, date(2023, 7, 21))
    # Request 1,000, annuity 2,000, surcharge of 25 %.
    assert (
        "CNY 3,500" in missed.sentence.en and "3,500 元" in missed.sentence.zh and "lapsed from" in missed.sentence.en
    )
    later = [one for one in office.rows() if one.line.code == "annuity" and one.year > 7]
    assert later == []  # nothing more is due on it


def test_a_reduction_is_approved_by_kind_income_and_number_of_applicants(office: Office) -> None:
    office.take_in(GRANTED, PENDING, MARK)
    patents = list(Right.objects.exclude(kind="trademark").order_by("filing_date"))
    small = [Applicant("enterprise", Decimal(500_000))]
    for rights, applicants, field in (
        ([patents[0].pk], [Applicant("enterprise", Decimal(2_000_000))], "applicants"),
        ([Right.objects.get(kind="trademark").pk], small, "rights"),
        ([10**9], small, "rights"),
        ([], small, "rights"),
    ):
        with pytest.raises(BadInput) as refused:
            services.ask_reduction(office.agent, office.now, rights, applicants)
        assert field in [p.field for p in refused.value.problems]
    assert not Reduction.objects.exists() and not LegalEvent.objects.filter(code="fee_reduced").exists()
    made = services.ask_reduction(office.agent, office.now, [p.pk for p in patents], small)
    assert [one.percent for one in made] == [85, 85]
    # Year 8 to 12 fall in ten years from the grant in year 3: due from November 2024 are years 9 to 12.
    assert made[0].saved == Decimal("0.85") * (2000 + 3 * 4000)
    # Granted today, in year 2: years 2 to 11 are reduced, and the examination nobody asked for yet.
    assert made[1].saved == Decimal("0.85") * (2 * 900 + 3 * 1200 + 3 * 2000 + 2 * 4000 + 2500)
    assert indicators.declared()["fees-cut"].value() == sum(one.saved for one in made)
    annuity = next(one for one in office.rows() if one.line.code == "annuity" and one.year == 9)
    assert (annuity.fee, annuity.right.number) == (yuan(300), "201710601862.3")
    with pytest.raises(BadInput):
        services.ask_reduction(office.agent, office.now, [patents[0].pk], small)


def test_an_office_s_right_is_changed_for_a_client_only_after_the_client_confirmed(office: Office) -> None:
    office.take_in(GRANTED)
    Right.objects.update(source=Source.IMPORT)
    right, small = Right.objects.get(), [Applicant("institution")]
    with pytest.raises(BadInput):
        services.ask_reduction(office.agent, office.now, [right.pk], small)
    assert services.mark_paid(office.agent, office.now, office.client.pk, [(right.pk, 8)]) == 1
    assert not LegalEvent.objects.filter(data={"year": 8}).exists()  # kept in the trustee's own books
    with pytest.raises(NotAllowed):
        flow.fire(
            office.client.pk, "confirm", office.make(Role.HOLDER, Role.AGENT, party=None) and office.agent, office.now
        )
    flow.fire(office.client.pk, "confirm", office.holder(), office.now)
    assert len(services.ask_reduction(office.agent, office.now, [right.pk], small)) == 1


def test_what_if_recomputes_and_compares_and_records_nothing(office: Office) -> None:
    office.take_in(GRANTED, PENDING)
    entries = Entry.objects.count()
    reduced = what_if.ask(office.board, "reduced", 85)
    assert reduced.touched == 2 and reduced.then[0] < reduced.now[0]
    changed = {(d.one.right.number, d.one.year): d for d in reduced.differences}
    nine = changed["201710601862.3", 9]
    assert nine.before and nine.after and (nine.before.fee, nine.after.fee) == (yuan(2000), yuan(300))
    granted = what_if.ask(office.board, "granted")
    fresh = [d.one.year for d in granted.differences if d.before is None and d.one.line.code == "annuity"]
    assert granted.touched == 1 and fresh[0] == 3 and granted.now[0] < granted.then[0]
    pledged = what_if.ask(office.board, "pledged")
    assert (pledged.touched, len(pledged.effects), pledged.differences) == (1, 3, ())
    assert Entry.objects.count() == entries


def test_a_pledge_bars_the_open_licence_and_its_reduction(office: Office) -> None:
    from onewindow.desks.register.recording import record_event

    office.take_in(GRANTED)
    record_event(office.agent, office.now, Right.objects.get().pk, "open_licence", date(2024, 8, 1))
    nine = next(one for one in office.rows() if one.line.code == "annuity" and one.year == 9)
    assert nine.fee == yuan(1700)
    changed = what_if.ask(office.board, "pledged").differences
    assert changed[0].after and changed[0].after.fee == yuan(2000)


def test_calendar_payments_and_reports_say_the_same(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.take_in(GRANTED, MARK)
    monkeypatch.setattr(clock, "now", lambda: office.now)
    token = services.new_feed(office.agent, office.now, office.client.pk)
    answer = Browser().get(reverse("calendar", args=[token]), headers={"accept-language": "zh-CN"})
    events = list(icalendar.Calendar.from_ical(answer.content).walk("VEVENT"))
    assert answer.headers["Content-Type"].startswith("text/calendar") and len(events) > 5
    assert any("续展" in str(event["summary"]) and "第四十条" in str(event["description"]) for event in events)
    services.new_feed(office.agent, office.now, office.client.pk)
    assert Browser().get(reverse("calendar", args=[token])).status_code == 404
    due = exports.payable(office.board, 90)
    rows = list(exports.payment_rows(due))
    assert [row[8] for row in rows] == [2300, 900]
    book = openpyxl.load_workbook(io.BytesIO(exports.payments_xlsx(due)))
    cells = [[cell.value for cell in row] for row in book.active.rows]  # type: ignore[union-attr]
    assert [row[1] for row in cells[1:3]] == ["201710601862.3", "12345678"] and str(cells[3][8]).startswith("=SUM(I2")
    whole = openpyxl.load_workbook(io.BytesIO(exports.report_xlsx(office.board)))
    assert whole.active.max_row == len(office.rows()) + 1  # type: ignore[union-attr]
    pdf = exports.report_pdf(office.client, office.board, office.now)
    assert pdf.startswith(b"%PDF") and pdf == exports.report_pdf(office.client, office.board, office.now)


def test_the_pages_of_a_client(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.take_in(GRANTED, PENDING, MARK)
    monkeypatch.setattr(clock, "now", lambda: office.now)
    browser = Browser()
    browser.force_login(Person.objects.get(pk=office.agent.id))
    base = f"/clients/{office.client.pk}"
    below = ("", "?state=done&line=annuity&office=CN", "/mandate", "/calendar", "/what-if?ask=granted",
             "/what-if?ask=pledged&right=x", "/payments.csv", "/payments.xlsx", "/report.xlsx")  # fmt: skip
    for address in ("/clients", "/reductions", "/clients/portfolio.csv", *(base + one for one in below)):
        for language in ("zh-CN", "en"):
            assert browser.get(address, headers={"accept-language": language}).status_code == 200, address
    page = browser.get(base, headers={"accept-language": "zh-CN"}).content.decode()
    assert "第8年年费" in page and "星期日" in page and "300 元" in page
    right = Right.objects.get(status="registered", kind="invention").pk
    assert browser.post(f"{base}/paid", {"paid": [f"{right}:8", "x:y"]}).status_code == 302
    assert not [one for one in office.rows(State.LATE) if one.right.pk == right]
    answer = browser.post("/reductions", {"rights": [right], "kind1": "enterprise", "income1": "500,000", "act": "see"})
    assert "You qualify: 85% less" in answer.content.decode() and not Reduction.objects.exists()
    wrong = browser.post("/reductions", {"rights": [right], "kind1": "enterprise", "income1": "much", "act": "ask"})
    assert wrong.status_code == 422
    asked = browser.post("/reductions", {"rights": [right], "kind1": "enterprise", "income1": "500000", "act": "ask"})
    assert asked.status_code == 302 and Reduction.objects.get().right_id == right


def test_the_marks_of_a_client_are_watched_by_the_mark_engine(office: Office, register_of: Any) -> None:
    register_of(["酷奇"])
    office.take_in(GRANTED, MARK)
    browser = Browser()
    browser.force_login(Person.objects.get(pk=office.agent.id))
    page = browser.get(f"/clients/{office.client.pk}", headers={"accept-language": "zh-CN"}).content.decode()
    fields = dict(re.findall(r'<input type="hidden" name="(q|goods)" value="([^"]*)"', page))
    assert fields == {"q": "鹿鸣泉", "goods": "30; 32"}
    assert browser.post(reverse("watch-new"), fields).status_code == 302
    assert "鹿鸣源" not in browser.get(reverse("watches")).content.decode()
    register_of([("鹿鸣源", (30,))])
    assert "鹿鸣源" in browser.get(reverse("watches")).content.decode()


def test_the_example_file_is_one_that_is_taken_in(office: Office) -> None:
    text = b"".join(Browser().get("/clients/portfolio.csv").streaming_content).decode("utf-8-sig")  # type: ignore[arg-type]
    header, *rows = list(csv.reader(io.StringIO(text)))
    assert all(any("synthetic" in value for value in row) for row in rows)
    file = office.take_in(*map(",".join, rows), header=",".join(header))
    assert (file.taken, file.refused) == (len(rows), 0)
    assert {right.kind for right in Right.objects.all()} == {"invention", "utility_model", "design", "trademark"}
    assert Client.objects.count() == 1


def test_the_bulletin_shows_what_is_looked_after_and_leads_to_the_entries(office: Office) -> None:
    office.take_in(GRANTED, PENDING)
    services.ask_reduction(office.agent, office.now, [Right.objects.earliest("pk").pk], [Applicant("research")])
    page = Browser().get("/bulletin", headers={"accept-language": "zh-CN"}).content.decode()
    for words in ("托管客户", "托管权利", "减缴费用", "11,900"):
        assert words in page
    figures = {"trusteeship-clients": 1, "rights-looked-after": 2, "fees-cut": 11_900}
    for name, value in figures.items():
        indicator = indicators.declared()[name]
        assert indicator.value() == value == sum(entry.quantity for entry in indicator.entries())
        assert Browser().get(f"/bulletin/{name}").status_code == 200


def test_an_owner_of_the_register_is_taken_on_as_the_party_it_is(make_actor: Make, now: datetime) -> None:
    from tests.desk.pledging import patents

    (right,) = patents(now, {"owner_name": "练成会", "owner_country": "JP", "owner_key": "JP-77"})
    client = services.take_on(make_actor(Role.AGENT), now, "练成会", "JP")
    assert client.party_id == right.owner_id
    (other,) = patents(now, {"owner_name": "练成会", "owner_country": "JP", "owner_key": "JP-78"})
    unsure = services.take_on(make_actor(Role.AGENT), now, "练成会", "JP")
    assert unsure.party_id not in (right.owner_id, other.owner_id), "two owners of one name: neither is guessed"


def test_a_visitor_is_told_that_entries_are_there_and_whose_they_are(office: Office) -> None:
    office.take_in(GRANTED)
    page = Browser().get("/bulletin/rights-looked-after", headers={"accept-language": "zh-CN"}).content.decode()
    assert "仅台账管理与统计人员可见" in page and "暂无记录" not in page
    analyst = Browser()
    analyst.force_login(Person.objects.get(pk=office.make(Role.ANALYST).id))
    seen = analyst.get("/bulletin/rights-looked-after", headers={"accept-language": "zh-CN"}).content.decode()
    assert f"/ledger/{Holding.objects.get().entry_seq}" in seen and "仅台账管理" not in seen
