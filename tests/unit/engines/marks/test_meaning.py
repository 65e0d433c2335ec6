"""Meaning, element by element: synonyms, foreign equivalents, words written in one, and the reason that says so."""

import pytest

from onewindow.engines import marks
from onewindow.engines.marks.compounds import elements_of
from onewindow.engines.marks.lexicon import lexicon
from onewindow.engines.marks.sound import readings

REGISTER = """
SCORPION, RED BULL, SECOLO, CORCEL, A WOMAN'S TOUCH MOVING, 苹果手机, GREEN WALL, STARBUCKS, GREAT WALL, COCA-COLA,
MOON BAY, KORDA, HANGOVER ZERO, LIVINGREEN, BULLIT, 克罗迪, WIND RIVER
"""


@pytest.fixture(scope="module")
def index() -> marks.Index:
    names = [name.strip() for name in REGISTER.replace("\n", " ").split(",")]
    return marks.Index.build(marks.Mark(str(number), name) for number, name in enumerate(names))


@pytest.mark.parametrize(
    ("asked", "earlier", "rule"),
    [
        ("红牛", "RED BULL", "cn.translation"),
        ("蝎子", "SCORPION", "cn.translation"),
        ("CENTURY", "SECOLO", "us.1207.01.meaning"),
        ("STEED", "CORCEL", "us.1207.01.meaning"),
        ("A MOTHER'S TOUCH MOVERS", "A WOMAN'S TOUCH MOVING", "us.1207.01.meaning"),
        ("APPLE PHONE", "苹果手机", "cn.translation"),
        ("星巴克", "STARBUCKS", "cn.translation"),
        ("长城", "GREAT WALL", "cn.translation"),
        ("可口可乐", "COCA-COLA", "cn.translation"),
        ("LUNA BAY", "MOON BAY", "us.1207.01.meaning"),
        ("Skorpion", "SCORPION", "us.1207.01.meaning"),
    ],
)
def test_same_meaning_is_found_first_with_its_rule(index: marks.Index, asked: str, earlier: str, rule: str) -> None:
    first = index.search(marks.Query(asked), limit=5)[0]
    assert first.text == earlier and first.score >= 0.6
    assert rule in {reason.rule for reason in first.reasons}


def test_reason_names_the_words_and_the_concept(index: marks.Index) -> None:
    asked = "Luna Bay"
    hit = index.search(marks.Query(asked))[0]
    reason = next(reason for reason in hit.reasons if reason.view == "meaning")
    assert asked[slice(*reason.query_span)] == "Luna" and hit.text[slice(*reason.mark_span)] == "MOON"
    assert reason.data["concept"] == "moon"
    assert "含义相同或近似（moon" in marks.explain(reason, "zh") and "(moon;" in marks.explain(reason, "en")


def test_the_same_letters_in_another_order(index: marks.Index) -> None:
    assert index.search(marks.Query("GREEN LIVING"))[0].text == "LIVINGREEN"


def test_a_name_is_found_by_what_its_characters_stand_for(index: marks.Index) -> None:
    assert index.search(marks.Query("CLODY"))[0].text == "克罗迪"
    assert len(readings("克")) > 1


def test_two_words_of_different_meaning_score_below_a_coined_one(index: marks.Index) -> None:
    other = marks.Index.build([marks.Mark("word", "BALLET"), marks.Mark("coined", "BULLIT")])
    hits = {hit.id: hit.score for hit in other.search(marks.Query("BULLET"))}
    assert hits["word"] < hits["coined"]


@pytest.mark.parametrize(
    ("text", "elements"),
    [
        ("LANDINGPAGE", ["landing", "page"]),
        ("STARBUCKS", ["starbucks"]),
        ("butterfly", ["butterfly"]),
        ("LIVINGREEN", ["livingreen"]),
        ("RightChoice 红牛", ["right", "choice", "红", "牛"]),
    ],
)
def test_words_written_in_one_are_parted(text: str, elements: list[str]) -> None:
    assert elements_of(text) == elements


def test_every_word_is_found_by_its_own_hash() -> None:
    book = lexicon()
    assert (book.find(book.hashes) == range(len(book.hashes))).all()
    assert len(book.hashes) > 200_000 and book.text(int(book.phrases.argmax()))
