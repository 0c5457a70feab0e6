"""Proposing, changing, staffing a project; what stands beside its brief."""

from dataclasses import asdict
from datetime import date, timedelta
from decimal import Decimal

import pytest

from framework.models import TeamRole
from projects.enums import AssessmentKind, ProjectRole, Screening
from projects.models import ImpactAssessment, Project, TeamMember, TeamRoleLabel
from projects.queries import place_of, team_role_names
from projects.rules import Intake
from projects.services import (
    FirstPost,
    change_project,
    choose_governing_body,
    confirm_major,
    correct_engagement,
    end_place,
    keep_note,
    label_team_role,
    log_engagement,
    name_first_posts,
    open_programme,
    propose_project,
    put_in_place,
    save_assessment,
)
from record.enums import Verb
from record.models import Act
from tests.factories import world as w
from tests.factories.refusals import refuses, rows

pytestmark = pytest.mark.django_db
LEAD, SPONSOR, TEAM = ProjectRole.LEAD, ProjectRole.SPONSOR, ProjectRole.TEAM_MEMBER


@pytest.fixture
def world():
    return w.make_world()


@pytest.fixture
def project(world):
    return w.make_project(world)


@pytest.fixture
def elsewhere(world):
    return w.make_world("highland", "NHH", "elsewhere.example")


def _acts(verb):
    return Act.objects.filter(verb=verb)


# -- Proposing -------------------------------------------------------------------------------


def _propose(world, **kwargs):
    values = {"title": " Falls ", "approach": "service_improvement", "by": world.staff}
    return propose_project(world.partnership, at=world.at, **(values | kwargs))


def test_a_project_is_proposed_with_the_next_reference_and_all_it_needs(world):
    first, second = _propose(world), _propose(world, approach="strategic_commissioning")
    assert (first.reference, second.reference) == ("HSCM-0001", "HSCM-0002")
    assert first.title == "Falls"
    assert first.pack.approach == "service_improvement"
    assert first.brief.state_of("focus") == "not_started"
    assert first.assessments.count() == 4
    assert first.plannedelements.count() == 11
    assert second.plannedelements.count() == 10
    assert _acts(Verb.PROJECT_PROPOSED).count() == 2
    assert first.history.get().history_user == world.staff
    assert first.plannedelements.first().history.get().history_user == world.staff


def test_the_record_keeps_the_answers_that_led_to_the_approach(world):
    intake = Intake(improves_existing_services=True)
    _propose(world, intake=intake)
    assert _acts(Verb.PROJECT_PROPOSED).get().after == asdict(intake)
    _propose(world)
    assert _acts(Verb.PROJECT_PROPOSED).order_by("pk").last().after == {}


@pytest.mark.parametrize("name", ["member", "chair", "auditor", "outsider"])
def test_others_propose_nothing(world, name):
    with refuses("not_allowed"):
        _propose(world, by=world.people[name])


def test_staff_elsewhere_propose_nothing_here(world, elsewhere):
    with refuses("not_allowed"):
        _propose(world, by=elsewhere.staff)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"title": "  "}, "no_title"),
        ({"approach": "neither"}, "neither_approach"),
        ({"approach": ""}, "neither_approach"),
        ({"is_major": True, "major_reason": " "}, "no_major_reason"),
    ],
)
def test_a_proposal_that_is_none(world, values, code):
    with refuses(code):
        _propose(world, **values)


def test_body_and_programme_are_of_the_partnership(world, elsewhere):
    with refuses("other_partnership"):
        _propose(world, governing_body=elsewhere.spg)
    theirs = open_programme(
        elsewhere.partnership, name="Theirs", by=elsewhere.staff, at=elsewhere.at
    )
    with refuses("other_partnership"):
        _propose(world, programme=theirs)


def test_a_programme_is_opened_once(world):
    values = {"by": world.staff, "at": world.at}
    first = open_programme(world.partnership, name="  Home   First ", **values)
    assert first.name == "Home First"
    assert open_programme(world.partnership, name="home first", **values) == first
    assert _acts(Verb.PROGRAMME_OPENED).count() == 1
    with refuses("no_name"):
        open_programme(world.partnership, name=" ", **values)
    with refuses("not_allowed"):
        open_programme(world.partnership, name="X", by=world.member, at=world.at)


# -- The first lead and sponsor --------------------------------------------------------------


