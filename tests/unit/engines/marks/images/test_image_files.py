"""Saved picture indexes: the same answers, memory-mapped; anything wrong with the files is said."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from onewindow.engines import marks
from onewindow.engines.marks import images
from onewindow.engines.marks.images import embedding
from onewindow.engines.marks.images.pictures import Pictures

PATHS = {
    "bar": "M1 3h7v2H1z",
    "corner": "M1 1h7v3H4v4H1z",
    "é": "M4 1l4 7H1z",
    "triangle 2": "M1 1h7L4 8z",
    "cross": "M3 1h2v2h2v2H5v3H3V5H1V3h2z",
}


def drawn(path: str) -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="{path}"/></svg>'.encode()


def built() -> images.ImageIndex:
    return images.ImageIndex.build((name, drawn(path)) for name, path in PATHS.items())


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    built().save(tmp_path / "index")
    return tmp_path / "index"


def test_opened_is_mapped_and_answers_the_same(saved: Path) -> None:
    index, fresh = images.ImageIndex.open(saved), built()
    for path in PATHS.values():
        assert index.search(drawn(path)) == fresh.search(drawn(path))
    index.verify()
    column = Pictures.read(saved).columns["vectors"]
    while column.base is not None and not isinstance(column, np.memmap):
        column = column.base
    assert isinstance(column, np.memmap) and not column.flags.writeable


def test_changes_are_searched_and_saved(saved: Path) -> None:
    index = images.ImageIndex.open(saved)
    index.add("ring", drawn("M1 1h7v7H1zM3 3v3h3V3z"))
    index.add("bar", drawn("M3 1h2v7H3z"))
    assert index.remove("cross") and not index.remove("cross") and "cross" not in index
    again = images.ImageIndex.open(saved)
    assert "ring" not in again and len(again) == len(PATHS)
    index.save(saved)
    again = images.ImageIndex.open(saved)
    assert len(index) == len(again) == len(PATHS) and "ring" in again
    asked = drawn("M3 1h2v7H3z")
    assert again.search(asked) == index.search(asked) and again.search(asked)[0].id == "bar"
    assert sorted(hit.id for hit in again.search(asked)) == sorted({*PATHS, "ring"} - {"cross"})


def test_it_does_not_matter_who_describes(saved: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        index = images.ImageIndex.build(((name, drawn(path)) for name, path in PATHS.items()), executor=pool)
    assert index.search(drawn(PATHS["é"])) == images.ImageIndex.open(saved).search(drawn(PATHS["é"]))


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    images.ImageIndex.build([]).save(tmp_path)
    assert images.ImageIndex.open(tmp_path).search(drawn(PATHS["bar"])) == []


def test_a_damaged_or_foreign_file_is_told(saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(marks.IndexFileError, match="no index"):
        images.ImageIndex.open(tmp_path / "none")
    data = next(saved.glob("*.bin"))
    content = data.read_bytes()
    data.write_bytes(content[: len(content) // 2])
    with pytest.raises(marks.IndexFileError, match="cut off"):
        images.ImageIndex.open(saved)
    data.write_bytes(content[:-9] + bytes([content[-9] ^ 1]) + content[-8:])
    with pytest.raises(marks.IndexFileError, match="damaged"):
        images.ImageIndex.open(saved)
    data.write_bytes(content)
    monkeypatch.setattr(embedding, "fingerprint", lambda: 1)
    with pytest.raises(marks.IndexFileError, match="other weights"):
        images.ImageIndex.open(saved)
    marks.Index.build([marks.Mark("1", "WORD")]).save(tmp_path / "words")
    with pytest.raises(marks.IndexFileError, match="not an index of pictures"):
        images.ImageIndex.open(tmp_path / "words")


def test_the_network_gives_unit_vectors_whatever_the_batch() -> None:
    pictures = np.random.default_rng(3).integers(0, 255, (4, embedding.SIDE, embedding.SIDE, 3), np.uint8)
    together = embedding.embed(pictures)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    assert np.allclose(together, np.concatenate([embedding.embed(pictures[n : n + 1]) for n in range(4)]), atol=1e-5)
