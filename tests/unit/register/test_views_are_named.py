"""Every way in which the engine finds marks alike has a name on the pages, in both languages."""

from onewindow.desks.register import hits
from onewindow.engines.marks import scoring


def test_every_view_of_the_engine_has_a_name() -> None:
    assert set(scoring.VIEWS) <= set(hits.VIEWS)
