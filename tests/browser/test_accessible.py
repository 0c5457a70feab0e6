"""Every page in Chromium: axe-core finds nothing, nothing overflows, nothing comes from elsewhere.

The pages are in pages.py, which has a line for every address that the resolver knows.
"""

import tomllib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from axe_playwright_python.base import AXE_SCRIPT
from django.core.cache import cache
from django.db.models import Model
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone
from playwright.sync_api import Error, Page

from cycle.models import Deliverable, ReviewPoint
from cycle.services import add_link
from desk.demonstration import cast_of, load_demonstration
from desk.demonstration.load import WORDS
from desk.demonstration.steps import Cast
from governance.enums import Declared, ItemKind
from governance.models import (
    Condition,
    Decision,
    Direction,
    Escalation,
    GateReview,
    Meeting,
    ProgrammeAssurance,
    Proxy,
    RegisteredInterest,
    Round,
    Seat,
    SeatCategory,
    Seating,
)
from governance.services import (
    add_item,
    arrive,
    call_meeting,
    declare_interest,
    discharge_condition,
    open_meeting,
    put_brief,
)
from governance.services.direction_words import DirectionWords
from governance.services.directions import draft_direction
from governance.services.escalations import escalate
from notifications.services import sweep
from projects.models import Engagement, ImpactAssessment, Project, TeamMember
from record.history import acting_as
from reports.services import issue_report
from roles.models import Delegation, HeldRole
from tests.browser import driving as d
from tests.browser.pages import ADDRESSES, Look

WHOLE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    "preload": False,
}
# What a wider page may do otherwise than a narrow one.
OF_WIDTH = WHOLE | {"runOnly": ["target-size", "scrollable-region-focusable"]}
# Ids that links, labels and descriptions speak of and nothing has.
LOST = """() => [...document.querySelectorAll(
    "a[href^='#'], label[for], [aria-describedby], [aria-labelledby]"
)].flatMap(one =>
    [one.getAttribute("href")?.slice(1), one.htmlFor, one.getAttribute("aria-describedby"),
     one.getAttribute("aria-labelledby")].filter(ids => ids !== null && ids !== undefined)
    .flatMap(ids => ids.trim().split(" "))
).filter(id => !document.getElementById(id))"""
NARROW = {"width": 320, "height": 640}
WIDE = {"width": 1280, "height": 800}


def names(resolver=None, within: str = "") -> Iterator[str]:
    """Yield the name of every address; the Django admin is one."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield within + entry.name
        elif entry.namespace == "admin":
            yield "admin"
        else:
            yield from names(entry, f"{entry.namespace}:" if entry.namespace else within)


def test_every_address_is_looked_at_or_says_why_not():
    known = set(names())
    assert known - set(ADDRESSES) == set(), "addresses that pages.py has no line for"
    assert set(ADDRESSES) - known == set(), "lines of pages.py for addresses that are gone"
    assert [name for name, looks in ADDRESSES.items() if not looks] == []


@pytest.fixture
def cast(settings, transactional_db) -> Iterator[Cast]:
    """Return the demonstration's people, with something on every page."""
    settings.DEMO = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.ACCOUNT_RATE_LIMITS = {"login": "3/m/ip"}
    now = timezone.now()
    cast = cast_of(load_demonstration(at=now)[0])
    officer = cast.people["officer"]
    issue_report(
        body=cast.bodies["ijb"],
        period_from=now.date() - timedelta(days=90),
        period_to=now.date(),
        meeting_on=None,
        by=officer,
        at=now,
    )
    met = Condition.objects.filter(project__title__startswith="Medication").first()
    discharge_condition(met, note="Told at a meeting.", on=now.date(), by=officer, at=now)
    add_link(
        Deliverable.objects.filter(stage__project__title__startswith="Falls").first(),
        title="A later paper",
        url="https://www.example.org/later",
        effective_on=now.date(),
        by=cast.people["teammate"],
        at=now,
    )
    put_brief(Project.objects.get(title__startswith="Respiratory"), by=cast.people["lead"], at=now)
    meet(cast, now)
    vary(cast, now)
    escalate(
        Project.objects.get(title__startswith="Hospital at Home"),
        cast.bodies["spg"],
        ask="A room for the team in each area.",
        needed_by=now.date() + timedelta(days=3),
        by=cast.people["lead"],
        at=now,
    )
    with acting_as(cast.system):
        cast.people["member2"].set_unusable_password()
        cast.people["member2"].save()
    sweep(at=now)
    cache.clear()
    yield cast
    cache.clear()


