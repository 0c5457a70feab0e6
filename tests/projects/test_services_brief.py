"""Saving the brief part by part, and freezing it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from projects.enums import BriefPart
from projects.models import (
    Brief,
    Contingency,
    GateTarget,
    MoneyLine,
    OtherProduct,
    PlannedElement,
    ProjectLink,
    Stakeholder,
)
from projects.queries import accepted_version, missing_in_brief
from projects.services import freeze_brief, mark_brief_accepted, save_brief_part
from projects.snapshot import digest, frozen_brief, frozen_part
from record.enums import Verb
from record.models import Act
from roles.models import Locality
from tests.factories import world as w
from tests.factories.refusals import refuses, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return w.make_world()


@pytest.fixture
def project(world):
    return w.make_project(world)


@pytest.fixture
def elsewhere(world):
    return w.make_world("highland", "NHH", "elsewhere.example")


def save(world, project, part, fields=None, lines=None, by=None, **kwargs):
    return save_brief_part(
        project,
        part,
        fields=fields or {},
        rows=lines or {},
        by=by or world.lead,
        at=world.at,
        **kwargs,
    )


MONEY = {
    "year": 2026,
    "source": "Revenue",
    "is_recurring": True,
    "planned": Decimal("100.00"),
    "achieved": None,
}


def test_a_part_is_saved_on_its_own_and_recorded_once(world, project):
    brief = save(world, project, BriefPart.FOCUS, {"what_changes": " Much. "})
    assert brief.what_changes == "Much."
    assert brief.state_of("focus") == "in_progress"
    act = Act.objects.get(verb=Verb.BRIEF_SAVED)
    assert act.before == {"what_changes": "", "part_state": "not_started"}
    assert act.after == {"what_changes": "Much.", "part_state": "in_progress"}
    before = rows()
    save(world, project, BriefPart.FOCUS, {"what_changes": "Much."})
    assert rows() == before


def test_lines_are_added_changed_and_taken_away(world, project):
    save(world, project, BriefPart.RESOURCES, lines={MoneyLine: [MONEY, MONEY | {"year": 2027}]})
    first, second = project.moneylines.all()
    changed = {"id": first.pk, **MONEY, "planned": Decimal("250.00")}
    save(world, project, BriefPart.RESOURCES, lines={MoneyLine: [changed]})
    assert project.moneylines.get().planned == Decimal("250.00")
    assert MoneyLine.history.filter(id=second.pk).latest().history_type == "-"
    save(world, project, BriefPart.RESOURCES, {"resources_notes": "Kinds not given stay."})
    assert project.moneylines.count() == 1


def test_a_gate_has_one_target_however_it_comes(world, project):
    day = world.today
    save(world, project, BriefPart.TIMESCALES, lines={GateTarget: [{"gate": 1, "on": day}]})
    later = {"gate": 1, "on": day + timedelta(days=9)}
    save(world, project, BriefPart.TIMESCALES, lines={GateTarget: [later]})
    assert project.gatetargets.get().on == later["on"]


def test_a_part_is_complete_only_when_it_lacks_nothing(world, project):
    with refuses("part_incomplete") as refused:
        save(world, project, BriefPart.FOCUS, {"what_changes": "Much."}, is_complete=True)
    assert "Say for whom." in refused.value.details
    assert Brief.objects.get(project=project).what_changes == ""


def test_others_write_no_brief(world, project):
    for name in ("sponsor", "officer", "member", "admin", "outsider"):
        with refuses("not_allowed"):
            save(world, project, BriefPart.FOCUS, {"for_whom": "X"}, by=world.people[name])


def test_what_changed_meanwhile_is_not_written_over(world, project):
    brief = Brief.objects.get(project=project)
    seen = digest(frozen_part(project, BriefPart.FOCUS, on=world.today, brief=brief))
    save(world, project, BriefPart.FOCUS, {"for_whom": "First"}, as_seen=seen)
    with refuses("part_changed_meanwhile"):
        save(world, project, BriefPart.FOCUS, {"for_whom": "Second"}, as_seen=seen)


def test_lines_of_another_project_are_refused(world, project):
    other = w.make_project(world, title="Another")
    save(world, other, BriefPart.RESOURCES, lines={MoneyLine: [MONEY]})
    theirs = other.moneylines.get()
    with refuses("line_elsewhere"):
        save(world, project, BriefPart.RESOURCES, lines={MoneyLine: [{"id": theirs.pk, **MONEY}]})
    with refuses("line_elsewhere"):
        save(
            world,
            project,
            BriefPart.PRODUCTS,
            lines={PlannedElement: [{"id": other.plannedelements.first().pk, "applies": False}]},
        )
    with refuses("line_elsewhere"):
        save(world, project, BriefPart.PRODUCTS, lines={PlannedElement: [{"applies": False}]})


def test_a_locality_of_another_partnership_is_refused(world, project, elsewhere):
    theirs = list(Locality.objects.filter(partnership=elsewhere.partnership))
    with refuses("line_elsewhere"):
        save(world, project, BriefPart.FOCUS, {"localities": theirs})


def test_links(world, project, elsewhere):
    def link(**values):
        lines = {ProjectLink: [values]}
        return save(world, project, BriefPart.GOVERNANCE, lines=lines)

    theirs = w.make_project(elsewhere)
    with refuses("link_elsewhere"):
        link(other=theirs, plan="", how="")
    with refuses("link_to_itself"):
        link(other=project, plan="", how="")
    with refuses("link_names_nothing"):
        link(other=None, plan=" ", how="Somehow")
    link(other=w.make_project(world, title="Another"), plan="", how="Shares staff")
    assert project.projectlinks.count() == 1


def test_an_owner_is_of_the_partnership(world, project, elsewhere):
    row = project.plannedelements.first()
    with refuses("owner_elsewhere"):
        save(
            world,
            project,
            BriefPart.PRODUCTS,
            lines={PlannedElement: [{"id": row.pk, "owner": elsewhere.lead}]},
        )
    product = {"stage": row.element.stage, "name": "Leaflet", "owner": world.outsider}
    with refuses("owner_elsewhere"):
        save(world, project, BriefPart.PRODUCTS, lines={OtherProduct: [product]})


def test_nothing_is_missing_in_a_full_brief(world, project):
    assert [one for one in missing_in_brief(project, world.today) if one.blocks]
    w.fill_brief(world, project)
    assert not [one for one in missing_in_brief(project, world.today) if one.blocks]
    assert project.stakeholders.count() == Stakeholder.objects.count() == 1
    assert Contingency.objects.count() == 1


def test_a_version_is_frozen_once_and_never_follows_the_working_copy(world, project):
    w.fill_brief(world, project)
    first = freeze_brief(project, by=world.lead, at=world.at)
    assert freeze_brief(project, by=world.lead, at=world.at) == first
    assert first.sha256 == digest(frozen_brief(project, on=world.today))
    save(world, project, BriefPart.FOCUS, {"for_whom": "Twenty families."})
    second = freeze_brief(project, by=world.lead, at=world.at)
    first.refresh_from_db()
    assert (first.number, second.number) == (1, 2)
    assert first.content["focus"]["for_whom"] == "Nineteen families."
    assert accepted_version(project) is None
    mark_brief_accepted(second, body=world.spg, on=world.today, by=world.chair, at=world.at)
    assert accepted_version(project) == second
    assert Act.objects.get(verb=Verb.BRIEF_ACCEPTED).on_behalf_of == str(world.spg)


@pytest.mark.parametrize("year", [1999, 26, 20266])
def test_an_amount_has_a_year_that_can_be_meant(world, project, year):
    with refuses("year_out_of_range"):
        save(world, project, BriefPart.RESOURCES, lines={MoneyLine: [MONEY | {"year": year}]})

    save(world, project, BriefPart.RESOURCES, lines={MoneyLine: [MONEY | {"year": 2000}]})
