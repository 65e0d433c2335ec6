"""Catalogues, watches and findings: what comes in is scanned, holders see their own, and act on it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pyarrow
import pytest
from django.db import connection, transaction
from django.test import Client
from pyarrow import parquet

from onewindow.desks.protection import catalogue_intake, cataloguing, findings, watching
from onewindow.desks.protection.catalogue_reading import CatalogueRow
from onewindow.desks.protection.models import CatalogueRun, Finding, FindingState, Listing, ListingVersion
from onewindow.desks.register.models import Right
from onewindow.engines.listings import Protected
from onewindow.kernel import jobs, ledger, worker
from onewindow.kernel.access import Actor, Role
from onewindow.kernel.errors import BadInput, NotAllowed, NotFound

pytestmark = pytest.mark.django_db
LATER = timedelta(hours=1)


class Market:
    """A holder with a watched right, an officer, a catalogue."""

    def __init__(self, make: Callable[..., Actor], register: Callable[..., list[Right]], now: datetime) -> None:
        self.now, self.make = now, make
        self.right, self.other = register([("Zephyrine", (25,)), ("华帝奥", (9,))])
        self.holder = make(Role.HOLDER, party=self.right.owner_id)
        self.officer = make(Role.ENFORCEMENT)
        watching.watch(self.holder, now, self.right.pk)

    def bring(self, *rows: tuple[str, ...], after: timedelta = timedelta()) -> cataloguing.Taken:
        catalogue = cataloguing.catalogue_named(self.officer, self.now, "Bazaar")
        with transaction.atomic():
            return cataloguing.record(self.officer, self.now + after, catalogue, [CatalogueRow(*row) for row in rows])


@pytest.fixture
def market(make_actor: Callable[..., Actor], register_of: Callable[..., list[Right]], now: datetime) -> Market:
    return Market(make_actor, register_of, now)


def test_new_listings_are_scanned_as_they_come(market: Market) -> None:
    taken = market.bring(
        ("a", "Zephyrine dress", "Clothing", "Shop"), ("b", "Z3phyrine dress", "Phones"), ("c", "Plain dress")
    )
    assert (taken.added, taken.changed, taken.same, taken.found) == (3, 0, 0, 2)
    plain, disguised = Finding.objects.order_by("pk")
    assert (plain.disguise, plain.context, plain.start, plain.end) == ("none", "", 0, 9)
    assert (disguised.disguise, disguised.context) == ("leet", "class")
    assert plain.holder_id == market.right.owner_id
    entry = ledger.Entry.objects.get(pk=plain.recorded_seq)
    assert (entry.action, entry.quantity) == ("protection.listings_found", 2)


def test_an_edited_listing_is_a_new_version_and_scanned_again(market: Market) -> None:
    market.bring(("a", "Zephyrine dress"), ("b", "Zephyrine hat"))
    assert market.bring(("a", "Zephyrine dress")).same == 1
    taken = market.bring(("a", "Plain dress"), ("b", "Zephyrine cap"), after=LATER)
    assert (taken.changed, taken.found) == (2, 0)
    assert [(v.title, v.version) for v in ListingVersion.objects.order_by("pk")] == [
        ("Zephyrine dress", 1), ("Zephyrine hat", 1),
    ]  # fmt: skip
    assert Listing.objects.get(reference="a").version == 2
    gone, kept = Finding.objects.order_by("pk")
    assert (gone.state, kept.state, kept.version) == (FindingState.GONE, FindingState.OPEN, 2)
    market.bring(("a", "Zephyr1ne dress"), after=2 * LATER)
    gone.refresh_from_db()
    assert (gone.state, gone.disguise, Finding.objects.count()) == (FindingState.OPEN, "leet", 2)


def test_the_scan_follows_the_watch_and_the_authorised_sellers(market: Market, work: Callable[[], int]) -> None:
    work()
    market.bring(("a", "华帝奥 手机", "", "Shop"))
    assert not Finding.objects.exists()
    watching.watch(market.holder, market.now, market.other.pk)
    assert work() == 1
    assert Finding.objects.get().right_id == market.other.pk
    watching.authorise(market.holder, market.now, market.right.pk, "Good Shop")
    market.bring(("b", "Zephyrine hat", "", "good shop"), ("c", "Zephyrine hat", "", "Bad shop"))
    assert Finding.objects.get(listing__reference="b").context == "authorised"
    seen = findings.filtered(market.holder, {"q": "hat"})
    assert [finding.listing.reference for finding in seen] == ["c"]
    watching.end_authorisation(market.holder, market.now, market.right.pk, "Good Shop")
    watching.unwatch(market.holder, market.now, market.other.pk)
    taken = market.bring(("d", "Zephyrine hat", "", "good shop"), ("e", "华帝奥"))
    assert taken.found == 1


def test_only_the_holder_has_a_right_watched(market: Market) -> None:
    stranger = market.make(Role.HOLDER)
    with pytest.raises(NotAllowed):
        watching.watch(stranger, market.now, market.right.pk)
    with pytest.raises(NotFound):
        watching.watch(market.officer, market.now, market.right.pk)
    for name in ("", "x" * 201, "a\x07"):
        with pytest.raises(BadInput):
            watching.authorise(market.holder, market.now, market.right.pk, name)


def test_findings_are_dismissed_with_a_reason_by_their_holder(market: Market) -> None:
    market.bring(("a", "Zephyrine dress"), ("b", "Zephyrine hat"))
    numbers = list(Finding.objects.values_list("pk", flat=True))
    stranger = market.make(Role.HOLDER)
    with pytest.raises(NotFound):
        findings.dismiss(stranger, market.now, numbers, "why")
    for ids, reason in ((numbers, " "), ([], "why"), (list(range(1, 302)), "why")):
        with pytest.raises(BadInput):
            findings.dismiss(market.holder, market.now, ids, reason)
    assert findings.dismiss(market.holder, market.now, numbers[:1], "our own shop") == 1
    with pytest.raises(BadInput):
        findings.dismiss(market.holder, market.now, numbers, "again")
    market.bring(("a", "Zephyrine dress again"), after=LATER)
    assert Finding.objects.get(pk=numbers[0]).state == FindingState.DISMISSED
    assert findings.as_notice(market.holder, numbers[1:]) == {
        "catalogue": "Bazaar", "listings": "b", "right": str(market.right.pk),
    }  # fmt: skip


def write(path: Path, name: str, rows: list[dict[str, Any]]) -> Path:
    path = path / name
    if name.endswith(".parquet"):
        parquet.write_table(pyarrow.Table.from_pylist(rows), path)
    elif name.endswith(".jsonl"):
        path.write_bytes(b"\n".join(map(orjson.dumps, rows)))
    else:
        lines = [",".join(rows[0]), *(",".join(map(str, row.values())) for row in rows)]
        path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["listings.csv", "listings.jsonl", "listings.parquet"])
def test_a_file_is_taken_in_and_its_bad_rows_are_reported(market: Market, tmp_path: Path, name: str) -> None:
    rows = [
        {"id": "a", "title": "Zephyrine dress", "category": "Clothing", "seller": "Shop"},
        {"id": "", "title": "no id", "category": "", "seller": ""},
        {"id": "c", "title": "", "category": "", "seller": ""},
        {"id": "a", "title": "twice", "category": "", "seller": ""},
        {"id": "e", "title": "y" * 100_000, "category": "", "seller": ""},
        {"id": "f", "title": "Zephyr1ne", "category": "", "seller": ""},
    ]
    path = write(tmp_path, name, rows)
    run, job = catalogue_intake.ask(market.officer, market.now, "Bazaar", path, name)
    assert worker.run_here(job).state == "done"
    run.refresh_from_db()
    assert (run.read, run.added, run.refused, run.found) == (6, 2, 4, 2)
    assert list(run.refusals.order_by("row").values_list("row", "field")) == [
        (2, "id"), (3, "title"), (4, "id"), (5, "title"),
    ]  # fmt: skip
    again, _ = catalogue_intake.ask(market.officer, market.now, "Bazaar", path, "copy-" + name)
    assert again.pk == run.pk
    assert ledger.verify()[1] == []


def test_a_file_stopped_half_way_goes_on_where_it_was(
    market: Market, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue_intake, "BLOCK", 10)
    path = write(tmp_path, "l.csv", [{"id": n, "title": f"Zephyrine {n}"} for n in range(35)])
    _run, job = catalogue_intake.ask(market.officer, market.now, "Bazaar", path, "l.csv")
    taken = jobs.claim(job.run_after, "w1", job.pk)
    assert taken is not None
    taken.on_progress = lambda done, total: jobs.stop(job.pk, market.now) if done >= 20 else None
    jobs.perform(taken)
    assert Listing.objects.count() == 20
    _, job = catalogue_intake.ask(market.officer, market.now, "Bazaar", path, "l.csv")
    assert worker.run_here(job).state == "done"
    assert (Listing.objects.count(), Finding.objects.count(), CatalogueRun.objects.get().added) == (35, 35, 35)


@pytest.mark.django_db(transaction=True)
def test_scanners_are_made_while_no_other_writer_waits(
    market: Market, key_client: Callable[..., Client], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside: list[bool] = []
    protected = watching.protected

    def spied() -> list[Protected]:
        inside.append(connection.in_atomic_block)
        return protected()

    monkeypatch.setattr(watching, "protected", spied)
    monkeypatch.setattr(watching.follower, "_made_of", None)
    path = write(tmp_path, "l.csv", [{"id": 1, "title": "Zephyrine"}])
    _run, job = catalogue_intake.ask(market.officer, market.now, "Bazaar", path, "l.csv")
    assert worker.run_here(job).state == "done" and inside == [False]
    monkeypatch.setattr(watching.follower, "_made_of", None)
    body = {"catalogue": "Bazaar", "listings": [{"id": "2", "title": "Zephyrine"}]}
    sent = key_client(actor=market.officer).post("/api/listings", body, "application/json")
    assert sent.json()["found"] == 1 and inside == [False, False]


def test_listings_come_by_the_api_and_findings_go_out(market: Market, key_client: Callable[..., Client]) -> None:
    officer = key_client(actor=market.officer)
    listings = [
        {"id": "a", "title": "Zephyrine"},
        {"id": "a", "title": "x"},
        {"title": "y"},
        {"id": "b", "title": "ok"},
    ]
    body = {"catalogue": "Bazaar", "listings": listings}
    sent = officer.post("/api/listings", body, "application/json")
    assert sent.status_code == 200
    told = sent.json()
    assert [told[name] for name in ("added", "changed", "same", "found")] == [2, 0, 0, 1]
    assert [(fault["row"], fault["field"]) for fault in told["refused"]] == [(2, "id"), (3, "id")]
    assert officer.post("/api/listings", body, "application/json").json()["same"] == 2
    seen = key_client(actor=market.holder).get("/api/findings").json()["items"]
    assert [(f["listing"], f["mark"], f["disguise"]) for f in seen] == [("a", "Zephyrine", "none")]
    assert seen[0]["explanation"]["zh"]
    assert key_client(Role.SELLER).get("/api/findings").json()["items"] == []
    assert key_client(actor=market.holder).post("/api/listings", body, "application/json").status_code == 403


def test_the_page_of_findings_filters_tells_and_acts(market: Market, client_as: Callable[..., Client]) -> None:
    market.bring(("a", "Zephyrine <b>dress</b>", "Clothing"), ("b", "Z3phyrine hat"), ("c", "case for Zephyrine"))
    holder = client_as(actor=market.holder)
    page = holder.get("/protection/findings").content.decode()
    assert "<mark>Zephyrine</mark> &lt;b&gt;" in page and "<mark>Z3phyrine</mark>" in page
    assert "case for" not in page
    assert "case for" in holder.get("/protection/findings?context=any").content.decode()
    only = holder.get("/protection/findings?disguise=leet").content.decode()
    assert "Z3phyrine" in only and "dress" not in only
    csv_file = b"".join(holder.get("/protection/findings.csv?disguise=leet").streaming_content)  # type: ignore[arg-type]
    assert csv_file.count(b"\n") == 2
    table = parquet.read_table(pyarrow.BufferReader(holder.get("/protection/findings.parquet").content))
    assert table.num_rows == 2
    numbers = list(Finding.objects.order_by("pk").values_list("pk", flat=True))
    token = holder.get("/protection/findings").cookies["csrftoken"].value
    begun = holder.post("/protection/findings", {"finding": numbers[:2], "do": "notice", "csrfmiddlewaretoken": token})
    assert begun.headers["Location"].endswith(f"?findings={numbers[0]},{numbers[1]}")
    wrong = holder.post("/protection/findings", {"finding": numbers[:1], "csrfmiddlewaretoken": token})
    assert wrong.status_code == 422
    done = holder.post(
        "/protection/findings", {"finding": numbers[:1], "reason": "own shop", "csrfmiddlewaretoken": token}
    )
    assert done.status_code == 302
    assert client_as(Role.HOLDER).get("/protection/findings").content.decode().count("<mark>") == 0


def test_findings_begin_a_notice_and_are_noticed(
    make_actor: Callable[..., Actor], register_of: Callable[..., list[Right]], now: datetime,
    client_as: Callable[..., Client],
) -> None:  # fmt: skip
    from tests.desk.protecting import Protection

    desk = Protection(make_actor, register_of, now)
    finding = Finding.objects.create(
        listing=desk.listings[0], version=1, right=desk.right, holder_id=desk.right.owner_id, start=0, end=2,
        disguise="none", score=1, moved_at=now, found_at=now, recorded_seq=1,
    )  # fmt: skip
    page = client_as(actor=desk.holder).get(f"/protection/notices/new?findings={finding.pk}").content.decode()
    assert "A1</textarea>" in page
    desk.send("A1")
    finding.refresh_from_db()
    assert finding.state == FindingState.NOTICED