def _name(world, project, *posts, by=None):
    return name_first_posts(project, posts, by=by or world.staff, at=world.at)


def test_the_proposer_names_the_first_lead_and_sponsor(world):
    project = _propose(world)
    _name(
        world,
        project,
        FirstPost(LEAD, "Locality Manager", world.staff),
        FirstPost(SPONSOR, "Chief Officer"),
    )
    assert place_of(project, LEAD, world.today).person == world.staff
    assert place_of(project, SPONSOR, world.today).person is None
    assert _acts(Verb.TEAM_CHANGED).count() == 2


def test_only_the_proposer_and_only_while_nobody_is_named(world):
    project = _propose(world)
    post = FirstPost(LEAD, "Manager", world.lead)
    for other in ("lead", "officer", "member"):
        with refuses("not_allowed"):
            _name(world, project, post, by=world.people[other])
    _name(world, project, post)
    with refuses("posts_named_already"):
        _name(world, project, FirstPost(SPONSOR, "Chief Officer"))


@pytest.mark.parametrize(
    ("post", "name", "code"),
    [(" ", "lead", "no_post"), ("Manager", "outsider", "person_elsewhere")],
)
def test_first_posts_are_whole_or_not_at_all(world, post, name, code):
    project = _propose(world)
    good = FirstPost(SPONSOR, "Chief Officer", world.sponsor)
    with refuses(code):
        _name(world, project, good, FirstPost(LEAD, post, world.people[name]))


# -- Changing --------------------------------------------------------------------------------


def _change(world, project, by=None, **kwargs):
    return change_project(project, by=by or world.lead, at=world.at, **kwargs)


def test_a_change_keeps_what_was_before(world, project):
    _change(world, project, title="New title", reason="It has grown.")
    act = _acts(Verb.PROJECT_CHANGED).get()
    assert act.before == {"title": "Respite redesign"}
    assert act.after == {"title": "New title"}
    assert act.reason == "It has grown."


def test_a_change_of_nothing_writes_nothing(world, project):
    before = rows()
    _change(world, project, title=project.title, purpose=project.purpose)
    assert rows() == before


@pytest.mark.parametrize("name", ["teammate", "sponsor", "member", "admin", "outsider"])
def test_others_change_nothing(world, project, name):
    with refuses("not_allowed"):
        _change(world, project, by=world.people[name], title="X")


@pytest.mark.parametrize(
    ("values", "code"),
    [({"title": " "}, "no_title"), ({"is_major": True, "major_reason": ""}, "no_major_reason")],
)
def test_a_change_that_is_none(world, project, values, code):
    with refuses(code):
        _change(world, project, **values)


def test_a_programme_elsewhere_is_refused(world, project, elsewhere):
    theirs = open_programme(
        elsewhere.partnership, name="Theirs", by=elsewhere.staff, at=elsewhere.at
    )
    with refuses("other_partnership"):
        _change(world, project, programme=theirs)


def test_what_the_body_confirmed_is_the_body_s_to_change(world, project):
    confirm_major(project, is_major=False, reason="", on=world.today, by=world.chair, at=world.at)
    with refuses("major_confirmed"):
        _change(world, project, is_major=True, major_reason="It closes a ward.")
    assert not Project.objects.get(pk=project.pk).is_major


def test_an_officer_chooses_the_governing_body(world, project, elsewhere):
    values = {"at": world.at}
    choose_governing_body(project, world.slt, by=world.officer, **values)
    assert Project.objects.get(pk=project.pk).governing_body == world.slt
    with refuses("not_allowed"):
        choose_governing_body(project, world.spg, by=world.lead, **values)
    with refuses("other_partnership"):
        choose_governing_body(project, elsewhere.spg, by=world.officer, **values)


def test_a_note_is_kept(world, project):
    note = keep_note(project, heading="Odd cell", text="?", by=world.lead, at=world.at)
    assert project.notes.get() == note
    with refuses("not_allowed"):
        keep_note(project, heading="X", text="Y", by=world.member, at=world.at)


