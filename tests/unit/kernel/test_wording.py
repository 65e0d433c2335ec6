"""Numbers are written one way wherever they stand."""

from onewindow.kernel import wording


def test_what_is_below_a_line_is_not_shown_on_it() -> None:
    assert [wording.points(score) for score in (0.5951, 0.57, 0.6, 0.29, 1.0)] == [59, 57, 60, 29, 100]


def test_a_share_is_written_one_way() -> None:
    assert wording.percent(0.028) == "2.8%"
    assert wording.percent(0.0284, 2) == "2.84%"
    assert wording.percent(0.9, 0) == "90%"
    assert wording.percent(None) == "–"
