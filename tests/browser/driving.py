"""Driving the pages as two people would: the lead at one window, the officer at another."""

from datetime import date, timedelta

from django.test import Client
from playwright.sync_api import BrowserContext, Page

from record.history import acting_as
from tests.factories.world import World

TODAY = date.today()  # noqa: DTZ011 -- the server's own day, as the person at the window sees it
PASSWORD = "Glen-Avon-2031-hill"
INTAKE = (
    "is_major_area_of_change",
    "plans_new_services",
    "reviews_whole_services",
    "improves_existing_services",
    "answers_inspection_or_feedback",
)


def later(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def window_of(context: BrowserContext, person, live_server) -> Page:
    """Return a page in which a person is signed in."""
    let_in(context, person, live_server)
    return context.new_page()


def give_passwords(world: World, *names: str) -> None:
    """Let people sign in as the sign-in page asks them to."""
    with acting_as(world.system):
        for name in names:
            world.people[name].set_password(PASSWORD)
            world.people[name].save()


def let_in(context: BrowserContext, person, live_server) -> None:
    """Sign a person in without the sign-in page, in place of whoever was."""
    client = Client()
    client.force_login(person, backend="roles.adapters.PersonBackend")
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])


def tick(page: Page, selector: str) -> None:
    """Tick a box or choose a radio as somebody with a keyboard does."""
    box = page.locator(selector).first
    if not box.is_checked():
        box.focus()
        page.keyboard.press("Space")
    assert box.is_checked(), selector


def unfold(page: Page, selector: str) -> None:
    """Open the details in which a field lies, where it lies in one that is shut."""
    if not page.locator(selector).first.is_visible():
        page.locator("details", has=page.locator(selector)).locator("summary").first.click()


def press(page: Page, words: str, *, exact: bool = True) -> None:
    """Press the button of these words and wait for the page that follows."""
    with page.expect_navigation():
        page.get_by_role("button", name=words, exact=exact).first.click()


def send_empty(page: Page, form: str = "main form[method=post]") -> None:
    """Send a form with nothing typed and nothing chosen, wherever on the page it is."""
    with page.expect_navigation():
        page.locator(form).first.evaluate(
            """form => {
                for (const one of form.elements) {
                    if (one.type === "radio" || one.type === "checkbox") one.checked = false;
                    else if (one.tagName === "SELECT") one.selectedIndex = 0;
                    else if (one.tagName === "TEXTAREA") one.value = "";
                    else if (one.tagName === "INPUT" && one.type !== "hidden") one.value = "";
                }
                form.requestSubmit(form.querySelector("button:not([name=add], [name^=add_])"));
            }"""
        )


def propose(page: Page, *, title: str, questions: list[str], body: str, major: bool) -> str:
    """Answer the intake questions, propose the project and return its reference."""
    page.goto("/projects/propose/")
    for name in INTAKE:
        tick(page, f"input[name={name}][value={'yes' if name in questions else 'no'}]")
    with page.expect_navigation():
        page.locator("main form button").first.click()
    page.fill("[name=title]", title)
    page.fill("[name=purpose]", "A better way.")
    page.fill("[name=trigger]", "People asked for it.")
    page.select_option("[name=governing_body]", label=body)
    is_major = page.locator("[name=is_major]")
    if is_major.first.get_attribute("type") == "radio":
        tick(page, f"[name=is_major][value={'yes' if major else 'no'}]")
    elif major:
        tick(page, "[name=is_major]")
    if major:
        page.fill("[name=major_reason]", "A building would close.")
    tick(page, "[name=i_lead]")
    for name in ("lead_post", "sponsor_post"):
        if page.locator(f"[name={name}]").count():
            page.fill(f"[name={name}]", name.replace("_", " ").capitalize())
    press(page, "Propose the project")
    return page.url.rstrip("/").split("/")[4]


def fill_brief(page: Page, reference: str) -> None:
    """Complete the six parts of the brief, each on its own page."""
    at = f"/projects/{reference}/brief/"

    def save() -> None:
        tick(page, "[name=is_complete]")
        with page.expect_navigation():
            page.locator("main form button:not([name=add])").last.click()
        assert not page.locator(".ds_error-summary").count(), page.inner_text("main")

    page.goto(f"{at}focus/")
    for name in ("what_changes", "for_whom", "population_need", "scope_in"):
        page.fill(f"[name={name}]", "In words.")
    tick(page, "[name=outcomes][value='2']")
    tick(page, "[name=whole_area]")
    save()
    page.goto(f"{at}governance/")
    page.select_option("[name=reporting_months]", "3")
    save()
    page.goto(f"{at}resources/")
    page.fill("[name=lines0-0-year]", "2026")
    page.fill("[name=lines0-0-source]", "Revenue")
    page.select_option("[name=lines0-0-is_recurring]", index=1)
    page.fill("[name=lines0-0-planned]", "1200.50")
    save()
    page.goto(f"{at}stakeholders/")
    page.fill("[name=lines0-0-name]", "Families")
    save()
    page.goto(f"{at}products/")
    for number in range(int(page.input_value("[name=lines0-TOTAL_FORMS]"))):
        page.fill(f"[name=lines0-{number}-owner_post]", "Lead")
        page.fill(f"[name=lines0-{number}-due_on]", later(30 + number))
    save()
    page.goto(f"{at}timescales/")
    for gate in (1, 2, 3, 4):
        page.fill(f"[name=gate_{gate}]", later(90 * gate))
    page.select_option("[name=review_months]", "6")
    page.fill("[name=lines1-0-what_may_go_wrong]", "No provider.")
    page.fill("[name=lines1-0-what_then]", "Keep the house open.")
    save()


