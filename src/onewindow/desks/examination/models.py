"""The examination desk's tables."""

from __future__ import annotations

from django.db import models

from onewindow.desks.register.models import unmask
from onewindow.kernel.case import Case


class Application(models.Model):
    """An application for a trademark: what the applicant wrote. Where it stands is the case's."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="application")
    text = models.CharField(max_length=400, default="")
    image = models.CharField(max_length=64, default="", help_text="hash of the stored picture")
    nice_mask = models.BigIntegerField(default=0)
    goods = models.TextField(default="")
    applicant_name = models.CharField(max_length=300, default="")
    applicant_country = models.CharField(max_length=2, default="")
    number = models.CharField(max_length=40, default="")
    right = models.OneToOneField(
        "register.Right", on_delete=models.PROTECT, null=True, related_name="application", help_text="once filed"
    )
    saved_at = models.DateTimeField()

    @property
    def classes(self) -> tuple[int, ...]:
        """The Nice classes applied for."""
        return unmask(self.nice_mask)


class NumberSeries(models.Model):
    """The last application number given in a year."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField()
