"""A meeting of six items from its call to its minute, by the officer alone, script on and off.

Two members withdraw for an item, a proxy stands in for another, and at the fifth item the meeting
is no longer quorate.
"""

import re
from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from governance.models import Attendance, Decision, Meeting
from projects.models import Project
from tests.browser import driving as d
from tests.factories import meetings as m
from tests.factories import world as w

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLES = ("Day opportunities", "Short breaks", "Respite redesign", "Young carers", "Home First")
OTHER = "Dates of the year’s meetings"


@pytest.fixture
def world() -> w.World:
    """Return a world in which five briefs are with the group, which is quorate by three of four."""
    world = w.make_world()
    m.set_orders(world, minimum=3)
    m.stand_in(world, "staff", "member3")
    for title in TITLES:
        m.put_brief(world, title)
        world.days(1)
    return world


@pytest.fixture(params=[True, False], ids=["script", "no_script"])
def page(request, browser, live_server, world) -> Iterator[Page]:
    """Return the officer's window, with scripts switched on or off."""
    context = browser.new_context(
        base_url=live_server.url, locale="en-GB", java_script_enabled=request.param
    )
    context.set_default_timeout(20_000)
    yield d.window_of(context, world.officer, live_server)
    context.close()


def call(page: Page, day: str, clock: str, place: str) -> Meeting:
    page.get_by_role("link", name="Call a meeting").click()
    page.fill("[name=on]", day)
    page.fill("[name=clock]", clock)
    page.fill("[name=place]", place)
    d.press(page, "Call the meeting")
    expect(page.get_by_role("status").first).to_contain_text("The meeting is called.")
    return Meeting.objects.get(place=place)


def come(page: Page, name: str) -> None:
    page.select_option("[name=person]", label=name)
    d.press(page, "Is there")
    expect(page.get_by_role("status").first).to_contain_text(f"{name} is there.")


def go_away(page: Page, name: str) -> None:
    row = page.get_by_role("listitem").filter(has=page.get_by_role("button", name="Has left"))
    with page.expect_navigation():
        row.filter(has_text=re.compile(rf"^{name} ")).get_by_role("button").click()
    expect(page.get_by_role("status").first).to_contain_text(f"{name} has left.")


def withdraw(page: Page, title: str, name: str) -> None:
    """Record that somebody withdraws for an item."""
    page.get_by_role("link", name=title).click()
    page.get_by_role("link", name="Declare an interest").click()
    page.select_option("[name=person]", label=name)
    page.fill("[name=nature]", f"{name} is a trustee.")
    d.tick(page, "[name=followed][value=withdrew]")
    d.press(page, "Record it")
    expect(page.locator("main")).to_contain_text("Withdrew for this item.")
    page.get_by_role("link", name="The meeting", exact=True).click()


def open_decision(page: Page, title: str) -> None:
    page.get_by_role("link", name=title).click()
    page.get_by_role("link", name="Record what the body decides").click()


def decide(page: Page, title: str, outcome: str, votes=None, **fields: str) -> None:
    open_decision(page, title)
    d.fill_item(page, outcome, votes, confirms_major="no", **fields)
    d.look_and_confirm(page)


def words(page: Page) -> str:
    return " ".join(page.inner_text("main").split())


def test_six_items_from_the_call_to_the_minute(page, world):
    now = timezone.localtime()
    page.goto(f"/bodies/{world.spg.pk}/meetings/")
    meeting = call(page, f"{now:%Y-%m-%d}", f"{now:%H:%M}", "Elgin")
    page.get_by_role("link", name="Add an item").click()
    page.fill("[name=title]", OTHER)
    d.press(page, "Add it")
    assert meeting.items.count() == 6

    d.press(page, "Open the meeting")
    page.get_by_role("link", name="Meetings", exact=True).click()
    later = call(page, d.later(14), "14:00", "Forres")
    assert not later.items.exists()
    page.goto(meeting.get_absolute_url())
    for name in ("Chair", "Member"):
        come(page, name)
    assert "One more voting member must come in." in words(page)
    for name in ("Member2", "Staff"):
        come(page, name)
    assert "Quorate: all 4 voting members in post are here, one of them by a proxy" in words(page)

    decide(page, TITLES[0], "approve_with_conditions", **d.a_condition())
    ballots = {"Chair": "for", "Member": "against", "Member2": "for", "Staff": "for"}
    decide(page, TITLES[1], "approve", ballots)
    withdraw(page, TITLES[2], "Chair")
    decide(page, TITLES[2], "approve", presided_by=str(world.member2.pk))
    decide(page, TITLES[3], "send_back")
    withdraw(page, TITLES[4], "Member2")
    go_away(page, "Member")
    refuse_the_fifth(page)
    leave_the_fifth(page, later)
    page.get_by_role("link", name=OTHER).click()
    page.get_by_role("link", name="Record it as taken").click()
    page.fill("[name=note]", "The dates are agreed.")
    d.press(page, "Record it")
    page.get_by_role("link", name="Close the meeting").click()
    d.press(page, "Close the meeting")
    expect(page.get_by_role("status").first).to_contain_text("The meeting is closed.")

    page.get_by_role("link", name="The minute").click()
    read_who_was_there(page, meeting)
    read_the_items(page, later)


