"""The table of similar goods and services, by edition: the file of an office, taken in whole."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class GoodsEdition(models.Model):
    """One edition of the table. It is in force from ``since`` until a later one is; none is ever taken out again."""

    run = models.OneToOneField("register.ImportRun", on_delete=models.PROTECT)
    since = models.DateField()
    in_force_seq = models.BigIntegerField(null=True, db_index=True, help_text="ledger entry; none while it is read")


class GoodsGroup(models.Model):
    """A similar group of an edition, with the office's notes on what it is similar to."""

    edition = models.ForeignKey(GoodsEdition, on_delete=models.CASCADE, related_name="groups")
    class_number = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=4)
    title = models.CharField(max_length=300, default="")
    notes = models.TextField(default="")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["edition", "code"], name="one_group_a_code")]


class GoodsItem(models.Model):
    """An item of goods or services in its group; one of several groups stands once in each."""

    group = models.ForeignKey(GoodsGroup, on_delete=models.CASCADE, related_name="items")
    part = models.CharField(max_length=20, default="")
    paragraph = models.CharField(max_length=20, default="")
    code = models.CharField(max_length=20, default="")
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=1000, default="", help_text="several are parted by semicolons")
    recorded_seq = models.BigIntegerField(db_index=True, help_text="ledger entry that brought it in or changed it")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["group", "code", "name"], name="one_item_a_group")]
