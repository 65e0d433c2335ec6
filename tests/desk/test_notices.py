"""Notices row by row, consumers' reports, evidence, strikes, the good-faith programme, the alliance."""

import io
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.test import Client
from tests.desk.protecting import DAY, HOUR, PDF, Make, Protection, Register

from onewindow.desks.protection import alliance, complaints, evidence, notices, programme
from onewindow.desks.protection.models import Account, AuthorisedSeller, Evidence, Listing, Seller
from onewindow.desks.protection.notices import Row, Sending
from onewindow.kernel import flow, ledger
from onewindow.kernel.access import Role, public
from onewindow.kernel.errors import BadInput, Conflict, NotAllowed, NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(make_actor: Make, register_of: Register, now: datetime) -> Protection:
    return Protection(make_actor, register_of, now)


def test_rows_in_order_become_cases_and_the_others_are_answered(desk: Protection) -> None:
    AuthorisedSeller.objects.create(right=desk.right, name="正品专卖", named_at=desk.now, touched_seq=1)
    licensed = Seller.objects.create(catalogue=desk.catalogue, name="正品专卖")
    desk.list_("B1", "鹿鸣茶 正品", licensed)
    desk.case("A2")
    sent = desk.send("A1", "A1", "nowhere", "A2", "B1", "A3")
    assert len(sent.cases) == 2
    said = {fault.row: fault.say("en") for fault in sent.faults}
    assert said[2] == 'row 2, listing: expected each listing once; it stands in row 1 already, got "A1"'
    assert "it may be gone" in said[3]
    assert "you have not complained of yet; see case C-" in said[4]
    assert "正品专卖 as authorised" in said[5]
    entry = ledger.Entry.objects.filter(action="protection.notice_sent").latest("seq")
    assert (entry.quantity, entry.data["rows"]) == (2, 6)


def test_goods_of_another_class_are_answered_and_the_rest_goes_on(desk: Protection) -> None:
    Listing.objects.filter(reference="A1").update(category="食品 > 茶")
    Listing.objects.filter(reference="A2").update(category="Shoes > Sneakers")
    sent = desk.send("A2", "A1", "A3")  # A3 has no category: nobody can say
    assert len(sent.cases) == 2
    [fault] = sent.faults
    assert (fault.row, fault.field, fault.got) == (1, "class", "Shoes > Sneakers")
    assert f"{desk.right.reference} (class 30)" in fault.say("en") and "read as class 25" in fault.say("en")
    assert "第 30 类" in fault.say("zh") and "第 25 类" in fault.say("zh")
    work = desk.send("A2", reason="copyright")  # a work has no class
    assert len(work.cases) == 1
    with pytest.raises(BadInput, match="read as class 25"):
        desk.send("A2")


def test_a_listing_offered_where_the_right_does_not_hold_is_answered(desk: Protection) -> None:
    from onewindow.desks.protection import cataloguing

    market = cataloguing.catalogue_named(desk.officer, desk.now, "Markt")
    Listing.objects.create(
        catalogue=market, reference="M1", title="鹿鸣茶", seen_at=desk.now, recorded_seq=1, touched_seq=1
    )
    rows = [Row("Markt", "M1", 1), Row("集市", "A1", 2)]
    assert len(notices.send(desk.holder, desk.now, replace(desk.sending(), rows=rows[:1])).cases) == 1
    cataloguing.offered_in(desk.officer, desk.now, market, "de, BX")
    assert market.countries == ("BE", "DE", "LU", "NL")
    sent = notices.send(desk.holder, desk.now, replace(desk.sending(), rows=rows))
    assert len(sent.cases) == 1
    [fault] = sent.faults
    assert (fault.row, fault.field) == (1, "territory") and "offered in BE, DE, LU, NL only" in fault.say("en")
    cataloguing.offered_in(desk.officer, desk.now, market, "")  # nothing said: as it was
    cataloguing.offered_in(desk.officer, desk.now, market, "de, BX")
    assert ledger.Entry.objects.filter(action="protection.catalogue_offered").count() == 1
    with pytest.raises(BadInput, match="country codes"):
        cataloguing.offered_in(desk.officer, desk.now, market, "Germany")


def test_sending_twice_sends_once(desk: Protection) -> None:
    first = desk.send("A1", "nowhere", key="k")
    again = desk.send("A1", "nowhere", key="k")
    assert (again.notice, again.cases, len(again.faults)) == (first.notice, first.cases, 1)


def test_three_hundred_listings_are_one_notice_and_one_more_is_too_many(desk: Protection) -> None:
    Listing.objects.bulk_create(
        Listing(
            catalogue=desk.catalogue, reference=f"N{n}", title="x", seller=desk.shop, seen_at=desk.now, recorded_seq=1,
            touched_seq=1,
        )
        for n in range(301)
    )  # fmt: skip
    names = [f"N{n}" for n in range(301)]
    with pytest.raises(BadInput, match="at most 300 listings"):
        desk.send(*names)
    assert len(desk.send(*names[:300]).cases) == 300


