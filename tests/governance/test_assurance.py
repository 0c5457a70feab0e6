"""The year's programme against the standards, and what a body says of it."""

import html
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from governance.enums import Assured, Outcome
from governance.models import Condition, ProgrammeAssurance
from governance.queries.assurance import assurances_of, programme_of
from governance.rules.assurance import (
    STANDARDS,
    Facts,
    Judged,
    fault_in_assurance,
    judge,
    span_of,
    year_of,
    year_words,
)
from governance.services import PartLine, discharge_condition, rescind_decision
from governance.services.assurance import record_assurance
from projects.enums import BriefPart
from projects.models import GateTarget, ImpactAssessment, Project
from projects.services import log_engagement, save_brief_part
from projects.snapshot import digest
from record.models import Act
from roles.enums import Role
from roles.queries import held_by
from roles.services import give_role
from tests.factories import meetings as m
from tests.factories import world as w
from tests.factories.refusals import refuses
from tests.factories.unchanged import unchanged

ON = date(2026, 6, 1)
FACTS = Facts(
    on=ON,
    stage=2,
    accepted=1,
    aimed={1: date(2026, 3, 1), 2: date(2026, 7, 1)},
    passed={1: date(2026, 2, 20)},
    gates={1: "Analyse", 2: "Plan"},
    engaged=1,
    assessments=3,
)
MET, NOT_MET, NOT_YET = Judged.MET, Judged.NOT_MET, Judged.NOT_YET


def judged(facts: Facts) -> dict[str, Judged]:
    return {one.code: one.judged for one in judge(facts)}


def test_a_project_that_meets_all_that_is_kept():
    found = judged(FACTS)

    assert found.pop("measures") == Judged.NOT_KEPT
    assert set(found.values()) == {MET}
    assert [one.code for one in judge(FACTS)] == [one.code for one in STANDARDS]


BEFORE = replace(FACTS, stage=0, accepted=None, aimed={}, passed={}, engaged=0, assessments=0)


@pytest.mark.parametrize(
    ("standard", "facts", "expected", "words"),
    [
        ("brief", FACTS, MET, "Version 1 is accepted and unchanged."),
        ("brief", replace(FACTS, accepted=None), NOT_MET, "No version"),
        ("brief", BEFORE, NOT_YET, "has not begun"),
        ("brief", replace(BEFORE, is_over=True), NOT_MET, "No version"),
        ("brief", replace(FACTS, changed_on=date(2026, 5, 1)), NOT_MET, "since, on 1 May 2026."),
        ("brief", replace(FACTS, review_due=date(2026, 5, 31)), NOT_MET, "by 31 May 2026."),
        ("brief", replace(FACTS, review_due=ON), MET, "unchanged"),
        ("brief", replace(FACTS, review_due=date(2026, 5, 1), is_over=True), MET, "accepted"),
        ("gates", FACTS, MET, "Next is the Plan gate, aimed at 1 July 2026."),
        ("gates", BEFORE, NOT_YET, "No gate is passed yet."),
        ("gates", replace(FACTS, passed={1: date(2026, 3, 2)}), NOT_MET, "passed on 2 March 2026"),
        ("gates", replace(FACTS, passed={1: date(2026, 3, 1)}), MET, "Next"),
        ("gates", replace(FACTS, aimed={2: date(2026, 5, 31)}), NOT_MET, "aimed at 31 May 2026"),
        ("gates", replace(FACTS, aimed={2: ON}), MET, "Next"),
        ("gates", replace(FACTS, aimed={}), NOT_MET, "No date is set for the Plan gate."),
        ("gates", replace(FACTS, held_since=date(2026, 5, 1)), NOT_YET, "On hold since 1 May"),
        ("gates", replace(FACTS, is_over=True), MET, "Every gate was passed by its date."),
        ("gates", replace(FACTS, is_live=False), MET, "Every gate"),
        ("gates", replace(FACTS, is_over=True, aimed={}), NOT_MET, "no date was set"),
        ("conditions", replace(FACTS, overdue=[date(2026, 5, 1)]), NOT_MET, "One condition is"),
        (
            "conditions",
            replace(FACTS, overdue=[date(2026, 5, 9), date(2026, 5, 1)]),
            NOT_MET,
            "2 conditions are overdue, since 1 May 2026.",
        ),
        ("engagement", replace(FACTS, engaged=0), NOT_MET, "No engagement is logged."),
        ("engagement", replace(FACTS, engaged=0, stage=1), NOT_YET, "from Plan on"),
        ("engagement", replace(FACTS, engaged=2, stage=1), MET, "2 engagements logged"),
        ("assessments", replace(FACTS, unscreened=["EQIA"]), NOT_MET, "Not screened yet: EQIA."),
        ("assessments", replace(FACTS, unscreened=["EQIA"], stage=1), NOT_YET, "from Plan on"),
        ("assessments", replace(FACTS, assessments=0), NOT_MET, "No impact assessment"),
        ("assessments", replace(FACTS, assessments=0, stage=1), NOT_YET, "from Plan on"),
        ("measures", FACTS, Judged.NOT_KEPT, "not kept here yet"),
        ("measures", replace(FACTS, is_over=True), Judged.NOT_KEPT, "not kept here yet"),
    ],
)
def test_what_a_project_comes_to(standard, facts, expected, words):
    found = {one.code: one for one in judge(facts)}[standard]

    assert found.judged == expected
    assert words in found.sentence


