"""What the framework says, over plain values. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

BRIEF_GATE = 0
GOVERNING = "governing"


@dataclass(frozen=True)
class Missing:
    """One thing that still stands between a project and what it asks for.

    sentence: plain words. held_by: the person or post that can put it right. url_name and key: the
    page where it is put right. blocks: False for a decision needed that holds nothing up by itself.
    """

    code: str
    sentence: str
    held_by: str
    due_on: date | None = None
    url_name: str = ""
    key: tuple[str | int, ...] = ()
    blocks: bool = True


def in_words(missing: Sequence[Missing]) -> list[str]:
    """Return what blocks as sentences that name who holds each and by when."""
    lines = []
    for one in missing:
        if one.blocks:
            due = f", due {one.due_on:%-d %B %Y}" if one.due_on else ""
            lines.append(f"{one.sentence} Held by {one.held_by}{due}.")
    return lines


def route_kinds(
    steps: Sequence[str], steps_when_major: Sequence[str], *, is_major: bool
) -> tuple[str, ...]:
    """Return the kinds of bodies a gate goes through, in order.

    A major change adds the Integration Joint Board where the pack says so.
    Source: Moray framework 2019, section 5 (major strategic commissioning and Directions).
    """
    return tuple(steps_when_major) if is_major and steps_when_major else tuple(steps)


def without_repeats(bodies: Sequence[int]) -> tuple[int, ...]:
    """Return a route in which no body stands twice running: a governing IJB decides once."""
    route: list[int] = []
    for body in bodies:
        if not route or route[-1] != body:
            route.append(body)
    return tuple(route)
