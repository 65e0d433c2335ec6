"""What Chinese characters render of foreign words."""

import numpy as np
import pytest

from onewindow.engines import marks
from onewindow.engines.marks.latin import read_latin
from onewindow.engines.marks.phonemes import encode
from onewindow.engines.marks.rendering import chart, rendered


def likeness(word: str, name: str) -> float:
    said = np.frombuffer(encode(read_latin(word)), np.uint8)
    codes = np.array(list(map(ord, name)), np.uint32)
    known = chart()
    return rendered(
        said, 0, len(said), codes, 0, len(codes), known.slots, known.bounds, known.prices, known.ends, known.sounds
    )


@pytest.mark.parametrize(
    ("word", "name", "other"),
    [
        ("carrefour", "家乐福", "乐家坊"),
        ("scranton", "斯克兰顿", "斯兰克登"),
        ("carlsberg", "嘉士伯", "士嘉宝"),
        ("siemens", "西门子", "东门子"),
    ],
)
def test_a_rendering_is_heard_before_another_name(word: str, name: str, other: str) -> None:
    assert likeness(word, name) > likeness(word, other)


def test_what_is_not_characters_alone_renders_nothing() -> None:
    assert likeness("carrefour", "家乐福x") == 0
    assert likeness("carrefour", "カルフール") == 0
    assert likeness("", "家") == 0


def test_chart_is_whole() -> None:
    known = chart()
    assert int(known.slots.max()) == len(known.bounds) - 2
    assert int(known.bounds[-1]) == len(known.prices) == len(known.ends) - 1
    assert int(known.ends[-1]) == len(known.sounds)
    assert (np.diff(known.bounds)[1:] > 0).all()


def test_found_from_either_side() -> None:
    names = ["斯克兰顿", "克兰斯登", "斯德兰", "SCRANTON", "STRANDON", "克罗顿"]
    index = marks.Index.build(marks.Mark(str(number), name) for number, name in enumerate(names))
    western = [hit.text for hit in index.search(marks.Query("Scranton")) if hit.text >= "一"]
    eastern = [hit.text for hit in index.search(marks.Query("斯克兰顿")) if hit.text < "一"]
    assert western[0] == "斯克兰顿"
    assert eastern[0] == "SCRANTON"