def test_the_years_days():
    assert [year_of(date(2026, 3, 31)), year_of(date(2026, 4, 1))] == [2025, 2026]
    assert span_of(2026) == (date(2026, 4, 1), date(2027, 3, 31))
    assert [year_words(2026), year_words(2099)] == ["2026–27", "2099–00"]


SAID = {"words": "Good.", "met_on": ON, "today": ON, "took_part": 2, "projects": 1}


@pytest.mark.parametrize(
    ("code", "year", "change"),
    [
        ("year_not_begun", 2027, {}),
        ("met_in_future", 2026, {"met_on": date(2026, 6, 2)}),
        ("met_before_year", 2026, {"met_on": date(2026, 3, 31)}),
        ("no_assurance_words", 2026, {"words": " "}),
        ("one_member_alone", 2026, {"took_part": 1}),
        ("nothing_to_assure", 2026, {"projects": 0}),
    ],
)
def test_what_cannot_be_assured(code, year, change):
    assert fault_in_assurance(2026, **SAID) is None
    assert fault_in_assurance(year, **(SAID | change))[0] == code


# -- The programme ------------------------------------------------------------------------------


def seen_of(world, body="spg", year=2025, **kwargs):
    return programme_of(world.bodies[body], year, today=world.today, **kwargs)


def found_on(world, project, **kwargs) -> dict[str, Judged]:
    rows = {row.project.pk: row.findings for row in seen_of(world, **kwargs).rows}
    return {one.code: one.judged for one in rows[project.pk]}


def test_a_project_from_its_brief_to_its_plan(world):
    project = w.make_project(world)
    assert found_on(world, project) == {
        "brief": NOT_YET,
        "gates": NOT_YET,
        "conditions": MET,
        "engagement": NOT_YET,
        "assessments": NOT_YET,
        "measures": Judged.NOT_KEPT,
    }
    w.start(world, project)
    found = found_on(world, project)
    assert (found["brief"], found["gates"]) == (MET, MET)

    w.pass_gate(world, project)
    found = found_on(world, project)
    assert (found["gates"], found["engagement"], found["assessments"]) == (MET, NOT_MET, NOT_MET)
    log_engagement(
        project,
        who="Families",
        how="Meeting",
        on=world.today,
        heard="Keep the garden.",
        what_changed="The garden stays.",
        by=world.lead,
        at=world.at,
    )
    with w.acting(world):
        for row in ImpactAssessment.objects.filter(project=project):
            row.screening, row.screened_on = "not_needed", world.today
            row.screening_reason = "No effect."
            row.save()
        if not ImpactAssessment.objects.filter(project=project).exists():
            ImpactAssessment.objects.create(
                project=project,
                kind="eqia",
                screening="not_needed",
                screening_reason="No effect.",
                screened_on=world.today,
            )
    found = found_on(world, project)
    assert (found["engagement"], found["assessments"]) == (MET, MET)


def test_a_brief_changed_since_it_was_accepted(world, project):
    world.days(3)
    assert found_on(world, project)["brief"] == MET
    save_brief_part(
        project,
        BriefPart.FOCUS,
        fields={"what_changes": "Everything."},
        rows={},
        is_complete=True,
        by=world.lead,
        at=world.at,
    )

    assert found_on(world, project)["brief"] == NOT_MET


def test_a_brief_not_looked_at_again_in_time(world, project):
    world.days(200)

    assert found_on(world, project, year=2026)["brief"] == NOT_MET
    assert found_on(world, project, year=2025)["brief"] == MET, "as of 31 March"


