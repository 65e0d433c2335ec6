"""Notices about listings, one complaint for each listing, and what both sides and the officers said in it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from onewindow.desks.protection.catalogue_models import Listing, Seller
from onewindow.desks.protection.holder_models import Account
from onewindow.kernel.case import Case


class Sender(models.TextChoices):
    """Who sent a notice."""

    HOLDER = "holder"
    CONSUMER = "consumer"


class Notice(models.Model):
    """One sending: up to as many listings as the pack allows, the same ground for all. Each listing is a case."""

    sender = models.CharField(max_length=10, choices=Sender.choices)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="notices")
    person_id = models.BigIntegerField(null=True, help_text="person who sent it; nobody for a consumer's report")
    pack = models.CharField(max_length=40)
    reason = models.CharField(max_length=40, help_text="code of a reason of the pack")
    right = models.ForeignKey("register.Right", on_delete=models.PROTECT, null=True, db_index=False, related_name="+")
    statement = models.TextField(default="")
    token = models.CharField(max_length=64, unique=True, help_text="hash of the code by which it is followed")
    key = models.CharField(max_length=120, unique=True, help_text="makes sending twice the same as sending once")
    at = models.DateTimeField()
    rows = models.PositiveIntegerField(help_text="listings it named")
    faults = models.JSONField(default=list, help_text="rows that were not taken, each with what was expected")
    entry_seq = models.BigIntegerField()


class Complaint(models.Model):
    """A complaint about one listing. Where it stands is the case's; ``outcome`` is the last decision's."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="complaint")
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="complaints")
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="complaints")
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, null=True, related_name="complaints")
    title = models.CharField(max_length=2000, help_text="the listing's title when the notice came")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    fast = models.BooleanField(default=False, help_text="sent by a member of the good-faith programme")
    found = models.BooleanField(default=False, help_text="the scan had found the listing for this right before")
    sensitive = models.BooleanField(default=False, help_text="two officers decide")
    down = models.BooleanField(default=False, help_text="the listing is to be down for this complaint")
    outcome = models.CharField(max_length=10, default="")
    chances = models.PositiveSmallIntegerField(default=0, help_text="counter-notices sent")
    handled_at = models.DateTimeField(null=True, help_text="when it was first decided")
    officer_id = models.BigIntegerField(null=True, help_text="officer who has it")
    proposal = models.JSONField(default=dict, help_text="what the first of two officers would decide")
    proposed_by = models.BigIntegerField(null=True, help_text="the first of two officers")

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["officer_id"], name="complaint_of_officer", condition=models.Q(officer_id__isnull=False)
            )
        ]

    @property
    def number(self) -> str:
        """What people call the case by."""
        return f"C-{self.case_id.hex[-10:].upper()}"


class Decision(models.Model):
    """What an officer decided and why. ``step`` is the name of the step of the procedure."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="decisions")
    step = models.CharField(max_length=40)
    outcome = models.CharField(max_length=10)
    policy = models.CharField(max_length=40)
    reason = models.TextField()
    decided_by = models.BigIntegerField(null=True)
    agreed_by = models.BigIntegerField(null=True, help_text="the second of two officers")
    at = models.DateTimeField()


class Answer(models.Model):
    """What one side said in a step: a counter-notice, a declaration, an appeal, notice of a suit."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="answers")
    side = models.CharField(max_length=10, help_text="notifier or seller")
    step = models.CharField(max_length=40)
    statement = models.TextField()
    said_by = models.BigIntegerField(null=True)
    at = models.DateTimeField()


class Evidence(models.Model):
    """A file that belongs to a notice or a complaint, kept under the hash of its content, and who brought it."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, null=True, related_name="evidence")
    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, null=True, related_name="evidence")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="documents")
    side = models.CharField(max_length=10, help_text="notifier or seller")
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=60)
    size = models.BigIntegerField()
    name = models.CharField(max_length=200)
    brought_by = models.BigIntegerField(null=True)
    at = models.DateTimeField()
