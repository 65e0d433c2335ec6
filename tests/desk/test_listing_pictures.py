"""Listings with pictures: kept, scanned for figurative marks under watch, told where and why; bad ones by their row."""

import base64
import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pyarrow
import pytest
from django.db import transaction
from django.test import Client
from PIL import Image
from pyarrow import parquet

from onewindow.desks.protection import catalogue_intake, cataloguing, findings, watching
from onewindow.desks.protection.catalogue_reading import CatalogueRow
from onewindow.desks.protection.models import Finding, FindingState, Listing, ListingVersion
from onewindow.desks.register.models import Right
from onewindow.desks.register.sample import reader
from onewindow.engines.marks.images import small_png
from onewindow.kernel import ledger, worker
from onewindow.kernel.access import Actor, Role
from onewindow.kernel.errors import BadInput

pytestmark = pytest.mark.django_db
LOGOS = {logo.title: logo for logo in reader.iter_logos()}


def png(title: str) -> bytes:
    """A logo of the sample as a marketplace would show it: a PNG on white."""
    return small_png(LOGOS[title].svg())


class Market:
    """A holder of a figurative mark under watch, an officer, a catalogue."""

    def __init__(self, make: Callable[..., Actor], register: Callable[..., list[Right]], now: datetime) -> None:
        self.now = now
        self.right, self.other = register([("", (25,)), ("Zephyrine", (9,))])
        Right.objects.filter(pk=self.right.pk).update(image=f"sample/{LOGOS['Puma'].key}")
        Right.objects.filter(pk=self.other.pk).update(image=f"sample/{LOGOS['Honda'].key}")
        self.holder = make(Role.HOLDER, party=self.right.owner_id)
        self.officer = make(Role.ENFORCEMENT)
        watching.watch(self.holder, now, self.right.pk)

    def bring(self, *rows: CatalogueRow) -> cataloguing.Taken:
        catalogue = cataloguing.catalogue_named(self.officer, self.now, "Bazaar")
        with transaction.atomic():
            return cataloguing.record(self.officer, self.now, catalogue, list(rows))


@pytest.fixture(autouse=True)
def _follow_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    # Each test begins at the same ledger entry, so that the follower of this process takes its watches for the last's.
    monkeypatch.setattr(watching.follower, "_made_of", None)


@pytest.fixture
def market(
    make_actor: Callable[..., Actor], register_of: Callable[..., list[Right]], now: datetime, work: Callable[[], int]
) -> Market:
    made = Market(make_actor, register_of, now)
    work()
    return made


def row(name: str, picture: bytes = b"", title: str = "Shoes") -> CatalogueRow:
    return CatalogueRow(name, title, "Shoes", "Shop", picture)


def test_a_figurative_mark_is_found_in_a_new_listings_picture(market: Market, work: Callable[[], int]) -> None:
    market.bring(row("a", png("Puma")), row("b", png("Toyota")), row("c"))
    assert not Finding.objects.exists()
    assert work() == 1
    finding = Finding.objects.get()
    assert (finding.listing.reference, finding.right_id, finding.in_picture) == ("a", market.right.pk, True)
    assert (finding.start, finding.end, finding.context) == (0, 0, "") and finding.disguise.startswith("image.")
    entry = ledger.Entry.objects.get(pk=finding.recorded_seq)
    assert (entry.action, entry.quantity) == ("protection.listings_found", 1)
    market.bring(row("a", png("Puma")))
    assert work() == 0 and Finding.objects.count() == 1


def test_a_right_that_comes_under_watch_is_looked_for_in_titles_and_pictures(
    market: Market, work: Callable[[], int]
) -> None:
    market.bring(row("a", png("Honda"), "Zephyrine cap"), row("b", png("Puma")))
    work()
    watching.watch(market.holder, market.now, market.other.pk)
    work()
    found = Finding.objects.filter(right=market.other).order_by("in_picture")
    assert [(one.listing.reference, one.in_picture) for one in found] == [("a", False), ("a", True)]
    numbers = [one.pk for one in found]
    assert findings.as_notice(market.holder, numbers)["listings"] == "a"


