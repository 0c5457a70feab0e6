"""Working days of a Scottish partnership, counted back from a meeting."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from record.history import acting_as
from roles.models import LocalHoliday
from roles.queries import local_holidays_of
from roles.rules import (
    is_working_day,
    why_not_working,
    working_day_before,
    working_days_between,
)

LOCAL = {date(2026, 10, 12): "Autumn holiday"}


@pytest.mark.parametrize(
    ("on", "works"),
    [
        (date(2026, 12, 10), True),
        (date(2026, 12, 12), False),  # a Saturday
        (date(2026, 1, 2), False),  # 2 January, in Scotland alone
        (date(2026, 11, 30), False),  # St Andrew's Day
        (date(2026, 8, 3), False),  # the first Monday of August
        (date(2026, 8, 31), True),  # the last, a holiday elsewhere
        (date(2026, 4, 3), False),  # Good Friday
        (date(2026, 4, 6), True),  # Easter Monday is no Scottish bank holiday
        (date(2026, 10, 12), False),  # local
        (date(2026, 10, 13), True),
    ],
)
def test_which_days_are_working_days(on, works):
    assert is_working_day(on, LOCAL) is works
    assert (why_not_working(on, LOCAL) == "") is works


@pytest.mark.parametrize(
    ("on", "why"),
    [
        (date(2026, 12, 12), "a Saturday"),
        (date(2026, 11, 30), "Saint Andrew's Day"),
        (date(2026, 10, 12), "Autumn holiday"),
        (date(2026, 10, 14), ""),
    ],
)
def test_a_day_off_is_named(on, why):
    assert why_not_working(on, LOCAL) == why


@pytest.mark.parametrize(
    ("on", "days", "before"),
    [
        (date(2026, 12, 10), 0, date(2026, 12, 10)),
        (date(2026, 12, 10), 5, date(2026, 12, 3)),
        (date(2026, 12, 3), 5, date(2026, 11, 25)),  # over St Andrew's Day
        (date(2026, 1, 7), 5, date(2025, 12, 29)),  # over 1 and 2 January
        (date(2026, 8, 5), 3, date(2026, 7, 30)),  # over the first Monday of August
        (date(2026, 4, 8), 3, date(2026, 4, 2)),  # Easter Monday counts, Good Friday does not
        (date(2026, 10, 14), 2, date(2026, 10, 9)),  # over a local holiday and a weekend
        (date(2026, 12, 13), 1, date(2026, 12, 11)),  # from a Sunday
    ],
)
def test_a_working_day_so_many_before(on, days, before):
    assert working_day_before(on, days, LOCAL) == before


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (date(2026, 12, 3), date(2026, 12, 10), 5),
        (date(2026, 12, 5), date(2026, 12, 10), 3),  # sent on a Saturday
        (date(2026, 12, 10), date(2026, 12, 10), 0),
        (date(2026, 12, 11), date(2026, 12, 10), 0),
        (date(2026, 10, 9), date(2026, 10, 14), 2),
    ],
)
def test_working_days_between(first, last, days):
    assert working_days_between(first, last, LOCAL) == days


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.integers(1, 30))
def test_what_is_sent_on_that_day_is_so_many_working_days_before(on, days):
    before = working_day_before(on, days)

    assert is_working_day(before)
    assert working_days_between(before, on) == days
    assert working_days_between(before + timedelta(days=1), on) == days - 1


def test_a_partnership_has_local_holidays_of_its_own(world):
    with acting_as(world.system, world.at):
        LocalHoliday.objects.create(
            partnership=world.partnership, on=date(2026, 10, 12), name="Autumn holiday"
        )

    assert local_holidays_of(world.partnership) == LOCAL
