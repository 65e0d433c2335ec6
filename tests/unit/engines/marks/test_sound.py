"""Folding and readings."""

import pytest

from onewindow.engines.marks.fold import origins, words
from onewindow.engines.marks.phonemes import decode, swap_costs
from onewindow.engines.marks.sound import pinyin_of, readings


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GNARLY MARLEY'S", ["gnarly", "marleys"]),
        ("PhotoGro™", ["photo", "gro"]),
        ("KONA81 GR8", ["kona", "81", "gr8"]),
        ("ＡＢＣ Straße", ["abc", "strasse"]),
        ("康師傅", ["康", "师", "傅"]),
        ("Ąč’s-ﬁne", ["acs", "fine"]),
        ("ﾄﾖﾀ", ["とよた"]),
        ("שָׁלוֹם", ["שלום"]),
        ("\ud800", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected
    assert len(origins(text)) == sum(map(len, expected))


@pytest.mark.parametrize(
    "same",
    [
        ("phish", "fish"),
        ("kwik", "quick"),
        ("xceed", "eksid"),
        ("knight", "nite"),
        ("celeb", "seleb"),
        ("photto", "foto"),
        ("feest", "feast"),
        ("rack", "rak"),
        ("boot", "bout"),
        ("m8", "mate"),
        ("адидас", "adidas"),
        ("ατλας", "atlas"),
        ("とよた", "toyota"),
        ("乐", "le"),
        ("乐", "yue"),
        ("guqi", "guci"),
        ("xiaomi", "shiaomi"),
    ],
)
def test_spellings_of_one_sound(same: tuple[str, str]) -> None:
    one, other = ({decode(codes) for codes in readings(word)} for word in same)
    assert one & other


def test_usual_confusions_cost_little() -> None:
    from onewindow.engines.marks.phonemes import CODE

    costs = swap_costs()
    for pair in ("Ss", "zj", "nN", "nl", "fh", "bp", "gk"):
        assert 0 < costs[CODE[pair[0]], CODE[pair[1]]] <= 0.3
    assert costs[CODE["m"], CODE["k"]] == 1
    assert (costs == costs.T).all()


def test_usual_reading_first_alternate_after() -> None:
    assert pinyin_of("长") == ("chang", "zhang")
    assert pinyin_of("奇") == ("qi",)
    assert pinyin_of("女") == ("nv",)
    assert pinyin_of("x") == ()
