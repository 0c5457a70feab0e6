"""Pages of governance: who sees what, what a form does, what a wrong one says."""

import html
from datetime import timedelta

import pytest
from django.urls import reverse

from cycle import engine
from cycle.enums import Phase, StageState
from cycle.queries import live_stage_of
from cycle.services import add_link, change_deliverable
from governance.enums import Outcome
from governance.models import Condition, Decision, GateReview, TookPart
from governance.queries import readiness
from governance.services import put_to_body
from projects.enums import BriefPart, ProjectRole
from projects.models import Project
from projects.services import put_in_place, save_brief_part
from roles.enums import Role
from roles.models import HeldRole
from roles.services import end_role, give_role
from tests.factories import world as w
from tests.factories.unchanged import unchanged

READERS = ("staff", "auditor", "admin", "member", "ijb_reader", "sponsor", "officer", "chair")


@pytest.fixture
def review(world, project) -> GateReview:
    """The Analyse gate before the strategic planning group, two days on."""
    w.make_ready(world, project)
    put_to_body(project, by=world.lead, at=world.at)
    world.days(2)
    return w.open_review(project)


def at(name: str, *args) -> str:
    return reverse(f"governance:{name}", args=args)


def words(page) -> str:
    return " ".join(html.unescape(page.content.decode()).split())


def minute(world, **changed) -> dict:
    """Return what the chair sends."""
    values = {
        "outcome": "approve",
        "met_on": world.today.isoformat(),
        f"member_{world.chair.pk}": "took_part",
        f"member_{world.member.pk}": "took_part",
        f"member_{world.member2.pk}": "withdrew",
        f"member_{world.member3.pk}": "absent",
        "others": "",
        "others_withdrew": "",
        "reasons": "The group was content.",
        "views": "",
        "defer_until": "",
        "conditions-TOTAL_FORMS": "1",
        "conditions-INITIAL_FORMS": "0",
        "conditions-0-text": "",
        "conditions-0-owner_post": "",
        "conditions-0-owner": "",
        "conditions-0-due_on": "",
        "conditions-0-holds_up": "",
    }
    outcome = changed.get("outcome", "")
    coded = [f"{outcome}:{code}" for code in w.CODED.get(outcome, ())]
    return values | {"coded_reasons": coded} | changed


def with_condition(world, number: int = 0, **changed) -> dict:
    line = {
        "text": "Publish it.",
        "owner_post": "Lead",
        "owner": "",
        "due_on": (world.today + timedelta(days=30)).isoformat(),
        "holds_up": "2",
    } | changed
    total = {"conditions-TOTAL_FORMS": str(number + 1)}
    return total | {f"conditions-{number}-{name}": value for name, value in line.items()}


# Who sees what


def pages_of(project: Project, review: GateReview) -> dict[str, str]:
    piece = review.stage.deliverables.first().evidence.first()
    return {
        "stage": at("stage", project.reference),
        "review": at("review", project.reference, review.pk),
        "decide": at("decide", project.reference, review.pk),
        "course": at("course", project.reference),
        "conditions": at("conditions", project.reference),
        "project_decisions": at("project_decisions", project.reference),
        "evidence_file": at("evidence_file", project.reference, piece.key),
    }


def test_outsiders_and_other_partnerships_find_nothing_and_nobody_signs_in(
    world, project, review, as_
):
    other = w.make_world("argyll", "ARGY", "argyll.example")
    pages = pages_of(project, review)
    posts = [
        at("put", project.reference),
        at("put_brief", project.reference),
        at("withdraw", project.reference, review.pk),
        pages["decide"],
    ]
    for person in (world.outsider, other.lead, other.chair, other.officer):
        browser = as_(person)
        with unchanged():
            for url in pages.values():
                assert browser.get(url).status_code == 404, url
            for url in posts:
                assert browser.post(url, minute(world, confirm="yes")).status_code == 404, url
    for url in [*pages.values(), at("decisions")]:
        assert as_().get(url).status_code == 302
        assert "/accounts/login/" in as_().get(url)["Location"]


def test_every_reader_reads_stage_review_and_decisions(world, project, review, as_):
    for who in READERS:
        browser = as_(world.people[who])
        for name in ("stage", "review", "conditions", "project_decisions"):
            page = browser.get(pages_of(project, review)[name])
            assert page.status_code == 200, (who, name)
        assert browser.get(at("decisions")).status_code == 200


