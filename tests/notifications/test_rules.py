"""When somebody is reminded: the table, case by case."""

from datetime import date, timedelta

import pytest

from notifications.rules import (
    Call,
    calls_for,
    offsets_reached,
    retry_after_minutes,
    when_words,
)

DUE = date(2026, 11, 23)


def day(offset: int) -> date:
    return DUE + timedelta(days=offset)


@pytest.mark.parametrize(
    ("offset", "reached"),
    [
        (-15, []),
        (-14, [-14]),
        (-4, [-14]),
        (-3, [-14, -3]),
        (-1, [-14, -3]),
        (0, [-14, -3, 0]),
        (6, [-14, -3, 0]),
        (7, [-14, -3, 0, 7]),
        (13, [-14, -3, 0, 7]),
        (21, [-14, -3, 0, 7, 14, 21]),
    ],
)
def test_offsets_reached(offset, reached):
    assert offsets_reached(DUE, day(offset)) == reached


@pytest.mark.parametrize(
    ("offset", "raised", "calls"),
    [
        (-15, [], []),
        (-14, [], [Call(-14, is_late=False, is_overtaken=False)]),
        (-14, [-14], []),
        (-10, [-14], []),
        (-10, [], [Call(-14, is_late=True, is_overtaken=False)]),
        (-3, [-14], [Call(-3, is_late=False, is_overtaken=False)]),
        (0, [-14, -3], [Call(0, is_late=False, is_overtaken=False)]),
        (
            2,
            [-14],
            [Call(-3, is_late=True, is_overtaken=True), Call(0, is_late=True, is_overtaken=False)],
        ),
        (2, [-14, -3, 0], []),
        (7, [-14, -3, 0], [Call(7, is_late=False, is_overtaken=False)]),
        (
            22,
            [-14, -3, 0],
            [
                Call(7, is_late=True, is_overtaken=True),
                Call(14, is_late=True, is_overtaken=True),
                Call(21, is_late=True, is_overtaken=False),
            ],
        ),
        (3, [0], []),
        (7, [0], [Call(7, is_late=False, is_overtaken=False)]),
    ],
)
def test_calls_for(offset, raised, calls):
    assert calls_for(DUE, day(offset), raised) == calls


@pytest.mark.parametrize(
    ("offset", "since", "offsets"),
    [
        (22, -30, [-14, -3, 0, 7, 14, 21]),
        (22, -3, [-3, 0, 7, 14, 21]),
        (22, 8, [14, 21]),
        (22, 21, [21]),
        (22, 22, [21]),  # it came with its due date long past: one reminder, nothing was missed
        (3, 3, [0]),
        (-5, -5, [-14]),
        (400, -30, [42, *range(49, 400, 7)]),
    ],
)
def test_what_was_missed_is_kept_since_the_project_came_and_for_a_year(offset, since, offsets):
    calls = calls_for(DUE, day(offset), [], day(since))

    assert [call.offset for call in calls] == offsets
    assert [call.is_overtaken for call in calls] == [True] * (len(offsets) - 1) + [False]


@pytest.mark.parametrize("due", [date.min, date(26, 11, 15), date(1990, 1, 1), DUE, date.max])
@pytest.mark.parametrize("today", [date.min, DUE, date.max])
@pytest.mark.parametrize("since", [None, date.min, date(2026, 1, 5), date.max])
def test_no_date_is_too_early_or_too_late(due, today, since):
    calls = calls_for(due, today, [], since)

    assert len(calls) <= 56
    assert bool(calls) == ((today - due).days >= -14)
    if calls:
        again = calls_for(due, today, [call.offset for call in calls], since)
        assert again == []


@pytest.mark.parametrize("due", [date(2026, 3, 29), date(2026, 10, 25)])
def test_the_days_on_which_the_clocks_change_move_nothing(due):
    for offset in (-14, -3, 0, 7):
        today = due + timedelta(days=offset)
        raised = [one for one in (-14, -3, 0) if one < offset]
        assert calls_for(due, today, raised) == [Call(offset, is_late=False, is_overtaken=False)]


def test_exactly_one_goes_out_however_often_the_days_pass():
    raised: list[int] = []
    for offset in range(-20, 30):
        calls = calls_for(DUE, day(offset), raised)
        assert len(calls) <= 1
        raised += [call.offset for call in calls]
    assert raised == [-14, -3, 0, 7, 14, 21, 28]


def test_waits_double_and_end_after_three_days():
    waits = [retry_after_minutes(attempts) for attempts in range(1, 30)]

    assert waits[:10] == [1, 2, 4, 8, 16, 32, 64, 128, 256, 480]
    tried = [wait for wait in waits if wait is not None]
    assert 48 * 60 < sum(tried) <= 72 * 60
    assert waits[len(tried) :] == [None] * (29 - len(tried))


@pytest.mark.parametrize(
    ("offset", "words"),
    [
        (-14, "due in 14 days"),
        (-1, "due tomorrow"),
        (0, "due today"),
        (1, "1 day overdue"),
        (9, "9 days overdue"),
    ],
)
def test_when_in_words(offset, words):
    assert when_words(DUE, day(offset)) == words
