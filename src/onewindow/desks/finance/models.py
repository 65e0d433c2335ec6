"""The finance desk's tables; those of insurance are in ``insurance_models``."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from onewindow.desks.finance.insurance_models import Claim as Claim
from onewindow.desks.finance.insurance_models import InsuredRight as InsuredRight
from onewindow.desks.finance.insurance_models import Payment as Payment
from onewindow.desks.finance.insurance_models import Policy as Policy
from onewindow.kernel.case import Case


class Pledge(models.Model):
    """A pledge of rights for a debt: the joint form as it was written, and once sent, its terms."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="pledge")
    form = models.JSONField(default=dict, help_text="as written: field to text")
    saved_at = models.DateTimeField()
    kind = models.CharField(max_length=10, default="", help_text="patent or trademark; empty while a draft")
    number = models.CharField(max_length=40, default="")
    lender_id = models.BigIntegerField(null=True, db_index=True, help_text="person who signs as pledgee")
    lender_name = models.CharField(max_length=300, default="")
    contract = models.CharField(max_length=80, default="")
    amount = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, default="")
    debt_from = models.DateField(null=True)
    debt_until = models.DateField(null=True)
    sme = models.BooleanField(default=False)
    filed_at = models.DateTimeField(null=True)
    registered_on = models.DateField(null=True)
    asked = models.JSONField(default=dict, help_text="a change or an act that waits for the pledgee's answer")


class PledgedRight(models.Model):
    """A right in a pledge. ``active`` from registration to its end: the database holds one such row a right."""

    pledge = models.ForeignKey(Pledge, on_delete=models.PROTECT, related_name="rights")
    right = models.ForeignKey("register.Right", on_delete=models.PROTECT, related_name="pledges")
    active = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["right"], condition=models.Q(active=True), name="one_pledge_a_right"),
            models.UniqueConstraint(fields=["pledge", "right"], name="a_right_once_in_a_pledge"),
        ]


class CoOwnerConsent(models.Model):
    """A co-owner's consent to a pledge."""

    pledge = models.ForeignKey(Pledge, on_delete=models.PROTECT, related_name="consents")
    party_id = models.BigIntegerField()
    person_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["pledge", "party_id"], name="one_consent_a_party")]


class Certificate(models.Model):
    """A certificate as it left the window; a change of the pledge makes a new one."""

    pledge = models.ForeignKey(Pledge, on_delete=models.PROTECT, related_name="certificates")
    sha256 = models.CharField(max_length=64, unique=True)
    made_for = models.BigIntegerField(help_text="ledger entry whose state of the pledge it shows")
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pledge", "made_for"], name="one_certificate_a_state"),
        ]


class NumberSeries(models.Model):
    """The last number given in a year, of each kind of business."""

    series = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["series", "year"], name="one_series_a_year")]


def next_number(series: str, year: int) -> str:
    """The next number of a series, such as ``PL2026000001``; inside the caller's transaction."""
    row, _ = NumberSeries.objects.select_for_update().get_or_create(series=series, year=year, defaults={"last": 0})
    row.last += 1
    row.save(update_fields=["last"])
    return f"{series}{year}{row.last:06d}"


class Securitization(models.Model):
    """A structure an arranger had run: what was given, and what came of it; issued once the arranger says so."""

    person_id = models.BigIntegerField(db_index=True)
    name = models.CharField(max_length=200)
    currency = models.CharField(max_length=3)
    form = models.JSONField(help_text="the fields as given")
    claims = models.JSONField(help_text="the pool: id, form, cents, rate, months")
    refused = models.JSONField(default=list, help_text="rows of the file that were left out, and why")
    result = models.JSONField()
    made_at = models.DateTimeField()
    number = models.CharField(max_length=40, default="")
    issued_on = models.DateField(null=True)


class Valuation(models.Model):
    """A valuation of a portfolio: what was given and what came of it. A new version is a new row of its series."""

    person_id = models.BigIntegerField(db_index=True)
    series = models.UUIDField(db_index=True)
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    form = models.JSONField(help_text="the fields as given")
    result = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["series", "version"], name="one_row_a_version")]
