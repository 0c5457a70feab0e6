"""Random walks: whatever people try in whatever order, the project stays in one piece."""

from datetime import timedelta

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import Phase as Run
from hypothesis import strategies as st

from cycle import engine
from cycle.enums import LIVE_STATES, Phase
from cycle.models import Stage, Standing
from cycle.queries import live_stage_of
from cycle.rules import PHASE_STATE
from cycle.services import (
    accept_deliverable,
    change_deliverable,
    close_project,
    give_progress_update,
    resume_review,
)
from governance.enums import Outcome, Part
from governance.models import Decision, GateReview
from governance.services import (
    PartLine,
    put_brief,
    put_to_body,
    withdraw_put,
)
from projects.models import Project, TeamMember
from projects.services import end_place, put_in_place
from record.errors import Refusal
from reports.queries.course import stages_by_pack, stood_on
from roles.models import HeldRole
from tests.factories import world as w

PEOPLE = (
    "lead",
    "teammate",
    "sponsor",
    "member",
    "chair",
    "officer",
    "ijb_chair",
    "staff",
    "outsider",
)
ACTS = (
    "put",
    "put_brief",
    "withdraw",
    "ready",
    "change",
    "accept",
    "update",
    "decide",
    "decide",
    "decide",
    "course",
    "resume",
    "close",
    "join",
    "leave",
    "wait",
)
# Half of the steps are by whoever may do them, so that walks get somewhere.
RIGHT = {
    "put": "lead",
    "put_brief": "lead",
    "withdraw": "lead",
    "change": "teammate",
    "accept": "sponsor",
    "update": "lead",
    "decide": "chair",
    "course": "officer",
    "resume": "lead",
    "close": "lead",
    "join": "officer",
    "leave": "officer",
}
STEPS = st.lists(
    st.tuples(
        st.sampled_from(ACTS),
        st.sampled_from(PEOPLE) | st.just(""),
        st.sampled_from(list(Outcome)),
        st.sampled_from(PEOPLE),
    ),
    min_size=5,
    max_size=25,
)


