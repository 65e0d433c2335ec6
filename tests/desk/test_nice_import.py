"""A table of similar goods taken in by the user: good rows in, bad ones reported, editions dated and kept."""

import csv
import gzip
import io
import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pyarrow
import pytest
from django.test import Client
from pyarrow import parquet

from onewindow.desks.register import goods, goods_recording, intake, marks_index, services
from onewindow.desks.register.goods_models import GoodsEdition, GoodsGroup, GoodsItem
from onewindow.desks.register.models import ImportRun
from onewindow.desks.register.searching import SearchRequest, search
from onewindow.kernel import jobs, ledger, worker
from onewindow.kernel.access import Actor, Role
from onewindow.kernel.errors import BadInput

pytestmark = pytest.mark.django_db
DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "nice"
HEADER = "class,similar_group,part,code,name,name_en,group_title,notes"
ROWS = [
    "25,2551,,X1,衬衫,shirts,上装（虚构）,外套与2553婚纱类似。",
    "25,2551,,X2,外套,coats; overcoats,,",
    "25,2552,一,X3,拖鞋,slippers,鞋（虚构）,",
    "25,2553,,X4,婚纱,wedding dresses,,",
    "9,0951,,X5,手机,telephones,,",
]
Import = Callable[..., ImportRun]


@pytest.fixture
def administrator(make_actor: Callable[..., Actor]) -> Actor:
    return make_actor(Role.ADMINISTRATOR)


@pytest.fixture
def take_in(administrator: Actor, now: datetime, tmp_path: Path, work: Callable[[], int]) -> Import:
    """Write a file, ask for its import and do all the work that follows."""

    def do(content: bytes | str, name: str = "table.csv", since: date | None = None) -> ImportRun:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        run, job = services.ask_import(administrator, now, path, name, "nice", since)
        work()
        job.refresh_from_db()
        assert job.state == jobs.JobState.DONE, job.error_en
        run.refresh_from_db()
        return run

    return do


def lines(*rows: str) -> str:
    return "\n".join([HEADER, *rows]) + "\n"


def counts(run: ImportRun) -> tuple[int, int, int, int]:
    return run.added, run.changed, run.same, run.refused


def refusals(run: ImportRun) -> list[tuple[int, str]]:
    return list(run.refusals.order_by("row", "pk").values_list("row", "field"))


def names() -> list[str]:
    edition = goods_recording.edition_in_force()
    return sorted(GoodsItem.objects.filter(group__edition=edition).values_list("name", flat=True))


def test_a_table_is_in_the_register_the_ledger_and_in_force(take_in: Import) -> None:
    run = take_in(lines(*ROWS), since=date(2024, 1, 1))
    assert counts(run) == (5, 0, 0, 0)
    item = GoodsItem.objects.select_related("group__edition").get(name="外套")
    assert (item.group.code, item.group.class_number, item.group.title) == ("2551", 25, "上装（虚构）")
    assert (item.group.notes, item.code, item.name_en) == ("外套与2553婚纱类似。", "X2", "coats; overcoats")
    recorded = ledger.Entry.objects.get(pk=item.recorded_seq)
    assert (recorded.action, recorded.quantity, recorded.data["to_row"]) == ("register.goods_recorded", 5, 5)
    in_force = ledger.Entry.objects.get(pk=item.group.edition.in_force_seq)
    assert (in_force.action, in_force.quantity) == ("register.goods_table_in_force", 5)
    assert in_force.data["since"] == "2024-01-01"
    assert ledger.verify()[1] == []


def test_bad_rows_are_reported_in_both_languages_and_good_ones_taken(take_in: Import) -> None:
    run = take_in(
        lines(
            ROWS[0],
            "46,2551,,,甲,,,",
            "9,2551,,,乙,,,",
            "25,2551,,,,,,",
            "25,25x1,,,丙,,,",
            "25,255,,,丁,,,",
            ",2551,,,戊,,,",
            "25; 26,2551,,,己,,,",
            ROWS[0],
            "25,2551,,,庚\x07,,,",
            f"25,2551,,,{'辛' * 201},,,",
            "25,2551",
            ROWS[1],
        )
    )
    assert counts(run) == (2, 0, 0, 11)
    assert refusals(run) == [
        (2, "class"), (3, "similar_group"), (4, "name"), (5, "similar_group"), (6, "similar_group"), (7, "class"),
        (8, "class"), (9, "name"), (10, "name"), (11, "name"), (12, ""),
    ]  # fmt: skip
    told = run.refusals.get(row=3)
    assert (told.got, told.expected_en, told.expected_zh) == (
        "2551", "a similar group of this class, such as 0901", "本类的类似群，如 0901",
    )  # fmt: skip
    again = run.refusals.get(row=9)
    assert (again.got, again.expected_zh) == ("衬衫", "该类似群中尚未出现的项目")
    assert names() == ["外套", "衬衫"]


