"""A case: one piece of business, where it stands, and what is due in it.

The desk owns the details, the case the state.
"""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models

from onewindow.texts import Text


class Case(models.Model):
    """One piece of business under a declared procedure."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    procedure = models.CharField(max_length=60)
    state = models.CharField(max_length=40)
    opened_by = models.BigIntegerField(null=True, help_text="person who opened it")
    party_id = models.BigIntegerField(null=True, help_text="register id of the party whose business it is")
    opened_at = models.DateTimeField()
    moved_at = models.DateTimeField(help_text="when it came into its present state")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["procedure", "state", "moved_at"]),
            models.Index(fields=["opened_by"]),
            models.Index(fields=["party_id"]),
        ]


class Due(models.Model):
    """A deadline of a case. It stays when it is met or missed: what was due then remains visible."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="dues")
    rule_id = models.CharField(max_length=60)
    base_at = models.DateTimeField()
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    fires = models.CharField(max_length=40, null=True, help_text="step that the timer takes when the period is over")
    sentence_en = models.CharField(max_length=400)
    sentence_zh = models.CharField(max_length=400)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"], name="due_that_fires", condition=models.Q(ended_at__isnull=True, fires__isnull=False)
            ),
            models.Index(fields=["rule_id", "due_at"], name="due_running", condition=models.Q(ended_at__isnull=True)),
        ]

    @property
    def sentence(self) -> Text:
        """Why it is due then."""
        return Text(self.sentence_en, self.sentence_zh)


class Letter(models.Model):
    """A letter sent in a case, kept in both languages as it was sent."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="letters")
    name = models.CharField(max_length=60)
    at = models.DateTimeField()
    entry_seq = models.BigIntegerField(help_text="ledger entry of the transition that sent it")
    title_en = models.CharField(max_length=200)
    title_zh = models.CharField(max_length=200)
    body_en = models.TextField()
    body_zh = models.TextField()

    @property
    def title(self) -> Text:
        """The letter's heading."""
        return Text(self.title_en, self.title_zh)

    @property
    def body(self) -> Text:
        """The letter's words."""
        return Text(self.body_en, self.body_zh)
