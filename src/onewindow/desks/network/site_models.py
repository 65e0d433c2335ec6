"""Plans of customs sites: the file as given, what was planned and proved of it, pictures and certificates."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from onewindow.kernel.case import Case


class SitePlan(models.Model):
    """One plan of a site. Where it stands is the case's; a site's plans are its history, numbered by ``version``."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="site_plan")
    name = models.CharField(max_length=200, db_index=True)
    version = models.IntegerField()
    text = models.TextField(help_text="the site file as given")
    kind = models.CharField(max_length=4, help_text="toml, json")
    seed = models.BigIntegerField()
    synthetic = models.BooleanField(default=False)
    asked_by = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    job = models.BigIntegerField(null=True)
    result = models.JSONField(default=dict, help_text="engines.network.site.writing.plan_json")
    topology = models.JSONField(default=dict, help_text="RFC 8345")
    certificates = models.JSONField(default=dict, help_text="claims by service, for engines.network.calculus.checker")
    pictures = models.JSONField(default=list, help_text="name, title, SVG")
    why_en = models.TextField(default="")
    why_zh = models.TextField(default="")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["name", "version"], name="one_plan_a_version")]
