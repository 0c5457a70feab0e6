"""A later version of the brief, once accepted, is what the open stage goes by."""

import pytest

from cycle.models import Deliverable
from cycle.queries import live_stage_of
from cycle.services import change_deliverable
from governance.enums import Outcome
from governance.models import GateReview
from governance.services import put_brief, put_to_body
from projects.enums import BriefPart
from projects.models import OtherProduct, PlannedElement
from projects.services import save_brief_part
from record.models import Act
from tests.factories import world as w

pytestmark = pytest.mark.django_db


def accept_with_a_product_and_without(world, project, element) -> None:
    """Have a version accepted that plans another product and leaves an element out."""
    stage = live_stage_of(project)
    save_brief_part(
        project,
        BriefPart.PRODUCTS,
        fields={},
        rows={
            PlannedElement: [
                {"id": row.pk, "applies": False, "reason": "Done by the board."}
                if row.element_id == element.pk
                else {"id": row.pk, "owner_post": "Analyst"}
                for row in PlannedElement.objects.filter(project=project)
            ],
            OtherProduct: [
                {
                    "stage": stage.template,
                    "name": "Travel survey",
                    "owner_post": "Lead",
                    "due_on": world.today,
                }
            ],
        },
        is_complete=True,
        by=world.lead,
        at=world.at,
    )
    put_brief(project, by=world.lead, at=world.at)


def by_name(project) -> dict[str, Deliverable]:
    return {row.name: row for row in live_stage_of(project).deliverables.all()}


def test_a_product_accepted_later_becomes_a_deliverable_and_what_is_left_out_is_marked(
    world, project
):
    first, second, *_ = live_stage_of(project).deliverables.select_related("element")
    change_deliverable(second, progress="in_progress", by=world.lead, at=world.at)
    accept_with_a_product_and_without(world, project, first.element)
    assert "Travel survey" not in by_name(project)

    w.decide(world, w.open_review(project), Outcome.APPROVE)

    now = by_name(project)
    assert now["Travel survey"].owner_post == "Lead"
    assert now[first.name].progress == "does_not_apply"
    assert now[first.name].reason_accepted_on == world.today
    assert now[second.name].progress == "in_progress"
    assert now[second.name].owner == world.lead  # the person named on it stays
    told = Act.objects.filter(verb="deliverable_changed").values_list("reason", flat=True)
    assert {"Planned in the accepted brief.", "As the accepted brief has it."} <= set(told)


def test_a_stage_at_its_gate_follows_once_it_comes_back(world, project):
    first = live_stage_of(project).deliverables.select_related("element").first()
    w.make_ready(world, project)
    put_to_body(project, by=world.lead, at=world.at)
    stage_review = w.open_review(project)
    accept_with_a_product_and_without(world, project, first.element)
    brief_review = GateReview.objects.get(is_open=True, kind="brief")
    w.decide(world, brief_review, Outcome.APPROVE)
    assert "Travel survey" not in by_name(project)

    w.decide(world, stage_review, Outcome.SEND_BACK)

    now = by_name(project)
    assert now["Travel survey"].progress == "not_started"
    assert now[first.name].progress == "ready"  # somebody had begun on it
