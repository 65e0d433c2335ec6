import pytest
from hypothesis import given
from hypothesis import strategies as st

from onewindow.law.nice import UnknownClass, classes_for, heading, nice_classes, parse_classes


def test_the_table_has_45_distinct_classes_with_words_in_both_languages() -> None:
    classes = nice_classes()
    assert [nice.number for nice in classes] == list(range(1, 46))
    assert len({nice.en for nice in classes}) == len({nice.zh for nice in classes}) == 45
    for nice in classes:
        for words in (nice.words_en, nice.words_zh):
            assert len(words) >= 30
            assert len(set(words)) == len(words)
            assert all(word == word.strip() != "" for word in words)


def test_heading_follows_the_language() -> None:
    assert "Clothing" in heading(25, "en")
    assert "服装" in heading(25, "zh-hans")
    for number in (0, 46, -1):
        with pytest.raises(UnknownClass):
            heading(number, "en")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("25, 35;9", (9, 25, 35)),
        ("第25类", (25,)),
        ("第25类、第35类", (25, 35)),
        ("第9类第35类", (9, 35)),
        ("cl. 25", (25,)),
        ("Class 3 and class 5", (3, 5)),
        ("classes 1-5", (1, 2, 3, 4, 5)),
        ("1 - 3，45", (1, 2, 3, 45)),
        ("第1类至第3类", (1, 2, 3)),
        ("１２", (12,)),
        ("09", (9,)),
        ("", ()),
        (" ; ", ()),
    ],
)
def test_class_lists_as_people_write_them(text: str, numbers: tuple[int, ...]) -> None:
    assert parse_classes(text) == numbers


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("25, 46", "46"),
        ("0", "0"),
        ("shoes", "shoes"),
        ("9;服装", "服装"),
        ("5-1", "5-1"),
        ("1-50", "1-50"),
        ("-3", "-3"),
    ],
)
def test_an_unknown_class_is_named(text: str, piece: str) -> None:
    with pytest.raises(UnknownClass) as caught:
        parse_classes(text)
    assert caught.value.piece == piece


@given(st.lists(st.integers(1, 45)), st.sampled_from([",", "; ", "、", " "]))
def test_written_classes_are_read_back(numbers: list[int], separator: str) -> None:
    assert parse_classes(separator.join(map(str, numbers))) == tuple(sorted(set(numbers)))


@given(st.text())
def test_any_text_is_read_or_refused_and_always_classified(text: str) -> None:
    try:
        assert set(parse_classes(text)) <= set(range(1, 46))
    except UnknownClass as refused:
        assert refused.piece
    found = classes_for(text, limit=3)
    assert len(found) <= 3
    assert sum(suggestion.score for suggestion in found) <= 1 + 1e-9
    assert all(suggestion.words and suggestion.score > 0 for suggestion in found)


@pytest.mark.parametrize(
    ("goods", "number"),
    [
        ("running shoes", 25),
        ("a shoe", 25),
        ("运动鞋", 25),
        ("咖啡馆", 43),
        ("速溶咖啡", 30),
        ("lipsticks", 3),
        ("葡萄酒", 33),
        ("啤酒", 32),
        ("repair of watches", 37),
        ("watches", 14),
        ("汽车", 12),
        ("修理汽车", 37),
        ("汽车用地毯", 27),
        ("smartphone", 9),
        ("法律咨询", 45),
        ("retail services for clothing", 35),
        ("人寿保险", 36),
        ("T恤", 25),
        ("crèche", 43),
    ],
)
def test_goods_in_words_find_their_class(goods: str, number: int) -> None:
    assert classes_for(goods)[0].number == number


def test_a_list_finds_the_class_of_each_item_in_either_language() -> None:
    assert {found.number for found in classes_for("服装；wine、手机, insurance")} >= {25, 33, 9, 36}


def test_suggestions_give_their_words_and_unknown_goods_give_none() -> None:
    assert classes_for("jeans")[0].words == ("jean",)
    assert classes_for("zzqx ☃") == []
    assert classes_for("") == []