def test_a_group_that_a_spreadsheet_took_for_a_number(take_in: Import) -> None:
    take_in(lines("9,951,,,手机,,,"))
    assert GoodsGroup.objects.get().code == "0951"


@pytest.mark.parametrize(
    ("content", "name", "fields"),
    [
        ("class,group,name\n25,2551,衬衫\n", "table.csv", ["similar_group"]),
        ("jurisdiction,number\nCN,1\n", "table.csv", ["class", "similar_group", "name"]),
        ("", "table.csv", ["class", "similar_group", "name"]),
        (lines(*ROWS).encode("utf-16"), "table.csv", ["file"]),
        (b"PK\x03\x04 no parquet", "table.parquet", ["file"]),
        (lines(*ROWS), "table.xlsx", ["file"]),
    ],
)
def test_a_file_that_is_no_table_is_refused_whole(
    take_in: Import, content: bytes | str, name: str, fields: list[str]
) -> None:
    with pytest.raises(BadInput) as refused:
        take_in(content, name)
    assert [problem.field for problem in refused.value.problems] == fields
    assert not ImportRun.objects.exists()


def test_a_file_without_a_good_row_leaves_the_table_as_it_is(take_in: Import) -> None:
    take_in(lines(*ROWS))
    run = take_in(lines("46,2551,,,甲,,,"), "bad.csv")
    assert (counts(run), len(names()), GoodsEdition.objects.count()) == ((0, 0, 0, 1), 5, 1)


def test_a_day_to_come_and_an_unknown_kind_are_refused(
    administrator: Actor, now: datetime, tmp_path: Path, take_in: Import
) -> None:
    with pytest.raises(BadInput) as refused:
        take_in(lines(*ROWS), since=date(2999, 1, 1))
    assert [problem.field for problem in refused.value.problems] == ["since"]
    with pytest.raises(BadInput) as refused:
        services.ask_import(administrator, now, tmp_path / "table.csv", "table.csv", "goods")
    assert [problem.field for problem in refused.value.problems] == ["kind"]


def test_the_same_file_and_the_same_table_in_another_file_change_nothing(take_in: Import) -> None:
    first = take_in(lines(*ROWS))
    edition, seq = GoodsEdition.objects.get(), ledger.last_seq()
    assert take_in(lines(*ROWS), "copy.csv").pk == first.pk
    assert ledger.last_seq() == seq
    other = take_in(lines(*ROWS[1:], ROWS[0]), "turned.csv", date(2024, 1, 1))
    again = take_in(lines(*ROWS[1:], ROWS[0]) + "\n", "turned again.csv")
    assert (counts(other), counts(again)) == ((0, 0, 5, 0), (0, 0, 5, 0))
    assert (goods_recording.edition_in_force(), len(names())) == (edition, 5)
    assert not ledger.Entry.objects.filter(seq__gt=seq, action="register.goods_recorded").exists()


def test_a_new_edition_follows_the_old_one_which_is_kept(take_in: Import) -> None:
    take_in(lines(*ROWS), since=date(2023, 1, 1))
    old = goods_recording.edition_in_force()
    kept = GoodsItem.objects.get(name="拖鞋").recorded_seq
    run = take_in(
        lines(ROWS[0], ROWS[1].replace("coats", "jackets"), ROWS[2], "25,2551,,X6,毛衣,sweaters,,"), "new.csv",
        date(2024, 1, 1),
    )  # fmt: skip
    assert counts(run) == (1, 1, 2, 0)
    assert names() == ["外套", "拖鞋", "毛衣", "衬衫"]
    new = goods_recording.edition_in_force()
    assert (old and old.since, new and new.since) == (date(2023, 1, 1), date(2024, 1, 1))
    assert GoodsItem.objects.filter(group__edition=old).count() == 5
    assert GoodsItem.objects.get(group__edition=new, name="拖鞋").recorded_seq == kept
    assert GoodsItem.objects.get(group__edition=new, name="外套").recorded_seq > kept