def test_a_gate_that_is_late(world, project):
    world.days(95)
    assert found_on(world, project, year=2026)["gates"] == NOT_MET
    GateTarget.objects.filter(project=project).update(on=world.today + timedelta(days=30))
    assert found_on(world, project, year=2026)["gates"] == MET
    w.pass_gate(world, project)
    GateTarget.objects.filter(project=project, gate=1).update(on=world.today - timedelta(days=1))
    assert found_on(world, project, year=2026)["gates"] == NOT_MET


def test_a_condition_overdue_until_it_is_discharged(world, project):
    line = w.condition(world, due_on=world.today + timedelta(days=4))
    w.pass_gate(world, project, Outcome.APPROVE_WITH_CONDITIONS, conditions=[line])
    assert found_on(world, project)["conditions"] == MET
    world.days(10)
    assert found_on(world, project)["conditions"] == NOT_MET
    discharge_condition(Condition.objects.get(), note="Seen.", by=world.chair, at=world.at)
    assert found_on(world, project)["conditions"] == MET


def test_what_was_rescinded_counts_for_nothing(world, project):
    line = w.condition(world, due_on=world.today + timedelta(days=4))
    w.pass_gate(world, project, Outcome.APPROVE_WITH_CONDITIONS, conditions=[line])
    world.days(5)
    decision = Condition.objects.get().decision
    parts = [PartLine("", world.chair), PartLine("", world.member)]
    minute = w.said(world, world.spg, Outcome.RESCIND, took_part=parts)
    rescind_decision(decision, minute, by=world.chair, at=world.at)
    world.days(100)

    found = found_on(world, project, year=2026)
    assert (found["conditions"], found["gates"]) == (MET, NOT_MET)


def test_which_projects_are_in_a_years_programme(world):
    own = w.make_project(world, title="Own")
    major = w.make_project(world, title="Major", is_major=True)
    other = w.make_project(world, title="Other", body="slt")

    def keys(body, year):
        return {row.project.pk for row in seen_of(world, body, year).rows}

    assert keys("spg", 2025) == {own.pk, major.pk}
    assert keys("ijb", 2025) == {major.pk}
    assert keys("slt", 2025) == {other.pk}
    assert keys("spg", 2024) == set(), "none had begun"
    world.days(120)
    assert keys("spg", 2026) == {own.pk, major.pk}
    Project.objects.filter(pk=own.pk).update(over_since=date(2026, 3, 20))
    assert keys("spg", 2025) == {own.pk, major.pk}
    assert keys("spg", 2026) == {major.pk}


def test_restricted_projects_are_for_who_sees_them(world):
    w.make_project(world, title="Open")
    w.make_project(world, title="Closed", is_restricted=True)

    def read(name):
        found = seen_of(world, held=held_by(world.people[name], world.today))
        return [row.project.title for row in found.rows], found.hidden

    assert read("staff") == (["Open"], 1)
    assert read("member") == (["Open", "Closed"], 0)
    assert len(seen_of(world).rows) == 2


def test_the_same_queries_for_one_project_and_for_three(world, django_assert_num_queries):
    w.start(world, w.make_project(world, title="One"))
    held = held_by(world.staff, world.today)
    with CaptureQueriesContext(connection) as found:
        seen_of(world, held=held)
    for title in ("Two", "Three"):
        w.pass_gate(world, w.start(world, w.make_project(world, title=title)))
    with django_assert_num_queries(len(found)):
        assert len(seen_of(world, held=held).rows) == 3
    assert len(found) < 16


def test_three_hundred_projects_take_less_than_two_seconds(world, project):
    values = {
        field.attname: getattr(project, field.attname)
        for field in Project._meta.concrete_fields
        if field.attname not in ("id", "number", "reference")
    }
    Project.objects.bulk_create(
        Project(**values, number=number, reference=f"HSCM-{number:04d}")
        for number in range(1000, 1300)
    )
    began = time.perf_counter()
    found = seen_of(world)

    assert len(found.rows) == 301
    assert time.perf_counter() - began < 2


# -- The body's word ----------------------------------------------------------------------------

THERE = ("chair", "member", "member2")


def assure(world, year=2025, by="officer", **values):
    parts = [PartLine("", world.people[name]) for name in values.pop("there", THERE)]
    said = {
        "assured": Assured.IN_PART,
        "words": "Assured, except for the late gates.",
        "met_on": world.today,
        "took_part": [replace(one, words=str(one.person)) for one in parts],
    } | values
    return record_assurance(world.spg, year, **said, by=world.people[by], at=world.at)


