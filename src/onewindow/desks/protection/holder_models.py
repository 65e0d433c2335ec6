"""Accounts of rights holders and what hangs on them: rights, the good-faith programme, the alliance, strikes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from onewindow.desks.protection.catalogue_models import Seller
from onewindow.kernel.case import Case


class Account(models.Model):
    """A rights holder's account. Where it stands is the case's."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="protection_account")
    party = models.ForeignKey("register.Party", on_delete=models.PROTECT, related_name="protection_accounts")
    person_id = models.BigIntegerField(db_index=True, help_text="person who opened it")
    opened_at = models.DateTimeField()
    in_alliance = models.BooleanField(default=False)
    in_good_faith = models.BooleanField(default=False)
    barred_until = models.DateTimeField(null=True, help_text="not let into the good-faith programme before")
    muted_until = models.DateTimeField(null=True, help_text="its notices are not taken before")


class AccountRight(models.Model):
    """A right of the register that an account's notices can rest on."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="links")
    right = models.ForeignKey("register.Right", on_delete=models.PROTECT, related_name="+")
    linked_at = models.DateTimeField()
    entry_seq = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "right"], name="one_link_a_right")]


class StrikeKind(models.TextChoices):
    """For what a strike is given."""

    ABUSE = "abuse", "a notifier who abuses notices"
    REPEAT = "repeat", "a seller who infringes again"


class Strike(models.Model):
    """A strike against an account or a seller. One that fell within the days of another counts no points."""

    kind = models.CharField(max_length=10, choices=StrikeKind.choices)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="strikes")
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, null=True, related_name="strikes")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=1000)
    points = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    entry_seq = models.BigIntegerField()


class Lead(models.Model):
    """What a member of the alliance lets the others know about a seller."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="leads")
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="leads")
    text = models.CharField(max_length=2000)
    at = models.DateTimeField()
    entry_seq = models.BigIntegerField()