class Walker:
    """Tries one act after another as one person after another; a refusal is an answer."""

    def __init__(self, world: w.World, project: Project) -> None:
        self.world, self.project = world, project

    def step(self, act: str, who: str, outcome: Outcome, other: str) -> None:
        by = self.world.people[who or RIGHT.get(act, "lead")]
        try:
            with transaction.atomic():
                getattr(self, act)(by, outcome, self.world.people[other])
        except Refusal:
            pass

    def put(self, by, outcome, other):
        put_to_body(self.project, by=by, at=self.world.at)

    def put_brief(self, by, outcome, other):
        put_brief(self.project, by=by, at=self.world.at)

    def withdraw(self, by, outcome, other):
        review = GateReview.objects.filter(project=self.project).last()
        if review is None:
            return
        withdraw_put(review, by=by, at=self.world.at)

    def ready(self, by, outcome, other):
        if (stage := live_stage_of(self.project)) and stage.state == "open":
            w.make_ready(self.world, self.project)

    def change(self, by, outcome, other):
        if stage := live_stage_of(self.project):
            change_deliverable(
                stage.deliverables.last(), progress="in_progress", by=by, at=self.world.at
            )

    def accept(self, by, outcome, other):
        if stage := live_stage_of(self.project):
            accept_deliverable(stage.deliverables.first(), by=by, at=self.world.at)

    def update(self, by, outcome, other):
        give_progress_update(self.project, rag="green", by=by, at=self.world.at)

    def _parts(self, by, other):
        return [PartLine("Recorder", by), PartLine("Other", other), PartLine("A member")]

    def decide(self, by, outcome, other):
        review = GateReview.objects.filter(project=self.project).last()
        if review is None:
            return
        conditions = outcome == Outcome.APPROVE_WITH_CONDITIONS
        w.decide(
            self.world,
            review,
            outcome,
            took_part=self._parts(by, other) if other != by else self._parts(by, None)[::2],
            conditions=[w.condition(self.world)] if conditions else [],
            defer_until=self.world.today + timedelta(days=7),
            next_step=("watch", "new_cycle", "close")[self.world.at.day % 3],
            next_review_on=self.world.today + timedelta(days=30),
            by=by,
        )

    def course(self, by, outcome, other):
        parts = [PartLine("Recorder", by), PartLine("A member")]
        w.course(self.world, self.project, outcome, took_part=parts, by=by)

    def resume(self, by, outcome, other):
        resume_review(self.project, by=by, at=self.world.at)

    def close(self, by, outcome, other):
        close_project(
            self.project,
            lessons="a",
            barriers="b",
            unintended_consequences="c",
            by=by,
            at=self.world.at,
        )

    def join(self, by, outcome, other):
        role = ("lead", "sponsor", "team_member")[self.world.at.day % 3]
        put_in_place(
            self.project,
            role,
            post="Post",
            person=other,
            from_on=self.world.today,
            by=by,
            at=self.world.at,
        )

    def leave(self, by, outcome, other):
        place = TeamMember.objects.filter(project=self.project, person=other).last()
        if place is not None:
            end_place(place, last_day=self.world.today, by=by, at=self.world.at)

    def wait(self, by, outcome, other):
        self.world.days(1)

    def assert_in_one_piece(self) -> None:
        phase = engine.phase_of(self.project)
        live = Stage.objects.filter(project=self.project, state__in=LIVE_STATES)
        expected = PHASE_STATE[phase]
        assert list(live.values_list("state", flat=True)) == ([expected] if expected else [])
        standing = Standing.objects.get(project=self.project)
        derived = engine.derive(self.project, on=standing.since).standing
        assert (standing.phase, standing.stage_code) == (derived.phase, derived.stage_code)
        self._assert_a_report_says_so(standing)
        waiting = GateReview.objects.filter(project=self.project, is_open=True)
        assert waiting.filter(kind="stage").count() == (phase == Phase.GATE)
        if phase == Phase.ACCEPTANCE:
            assert waiting.filter(kind="brief").count() == 1
        if phase in (Phase.CLOSE, Phase.ENDED):
            assert not waiting.exists()
        assert not waiting.filter(decision__isnull=False).exists()
        for decision in Decision.objects.filter(review__project=self.project):
            self._assert_decided_by_others(decision)

    def _assert_a_report_says_so(self, standing: Standing) -> None:
        """What is worked out from reviews and decisions is where the flow has it."""
        project = Project.objects.get(pk=self.project.pk)
        packs = stages_by_pack()
        told = stood_on([project], self.world.today, packs)[project.pk]
        code = {n: code for code, n in packs[project.pack_id].numbers.items()}.get(told.stage, "")
        assert (told.phase, code) == (standing.phase, standing.stage_code)
        assert (told.held_since is not None) == (project.held_since is not None)
        if told.is_over:
            assert told.is_stopped == standing.was_stopped

    def _assert_decided_by_others(self, decision: Decision) -> None:
        """Nobody who was on the project that day, or put it, decided or recorded it."""
        people = set(
            decision.took_part.filter(part=Part.TOOK_PART, person__isnull=False).values_list(
                "person_id", flat=True
            )
        ) | {decision.recorded_by_id}
        day = decision.recorded_at.date()
        places = TeamMember.objects.filter(
            project=self.project, person_id__in=people, from_on__lt=day
        ).exclude(to_on__lt=day)
        assert not places.exists(), decision
        if decision.review.kind != "course":
            assert decision.review.put_by_id not in people
        chairs = HeldRole.objects.filter(
            person_id=decision.recorded_by_id,
            body=decision.review.body,
            role__in=["chair", "officer"],
        )
        assert chairs.exists()


@settings(
    max_examples=50,
    phases=[Run.explicit, Run.reuse, Run.generate],  # a failing walk is short enough as it is
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS, is_started=st.booleans())
def test_a_random_walk_never_leaves_the_project_in_pieces(world, steps, is_started):
    world.at = w.START
    with transaction.atomic():
        project = w.make_project(world, is_major=True)
        if is_started:
            w.start(world, project)
        else:
            w.fill_brief(world, project)
        walker = Walker(world, project)
        for step in steps:
            walker.step(*step)
            walker.assert_in_one_piece()
        transaction.set_rollback(True)