def test_what_was_put_is_shown_to_those_who_may_see_it_only(world, project, review, as_):
    url = at("review", project.reference, review.pk)
    for who in ("lead", "teammate", "sponsor", "officer", "auditor", "member", "chair"):
        assert review.snapshot.sha256 in words(as_(world.people[who]).get(url)), who
    for who in ("staff", "admin", "ijb_reader", "ijb_member", "slt_chair"):
        page = words(as_(world.people[who]).get(url))
        assert "Analyse gate" in page
        assert review.snapshot.sha256 not in page, who
        assert "What was put is read by" in page


def test_only_the_bodys_chair_and_officer_have_the_form(world, project, review, as_):
    url = at("decide", project.reference, review.pk)
    for who in ("chair", "officer"):
        assert as_(world.people[who]).get(url).status_code == 200
    for who in ("lead", "teammate", "sponsor", "member", "staff", "slt_chair", "ijb_chair"):
        browser = as_(world.people[who])
        with unchanged():
            assert browser.get(url).status_code == 403, who
            assert browser.post(url, minute(world, confirm="yes")).status_code == 403, who


def test_a_restricted_project_is_seen_by_those_named_and_its_bodies(world, project, review, as_):
    Project.objects.filter(pk=project.pk).update(is_restricted=True)
    url = at("review", project.reference, review.pk)
    for who in ("staff", "auditor", "admin", "ijb_reader"):
        assert as_(world.people[who]).get(url).status_code == 404, who
        assert project.reference not in words(as_(world.people[who]).get(at("decisions")))
    for who in ("lead", "member", "chair", "officer"):
        assert as_(world.people[who]).get(url).status_code == 200, who


# The stage page, putting, withdrawing


def test_the_stage_page_shows_the_very_list_by_which_putting_is_refused(world, project, as_):
    missing = [one for one in readiness(project, at=world.at) if one.blocks]
    assert len(missing) == 4
    page = words(as_(world.lead).get(at("stage", project.reference)))
    assert "Four things stand between this project and its Analyse gate" in page
    assert page.count("It is not started. Held by") == len(missing)

    with unchanged():
        refused = as_(world.lead).post(at("put", project.reference))

    assert refused.status_code == 422
    assert "It was not put to the body" in words(refused)
    for one in missing:
        assert one.sentence in words(refused)


def test_putting_goes_to_the_review_and_withdrawing_back(world, project, as_):
    w.make_ready(world, project)
    assert "Nothing stands between" in words(as_(world.lead).get(at("stage", project.reference)))

    page = as_(world.lead).post(at("put", project.reference))

    review = w.open_review(project)
    assert page["Location"] == review.get_absolute_url()
    again = as_(world.lead).post(at("put", project.reference))
    assert again.status_code == 409
    page = as_(world.lead).post(at("withdraw", project.reference, review.pk))
    assert page["Location"] == at("stage", project.reference)
    assert live_stage_of(project).state == StageState.OPEN
    assert as_(world.lead).post(at("withdraw", project.reference, review.pk)).status_code == 409


def test_a_get_of_an_act_writes_nothing_and_leads_back(world, project, review, as_):
    with unchanged():
        for url in (
            at("put", project.reference),
            at("put_brief", project.reference),
            at("withdraw", project.reference, review.pk),
        ):
            assert as_(world.lead).get(url).status_code == 302, url


def test_putting_a_brief_that_is_not_complete_lists_what_lacks(world, as_):
    project = w.make_project(world)

    with unchanged():
        page = as_(world.lead).post(at("put_brief", project.reference))

    assert page.status_code == 422
    assert "is not complete" in words(page)
    assert "It was not put to the body" in words(page)
    assert "projects/brief.html" in [template.name for template in page.templates]
    w.fill_brief(world, project)
    page = as_(world.lead).post(at("put_brief", project.reference))
    assert page["Location"] == w.open_review(project).get_absolute_url()


def test_a_brief_that_is_refused_says_why_on_its_own_page(world, project, as_):
    brief = reverse("projects:brief", args=[project.reference])
    w.course(world, project, Outcome.HOLD, reasons="Wait.")
    with unchanged():
        page = as_(world.lead).post(at("put_brief", project.reference))
    assert page.status_code == 422
    assert page.context["refusal"].code == "on_hold"
    assert "Ask its governing body to release it." in words(page)
    assert "Versions" in words(page), "the brief's own page"
    assert as_(world.lead).get(at("put_brief", project.reference))["Location"] == brief
    for who in ("teammate", "sponsor", "member"):
        with unchanged():
            page = as_(world.people[who]).post(at("put_brief", project.reference))
        assert page.status_code == 403, who