def test_a_complaint_of_somebody_else_is_decided_with_the_first(desk: Protection) -> None:
    report = Sending("marketplace", "counterfeit", [Row("集市", "A1", 1)], "一看就是假的。")
    first = notices.report(public(), desk.now, report)
    second = desk.case("A1")
    assert desk.complaint(second).parent_id == first.cases[0]
    desk.decide(first.cases[0], "uphold")
    assert desk.state(second) == "removed"


def test_a_consumer_needs_no_name_and_follows_by_a_code(desk: Protection, client: Client) -> None:
    form = {"catalogue": "集市", "listing": "A1", "reason": "counterfeit", "statement": "假货"}
    assert client.post("/protection/report-a-listing", {**form, "listing": "nowhere"}).status_code == 422
    no_ground = client.post("/protection/report-a-listing", {**form, "reason": ""}, HTTP_ACCEPT_LANGUAGE="zh")
    assert "以下事由之一：假冒商品（counterfeit）、" in no_ground.content.decode()
    page = client.post("/protection/report-a-listing", form).content.decode()
    code = page.split("<code>")[1].split("</code>")[0]
    seen = client.get("/protection/follow", {"code": code}).content.decode()
    assert "C-" in seen and client.get("/protection/follow", {"code": "guess"}).status_code == 422
    notice = notices.follow(code)
    assert notice is not None and (notice.person_id, notice.account) == (None, None)
    for _ in range(9):
        client.post("/protection/report-a-listing", form)
    assert client.post("/protection/report-a-listing", form).status_code == 429


def test_no_seller_sees_anothers_case_and_no_holder_anothers_evidence(desk: Protection, register_of: Register) -> None:
    case = desk.case("A1", documents=[(io.BytesIO(PDF), "proof.pdf")])
    [foreign] = register_of([("海", (1,))], owner_name="别人")
    stranger = desk.make(Role.HOLDER, party=foreign.owner_id)
    proof, licence = Evidence.objects.get(name="proof.pdf"), Evidence.objects.get(name="licence.pdf")
    for actor in (stranger, desk.rival, desk.seller, public()):  # the seller is not told yet
        assert list(complaints.visible_to(actor)) == []
        with pytest.raises(NotFound):
            complaints.complaint(actor, case)
        with pytest.raises(NotFound):
            evidence.read(actor, desk.now, proof.pk)
    desk.decide(case, "uphold")
    assert evidence.read(desk.seller, desk.now, proof.pk)[1] == PDF
    for actor in (desk.seller, stranger, desk.rival):
        with pytest.raises(NotFound):
            evidence.read(actor, desk.now, licence.pk)
    assert [c.pk for c in complaints.visible_to(desk.seller)] == [case]
    assert list(complaints.visible_to(desk.rival)) == []
    read = ledger.Entry.objects.filter(action="protection.evidence_read")
    assert [(entry.actor_id, entry.data["file"]) for entry in read] == [(desk.seller.id, proof.sha256)]


@pytest.mark.parametrize(
    ("content", "name"), [(b"", "x.pdf"), (b"MZ\x90\x00", "x.pdf"), (b"\x89PNG broken", "x.png"), (b"a\x00b", "x.txt")]
)
def test_evidence_is_what_it_says(desk: Protection, content: bytes, name: str) -> None:
    case = desk.complaint(desk.case("A1"))
    with pytest.raises(BadInput):
        evidence.keep(desk.holder, desk.now, io.BytesIO(content), name, "notifier", complaint=case)


def test_a_counter_notice_has_three_chances_and_its_time(desk: Protection) -> None:
    case = desk.case("A1")
    desk.decide(case, "uphold")
    for _ in range(3):
        desk.fire(case, "counter", desk.seller, HOUR, statement="x")
        desk.decide(case, "refuse_counter", HOUR, policy="proof")
    with pytest.raises(BadInput, match="at most 3 counter-notices"):
        desk.fire(case, "counter", desk.seller, HOUR, statement="x")
    other = desk.case("A2")
    desk.decide(other, "uphold")
    with pytest.raises(BadInput, match="the period is over"):
        desk.fire(other, "counter", desk.seller, 20 * DAY, statement="x")


def test_an_account_is_opened_once_and_sends_nothing_before(desk: Protection, register_of: Register) -> None:
    from onewindow.desks.protection import accounts

    [foreign] = register_of([("海", (1,))], owner_name="别人")
    other = desk.make(Role.HOLDER, party=foreign.owner_id)
    with pytest.raises(NotFound):
        notices.send(other, desk.now, desk.sending())
    account = accounts.open_account(other, desk.now, [(io.BytesIO(PDF), "a.pdf")])
    assert account.case.dues.get().rule_id == "marketplace.documents"
    with pytest.raises(Conflict):
        accounts.open_account(other, desk.now, [(io.BytesIO(PDF), "a.pdf")])
    with pytest.raises(Conflict):
        notices.send(other, desk.now, desk.sending())
    with pytest.raises(BadInput):
        flow.fire(account.pk, "refuse", desk.officer, desk.now, {"reason": " "})
    flow.fire(account.pk, "refuse", desk.officer, desk.now, {"reason": "材料不清。"})
    assert accounts.account_of(other) is None


