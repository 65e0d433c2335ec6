"""Saved indexes: the same answers, memory-mapped; anything wrong with the files is said, and the old index stays."""

import json
from pathlib import Path

import numpy as np
import pytest

from onewindow.engines import marks
from onewindow.engines.marks import storage

TEXTS = ["康师傅", "GOPRO HERO", "X-SEED", "🍎", "", "Café Ω", "KORDA", "KORDO"]


def built() -> marks.Index:
    return marks.Index.build(marks.Mark(f"id {n}", text, (n % 45 + 1,)) for n, text in enumerate(TEXTS))


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    built().save(tmp_path / "index")
    return tmp_path / "index"


def data_file(directory: Path) -> Path:
    return next(directory.glob("marks-*.bin"))


def test_opened_is_mapped_and_answers_the_same(saved: Path) -> None:
    index = marks.Index.open(saved)
    fresh = built()
    for asked in ("KANSFU", "gopro", "xceed", "🍎", "korda"):
        assert index.search(marks.Query(asked, (3,))) == fresh.search(marks.Query(asked, (3,)))
    index.verify()
    column = storage.read(saved)["mark_elements"]
    while column.base is not None and not isinstance(column, np.memmap):
        column = column.base
    assert isinstance(column, np.memmap) and not column.flags.writeable


def test_changes_are_saved_and_the_former_file_goes(saved: Path) -> None:
    index = marks.Index.open(saved)
    index.add(marks.Mark("new", "酷奇"))
    index.remove("id 6")
    index.save(saved)
    again = marks.Index.open(saved)
    assert len(again) == len(TEXTS)
    assert again.search(marks.Query("GUQI"))[0].id == "new"
    assert again.search(marks.Query("korda")) == index.search(marks.Query("korda"))
    assert len(list(saved.iterdir())) == 2


def test_a_reader_keeps_the_index_it_opened(saved: Path) -> None:
    reader = marks.Index.open(saved)
    marks.Index.build([marks.Mark("only", "ONLY")]).save(saved)
    assert reader.search(marks.Query("korda"))[0].id == "id 6"
    assert len(marks.Index.open(saved)) == 1


def test_an_empty_index_is_saved(tmp_path: Path) -> None:
    marks.Index.build([]).save(tmp_path / "none")
    assert len(marks.Index.open(tmp_path / "none")) == 0


def test_a_failed_save_leaves_the_old_index(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch, pytest.raises(OSError, match="No space"):
        patch.setattr("os.fsync", full)
        marks.Index.build([marks.Mark("only", "ONLY")]).save(saved)
    assert marks.Index.open(saved).search(marks.Query("korda"))[0].id == "id 6"
    assert len(list(saved.iterdir())) == 2


def test_missing(tmp_path: Path) -> None:
    with pytest.raises(marks.IndexFileError, match="no index here") as error:
        marks.Index.open(tmp_path / "nowhere")
    assert "nowhere" in error.value.path


@pytest.mark.parametrize("share", [0.0, 0.5, 0.999])
def test_cut_data(saved: Path, share: float) -> None:
    path = data_file(saved)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    with pytest.raises(marks.IndexFileError, match="cut off") as error:
        marks.Index.open(saved)
    assert path.name in str(error.value)


def test_lost_data(saved: Path) -> None:
    data_file(saved).unlink()
    with pytest.raises(marks.IndexFileError, match="unreadable"):
        marks.Index.open(saved)


@pytest.mark.parametrize("place", [0, 0.3, 0.7, 0.99])
def test_altered_data(saved: Path, place: float) -> None:
    path = data_file(saved)
    content = bytearray(path.read_bytes())
    content[int(place * len(content))] ^= 0x40
    path.write_bytes(content)
    with pytest.raises(marks.IndexFileError, match="damaged"):
        marks.Index.open(saved)


def test_altered_data_of_a_large_index_is_found_by_verify(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "_SOON_READ", 0)
    index = marks.Index.open(saved)
    path = data_file(saved)
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(marks.IndexFileError, match="damaged"):
        index.verify()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": 0}, "build it again"),
        ({"kind": "something else"}, "not an index"),
        ({"bytes": 1}, "checksum"),
        ({"columns": {}}, "checksum"),
    ],
)
def test_another_header(saved: Path, change: dict[str, object], message: str) -> None:
    path = saved / "header.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(marks.IndexFileError, match=message):
        marks.Index.open(saved)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b"null"])
def test_broken_header(saved: Path, content: bytes) -> None:
    (saved / "header.json").write_bytes(content)
    with pytest.raises(marks.IndexFileError, match="header"):
        marks.Index.open(saved)