def refuse_the_fifth(page: Page) -> None:
    """Try to decide the fifth item, which two are too few for."""
    open_decision(page, TITLES[4])
    d.fill_item(page, "approve", confirms_major="no")
    with page.expect_navigation():
        page.locator("button[name=look]").click()
    wrong = page.locator(".ds_error-summary").inner_text()
    assert "Not quorate: 2 of the 4 voting members in post are counted" in wrong
    assert "One more voting member must come in." in wrong
    assert page.locator("button[name=confirm]").count() == 0
    assert Decision.objects.count() == 4
    page.get_by_role("link", name="Go back").click()


def leave_the_fifth(page: Page, later: Meeting) -> None:
    page.get_by_role("link", name="Leave it to a later meeting").click()
    page.select_option("[name=to]", str(later.pk))
    page.fill("[name=reason]", "Too few were left.")
    d.press(page, "Leave it")
    assert later.items.get().review.project.title == TITLES[4]


def read_who_was_there(page: Page, meeting: Meeting) -> None:
    """Read in the minute who was there and when, and who was not."""
    rows = {row.split("\t")[0]: row for row in page.locator("tbody").first.inner_text().split("\n")}
    for one in Attendance.objects.filter(meeting=meeting).select_related("person"):
        came, left = timezone.localtime(one.came_at), timezone.localtime(one.left_at)
        assert f"{came:%H:%M} to {left:%H:%M}" in rows[str(one.person)]
    assert len(rows) == 4
    assert "for Member3" in rows["Staff"]
    expect(page.locator("h2:text-is('Members not present') + ul")).to_have_text("Member3")


def read_the_items(page: Page, later: Meeting) -> None:
    """Read each item of the minute, and the actions that follow."""
    parts = page.inner_text("main").split("\nActions\n")
    minute, actions = (" ".join(part.split()) for part in parts)
    first, second, third, fourth, fifth, sixth = in_items(minute)
    decisions = list(Decision.objects.order_by("pk"))
    for said, decision in zip((first, second, third, fourth), decisions, strict=True):
        assert decision.wording in said
        assert decision.reasons in said
        assert f"Quorum {decision.quorum_words}" in said
    assert decisions[0].quorum_words.startswith("Quorate: all 4 voting members in post are")
    assert decisions[2].quorum_words.startswith("Quorate: 3 of the 4 voting members in post")
    assert "Presided Chair" in first
    assert "Presided Member2" in third
    assert "Chair declared an interest: Chair is a trustee. Withdrew for this item." in third
    assert "How it was reached Three votes for, one vote against." in second
    assert "Member, body member: against" in second
    assert "How it was reached By consensus." in first
    assert "Member2 declared an interest" in fifth
    day = f"{timezone.localtime(later.starts_at):%-d %B %Y}"
    assert f"Deferred to the meeting of {day}. Too few were left." in fifth
    assert "The dates are agreed." in sixth
    assert "Publish the assessment. Lead" in actions


def in_items(minute: str) -> list[str]:
    """Return what a minute says under each of its six items."""
    heads = [f"{number}. {one}" for number, one in enumerate(item_titles(), start=1)]
    starts = [minute.index(head) for head in heads]
    return [minute[at:to] for at, to in zip(starts, [*starts[1:], len(minute)], strict=True)]


def item_titles() -> list[str]:
    references = [Project.objects.get(title=title).reference for title in TITLES]
    put = [f"{ref} {title}" for ref, title in zip(references, TITLES, strict=True)]
    return [*put, OTHER]
