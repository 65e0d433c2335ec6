"""Taking in files of rows, as every desk that does it keeps it: how far a file is, and what was refused."""

from __future__ import annotations

from django.db import models


class TakenFile(models.Model):
    """The taking in of one file: how far it is, what it brought. A desk adds what makes a file the same file."""

    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    path = models.CharField(max_length=1000)
    format = models.CharField(max_length=10)
    started_by = models.BigIntegerField(null=True)
    started_at = models.DateTimeField()
    job_id = models.BigIntegerField(null=True)
    read = models.BigIntegerField(default=0)
    added = models.BigIntegerField(default=0)
    changed = models.BigIntegerField(default=0)
    same = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)

    class Meta:
        abstract = True


class RefusedAt(models.Model):
    """Where a row of a file could not be taken in, and what was expected there. A desk adds ``run``, the file."""

    row = models.BigIntegerField()
    field = models.CharField(max_length=60)
    got = models.CharField(max_length=200)
    expected_en = models.CharField(max_length=300)
    expected_zh = models.CharField(max_length=300)

    class Meta:
        abstract = True