def test_the_body_assures_its_year(world, project):
    row = assure(world)

    assert str(row) == f"{world.spg}, programme of 2025–26"
    assert row.took_part == ["Chair", "Member", "Member2"]
    assert row.sha256 == digest(row.content)
    (kept,) = row.content["projects"]
    assert kept["reference"] == project.reference
    assert len(kept["findings"]) == len(row.content["standards"]) == len(STANDARDS)
    assert kept["findings"][-1] == {
        "judged": "not_kept",
        "sentence": "Measures are not kept here yet.",
    }
    act = Act.objects.latest("pk")
    assert (act.verb, act.on_behalf_of, act.reason) == (
        "programme_assured",
        str(world.spg),
        row.words,
    )
    assert act.after["sha256"] == row.sha256


def test_a_later_assurance_stands_beside_the_earlier(world, project):
    first = assure(world)
    project.title = "Renamed"
    with w.acting(world):
        project.save()
    second = assure(world, assured=Assured.ASSURED, words="All is well now.")

    assert list(assurances_of(world.spg, 2025)) == [second, first]
    first.refresh_from_db()
    assert first.content["projects"][0]["title"] == "Respite redesign"
    assert second.content["projects"][0]["title"] == "Renamed"


def test_the_database_refuses_a_change_of_it(world, project):
    row = assure(world)
    with pytest.raises(DatabaseError), transaction.atomic():
        ProgrammeAssurance.objects.filter(pk=row.pk).update(words="Otherwise.")


def test_the_copy_holds_restricted_projects_too(world):
    w.make_project(world, title="Closed", is_restricted=True)

    assert assure(world).content["projects"][0]["title"] == "Closed"


@pytest.mark.parametrize("by", ["member", "admin", "ijb_chair", "lead"])
def test_only_chair_and_officer_record_it(world, project, by):
    with refuses("not_allowed"):
        assure(world, by=by)


def test_what_is_refused_with_its_code(world, project):
    assure(world)
    with refuses("assured_already"):
        assure(world)
    with refuses("unknown_assurance"):
        assure(world, assured="very_much")
    with refuses("year_not_begun"):
        assure(world, year=2026)
    with refuses("nothing_to_assure"):
        assure(world, year=2024)
    with refuses("met_before_year"):
        assure(world, met_on=date(2025, 3, 31))
    with refuses("met_in_future"):
        assure(world, met_on=world.today + timedelta(days=1))
    with refuses("no_assurance_words"):
        assure(world, words=" ")
    with refuses("one_member_alone"):
        assure(world, there=["chair"])
    with refuses("not_in_post"):
        assure(world, there=["chair", "lead"])


def test_an_inquorate_body_assures_nothing(world, project):
    m.set_orders(world, minimum=3)
    with refuses("inquorate"):
        assure(world, there=["chair", "member"])
    assert assure(world).quorum_words


def test_somebody_presides_in_the_chairs_place(world, project):
    row = assure(world, there=["member", "member2"], presided_by=world.member)

    assert row.presided_words.startswith("Member")


# -- Pages --------------------------------------------------------------------------------------


def at(name: str, *args) -> str:
    return reverse(f"governance:{name}", args=args)


def words(page) -> str:
    return " ".join(html.unescape(page.content.decode()).split())


@pytest.fixture
def now_world(world) -> w.World:
    world.at = timezone.now()
    return world


def year_now(world) -> int:
    return year_of(world.today)


def test_who_sees_the_programme(client, now_world):
    world = now_world
    w.make_project(world)
    row = assure(world, year=year_now(world))
    urls = [
        at("programme", world.spg.pk),
        at("assurance", world.spg.pk, row.pk),
        at("programme_assure", world.spg.pk),
    ]

    def answers(person):
        client.force_login(person)
        return [client.get(url).status_code for url in urls]

    assert {client.get(url).status_code for url in urls} == {302}
    assert answers(world.outsider) == [404, 404, 404]
    assert answers(world.lead) == [200, 200, 403]
    assert answers(world.member) == [200, 200, 403]
    assert answers(world.chair) == [200, 200, 200]
    assert answers(w.make_world("argyll", "ARGY", "argyll.example").chair) == [404, 404, 404]
    client.force_login(world.chair)
    assert client.get(at("assurance", world.ijb.pk, row.pk)).status_code == 404


