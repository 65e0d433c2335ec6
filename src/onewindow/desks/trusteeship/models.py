"""The trusteeship desk's tables: clients, what is looked after for them, files taken in, reductions approved."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from onewindow.desks.register.models import Party, Right
from onewindow.kernel.case import Case
from onewindow.texts import Text


class Entity(models.TextChoices):
    """The size that US fees go by."""

    LARGE = "large"
    SMALL = "small"
    MICRO = "micro"


ENTITY_LABELS = {
    Entity.LARGE: Text("Large entity", "大实体"),
    Entity.SMALL: Text("Small entity", "小实体"),
    Entity.MICRO: Text("Micro entity", "微实体"),
}


class Client(models.Model):
    """A party whose rights an agent looks after. The mandate is the case; its state says whether it is in force."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="client")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="mandates")
    trustee_id = models.BigIntegerField(db_index=True, help_text="person who looks after the rights")
    entity = models.CharField(max_length=5, choices=Entity.choices, default=Entity.SMALL)
    confirmed = models.BooleanField(default=False, help_text="the client itself has confirmed the mandate")
    reference = models.CharField(max_length=80, default="", help_text="the trustee's own reference")
    feed_digest = models.CharField(max_length=64, default="", db_index=True, help_text="hash of the calendar's address")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["party", "trustee_id"], name="one_mandate_a_party_and_trustee")
        ]


class Holding(models.Model):
    """A right looked after for a client, and the last year the trustee knows to be paid."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="holdings")
    right = models.ForeignKey(Right, on_delete=models.PROTECT, related_name="holdings")
    paid_to = models.PositiveSmallIntegerField(default=0)
    entry_seq = models.BigIntegerField(db_index=True, help_text="ledger entry that took it on")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["client", "right"], name="one_holding_a_right")]


class PortfolioFile(models.Model):
    """A file of a client's rights: how far it is taken in. The same content for the same client is one file."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="files")
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    given_by = models.BigIntegerField()
    given_at = models.DateTimeField()
    job_id = models.BigIntegerField(null=True)
    read = models.IntegerField(default=0)
    taken = models.IntegerField(default=0)
    refused = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["client", "sha256"], name="one_file_a_client")]


class RefusedLine(models.Model):
    """A row of a portfolio that could not be taken in, with what was expected there."""

    file = models.ForeignKey(PortfolioFile, on_delete=models.CASCADE, related_name="refusals")
    row = models.IntegerField(null=True)
    field = models.CharField(max_length=60)
    got = models.CharField(max_length=200)
    expected_en = models.CharField(max_length=300)
    expected_zh = models.CharField(max_length=300)


class Reduction(models.Model):
    """A fee reduction approved for a right: by how much, for whom, and what it saves over the right's life."""

    right = models.OneToOneField(Right, on_delete=models.PROTECT, related_name="reduction")
    percent = models.PositiveSmallIntegerField()
    applicants = models.JSONField()
    asked_by = models.BigIntegerField()
    at = models.DateTimeField()
    saved = models.DecimalField(max_digits=14, decimal_places=2)
    entry_seq = models.BigIntegerField(db_index=True)
