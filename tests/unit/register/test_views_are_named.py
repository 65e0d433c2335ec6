"""Every way in which the engine finds marks alike has a name on the pages, in both languages."""

from onewindow.desks.register import hits
from onewindow.engines.marks import images, scoring
from onewindow.engines.marks.images.explain import TRAITS


def test_every_view_of_the_engine_has_a_name() -> None:
    assert {*scoring.VIEWS, "image"} <= set(hits.VIEWS)


def test_every_rule_of_pictures_names_a_trait_that_has_a_name() -> None:
    assert set(TRAITS) == set(images.rules())
    assert set(TRAITS.values()) == set(hits.TRAITS)
