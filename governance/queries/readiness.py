"""What still stands between a project and its next body."""

from datetime import date, datetime

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.functional import cached_property

from cycle.engine import phase_of
from cycle.enums import Phase
from cycle.models import Deliverable, Stage
from cycle.queries import (
    deliverables_of,
    live_stage_of,
    missing_deliverables,
)
from framework.rules import Missing
from governance.models import Condition
from governance.queries.directing import missing_direction
from projects.enums import ProjectRole
from projects.models import BriefVersion, Project
from projects.queries import (
    accepted_version,
    holder_words,
    missing_in_brief,
    missing_people,
    screenings_needed,
    unfilled_team_roles,
)
from projects.snapshot import digest, frozen_brief
from record.enums import Verb
from record.queries import acts_of_project

TOUCHES = (
    Verb.BRIEF_SAVED,
    Verb.BRIEF_ROW_CHANGED,
    Verb.PROJECT_CHANGED,
    Verb.PROJECT_IMPORTED,
    Verb.TEAM_CHANGED,
    Verb.BRIEF_PUT,
)
MAJOR = frozenset({"is_major", "major_reason", "major_confirmed_on"})


class Grounds:
    """What a project's readiness is judged by: each thing read once, when it is first asked for.

    A page that has read one of them already sets it, and shows the others beside the list.
    """

    def __init__(self, project: Project, *, at: datetime) -> None:
        self.project, self.on = project, timezone.localdate(at)

    @cached_property
    def phase(self) -> str:
        """The phase as the live task has it."""
        return phase_of(self.project)

    @cached_property
    def stage(self) -> Stage | None:
        """The stage that is open or at its gate."""
        return live_stage_of(self.project)

    @cached_property
    def deliverables(self) -> list[Deliverable]:
        """The stage's deliverables, each with how many pieces of evidence are behind it."""
        return deliverables_of(self.stage) if self.stage is not None else []

    @cached_property
    def unfilled(self) -> list[str]:
        """The names of the team roles that nobody on the project has."""
        return unfilled_team_roles(self.project, self.on)

    @cached_property
    def conditions(self) -> list[Condition]:
        """All the project's conditions, the soonest due first."""
        return list(Condition.objects.filter(project=self.project).order_by("due_on", "pk"))


def readiness(project: Project, *, at: datetime, grounds: Grounds | None = None) -> list[Missing]:
    """Return everything still missing before the project can be put to its next body.

    The page shows this very list and `put_to_body` refuses by it. While the brief is written it
    speaks of the brief; while a stage is open, of the stage; otherwise nothing is missing.
    """
    grounds = grounds or Grounds(project, at=at)
    on, phase = grounds.on, grounds.phase
    missing: list[Missing] = []
    if project.held_since is not None:
        missing.append(
            Missing(
                "on_hold",
                f"The project is on hold since {project.held_since:%-d %B %Y}.",
                str(project.governing_body or "the governing body"),
            )
        )
    if phase == Phase.BRIEF:
        return missing + missing_in_brief(project, on)
    stage = grounds.stage
    if phase != Phase.WORK or stage is None:
        return missing
    stage.project = project
    missing += _missing_acceptance(project, on)
    missing += missing_deliverables(stage, grounds.deliverables, on)
    missing += _blocking_conditions(project, grounds.conditions, stage.template.number)
    missing += missing_direction(project)
    missing += screenings_needed(project, stage.template.number, on)
    return missing + missing_people(project, grounds.unfilled, on)


def _missing_acceptance(project: Project, on: date) -> list[Missing]:
    """Return that no version of the brief is accepted, or (as a decision) that it changed since."""
    version = _accepted(project)
    key = (project.reference,)
    if version is None:
        return [
            Missing(
                "brief_not_accepted",
                "No version of the brief is accepted by the governing body.",
                holder_words(project, ProjectRole.LEAD, on),
                url_name="projects:brief",
                key=key,
            )
        ]
    bodies = {version.accepted_by_body_id, project.governing_body_id} - {None}
    if len(bodies) > 1:
        return [
            Missing(
                "brief_not_accepted",
                f"The {project.governing_body} governs the project now and has not accepted its "
                f"brief: the {version.accepted_by_body} did. Put a version to it.",
                holder_words(project, ProjectRole.LEAD, on),
                url_name="projects:brief",
                key=key,
            )
        ]
    if _is_untouched(project, version, on):
        return []
    now = frozen_brief(project, on=on)
    if project.major_confirmed_on is not None:  # the body's own word: no change of the lead's
        now["governance"]["major_change"] = version.content["governance"]["major_change"]
    if digest(now) != version.sha256:
        return [
            Missing(
                "brief_changed",
                f"The brief has changed since version {version.number} was accepted. "
                "Put a new version to the governing body if the change matters.",
                holder_words(project, ProjectRole.LEAD, on),
                url_name="projects:brief",
                key=key,
                blocks=False,
            )
        ]
    return []


def _accepted(project: Project) -> BriefVersion | None:
    """Return the accepted version; its content stays in the database until somebody asks for it."""
    versions = BriefVersion.objects.filter(project=project).defer("content").order_by("-number")
    newest = versions.first()
    return newest if newest is None or newest.accepted_on else accepted_version(project)


def _is_untouched(project: Project, version: BriefVersion, on: date) -> bool:
    """Say whether nothing has touched the brief since this version was put: no act of the record,
    no place on the project begun or ended. It spares the freezing of all six parts anew.

    What the body itself confirmed of the project is no touch.
    """
    acts = acts_of_project(project.pk).filter(verb__in=TOUCHES)
    for verb, what, after in acts.values_list("verb", "subject_words", "after")[:3]:
        if verb == Verb.PROJECT_CHANGED and "major_confirmed_on" in after and after.keys() <= MAJOR:
            continue
        if verb != Verb.BRIEF_PUT or not what.startswith(f"Brief, version {version.number} "):
            return False
        put_on = timezone.localdate(version.put_at)
        return not any(
            put_on < place.from_on <= on or (place.to_on is not None and put_on <= place.to_on < on)
            for place in project.team.all()
        )
    return False


def _blocking_conditions(project: Project, conditions: list[Condition], gate: int) -> list[Missing]:
    blocking = [row for row in conditions if row.holds_up == gate and row.discharged_on is None]
    prefetch_related_objects(blocking, "owner", "decision__review__body")
    return [
        Missing(
            "condition_open",
            f"Condition set by {row.decision.review.body} on {row.decision.met_on:%-d %B %Y} "
            f"holds up this gate: {row.text}",
            row.owner_words,
            row.due_on,
            "governance:condition",
            (project.reference, row.pk),
        )
        for row in blocking
    ]


def reasons_to_accept(project: Project) -> list[Deliverable]:
    """Return the open stage's deliverables proposed as not applying and not yet accepted so."""
    stage = live_stage_of(project)
    if stage is None:
        return []
    return list(
        Deliverable.objects.filter(
            stage=stage, progress="does_not_apply", reason_accepted_on__isnull=True
        )
    )
