"""A partnership, its people, and projects brought to any phase, all by the services."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from cycle.queries import live_stage_of
from cycle.services import add_link, begin_cycle, change_deliverable, give_progress_update
from framework.services import load_shipped_packs
from governance.enums import Outcome, Part
from governance.models import GateReview
from governance.services import (
    ConditionLine,
    Minute,
    PartLine,
    decide_course,
    put_to_body,
    record_decision,
)
from projects.enums import BriefPart, Involvement, ProjectRole, Sector
from projects.models import (
    Contingency,
    GateTarget,
    MoneyLine,
    PlannedElement,
    Project,
    Stakeholder,
)
from projects.services import propose_project, put_in_place, save_brief_part
from record.history import acting_as
from roles.enums import BodyKind, Role
from roles.models import Body, Locality, Partnership, Person
from roles.services import (
    give_role,
    invite_person,
    set_up_body,
    set_up_partnership,
    system_person,
)
from tests.factories.kept import kept

START = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)


@dataclass
class World:
    """One partnership as the tests see it. `at` is the moment things happen; `days` moves it on."""

    partnership: Partnership
    system: Person
    bodies: dict[str, Body] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    at: datetime = START

    def __getattr__(self, name: str) -> Person | Body:
        for store in ("people", "bodies"):
            if name in self.__dict__.get(store, {}):
                return self.__dict__[store][name]
        raise AttributeError(name)

    def days(self, count: int) -> datetime:
        self.at += timedelta(days=count)
        return self.at

    @property
    def today(self) -> date:
        return self.at.date()


@kept
def make_world(code: str = "moray", prefix: str = "HSCM", domain: str = "demo.example") -> World:
    """Return a partnership with four bodies and the people of a demonstration."""
    system = system_person()
    load_shipped_packs(by=system, at=START)
    partnership = set_up_partnership(
        code=code,
        name=f"Partnership {code}",
        health_board="Health board",
        council="Council",
        reference_prefix=prefix,
        localities=("East", "West"),
        by=system,
        at=START,
    )
    world = World(partnership, system)
    for body, kind in [
        ("ijb", BodyKind.INTEGRATION_JOINT_BOARD),
        ("spg", BodyKind.STRATEGIC_PLANNING_GROUP),
        ("slt", BodyKind.SENIOR_LEADERSHIP_TEAM),
        ("cpb", BodyKind.COMMUNITY_PLANNING_BOARD),
    ]:
        world.bodies[body] = set_up_body(
            partnership, code=body, name=kind.label, kind=kind, by=system, at=START
        )
    for name, role, body in [
        ("member", Role.BODY_MEMBER, "spg"),
        ("member2", Role.BODY_MEMBER, "spg"),
        ("member3", Role.BODY_MEMBER, "spg"),
        ("chair", Role.CHAIR, "spg"),
        ("officer", Role.OFFICER, "spg"),
        ("ijb_reader", Role.IJB_READER, "ijb"),
        ("ijb_chair", Role.CHAIR, "ijb"),
        ("ijb_member", Role.BODY_MEMBER, "ijb"),
        ("slt_chair", Role.CHAIR, "slt"),
        ("auditor", Role.AUDITOR, None),
        ("admin", Role.ADMINISTRATOR, None),
    ]:
        person = make_person(world, name, domain)
        give_role(
            person,
            role,
            partnership=partnership,
            body=world.bodies.get(body or ""),
            from_on=START.date() - timedelta(days=400),
            by=system,
            at=START,
        )
    for name in ("lead", "teammate", "sponsor", "staff"):
        give_role(
            make_person(world, name, domain),
            Role.STAFF,
            partnership=partnership,
            from_on=START.date() - timedelta(days=400),
            by=system,
            at=START,
        )
    make_person(world, "outsider", domain)
    return world


def make_person(world: World, name: str, domain: str = "demo.example") -> Person:
    """Return an invited person with a password, kept in the world under a name."""
    person = invite_person(
        world.partnership,
        email=f"{name}@{domain}",
        name=name.capitalize(),
        by=world.system,
        at=START,
    )
    world.people[name] = person
    return person


def make_project(
    world: World,
    *,
    title: str = "Respite redesign",
    approach: str = "strategic_commissioning",
    body: str = "spg",
    is_major: bool = False,
    is_restricted: bool = False,
) -> Project:
    """Return a project in the cycle with lead, sponsor and one team member."""
    project = propose_project(
        world.partnership,
        title=title,
        approach=approach,
        purpose="Better respite for families.",
        trigger="Half-empty buildings.",
        governing_body=world.bodies[body],
        is_major=is_major,
        major_reason="Two buildings would close." if is_major else "",
        is_restricted=is_restricted,
        by=world.system,
        at=world.at,
    )
    begin_cycle(project, by=world.system, at=world.at)
    for role, name in [("lead", "lead"), ("sponsor", "sponsor"), ("team_member", "teammate")]:
        put_in_place(
            project,
            ProjectRole(role),
            post=ProjectRole(role).label,
            person=world.people[name],
            from_on=world.today,
            by=world.system,
            at=world.at,
        )
    return Project.objects.select_related("partnership", "pack", "governing_body").get(
        pk=project.pk
    )


def fill_brief(world: World, project: Project) -> None:
    """Complete all six parts of a brief as the lead would."""
    by, at = world.lead, world.at
    elements = PlannedElement.objects.filter(project=project).order_by("pk")
    parts: dict[BriefPart, tuple[dict, dict]] = {
        BriefPart.FOCUS: (
            {
                "what_changes": "Overnight respite moves to choice.",
                "for_whom": "Nineteen families.",
                "population_need": "Adults with a learning disability.",
                "scope_in": "Overnight respite.",
                "scope_out": "Day services.",
                "outcomes": [2, 6],
                "pillars": ["people"],
                "localities": list(Locality.objects.filter(partnership=world.partnership)),
            },
            {},
        ),
        BriefPart.GOVERNANCE: ({"reporting_months": 3}, {}),
        BriefPart.RESOURCES: (
            {},
            {
                MoneyLine: [
                    {
                        "year": 2026,
                        "source": "Revenue",
                        "is_recurring": True,
                        "planned": Decimal("120000.00"),
                        "achieved": Decimal("30000.00"),
                    }
                ]
            },
        ),
        BriefPart.STAKEHOLDERS: (
            {},
            {
                Stakeholder: [
                    {
                        "name": "Families",
                        "sector": Sector.CARERS,
                        "involvement": Involvement.CO_PRODUCING,
                    }
                ]
            },
        ),
        BriefPart.PRODUCTS: (
            {},
            {
                PlannedElement: [
                    {
                        "id": row.pk,
                        "owner_post": "Lead",
                        "owner": by,
                        "due_on": world.today + timedelta(days=60),
                    }
                    for row in elements
                ]
            },
        ),
        BriefPart.TIMESCALES: (
            {"review_months": 6},
            {
                GateTarget: [
                    {"gate": gate, "on": world.today + timedelta(days=90 * gate)}
                    for gate in (1, 2, 3, 4)
                ],
                Contingency: [
                    {"what_may_go_wrong": "No provider.", "what_then": "Keep the house open."}
                ],
            },
        ),
    }
    for part, (fields, rows) in parts.items():
        save_brief_part(project, part, fields=fields, rows=rows, is_complete=True, by=by, at=at)


CODED = {
    Outcome.SEND_BACK: ("evidence_missing",),
    Outcome.DEFER: ("papers_late",),
    Outcome.STOP: ("no_need",),
}


def said(world: World, body: Body, outcome: Outcome, **kwargs) -> Minute:
    """Return a minute of a body, with what such a body has to state."""
    values = {
        "met_on": world.today,
        "reasons": "The group was content with what it saw.",
        "coded_reasons": CODED.get(outcome, ()),
    }
    if body.kind == BodyKind.INTEGRATION_JOINT_BOARD:
        values |= {
            "direction_to": "none",
            "direction_reason": "Nothing changes for the health board or the council.",
            "account_of_views": "The group’s views were taken in.",
        }
    return Minute(outcome=outcome, **(values | kwargs))


def decide(world: World, review: GateReview, outcome: Outcome, **kwargs):
    """Record a decision of the review's body by its chair, two members taking part."""
    chairs = {"spg": "chair", "ijb": "ijb_chair", "slt": "slt_chair"}
    by = kwargs.pop("by", world.people[chairs[review.body.code]])
    at = kwargs.pop("at", world.at)
    kwargs.setdefault(
        "took_part",
        [PartLine("Chair", by), PartLine("A member"), PartLine("Another", part=Part.WITHDREW)],
    )
    return record_decision(review, said(world, review.body, outcome, **kwargs), by=by, at=at)


