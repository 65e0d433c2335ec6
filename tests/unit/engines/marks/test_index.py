"""The index: goods, filters, keeping up with the register, bad input."""

from collections.abc import Collection, Sequence

import pytest

from onewindow.engines import marks


def small() -> marks.Index:
    return marks.Index.build(
        [
            marks.Mark("a", "KORDA", (25,)),
            marks.Mark("b", "KORDA", (9, 25)),
            marks.Mark("c", "KORDA", (33,)),
            marks.Mark("d", "KORDO"),
            marks.Mark("e", "ZEBRA", (25,)),
        ]
    )


def test_other_classes_rank_lower_but_are_found() -> None:
    hits = small().search(marks.Query("korda", (25,)))
    assert [hit.id for hit in hits[:4]] == ["a", "b", "d", "c"] or [hit.id for hit in hits[:4]] == ["a", "b", "c", "d"]
    by_id = {hit.id: hit for hit in hits}
    assert by_id["b"].classes == (9, 25) and by_id["b"].shared_classes == (25,)
    assert by_id["c"].shared_classes == () and by_id["c"].score < by_id["a"].score == 1.0


def test_without_classes_goods_have_no_say() -> None:
    hits = small().search(marks.Query("korda"))
    assert [hit.id for hit in hits[:3]] == ["a", "b", "c"]
    assert {hit.score for hit in hits[:3]} == {1.0}


def test_filter_costs_no_hit() -> None:
    index = marks.Index.build(marks.Mark(f"{n:05}", "SOLARIS" + "ABCDEFGHIJ"[n % 10]) for n in range(9_000))
    wanted = {f"{n:05}" for n in range(0, 9_000, 450)}
    asked: list[int] = []

    def keep(ids: Sequence[str]) -> Collection[str]:
        asked.append(len(ids))
        return [identifier for identifier in ids if identifier in wanted]

    hits = index.search(marks.Query("SOLARISA"), limit=50, keep=keep)
    assert {hit.id for hit in hits} == wanted
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len(index.search(marks.Query("SOLARISA"), limit=7, keep=keep)) == 7
    assert index.search(marks.Query("SOLARISA"), keep=lambda ids: []) == []


def test_limit() -> None:
    assert len(small().search(marks.Query("korda"), limit=2)) == 2
    index = marks.Index.build(marks.Mark(str(n), f"SOLARIS {n}") for n in range(3_000))
    assert len(index.search(marks.Query("SOLARIS"), limit=2_500)) == 2_500


def test_added_is_found_replaced_and_removed() -> None:
    index = small()
    index.add(marks.Mark("f", "酷奇", (18,)))
    assert index.search(marks.Query("GUQI"))[0].id == "f" and len(index) == 6
    index.add(marks.Mark("f", "耐克", (25,)))
    assert len(index) == 6
    assert [hit.id for hit in index.search(marks.Query("酷奇")) if hit.score > 0.9] == []
    assert index.search(marks.Query("耐克"))[0].classes == (25,)
    assert index.remove("f") and not index.remove("f") and index.remove("a")
    assert {hit.id for hit in index.search(marks.Query("korda"))} == {"b", "c", "d"}
    assert sorted(mark.id for mark in index) == ["b", "c", "d", "e"]


def test_of_two_with_one_id_the_later_counts() -> None:
    index = marks.Index.build([marks.Mark("a", "ALPHA"), marks.Mark("b", "GAMMA"), marks.Mark("a", "OMEGA")])
    assert len(index) == 2
    assert [hit.text for hit in index.search(marks.Query("omega")) if hit.score == 1] == ["OMEGA"]
    assert all(hit.text != "ALPHA" for hit in index.search(marks.Query("alpha")))


def test_scores_do_not_depend_on_how_the_index_came_about() -> None:
    texts = ["GREEN RIVER TEA", "RIVER", "GREEN HOUSE", "红牛", "牛栏山", "红星", "TEA HOUSE", "BLUE RIVER", "RED BULL"]
    at_once = marks.Index.build(marks.Mark(str(n), text) for n, text in enumerate(texts))
    grown = marks.Index.build([marks.Mark("0", texts[0]), marks.Mark("x", "RIVER OF TEA"), marks.Mark("3", "红旗")])
    for n, text in enumerate(texts[1:], 1):
        grown.add(marks.Mark(str(n), text))
        assert grown.search(marks.Query(text))[0].text == text
    grown.remove("x")
    for asked in ("river tea", "红牛", "green", "redbull"):
        assert grown.search(marks.Query(asked)) == at_once.search(marks.Query(asked))


def test_an_empty_index_and_marks_without_words() -> None:
    index = marks.Index.build([])
    assert len(index) == 0 and index.search(marks.Query("a")) == []
    index.add(marks.Mark("1", ""))
    index.add(marks.Mark("2", "***"))
    index.add(marks.Mark("3", "A"))
    assert len(index) == 3
    assert [hit.id for hit in index.search(marks.Query("a"))] == ["3"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        (marks.Query(""), "empty"),
        (marks.Query(" \n\t"), "empty"),
        (marks.Query("?!—…。"), "only-punctuation"),
        (marks.Query("\u0301\u200d\ufe0f"), "only-punctuation"),
        (marks.Query("x" * 401), "too-long"),
        (marks.Query("x", (46,)), "unknown-class"),
        (marks.Query("x", (0, 25)), "unknown-class"),
    ],
)
def test_bad_queries_are_refused_with_a_code(query: marks.Query, code: str) -> None:
    with pytest.raises(marks.QueryError) as refusal:
        small().search(query)
    assert refusal.value.code == code


def test_bad_marks_are_refused_and_change_nothing() -> None:
    index = small()
    with pytest.raises(marks.MarkError) as refusal:
        index.add(marks.Mark("a", "KORDA", (99,)))
    assert refusal.value.code == "unknown-class"
    with pytest.raises(marks.MarkError) as refusal:
        index.add(marks.Mark("", "KORDA"))
    assert refusal.value.code == "no-id"
    with pytest.raises(marks.MarkError, match="1"):
        marks.Index.build([marks.Mark(1, "KORDA")])  # type: ignore[arg-type]
    with pytest.raises(marks.MarkError):
        marks.Index.build([marks.Mark("a", "KORDA", (99,))])
    assert len(index) == 5


@pytest.mark.parametrize(
    "text", ["x" * 400, "ﷺ" * 400, "红" * 400, "a b " * 100, "\U0010ffff" * 3, "العربية עברית mixed 中文"]
)
def test_long_and_strange_texts(text: str) -> None:
    index = marks.Index.build([marks.Mark("long", text * 30), marks.Mark("own", text), marks.Mark("other", "KORDA")])
    assert index.search(marks.Query(text))[0].id == "own"
