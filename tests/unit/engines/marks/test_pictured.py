"""Marks are found by words, by picture, and by both in one ranking; the index of pictures follows that of words."""

from functools import cache
from pathlib import Path

import pytest

from onewindow.desks.register.sample.reader import iter_logos
from onewindow.engines import marks

BROKEN = b"<svg><path></svg>"


@cache
def logos() -> list[marks.Mark]:
    """The first 60 logos of the sample register, in classes 1 and 2 by turns."""
    rows = (row for _, row in zip(range(60), iter_logos(), strict=False))
    return [marks.Mark(row.key, row.title, (1 + n % 2,), row.svg()) for n, row in enumerate(rows)]


@cache
def index() -> marks.Index:
    return marks.Index.build([*logos(), marks.Mark("words only", "Northwind Tea", (1,))])


def picture(n: int) -> bytes:
    image = logos()[n].image
    assert isinstance(image, bytes)
    return image


def ids(hits: list[marks.Hit]) -> list[str]:
    return [hit.id for hit in hits]


def test_the_same_picture_is_first_and_says_what_is_alike() -> None:
    hit = index().search(marks.Query(image=picture(7)), limit=5)[0]
    assert (hit.id, hit.text, hit.classes) == (logos()[7].id, logos()[7].text, logos()[7].classes)
    assert hit.score == 1
    assert {reason.view for reason in hit.reasons} == {"image"}
    assert {"whole", "shape", "layout", "colour"} <= {reason.data["trait"] for reason in hit.reasons}
    assert hit.reasons[0].rule == "image.same"
    assert "drawings" in marks.explain(hit.reasons[0], "en") and "图形" in marks.explain(hit.reasons[0], "zh")
    assert "1207.01" in marks.citation(hit.reasons[1], "en") or "CNIPA" in marks.citation(hit.reasons[1], "en")


def test_words_of_one_mark_and_the_picture_of_another_find_both() -> None:
    found = index().search(marks.Query("Northwind Tea", image=picture(9)), limit=3)
    assert set(ids(found[:2])) == {"words only", logos()[9].id}
    by_words = index().search(marks.Query("Northwind Tea"), limit=1)[0]
    assert next(hit for hit in found if hit.id == "words only").score == by_words.score


def test_a_picture_raises_what_the_words_find() -> None:
    alone = {hit.id: hit.score for hit in index().search(marks.Query(logos()[11].text[:-1]), limit=60)}
    both = {hit.id: hit for hit in index().search(marks.Query(logos()[11].text[:-1], image=picture(11)), limit=60)}
    hit = both[logos()[11].id]
    assert hit.score >= alone.get(logos()[11].id, 0.0)
    assert {"image"} < {reason.view for reason in hit.reasons}
    assert all(both[found].score >= score for found, score in alone.items() if found in both)


def test_a_filter_costs_no_hit() -> None:
    wanted = {mark.id for mark in logos()[::10]}
    for query in (marks.Query(image=picture(3)), marks.Query("Ad", image=picture(3))):
        every = [hit.id for hit in index().search(query, limit=100) if hit.id in wanted]
        kept = ids(index().search(query, limit=len(every), keep=lambda names: [n for n in names if n in wanted]))
        assert kept == every and len(kept) == len(wanted)


def test_a_longer_answer_only_goes_on() -> None:
    query = marks.Query("Ad", image=picture(3))
    assert ids(index().search(query, limit=50))[:10] == ids(index().search(query, limit=10))


def test_goods_have_their_say() -> None:
    mine = logos()[8]
    same = index().search(marks.Query("", mine.classes, picture(8)))[0]
    other = index().search(marks.Query("", (45,), picture(8)))[0]
    assert (same.id, same.shared_classes) == (other.id, mine.classes) == (mine.id, mine.classes)
    assert other.score < same.score


def test_an_index_follows_added_changed_and_removed_pictures(tmp_path: Path) -> None:
    built = marks.Index.build(logos()[:20])
    built.add(marks.Mark("new", "", (), picture(30)))
    assert built.search(marks.Query(image=picture(30)))[0].id == "new"
    built.add(marks.Mark("new", "", (), picture(31)))  # another picture now
    assert built.search(marks.Query(image=picture(31)))[0].id == "new"
    assert built.search(marks.Query(image=picture(30)))[0].score < 0.5
    built.add(marks.Mark(logos()[4].id, "no picture any more"))
    assert logos()[4].id not in ids(built.search(marks.Query(image=picture(4))))
    built.save(tmp_path / "index")
    opened = marks.Index.open(tmp_path / "index")
    opened.verify()
    for number in (2, 31):
        query = marks.Query(image=picture(number))
        assert opened.search(query) == built.search(query)
    assert opened.remove("new")
    assert "new" not in ids(opened.search(marks.Query(image=picture(31))))


def test_what_was_described_once_need_not_be_again() -> None:
    known = index().described(logos()[5].id)
    assert known is not None and index().described("words only") is None
    again = marks.Index.build([marks.Mark("again", "", (), known)])
    assert (
        again.search(marks.Query(image=picture(5)))[0].score == index().search(marks.Query(image=picture(5)))[0].score
    )


def test_a_picture_that_cannot_be_compared_is_refused_and_the_mark_stays_as_it_was() -> None:
    with pytest.raises(marks.ImageError, match="mark x: "):
        marks.Index.build([marks.Mark("x", "X", (), BROKEN)])
    refused: list[str] = []
    built = marks.Index.build(
        [marks.Mark("x", "Xanadu", (), BROKEN), logos()[0]], lambda name, error: refused.append(f"{name} {error.code}")
    )
    assert refused == ["x broken"]
    assert built.search(marks.Query("Xanadu"))[0].id == "x"
    with pytest.raises(marks.ImageError):
        built.add(marks.Mark(logos()[0].id, "Changed", (), BROKEN))
    assert built.search(marks.Query(image=picture(0)))[0].text == logos()[0].text
    with pytest.raises(marks.ImageError):
        built.search(marks.Query("Xanadu", image=BROKEN))


def test_no_words_are_needed_with_a_picture_only() -> None:
    with pytest.raises(marks.QueryError):
        marks.check_query(marks.Query(""))
    marks.check_query(marks.Query("", image=picture(0)))
    assert index().search(marks.Query("", (), picture(0)))
