"""Who governs a project, who has left it, and what of a restricted one is never told."""

from datetime import timedelta

import pytest
from django.http import Http404

from governance.enums import Outcome
from governance.queries import readiness
from governance.services import put_brief
from projects.models import Project, ProjectLink
from projects.queries import project_for, roles_on, visible_to
from projects.services import (
    change_project,
    choose_governing_body,
    propose_project,
    save_brief_part,
)
from projects.snapshot import frozen_brief
from roles.enums import Role
from roles.models import HeldRole
from roles.queries import held_by
from roles.services import end_role
from tests.factories import world as w
from tests.factories.refusals import refuses

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return w.make_world()


@pytest.fixture
def project(world):
    return w.make_project(world)


def test_once_a_brief_was_put_only_the_present_body_hands_the_project_on(world, project):
    w.start(world, project)
    with refuses("governed_by_another"):
        choose_governing_body(project, world.slt, by=world.ijb_chair, at=world.at)
    choose_governing_body(project, world.slt, by=world.chair, at=world.at)
    with refuses("governed_by_another"):
        choose_governing_body(project, world.spg, by=world.officer, at=world.at)
    project = Project.objects.get(pk=project.pk)
    (missing,) = [m for m in readiness(project, at=world.at) if m.code == "brief_not_accepted"]
    assert "The Senior leadership team governs the project now" in missing.sentence
    assert missing.blocks

    world.days(1)
    put_brief(project, by=world.lead, at=world.at)
    w.decide(world, w.open_review(project), Outcome.APPROVE)
    codes = {m.code for m in readiness(project, at=world.at)}
    assert "brief_not_accepted" not in codes


def test_a_restricted_project_has_a_governing_body(world, project):
    values = {"approach": "service_improvement", "by": world.lead, "at": world.at}
    with refuses("restricted_needs_body"):
        propose_project(world.partnership, title="Hidden", is_restricted=True, **values)
    bare = propose_project(world.partnership, title="Open", **values)
    with refuses("restricted_needs_body"):
        change_project(bare, is_restricted=True, by=world.officer, at=world.at)


def test_who_has_left_the_partnership_sees_none_of_its_projects(world, project):
    hidden = w.make_project(world, title="Hidden", is_restricted=True)
    later = world.today + timedelta(days=2)
    assert Role.LEAD in roles_on(hidden, held_by(world.lead, later))
    end_role(
        HeldRole.objects.get(person=world.lead), last_day=world.today, by=world.admin, at=world.at
    )
    held = held_by(world.lead, later)
    assert not visible_to(held).exists()
    assert Role.READER not in roles_on(hidden, held)
    with pytest.raises(Http404):
        project_for(held, hidden.reference)


def test_a_restricted_project_is_not_named_in_the_brief_of_an_open_one(world, project):
    hidden = w.make_project(world, title="A provider at risk", is_restricted=True)
    line = {"other": hidden, "plan": "", "how": "Shares staff"}
    values = {"fields": {}, "by": world.lead, "at": world.at}
    with refuses("link_restricted"):
        save_brief_part(project, "governance", rows={ProjectLink: [line]}, **values)
    save_brief_part(hidden, "governance", rows={ProjectLink: [line | {"other": project}]}, **values)
    neighbour = w.make_project(world, title="Neighbour")
    save_brief_part(
        project, "governance", rows={ProjectLink: [line | {"other": neighbour}]}, **values
    )
    change_project(neighbour, is_restricted=True, by=world.lead, at=world.at)
    (told,) = frozen_brief(project, on=world.today)["governance"]["links"]
    assert told["to"] == f"{neighbour.reference} (restricted)"