def test_good_faith_is_earned_measured_and_lost(desk: Protection) -> None:
    with pytest.raises(BadInput, match="at least 10 decided complaints"):
        programme.join(desk.holder, desk.now)
    for n in range(20):
        desk.list_(f"G{n}", "鹿鸣")
    cases = desk.send(*(f"G{n}" for n in range(20))).cases
    for case in cases[:18]:
        desk.decide(case, "uphold")
    programme.join(desk.holder, desk.now + HOUR)
    fast = desk.complaint(desk.case("A1", after=HOUR))
    assert fast.fast
    for case in cases[18:]:
        desk.decide(case, "reject", policy="proof")
    desk.decide(fast.pk, "reject", HOUR, policy="proof")
    assert not desk.complaint(desk.case("A2", after=2 * HOUR)).fast  # 18 of 21 upheld: out before it is taken
    account = Account.objects.get(pk=desk.account.pk)
    assert not account.in_good_faith and account.barred_until is not None
    assert account.barred_until.date().isoformat() == "2025-02-20"
    with pytest.raises(BadInput, match="until 2025-02-2"):
        programme.join(desk.holder, desk.now + DAY)


def test_strikes_merge_are_capped_and_expire(desk: Protection) -> None:
    case = desk.case("A1")
    first = programme.strike(desk.officer, desk.now, case, "repeat", "再次侵权")
    again = programme.strike(desk.officer, desk.now + 2 * DAY, case, "repeat", "再次侵权")
    later = programme.strike(desk.officer, desk.now + 4 * DAY, case, "repeat", "再次侵权")
    assert (first.points, again.points, later.points) == (2, 0, 2)
    assert programme.points(desk.now + 5 * DAY, "repeat", seller=desk.shop) == 4
    assert programme.points(desk.now + 366 * DAY, "repeat", seller=desk.shop) == 2
    assert programme.points(desk.now + 5 * DAY, "abuse", account=desk.account) == 0
    with pytest.raises(NotAllowed):
        programme.strike(desk.holder, desk.now, case, "repeat", "x")


def test_an_abusive_account_is_muted_for_a_while(desk: Protection) -> None:
    programme.mute(desk.officer, desk.now, desk.account.pk, desk.now + 7 * DAY, "恶意投诉")
    with pytest.raises(NotAllowed, match="not taken until"):
        desk.send("A1")
    assert desk.send("A1", after=timedelta(days=8)).cases


def test_members_of_the_alliance_share_leads_and_nobody_else_sees_them(desk: Protection) -> None:
    with pytest.raises(NotFound):
        alliance.leads(desk.holder)
    alliance.join(desk.holder, desk.now)
    with pytest.raises(BadInput):
        alliance.share(desk.holder, desk.now, "集市", "没有这家", "x")
    alliance.share(desk.holder, desk.now, "集市", "好茶小铺", "从同一仓库发货。")
    assert [lead.text for lead in alliance.leads(desk.holder)] == ["从同一仓库发货。"]
    with pytest.raises(NotFound):
        alliance.leads(desk.seller)
    alliance.leave(desk.holder, desk.now)
    with pytest.raises(NotFound):
        alliance.leads(desk.holder)


def test_the_yearly_report_is_counted_from_the_ledger(desk: Protection) -> None:
    from onewindow.desks.protection import yearly

    cases = desk.send("A1", "A2", "A3").cases
    notices.report(public(), desk.now, Sending("marketplace", "counterfeit", [Row("集市", "A4", 1)], "假货"))
    desk.decide(cases[0], "uphold", HOUR)
    desk.decide(cases[1], "reject", 30 * HOUR, policy="proof")
    report = yearly.report(2024, yearly.zone())
    said = {name: figure.said("en") for name, figure in report.figures.items()}
    assert (said["complaints"], said["consumers"], said["answered"], said["within"]) == ("4", "1", "2", "50.00%")
    assert (said["upheld"], said["rejected"], said["accounts"], said["consumers-change"]) == ("1", "1", "1", "–")
    assert report.distribution == ((1, 1), (4, 0), (12, 0), (24, 0), (48, 1), (None, 0))
    assert yearly.traced(report) == len(report.figures)
    assert yearly.report(2023, yearly.zone()).figures["complaints"].value == 0
    assert yearly.years() == [2024]


def test_the_yearly_report_is_set_as_pdf_in_both_languages(desk: Protection) -> None:
    from onewindow.desks.protection import yearly
    from onewindow.kernel.errors import Unavailable

    report = yearly.report(2024, yearly.zone())
    try:
        made = [yearly.pdf(report, language, desk.now) for language in ("en", "zh")]
    except Unavailable:
        pytest.skip("no Chinese font on this machine")
    assert all(pdf.startswith(b"%PDF") for pdf in made)
