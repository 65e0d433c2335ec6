import subprocess
import sys
from collections import Counter
from datetime import date
from functools import cache
from itertools import pairwise

import pytest

from onewindow.desks.register.sample.reader import (
    REFERENCE_DAY,
    STATUSES,
    Particulars,
    SampleLogo,
    SampleMark,
    iter_logos,
    iter_marks,
    particulars,
)


@cache
def marks() -> list[SampleMark]:
    return list(iter_marks())


@cache
def logos() -> list[SampleLogo]:
    return list(iter_logos())


def keys() -> list[str]:
    return [mark.key for mark in marks()] + [logo.key for logo in logos()]


@cache
def all_particulars() -> list[Particulars]:
    return [particulars(key) for key in keys()]


def test_the_sample_is_large_and_in_many_scripts() -> None:
    scripts = Counter(mark.script for mark in marks())
    assert len(marks()) > 18_000
    assert len(logos()) > 3_000
    assert len({mark.brand for mark in marks()}) > 13_000
    assert scripts["Latn"] > 10_000
    assert min(scripts["Hans"], scripts["Hant"], scripts["Jpan"], scripts["Cyrl"]) > 400
    assert len(scripts) > 15


def test_every_mark_has_what_a_register_needs() -> None:
    for mark in marks():
        assert mark.text.strip() == mark.text != ""
        assert mark.owner and mark.kind and mark.goods_en and mark.goods_zh
        assert mark.classes == tuple(sorted(set(mark.classes))) != ()
        assert set(mark.classes) <= set(range(1, 46))
        assert mark.country is None or (len(mark.country) == 2 and mark.country.isupper())
        assert mark.wikidata is None or mark.wikidata[0] == "Q"


def test_names_of_a_brand_are_distinct_and_share_their_owner() -> None:
    assert len({(mark.brand, mark.text.casefold()) for mark in marks()}) == len(marks())
    owners: dict[str, set[tuple[str, str | None]]] = {}
    for mark in marks():
        owners.setdefault(mark.brand, set()).add((mark.owner, mark.country))
    assert all(len(found) == 1 for found in owners.values())


def test_a_brand_known_in_two_scripts_is_one_owner() -> None:
    by_text = {mark.text: mark for mark in marks() if mark.wikidata == "Q524757"}
    assert by_text["肯德基"].script == "Hans"
    assert by_text["KFC"].script == "Latn"
    assert by_text["肯德基"].brand == by_text["KFC"].brand
    assert {29, 30, 43} <= set(by_text["肯德基"].classes)


def test_logos_are_drawings_and_some_belong_to_owners_of_word_marks() -> None:
    brands = {mark.brand for mark in marks()}
    assert sum(logo.brand in brands for logo in logos()) > 150
    for logo in logos():
        assert logo.path[0] in "Mm"
        assert len(logo.hex) == 6
        assert int(logo.hex, 16) >= 0
        assert logo.brand in brands or logo.classes == (9, 42)


def test_keys_and_numbers_are_unique() -> None:
    numbers = {found.number for found in all_particulars()}
    assert len(set(keys())) == len(keys()) == len(numbers)
    assert all(len(number) == 9 and number[0] == "S" and number[1:].isdigit() for number in numbers)


def test_statuses_are_mixed_as_in_a_register() -> None:
    counts = Counter(found.status for found in all_particulars())
    share = {status: counts[status] / counts.total() for status in STATUSES}
    assert set(counts) == set(STATUSES)
    assert share["registered"] == pytest.approx(0.82, abs=0.02)
    assert share["pending"] == pytest.approx(0.06, abs=0.015)
    assert share["expired"] == pytest.approx(0.07, abs=0.015)
    assert share["refused"] + share["withdrawn"] + share["cancelled"] == pytest.approx(0.05, abs=0.015)


def test_status_and_dates_agree() -> None:
    for found in all_particulars():
        assert date(1990, 1, 1) <= found.filing_date < REFERENCE_DAY
        if found.status in {"pending", "refused", "withdrawn"}:
            assert found.registration_date is None
            assert found.expiry_date is None
            continue
        assert found.registration_date is not None
        assert found.expiry_date is not None
        assert found.filing_date < found.registration_date < REFERENCE_DAY
        assert (found.expiry_date.year - found.registration_date.year) % 10 == 0
        assert found.expiry_date > found.registration_date
        assert (found.expiry_date < REFERENCE_DAY) == (found.status == "expired")


def test_numbers_rise_with_the_filing_date() -> None:
    ordered = sorted(all_particulars(), key=lambda found: found.number)
    assert all(first.filing_date <= second.filing_date for first, second in pairwise(ordered))


def test_particulars_depend_on_the_key_alone() -> None:
    assert particulars("w00000000") == particulars("w00000000")
    assert particulars("w00000000").filing_date == date(1990, 1, 1)
    assert particulars("w99999999").filing_date == date(2025, 12, 31)
    for wrong in ("", "w1234567", "w123456789", "w1234567x", "w１２３４５６７８"):
        with pytest.raises(ValueError, match="eight digits"):
            particulars(wrong)


def test_reading_the_sample_needs_no_django() -> None:
    code = "import sys, onewindow.desks.register.sample.reader; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