def test_an_edition_of_an_earlier_day_does_not_replace_the_one_in_force(take_in: Import) -> None:
    take_in(lines(*ROWS), since=date(2024, 1, 1))
    take_in(lines(ROWS[0]), "older.csv", date(2019, 1, 1))
    assert (len(names()), GoodsEdition.objects.count()) == (5, 2)


def test_notes_of_a_group_on_several_rows_are_kept_together(take_in: Import) -> None:
    take_in(lines(ROWS[0], ROWS[1] + "童装与2552类似。", "25,2551,,X7,毛衣,,又名,外套与2553婚纱类似。"))
    group = GoodsGroup.objects.get(code="2551")
    assert (group.title, group.notes) == ("上装（虚构）", "外套与2553婚纱类似。\n童装与2552类似。")


def test_json_lines_and_parquet(take_in: Import, tmp_path: Path) -> None:
    rows = [dict(zip(HEADER.split(","), row.split(","), strict=True)) for row in ROWS]
    take_in("\n".join(json.dumps(row) for row in rows), "table.jsonl")
    assert len(names()) == 5
    numbered = [{**row, "class": int(row["class"]), "similar_group": int(row["similar_group"])} for row in rows]
    parquet.write_table(pyarrow.Table.from_pylist(numbered), tmp_path / "made.parquet")
    assert counts(take_in((tmp_path / "made.parquet").read_bytes(), "table.parquet")) == (0, 0, 5, 0)


def test_an_import_stopped_half_way_is_not_in_force_and_goes_on(
    administrator: Actor, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "BLOCK", 10)
    path = tmp_path / "table.csv"
    path.write_text(lines(*[f"25,2551,,,衬衫{n},,," for n in range(35)]))
    run, job = services.ask_import(administrator, now, path, path.name, "nice")
    held = jobs.claim(job.run_after, "w1", job.pk)
    assert held is not None
    held.on_progress = lambda done, total: jobs.stop(job.pk, now) if done >= 20 else None
    jobs.perform(held)
    assert (GoodsItem.objects.count(), goods_recording.edition_in_force()) == (20, None)
    again, job = services.ask_import(administrator, now, path, path.name, "nice")
    assert (again.pk, worker.run_here(job).state, len(names())) == (run.pk, "done", 35)
    assert len(GoodsItem.objects.values_list("recorded_seq", flat=True).distinct()) == 4


def test_goods_in_words_are_read_by_the_table_as_soon_as_it_is_in_force(take_in: Import, client: Client) -> None:
    assert client.get("/api/nice", {"goods": "衬衫"}).json()[0]["groups"] == []
    take_in(lines(*ROWS))
    first = client.get("/api/nice", {"goods": "overcoats"}).json()[0]
    assert (first["number"], first["score"]) == (25, 1.0)
    assert first["groups"] == [{"code": "2551", "title": "上装（虚构）", "score": 1.0, "item": "外套"}]
    assert "2551 外套" in client.get("/goods-classes", {"goods": "overcoats"}).content.decode()
    take_in(lines(*[row.replace("外套", "风衣") for row in ROWS]), "new.csv")
    assert client.get("/api/nice", {"goods": "overcoats"}).json()[0]["groups"][0]["item"] == "风衣"


def test_a_hit_says_how_its_goods_are_related(
    take_in: Import, register_of: Callable[..., list[object]], client: Client
) -> None:
    take_in(lines(*ROWS))
    register_of(["酷奇"], goods="婚纱")
    register_of([("酷奇", (9,))], goods="手机", jurisdiction="SG")
    register_of(["酷奇"], goods="", jurisdiction="KR")
    answer = search(SearchRequest("酷奇", goods="外套"))
    assert (answer.classes, [group.code for group in answer.suggested[0].groups]) == ((25,), ["2551"])
    said = {found.right.jurisdiction: found.goods for found in answer.found}
    assert said["CN"] is not None
    assert said["CN"].zh == "区分表注明跨类似群类似：“外套”（2551）与“婚纱”（2553）。"
    assert (said["SG"], said["KR"]) == (None, None)
    page = client.get("/marks", {"q": "酷奇", "goods": "外套"}, headers={"Accept-Language": "en"}).content.decode()
    assert "Similar across groups by the table" in page
    assert "25 Clothing" in page
    found = client.post(
        "/api/marks/search", {"text": "酷奇", "goods": "外套"}, content_type="application/json"
    ).json()  # fmt: skip
    assert {hit["right"]["jurisdiction"]: hit["goods"] and hit["goods"]["zh"] for hit in found["hits"]}["SG"] is None


