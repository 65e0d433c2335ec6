"""Bringing listings in, many at a time: new ones, edited ones as a new version, and what the scan finds in them.

A block of listings is one transaction and one ledger entry for each kind of change in it. A listing is scanned when it
is new or edited: its title at once, its picture by a job, since that takes a thousand times as long. A finding that an
edit made untrue is gone, unless something was already done about it.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from onewindow.desks.protection.catalogue_models import Catalogue, Listing, ListingVersion, Seller
from onewindow.desks.protection.catalogue_reading import CatalogueRow
from onewindow.desks.protection.finding_models import Finding, FindingState
from onewindow.desks.protection.watching import follower
from onewindow.desks.register import picture
from onewindow.desks.register.models import Right
from onewindow.engines.listings import PictureScanner, Scanner
from onewindow.engines.listings.finding_rows import FindingRow, picture_rows, rows_of
from onewindow.kernel import bulk, files, jobs, ledger
from onewindow.kernel.access import Actor
from onewindow.kernel.errors import BadInput, Problem
from onewindow.law import territories
from onewindow.texts import Text

CHUNK = 500
SCAN_PICTURES = "protection.scan_pictures"
MOST_TERRITORIES = 200
CATALOGUE = Text("a name of at most 100 characters", "不超过 100 个字符的名称")
COUNTRIES = Text("country codes of two letters, such as CN, DE or EU", "两位国家或地区代码，如 CN、DE 或 EU")

ledger.declare("protection.catalogue_opened", Text("Catalogue opened", "建立商品目录"))
ledger.declare("protection.catalogue_offered", Text("Territory of a catalogue named", "设定商品目录销售地域"))
ledger.declare("protection.listings_recorded", Text("Listings recorded", "商品入录"))
ledger.declare("protection.listings_edited", Text("Listings edited", "商品变更"))
ledger.declare("protection.listings_found", Text("Suspected listings found", "发现疑似侵权商品"))
ledger.declare("protection.catalogue_refused", Text("Rows of a catalogue refused", "商品目录数据行被拒"))


@dataclass(frozen=True, slots=True)
class Taken:
    """What a block of listings brought."""

    added: int = 0
    changed: int = 0
    same: int = 0
    found: int = 0


def catalogue_named(actor: Actor, now: datetime, name: str) -> Catalogue:
    """The catalogue of a name, opened if there is none. Raises ``BadInput`` for a name that is none."""
    name = name.strip()
    if not 0 < len(name) <= 100 or not name.isprintable():
        raise BadInput([Problem("catalogue", CATALOGUE)])
    with transaction.atomic():
        found = Catalogue.objects.filter(name=name).first()
        if found is None:
            entry = ledger.append(actor, "protection.catalogue_opened", f"catalogue/{name[:60]}", now)
            found, _ = Catalogue.objects.get_or_create(name=name, defaults={"made_at": now, "entry_seq": entry.seq})
    return found


def offered_in(actor: Actor, now: datetime, catalogue: Catalogue, codes: str) -> None:
    """Say where a catalogue's listings are offered: notices then rest on rights that hold there. Nothing given leaves
    it as it is. Raises ``BadInput``."""
    try:
        named = " ".join(territories.countries(codes))
    except ValueError as error:
        raise BadInput([Problem("territories", COUNTRIES, got=str(error)[:20])]) from None
    if not named or named == catalogue.territories:
        return
    if len(named) > MOST_TERRITORIES:
        raise BadInput([Problem("territories", COUNTRIES, got=codes[:20])])
    with transaction.atomic():
        data: ledger.Data = {"territories": named}
        ledger.append(actor, "protection.catalogue_offered", f"catalogue/{catalogue.pk}", now, data=data)
        Catalogue.objects.filter(pk=catalogue.pk).update(territories=named)
    catalogue.territories = named


def record(
    actor: Actor, now: datetime, catalogue: Catalogue, rows: Sequence[CatalogueRow], facts: ledger.Data | None = None
) -> Taken:  # fmt: skip
    """Bring a block of listings in, inside the caller's transaction; of rows of one id the last counts."""
    given = {row.id: row for row in rows}
    Catalogue.objects.select_for_update().get(pk=catalogue.pk)
    sellers = _sellers(catalogue, {row.seller for row in given.values() if row.seller})
    there = _there(catalogue, list(given))
    pictures = {row.id: hashlib.sha256(row.image).hexdigest() if row.image else "" for row in given.values()}
    new = [row for key, row in given.items() if key not in there]
    edited = [
        (there[row.id], row)
        for row in given.values()
        if row.id in there and _differs(there[row.id], row, pictures[row.id])
    ]
    for row in (*new, *(row for _, row in edited)):
        if row.image:
            files.keep_picture(actor, now, io.BytesIO(row.image), row.id)
    subject, facts = f"catalogue/{catalogue.pk}", facts or {}
    if new:
        entry = ledger.append(
            actor, "protection.listings_recorded", subject, now, quantity=len(new), data=facts
        )  # fmt: skip
        bulk.insert_all([
            Listing(
                catalogue=catalogue, reference=row.id, title=row.title, category=row.category,
                seller_id=sellers.get(row.seller), image=pictures[row.id], seen_at=now, recorded_seq=entry.seq,
                touched_seq=entry.seq,
            )
            for row in new
        ])  # fmt: skip
    if edited:
        entry = ledger.append(actor, "protection.listings_edited", subject, now, quantity=len(edited), data=facts)
        undone = [listing for listing, row in edited if listing.image and not row.image]
        _edit(edited, sellers, pictures, now, entry.seq)
        keep_findings(actor, now, subject, undone, [], True, {listing.pk for listing in undone}, facts)
    references = [*(row.id for row in new), *(row.id for _, row in edited)]
    touched = sorted(_there(catalogue, references).values(), key=lambda listing: listing.pk)
    edits = {listing.pk for listing, _ in edited}
    for seq in {listing.touched_seq for listing in touched if listing.image}:
        jobs.enqueue(SCAN_PICTURES, f"{SCAN_PICTURES}:{seq}", now, {"entry": seq, "edited": bool(edits)}, actor.id)
    read = in_titles(touched, follower.scanners().titles)
    found = keep_findings(actor, now, subject, touched, read, False, edits, facts)
    return Taken(len(new), len(edited), len(given) - len(new) - len(edited), found)


