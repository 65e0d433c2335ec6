"""The tables of insurance: policies, the rights in them, claims and what was paid on them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from onewindow.kernel.case import Case


class Policy(models.Model):
    """A cover asked for, quoted, and once accepted, in force for a year. Money in CNY."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="policy")
    product = models.CharField(max_length=20)
    limit = models.DecimalField(max_digits=15, decimal_places=2)
    deductible = models.DecimalField(max_digits=15, decimal_places=2, default=0)
    scheme = models.CharField(max_length=20, default="", help_text="of premium subsidies; empty for none")
    number = models.CharField(max_length=40, default="")
    insurer_id = models.BigIntegerField(null=True)
    insurer_name = models.CharField(max_length=300, default="")
    premium = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    subsidy = models.DecimalField(max_digits=15, decimal_places=2, default=0)
    quote = models.JSONField(default=dict, help_text="how the premium came about")
    starts = models.DateField(null=True)
    ends = models.DateField(null=True)


class InsuredRight(models.Model):
    """A right in a policy."""

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="rights")
    right = models.ForeignKey("register.Right", on_delete=models.PROTECT, related_name="policies")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["policy", "right"], name="a_right_once_in_a_policy"),
        ]


class Claim(models.Model):
    """A claim under a policy, with its evidence and what the insurer expects it to cost."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="claim")
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="claims")
    lost_on = models.DateField()
    amount = models.DecimalField(max_digits=15, decimal_places=2)
    told = models.TextField()
    evidence = models.CharField(max_length=64, help_text="hash of the stored file")
    evidence_name = models.CharField(max_length=200)


class Payment(models.Model):
    """What was paid on a claim, and when: the triangle is made of these."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="payments")
    amount = models.DecimalField(max_digits=15, decimal_places=2)
    on = models.DateField()
    entry_seq = models.BigIntegerField()
