"""Office numbers and their check digits. Vectors: the facts on Chinese numbers (standard ZC 0006-2003, both eras)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onewindow.law import numbers
from onewindow.law.numbers import BadNumber


@pytest.mark.parametrize(
    ("digits", "check"), [("201710601862", "3"), ("95115608", "X"), ("88201465", "X"), ("97101765", "4")]
)
def test_the_check_digit_of_both_eras(digits: str, check: str) -> None:
    assert numbers.check_digit(digits) == check
    assert numbers.application_number(f"ZL {digits}{check}").text == f"{digits}.{check}"
    for wrong in "0123456789X":
        if wrong != check:
            with pytest.raises(BadNumber) as refused:
                numbers.application_number(f"{digits}.{wrong}")
            assert f"{digits}.{check}" in refused.value.expected.zh  # the right one is said
    with pytest.raises(BadNumber, match=rf"{digits}\.{check}"):
        numbers.application_number(digits)


@given(st.integers(2003, 2026), st.sampled_from("12389"), st.integers(0, 9_999_999), st.integers(0, 11), st.data())
def test_one_wrong_digit_is_always_found(year: int, kind: str, serial: int, place: int, data: st.DataObject) -> None:
    digits = f"{year}{kind}{serial:07d}"
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != digits[place]]))
    assert numbers.check_digit(digits) != numbers.check_digit(digits[:place] + other + digits[place + 1 :])


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("201710601862.3", "invention"),
        ("CN 95115608.X", "invention"),
        ("88201465.X", "utility_model"),
    ],
)
def test_a_number_says_the_kind_of_right(number: str, kind: str) -> None:
    assert numbers.application_number(number).kind == kind
    assert numbers.read("CN", kind, number).kind == kind
    with pytest.raises(BadNumber, match="this kind"):
        numbers.read("CN", "design", number)


def test_a_publication_number_has_the_code_of_its_type() -> None:
    assert numbers.publication_number("CN 101234567 A") == numbers.Number("CN101234567A", "invention")
    assert numbers.publication_number("CN1234567C").kind == "invention"
    assert numbers.publication_number("CN201234567U").kind == "utility_model"
    assert numbers.publication_number("CN301234567S").kind == "design"
    with pytest.raises(BadNumber, match="2 as the first digit"):
        numbers.publication_number("CN101234567U")
    with pytest.raises(BadNumber):
        numbers.publication_number("CN10123456A")


@pytest.mark.parametrize(
    ("office", "kind", "number", "kept"),
    [
        ("CN", "trademark", "12345678", "12345678"),
        ("US", "invention", "US 10,123,456 B2", "10123456B2"),
        ("US", "invention", "16/123,456", "16/123456"),
        ("US", "design", "D812345", "D812345"),
        ("EP", "invention", "EP 19123456.7", "19123456.7"),
        ("EP", "invention", "EP3123456B1", "3123456B1"),
        ("WO", "invention", "PCT/CN2023/123456", "PCT/CN2023/123456"),
        ("JP", "trademark", "T-99", "T-99"),
    ],
)
def test_numbers_of_other_offices_have_their_shape(office: str, kind: str, number: str, kept: str) -> None:
    assert numbers.read(office, kind, number).text == kept


@pytest.mark.parametrize(
    ("office", "kind", "number"),
    [("CN", "trademark", "12-34"), ("US", "invention", "123"), ("EP", "invention", "EP12"), ("WO", "invention", "CN1")],
)
def test_a_number_of_no_shape_is_refused(office: str, kind: str, number: str) -> None:
    with pytest.raises(BadNumber) as refused:
        numbers.read(office, kind, number)
    assert refused.value.expected.zh
