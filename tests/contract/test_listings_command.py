"""``onewindow listings scan`` as a person or a script meets it: forms, reports, several processes, Spark."""

import base64
import csv
import importlib.util
import json
import shutil
from pathlib import Path

import pyarrow
import pytest
from pyarrow import parquet
from tests.recovery.processes import Installation

from onewindow.desks.register.sample import reader
from onewindow.engines.marks.images import small_png

MARKS = "id,text,classes,licensees\n1,Nike,25,Nike Store; Sport & Co\n2,华为,9,\n3,Adidas,25,\n"
ROWS = [
    ("a", "Men's N1KE shoes", "Shoes", "Shop"),
    ("b", "Men's Nike shoes", "Shoes", "nike store"),
    ("c", "花为手机 新款", "手机", ""),
    ("d", "Plain white shirt", "", ""),
    ("e", "Adidas phone case", "Mobile Phones", ""),
]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    folder = tmp_path_factory.mktemp("listings")
    (folder / "marks.csv").write_text(MARKS, encoding="utf-8")
    names = ["id", "title", "category", "seller"]
    with (folder / "catalogue.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([names, *ROWS])
    columns = [list(column) for column in zip(*ROWS, strict=True)]
    parquet.write_table(pyarrow.table(columns, names=names), folder / "catalogue.parquet")
    return Installation(folder / "home")


def scan(house: Installation, name: str, *more: str, expect: int = 0) -> str:
    folder = house.home.parent
    done = house.run(
        "--lang", "en", "listings", "scan", str(folder / name), "--against", str(folder / "marks.csv"), *more,
        code=expect,
    )  # fmt: skip
    return done.stdout


def test_findings_in_every_form_are_the_same(house: Installation) -> None:
    folder = house.home.parent
    told = [json.loads(line) for line in scan(house, "catalogue.csv", "--format", "json").splitlines()]
    assert [(row["listing_id"], row["mark"], row["text"], row["disguise"]) for row in told] == [
        ("a", "Nike", "N1KE", "leet"),
        ("c", "华为", "花为", "homophone"),
        ("e", "Adidas", "Adidas", "none"),
    ]
    assert (told[0]["classes"], told[2]["context"], told[2]["classes"]) == ("25", "class", "9")
    rows = list(csv.DictReader(scan(house, "catalogue.parquet", "--format", "csv").lstrip("\ufeff").splitlines()))
    assert [(row["listing_id"], row["start"], row["end"]) for row in rows] == [
        (row["listing_id"], str(row["start"]), str(row["end"])) for row in told
    ]
    scan(house, "catalogue.parquet", "--out", str(folder / "found.parquet"), "--processes", "2")
    assert parquet.read_table(folder / "found.parquet").to_pylist() == told
    table = scan(house, "catalogue.csv")
    assert "N1KE" in table and "digits or signs" in table


def test_everything_shows_the_authorised_too(house: Installation) -> None:
    told = [json.loads(line) for line in scan(house, "catalogue.csv", "--format", "json", "--everything").splitlines()]
    assert [(row["listing_id"], row["authorised"]) for row in told] == [
        ("a", False), ("b", True), ("c", False), ("e", False),
    ]  # fmt: skip


def test_bad_rows_go_to_a_report_and_the_others_are_scanned(house: Installation) -> None:
    folder = house.home.parent
    long = b"x" * 100_000
    content = [
        b"id,title", b"a,Nike shoes", b",Nike", b"c,", b"a,Nike again", b"e,caf\xe9 Nike", b"f," + long, b"g,Nike,x",
        b"h,N1ke",
    ]  # fmt: skip
    (folder / "bad.csv").write_bytes(b"\n".join(content))
    told = [json.loads(row) for row in scan(house, "bad.csv", "--format", "json", expect=3).splitlines()]
    assert [row["listing_id"] for row in told] == ["a", "h"]
    report = list(csv.DictReader((folder / "bad.csv.refused.csv").read_text("utf-8-sig").splitlines()))
    assert [(row["row"], row["field"]) for row in report] == [
        ("2", "id"), ("3", "title"), ("4", "id"), ("5", "title"), ("6", "title"), ("7", ""),
    ]  # fmt: skip


def test_what_cannot_be_scanned_is_said(house: Installation) -> None:
    folder = house.home.parent
    (folder / "other.csv").write_text("name\nNike\n")
    scan(house, "other.csv", expect=2)
    scan(house, "catalogue.csv", "--out", "findings.doc", expect=2)
    scan(house, "catalogue.csv", "--format", "parquet", expect=2)
    scan(house, "catalogue.csv", "--spark", "--out", "x.parquet", expect=2)


def test_pictures_are_scanned_and_bad_ones_are_told_by_row(house: Installation) -> None:
    folder = house.home.parent
    puma, toyota = (next(logo for logo in reader.iter_logos() if logo.title == title) for title in ("Puma", "Toyota"))
    with (folder / "figurative.csv").open("w", encoding="utf-8", newline="") as file:
        image = base64.b64encode(puma.svg()).decode()
        csv.writer(file).writerows([["id", "text", "classes", "image"], ["7", "", "25", image], ["8", "Nike", "", ""]])
    pictures = folder / "pictures"
    pictures.mkdir()
    (pictures / "puma.png").write_bytes(small_png(puma.svg()))
    (pictures / "toyota.png").write_bytes(small_png(toyota.svg()))
    (pictures / "broken.png").write_bytes(small_png(puma.svg())[:300])
    (folder / "secret.png").write_bytes(small_png(puma.svg()))
    names = ["puma.png", "toyota.png", "broken.png", "../secret.png", "none.png", ""]
    with (folder / "pictured.csv").open("w", encoding="utf-8", newline="") as file:
        rows = [[f"p{n}", "Nike shoes", name] for n, name in enumerate(names, 1)]
        csv.writer(file).writerows([["id", "title", "image"], *rows])
    out = folder / "pictured.parquet"
    command = ["--lang", "en", "listings", "scan", str(folder / "pictured.csv"), "--out", str(out)]
    house.run(*command, "--against", str(folder / "figurative.csv"), "--images", str(pictures), code=3)
    told = [(row["listing_id"], row["found_in"], row["protected_id"]) for row in parquet.read_table(out).to_pylist()]
    assert told == [("p1", "title", "8"), ("p1", "picture", "7"), *((f"p{n}", "title", "8") for n in range(2, 7))]
    report = list(csv.DictReader((folder / "pictured.csv.refused.csv").read_text("utf-8-sig").splitlines()))
    assert [(row["row"], row["field"]) for row in report] == [("3", "image"), ("4", "image"), ("5", "image")]


@pytest.mark.skipif(
    importlib.util.find_spec("pyspark") is None or shutil.which("java") is None,
    reason="PySpark (pip install onewindow[spark]) or Java is not installed",
)
def test_spark_finds_the_same(house: Installation) -> None:
    folder: Path = house.home.parent
    scan(house, "catalogue.parquet", "--out", str(folder / "local.parquet"))
    scan(house, "catalogue.parquet", "--out", str(folder / "spark.parquet"), "--spark")
    local, spark = (parquet.read_table(folder / f"{name}.parquet") for name in ("local", "spark"))
    assert spark.schema == local.schema
    assert sorted(spark.to_pylist(), key=str) == sorted(local.to_pylist(), key=str)
