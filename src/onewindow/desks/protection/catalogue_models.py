"""Catalogues and their listings, and which rights they are scanned for."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from onewindow.kernel.taking import RefusedAt, TakenFile


class Catalogue(models.Model):
    """The listings of one marketplace, as it gave them."""

    name = models.CharField(max_length=100, unique=True)
    made_at = models.DateTimeField()
    entry_seq = models.BigIntegerField(help_text="ledger entry that opened it")
    territories = models.CharField(
        max_length=200, default="", help_text="countries where it is offered, by code; empty: everywhere"
    )

    @property
    def countries(self) -> tuple[str, ...]:
        """Where its listings are offered; none named: everywhere."""
        return tuple(self.territories.split())


class Seller(models.Model):
    """Who offers listings in a catalogue, as the marketplace names them; a person of the window once they are known."""

    catalogue = models.ForeignKey(Catalogue, on_delete=models.PROTECT, related_name="sellers")
    name = models.CharField(max_length=200)
    person_id = models.BigIntegerField(null=True, db_index=True, help_text="person of the window who is this seller")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["catalogue", "name"], name="one_seller_a_name")]


class Listing(models.Model):
    """A listing in its present version; earlier ones are kept beside it."""

    catalogue = models.ForeignKey(Catalogue, on_delete=models.PROTECT, related_name="listings")
    reference = models.CharField(max_length=120, help_text="the marketplace's own id")
    title = models.CharField(max_length=2000)
    category = models.CharField(max_length=200, default="")
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, null=True, related_name="listings")
    image = models.CharField(max_length=64, default="", help_text="hash of the stored picture")
    version = models.PositiveIntegerField(default=1)
    seen_at = models.DateTimeField(help_text="when it came to be as it is now")
    recorded_seq = models.BigIntegerField(db_index=True, help_text="ledger entry that brought it in")
    touched_seq = models.BigIntegerField(db_index=True, help_text="ledger entry that changed it last")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["catalogue", "reference"], name="one_listing_a_reference")
        ]


class ListingVersion(models.Model):
    """What a listing was before it was edited."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=2000)
    category = models.CharField(max_length=200, default="")
    seller_name = models.CharField(max_length=200, default="")
    image = models.CharField(max_length=64, default="", help_text="hash of its picture")
    seen_at = models.DateTimeField()
    ended_seq = models.BigIntegerField(db_index=True, help_text="ledger entry of the edit that ended it")


class CatalogueRun(TakenFile):
    """The taking in of one file of listings: how far it is, what it brought. One row a file and catalogue."""

    catalogue = models.ForeignKey(Catalogue, on_delete=models.PROTECT, related_name="runs")
    found = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["catalogue", "sha256"], name="one_run_a_catalogue")]


class RefusedListing(RefusedAt):
    """A row of a file that is no listing, with what was expected there."""

    run = models.ForeignKey(CatalogueRun, on_delete=models.CASCADE, related_name="refusals")


class WatchedRight(models.Model):
    """A right whose holder wants listings scanned for it. Ended watches stay, for what they found."""

    right = models.OneToOneField("register.Right", on_delete=models.PROTECT, related_name="listing_watch")
    active = models.BooleanField(default=True)
    since = models.DateTimeField()
    touched_seq = models.BigIntegerField(db_index=True, help_text="ledger entry that began or ended it last")


class AuthorisedSeller(models.Model):
    """A seller whom the holder of a right named as authorised: a licensee, a distributor, a shop of its own."""

    right = models.ForeignKey("register.Right", on_delete=models.PROTECT, related_name="authorised_sellers")
    name = models.CharField(max_length=200, help_text="as marketplaces name the seller")
    active = models.BooleanField(default=True)
    named_at = models.DateTimeField()
    touched_seq = models.BigIntegerField(db_index=True, help_text="ledger entry that named or ended it last")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["right", "name"], name="one_authorisation_a_name")]