def course(world: World, project: Project, outcome: Outcome, **kwargs):
    """Stop, hold or release a project as its governing body decided, by its chair."""
    chairs = {"spg": "chair", "ijb": "ijb_chair", "slt": "slt_chair"}
    body = project.governing_body
    by = kwargs.pop("by", world.people[chairs[body.code]])
    at = kwargs.pop("at", world.at)
    kwargs.setdefault("took_part", [PartLine("Chair", by), PartLine("A member")])
    return decide_course(project, said(world, body, outcome, **kwargs), by=by, at=at)


def open_review(project: Project) -> GateReview:
    return GateReview.objects.select_related("body", "stage__template", "project").get(
        project=project, is_open=True
    )


def start(world: World, project: Project) -> Project:
    """Bring a project past gate 0."""
    fill_brief(world, project)
    put_to_body(project, by=world.lead, at=world.at)
    world.days(2)
    decide(world, open_review(project), Outcome.APPROVE, confirms_major=project.is_major)
    project.refresh_from_db()
    return project


def make_ready(world: World, project: Project) -> None:
    """Mark every deliverable of the open stage ready, with a link behind each."""
    for row in live_stage_of(project).deliverables.exclude(progress="does_not_apply"):
        add_link(
            row,
            title=f"{row.name} paper",
            url="https://www.example.org/paper",
            effective_on=world.today,
            by=world.lead,
            at=world.at,
        )
        change_deliverable(row, progress="ready", by=world.lead, at=world.at)


def pass_gate(world: World, project: Project, outcome: Outcome = Outcome.APPROVE, **kwargs) -> None:
    """Make the open stage ready, put it, and let every body on its route decide alike."""
    make_ready(world, project)
    put_to_body(project, by=world.lead, at=world.at)
    world.days(3)
    while GateReview.objects.filter(project=project, is_open=True).exists():
        decide(world, open_review(project), outcome, **kwargs)
        if outcome not in (Outcome.APPROVE, Outcome.APPROVE_WITH_CONDITIONS):
            break


def condition(world: World, **kwargs) -> ConditionLine:
    values = {
        "text": "Publish the impact assessment.",
        "owner_post": "Lead",
        "due_on": world.today + timedelta(days=30),
        "owner": world.lead,
        "holds_up": None,
    }
    return ConditionLine(**(values | kwargs))


def update(world: World, project: Project, rag: str = "green", reason: str = ""):
    return give_progress_update(
        project, rag=rag, reason=reason, done="Done.", next="Next.", by=world.lead, at=world.at
    )


def acting(world: World):
    """Name the system as the author of what a test writes by hand."""
    return acting_as(world.system)
