"""Numbers are written one way wherever they stand."""

from onewindow.kernel import wording


def test_a_share_is_written_one_way() -> None:
    assert wording.percent(0.028) == "2.8%"
    assert wording.percent(0.0284, 2) == "2.84%"
    assert wording.percent(0.9, 0) == "90%"
    assert wording.percent(None) == "–"
