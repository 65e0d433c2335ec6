"""Ids that sort by the moment they were given."""

from datetime import UTC, datetime, timedelta

from onewindow.kernel.clock import ordered_id

NOW = datetime(2025, 3, 4, 5, 6, 7, 891_000, UTC)


def test_an_id_is_a_uuid_of_version_7_that_holds_its_moment() -> None:
    made = ordered_id(NOW)
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert made.int >> 80 == int(NOW.timestamp() * 1000)


def test_later_ids_sort_after_and_no_two_are_the_same() -> None:
    made = [ordered_id(NOW + timedelta(milliseconds=n)) for n in range(1000)]
    assert made == sorted(made)
    assert len({ordered_id(NOW) for _ in range(10_000)}) == 10_000