def test_the_brief_page_says_which_body_has_it_and_who_may_withdraws_it(world, as_):
    project = w.make_project(world)
    url = reverse("projects:brief", args=[project.reference])
    button = at("put_brief", project.reference)
    w.fill_brief(world, project)
    assert button in words(as_(world.lead).get(url))
    review = put_to_body(project, by=world.lead, at=world.at)
    since = f"{world.today:%A} 12 January 2026"
    world.days(3)
    withdraw = at("withdraw", project.reference, review.pk)

    for who in ("lead", "teammate", "sponsor", "officer", "auditor"):
        page = words(as_(world.people[who]).get(url))
        assert f"Version 1 is with the {world.spg}" in page, who
        assert f"Since {since}." in page
        assert review.get_absolute_url() in page
        assert button not in page
        assert (withdraw in page) == (who == "lead"), who
    page = words(as_(world.staff).get(url))
    assert f"Version 1 is with the {world.spg} since 12 January 2026." in page
    assert withdraw not in page
    with unchanged():
        assert as_(world.lead).post(button).status_code == 409, "from a page opened before"

    as_(world.lead).post(withdraw)
    assert button in words(as_(world.lead).get(url))
    review = put_to_body(project, by=world.lead, at=world.at)
    w.decide(world, review, Outcome.DEFER, defer_until=world.today + timedelta(days=9))
    assert "Deferred; it comes back on 24 January 2026." in words(as_(world.lead).get(url))
    w.decide(world, w.open_review(project), Outcome.APPROVE, confirms_major=False)
    page = words(as_(world.lead).get(url))
    assert "is with the" not in page
    assert "Nothing has changed since version 1 was accepted" in page


def test_a_later_version_that_is_with_a_body_is_told_too(world, project, as_):
    url = reverse("projects:brief", args=[project.reference])
    save_brief_part(
        project,
        BriefPart.FOCUS,
        fields={"scope_out": "Transport."},
        is_complete=True,
        by=world.lead,
        at=world.at,
    )
    assert at("put_brief", project.reference) in words(as_(world.lead).get(url))

    as_(world.lead).post(at("put_brief", project.reference))

    page = words(as_(world.lead).get(url))
    assert f"Version 2 is with the {world.spg}" in page
    assert at("put_brief", project.reference) not in page
    newest = reverse("projects:brief_version", args=[project.reference, 1])
    assert as_(world.staff).get(url)["Location"] == newest


def test_the_stage_page_in_every_phase(world, as_):
    project = w.make_project(world)
    url = at("stage", project.reference)
    assert "the acceptance of its brief" in words(as_(world.lead).get(url))
    w.fill_brief(world, project)
    put_to_body(project, by=world.lead, at=world.at)
    assert "Brief, version 1: with the" in words(as_(world.lead).get(url))
    w.decide(world, w.open_review(project), Outcome.APPROVE, confirms_major=False)
    for _ in range(3):
        w.pass_gate(world, project)
    w.pass_gate(world, project, next_step="watch", next_review_on=world.today + timedelta(days=9))
    assert "The project is under review" in words(as_(world.lead).get(url))
    as_(world.lead).post(reverse("cycle:resume", args=[project.reference]))
    w.pass_gate(world, project, next_step="close")
    assert "Write the closing note" in words(as_(world.lead).get(url))
    texts = {"lessons": "Ask.", "barriers": "None.", "unintended_consequences": "None."}
    as_(world.lead).post(reverse("cycle:close", args=[project.reference]), texts)
    assert "The project is closed" in words(as_(world.staff).get(url))


# Deciding


def test_a_decision_is_shown_once_more_and_then_recorded(world, project, review, as_):
    url = at("decide", project.reference, review.pk)
    sent = minute(world, outcome="approve_with_conditions") | with_condition(
        world, owner=str(world.lead.pk)
    )

    with unchanged():
        page = as_(world.chair).post(url, sent | {"look": "yes"})
    text = words(page)
    assert page.status_code == 200
    for said in (
        "Once more before it is recorded",
        "Approve with conditions",
        "Publish it.",
        "Holds up the Plan gate",
        "Lead (Lead)",
        "The group was content.",
    ):
        assert said in text
    carried = dict(page.context["carried"])
    assert "look" not in carried

    page = as_(world.chair).post(url, carried | {"confirm": "yes"})

    assert page["Location"] == review.get_absolute_url()
    decision = Decision.objects.get(review=review)
    assert decision.wording == "Approve with conditions"
    condition = decision.conditions.get()
    assert (condition.owner, condition.holds_up) == (world.lead, 2)
    parts = dict(decision.took_part.values_list("person__name", "part"))
    assert parts == {"Chair": "took_part", "Member": "took_part", "Member2": "withdrew"}


