"""One project of each approach from intake to closed, in Chromium, through every turn."""

import pytest

from cycle.enums import Phase
from cycle.models import Standing
from governance.models import Condition, Decision, GateReview
from projects.models import Project
from roles.enums import Role
from roles.services import give_role
from tests.browser import driving as d
from tests.factories import world as w

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def where(reference: str) -> tuple[str, str]:
    standing = Standing.objects.get(project__reference=reference)
    return standing.phase, standing.stage_code


def open_review(reference: str) -> str:
    return GateReview.objects.get(project__reference=reference, is_open=True).get_absolute_url()


@pytest.mark.parametrize(
    ("questions", "approach", "body"),
    [
        (["is_major_area_of_change"], "strategic_commissioning", "Strategic planning group"),
        (["improves_existing_services"], "service_improvement", "Senior leadership team"),
    ],
)
def test_from_intake_to_closed(browser, live_server, questions, approach, body):
    world = w.make_world()
    for code in ("ijb", "slt"):
        give_role(
            world.officer,
            Role.OFFICER,
            partnership=world.partnership,
            body=world.bodies[code],
            from_on=world.today,
            by=world.system,
            at=world.at,
        )
    contexts = [browser.new_context(base_url=live_server.url, locale="en-GB") for _ in range(2)]
    for context in contexts:
        context.set_default_timeout(20_000)
    lead = d.window_of(contexts[0], world.lead, live_server)
    officer = d.window_of(contexts[1], world.officer, live_server)
    is_major = approach == "strategic_commissioning"

    ref = d.propose(lead, title="A journey", questions=questions, body=body, major=is_major)
    assert Project.objects.get(reference=ref).approach == approach
    d.fill_brief(lead, ref)
    confirms = {"confirms_major": "yes" if is_major else "no"}
    d.decide(officer, d.put(lead, ref, "brief"), "send_back", **confirms)
    assert where(ref)[0] == Phase.BRIEF
    review = d.put(lead, ref, "brief")
    d.decide(officer, review, "defer", defer_until=d.later(7), **confirms)
    assert where(ref)[0] == Phase.ACCEPTANCE
    d.decide(officer, open_review(ref), "approve", **confirms)
    assert where(ref) == (Phase.WORK, "analyse")

    d.make_ready(lead, ref)
    d.decide(
        officer,
        d.put(lead, ref),
        "approve_with_conditions",
        **d.a_condition(),
        **{"conditions-0-holds_up": "2"},
    )
    assert where(ref) == (Phase.WORK, "plan")

    d.make_ready(lead, ref)
    lead.goto(f"/projects/{ref}/stage/")
    assert "Publish the assessment." in lead.inner_text("main")
    condition = Condition.objects.get(project__reference=ref)
    officer.goto(f"/projects/{ref}/conditions/{condition.pk}/")
    officer.fill("[name=note]", "Published on the website.")
    with officer.expect_navigation():
        officer.locator("form[action$='/discharge/'] button").click()
    condition.refresh_from_db()
    assert condition.discharged_on is not None
    first = str(Project.objects.get(reference=ref).pack.stages.first().pk)
    d.decide(officer, d.put(lead, ref), "send_back", back_to=first)
    assert where(ref) == (Phase.WORK, "analyse")
    d.decide(officer, d.put(lead, ref), "approve")
    assert where(ref) == (Phase.WORK, "plan")
    d.decide(officer, d.put(lead, ref), "approve")
    if is_major:
        assert where(ref) == (Phase.GATE, "plan")
        assert Decision.objects.order_by("-pk").first().wording == "Endorse"
        d.decide(officer, open_review(ref), "approve")
    assert where(ref) == (Phase.WORK, "implement")
    d.make_ready(lead, ref)
    d.decide(officer, d.put(lead, ref), "approve")

    d.make_ready(lead, ref)
    d.decide(officer, d.put(lead, ref), "approve", next_step="watch", next_review_on=d.later(30))
    assert where(ref) == (Phase.WATCH, "review")
    lead.goto(f"/projects/{ref}/review-points/")
    with lead.expect_navigation():
        lead.locator("form[action$='/resume/'] button").click()
    assert where(ref) == (Phase.WORK, "review")
    d.make_ready(lead, ref)
    d.decide(officer, d.put(lead, ref), "approve", next_step="new_cycle")
    assert where(ref) == (Phase.WORK, "analyse")
    for stage in ("plan", "implement", "review"):
        d.make_ready(lead, ref)
        d.decide(officer, d.put(lead, ref), "approve")
        if where(ref)[0] == Phase.GATE:  # a major change goes on to the board
            d.decide(officer, open_review(ref), "approve")
        assert where(ref) == (Phase.WORK, stage)
    d.make_ready(lead, ref)
    d.decide(officer, d.put(lead, ref), "approve", next_step="close")
    lead.goto(f"/projects/{ref}/close/")
    for name in ("lessons", "barriers", "unintended_consequences"):
        lead.fill(f"[name={name}]", "In words.")
    with lead.expect_navigation():
        lead.locator("main form button").first.click()
    assert where(ref)[0] == Phase.ENDED
    lead.goto(f"/projects/{ref}/timeline/")
    assert "closed the project" in lead.inner_text("main").lower()
    for context in contexts:
        context.close()
