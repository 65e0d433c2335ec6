"""The ``onewindow`` command as a person or a script meets it: answers, exit codes, both languages."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks import synthetic_marks
from tests.recovery.processes import Installation

from onewindow.cli import terminal
from onewindow.desks.register.sample.reader import iter_logos


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An installation with a few synthetic marks; tests leave its register as it is."""
    folder = tmp_path_factory.mktemp("cli")
    made = Installation(folder / "home")
    synthetic_marks.write(folder / "marks.csv", 500)
    with (folder / "marks.csv").open("a", encoding="utf-8") as out:
        out.write("CN,K1,酷奇,25,registered,2020-01-01,,,Owner (synthetic),CN,synthetic goods\n")
        out.write("CN,E1,柯奇丽,25,expired,2001-01-01,,2011-01-01,Owner (synthetic),CN,synthetic goods\n")
    made.run("import", "marks", str(folder / "marks.csv"))
    return made


def test_help_needs_neither_django_nor_an_engine() -> None:
    heavy = ("django", "numpy", "numba", "orjson")
    script = f"import sys; import onewindow.cli.main; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({"LC_ALL": "zh_CN.UTF-8", "LANG": "en_GB.UTF-8"}, "zh"),
        ({"LANG": "zh_CN"}, "zh"),
        ({"LC_ALL": "", "LC_MESSAGES": "de_DE", "LANG": "zh_CN"}, "en"),
        ({}, "en"),
    ],
)
def test_the_terminal_says_which_language_is_spoken(environ: dict[str, str], language: str) -> None:
    assert terminal.language_of(environ) == language


def test_check_finds_the_same_mark_first_in_every_form(house: Installation) -> None:
    found = json.loads(house.run("check", "酷奇", "--class", "25", "--format", "json").stdout)["hits"]
    assert (found[0]["mark"], found[0]["score"], found[0]["shared_classes"]) == ("酷奇", 1.0, [25])
    assert found[0]["reasons"][0]["zh"] and found[0]["reasons"][0]["en"]
    rows = list(csv.DictReader(house.run("check", "酷奇", "--format", "csv").stdout.lstrip("\ufeff").splitlines()))
    assert rows[0]["mark"] == "酷奇" and [row["rank"] for row in rows] == [str(n + 1) for n in range(len(rows))]
    table = house.run("--lang", "zh", "check", "酷奇", "--limit", "1").stdout
    assert "已注册" in table and "1.00" in table


def test_a_picture_is_compared_searched_by_and_refused_in_words(house: Installation, tmp_path: Path) -> None:
    logo = next(iter_logos())
    (tmp_path / "logo.svg").write_bytes(logo.svg())
    picture = str(tmp_path / "logo.svg")
    both = house.run("compare", "--first-image", picture, "--second-image", picture, "--json")
    assert json.loads(both.stdout)["reasons"][0]["rule"] == "image.same"
    assert "second: " in house.run("compare", "酷奇", "!", code=2).stderr
    told = house.run("--lang", "zh", "compare", "酷奇", "GUQI").stdout
    assert "近似" in told and "100" in told
    found = json.loads(house.run("check", "酷奇", "--image", picture, "--format", "json").stdout)["hits"]
    assert found[0]["mark"] == "酷奇"
    left = json.loads(house.run("check", "酷奇", "--without-word", "酷", "--format", "json").stdout)["hits"]
    assert "酷奇" not in [hit["mark"] for hit in left]
    assert json.loads(house.run("check", "酷奇", "--office", "de", "--format", "json").stdout)["hits"] == []
    before = house.run("check", "酷奇", "--before", "2020-01-01", "--format", "json")
    assert "酷奇" not in [hit["mark"] for hit in json.loads(before.stdout)["hits"]]
    (tmp_path / "bad.svg").write_text("<svg><script>alert(1)</script></svg>")
    bad = house.run("check", "--image", str(tmp_path / "bad.svg"), code=2)
    assert "bad.svg" in bad.stderr and "scripts" in bad.stderr
    house.run("check", code=2)


def test_ended_marks_are_found_when_asked_for(house: Installation) -> None:
    def marks(*more: str) -> list[str]:
        hits = json.loads(house.run("check", "柯奇丽", "--format", "json", *more).stdout)["hits"]
        return [hit["mark"] for hit in hits]

    assert "柯奇丽" not in marks()
    assert marks("--all-statuses")[0] == "柯奇丽"