def test_others_take_part_or_withdraw_line_by_line(world, project, review, as_):
    url = at("decide", project.reference, review.pk)
    sent = minute(
        world,
        others="A carer’s deputy\r\n\r\n Chief Nurse ",
        others_withdrew="Provider of residential care\r\nHousing association\r\n",
    )
    page = as_(world.chair).post(url, sent | {"look": "yes"})
    shown = dict(page.context["shown"])
    assert shown["Withdrew for this item"] == [
        "Member2, body member",
        "Provider of residential care",
        "Housing association",
    ]
    back = as_(world.chair).post(url, dict(page.context["carried"]) | {"change": "yes"})
    assert back.context["form"]["others_withdrew"].value() == sent["others_withdrew"]

    as_(world.chair).post(url, dict(page.context["carried"]) | {"confirm": "yes"})

    parts = TookPart.objects.filter(decision__review=review, person=None)
    assert list(parts.values_list("words", "part")) == [
        ("A carer’s deputy", "took_part"),
        ("Chief Nurse", "took_part"),
        ("Provider of residential care", "withdrew"),
        ("Housing association", "withdrew"),
    ]
    page = words(as_(world.staff).get(review.get_absolute_url()))
    assert page.count("Withdrew for this item</dt>") == 3
    assert page.index("Chief Nurse") < page.index("Withdrew for this item</dt>")


def test_a_member_who_left_since_it_was_put_may_have_taken_part_before(world, project, review, as_):
    """Put on 14 January; the member leaves on the 17th, another joins on the 18th."""
    url = at("decide", project.reference, review.pk)
    met_on = world.today
    world.days(1)
    end_role(
        HeldRole.objects.get(person=world.member), last_day=world.today, by=world.admin, at=world.at
    )
    world.days(1)
    give_role(
        world.staff,
        Role.BODY_MEMBER,
        partnership=world.partnership,
        body=world.spg,
        from_on=world.today,
        by=world.admin,
        at=world.at,
    )
    page = as_(world.chair).get(url)
    rows = {str(one["field"].label): one["days"] for one in page.context["form"].member_rows()}
    assert rows["Member, body member"] == ["In post from 8 December 2024 to 17 January 2026"]
    assert rows["Staff, body member"] == ["In post from 18 January 2026"]
    assert "Only members on the day of the meeting can have taken part." in words(page)
    joined = f"member_{world.staff.pk}"

    for changed, who in [
        ({"met_on": world.today.isoformat(), joined: "absent"}, "Member"),
        ({"met_on": met_on.isoformat(), joined: "took_part"}, "Staff"),
        ({"met_on": met_on.isoformat(), joined: "withdrew"}, "Staff"),
    ]:
        for step in ("look", "confirm"):
            with unchanged():
                page = as_(world.chair).post(url, minute(world, **changed) | {step: "yes"})
            assert page.status_code == 422
            assert f"{who} was not a member of" in str(page.context["form"].errors["met_on"])

    sent = minute(world, met_on=met_on.isoformat(), confirm="yes") | {joined: "absent"}
    assert as_(world.chair).post(url, sent).status_code == 302
    assert TookPart.objects.get(person=world.member).decision.met_on == met_on


def test_somebody_is_named_by_the_place_they_held_at_the_meeting(world, project, review, as_):
    """A member until the meeting's day, chair since: one line to choose, both places shown."""
    met_on = world.today
    world.days(1)
    give_role(
        world.member,
        Role.CHAIR,
        partnership=world.partnership,
        body=world.spg,
        from_on=world.today,
        by=world.admin,
        at=world.at,
    )
    url = at("decide", project.reference, review.pk)
    rows = as_(world.chair).get(url).context["form"].member_rows()
    assert [one["days"] for one in rows if one["field"].label == "Member, chair"] == [
        [
            "Chair: in post from 17 January 2026",
            "Body member: in post from 8 December 2024",
        ]
    ]

    as_(world.chair).post(url, minute(world, met_on=met_on.isoformat(), confirm="yes"))

    assert TookPart.objects.get(person=world.member).words == "Member, body member"


