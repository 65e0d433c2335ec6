"""What the eye takes for something else: letters, digits, Chinese characters."""

import pytest

from onewindow.engines import marks
from onewindow.engines.marks.look import alike_grade, differing

NAMES = "清凤 太宝 BURNER WATERLOO DREAMLAND GOOGLE 王子 未来 RED·BULL 我爱你 520 GREAT·DAY SKATER 蓝牛 KANSFU 康师傅"
REGISTER = [name.replace("·", " ") for name in NAMES.split()]


@pytest.fixture(scope="module")
def index() -> marks.Index:
    return marks.Index.build(marks.Mark(f"r{number}", text) for number, text in enumerate(REGISTER))


@pytest.mark.parametrize(
    ("asked", "earlier", "rule"),
    [
        ("清风", "清凤", "cn.look-alike"),
        ("大宝", "太宝", "cn.look-alike"),
        ("玉子", "王子", "cn.look-alike"),
        ("末来", "未来", "cn.look-alike"),
        ("BUMER", "BURNER", "us.1207.01.look-alike"),
        ("VVATERLOO", "WATERLOO", "us.1207.01.look-alike"),
        ("DREARNLAND", "DREAMLAND", "us.1207.01.look-alike"),
        ("G00GLE", "GOOGLE", "us.1207.01.look-alike"),
        ("GR8 DAY", "GREAT DAY", "us.1207.01.number-play"),
        ("SK8ER", "SKATER", "us.1207.01.number-play"),
    ],
)
def test_look_and_letter_play_are_found_and_named(index: marks.Index, asked: str, earlier: str, rule: str) -> None:
    hit = index.search(marks.Query(asked), limit=1)[0]
    assert hit.text == earlier
    assert rule in {reason.rule for reason in hit.reasons}


def test_a_number_is_found_by_what_it_is_said_for(index: marks.Index) -> None:
    found = {hit.text: hit for hit in index.search(marks.Query("520"))}
    assert found["520"].score == 1.0
    assert "cn.number-play" in {reason.rule for reason in found["我爱你"].reasons}
    assert found["我爱你"].score > 0.6


def test_a_single_character_of_a_coined_mark_means_little(index: marks.Index) -> None:
    scores = {hit.text: hit.score for hit in index.search(marks.Query("RED"))}
    assert scores["RED BULL"] > 0.6
    alone = marks.Index.build([marks.Mark("1", "CHANCE"), marks.Mark("2", "ODD")])
    assert all(hit.score < 0.5 for hit in alone.search(marks.Query("酷奇")))


@pytest.mark.parametrize(
    ("one", "other", "grade"), [("大", "太", 3), ("风", "凤", 1), ("安", "宝", 0), ("0", "o", 2), ("a", "b", 0)]
)
def test_grades_are_the_same_both_ways(one: str, other: str, grade: int) -> None:
    assert alike_grade(one, other) == alike_grade(other, one) == grade


def test_only_look_alikes_count_as_differing_by_look() -> None:
    assert differing("modern", "modem") == [(4, 6, 4, 5)]
    assert differing("清风", "清凤") == [(1, 2, 1, 2)]
    assert differing("modern", "modems") is None
    assert differing("cat", "hat") is None
    assert differing("same", "same") is None
