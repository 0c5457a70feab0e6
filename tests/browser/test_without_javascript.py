"""The short way from a brief to an issued report, in a Chromium that runs no script."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from cycle.models import Evidence
from cycle.queries import live_stage_of
from cycle.services import change_deliverable
from governance.models import Decision
from projects.models import MoneyLine, Project
from tests.browser import driving as d
from tests.factories import world as w

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAPER = b"What families told us.\n\nThey want breaks nearer home.\n"


@pytest.fixture
def contexts(browser, live_server) -> Iterator[list[BrowserContext]]:
    """Return two visitors' browsers with scripts switched off."""
    found = [
        browser.new_context(base_url=live_server.url, locale="en-GB", java_script_enabled=False)
        for _ in range(2)
    ]
    for context in found:
        context.set_default_timeout(20_000)
    yield found
    for context in found:
        context.close()


def sign_in(context: BrowserContext, name: str) -> Page:
    page = context.new_page()
    page.goto("/")
    page.fill("[name=login]", f"{name}@demo.example")
    page.fill("[name=password]", d.PASSWORD)
    d.press(page, "Sign in")
    expect(page).to_have_title("My work · Commissioning Cycle")
    return page


def test_a_brief_with_rows_a_file_a_decision_and_a_report(contexts, live_server):
    world = w.make_world()
    d.give_passwords(world, "lead", "officer")
    project = w.start(world, w.make_project(world))
    w.make_ready(world, project)
    row = live_stage_of(project).deliverables.exclude(progress="does_not_apply").first()
    change_deliverable(row, progress="in_progress", by=world.lead, at=world.at)
    lead, officer = sign_in(contexts[0], "lead"), sign_in(contexts[1], "officer")

    write_money(lead, project)
    assert list(MoneyLine.objects.filter(project=project).values_list("source", "planned")) == [
        ("Revenue", 120000),
        ("Lottery", 1200),
        ("Council", 300),
    ]

    lead.goto(f"/projects/{project.reference}/deliverables/{row.pk}/")
    d.unfold(lead, "[name=file-file]")
    lead.set_input_files(
        "[name=file-file]", {"name": "paper.txt", "mimeType": "text/plain", "buffer": PAPER}
    )
    lead.fill("[name=file-title]", "What families told us")
    d.press(lead, "Add the file")
    d.tick(lead, "[name=progress][value=ready]")
    with lead.expect_navigation():
        lead.locator("form[action$='/change/'] button").click()
    assert Evidence.objects.get(deliverable=row, kind="file").original_name == "paper.txt"

    review = d.put(lead, project.reference)
    officer.goto(review)
    assert download(officer, "What families told us, version 1") == PAPER
    d.decide(officer, review, "approve_with_conditions", **d.a_condition())
    assert Decision.objects.filter(review__project=project).latest("pk").conditions.count() == 1

    officer.goto("/reports/issue/")
    officer.select_option("[name=body]", label="Integration joint board")
    officer.fill("[name=period_from]", d.later(-90))
    officer.fill("[name=period_to]", d.TODAY.isoformat())
    d.press(officer, "Issue the report")
    assert download(officer, "PDF").startswith(b"%PDF-")


def write_money(page: Page, project: Project) -> None:
    """Fill the blank line of money, ask for another and fill that too."""
    page.goto(f"/projects/{project.reference}/brief/resources/")
    for number, (source, pounds) in enumerate([("Lottery", "1200"), ("Council", "300")], start=1):
        if number == 2:
            d.press(page, "Add another line of money")
        page.fill(f"[name=lines0-{number}-year]", "2026")
        page.fill(f"[name=lines0-{number}-source]", source)
        page.select_option(f"[name=lines0-{number}-is_recurring]", "no")
        page.fill(f"[name=lines0-{number}-planned]", pounds)
    d.press(page, "Save")
    expect(page.get_by_role("status")).to_contain_text("saved")


def download(page: Page, words: str) -> bytes:
    """Follow a link to a file and return what is in it."""
    with page.expect_download() as got:
        page.get_by_role("link", name=words).first.click()
    return got.value.path().read_bytes()