def test_the_same_form_twice_is_one_decision_and_a_409(world, project, review, as_):
    url = at("decide", project.reference, review.pk)
    sent = minute(world, confirm="yes")

    first = as_(world.chair).post(url, sent)
    with unchanged():
        second = as_(world.chair).post(url, sent)
        look = as_(world.officer).post(url, minute(world))
        form = as_(world.officer).get(url)

    assert first.status_code == 302
    assert [second.status_code, look.status_code, form.status_code] == [409, 409, 409]
    assert "Somebody was first" in words(second)
    assert "Nothing of yours was recorded" in words(second)
    assert Decision.objects.filter(review=review).count() == 1


def test_a_tab_left_open_since_before_a_deferral_is_refused(world, project, review, as_):
    w.decide(world, review, Outcome.DEFER, defer_until=world.today + timedelta(days=7))
    world.days(7)

    with unchanged():
        page = as_(world.chair).post(
            at("decide", project.reference, review.pk), minute(world, confirm="yes")
        )

    assert page.status_code == 409
    back = w.open_review(project)
    form = as_(world.chair).post(
        at("decide", project.reference, back.pk), minute(world, review=str(back.pk), confirm="yes")
    )
    assert form.status_code == 302


def test_a_form_of_another_review_is_not_taken_for_this_one(world, project, review, as_):
    with unchanged():
        page = as_(world.chair).post(
            at("decide", project.reference, review.pk),
            minute(world, review=str(review.pk + 1), confirm="yes"),
        )

    assert page.status_code == 409
    assert page.context["refusal"].code == "other_review"


def test_what_is_wrong_is_said_at_its_field(world, project, review, as_):
    url = at("decide", project.reference, review.pk)
    ahead = (world.today + timedelta(days=3)).isoformat()
    cases = [
        ({"outcome": ""}, "outcome", "Choose what the body decided."),
        ({"outcome": "hold"}, "outcome", "Choose one of those offered under “Outcome”."),
        ({"met_on": ""}, "met_on", "Enter the date of the meeting."),
        ({"met_on": "yesterday"}, "met_on", "Enter a date such as 31/03/2027"),
        ({"met_on": ahead}, "met_on", "lies in the future"),
        ({"met_on": "2020-01-01"}, "met_on", "cannot have been decided at an earlier meeting"),
        ({f"member_{world.chair.pk}": "absent"}, "others", "at least two"),
        ({f"member_{world.chair.pk}": "asleep"}, f"member_{world.chair.pk}", "those offered"),
        ({"others": "x" * 201}, "others", "Keep each line to 200 characters"),
        (
            {"others": "A carer", "others_withdrew": "a carer "},
            "others_withdrew",
            "cannot have taken part and withdrawn",
        ),
        ({"reasons": "  "}, "reasons", "Give the body’s reasons."),
        ({"outcome": "approve_with_conditions"}, "outcome", "at least one condition"),
        ({"outcome": "defer"}, "defer_until", "Give the date on which it comes back"),
        ({"outcome": "send_back", "back_to": "999999"}, "back_to", "those offered"),
        (with_condition(world), "outcome", "Only an approval with conditions"),
    ]
    for change, field, sentence in cases:
        with unchanged():
            page = as_(world.chair).post(url, minute(world, **change) | {"confirm": "yes"})
        assert page.status_code == 422, change
        errors = page.context["form"].errors
        assert sentence in str(errors.get(field)), (change, errors)


def test_a_condition_half_filled_in_says_what_it_lacks(world, project, review, as_):
    sent = minute(world, outcome="approve_with_conditions") | with_condition(world, due_on="")

    with unchanged():
        page = as_(world.chair).post(
            at("decide", project.reference, review.pk), sent | {"confirm": "yes"}
        )

    assert page.status_code == 422
    assert "Enter the day by which it is to be done." in words(page)
    problems = {one.anchor: one.words for one in page.context["problems"]}
    assert problems == {
        "id_conditions-0-due_on": "Condition 1, by when: Enter the day by which it is to be done."
    }


def test_another_condition_is_added_without_javascript_and_nothing_typed_is_lost(
    world, project, review, as_
):
    url = at("decide", project.reference, review.pk)
    sent = minute(world, outcome="approve_with_conditions") | with_condition(world)

    with unchanged():
        page = as_(world.chair).post(url, sent | {"add_condition": "yes"})
    assert page.status_code == 200
    assert len(page.context["conditions"].forms) == 2
    assert page.context["conditions"].forms[0]["text"].value() == "Publish it."
    assert page.context["form"]["reasons"].value() == "The group was content."
    assert "There is a problem" not in words(page)

    sent |= with_condition(world, 1, text="Ask families.", holds_up="")
    as_(world.chair).post(url, sent | {"confirm": "yes"})
    assert list(Condition.objects.values_list("number", "text", "holds_up")) == [
        (1, "Publish it.", 2),
        (2, "Ask families.", None),
    ]