def test_the_similar_groups_count_in_the_ranking(take_in: Import, register_of: Callable[..., list[object]]) -> None:
    register_of(["酷奇"], goods="拖鞋", jurisdiction="CN")
    register_of(["酷奇"], goods="外套", jurisdiction="SG")
    register_of([("酷奇", (9,))], goods="手机", jurisdiction="KR")
    request = SearchRequest("酷奇", goods="衬衫", classes=(25,))

    def ranked() -> dict[str, float]:
        return {found.right.jurisdiction: found.hit.score for found in search(request).found}

    without = ranked()
    assert without["CN"] == without["SG"] == 1.0 > without["KR"]
    take_in(lines(*ROWS))
    scores = ranked()
    assert list(scores) == ["SG", "CN", "KR"]  # the same group, another group of the class, nothing in common
    assert scores["SG"] == 1.0 > scores["CN"] > scores["KR"] == without["KR"]


def test_damaged_weights_are_learned_anew(take_in: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    take_in(lines(*ROWS))
    monkeypatch.setattr(goods, "table", goods.Table())
    kept = next(marks_index.root().glob("goods-*"))
    (kept / "groups.npy").write_bytes(b"half")
    assert goods.suggest("衬衫")[0].groups[0].code == "2551"
    assert (kept / "groups.npy").stat().st_size > 100


def test_an_administrator_gives_a_table_on_the_page_and_over_the_api(
    client_as: Callable[..., Client], key_client: Callable[..., Client], work: Callable[[], int]
) -> None:
    client = key_client(Role.ADMINISTRATOR)
    file = io.BytesIO(lines(*ROWS).encode())
    file.name = "table.csv"
    made = client.post("/api/imports?kind=nice&since=2024-01-01", {"file": file})
    assert (made.status_code, made.json()["kind"]) == (202, "nice")
    work()
    assert client.get(f"/api/imports/{made.json()['id']}").json()["added"] == 5
    assert GoodsEdition.objects.get().since == date(2024, 1, 1)
    assert "similar_group" in client_as(Role.ADMINISTRATOR).get("/imports").content.decode()


@pytest.fixture(scope="module")
def real_table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole office's table as a user would give it, put together from the lists that tests may read."""
    if not DATA.exists():
        pytest.skip("no office's table of similar goods is at hand")

    def rows(name: str) -> Iterator[dict[str, str]]:
        with gzip.open(DATA / name, "rt", encoding="utf-8", newline="") as stream:
            yield from csv.DictReader(stream)

    english: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows("nice_en_items_2015_cc0.csv.gz"):
        english[row["code"]].append(row["description_en"])
    groups = {row["similar_group"]: row for row in rows("nice_groups.csv.gz")}
    path = tmp_path_factory.mktemp("nice") / "table.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(
            ["class", "similar_group", "part", "paragraph", "code", "name", "name_en", "group_title", "notes"]
        )
        for row in rows("nice_zh_items_2024.csv.gz"):
            group = groups[row["similar_group"]]
            writer.writerow(
                [row["class"], row["similar_group"], row["part"], row["paragraph"], row["code"], row["name"],
                 "; ".join(english[row["code"]]), group["group_title_zh"], group["notes_zh"]]
            )  # fmt: skip
    return path


def test_a_whole_office_s_table(real_table: Path, take_in: Import) -> None:
    run = take_in(real_table.read_bytes(), since=date(2024, 1, 1))
    assert (run.added, run.refused, GoodsGroup.objects.count()) == (12_308, 0, 492)
    assert [(one.number, one.groups[0].code) for one in goods.suggest("T恤衫")] == [(25, "2501")]
    assert [(one.number, one.groups[0].code) for one in goods.suggest("toothbrushes, electric")] == [(21, "2108")]
    assert {group.code for group in goods.suggest("服装")[0].groups} == {"2501", "2502", "2503", "2504", "2505"}
    index = goods.table.index()
    assert index is not None
    assert {(link.one.group, link.other.group) for link in index.links["2513"]} >= {("2501", "2513")}
    again = take_in(real_table.read_bytes() + b"\n", "again.csv", date(2024, 1, 1))
    assert (counts(again), GoodsEdition.objects.count()) == ((0, 0, 12_308, 0), 1)
