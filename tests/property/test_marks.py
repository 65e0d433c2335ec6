"""What must hold for any marks at all."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from onewindow.engines import marks
from onewindow.engines.marks.fold import origins, words

anything = st.text(st.characters(), max_size=30)
name = st.one_of(
    st.text("abcdeiknosz 'É", min_size=1, max_size=14),
    st.text("红牛康师傅大白兔乐长 ", min_size=1, max_size=6),
    anything,
)
register = st.lists(name, max_size=25)
asked_for = name.filter(lambda text: bool(words(text)))


def built(texts: list[str]) -> marks.Index:
    return marks.Index.build(marks.Mark(f"{n}", text, (n % 45 + 1,)) for n, text in enumerate(texts))


@settings(max_examples=150, deadline=None)
@given(register)
def test_every_mark_is_found_first_by_its_own_text(texts: list[str]) -> None:
    index = built(texts)
    for n, text in enumerate(texts):
        if words(text):
            hits = index.search(marks.Query(text), limit=len(texts))
            best = [hit for hit in hits if hit.score == hits[0].score]
            assert hits[0].score == 1.0 and str(n) in {hit.id for hit in best}
            assert {"".join(words(hit.text)) for hit in best} == {"".join(words(text))}


@settings(max_examples=60, deadline=None)
@given(register, asked_for)
def test_hits_are_well_formed(texts: list[str], asked: str) -> None:
    hits = built(texts).search(marks.Query(asked, (7,)))
    assert [(-hit.score, hit.id) for hit in hits] == sorted((-hit.score, hit.id) for hit in hits)
    for hit in hits:
        assert 0 < hit.score <= 1 and hit.reasons
        for reason in hit.reasons:
            assert 0 <= reason.strength <= 1
            assert 0 <= reason.query_span[0] < reason.query_span[1] <= len(asked)
            assert 0 <= reason.mark_span[0] < reason.mark_span[1] <= len(hit.text)
            assert marks.explain(reason, "zh") and marks.explain(reason, "en")


steps = st.lists(st.tuples(st.integers(0, 12), st.one_of(st.none(), name)), max_size=30)


@settings(max_examples=60, deadline=None)
@given(register, steps, st.lists(asked_for, min_size=1, max_size=3))
def test_changed_saved_and_built_anew_answer_alike(
    texts: list[str], changes: list[tuple[int, str | None]], asked: list[str]
) -> None:
    index = built(texts)
    kept = {str(n): marks.Mark(str(n), text, (n % 45 + 1,)) for n, text in enumerate(texts)}
    for number, text in changes:
        if text is None:
            assert index.remove(str(number)) == (kept.pop(str(number), None) is not None)
        else:
            kept[str(number)] = marks.Mark(str(number), text)
            index.add(kept[str(number)])
            assert len(index) == len(kept)
    anew = marks.Index.build(kept.values())
    with tempfile.TemporaryDirectory() as directory:
        index.save(Path(directory) / "index")
        opened = marks.Index.open(Path(directory) / "index")
        for text in asked:
            expected = anew.search(marks.Query(text, (3,)))
            assert index.search(marks.Query(text, (3,))) == expected
            assert opened.search(marks.Query(text, (3,))) == expected


@given(anything)
def test_folded_characters_know_their_origin(text: str) -> None:
    places = origins(text)
    assert len(places) == len("".join(words(text)))
    assert places == sorted(places)
    assert all(place < len(text) for place in places)
