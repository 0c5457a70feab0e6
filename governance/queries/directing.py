"""What happened to directions, and what decisions still call for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from cycle.enums import StageState
from framework.rules import Missing
from governance.enums import DirectionChange, DirectionTo, Outcome, PutKind
from governance.models import Decision, Direction
from governance.queries.directions import in_order
from governance.rules import APPROVALS
from governance.rules.directions import CHANGED, RECIPIENTS
from projects.models import Project
from projects.queries import visible_to
from roles.enums import BodyKind
from roles.models import Body
from roles.queries import Held


@dataclass(frozen=True)
class Variation:
    """What happened to a board's directions on a day. kind: "issued", "varies", "supersedes",
    "revokes" or "completed"."""

    on: date
    kind: str
    reference: str
    title: str
    recipients: str
    sentence: str


def variations_between(body: Body, first: date, last: date) -> list[Variation]:
    """Return what was issued, changed or completed in a period, both ends included, in order.

    Directions of restricted projects are left out, as their projects are left out of a report.
    """
    rows = in_order(
        Direction.objects.filter(
            Q(issued_on__range=(first, last)) | Q(completed_on__range=(first, last)),
            Q(project__isnull=True) | Q(project__is_restricted=False),
            body=body,
            issued_on__isnull=False,
        ).select_related("replaces")
    )
    found = []
    for row in rows:
        if row.issued_on is not None and first <= row.issued_on <= last:
            found.append(_as_issued(row, row.issued_on))
        if row.completed_on is not None and first <= row.completed_on <= last:
            found.append(
                _variation(row, row.completed_on, "completed", f"Completed. {row.completed_note}")
            )
    return sorted(found, key=lambda one: one.on)


def _as_issued(row: Direction, on: date) -> Variation:
    if row.replaces is None:
        sentence = f"Issued as a new direction, to be looked at again on {row.review_on:%-d %B %Y}."
        return _variation(row, on, "issued", sentence)
    past = CHANGED[DirectionChange(row.change)].value
    return _variation(
        row,
        on,
        row.change,
        f"Issued; {row.replaces.reference} is {past} by it. {row.change_reason}",
    )


def _variation(row: Direction, on: date, kind: str, sentence: str) -> Variation:
    return Variation(on, kind, row.reference, row.title, row.get_recipients_display(), sentence)


def required_direction(project: Project) -> list[Decision]:
    """Return the decisions on gates a project has passed that state a direction nobody has issued.

    A joint board's newest decision on each putting counts, where it approved and no other decision
    replaces it. One query; it finds nothing for a project that no joint board has decided on.
    """
    later = Decision.objects.annotate(on_stage=Coalesce("review__stage_id", 0)).filter(
        review__project=project,
        review__body_id=OuterRef("review__body_id"),
        review__kind=OuterRef("review__kind"),
        on_stage=OuterRef("on_stage"),
        pk__gt=OuterRef("pk"),
    )
    issued = Direction.objects.filter(decision=OuterRef("pk"), issued_on__isnull=False)
    return list(
        Decision.objects.annotate(on_stage=Coalesce("review__stage_id", 0))
        .filter(
            Q(review__kind=PutKind.BRIEF)
            | Q(review__kind=PutKind.STAGE, review__stage__state=StageState.CLOSED),
            ~Exists(later),
            ~Exists(issued),
            review__project=project,
            review__body__kind=BodyKind.INTEGRATION_JOINT_BOARD,
            outcome__in=APPROVALS,
            direction_to__in=RECIPIENTS,
            replaced_by__isnull=True,
        )
        .select_related("review__body")
        .order_by("met_on", "pk")
    )


def missing_direction(project: Project) -> list[Missing]:
    """Return what holds up a project's next gate: directions that decisions call for."""
    return [
        Missing(
            "direction_not_issued",
            f"The {row.review.body} decided on {row.met_on:%-d %B %Y} that a direction to "
            f"{_to_whom(row.direction_to)} is needed, and it has not been issued.",
            f"the officer of the {row.review.body}",
            url_name="governance:review",
            key=(project.reference, row.review_id),
        )
        for row in required_direction(project)
    ]


def _to_whom(recipients: str) -> str:
    label = DirectionTo(recipients).label
    return f"{label[:1].lower()}{label[1:]}"


def decisions_to_direct(body: Body, held: Held) -> QuerySet[Decision]:
    """Return a board's decisions that state a direction, newest first, on projects a person sees.

    A decision that another one replaces is left out.
    """
    return (
        Decision.objects.filter(
            Exists(visible_to(held).filter(pk=OuterRef("review__project_id"))),
            review__body=body,
            direction_to__in=RECIPIENTS,
            replaced_by__isnull=True,
        )
        .exclude(outcome=Outcome.RESCIND)
        .select_related("review__project", "review__stage__template", "review__brief_version")
        .defer("review__brief_version__content")
        .order_by("-met_on", "-pk")
    )


def directions_from(decisions: Iterable[Decision]) -> dict[int, list[Direction]]:
    """Return the directions that flow from each of these decisions, by the decision's key.

    Asks nothing where none of them states a direction.
    """
    keys = [row.pk for row in decisions if row.direction_to in RECIPIENTS]
    found: dict[int, list[Direction]] = {key: [] for key in keys}
    if keys:
        for row in in_order(Direction.objects.filter(decision_id__in=keys)):
            if row.decision_id is not None:
                found[row.decision_id].append(row)
    return found
