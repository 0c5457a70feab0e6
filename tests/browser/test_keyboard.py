"""The main ways through the product with a keyboard alone: nothing here clicks or uses a mouse."""

from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cycle.models import ProgressUpdate
from governance.enums import Declared, Outcome
from governance.models import Attendance, Decision, Declaration
from governance.services import call_meeting, put_to_body
from projects.models import Brief
from tests.browser import driving as d
from tests.factories import world as w

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST_STOPS = 150
# Say which stop the focus has reached, and whether the one it left had no outline and no shadow but
# those it has without the focus. A box that is drawn by its label shows the focus there.
STOP = """async () => {
    await Promise.all(document.getAnimations().map(one => one.finished));
    const signs = one => [one, one.nextElementSibling].filter(Boolean).flatMap((part, number) =>
        ["", "::before", "::after"].flatMap(side => {
            const has = getComputedStyle(part, side), found = [];
            if (has.outlineStyle !== "none" && has.outlineWidth !== "0px") found.push(has.outline);
            if (has.boxShadow !== "none") found.push(has.boxShadow);
            if (has.filter.includes("drop-shadow")) found.push(has.filter);
            return found.map(sign => number + side + sign);
        }));
    const now = document.activeElement, was = window.lastStop;
    if (now === was) return ["", false];  // another part of a date
    const left = was ? signs(was) : [];
    const unseen = Boolean(was) && window.lastSigns.every(sign => left.includes(sign));
    [window.lastStop, window.lastSigns] = [now, signs(now)];
    return [now === document.body ? "" : (now.id || now.textContent).trim(), unseen];
}"""


@pytest.fixture
def world() -> w.World:
    """Return a world with a brief to write, a stage at work and another before its body."""
    world = w.make_world()
    d.give_passwords(world, "lead", "chair")
    w.make_project(world, title="Day opportunities")
    w.start(world, w.make_project(world, title="Short breaks"))
    at_gate = w.start(world, w.make_project(world, title="Respite redesign"))
    w.make_ready(world, at_gate)
    put_to_body(at_gate, by=world.lead, at=world.at)
    return world


def go_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on the first that is meant."""
    wanted = page.locator(selector).first
    expect(wanted).to_be_attached()
    for _ in range(MOST_STOPS):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached with the Tab key on {page.url}")


def follow(page: Page, selector: str) -> None:
    """Go to a link or a button and press Enter."""
    go_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def write(page: Page, name: str, words: str) -> None:
    go_to(page, f"main [name='{name}']")
    page.keyboard.press("Control+A")
    page.keyboard.type(words)


def write_day(page: Page, name: str, day: date) -> None:
    """Type a day in the order of parts that this Chromium's language has."""
    field = page.locator(f"main [name={name}]")
    go_to(page, f"main [name={name}]")
    for order in ("%d%m%Y", "%m%d%Y"):
        for _ in order.split("%")[1:]:
            page.keyboard.press("ArrowLeft")  # to the first part
        page.keyboard.type(day.strftime(order))
        if field.input_value() == day.isoformat():
            return
    raise AssertionError(f"{name} takes no day from the keyboard: {field.input_value()}")


def choose(page: Page, name: str, value: str) -> None:
    """Choose a radio: Tab to the group, arrows within it."""
    radios = page.locator(f"main [name={name}]")
    chosen = page.locator(f"main [name={name}][value='{value}']")
    go_to(page, f"main [name={name}]")
    page.keyboard.press("Space")
    for _ in range(radios.count()):
        if chosen.is_checked():
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{name} cannot be set to {value} with the arrow keys")


def pick(page: Page, name: str, words: str) -> None:
    """Choose from a list by typing what the choice begins with."""
    go_to(page, f"main select[name={name}]")
    page.keyboard.type(words)
    assert page.locator(f"main select[name={name}] option:checked").inner_text() == words


def sign_in(page: Page, name: str) -> None:
    page.goto("/accounts/login/")
    write(page, "login", f"{name}@demo.example")
    write(page, "password", d.PASSWORD)
    follow(page, "main button:text-is('Sign in')")
    assert page.title().startswith("My work")


