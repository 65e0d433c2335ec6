"""Settings are read from the environment, and what cannot be used is named."""

from pathlib import Path

import pytest

from onewindow.kernel import settings


def read(home: Path, **environ: str) -> settings.Settings:
    return settings.read({"ONEWINDOW_HOME": str(home), **environ})


def test_what_holds_without_any(tmp_path: Path) -> None:
    chosen = read(tmp_path)
    assert chosen.database_url == f"sqlite:///{tmp_path / 'onewindow.sqlite3'}"
    assert (chosen.https, chosen.office, chosen.hosts) == (False, "OW", ("127.0.0.1", "localhost", "[::1]"))


def test_the_secret_is_made_once_and_only_for_its_owner(tmp_path: Path) -> None:
    first = read(tmp_path / "new").secret_key
    kept = tmp_path / "new" / "secret-key"
    assert len(first) >= 64 and read(tmp_path / "new").secret_key == first
    assert kept.stat().st_mode & 0o777 == 0o600
    assert read(tmp_path, ONEWINDOW_SECRET_KEY="given").secret_key == "given"


@pytest.mark.parametrize(
    ("name", "value"),
    [("ONEWINDOW_HTTPS", "maybe"), ("ONEWINDOW_SEARCH_RATE", "-1"), ("ONEWINDOW_UPLOAD_LIMIT", "1 GB")],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ValueError, match=name):
        read(tmp_path, **{name: value})


def test_databases() -> None:
    assert settings.database("sqlite:////tmp/a%20b.sqlite3")["NAME"] == "/tmp/a b.sqlite3"
    socket = settings.database("postgresql://me:p%40ss@/ip?host=/run/pg&sslmode=disable")
    assert (socket["NAME"], socket["USER"], socket["PASSWORD"], socket["HOST"]) == ("ip", "me", "p@ss", "/run/pg")
    assert socket["OPTIONS"] == {"sslmode": "disable"}
    remote = settings.database("postgresql://me@db.example:5433/ip")
    assert (remote["HOST"], remote["PORT"]) == ("db.example", "5433")
    with pytest.raises(ValueError, match="mysql"):
        settings.database("mysql://x/y")
