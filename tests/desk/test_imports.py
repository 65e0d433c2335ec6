"""Files of marks: good rows go in, bad rows are reported, and a file given again changes nothing."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import orjson
import pyarrow
import pytest
from pyarrow import parquet

from onewindow.desks.register import marks_index, services
from onewindow.desks.register.models import ImportRun, LegalEvent, Party, Right
from onewindow.desks.register.searching import SearchRequest, search
from onewindow.kernel import jobs, ledger, worker
from onewindow.kernel.access import Actor, Role
from onewindow.kernel.errors import BadInput, NotAllowed

pytestmark = pytest.mark.django_db
HEADER = "jurisdiction,number,text,classes,status,filing_date,owner_name"
GOOD = [
    "CN,1001,酷奇,25,registered,2019-05-31,酷奇服饰有限公司",
    "CN,1002,COCOA HILL,30; 32,pending,2024-02-29,Cocoa Hill Ltd",
    "SG,1001,山岚,3,expired,2001-01-01,山岚有限公司",
]
Import = Callable[..., ImportRun]


@pytest.fixture
def take_in(make_actor: Callable[..., Actor], now: datetime, tmp_path: Path, work: Callable[[], int]) -> Import:
    """Write a file, ask for its import and do all the work that follows."""
    administrator = make_actor(Role.ADMINISTRATOR)

    def do(content: bytes | str, name: str = "marks.csv") -> ImportRun:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        run, job = services.ask_import(administrator, now, path, name)
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


def test_good_rows_are_in_the_register_the_index_and_the_ledger(take_in: Import) -> None:
    run = take_in(lines(*GOOD))
    assert counts(run) == (3, 0, 0, 0)
    right = Right.objects.select_related("owner").get(jurisdiction="CN", number="1002")
    assert (right.title, right.classes, right.status) == ("COCOA HILL", (30, 32), "pending")
    assert (right.filing_date, right.owner.name, right.source) == (date(2024, 2, 29), "Cocoa Hill Ltd", "import")
    entry = ledger.Entry.objects.get(pk=right.recorded_seq)
    assert (entry.action, entry.quantity) == ("register.marks_recorded", 3)
    assert entry.data["file"] == run.sha256
    assert Party.objects.count() == 3
    assert search(SearchRequest("酷奇", (25,))).found[0].right.number == "1001"
    assert ledger.verify()[1] == []


def test_bad_rows_are_reported_by_row_and_field_and_good_ones_taken(take_in: Import) -> None:
    run = take_in(
        lines(
            GOOD[0],
            "CHN,1,甲,25,registered,2019-05-31,甲",
            "CN,,乙,25,registered,2019-05-31,乙",
            "CN,3,丙,46,registered,2019-05-31,丙",
            "CN,4,丁,25,alive,2019-05-31,丁",
            "CN,5,戊,25,registered,31/05/2019,戊",
            "CN,6,己,25,registered,2019-02-29,己",
            f"CN,7,{'庚' * 401},25,registered,2019-05-31,庚",
            "CN,8,辛,,pending,2019-05-31,",
            "CN,9,壬,25",
            "CN,10,癸\x07,25,registered,2019-05-31,癸",
            GOOD[1],
        )
    )
    assert counts(run) == (2, 0, 0, 10)
    assert refusals(run) == [
        (2, "jurisdiction"),
        (3, "number"),
        (4, "classes"),
        (5, "status"),
        (6, "filing_date"),
        (7, "filing_date"),
        (8, "text"),
        (9, "classes"),
        (9, "owner_name"),
        (10, ""),
        (11, "text"),
    ]
    wrong = run.refusals.get(row=6)
    assert (wrong.got, wrong.expected_en, wrong.expected_zh) == (
        "31/05/2019",
        "a date such as 2024-05-31",
        "形如 2024-05-31 的日期",
    )
    assert ledger.Entry.objects.get(action="register.import_refused").quantity == 10


def test_dates_in_the_wrong_order_are_refused(take_in: Import) -> None:
    header = HEADER + ",registration_date,expiry_date\n"
    run = take_in(header + GOOD[0] + ",2018-01-01,2030-01-01\n" + GOOD[1] + ",2025-01-01,2024-12-31\n")
    assert refusals(run) == [(1, "registration_date"), (2, "expiry_date")]


def test_the_same_file_again_is_the_same_import(take_in: Import) -> None:
    first = take_in(lines(*GOOD))
    seq = ledger.last_seq()
    again = take_in(lines(*GOOD), "copy.csv")
    assert again.pk == first.pk
    assert counts(again) == (3, 0, 0, 0)
    assert (Right.objects.count(), ledger.last_seq()) == (3, seq)


def test_the_same_marks_in_another_file_change_nothing(take_in: Import) -> None:
    take_in(lines(*GOOD))
    touched = list(Right.objects.order_by("pk").values_list("touched_seq", flat=True))
    run = take_in(lines(*reversed(GOOD)), "other.csv")
    assert counts(run) == (0, 0, 3, 0)
    assert list(Right.objects.order_by("pk").values_list("touched_seq", flat=True)) == touched


def test_a_changed_mark_is_changed_and_found_as_it_is_now(take_in: Import) -> None:
    take_in(lines(*GOOD))
    before = Right.objects.get(jurisdiction="CN", number="1001").pk
    run = take_in(lines(GOOD[0].replace("酷奇,25", "赛特斯,9"), GOOD[1].replace("pending", "refused")), "new.csv")
    assert counts(run) == (0, 2, 0, 0)
    right = Right.objects.get(jurisdiction="CN", number="1001")
    assert (right.pk, right.title, right.classes) == (before, "赛特斯", (9,))
    assert [hit.right.pk for hit in search(SearchRequest("赛特斯")).found][:1] == [before]
    assert before not in [found.right.pk for found in search(SearchRequest("酷奇")).found if found.hit.score > 0.5]
    changed = LegalEvent.objects.filter(entry_seq=right.touched_seq).values_list("code", flat=True)
    assert sorted(changed) == ["changed", "refused"]


def test_a_number_twice_in_a_file_is_taken_in_order(take_in: Import) -> None:
    run = take_in(lines(GOOD[0], GOOD[1], GOOD[0].replace("酷奇,", "酷奇二,"), GOOD[0].replace("酷奇,", "酷奇三,")))
    assert counts(run) == (2, 2, 0, 0)
    assert Right.objects.get(jurisdiction="CN", number="1001").title == "酷奇三"


def test_columns_in_another_order_and_unknown_ones_are_no_matter(take_in: Import) -> None:
    header, *rows = [line.split(",") for line in lines(*GOOD).strip().split("\n")]
    turned = [
        ",".join([*reversed(cells), extra]) for cells, extra in zip([header, *rows], ["more", *"123"], strict=True)
    ]
    assert counts(take_in("\n".join(turned))) == (3, 0, 0, 0)


@pytest.mark.parametrize(
    ("content", "name", "fields"),
    [
        (
            "name,date\nx,y\n",
            "marks.csv",
            ["jurisdiction", "number", "text", "classes", "status", "filing_date", "owner_name"],
        ),
        (HEADER.replace("text", "mark"), "marks.csv", ["text"]),
        ("", "marks.csv", ["jurisdiction", "number", "text", "classes", "status", "filing_date", "owner_name"]),
        (lines(*GOOD).encode("utf-16"), "marks.csv", ["file"]),
        (lines(*GOOD).encode("utf-16-le"), "marks.csv", ["file"]),
        (b"PAR1 is not what this is", "marks.parquet", ["file"]),
        (lines(*GOOD), "marks.xlsx", ["file"]),
        (lines(*GOOD), "marks", ["file"]),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole(
    take_in: Import, content: bytes | str, name: str, fields: list[str]
) -> None:
    with pytest.raises(BadInput) as refused:
        take_in(content, name)
    assert [problem.field for problem in refused.value.problems] == fields
    assert refused.value.file == name
    assert not ImportRun.objects.exists()
    assert not jobs.Job.objects.exists()


def test_a_header_in_another_encoding_is_refused_in_words_that_can_be_written(take_in: Import) -> None:
    with pytest.raises(BadInput) as refused:
        take_in("número,texto\n1,x\n".encode("latin-1"))
    assert refused.value.text.en.encode()


def test_rows_that_are_no_utf8_are_refused_alone(take_in: Import) -> None:
    content = lines(GOOD[0]).encode() + "CN,1003,CAFÉ,30,pending,2024-01-01,Café SA\n".encode("latin-1")
    run = take_in(content + GOOD[1].encode() + b"\n")
    assert counts(run) == (2, 0, 0, 1)
    assert refusals(run) == [(2, "text"), (2, "owner_name")]


def test_a_byte_order_mark_an_empty_line_and_quotes_are_read_through(take_in: Import) -> None:
    quoted = 'CN,1004,"SAY ""HI"", NOW",41,registered,2015-03-01,"Hi, Ltd"'
    run = take_in(("\ufeff" + lines(GOOD[0], "", quoted)).encode())
    assert counts(run) == (2, 0, 0, 0)
    assert Right.objects.get(number="1004").title == 'SAY "HI", NOW'


def test_a_file_with_a_header_only_brings_nothing(take_in: Import) -> None:
    assert counts(take_in(lines())) == (0, 0, 0, 0)


def test_nul_anywhere_is_refused_and_reported(take_in: Import) -> None:
    padding = [GOOD[0].replace("1001", str(n)) for n in range(5000, 5100)]
    run = take_in(lines(*padding, "CN,1,a\0b,25,registered,2019-05-31,甲"))
    assert counts(run) == (100, 0, 0, 1)
    assert refusals(run) == [(101, "text")]
    rows = [{**row(), "number": "7"}, {**row(), "text": "a\0b"}, {**row(), "number": "x\0", "owner_name": 3}]
    run = take_in(b"\n".join(orjson.dumps(r) for r in rows), "marks.jsonl")
    assert counts(run) == (1, 0, 0, 2)


def row() -> dict[str, object]:
    values = ["CN", "2001", "酷奇", [25, 18], "registered", "2019-05-31", "酷奇"]
    return dict(zip(HEADER.split(","), values, strict=True))


def test_json_lines(take_in: Import) -> None:
    bad = [b"[1]", b"{", b'{"number": 5}', b'{"text": "\xff"}', b"nonsense here"]
    good = [orjson.dumps({**row(), "number": number}) for number in (11, "12")]
    run = take_in(b"\n".join([good[0], *bad, b"", good[1]]), "marks.jsonl")
    assert (run.added, run.refused) == (2, 5)
    assert set(Right.objects.values_list("number", "nice_mask")) == {
        ("11", 1 << 24 | 1 << 17),
        ("12", 1 << 24 | 1 << 17),
    }
    assert {r for r, _ in refusals(run)} == {2, 3, 4, 5, 6}


def test_parquet_with_dates_moments_and_lists(take_in: Import, tmp_path: Path) -> None:
    moment = datetime(2019, 5, 31, 12, 30)  # noqa: DTZ001
    rows = [
        {**row(), "number": "21", "filing_date": date(2019, 5, 31), "registered_at": moment},
        {**row(), "number": "22", "filing_date": date(2020, 5, 31), "registered_at": None},
        {**row(), "number": "", "filing_date": None, "registered_at": None},
    ]
    table = pyarrow.Table.from_pylist(rows).rename_columns({"registered_at": "registration_date"})
    parquet.write_table(table, tmp_path / "made.parquet", row_group_size=2)
    run = take_in((tmp_path / "made.parquet").read_bytes(), "marks.parquet")
    assert counts(run) == (2, 0, 0, 1)
    right = Right.objects.get(number="21")
    assert (right.filing_date, right.registration_date, right.classes) == (moment.date(), moment.date(), (18, 25))
    assert [r for r, _ in refusals(run)] == [3, 3]


def test_parquet_without_a_needed_column_or_broken_inside(take_in: Import, tmp_path: Path) -> None:
    path = tmp_path / "made.parquet"
    parquet.write_table(pyarrow.Table.from_pylist([{"number": "1"}]), path)
    with pytest.raises(BadInput) as refused:
        take_in(path.read_bytes(), "marks.parquet")
    assert "text" in [problem.field for problem in refused.value.problems]
    parquet.write_table(pyarrow.Table.from_pylist([{**row(), "number": str(n)} for n in range(500)]), path)
    broken = bytearray(path.read_bytes())
    broken[4:400] = b"\xff" * 396
    with pytest.raises(BadInput):
        take_in(bytes(broken), "marks.parquet")


def test_only_an_administrator_imports(make_actor: Callable[..., Actor], now: datetime, tmp_path: Path) -> None:
    (tmp_path / "marks.csv").write_text(lines(*GOOD))
    for role in Role:
        if role is not Role.ADMINISTRATOR:
            with pytest.raises(NotAllowed):
                services.ask_import(make_actor(role), now, tmp_path / "marks.csv", "marks.csv")


def test_an_import_stopped_half_way_goes_on_where_it_was(
    make_actor: Callable[..., Actor], now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from onewindow.desks.register import intake

    monkeypatch.setattr(intake, "BLOCK", 10)
    path = tmp_path / "marks.csv"
    path.write_text(lines(*[GOOD[0].replace("1001", str(n)) for n in range(35)]))
    actor = make_actor(Role.ADMINISTRATOR)
    imported, job = services.ask_import(actor, now, path, path.name)
    run = jobs.claim(job.run_after, "w1", job.pk)
    assert run is not None
    run.on_progress = lambda done, total: jobs.stop(job.pk, now) if done >= 20 else None
    jobs.perform(run)
    job.refresh_from_db()
    assert (job.state, job.cursor, Right.objects.count()) == ("cancelled", {"row": 20}, 20)
    again, job = services.ask_import(actor, now, path, path.name)
    assert (again.pk, worker.run_here(job).state) == (imported.pk, "done")
    imported.refresh_from_db()
    assert (counts(imported), imported.read, Right.objects.count()) == ((35, 0, 0, 0), 35, 35)


def test_what_was_recorded_before_the_index_is_found_after_it(
    take_in: Import, register_of: Callable[..., list[Right]]
) -> None:
    register_of(["山岚茶"])
    take_in(lines(*GOOD))
    found = {hit.right.title for hit in search(SearchRequest("山岚", statuses=("registered", "expired"))).found}
    assert found == {"山岚茶", "山岚"}
    assert marks_index.follower.use(len) == 4
