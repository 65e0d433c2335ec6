"""A table as canonical lines: the same rows give the same bytes whichever database holds them.

One line a row, in key order: a JSON array of the columns' values (times in UTC, decimals with their places as text,
the keys of JSON sorted). A backup is made of these lines, and two databases hold the same when their hashes agree.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import orjson
from django.apps import apps
from django.db import models

LEFT_OUT = {
    "kernel.Head",  # travels in the manifest: its seal belongs to the installation
    "kernel.FailedSignIn",
    "sessions.Session",
    # Django's own, made by ``migrate``; people here have roles instead, and nothing refers to these.
    "contenttypes.ContentType",
    "auth.Permission",
    "auth.Group",
    "auth.Group_permissions",
}
BLOCK = 2000


def kept_models() -> list[type[models.Model]]:
    """The models whose rows are kept, in the order of their labels."""
    found = (m for m in apps.get_models(include_auto_created=True) if m._meta.managed and not m._meta.proxy)
    return sorted((m for m in found if m._meta.label not in LEFT_OUT), key=lambda m: m._meta.label)


def columns(model: type[models.Model]) -> list[str]:
    """The columns of a model, in the order of its declaration."""
    return [field.attname for field in model._meta.concrete_fields]


@dataclass
class Digest:
    """What has been read of a table so far: how many rows, and the hash over their lines."""

    rows: int = 0
    _sha256: Any = field(default_factory=hashlib.sha256, repr=False)

    def add(self, block: bytes, rows: int) -> None:
        """Count a block of whole lines."""
        self._sha256.update(block)
        self.rows += rows

    @property
    def sha256(self) -> str:
        """The hash over all lines so far."""
        return str(self._sha256.hexdigest())


def blocks(model: type[models.Model], using: str) -> Iterator[tuple[bytes, int]]:
    """(lines, how many) of a table in key order, a bounded number at a time."""
    rows = model._base_manager.using(using).order_by("pk").values_list(*columns(model)).iterator(chunk_size=BLOCK)
    while block := list(islice(rows, BLOCK)):
        yield b"".join(map(_line, block)), len(block)


def digest(model: type[models.Model], using: str) -> Digest:
    """Rows and hash of a table as it stands."""
    found = Digest()
    for block, rows in blocks(model, using):
        found.add(block, rows)
    return found


def _line(row: Sequence[Any]) -> bytes:
    return orjson.dumps(row, default=str, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)
