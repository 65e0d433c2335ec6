"""The network desk's tables: the network itself, its alarms and incidents, what was learned of them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from onewindow.kernel.case import Case


class NetworkMap(models.Model):
    """A topology as given; the latest is in force. ``devices`` name -> {scenario, services}, ``links`` pairs with
    ports, ``addresses`` address -> device."""

    name = models.CharField(max_length=200)
    devices = models.JSONField()
    links = models.JSONField()
    addresses = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    synthetic = models.BooleanField(default=False)
    loaded_at = models.DateTimeField()
    entry_seq = models.BigIntegerField()


class Intake(models.Model):
    """Messages taken in at once: a file, a block from the listener, a call of the API. ``counts`` tells what became
    of every line."""

    source = models.CharField(max_length=20, help_text="file, listener, rfc8632, tmf642")
    name = models.CharField(max_length=200)
    key = models.CharField(max_length=80, unique=True, help_text="hash of the content: the same is taken in once")
    counts = models.JSONField(default=dict)
    samples = models.JSONField(default=list, help_text="first lines that could not be read")
    replay = models.BooleanField(default=False, help_text="of the past: kept out of the repair times")
    synthetic = models.BooleanField(default=False)
    taken_at = models.DateTimeField()
    entry_seq = models.BigIntegerField(null=True)


class Incident(models.Model):
    """Alarms that have one fault behind them. Where it stands is the case's; when each step was is here."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="incident")
    number = models.CharField(max_length=40, unique=True)
    onset = models.DateTimeField(db_index=True, help_text="first alarm")
    last = models.DateTimeField(help_text="last alarm or clearing")
    detected = models.DateTimeField(help_text="first alarm taken in")
    correlated = models.DateTimeField()
    located = models.DateTimeField(null=True)
    decided = models.DateTimeField(null=True)
    dispatched = models.DateTimeField(null=True)
    fixed = models.DateTimeField(null=True)
    verified = models.DateTimeField(null=True)
    replay = models.BooleanField(default=False)
    synthetic = models.BooleanField(default=False)
    roots = models.JSONField(default=list, help_text="names of the root devices")
    fault = models.CharField(max_length=60, default="")
    probability = models.FloatField(default=0)
    candidates = models.JSONField(default=list)
    steps = models.JSONField(default=list, help_text="chain of evidence")
    devices = models.JSONField(default=list)
    scenarios = models.JSONField(default=list)
    services = models.JSONField(default=list)
    alarms_counted = models.IntegerField(default=0)
    repair = models.JSONField(default=dict, help_text="the repair approved: device, fault, action, remote")
    approved_by = models.CharField(max_length=200, default="")
    remote = models.BooleanField(null=True, help_text="restored without a visit")


class AlarmRecord(models.Model):
    """An alarm in the terms of RFC 8632: resource (device and about), alarm type, severity, raised and cleared."""

    device = models.CharField(max_length=200)
    about = models.CharField(max_length=200, default="", blank=True)
    kind = models.CharField(max_length=120)
    group = models.CharField(max_length=120)
    severity = models.CharField(max_length=14)
    text = models.CharField(max_length=500)
    peer = models.CharField(max_length=200, default="", blank=True)
    cause = models.BooleanField(default=False)
    raised_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(help_text="last time it was raised or cleared")
    times = models.IntegerField(default=1, help_text="how often it was raised while it stood")
    operator_state = models.CharField(max_length=10, default="none", help_text="RFC 8632: none, ack, closed, shelved")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, null=True, related_name="alarms")
    intake = models.ForeignKey(Intake, on_delete=models.PROTECT, related_name="alarms")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["device", "about", "group", "cleared_at"]),
            models.Index(fields=["raised_at"]),
        ]


class CausalEdge(models.Model):
    """One kind of alarm causes another: learned from history, or said by an expert (``prior``: 1 known, 0 ruled out,
    -1 learned)."""

    cause = models.CharField(max_length=120)
    effect = models.CharField(max_length=120)
    prior = models.SmallIntegerField(default=-1)
    sure = models.FloatField(default=0)
    share = models.FloatField(default=0)
    delay = models.FloatField(default=0, help_text="mean seconds")
    learned_at = models.DateTimeField()
    entry_seq = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["cause", "effect"], name="one_edge_a_pair")]


class LearnedCauses(models.Model):
    """What learning goes on from: sums of every alarm up to number ``last``, which is not read again. ``kinds`` and
    ``devices`` are the names behind the numbers in them."""

    kinds = models.JSONField()
    devices = models.JSONField()
    last = models.BigIntegerField()
    sums = models.TextField(help_text="engines.faults.keeping, base 64")
    learned_at = models.DateTimeField()
    entry_seq = models.BigIntegerField()


class KnowledgeFile(models.Model):
    """Kinds of alarms and faults an engineer gave, over what comes with onewindow; the latest is in force."""

    name = models.CharField(max_length=200)
    text = models.TextField(help_text="TOML as given")
    given_by = models.CharField(max_length=200)
    given_at = models.DateTimeField()
    entry_seq = models.BigIntegerField()


from onewindow.desks.network.site_models import SitePlan as SitePlan  # noqa: E402  tables of sites stand by themselves
