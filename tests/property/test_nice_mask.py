"""Nice classes as bits and back."""

from hypothesis import given
from hypothesis import strategies as st

from onewindow.desks.register.models import mask, unmask

classes = st.sets(st.integers(1, 45))


@given(classes)
def test_classes_come_back_in_order(numbers: set[int]) -> None:
    assert unmask(mask(tuple(numbers))) == tuple(sorted(numbers))


@given(classes, classes)
def test_shared_classes_are_shared_bits(one: set[int], other: set[int]) -> None:
    assert set(unmask(mask(tuple(one)) & mask(tuple(other)))) == one & other


@given(classes)
def test_every_mask_fits_the_column(numbers: set[int]) -> None:
    assert 0 <= mask(tuple(numbers)) < 2**63
