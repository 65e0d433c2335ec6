"""The examination desk's tables."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from onewindow.desks.register.models import unmask
from onewindow.kernel.case import Case
from onewindow.texts import Text


class Route(models.TextChoices):
    """How an application comes to an examiner."""

    ORDINARY = "ordinary"
    PREFERENTIAL = "preferential"
    INTENSIVE = "intensive"
    ROVING = "roving"


ROUTE_LABELS = {
    Route.PREFERENTIAL: Text("Preferential", "优先审查"),
    Route.INTENSIVE: Text("Intensive (batch)", "集中审查"),
    Route.ROVING: Text("Roving (sitting)", "巡回审查"),
    Route.ORDINARY: Text("Ordinary", "普通审查"),
}
"""In the order in which waiting files are taken."""


class Preference(models.TextChoices):
    """What became of a request to be examined first."""

    NONE = ""
    ASKED = "asked"
    GRANTED = "granted"
    DECLINED = "declined"


class Batch(models.Model):
    """Related files for one examiner: of one applicant, or for the same classes."""

    relation = models.CharField(max_length=20, help_text="applicant or classes")
    title = models.CharField(max_length=300)
    formed_at = models.DateTimeField()
    entry_seq = models.BigIntegerField()


class Sitting(models.Model):
    """An examiner at a place on a day, and the files collected for it."""

    place = models.CharField(max_length=200)
    day = models.DateField()
    examiner_id = models.BigIntegerField(help_text="person who examines there")
    entry_seq = models.BigIntegerField()


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
    route = models.CharField(max_length=12, choices=Route.choices, default=Route.ORDINARY)
    preference = models.CharField(max_length=8, choices=Preference.choices, default=Preference.NONE, blank=True)
    preference_ground = models.TextField(default="")
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, null=True, related_name="applications")
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, null=True, related_name="applications")
    examiner_id = models.BigIntegerField(null=True, db_index=True, help_text="person who has the file")
    taken_at = models.DateTimeField(null=True)

    @property
    def classes(self) -> tuple[int, ...]:
        """The Nice classes applied for."""
        return unmask(self.nice_mask)


class NumberSeries(models.Model):
    """The last application number given in a year."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField()


class SearchReport(models.Model):
    """The earlier marks a search found for an application, as the register and the engine had them at that moment."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="search_reports")
    made_at = models.DateTimeField()
    register_seq = models.BigIntegerField(help_text="ledger entry up to which the register was searched")
    entry_seq = models.BigIntegerField()
    text = models.CharField(max_length=400, help_text="the mark searched for; empty if it has no words")
    classes = models.JSONField(default=list)
    hits = models.JSONField(default=list)


class DecisionKind(models.TextChoices):
    """What a decision is about."""

    FIRST = "first"
    REVIEW = "review"
    OPPOSITION = "opposition"


class Decision(models.Model):
    """What an examiner decided and why. ``outcome`` is the name of the step of the procedure."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=12, choices=DecisionKind.choices)
    outcome = models.CharField(max_length=40)
    refused_mask = models.BigIntegerField(default=0, help_text="bit n-1 set for a refused Nice class n")
    reason = models.TextField(default="")
    decided_by = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    waited_days = models.PositiveIntegerField(help_text="days since the date of filing")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["kind", "at"])]

    @property
    def refused(self) -> tuple[int, ...]:
        """The refused Nice classes."""
        return unmask(self.refused_mask)


class Citation(models.Model):
    """What a refusal rests on: an earlier right with the rule under which it is alike, or a ground of the law."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="citations")
    right = models.ForeignKey("register.Right", on_delete=models.PROTECT, null=True, related_name="citations")
    rule = models.CharField(max_length=60, default="")
    ground = models.CharField(max_length=20, default="")


class Opposition(models.Model):
    """Somebody's opposition to a published mark."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="oppositions")
    opponent_id = models.BigIntegerField(help_text="person who filed it")
    opponent_name = models.CharField(max_length=300)
    earlier = models.ForeignKey("register.Right", on_delete=models.PROTECT, null=True, related_name="oppositions")
    ground = models.CharField(max_length=20)
    reason = models.TextField()
    at = models.DateTimeField()
    outcome = models.CharField(
        max_length=40, default="", help_text="name of the step that decided it; empty while open"
    )


class Watch(models.Model):
    """A mark somebody keeps an eye on: marks recorded after ``seen_seq`` that are like it are news."""

    person_id = models.BigIntegerField(db_index=True)
    text = models.CharField(max_length=400)
    image = models.CharField(max_length=64, default="", help_text="hash of the stored picture")
    nice_mask = models.BigIntegerField(default=0)
    made_at = models.DateTimeField()
    seen_seq = models.BigIntegerField(help_text="ledger entry up to which the person has seen what is new")

    @property
    def classes(self) -> tuple[int, ...]:
        """The Nice classes watched; none: all."""
        return unmask(self.nice_mask)