def test_team_roles_are_named_by_an_administrator(world, project):
    values = {"code": "role-2", "at": world.at}
    label_team_role(world.partnership, name=" Mandate ", by=world.admin, **values)
    assert team_role_names(project)["role-2"] == "Mandate"
    before = rows()
    label_team_role(world.partnership, name="Mandate", by=world.admin, **values)
    assert rows() == before
    label_team_role(world.partnership, name="Sponsor's voice", by=world.admin, **values)
    assert _acts(Verb.TEAM_ROLE_LABELLED).latest("pk").before == {"team_role": "Mandate"}
    assert TeamRoleLabel.objects.count() == 1
    with refuses("no_name"):
        label_team_role(world.partnership, name=" ", by=world.admin, **values)
    with refuses("not_allowed"):
        label_team_role(world.partnership, name="X", by=world.lead, **values)
    with refuses("unknown_team_role"):
        label_team_role(world.partnership, code="cook", name="X", by=world.admin, at=world.at)


# -- The team --------------------------------------------------------------------------------


def _put(world, project, role=TEAM, by=None, **kwargs):
    values = {"post": "Manager", "person": world.staff, "from_on": world.today}
    return put_in_place(project, role, by=by or world.lead, at=world.at, **(values | kwargs))


def test_a_new_lead_ends_the_old_one_the_day_before(world, project):
    first = place_of(project, LEAD, world.today)
    world.days(10)
    _put(world, project, LEAD, person=world.staff, by=world.officer)
    first.refresh_from_db()
    assert first.to_on == world.today - timedelta(days=1)
    assert place_of(project, LEAD, world.today).person == world.staff
    assert _acts(Verb.TEAM_CHANGED).latest("pk").before == {"post": "Lead"}


def test_a_lead_put_right_on_the_first_day_stays_one_row(world, project):
    _put(world, project, LEAD, post="Locality Manager")
    assert TeamMember.objects.filter(project=project, role=LEAD).count() == 1


def test_a_team_member_has_a_team_role_and_days(world, project):
    role = TeamRole.objects.filter(pack=project.pack).first()
    place = _put(world, project, team_role=role, days_a_week=Decimal("2.5"))
    assert (place.team_role, place.days_a_week) == (role, Decimal("2.5"))


@pytest.mark.parametrize("name", ["teammate", "member", "auditor", "admin", "outsider"])
def test_others_put_nobody_in_place(world, project, name):
    with refuses("not_allowed"):
        _put(world, project, by=world.people[name])


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"post": " "}, "no_post"),
        ({"days_a_week": Decimal("7.5")}, "days_out_of_range"),
        ({"days_a_week": Decimal("-1")}, "days_out_of_range"),
    ],
)
def test_a_place_that_is_none(world, project, values, code):
    with refuses(code):
        _put(world, project, **values)


def test_a_person_of_the_project_is_of_its_partnership(world, project, elsewhere):
    for person in (world.outsider, elsewhere.lead):
        with refuses("person_elsewhere"):
            _put(world, project, person=person)


def test_a_team_role_is_of_the_project_s_own_pack(world, project):
    other = TeamRole.objects.exclude(pack=project.pack).first()
    with refuses("role_of_another_pack"):
        _put(world, project, team_role=other)


def test_a_lead_is_not_put_before_one_who_holds_the_post_later(world, project):
    with refuses("held_from_later"):
        _put(world, project, LEAD, from_on=world.today - timedelta(days=5))


def _end(world, place, last_day, by=None):
    return end_place(place, last_day=last_day, by=by or world.lead, at=world.at)


def test_a_place_ends_and_stays_as_a_row(world, project):
    place = _end(world, _put(world, project), world.today)
    assert place.to_on == world.today
    assert _acts(Verb.TEAM_CHANGED).latest("pk").before == {"last_day": None}


def test_a_place_is_not_ended_so(world, project):
    place = _put(world, project)
    with refuses("ends_before_it_begins"):
        _end(world, place, world.today - timedelta(days=1))
    with refuses("not_allowed"):
        _end(world, place, world.today, by=world.teammate)
    _end(world, place, world.today)
    with refuses("place_ended"):
        _end(world, place, world.today + timedelta(days=1))


# -- Beside the brief ------------------------------------------------------------------------


def _assess(world, project, row=None, by=None, **fields):
    return save_assessment(project, row, by=by or world.lead, at=world.at, **fields)


def test_an_assessment_is_screened_with_its_reason(world, project):
    row = project.assessments.get(kind=AssessmentKind.EQIA)
    _assess(world, project, row, screening=Screening.FULL, screening_reason="Carers are affected.")
    act = _acts(Verb.ASSESSMENT_CHANGED).get()
    assert act.before["screening"] == "not_screened"
    assert act.after["screening_reason"] == "Carers are affected."
    before = rows()
    row.refresh_from_db()
    _assess(world, project, row, screening=Screening.FULL)
    assert rows() == before