def test_going_back_from_the_second_look_keeps_everything(world, project, review, as_):
    with unchanged():
        page = as_(world.chair).post(
            at("decide", project.reference, review.pk), minute(world, change="yes")
        )

    assert page.context["form"]["reasons"].value() == "The group was content."
    assert page.context["form"]["outcome"].value() == "approve"


def test_those_in_conflict_are_shown_with_why_and_cannot_be_marked_as_taking_part(
    world, project, as_
):
    put_in_place(
        project,
        ProjectRole.TEAM_MEMBER,
        post="Adviser",
        person=world.member,
        from_on=world.today,
        by=world.officer,
        at=world.at,
    )
    w.make_ready(world, project)
    review = put_to_body(project, by=world.lead, at=world.at)
    url = at("decide", project.reference, review.pk)
    page = as_(world.chair).get(url)
    field = page.context["form"].fields[f"member_{world.member.pk}"]
    assert [value for value, _ in field.choices] == ["withdrew", "absent"]
    assert "Member is on this project and so does not decide on it." in words(page)

    with unchanged():
        page = as_(world.chair).post(url, minute(world, confirm="yes"))

    assert page.status_code == 422


def test_a_chair_on_the_project_is_told_to_leave_it_to_another(world, project, as_):
    put_in_place(
        project,
        ProjectRole.SPONSOR,
        post="Chief officer",
        person=world.chair,
        from_on=world.today,
        by=world.officer,
        at=world.at,
    )
    w.make_ready(world, project)
    review = put_to_body(project, by=world.lead, at=world.at)

    page = as_(world.chair).get(at("decide", project.reference, review.pk))

    assert page.status_code == 403
    assert "so does not decide on it" in words(page)
    assert "Record what the body decided" not in words(
        as_(world.chair).get(review.get_absolute_url())
    )


def test_a_body_before_the_last_endorses_and_the_page_says_where_it_goes(world, as_):
    project = w.start(world, w.make_project(world, is_major=True))
    w.pass_gate(world, project)
    w.make_ready(world, project)
    review = put_to_body(project, by=world.lead, at=world.at)
    page = words(as_(world.chair).get(at("decide", project.reference, review.pk)))
    for said in ("Endorse with conditions", "Does not endorse", "Goes on to the Integration"):
        assert said in page

    as_(world.chair).post(
        at("decide", project.reference, review.pk),
        minute(world, confirm="yes", views="Mind the evenings."),
    )

    second = w.open_review(project)
    assert second.body == world.ijb
    page = words(as_(world.ijb_chair).get(at("decide", project.reference, second.pk)))
    assert "Approve with conditions" in page
    assert "goes on to Implement" in page
    page = words(as_(world.ijb_member).get(second.get_absolute_url()))
    assert "Mind the evenings." in page


def test_at_gate_0_the_body_says_whether_it_is_major(world, as_):
    project = w.make_project(world)
    w.fill_brief(world, project)
    review = put_to_body(project, by=world.lead, at=world.at)
    url = at("decide", project.reference, review.pk)
    with unchanged():
        page = as_(world.chair).post(url, minute(world, confirm="yes"))
    assert page.status_code == 422
    assert "Say whether it is a major change" in words(page)

    as_(world.chair).post(url, minute(world, confirm="yes", confirms_major="yes"))

    project.refresh_from_db()
    assert project.is_major
    assert engine.phase_of(project) == Phase.WORK


def test_at_review_the_form_asks_what_comes_next(world, project, as_):
    for _ in range(3):
        w.pass_gate(world, project)
    w.make_ready(world, project)
    review = put_to_body(project, by=world.lead, at=world.at)
    url = at("decide", project.reference, review.pk)
    assert "Watch on until the next review point" in words(as_(world.chair).get(url))
    with unchanged():
        page = as_(world.chair).post(url, minute(world, confirm="yes"))
    assert "Say what comes next" in str(page.context["form"].errors["next_step"])
    ahead = (world.today + timedelta(days=90)).isoformat()

    page = as_(world.chair).post(
        url, minute(world, confirm="yes", next_step="watch", next_review_on=ahead)
    )

    assert page.status_code == 302
    assert engine.phase_of(project) == Phase.WATCH


# The review as it was put


