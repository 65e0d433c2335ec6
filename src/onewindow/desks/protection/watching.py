"""The marks that listings are scanned for: rights under watch, with the sellers their holders named as authorised."""

from __future__ import annotations

import logging
import threading
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from django.db import transaction
from django.db.models import Max, QuerySet

from onewindow.desks.protection.catalogue_models import AuthorisedSeller, WatchedRight
from onewindow.desks.register import picture, selectors
from onewindow.desks.register.models import ALIVE, Right, unmask
from onewindow.engines.listings import PictureScanner, Protected, Scanner
from onewindow.engines.listings.finding_rows import Scanners
from onewindow.engines.marks.images import Description, ImageError
from onewindow.engines.marks.images.describe import describe
from onewindow.kernel import jobs, ledger
from onewindow.kernel.access import Actor, Role
from onewindow.kernel.errors import BadInput, NotAllowed, NotFound, Problem
from onewindow.texts import Text

log = logging.getLogger(__name__)
SCAN = "protection.scan_for_right"
MOST_SELLERS = 500
LONGEST_NAME = 200
SHOWN = Text("a right with words or a picture", "含有文字或图样的权利")
ALIVE_ONLY = Text("a right that is pending or registered", "申请中或已注册的权利")
NAME = Text("a seller's name of at most {n} characters", "不超过 {n} 个字符的卖家名称")
NOT_YOURS = Text("Only the holder of a right has it watched.", "仅权利人可对其权利设置监测。")

ledger.declare("protection.right_watched", Text("Listings scanned for a right", "开始对权利扫描商品"))
ledger.declare("protection.right_unwatched", Text("Listings no longer scanned for a right", "停止对权利扫描商品"))
ledger.declare("protection.seller_authorised", Text("Seller named as authorised", "登记授权卖家"))
ledger.declare("protection.seller_ended", Text("Seller no longer authorised", "终止授权卖家"))


def protected(watched_only: bool = True) -> list[Protected]:
    """Word marks that are alive, as the scanner takes them: those under watch, or all of the register."""
    named = _sellers()
    rows = _alive(watched_only).exclude(title="").values_list("pk", "title", "nice_mask")
    return [
        Protected(str(pk), title, unmask(nice_mask), named.get(pk, ())) for pk, title, nice_mask in rows.iterator()
    ]  # fmt: skip


def figurative(watched_only: bool = True) -> Iterator[Protected]:
    """Marks with a picture that are alive, as the scanner of pictures takes them."""
    named = _sellers()
    rows = _alive(watched_only).exclude(image="").values_list("pk", "title", "nice_mask", "image")
    for pk, title, nice_mask, image in rows.iterator():
        seen = _described(image)
        if seen is not None:
            yield Protected(str(pk), title, unmask(nice_mask), named.get(pk, ()), seen)


@lru_cache(maxsize=100_000)
def _described(image: str) -> Description | None:
    # Kept by content: a watch that begins or ends must not have all pictures described anew.
    seen = picture.seen(image)
    try:
        return describe(seen) if isinstance(seen, bytes) else seen
    except ImageError as error:
        log.warning("a mark's picture %s is not compared with listings: %s", image, error)
        return None


def _alive(watched_only: bool) -> QuerySet[Right]:
    rights = Right.objects.filter(kind="trademark", status__in=ALIVE).order_by("pk")
    return rights.filter(listing_watch__active=True) if watched_only else rights


def _sellers() -> dict[int, tuple[str, ...]]:
    named: dict[int, list[str]] = defaultdict(list)
    for right_id, name in AuthorisedSeller.objects.filter(active=True).values_list("right_id", "name"):
        named[right_id].append(name)
    return {right_id: tuple(names) for right_id, names in named.items()}


