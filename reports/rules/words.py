"""How it is said where a project stood. Pure."""

from collections.abc import Mapping
from datetime import date

from cycle.enums import Phase
from reports.rules.course import Stood

BRIEF = "Brief"
CLOSING = "To be closed"
STOPPED = "Stopped"
CLOSED = "Closed"
BESIDE_THE_STAGES = (BRIEF, CLOSING, STOPPED, CLOSED)


def stage_word(stood: Stood, names: Mapping[int, str]) -> str:
    """Return the word under which a report counts the project: a stage's name, or beside them."""
    if stood.is_over:
        if stood.is_stopped:
            return STOPPED
        return CLOSED if stood.phase == Phase.ENDED or stood.was_closed_before else CLOSING
    return names[stood.stage] if stood.stage else BRIEF


def notes(stood: Stood, names: Mapping[int, str]) -> tuple[str, ...]:
    """Return what more is to be said of where it stood, each a few words; hold comes first."""
    found = []
    if stood.is_held and stood.held_since is not None:
        found.append(f"On hold since {_day(stood.held_since)}, by {_the(stood.held_by)}")
    if stood.cycle > 1 and not stood.is_over:
        found.append(f"Cycle {stood.cycle}")
    if words := _phase_words(stood, names):
        found.append(words)
    return tuple(found)


def _phase_words(stood: Stood, names: Mapping[int, str]) -> str:
    if stood.is_over:
        return _end_words(stood)
    if stood.phase == Phase.WATCH:
        again = f", to be looked at again on {_day(stood.until)}" if stood.until else ""
        return f"Under review since {_day(stood.phase_since)}{again}"
    if stood.phase in (Phase.ACCEPTANCE, Phase.GATE):
        where = "At its gate" if stood.phase == Phase.GATE else "Put for acceptance"
        put = f"{where}, before {_the(stood.body)} since {_day(stood.phase_since)}"
        return f"{put}; deferred until {_day(stood.until)}" if stood.until else put
    if stood.returned_on is not None:
        source = f"from {names[stood.back_from]} " if stood.back_from else ""
        return f"Sent back {source}by {_the(stood.body)} on {_day(stood.returned_on)}"
    return "Being written" if stood.phase == Phase.BRIEF else ""


def _end_words(stood: Stood) -> str:
    to_write = "lessons still to be written" if stood.phase == Phase.CLOSE else ""
    if stood.is_stopped:
        return "; ".join(part for part in (f"By {_the(stood.body)}", to_write) if part)
    if stood.was_closed_before:
        return "Closed before it was brought in from a tracker"
    return f"As {_the(stood.body)} decided; {to_write}" if to_write else ""


def next_gate(stood: Stood, names: Mapping[int, str]) -> str:
    """Return the gate that was to come, in words; "" where none was: watched, or over."""
    if stood.is_over or stood.phase == Phase.WATCH:
        return ""
    what = f"{names[stood.stage]} gate" if stood.stage else "Acceptance of the brief"
    return f"{what} (on hold)" if stood.is_held else what


def _day(on: date) -> str:
    return f"{on:%-d %B %Y}"


def _the(body: str) -> str:
    if not body:
        return "its governing body"
    return f"the {body.removeprefix('The ')}"