def test_an_edit_of_the_picture_is_a_version_and_undoes_what_was_found(market: Market, work: Callable[[], int]) -> None:
    market.bring(row("a", png("Puma")), row("b", png("Puma")))
    work()
    market.bring(row("a", png("Toyota")), row("b"))
    work()
    assert set(Finding.objects.values_list("state", flat=True)) == {FindingState.GONE}
    assert [version.image != "" for version in ListingVersion.objects.all()] == [True, True]
    market.bring(row("a", png("Puma")))
    work()
    assert Finding.objects.get(listing__reference="a").state == FindingState.OPEN


def test_a_file_names_bad_pictures_by_row_and_scans_the_titles_all_the_same(
    market: Market, tmp_path: Path, work: Callable[[], int]
) -> None:
    watching.watch(market.holder, market.now, market.other.pk)
    bomb = io.BytesIO()
    Image.new("1", (9000, 9000)).save(bomb, "PNG")
    pictures = [png("Puma"), b"GIF89a", bomb.getvalue(), b"\x00" * (5 * 1024 * 1024 + 1), None, png("Puma")[:500]]
    rows = [{"id": str(n), "title": "Zephyrine", "image": picture} for n, picture in enumerate(pictures, 1)]
    path = tmp_path / "pictures.parquet"
    parquet.write_table(pyarrow.Table.from_pylist(rows), path)
    run, job = catalogue_intake.ask(market.officer, market.now, "Bazaar", path, path.name)
    assert worker.run_here(job).state == "done"
    work()
    run.refresh_from_db()
    assert (run.read, run.added, run.refused, run.found) == (6, 6, 4, 6)
    refused = list(run.refusals.order_by("row"))
    assert [(one.row, one.field) for one in refused] == [(n, "image") for n in (2, 3, 4, 6)]
    assert "million pixels" in refused[1].expected_en and "5 MB" in refused[2].expected_en
    assert [listing.image != "" for listing in Listing.objects.order_by("reference")] == [True] + 5 * [False]
    assert Finding.objects.get(in_picture=True).listing.reference == "1"


def test_pictures_come_by_the_api_and_are_shown_to_the_holder(
    market: Market, key_client: Callable[..., Client], client_as: Callable[..., Client], work: Callable[[], int]
) -> None:
    listings = [
        {"id": "a", "title": "Shoes", "image": base64.b64encode(png("Puma")).decode()},
        {"id": "b", "title": "Hat", "image": "no base64!"},
        {"id": "c", "title": "Cap", "image": base64.b64encode(b"<svg><script/></svg>").decode()},
    ]
    sent = key_client(actor=market.officer).post(
        "/api/listings", {"catalogue": "Bazaar", "listings": listings}, "application/json"
    )
    told = sent.json()
    assert (told["added"], [(fault["row"], fault["field"]) for fault in told["refused"]]) == (
        3, [(2, "image"), (3, "image")],
    )  # fmt: skip
    work()
    seen = key_client(actor=market.holder).get("/api/findings").json()["items"]
    assert [(one["listing"], one["found_in"], one["start"], one["end"]) for one in seen] == [("a", "picture", 0, 0)]
    assert "picture" in seen[0]["explanation"]["en"] and "图片" in seen[0]["explanation"]["zh"]
    holder = client_as(actor=market.holder)
    page = holder.get("/protection/findings").content.decode()
    address = f"/protection/listings/{Listing.objects.get(reference='a').pk}/picture"
    assert address in page and f"/rights/{market.right.pk}/picture" in page
    shown = holder.get(address)
    assert (shown.headers["Content-Type"], shown.content) == ("image/png", png("Puma"))
    assert client_as(Role.HOLDER).get(address).status_code == 404
    assert client_as(Role.SELLER).get(address).status_code == 404
    assert client_as(actor=market.officer).get(address).status_code == 200
    table = parquet.read_table(pyarrow.BufferReader(holder.get("/protection/findings.parquet?in=picture").content))
    assert table["found_in"].to_pylist() == ["picture"]
    assert holder.get("/protection/findings?in=title").content.decode().count(address) == 0


def test_a_mark_without_words_and_picture_cannot_be_watched(market: Market) -> None:
    Right.objects.filter(pk=market.other.pk).update(image="", title="")
    with pytest.raises(BadInput):
        watching.watch(market.holder, market.now, market.other.pk)