def test_an_assessment_is_added(world, project):
    row = _assess(world, project, kind=AssessmentKind.ISLANDS)
    assert row.screening == Screening.NOT_SCREENED
    assert project.assessments.count() == 5


def test_an_assessment_that_is_none(world, project):
    row = project.assessments.first()
    with refuses("no_screening_reason"):
        _assess(world, project, row, screening=Screening.NOT_NEEDED, screening_reason=" ")
    with refuses("signed_off_without_post"):
        _assess(world, project, row, signed_off_on=world.today)
    with refuses("not_allowed"):
        _assess(world, project, row, by=world.officer, signed_off_by_post="X")
    other = w.make_project(world, title="Another")
    with refuses("assessment_elsewhere"):
        _assess(world, project, other.assessments.first(), signed_off_by_post="X")
    assert not ImpactAssessment.objects.exclude(signed_off_by_post="").exists()


def _log(world, project, by=None, **kwargs):
    values = {
        "who": "Families",
        "how": "Two evenings",
        "on": world.today,
        "heard": "More choice.",
        "what_changed": "A third house.",
    }
    return log_engagement(project, by=by or world.teammate, at=world.at, **(values | kwargs))


def test_engagement_is_logged(world, project):
    row = _log(world, project, fed_back_on=world.today)
    assert project.engagements.get() == row
    assert _acts(Verb.ENGAGEMENT_LOGGED).get().subject_key == str(row.pk)


@pytest.mark.parametrize("field", ["who", "how", "heard", "what_changed"])
def test_engagement_is_whole(world, project, field):
    with refuses("engagement_incomplete"):
        _log(world, project, **{field: " "})


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("days", "code"),
    [
        ({"on": date(1999, 12, 31)}, "engagement_too_early"),
        ({"on": date(26, 3, 1)}, "engagement_too_early"),
        ({"on": w.START.date() + DAY}, "engagement_in_future"),
        ({"fed_back_on": w.START.date() + DAY}, "engagement_in_future"),
        ({"fed_back_on": w.START.date() - DAY}, "fed_back_too_early"),
    ],
)
def test_engagement_has_a_day_that_can_be_meant(world, project, days, code):
    with refuses(code):
        _log(world, project, **days)
    row = _log(world, project)
    with refuses(code):
        _correct(world, row, **days)


def test_others_log_nothing(world, project):
    with refuses("not_allowed"):
        _log(world, project, by=world.officer)


def _correct(world, row, by=None, **kwargs):
    values = {
        name: getattr(row, name)
        for name in ("who", "how", "on", "heard", "what_changed", "fed_back_on")
    }
    by = by or world.teammate
    return correct_engagement(row, by=by, at=world.at, **(values | kwargs))


def test_an_entry_of_the_engagement_log_is_corrected_and_the_record_keeps_both(world, project):
    row = _log(world, project)
    told_on = world.today
    _correct(world, row, by=world.lead, who=" Families and staff ", fed_back_on=told_on)

    row.refresh_from_db()
    assert (row.who, row.how, row.fed_back_on) == ("Families and staff", "Two evenings", told_on)
    act = _acts(Verb.ENGAGEMENT_CORRECTED).order_by("pk").last()
    assert act.before == {"who": "Families", "fed_back_on": None}
    assert act.after == {"who": "Families and staff", "fed_back_on": told_on.isoformat()}
    assert (act.subject_key, act.actor_words) == (str(row.pk), "Lead")
    assert list(row.history.values_list("who", flat=True)) == ["Families and staff", "Families"]

    before = rows()
    _correct(world, row, who="Families and staff ")
    assert rows() == before


@pytest.mark.parametrize("field", ["who", "how", "heard", "what_changed"])
def test_a_correction_leaves_nothing_out(world, project, field):
    row = _log(world, project)
    with refuses("engagement_incomplete"):
        _correct(world, row, **{field: " "})


@pytest.mark.parametrize("who", ["sponsor", "officer", "chair", "admin", "staff", "outsider"])
def test_only_the_lead_and_the_team_correct(world, project, who):
    row = _log(world, project)
    with refuses("not_allowed"):
        _correct(world, row, by=world.people[who], who="Nobody")