def _there(catalogue: Catalogue, references: list[str]) -> dict[str, Listing]:
    found: dict[str, Listing] = {}
    for at in range(0, len(references), CHUNK):
        rows = Listing.objects.select_related("seller").filter(
            catalogue=catalogue, reference__in=references[at : at + CHUNK]
        )
        found.update((listing.reference, listing) for listing in rows)
    return found


def _sellers(catalogue: Catalogue, names: set[str]) -> dict[str, int]:
    wanted = sorted(names)
    Seller.objects.bulk_create((Seller(catalogue=catalogue, name=name) for name in wanted), ignore_conflicts=True)
    found: dict[str, int] = {}
    for at in range(0, len(wanted), CHUNK):
        rows = Seller.objects.filter(catalogue=catalogue, name__in=wanted[at : at + CHUNK])
        found.update(rows.values_list("name", "pk"))
    return found


def _differs(listing: Listing, row: CatalogueRow, picture: str) -> bool:
    seller = listing.seller.name if listing.seller else ""
    before = (listing.title, listing.category, seller, listing.image)
    return before != (row.title, row.category, row.seller, picture)


def _edit(
    edited: list[tuple[Listing, CatalogueRow]], sellers: dict[str, int], pictures: dict[str, str], now: datetime,
    seq: int,
) -> None:  # fmt: skip
    bulk.insert_all([
        ListingVersion(
            listing=listing, version=listing.version, title=listing.title, category=listing.category,
            seller_name=listing.seller.name if listing.seller else "", image=listing.image, seen_at=listing.seen_at,
            ended_seq=seq,
        )
        for listing, _ in edited
    ])  # fmt: skip
    for listing, row in edited:
        listing.title, listing.category, listing.seller_id = row.title, row.category, sellers.get(row.seller)
        listing.image = pictures[row.id]
        listing.version, listing.seen_at, listing.touched_seq = listing.version + 1, now, seq
    fields = ["title", "category", "seller", "image", "version", "seen_at", "touched_seq"]
    Listing.objects.bulk_update([listing for listing, _ in edited], fields, batch_size=CHUNK)


