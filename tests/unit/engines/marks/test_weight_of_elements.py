"""What weighs in a mark, how goods tell in the ranking, and words spelled by the sounds of a few characters."""

import numpy as np

from onewindow.engines import marks
from onewindow.engines.marks import usual
from onewindow.engines.marks.asked import Asked


def found(register: list[str], asked: str) -> dict[str, float]:
    index = marks.Index.build(marks.Mark(str(number), text) for number, text in enumerate(register))
    return {hit.text: hit.score for hit in index.search(marks.Query(asked))}


def test_usual_words_weigh_less_in_any_language() -> None:
    asked = Asked.of("maison boulangerie zyhea")
    weights = usual.factors(asked.hashes)
    assert weights[0] < weights[1] < weights[2] == np.float32(1)


def test_a_composite_mark_is_found_by_its_distinctive_word() -> None:
    scores = found(["BOULANGERIE MAISON", "KENZIA SANTE", "JARDIN DE PARIS"], "MAISON KENZIA PARIS")
    assert max(scores, key=lambda text: scores[text]) == "KENZIA SANTE"


def test_marks_that_correspond_as_a_whole_are_cited_however_common_their_words() -> None:
    assert found(["SUN", *(f"SUN {word}" for word in ("CITY", "BEER", "ART"))], "太阳")["SUN"] > 0.6


def test_part_translated_and_part_spelled_by_sound() -> None:
    scores = found(["徽商银行", "招商银行", "工商银行"], "HUISHANG BANK")
    assert max(scores, key=lambda text: scores[text]) == "徽商银行"


def test_goods_order_equals_and_never_hide_a_mark() -> None:
    classes = {"same": 32, "related": 33, "other": 12}
    index = marks.Index.build(marks.Mark(name, "ZENTRIA", (number,)) for name, number in classes.items())
    hits = index.search(marks.Query("ZENTRIO", (32,)))
    assert [hit.id for hit in hits] == ["same", "related", "other"]
    assert hits[0].score > hits[1].score > hits[2].score > 0.9 * hits[0].score
    assert len({hit.score for hit in index.search(marks.Query("ZENTRIO"))}) == 1