def test_what_changed_since_it_was_put_is_marked(world, project, review, as_):
    row = review.stage.deliverables.first()
    url = review.get_absolute_url()
    assert "Changed since put" not in words(as_(world.member).get(url))
    add_link(
        row,
        title="Second thoughts",
        url="https://example.org/",
        effective_on=world.today,
        by=world.lead,
        at=world.at,
    )

    page = words(as_(world.member).get(url))

    assert page.count("Changed since put") == 2, "the heading and the one deliverable"
    assert "Second thoughts, version 1" in page


def test_what_people_typed_is_shown_as_text(world, project, as_):
    nasty = "<script>alert(1)</script>{{ x }}"
    row = live_stage_of(project).deliverables.first()
    change_deliverable(row, notes=nasty, owner_post=nasty, by=world.lead, at=world.at)
    w.update(world, project, "red", nasty)
    w.make_ready(world, project)
    review = put_to_body(project, by=world.lead, at=world.at)
    as_(world.chair).post(
        at("decide", project.reference, review.pk),
        minute(world, confirm="yes", reasons=nasty, views=nasty, others=nasty),
    )
    for url in (
        review.get_absolute_url(),
        at("stage", project.reference),
        at("project_decisions", project.reference),
        reverse("cycle:progress", args=[project.reference]),
        reverse("cycle:deliverable", args=[project.reference, row.pk]),
    ):
        page = as_(world.lead).get(url).content.decode()
        assert "<script" not in page, url


# Conditions, reasons, the course


def test_a_condition_is_read_by_all_and_discharged_by_its_body(world, project, review, as_):
    w.decide(
        world, review, Outcome.APPROVE_WITH_CONDITIONS, conditions=[w.condition(world, holds_up=2)]
    )
    row = Condition.objects.get()
    url = at("condition", project.reference, row.pk)
    discharge = at("condition_discharge", project.reference, row.pk)
    assert "Holds up" in words(as_(world.staff).get(url))
    assert "Record that it was met" not in words(as_(world.staff).get(url))
    for who in ("staff", "lead", "member", "slt_chair"):
        with unchanged():
            assert as_(world.people[who]).post(discharge, {"note": "x"}).status_code == 403
    with unchanged():
        assert as_(world.chair).get(discharge).status_code == 302
        page = as_(world.chair).post(discharge, {"note": " ", "on": world.today.isoformat()})
    assert page.status_code == 422
    assert "Say how the condition was met." in words(page)

    sent = {"note": "Published.", "on": world.today.isoformat()}
    assert as_(world.chair).post(discharge, sent).status_code == 302
    assert as_(world.chair).post(discharge, sent).status_code == 409
    assert "Published." in words(as_(world.staff).get(url))
    assert at("condition", project.reference, row.pk + 1).count("/") == url.count("/")
    assert as_(world.chair).get(at("condition", project.reference, 999999)).status_code == 404


def test_a_reason_is_accepted_on_its_page(world, project, as_):
    row = live_stage_of(project).deliverables.first()
    change_deliverable(
        row, progress="does_not_apply", reason="Done last year.", by=world.lead, at=world.at
    )
    url = at("accept_reason", project.reference, row.pk)
    assert url in words(as_(world.chair).get(at("stage", project.reference)))
    assert url not in words(as_(world.lead).get(at("stage", project.reference)))
    assert as_(world.lead).get(url).status_code == 403
    assert "Done last year." in words(as_(world.chair).get(url))

    as_(world.chair).post(url, {"met_on": world.today.isoformat()})

    row.refresh_from_db()
    assert row.reason_accepted_on == world.today


def test_a_hold_is_shown_once_more_and_then_recorded(world, project, as_):
    url = at("course", project.reference)
    sent = minute(world, outcome="hold")
    for who in ("lead", "member", "slt_chair"):
        assert as_(world.people[who]).get(url).status_code == 403
    with unchanged():
        page = as_(world.chair).post(url, sent)
    assert "Once more before it is recorded" in words(page)

    assert as_(world.chair).post(url, sent | {"confirm": "yes"}).status_code == 302

    project.refresh_from_db()
    assert project.held_since == world.today
    assert "On hold since" in words(as_(world.staff).get(at("stage", project.reference)))
    with unchanged():
        page = as_(world.chair).post(url, sent | {"confirm": "yes"})
    assert page.status_code == 422, "hold is not offered any more"
    page = as_(world.chair).post(url, minute(world, outcome="release", confirm="yes"))
    assert page.status_code == 302