def in_titles(listings: list[Listing], scanner: Scanner) -> list[FindingRow]:
    """What is found in the titles of listings."""
    titles = [listing.title for listing in listings]
    return rows_of(scanner, titles, *_goods_and_sellers(listings), everything=True)


def in_pictures(listings: list[Listing], scanner: PictureScanner) -> list[FindingRow]:
    """What is found in the pictures of listings. It takes about 50 ms a picture: ask outside a transaction."""
    images = (picture.content_of(listing.image) for listing in listings)
    return picture_rows(scanner, images, *_goods_and_sellers(listings), everything=True)


def _goods_and_sellers(listings: list[Listing]) -> tuple[list[str], list[str]]:
    sellers = [listing.seller.name if listing.seller else "" for listing in listings]
    return [listing.category for listing in listings], sellers


def keep_findings(
    actor: Actor, now: datetime, subject: str, listings: list[Listing], rows: list[FindingRow], in_picture: bool,
    again: set[int], facts: ledger.Data,
) -> int:  # fmt: skip
    """Keep what was found in titles, or in pictures, inside the caller's transaction; how many findings are new. Of the
    listings ``again`` (by key) what was found there before and is found no more is gone."""
    rights = Right.objects.in_bulk({int(row.protected_id) for row in rows})
    before: dict[tuple[int, int], Finding] = {}
    for at in range(0, len(ids := sorted(again)), CHUNK):
        chunk = Finding.objects.filter(listing_id__in=ids[at : at + CHUNK], in_picture=in_picture)
        before.update(((finding.listing_id, finding.right_id), finding) for finding in chunk)
    fresh: list[Finding] = []
    kept: list[Finding] = []
    for row in rows:
        listing, right = listings[row.listing], rights.get(int(row.protected_id))
        if right is None:
            continue
        finding = before.pop((listing.pk, right.pk), None) or Finding(
            listing=listing, right=right, holder_id=0, in_picture=in_picture
        )  # fmt: skip
        _fill(finding, listing, right, row, now)
        (fresh if finding.pk is None else kept).append(finding)
    gone = [finding for finding in before.values() if finding.state == FindingState.OPEN]
    for finding in gone:
        finding.state, finding.moved_at = FindingState.GONE, now
    if fresh:
        entry = ledger.append(actor, "protection.listings_found", subject, now, quantity=len(fresh), data=facts)
        for finding in fresh:
            finding.recorded_seq = entry.seq
        bulk.insert_all(fresh)
    Finding.objects.bulk_update([*kept, *gone], CHANGING, batch_size=CHUNK)
    return len(fresh)


CHANGING = ["version", "start", "end", "disguise", "context", "score", "nice_mask", "state", "moved_at"]


def _fill(finding: Finding, listing: Listing, right: Right, row: FindingRow, now: datetime) -> None:
    if finding.pk is None:
        finding.holder_id, finding.found_at, finding.moved_at = right.owner_id, now, now
    elif finding.state == FindingState.GONE:
        finding.state, finding.moved_at = FindingState.OPEN, now
    finding.version, finding.start, finding.end = listing.version, row.start, row.end
    finding.disguise, finding.context, finding.score = row.disguise, row.context, row.score
    finding.nice_mask = row.class_mask
