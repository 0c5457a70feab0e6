"""When the papers of a meeting are due, and how it is said that they were sent. Pure."""

from datetime import date

SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def working_days(count: int) -> str:
    """Return "five working days", "one working day" or "no working day"."""
    number = SMALL[count] if count < len(SMALL) else str(count)
    return f"{number} working day{'s' if count > 1 else ''}"


def day_words(on: date) -> str:
    """Return a day such as "Thursday 3 December 2026"."""
    return f"{on:%A} {on.day} {on:%B %Y}"


def due_words(due_on: date, days: int) -> str:
    """Return by which day papers are to be sent, so many working days before the meeting."""
    when = "on the day itself" if days == 0 else f"{working_days(days)} before"
    return f"Papers are due on {day_words(due_on)}, {when}."


def sent_words(number: int, sent_on: date, days_before: int, late_by: int) -> str:
    """Return when papers were sent, how long before the meeting, and whether that was late.

    number: 1 for the papers, from 2 on for what was sent after them. late_by: whole working days
    after the day on which they were due; 0 where they were in time or no day was set.
    """
    what = "The papers were" if number == 1 else f"Supplement {number - 1} was"
    before = f"{working_days(days_before)} before the meeting" if days_before else "on its day"
    late = f" That is {working_days(late_by)} late." if late_by else ""
    return f"{what} sent on {day_words(sent_on)}, {before}.{late}"
