"""A direction in words: what it says, where it stands, and its chain."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from governance.enums import DirectionChange, DirectionState, Outcome
from governance.models import Decision, Direction
from governance.queries.directing import directions_from
from governance.queries.directions import Link, state_of_direction
from governance.rules.directions import CHANGED
from roles.queries import Held
from roles.rules import may

COLOURS = {
    DirectionState.DRAFT: "grey",
    DirectionState.ISSUED: "green",
    DirectionState.COMPLETED: "blue",
}
HIDDEN = "Of a project that is restricted"


def tag_of(state: DirectionState) -> dict[str, str]:
    """Return the tag of a state: its words, and a colour beside them."""
    words = "Varied" if state == DirectionState.VARIED else str(state.label)
    return {"words": words, "colour": COLOURS.get(state, "yellow")}


def row_shown(row: Direction) -> dict[str, Any]:
    """Return a line of the register; the newest report of progress stands first among them."""
    later = getattr(row, "replaced_by", None)
    is_changed = later is not None and later.issued_on is not None
    return {
        "row": row,
        "tag": tag_of(state_of_direction(row)),
        "later": later if is_changed else None,
        "progress": next(iter(row.progress.all()), None),
    }


def lines_of(row: Direction) -> list[tuple[str, str]]:
    """Return what a direction says, as labels and words; nothing for what it does not have."""
    lines = [
        ("Directs", row.get_recipients_display()),
        ("Functions", row.functions),
        ("What is directed", row.text),
        ("Budget", budget_words(row)),
        ("How it is monitored", row.measure),
        ("Looked at again", f"{row.review_on:%-d %B %Y}"),
    ]
    if row.replaces is not None:
        does = f"{row.change.capitalize()} {row.replaces.reference}"
        lines.insert(1, ("What it changes", f"{does}: {row.change_reason}"))
    return lines


def budget_words(row: Direction) -> str:
    """Return such as "£120,000, recurring: a payment from the board’s budget"."""
    if row.budget is None:
        return "It carries no budget."
    pence = "" if row.budget == row.budget.to_integral_value() else ".2f"
    amount = f"£{row.budget:,{pence or '.0f'}}"
    often = "recurring" if row.is_recurring else "not recurring"
    return f"{amount}, {often}. {row.get_budget_kind_display()}. Source: {row.budget_source}"


def in_short(row: Direction, chain: Sequence[Link]) -> list[dict[str, Any]]:
    """Return where a direction stands, in sentences with one link each: before, link, after."""
    at = next(place for place, link in enumerate(chain) if link.direction.pk == row.pk)
    later = chain[at + 1] if at + 1 < len(chain) else None
    lines = [_standing(row, chain[at].state, later)]
    if at > 0:
        does = f"It {row.change}" if row.issued_on else f"Once it is issued, it {row.change}"
        lines.append(_line(does, chain[at - 1], "."))
    lines += _of_its_decision(row)
    if later is not None and later.direction.issued_on is None:
        would = f", {later.direction.change} this one once it is issued."
        lines.append(_line("A draft,", later, would))
    return lines


def _of_its_decision(row: Direction) -> list[dict[str, Any]]:
    """Return that the decision it flows from no longer stands: the direction does until revoked."""
    new = getattr(row.decision, "replaced_by", None)
    if new is None:
        return []
    how = "rescinded" if new.outcome == Outcome.RESCIND else "superseded"
    words = f"The decision it flows from was {how} on {new.met_on:%-d %B %Y}."
    if row.issued_on is not None:
        words += " It stays in force until another direction varies, supersedes or revokes it."
    return [{"before": words}]


def _standing(row: Direction, state: DirectionState, later: Link | None) -> dict[str, Any]:
    if row.issued_on is None:
        return {"before": "This is a draft. It directs nobody until it is issued."}
    if later is not None and later.direction.issued_on is not None:
        past = CHANGED[DirectionChange(later.direction.change)].value.capitalize()
        return _line(f"{past} by", later, f" on {later.direction.issued_on:%-d %B %Y}.")
    if state == DirectionState.COMPLETED:
        return {"before": f"Completed on {row.completed_on:%-d %B %Y}. {row.completed_note}"}
    return {"before": f"In force since {row.issued_on:%-d %B %Y}."}


def _line(before: str, link: Link, after: str) -> dict[str, Any]:
    url = link.direction.get_absolute_url() if link.is_seen else ""
    return {"before": before, "reference": link.direction.reference, "url": url, "after": after}


def chain_shown(row: Direction, chain: Sequence[Link]) -> list[dict[str, Any]]:
    """Return the whole chain, oldest first: each direction and what it did to the one before."""
    shown = []
    for before, link in zip([None, *chain], chain, strict=False):
        one = link.direction
        shown.append(
            {
                "row": one,
                "title": one.title if link.is_seen else HIDDEN,
                "url": one.get_absolute_url() if link.is_seen else "",
                "is_this": one.pk == row.pk,
                "tag": tag_of(link.state),
                "does": _does(one, before, link),
            }
        )
    return shown


def _does(one: Direction, before: Link | None, link: Link) -> str:
    if before is None:
        return "The first of its chain"
    does = f"{one.change.capitalize()} {before.direction.reference}"
    if one.issued_on is None:
        does = f"To be issued: {does[:1].lower()}{does[1:]}"
    return f"{does}. {one.change_reason}" if link.is_seen else f"{does}."


def from_decision(decision: Decision | None) -> dict[str, Any]:
    """Return what a draft says first where it flows from a decision."""
    if decision is None:
        return {}
    return {
        "decision": decision.pk,
        "recipients": decision.direction_to,
        "title": decision.review.project.title,
    }


SAID = (
    "title",
    "recipients",
    "functions",
    "text",
    "budget",
    "budget_kind",
    "budget_source",
    "measure",
)


def _said(row: Direction) -> dict[str, Any]:
    recurring = {True: "yes", False: "no", None: ""}[row.is_recurring]
    return {name: getattr(row, name) for name in SAID} | {"is_recurring": recurring}


def in_place_of(earlier: Direction | None) -> dict[str, Any]:
    """Return what a draft says first where it replaces another: what that one says."""
    return {} if earlier is None else _said(earlier) | {"replaces": earlier.pk}


def from_direction(row: Direction) -> dict[str, Any]:
    """Return what the form of a draft holds."""
    return _said(row) | {
        "decision": row.decision_id,
        "decided_words": row.decided_words,
        "decided_on": row.decided_on if row.decision_id is None else None,
        "replaces": row.replaces_id,
        "change": row.change,
        "change_reason": row.change_reason,
        "reference": row.reference,
        "review_on": row.review_on,
    }


def link_directions(decisions: Sequence[Decision], held: Held) -> None:
    """Give each decision that states a direction the links to it, or to where it is drafted.

    decisions: as `governance.queries.decisions_of` reads them. Costs one query, and none where no
    decision states a direction.
    """
    found = directions_from(decisions)
    for row in decisions:
        if row.pk in found:
            row.direction_links = _links(row, found[row.pk], held)


def _links(decision: Decision, directions: Sequence[Direction], held: Held) -> list[dict[str, str]]:
    if directions:
        return [
            {
                "words": f"{row}{'' if row.issued_on else ' (a draft)'}",
                "url": row.get_absolute_url(),
            }
            for row in directions
        ]
    body, act = decision.review.body_id, "direction.issue"
    if hasattr(decision, "replaced_by") or not may(held.to_do(act, body), act):
        return []
    url = reverse("governance:direction_add", args=[body])
    return [{"words": "Draft the direction", "url": f"{url}?decision={decision.pk}"}]