def meet(cast: Cast, now: datetime) -> None:
    """Bring a meeting of the group under way, one of whose members withdraws from what is put and
    another of whom has a proxy there; and call one of the board.
    """
    spg, ijb, act = (
        cast.bodies["spg"],
        cast.bodies["ijb"],
        {"by": cast.people["officer"], "at": now},
    )
    meeting = call_meeting(spg, starts_at=now, place="Elgin", **act)
    add_item(meeting, title="Dates of next year’s meetings", **act)
    open_meeting(meeting, **act)
    for name in ("chair", "member", "member3", "deputy"):
        arrive(meeting, cast.people[name], **act)
    declare_interest(
        meeting.items.get(review__project__title__startswith="Respiratory"),
        cast.people["member"],
        nature="Sits on the committee of a charity that may be paid for this.",
        followed=Declared.WITHDREW,
        **act,
    )
    call_meeting(ijb, starts_at=now + timedelta(days=9), **act)


def vary(cast: Cast, now: datetime) -> None:
    """Draft a direction of the board that varies the one in force."""
    earlier = Direction.objects.get(body=cast.bodies["ijb"], number=14)
    words = DirectionWords(
        title=earlier.title,
        recipients=earlier.recipients,
        functions=earlier.functions,
        text=earlier.text,
        measure=earlier.measure,
        review_on=now.date() + timedelta(days=200),
        decided_words="Minute of the board, item 2",
        decided_on=now.date(),
        replaces=earlier,
        change="varies",
        change_reason="Two areas share one nurse.",
    )
    draft_direction(cast.bodies["ijb"], words, by=cast.people["officer"], at=now)


def facts_of(cast: Cast) -> dict[str, str]:
    """Return the words that pages.py uses in addresses: each story's reference, keys of rows."""
    stories = tomllib.loads(WORDS.read_text())["project"]
    found = {row["until"]: Project.objects.get(title=row["title"]) for row in stories}
    plan = {"project": found["plan"]}
    reviews, decisions = GateReview.objects.order_by("pk"), Decision.objects.order_by("pk")
    live = Deliverable.objects.filter(stage__state__in=["open", "at_gate"])
    left_out = live.filter(progress="does_not_apply", stage__project=found["second_cycle"]).first()
    keys = {
        **{f"review_of_{at}": reviews.filter(project=one).last() for at, one in found.items()},
        "place": TeamMember.objects.filter(**plan).first(),
        "assessment": ImpactAssessment.objects.filter(**plan).first(),
        "engagement": Engagement.objects.filter(**plan).first(),
        "condition": Condition.objects.filter(**plan, discharged_on=None).first(),
        "condition_kept": Condition.objects.filter(**plan, discharge_by="body").first(),
        "decision_of_plan": decisions.filter(review__project=found["plan"]).last(),
        "decision_before": decisions.filter(replaced_by__isnull=False).first(),
        "point": ReviewPoint.objects.filter(**plan, held_on=None).first(),
        "deliverable": live.filter(stage__project=found["plan"], evidence__isnull=False).last(),
        "deliverable_ready": live.filter(stage__project=found["hold"], progress="ready").first(),
        "deliverable_at_gate": live.filter(stage__project=found["analyse_gate"]).first(),
        "left_out": left_out,
        "held_role": HeldRole.objects.first(),
        **{f"body_{code}": body for code, body in cast.bodies.items()},
        **{name: cast.people[name] for name in ("chair", "ijbchair")},
        "person_ijb": cast.people["ijb"],
        **rows_of_bodies(cast),
        **rows_of_meetings(cast),
        **rows_of_directions(cast),
        **rows_between(),
    }
    lead = cast.people["lead"]
    return {
        **{at: one.reference for at, one in found.items()},
        **{word: str(row.pk) for word, row in keys.items() if row is not None},
        "today": timezone.localdate().isoformat(),
        "id_of_lead": user_pk_to_url_str(lead),
        "key_of_lead": default_token_generator.make_token(lead),
    }


def rows_of_bodies(cast: Cast) -> dict[str, Model]:
    """Return a kind of seat of the board, and a vacant seat, a seating and a proxy of the group."""
    of_spg = {"category__body": cast.bodies["spg"]}
    return {
        "kind": SeatCategory.objects.filter(body=cast.bodies["ijb"]).last(),
        "seat": Seat.objects.filter(**of_spg, seatings=None).first(),
        "seating": Seating.objects.filter(seat__category__body=cast.bodies["spg"]).first(),
        "proxy": Proxy.objects.filter(member__body=cast.bodies["spg"]).first(),
        "interest": RegisteredInterest.objects.filter(to_on=None).first(),
        "delegation": Delegation.objects.first(),
        "assurance": ProgrammeAssurance.objects.first(),
    }


def rows_of_meetings(cast: Cast) -> dict[str, Model]:
    """Return the group's meetings, held, under way and coming, the board's, and items of theirs."""
    of_spg = Meeting.objects.filter(body=cast.bodies["spg"]).order_by("starts_at")
    held, now, coming = of_spg
    board = Meeting.objects.get(body=cast.bodies["ijb"])
    return {
        "meeting_held": held,
        "meeting_now": now,
        "meeting_coming": coming,
        "meeting_board": board,
        "item_decided": held.items.get(decision__isnull=False),
        "item_left": held.items.filter(deferred_to__isnull=False).first(),
        "item_put": now.items.get(review__project__title__startswith="Respiratory"),
        "item_other": now.items.get(kind=ItemKind.OTHER),
        "item_condition": now.items.filter(condition__discharge_by="body").first(),
        "item_board": board.items.filter(review__isnull=False).first(),
    }