def test_the_page_tells_each_project_and_the_totals(client, now_world):
    world = now_world
    project = w.make_project(world, title="Open")
    w.make_project(world, title="Closed", is_restricted=True)
    client.force_login(world.staff)
    page = client.get(at("programme", world.spg.pk))

    text = words(page)
    for found in (
        "Open",
        "Measures are not kept here yet.",
        "Not kept here yet: 1.",
        "1 restricted project more, which you do not see.",
        project.get_absolute_url(),
    ):
        assert found in text
    assert "Closed" not in text
    assert "Record the body’s assurance" not in text
    assert words(client.get(at("body", world.spg.pk))).count(at("programme", world.spg.pk)) == 1


def test_the_frozen_copy_hides_restricted_projects_from_others(client, now_world):
    world = now_world
    w.make_project(world, title="Open")
    w.make_project(world, title="Closed", is_restricted=True)
    row = assure(world, year=year_now(world))
    url = at("assurance", world.spg.pk, row.pk)

    client.force_login(world.staff)
    text = words(client.get(url))
    assert "Closed" not in text
    assert "1 restricted project more" in text
    client.force_login(world.member)
    assert "Closed" in words(client.get(url))


@pytest.mark.parametrize("year", ["1999", "9999", "٢٠٢٥", "x", "", "2.5e3"])
def test_a_year_that_is_none_shows_this_one(client, now_world, year):
    client.force_login(now_world.lead)
    page = client.get(at("programme", now_world.spg.pk), {"year": year})

    assert page.status_code == 200
    assert page.context["year"] == year_now(now_world)
    assert "The body has no project in this year." in words(page)


def form(world, **values) -> dict:
    parts = {f"member_{world.people[name].pk}": "took_part" for name in THERE}
    return {
        "outcome": "in_part",
        "met_on": world.today.isoformat(),
        "reasons": "Except for the late gates.",
        f"member_{world.member3.pk}": "absent",
        **parts,
        **values,
    }


def test_the_officer_records_it_after_a_look(client, now_world):
    world = now_world
    w.make_project(world)
    client.force_login(world.officer)
    url = at("programme_assure", world.spg.pk)
    with unchanged():
        page = client.post(url, form(world))
    assert "Once more before it is recorded" in words(page)
    for found in (
        "Assured, except for what is named",
        "Except for the late gates.",
        "1 project as",
    ):
        assert found in words(page)
    page = client.post(url, form(world, change="yes"))
    assert "Except for the late gates." in words(page)

    page = client.post(url, form(world, confirm="yes"), follow=True)
    assert page.status_code == 200
    row = ProgrammeAssurance.objects.get()
    assert row.sha256 in words(page)
    listed = words(client.get(at("programme", world.spg.pk)))
    assert "Assured, except for what is named" in listed
    assert at("assurance", world.spg.pk, row.pk) in listed
    assert client.post(url, form(world, confirm="yes")).status_code == 409


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"outcome": ""}, "Choose what the body said."),
        ({"reasons": ""}, "Give the body’s words."),
        ({"met_on": "2020-01-01"}, "Choose that year’s meeting."),
        ({"outcome": "approve"}, "offered under"),
    ],
)
def test_a_wrong_form_says_how(client, now_world, change, said):
    world = now_world
    w.make_project(world)
    client.force_login(world.officer)
    with unchanged():
        page = client.post(at("programme_assure", world.spg.pk), form(world, **change))

    assert page.status_code == 422
    assert said in words(page)


def test_the_pages_take_the_same_queries_whatever_the_number(
    client, now_world, django_assert_num_queries
):
    world = now_world
    w.make_project(world, title="One")
    url = at("programme", world.spg.pk)
    assure(world, year=year_now(world))
    client.force_login(world.lead)
    client.get(url)
    with CaptureQueriesContext(connection) as found:
        client.get(url)
    for title in ("Two", "Three"):
        w.make_project(world, title=title)
        assure(world, year=year_now(world), words=f"{title}.")
    with django_assert_num_queries(len(found)):
        client.get(url)


def test_a_delegate_assures_nothing(world, project):
    give_role(
        world.staff,
        Role.OFFICER,
        partnership=world.partnership,
        body=world.slt,
        from_on=world.today,
        by=world.system,
        at=world.at,
    )
    with refuses("not_allowed"):
        assure(world, by="staff")


def test_midnight_is_the_years_edge(world):
    w.make_project(world)
    Project.objects.update(created_at=datetime(2026, 3, 31, 22, 59, tzinfo=UTC))
    world.days(120)
    assert len(seen_of(world, year=2025).rows) == 1
    Project.objects.update(created_at=datetime(2026, 3, 31, 23, 1, tzinfo=UTC))  # 00:01 in summer
    assert len(seen_of(world, year=2025).rows) == 0
    assert len(seen_of(world, year=2026).rows) == 1
