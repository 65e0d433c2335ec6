"""The register's tables; those of goods and services are in ``goods_models``."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from onewindow.desks.register.goods_models import GoodsEdition as GoodsEdition
from onewindow.desks.register.goods_models import GoodsGroup as GoodsGroup
from onewindow.desks.register.goods_models import GoodsItem as GoodsItem
from onewindow.desks.register.legal_events import EVENT_CATEGORY as EVENT_CATEGORY
from onewindow.desks.register.legal_events import EVENT_LABELS as EVENT_LABELS
from onewindow.kernel.taking import RefusedAt, TakenFile
from onewindow.law.rules import KINDS
from onewindow.texts import Text


class Source(models.TextChoices):
    """Where a record came from; shown wherever the record is shown."""

    WINDOW = "window", "filed here"
    IMPORT = "import", "imported"
    SAMPLE = "sample", "sample, not an official register"
    TRUSTEE = "trustee", "entered by a trustee, not from an office"


class Kind(models.TextChoices):
    """What kind of right it is."""

    TRADEMARK = "trademark"
    INVENTION = "invention"
    UTILITY_MODEL = "utility_model"
    DESIGN = "design"


KIND_LABELS = {kind: KINDS[kind] for kind in Kind}
PATENTS = (Kind.INVENTION, Kind.UTILITY_MODEL, Kind.DESIGN)


class Status(models.TextChoices):
    """Where a right stands."""

    PENDING = "pending"
    REGISTERED = "registered"
    EXPIRED = "expired"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"


STATUS_LABELS = {
    Status.PENDING: Text("Pending", "申请中"),
    Status.REGISTERED: Text("Registered", "已注册"),
    Status.EXPIRED: Text("Expired", "已期满"),
    Status.REFUSED: Text("Refused", "已驳回"),
    Status.WITHDRAWN: Text("Withdrawn", "已撤回"),
    Status.CANCELLED: Text("Cancelled", "已注销"),
}
GRANTED = Text("Granted", "已授权")
ALIVE = (Status.PENDING, Status.REGISTERED)


class Party(models.Model):
    """Somebody who can own a right: a person, a firm, an institution."""

    key = models.CharField(max_length=64, unique=True, help_text="what makes it the same party in another file")
    name = models.CharField(max_length=300)
    country = models.CharField(max_length=2, default="")
    source = models.CharField(max_length=10, choices=Source.choices)
    recorded_seq = models.BigIntegerField(db_index=True, help_text="ledger entry that brought it in")


class Right(models.Model):
    """A right or an application for one, with its present particulars. Its history is in the events and the ledger."""

    kind = models.CharField(max_length=16, choices=Kind.choices, default=Kind.TRADEMARK)
    jurisdiction = models.CharField(max_length=2)
    number = models.CharField(max_length=40)
    title = models.CharField(max_length=400, help_text="a patent's title, a mark's words; empty for a mark without")
    image = models.CharField(max_length=64, default="", help_text="hash of the stored picture, or sample logo key")
    nice_mask = models.BigIntegerField(default=0, help_text="bit n-1 set for Nice class n")
    goods = models.TextField(default="")
    status = models.CharField(max_length=10, choices=Status.choices)
    filing_date = models.DateField()
    registration_date = models.DateField(null=True, help_text="a patent's day of grant")
    expiry_date = models.DateField(null=True)
    owner = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="rights")
    co_owners = models.ManyToManyField(Party, related_name="rights_shared")
    source = models.CharField(max_length=10, choices=Source.choices)
    private_to = models.BigIntegerField(null=True, help_text="person who entered it, while it is not public")
    recorded_seq = models.BigIntegerField(db_index=True, help_text="ledger entry that brought it in")
    touched_seq = models.BigIntegerField(db_index=True, help_text="ledger entry that changed it last")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "jurisdiction", "number"], name="one_right_a_number")
        ]

    @property
    def classes(self) -> tuple[int, ...]:
        """Its Nice classes in order."""
        return unmask(self.nice_mask)

    @property
    def status_label(self) -> Text:
        """Where it stands, in the words of its kind: a mark is registered, a patent granted."""
        status = Status(self.status)
        return GRANTED if status is Status.REGISTERED and self.kind in PATENTS else STATUS_LABELS[status]

    @property
    def reference(self) -> str:
        """Its number with the office that gave it, said once."""
        return self.number if self.number.startswith(self.jurisdiction) else f"{self.jurisdiction} {self.number}"


class LegalEvent(models.Model):
    """A legal-status event. ``category`` is the letter of WIPO ST.27 (A filing, F grant, N termination, ...).

    ``data`` are the facts of the event that more than its date decides by: the ``year`` of an annuity paid.
    """

    right = models.ForeignKey(Right, on_delete=models.CASCADE, related_name="events")
    category = models.CharField(max_length=1)
    code = models.CharField(max_length=24)
    date = models.DateField()
    data = models.JSONField(default=dict)
    entry_seq = models.BigIntegerField(db_index=True, help_text="ledger entry that recorded it")


class ImportRun(TakenFile):
    """The taking in of one file: how far it is, what it brought. One row a file, however often it is given."""

    kind = models.CharField(max_length=10, default="marks")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "sha256"], name="one_run_a_file")]


class RefusedRow(RefusedAt):
    """A row of a file that could not be taken in, with what was expected there."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="refusals")


def mask(classes: tuple[int, ...]) -> int:
    """Nice classes as bits: class n is bit n-1."""
    bits = 0
    for number in classes:
        bits |= 1 << (number - 1)
    return bits


def unmask(bits: int) -> tuple[int, ...]:
    """The classes of a mask, in order."""
    return tuple(n for n in range(1, 46) if bits >> (n - 1) & 1)
