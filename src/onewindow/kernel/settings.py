"""The settings of an installation, read once from the environment.

Every setting is listed in the README; a test fails when one is missing there.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True, slots=True)
class Settings:
    """What an installation may choose. Field ``x`` is read from ``ONEWINDOW_X``."""

    home: Path
    """Folder of everything kept on disk: database, files, index, backups."""
    database_url: str
    """``sqlite:///path`` (the default, inside home) or ``postgresql://user:password@host:port/name``."""
    secret_key: str
    """Signs sessions and seals the ledger's head; made at first start and kept in home/secret-key."""
    hosts: tuple[str, ...]
    """Host names the window answers to, separated by commas."""
    https: bool
    """True behind TLS: cookies are then sent over TLS only, and browsers are told to stay there."""
    office: str
    """Two-letter code of the office whose applications this window receives."""
    time_zone: str
    """The zone whose calendar days count for dates of filing and for what a page shows."""
    upload_limit: int
    """Largest upload in bytes."""
    search_rate: int
    """Searches one visitor may make in a minute (per server process)."""


@cache
def load() -> Settings:
    """The settings of this process, from its environment."""
    return read(os.environ)


def read(environ: Mapping[str, str]) -> Settings:
    """Settings from ``environ``. Raises ``ValueError`` naming the variable that cannot be used."""
    home = Path(environ.get("ONEWINDOW_HOME", "var")).resolve()
    return Settings(
        home=home,
        database_url=environ.get("ONEWINDOW_DATABASE_URL", f"sqlite:///{home / 'onewindow.sqlite3'}"),
        secret_key=environ.get("ONEWINDOW_SECRET_KEY") or _kept_secret(home),
        hosts=tuple(environ.get("ONEWINDOW_HOSTS", "127.0.0.1,localhost,[::1]").split(",")),
        https=_flag(environ, "ONEWINDOW_HTTPS", False),
        office=environ.get("ONEWINDOW_OFFICE", "OW"),
        time_zone=environ.get("ONEWINDOW_TIME_ZONE", "Asia/Shanghai"),
        upload_limit=_whole(environ, "ONEWINDOW_UPLOAD_LIMIT", 512 * 1024 * 1024),
        search_rate=_whole(environ, "ONEWINDOW_SEARCH_RATE", 600),
    )


def database(url: str) -> dict[str, object]:
    """Django's description of the database at ``url``."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path[1:] if parts.path.startswith("//") else parts.path) or ":memory:",
            "OPTIONS": {
                # IMMEDIATE takes the write lock at BEGIN: two writers queue instead of failing half way.
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                # FULL: a commit that was acknowledged survives a power cut, not only a killed process.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;",
            },
        }
    if parts.scheme in ("postgresql", "postgres"):
        options: dict[str, object] = {}
        host = unquote(parts.hostname or "")
        for pair in filter(None, parts.query.split("&")):
            key, _, value = pair.partition("=")
            if key == "host":  # a socket folder, as libpq writes it
                host = unquote(value)
            else:
                options[key] = unquote(value)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": host,
            "PORT": str(parts.port or ""),
            "OPTIONS": options,
        }
    raise ValueError(f"ONEWINDOW_DATABASE_URL: expected sqlite:///... or postgresql://..., got scheme {parts.scheme!r}")


def _kept_secret(home: Path) -> str:
    path = home / "secret-key"
    if path.exists():
        return path.read_text().strip()
    home.mkdir(parents=True, exist_ok=True)
    fresh = secrets.token_urlsafe(64)
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(fresh)
    except FileExistsError:  # another process of the same first start was quicker
        return path.read_text().strip()
    return fresh


def _whole(environ: Mapping[str, str], name: str, default: int) -> int:
    value = environ.get(name)
    if value is None:
        return default
    if not value.isdigit():
        raise ValueError(f"{name}: expected a whole number, got {value!r}")
    return int(value)


def _flag(environ: Mapping[str, str], name: str, default: bool) -> bool:
    value = environ.get(name, "").lower()
    if value not in ("", "0", "1", "true", "false"):
        raise ValueError(f"{name}: expected 1 or 0, got {value!r}")
    return default if value == "" else value in ("1", "true")