def test_an_earlier_meeting_brings_the_members_of_that_day_onto_the_form(world, project, as_):
    """Nothing was put, so a hold may be of any day; three months are offered unasked."""
    url = at("course", project.reference)
    met_on = world.today
    end_role(
        HeldRole.objects.get(person=world.member), last_day=met_on, by=world.admin, at=world.at
    )
    world.days(120)
    field = f"member_{world.member.pk}"
    page = as_(world.chair).get(url)
    assert field not in page.context["form"].fields
    assert "now and in the last three months" in words(page)
    sent = minute(world, outcome="hold", met_on=met_on.isoformat(), confirm="yes")
    del sent[field]

    with unchanged():
        page = as_(world.chair).post(url, sent)

    assert page.status_code == 422
    assert page.context["form"].errors[field] == ["Say whether they took part."]
    with unchanged():
        today = sent | {"met_on": world.today.isoformat(), field: "took_part"}
        assert as_(world.chair).post(url, today).status_code == 422, "one took part alone"
    assert as_(world.chair).post(url, sent | {field: "took_part"}).status_code == 302
    assert TookPart.objects.get(person=world.member).decision.met_on == met_on


# Lists


def test_lists_ask_as_often_for_three_rows_as_for_one(
    world, project, as_, django_assert_max_num_queries
):
    browser = as_(world.member)
    names = ("stage", "conditions", "project_decisions")
    urls = [at(name, project.reference) for name in names] + [at("decisions")]

    def counts() -> list[int]:
        found = []
        for url in urls:
            browser.get(url)
            with django_assert_max_num_queries(60) as asked:
                assert browser.get(url).status_code == 200
            found.append(len(asked.captured_queries))
        return found

    w.pass_gate(world, project, Outcome.APPROVE_WITH_CONDITIONS, conditions=[w.condition(world)])
    once = counts()
    w.pass_gate(
        world,
        project,
        Outcome.APPROVE_WITH_CONDITIONS,
        conditions=[w.condition(world), w.condition(world)],
    )
    # the stage page asks once more at the Plan gate, about screenings, whatever the rows
    assert [now - then for now, then in zip(counts(), once, strict=True)] == [-1, 0, 0, 0]


def test_the_decisions_page_filters_and_pages_and_takes_any_nonsense(
    world, project, as_, monkeypatch
):
    w.pass_gate(world, project)
    page = as_(world.staff).get(at("decisions"))
    assert [row.review.what for row in page.context["decisions"]] == [
        "Analyse gate",
        "Brief, version 1",
    ]
    page = as_(world.staff).get(at("decisions"), {"body": world.ijb.pk})
    assert page.context["decisions"] == []
    page = as_(world.staff).get(at("decisions"), {"outcome": "approve", "body": world.spg.pk})
    assert len(page.context["decisions"]) == 2
    for nonsense in ("0", "-1", "²", "9" * 40, "x", ""):
        query = {"page": nonsense, "body": nonsense, "outcome": nonsense}
        assert as_(world.staff).get(at("decisions"), query).status_code == 200
    monkeypatch.setattr("governance.views.decisions.PAGE", 1)
    page = as_(world.staff).get(at("decisions"))
    assert (page.context["earlier_page"], page.context["later_page"]) == (2, None)
    page = as_(world.staff).get(at("decisions"), {"page": "2"})
    assert (page.context["earlier_page"], page.context["later_page"]) == (None, 1)


NONSENSE = [
    "",
    "\x00",
    "0",
    "-1",
    "9" * 5000,
    "²",
    "2026-02-30",
    "0001-01-01",
    "9999-12-31",
    "' OR 1=1 --",
    "<script>",
    "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    "x" * 20_000,
]


def test_nothing_typed_into_the_form_is_a_500(world, project, review, as_):
    url = at("decide", project.reference, review.pk)
    names = [*minute(world), "back_to", "confirms_major", "next_step", "conditions-0-id", "review"]
    browser = as_(world.chair)
    for nonsense in NONSENSE:
        for step in ("look", "add_condition", "change"):
            sent = dict.fromkeys(names, nonsense) | {step: "yes"}
            assert browser.post(url, sent).status_code in (200, 409, 422), (step, nonsense[:20])
        for name in names:
            sent = minute(world, **({"outcome": "defer"} | {name: nonsense}))
            assert browser.post(url, sent).status_code in (200, 409, 422), (name, nonsense[:20])
    assert browser.post(url, {}).status_code == 422
    assert not Decision.objects.filter(review=review).exists()