def test_a_file_of_marks_bad_rows_are_named_and_good_rows_answered(house: Installation, tmp_path: Path) -> None:
    file = tmp_path / "asked.csv"
    file.write_text('text,classes\n酷奇,25\nNike,99\n"...",\nNike,"9; 25"\na,b,c\n', encoding="utf-8")
    done = house.run("check", "--file", str(file), "--format", "json", code=3)
    assert [json.loads(line)["row"] for line in done.stdout.splitlines()] == [1, 4]
    for words in ("row 2, classes", "row 3, text", "row 5", "3 of 5"):
        assert words in done.stderr
    file.write_text("mark\nNike\n", encoding="utf-8")
    assert "asked.csv" in house.run("check", "--file", str(file), code=2).stderr
    file.write_bytes("text\n酷奇\n".encode("gb18030"))
    assert "UTF-8" in house.run("check", "--file", str(file), code=2).stderr


@pytest.mark.parametrize(
    "asked", [("",), ("!!!",), ("x" * 401,), ("Nike", "--class", "46"), ("Nike", "--office", "ABC"), ()]
)
def test_what_cannot_be_searched_is_said_without_a_traceback(house: Installation, asked: tuple[str, ...]) -> None:
    done = house.run("check", *asked, code=2)
    assert done.stderr.strip() and "Traceback" not in done.stderr and not done.stdout


@pytest.mark.parametrize(
    ("name", "content"), [("a.json", b"{"), ("a.graphml", b"<graphml"), ("a.toml", b"\xff"), ("a.json", b"[" * 100_000)]
)
def test_a_site_or_topology_that_is_none_is_named(
    house: Installation, tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    for command, more in (("import", "site.json"), ("prove", "")):
        arguments = [str(tmp_path / one) for one in (name, more) if one]
        told = house.run("--lang", "zh", "network", command, *arguments, code=2).stderr
        assert name in told and "既不是" in told and "Traceback" not in told
    assert not (tmp_path / "site.json").exists()


def test_an_import_given_again_changes_nothing_and_bad_rows_are_reported(house: Installation, tmp_path: Path) -> None:
    own = Installation(tmp_path / "home")
    file, report = tmp_path / "few.csv", tmp_path / "why.csv"
    synthetic_marks.write(file, 10)
    with file.open("a", encoding="utf-8") as out:
        out.write("CN,B1,=bad,99,registered,2020-13-01,,,Nobody,CN,synthetic goods\n")
    assert "10 new" in own.run("import", "marks", str(file), "--report", str(report), code=3).stdout
    rows = list(csv.DictReader(report.read_text(encoding="utf-8-sig").splitlines()))
    assert [(row["file"], row["row"], row["field"], row["got"]) for row in rows] == [
        ("few.csv", "11", "classes", "99"), ("few.csv", "11", "filing_date", "2020-13-01"),
    ]  # fmt: skip
    before = own.count()
    assert "nothing was changed" in own.run("import", "marks", str(file), code=3).stdout
    assert own.count() == before
    (tmp_path / "empty.csv").write_text("a,b\n", encoding="utf-8")
    assert "jurisdiction" in own.run("import", "marks", str(tmp_path / "empty.csv"), code=2).stderr
    assert own.count() == before


def test_people_and_keys(tmp_path: Path) -> None:
    own = Installation(tmp_path / "home")
    assert "12" in own.run("people", "add", "ann", "--name", "Ann", given="short\n", code=2).stderr
    own.run("people", "add", "ann", "--name", "Ann 安", "--role", "administrator", given="long enough words\n")
    own.run("people", "add", "ben", "--name", "Ben", given="long enough words\n")
    assert own.run("key", "ben").stdout.startswith("ow_")
    own.run("people", "roles", "ben", "--role", "examiner")
    assert "审查员" in own.run("--lang", "zh", "people", "list").stdout
    assert "administrator" in own.run("people", "roles", "ann", code=2).stderr
    assert own.run("people", "password", "nobody", given="long enough words\n", code=1).stderr


def test_a_setting_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    done = Installation(tmp_path, "mysql://x").run("doctor", code=2)
    assert "ONEWINDOW_DATABASE_URL" in done.stderr and "Traceback" not in done.stderr