def test_the_lead_signs_in_writes_the_brief_and_says_how_it_goes(page, live_server, world):
    page.goto("/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to main content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("main [name=login]")).to_be_focused()
    sign_in(page, "lead")

    follow(page, "main a:has-text('Day opportunities')")
    follow(page, "main a:text-is('Work on the brief')")
    follow(page, "main a[href$='/brief/focus/']")
    write(page, "what_changes", "Days nearer home.")
    go_to(page, "main [name=outcomes][value='2']")
    page.keyboard.press("Space")
    follow(page, "main form button:text-is('Save'):not([tabindex])")
    brief = Brief.objects.get(project__title="Day opportunities")
    assert (brief.what_changes, brief.outcomes) == ("Days nearer home.", [2])

    page.goto("/")
    follow(page, "main a:has-text('Short breaks')")
    follow(page, "main a:text-is('Write a progress update')")
    choose(page, "rag", "amber")
    write(page, "reason", "The paper is late.")
    follow(page, "main button:text-is('Give this update')")
    update = ProgressUpdate.objects.get(project__title="Short breaks")
    assert (update.rag, update.reason) == ("amber", "The paper is late.")


def test_the_chair_records_a_decision_through_the_page_that_shows_it_once_more(
    page, live_server, world
):
    sign_in(page, "chair")
    follow(page, "main a:has-text('Respite redesign')")
    follow(page, "main a:text-is('Record what the body decided')")
    choose(page, "outcome", Outcome.APPROVE)
    write_day(page, "met_on", d.TODAY)
    write(page, "others", "A member")
    page.keyboard.press("Enter")
    page.keyboard.type("Another")
    write(page, "reasons", "The paper answers what was asked.")
    before = Decision.objects.count()
    follow(page, "main button[name=look]")
    assert Decision.objects.count() == before
    follow(page, "main button[name=confirm]")
    decision = Decision.objects.latest("pk")
    assert Decision.objects.count() == before + 1
    assert (decision.outcome, decision.met_on) == (Outcome.APPROVE, d.TODAY)


def test_the_chair_opens_a_meeting_lets_somebody_in_and_declares_an_interest(
    page, live_server, world
):
    call_meeting(world.spg, starts_at=timezone.now(), by=world.officer, at=timezone.now())
    sign_in(page, "chair")
    page.goto(f"/bodies/{world.spg.pk}/")
    follow(page, "main a:text-is('Meetings')")
    follow(page, "main th a")
    follow(page, "main button:text-is('Open the meeting')")
    pick(page, "person", "Chair")
    follow(page, "main button:text-is('Is there')")
    there = Attendance.objects.get()
    assert (there.person, there.left_at) == (world.chair, None)

    follow(page, "main .agenda a:has-text('Respite redesign')")
    follow(page, "main a:text-is('Declare an interest')")
    pick(page, "person", "Member2")
    write(page, "nature", "A trustee.")
    choose(page, "followed", Declared.WITHDREW)
    follow(page, "main button:text-is('Record it')")
    declared = Declaration.objects.get()
    assert (declared.person, declared.followed) == (world.member2, Declared.WITHDREW)


@pytest.mark.parametrize(
    "path", ["", "progress/new/", "brief/timescales/"], ids=["project", "update", "brief"]
)
def test_the_focus_is_seen_wherever_it_stops(page, live_server, world, path):
    d.let_in(page.context, world.lead, live_server)
    page.goto(f"/projects/HSCM-0002/{path}")
    stops: list[str] = []
    unseen: list[str] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        words, before_unseen = page.evaluate(STOP)
        unseen += stops[-1:] if before_unseen else []
        stops += [words] if words else []
        if words == "Source code":
            break
    assert stops[-1:] == ["Source code"]  # the foot of the page: nothing holds the focus before
    assert len(stops) > 15
    assert unseen == []


def test_what_is_wrong_has_the_focus_and_its_link_leads_to_the_field(page, live_server, world):
    d.let_in(page.context, world.lead, live_server)
    for path, button, fields in [
        ("progress/new/", "Give this update", ["rag"]),
        ("engagement/add/", "Save", ["who", "how"]),
        ("brief/timescales/", "Save", ["lines0-0-on"]),
    ]:
        page.goto(f"/projects/HSCM-0002/{path}")
        if "brief" in path:
            write(page, "lines0-0-name", "First session")
        follow(page, f"main form button:text-is('{button}'):not([tabindex])")
        for number, name in enumerate(fields):
            summary = page.locator(".ds_error-summary[role=alert]")
            if number == 0:
                expect(summary).to_be_focused()
            go_to(page, f".ds_error-summary li:nth-child({number + 1}) a")
            page.keyboard.press("Enter")
            field = page.locator(f"main [name={name}]").first
            expect(field).to_be_focused()
            assert field.get_attribute("aria-invalid") == "true", name
