"""What the scan found: a listing that uses a protected mark, in its title or its picture, where, and how disguised."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from onewindow.desks.protection.catalogue_models import Listing


class FindingState(models.TextChoices):
    """What became of a finding."""

    OPEN = "open"
    NOTICED = "noticed"
    DISMISSED = "dismissed"
    GONE = "gone"


class Finding(models.Model):
    """A listing found to use a protected mark. One row for a title and a right, and one for a picture and a right,
    however often they are scanned."""

    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="findings")
    version = models.PositiveIntegerField(help_text="version of the listing it was found in")
    right = models.ForeignKey("register.Right", on_delete=models.PROTECT, related_name="listing_findings")
    holder = models.ForeignKey("register.Party", on_delete=models.PROTECT, related_name="+", help_text="its owner then")
    in_picture = models.BooleanField(default=False, help_text="found in the listing's picture, not in its title")
    start = models.PositiveIntegerField(help_text="offset in the title, in characters")
    end = models.PositiveIntegerField()
    disguise = models.CharField(max_length=120, help_text="kinds joined by +, or none; of a picture its likeness")
    context = models.CharField(max_length=120, default="", help_text="what speaks against it, joined by +")
    score = models.FloatField(help_text="0 to 1")
    nice_mask = models.BigIntegerField(default=0, help_text="classes the listing's category was read as")
    state = models.CharField(max_length=10, choices=FindingState.choices, default=FindingState.OPEN)
    reason = models.CharField(max_length=500, default="", help_text="why it was dismissed")
    moved_at = models.DateTimeField(help_text="when it came into its present state")
    found_at = models.DateTimeField()
    recorded_seq = models.BigIntegerField(db_index=True, help_text="ledger entry that brought it in")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["listing", "right", "in_picture"], name="one_finding_a_right_and_place")
        ]
        indexes: ClassVar = [models.Index(fields=["holder", "state", "-score"])]