def rows_between() -> dict[str, Model]:
    """Return the round that is asked, and what was escalated: each as far as it has come."""
    rows = Escalation.objects.order_by("pk")
    return {
        "round": Round.objects.get(),
        "waits": rows.get(continues=None, answered_on=None, passed_on_as=None),
        "passed_on": rows.get(passed_on_as__isnull=False),
        "with_the_board": rows.get(continues__isnull=False),
        "answered": rows.get(answered_on__isnull=False),
    }


def rows_of_directions(cast: Cast) -> dict[str, Model]:
    """Return the board's directions: a chain of two, one in force, and a draft that varies it."""
    rows = {row.reference: row for row in Direction.objects.filter(body=cast.bodies["ijb"])}
    return {
        "direction_before": rows["12d"],
        "direction_after": rows["12l"],
        "direction_now": rows["14"],
        "direction_draft": rows["14a"],
    }


def axe_finds(page: Page, options: dict) -> list[str]:
    """Return what axe-core finds wrong with a page, with the first few places of each."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    violations = page.evaluate(
        "options => axe.run(options).then(found => found.violations)", options
    )
    return [
        f"{one['id']} ({one['help']}): "
        + "; ".join(f"{node['target']} {node['html'][:200]}" for node in one["nodes"][:4])
        for one in violations
    ]


class Watched:
    """A page, with what its console said and what it asked for since it was last looked at."""

    def __init__(self, page: Page, here: str) -> None:
        self.page, self.here = page, here
        self.problems: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.problems.append(f"page error: {error}"))
        page.on("request", self._see)

    def _hear(self, message) -> None:
        is_own_status = (
            message.text.startswith("Failed to load resource")
            and message.location["url"] == self.page.url
        )
        if message.type in ("error", "warning") and not is_own_status:
            self.problems.append(f"console: {message.text}")

    def _see(self, request) -> None:
        if not request.url.startswith((f"{self.here}/", "data:")):
            self.problems.append(f"asked elsewhere: {request.url}")

    def visit(self, path: str, look: Look) -> list[str]:
        """Go there, do what the look says and return what is wrong with the page."""
        self.problems = []
        answer = self.page.goto(path)
        if answer.status != look.status:
            return [f"answered {answer.status}, not {look.status}"]
        if look.then is not None:
            try:
                look.then(self.page)
            except Error as error:  # the other pages are still to be looked at
                return [f"could not be used: {error}"]
        self._check_frame(look)
        self._check_widths()
        return self.problems

    def _check_frame(self, look: Look) -> None:
        page = self.page
        heads = page.locator("h1").count()
        if heads != 1:
            self.problems.append(f"{heads} h1")
        title = page.title().rpartition("·")[0].strip()
        if title in ("", "Error:"):
            self.problems.append("no title")
        if look.is_wrong != bool(page.locator(".ds_error-summary").count()):
            self.problems.append("an error summary, or none, against what was expected")
        if look.is_wrong and not title.startswith("Error: "):
            self.problems.append(f"the title does not say that something is wrong: {title}")
        if lost := page.evaluate(LOST):
            self.problems.append(f"nothing on the page is called {lost}")

    def _check_widths(self) -> None:
        page = self.page
        page.set_viewport_size(NARROW)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > NARROW["width"]:
            self.problems.append(f"{width} px wide at {NARROW['width']}")
        self.problems += axe_finds(page, WHOLE)
        page.set_viewport_size(WIDE)
        self.problems += axe_finds(page, OF_WIDTH)


@pytest.mark.browser
def test_every_page_is_accessible(browser, live_server, cast):
    facts = facts_of(cast)
    context = browser.new_context(base_url=live_server.url, locale="en-GB", viewport=WIDE)
    context.set_default_timeout(20_000)
    watched = Watched(context.new_page(), live_server.url)
    problems: list[str] = []
    for name, looks in ADDRESSES.items():
        for look in looks if isinstance(looks, list) else []:
            context.clear_cookies()
            if look.who:
                d.let_in(context, cast.people[look.who], live_server)
            path = reverse(name, args=[facts.get(word, word) for word in look.at.split()])
            path += look.query.format(**facts)
            found = watched.visit(path, look)
            problems += [f"{name} {path} as {look.who or 'a visitor'}: {one}" for one in found]
    context.close()
    assert not problems, "\n".join(["", *problems])


@pytest.mark.browser
def test_the_page_of_last_resort_is_accessible(page, live_server):
    file = Path("templates/500.html").resolve().as_uri()
    page.goto(file)
    assert axe_finds(page, WHOLE) == []