def make_ready(page: Page, reference: str) -> None:
    """Add a link to every deliverable of the open stage and mark each ready."""
    page.goto(f"/projects/{reference}/stage/")
    links = page.locator("a[href*='/deliverables/']").evaluate_all(
        "found => [...new Set(found.map(one => one.getAttribute('href')))]"
    )
    assert links
    for link in links:
        page.goto(link)
        if not page.locator("[name=link-url]").count():
            continue
        unfold(page, "[name=link-url]")
        page.fill("[name=link-url]", "https://www.example.org/paper")
        page.fill("[name=link-title]", "Paper")
        with page.expect_navigation():
            page.locator("form[action$='/links/'] button").click()
        unfold(page, "[name=progress]")
        tick(page, "[name=progress][value=ready]")
        with page.expect_navigation():
            page.locator("form[action$='/change/'] button").click()
        assert not page.locator(".ds_error-summary").count(), page.inner_text("main")


def put(page: Page, reference: str, what: str = "stage") -> str:
    """Put the stage, or the brief, to its body; return the review's path."""
    page.goto(f"/projects/{reference}/{what}/")
    form = "/put/" if what == "stage" else "/brief/put/"
    with page.expect_navigation():
        page.locator(f"form[action$='{form}'] button").click()
    assert "/reviews/" in page.url, page.inner_text("main")
    return "/" + page.url.split("/", 3)[3]


def a_condition() -> dict[str, str]:
    """Return the fields of one condition."""
    return {
        "conditions-0-text": "Publish the assessment.",
        "conditions-0-owner_post": "Lead",
        "conditions-0-due_on": later(20),
    }


def fill_minute(page: Page, outcome: str, **fields: str) -> None:
    """Fill the form of a decision that all members on its list took part in, with two others where
    the list is too short to be a body.
    """
    tick(page, f"[name=outcome][value={outcome}]")
    page.fill("[name=met_on]", TODAY.isoformat())
    members = page.locator("[name^=member_][value=took_part]")
    for radio in members.all():
        tick(page, f"#{radio.get_attribute('id')}")
    if members.count() < 2:
        page.fill("[name=others]", "A first member\nA second member")
    page.fill("[name=reasons]", "The paper answers what was asked.")
    say_why(page, outcome)
    fill_in(page, fields)


def say_why(page: Page, outcome: str) -> None:
    """Tick a coded reason of the outcome, and state what a joint board has to."""
    if outcome in ("send_back", "defer", "stop"):
        box = page.locator(f"[name=coded_reasons][value^='{outcome}:']").first
        box.evaluate("one => { one.closest('details').open = true }")
        tick(page, f"#{box.get_attribute('id')}")
    if page.locator("[name=direction_to]").count():
        tick(page, "[name=direction_to][value=none]")
        page.fill("[name=direction_reason]", "Nothing changes for the board or the council.")
    if page.locator("[name=account_of_views]").count():
        page.fill("[name=account_of_views]", "The group’s views were taken in.")


def fill_item(page: Page, outcome: str, votes: dict[str, str] | None = None, **fields: str) -> None:
    """Fill the form of a decision at a meeting. votes: how each voted, by name, where they did."""
    tick(page, f"[name=outcome][value={outcome}]")
    page.fill("[name=reasons]", "The paper answers what was asked.")
    say_why(page, outcome)
    tick(page, f"[name=reached][value={'vote' if votes else 'consensus'}]")
    for name, vote in (votes or {}).items():
        page.get_by_label(name, exact=True).select_option(vote)
    fill_in(page, fields)


def fill_in(page: Page, fields: dict[str, str]) -> None:
    """Fill fields by name, whether radio, list or text."""
    for name, value in fields.items():
        box = page.locator(f"[name={name}]").first
        if box.get_attribute("type") == "radio":
            tick(page, f"[name={name}][value='{value}']")
        elif box.evaluate("one => one.tagName") == "SELECT":
            box.select_option(value)
        else:
            box.fill(value)


def decide(page: Page, review: str, outcome: str, **fields: str) -> None:
    """Record a decision: fill the form, look at it once more, confirm."""
    page.goto(f"{review}decide/")
    fill_minute(page, outcome, **fields)
    look_and_confirm(page)


def look_and_confirm(page: Page) -> None:
    """Look at a decision once more and have it recorded."""
    with page.expect_navigation():
        page.locator("button[name=look]").click()
    assert not page.locator(".ds_error-summary").count(), page.inner_text("main")
    with page.expect_navigation():
        page.locator("button[name=confirm]").click()
    assert "/decide/" not in page.url, page.inner_text("main")


def review_path(page: Page, reference: str) -> str:
    """Return the path of the review that is open now."""
    page.goto(f"/projects/{reference}/stage/")
    link = page.locator("a[href*='/reviews/']").first
    return link.get_attribute("href")
