"""Where rights hold."""

import pytest

from onewindow.law import territories


def test_codes_as_people_write_them() -> None:
    assert territories.countries("cn，DE、de") == ("CN", "DE")
    assert territories.countries("EU CN") == tuple(sorted(("CN", *territories.EU)))
    assert territories.countries("  ") == ()
    for wrong in ("Germany", "D", "中国"):
        with pytest.raises(ValueError, match=wrong):
            territories.countries(f"CN {wrong}")


@pytest.mark.parametrize(
    ("office", "where", "does"),
    [
        ("CN", ("CN", "US"), True), ("CN", ("US",), False), ("CN", (), True), ("EM", ("FR",), True),
        ("EM", ("CH",), False), ("BX", ("LU",), True), ("BX", ("FR",), False), ("WO", ("CH",), True),
    ],
)  # fmt: skip
def test_a_right_holds_in_its_country_or_union(office: str, where: tuple[str, ...], does: bool) -> None:
    assert territories.holds(office, where) is does