class Follower:
    """The scanners of this process, made anew whenever a watch, an authorised seller or a watched right has changed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made_of: tuple[int, ...] | None = None
        self._scanners: Scanners | None = None

    def scanners(self) -> Scanners:
        """The scanners as of now. Making them anew reads every watched mark and its picture, and the first scan of a
        process compiles it: ask once before a transaction that scans, or every other writer waits for that too."""
        with self._lock:
            made_of = (
                *_last(WatchedRight.objects.all()),
                *_last(AuthorisedSeller.objects.all()),
                *_last(Right.objects.filter(listing_watch__active=True)),
            )
            if self._scanners is None or made_of != self._made_of:
                made = Scanners(Scanner.build(protected()), PictureScanner.build(figurative()))
                made.titles.scan_columns([mark.text for mark in made.titles.protected[:1]])
                self._scanners, self._made_of = made, made_of
            return self._scanners


def _last(rows: QuerySet[WatchedRight] | QuerySet[AuthorisedSeller] | QuerySet[Right]) -> tuple[int, int]:
    # The key beside the ledger's number: a database that was restored counts its ledger anew.
    found = rows.aggregate(last=Max("touched_seq"), key=Max("pk"))
    return int(found["last"] or 0), int(found["key"] or 0)


follower = Follower()


def watch(actor: Actor, now: datetime, right_id: int) -> WatchedRight:
    """Have listings scanned for a right of the actor's. Raises ``NotFound``, ``NotAllowed``, ``BadInput``."""
    right = own_right(actor, right_id)
    if not right.title and not right.image:
        raise BadInput([Problem("right", SHOWN)])
    if right.status not in ALIVE:
        raise BadInput([Problem("right", ALIVE_ONLY)])
    return _set_watch(actor, now, right, active=True)


def unwatch(actor: Actor, now: datetime, right_id: int) -> WatchedRight:
    """Listings are no longer scanned for it; what was found stays."""
    return _set_watch(actor, now, own_right(actor, right_id), active=False)


def _set_watch(actor: Actor, now: datetime, right: Right, active: bool) -> WatchedRight:
    with transaction.atomic():
        watched = WatchedRight.objects.select_for_update().filter(right=right).first()
        if watched is not None and watched.active == active:
            return watched
        name = "protection.right_watched" if active else "protection.right_unwatched"
        entry = ledger.append(actor, name, f"right/{right.pk}", now)
        if active:  # what is in the catalogues already is scanned for it too
            jobs.enqueue(SCAN, f"{SCAN}:{right.pk}:{entry.seq}", now, {"right": right.pk}, actor.id)
        if watched is None:
            return WatchedRight.objects.create(right=right, active=active, since=now, touched_seq=entry.seq)
        watched.active, watched.since, watched.touched_seq = active, now, entry.seq
        watched.save()
        return watched


def authorise(actor: Actor, now: datetime, right_id: int, name: str) -> AuthorisedSeller:
    """Name a seller as authorised for a right of the actor's. Raises ``NotFound``, ``NotAllowed``, ``BadInput``."""
    right, name = own_right(actor, right_id), name.strip()
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        raise BadInput([Problem("seller", NAME.fill(n=LONGEST_NAME), got=name[:40] if name.isprintable() else "")])
    if right.authorised_sellers.filter(active=True).count() >= MOST_SELLERS:
        raise BadInput([Problem("seller", Text("at most {n} sellers", "不超过 {n} 个卖家").fill(n=MOST_SELLERS))])
    return _set_seller(actor, now, right, name, active=True)


def end_authorisation(actor: Actor, now: datetime, right_id: int, name: str) -> AuthorisedSeller:
    """A seller is no longer authorised. Raises ``NotFound`` for one who never was."""
    right = own_right(actor, right_id)
    if not right.authorised_sellers.filter(name=name).exists():
        raise NotFound()
    return _set_seller(actor, now, right, name, active=False)


def _set_seller(actor: Actor, now: datetime, right: Right, name: str, active: bool) -> AuthorisedSeller:
    with transaction.atomic():
        named = AuthorisedSeller.objects.select_for_update().filter(right=right, name=name).first()
        if named is not None and named.active == active:
            return named
        action = "protection.seller_authorised" if active else "protection.seller_ended"
        entry = ledger.append(actor, action, f"right/{right.pk}", now, data={"seller": name})
        if named is None:
            return AuthorisedSeller.objects.create(
                right=right, name=name, active=active, named_at=now, touched_seq=entry.seq
            )
        named.active, named.named_at, named.touched_seq = active, now, entry.seq
        named.save()
        return named


def own_right(actor: Actor, right_id: int) -> Right:
    """A right of the party the actor acts for. Raises ``NotFound``, or ``NotAllowed`` for somebody else's."""
    if not actor.has(Role.HOLDER, Role.AGENT):
        raise NotFound()
    right = selectors.right(actor, right_id)
    if actor.party_id is None or right.owner_id != actor.party_id:
        raise NotAllowed(NOT_YOURS)
    return right
