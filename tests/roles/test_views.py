"""The pages on people, for each sort of reader."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from record.history import acting_as
from roles.enums import Role
from roles.models import HeldRole, Person
from roles.services import give_role
from tests.factories import world as w
from tests.factories.refusals import rows

pytestmark = pytest.mark.django_db
READ = ["roles:people", "roles:bodies", "roles:matrix"]
CHANGE = ["roles:invite", "roles:give_role"]
HOSTILE = ["x" * 10_000, "NUL \x00 here", "<script>alert(1)</script>", "'; DROP TABLE x; --"]


@pytest.fixture(autouse=True)
def _memory_mail(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def world():
    made = w.make_world()
    made.at = timezone.now()
    return made


@pytest.fixture
def elsewhere(world):
    return w.make_world("highland", "NHH", "elsewhere.example")


def _as(client, person):
    client.force_login(person)
    return client


def _invitation(world, **kwargs):
    values = {
        "email": "new@demo.example",
        "name": "Flora MacDonald-O'Neil",
        "role": "staff",
        "body": "",
        "post": "Planning Officer",
        "from_on": world.today.isoformat(),
    }
    return values | kwargs


@pytest.mark.parametrize("name", READ + CHANGE)
def test_a_visitor_is_sent_to_sign_in(client, world, name):
    response = client.get(reverse(name))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("name", READ + CHANGE)
def test_an_outsider_finds_no_such_page(client, world, name):
    assert _as(client, world.outsider).get(reverse(name)).status_code == 404


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize("person", ["lead", "member", "auditor", "admin"])
def test_insiders_read(client, world, name, person):
    response = _as(client, world.people[person]).get(reverse(name))
    assert response.status_code == 200
    assert b"<h1" in response.content


@pytest.mark.parametrize("name", CHANGE)
@pytest.mark.parametrize("person", ["lead", "member", "officer"])
def test_insiders_who_may_not_are_told_who_may(client, world, name, person):
    response = _as(client, world.people[person]).get(reverse(name))
    assert response.status_code == 403
    assert b"administrator" in response.content


def test_people_are_those_of_the_own_partnership(client, world, elsewhere):
    body = _as(client, world.lead).get(reverse("roles:people")).content.decode()
    assert "chair@demo.example" in body
    assert "elsewhere.example" not in body
    assert "outsider@" not in body
    assert "Integration joint board has no officer." in body
    assert "Senior leadership team has no officer." in body
    assert reverse("roles:invite") not in body
    assert (
        reverse("roles:invite")
        in _as(client, world.admin).get(reverse("roles:people")).content.decode()
    )


def test_bodies_are_those_of_the_own_partnership(client, world, elsewhere):
    body = _as(client, world.lead).get(reverse("roles:bodies")).content.decode()
    assert "Partnership moray" in body
    assert "Partnership highland" not in body


def test_the_matrix_has_a_row_for_each_act(client, world):
    body = _as(client, world.lead).get(reverse("roles:matrix")).content.decode()
    assert "Put the brief to the governing body" in body


def _crowd(world, count):
    """Give many people a role at once: "Person 000", with two roles every tenth."""
    with acting_as(world.system):
        people = Person.objects.bulk_create(
            Person(email=f"crowd{number:03}@demo.example", name=f"Person {number:03}")
            for number in range(count)
        )
        HeldRole.objects.bulk_create(
            HeldRole(
                person=person,
                partnership=world.partnership,
                role=role,
                body=world.spg if role == Role.BODY_MEMBER else None,
                from_on=world.today,
            )
            for number, person in enumerate(people)
            for role in [Role.STAFF, *[Role.BODY_MEMBER] * (number % 10 == 0)]
        )


def test_people_are_fifty_a_page_by_name(client, world):
    _crowd(world, 120)
    _as(client, world.lead)
    everybody = Person.objects.filter(held_roles__partnership=world.partnership).distinct()
    seen = []
    for number in (1, 2, 3):
        page = client.get(reverse("roles:people"), {"page": number})
        shown = page.context["partnerships"][0]["people"]
        assert len(shown) == len(page.context["page"]) <= 50
        assert bool(page.context["vacancies"]) == (number == 1)
        seen += [person["email"] for person in shown]
    assert seen == list(everybody.order_by("name", "pk").values_list("email", flat=True))
    body = page.content.decode()
    assert f"{everybody.count()} people. This is page 3 of 3." in " ".join(body.split())
    assert "?page=2" in body
    assert "?page=4" not in body
    for nonsense in ("0", "-1", "x", "9" * 40, "\x00", ""):
        assert client.get(reverse("roles:people"), {"page": nonsense}).status_code == 200


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("person 007", ["crowd007@demo.example"]),
        ("CROWD007", ["crowd007@demo.example"]),
        ("007 pers", ["crowd007@demo.example"]),
        ("person 00", [f"crowd{number:03}@demo.example" for number in range(10)]),
        ("%", []),
        ("elsewhere.example", []),
        ("outsider", []),
    ],
)
def test_people_are_found_by_name_or_email(client, world, elsewhere, words, found):
    _crowd(world, 60)
    page = _as(client, world.lead).get(reverse("roles:people"), {"words": words})
    shown = [one["email"] for place in page.context["partnerships"] for one in place["people"]]
    assert shown == found
    assert f"{len(found)} found for" in page.content.decode()


def test_a_search_keeps_its_words_from_page_to_page(client, world):
    _crowd(world, 60)
    page = _as(client, world.lead).get(reverse("roles:people"), {"words": "person & 0"})
    assert page.context["page"].paginator.count == 0
    page = client.get(reverse("roles:people"), {"words": "person 0"})
    assert "?words=person%200&amp;page=2" in page.content.decode()
    for hostile in HOSTILE:
        page = client.get(reverse("roles:people"), {"words": hostile})
        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()


def test_whose_role_ended_is_no_longer_among_the_people(client, world):
    HeldRole.objects.filter(person=world.staff).update(to_on=world.today - timedelta(days=1))
    body = _as(client, world.lead).get(reverse("roles:people")).content.decode()
    assert "staff@demo.example" not in body


def test_people_ask_no_more_for_a_crowd(client, world, django_assert_num_queries):
    _as(client, world.admin)
    asked = [{}, {"words": "person"}, {"page": "2", "words": "e"}]
    _crowd(world, 1)
    counts = []
    for query in asked:
        with CaptureQueriesContext(connection) as before:
            client.get(reverse("roles:people"), query)
        counts.append(len(before))
    Person.objects.filter(email="crowd000@demo.example").update(email="first@demo.example")
    _crowd(world, 130)
    for query, count in zip(asked, counts, strict=True):
        with django_assert_num_queries(count):
            assert len(client.get(reverse("roles:people"), query).context["page"]) == 50


def test_people_ask_no_more_for_more_people(client, world, django_assert_num_queries):
    _as(client, world.lead)
    counts = []
    for name in READ:
        with CaptureQueriesContext(connection) as before:
            client.get(reverse(name))
        counts.append(len(before))
    for number in range(3):
        person = w.make_person(world, f"p{number}")
        give_role(
            person,
            Role.BODY_MEMBER,
            partnership=world.partnership,
            body=world.slt,
            from_on=world.today,
            by=world.admin,
            at=world.at,
        )
    for name, count in zip(READ, counts, strict=True):
        with django_assert_num_queries(count):
            client.get(reverse(name))


# -- Inviting --------------------------------------------------------------------------------


def test_an_invited_person_sets_their_own_password_and_signs_in(client, world):
    response = _as(client, world.admin).post(reverse("roles:invite"), _invitation(world))
    assert response.status_code == 302
    person = Person.objects.get(email="new@demo.example")
    assert person.held_roles.get().role == Role.STAFF
    message = mail.outbox[0]
    assert message.to == ["new@demo.example"]
    assert "Flora MacDonald-O'Neil" in message.body
    assert "Admin has invited you" in message.body
    address = next(line for line in message.body.splitlines() if line.startswith("http"))
    client.logout()
    form = client.get(address, follow=True)
    assert form.status_code == 200
    assert "Set your password" in form.content.decode()
    target = form.redirect_chain[-1][0]
    done = client.post(
        target, {"password1": "Glen-Avon-2031-hill", "password2": "Glen-Avon-2031-hill"}
    )
    assert done.status_code == 302
    person.refresh_from_db()
    assert person.check_password("Glen-Avon-2031-hill")
    assert person.history.first().history_user == person
    signed_in = client.post(
        reverse("account_login"),
        {"login": "new@demo.example", "password": "Glen-Avon-2031-hill"},
    )
    assert signed_in.status_code == 302
    assert signed_in.url == reverse("desk:home")


def test_the_link_works_once(client, world):
    _as(client, world.admin).post(reverse("roles:invite"), _invitation(world))
    address = next(x for x in mail.outbox[0].body.splitlines() if x.startswith("http"))
    client.logout()
    target = client.get(address, follow=True).redirect_chain[-1][0]
    twice = {"password1": "Glen-Avon-2031-hill", "password2": "Glen-Avon-2031-hill"}
    client.post(target, twice)
    assert "used already" in client.get(address, follow=True).content.decode()


def test_somebody_with_a_password_is_told_where_to_sign_in(client, world, elsewhere):
    elsewhere.lead.set_password("Glen-Avon-2031-hill")
    with acting_as(world.system):
        elsewhere.lead.save()
    data = _invitation(world, email="lead@elsewhere.example")
    assert _as(client, world.admin).post(reverse("roles:invite"), data).status_code == 302
    assert reverse("account_login") in mail.outbox[0].body
    assert "password/reset" not in mail.outbox[0].body


def test_a_mail_that_cannot_be_sent_is_said(client, world, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    response = _as(client, world.admin).post(
        reverse("roles:invite"), _invitation(world), follow=True
    )
    assert "could not be sent" in response.content.decode()
    assert Person.objects.filter(email="new@demo.example").exists()


WRONG = [
    {"email": "nobody"},
    {"email": ""},
    {"name": ""},
    {"role": "lead"},
    {"role": "anybody"},
    {"role": "chair"},
    {"body": "999999"},
    {"body": "99999999999999999999999"},
    {"from_on": "31/02/2026"},
    {"from_on": "0001-01-01"},
    {"from_on": "9999-12-31"},
    *[{field: value} for field in ("email", "role", "body", "from_on") for value in HOSTILE],
    *[{field: value} for field in ("name", "post") for value in HOSTILE[:2]],
]


def test_what_cannot_be_is_a_form_error_and_nothing_is_written(client, world):
    _as(client, world.admin)
    before = rows()
    for wrong in WRONG:
        response = client.post(reverse("roles:invite"), _invitation(world, **wrong))
        assert response.status_code == 422, wrong
        assert "There is a problem" in response.content.decode()
    assert rows() == before
    assert not mail.outbox


def test_a_body_of_another_partnership_is_unknown(client, world, elsewhere):
    before = rows()
    _as(client, world.admin)
    data = _invitation(world, role="chair", body=str(elsewhere.spg.pk))
    response = client.post(reverse("roles:invite"), data)
    assert response.status_code == 422
    assert "Choose one of those offered under “Body”." in response.content.decode()
    assert rows() == before


# -- Giving and ending -----------------------------------------------------------------------


def _role(world, **kwargs):
    values = {
        "person": str(world.lead.pk),
        "role": "body_member",
        "body": str(world.slt.pk),
        "post": "Manager",
        "from_on": world.today.isoformat(),
        "to_on": "",
    }
    return values | kwargs


def test_a_role_is_given(client, world):
    response = _as(client, world.admin).post(reverse("roles:give_role"), _role(world))
    assert response.status_code == 302
    assert HeldRole.objects.filter(person=world.lead, body=world.slt).exists()


def test_a_role_held_already_is_said_and_not_given_again(client, world):
    url = reverse("roles:give_role")
    _as(client, world.admin).post(url, _role(world))
    before = rows()
    later = _role(world, from_on=(world.today + timedelta(days=9)).isoformat())

    told = client.post(url, later, follow=True).content.decode()
    page = client.post(url, later | {"post": "Head of service"})

    assert "Nothing to do: Lead, body member" in told
    assert page.status_code == 422
    assert "End it first, or choose days on which they do not have it." in page.content.decode()
    assert rows() == before


def test_a_role_that_cannot_be_is_a_form_error(client, world):
    _as(client, world.admin)
    before = rows()
    for field in ["person", "role", "body", "from_on", "to_on"]:
        for value in [*HOSTILE, "-1", "99999999999999999999"]:
            data = _role(world, **{field: value})
            response = client.post(reverse("roles:give_role"), data)
            assert response.status_code == 422, (field, value)
    assert rows() == before


def test_a_person_of_another_partnership_is_unknown(client, world, elsewhere):
    data = _role(world, person=str(elsewhere.lead.pk))
    assert _as(client, world.admin).post(reverse("roles:give_role"), data).status_code == 422


def test_somebody_of_two_partnerships_gives_only_where_they_may(client, world, elsewhere):
    give_role(
        world.admin,
        Role.STAFF,
        partnership=elsewhere.partnership,
        from_on=world.today,
        by=elsewhere.admin,
        at=world.at,
    )
    data = _role(world, partnership=str(elsewhere.partnership.pk), body=str(elsewhere.slt.pk))
    assert _as(client, world.admin).post(reverse("roles:give_role"), data).status_code == 422
    give_role(
        world.admin,
        Role.ADMINISTRATOR,
        partnership=elsewhere.partnership,
        from_on=world.today,
        by=elsewhere.admin,
        at=world.at,
    )
    body = client.get(reverse("roles:give_role")).content.decode()
    assert 'name="partnership"' in body
    mixed = _role(world, partnership=str(world.partnership.pk), body=str(elsewhere.slt.pk))
    assert client.post(reverse("roles:give_role"), mixed).status_code == 422


def _held(world):
    return HeldRole.objects.get(person=world.member, body=world.spg)


def test_a_role_is_ended(client, world):
    row = _held(world)
    address = reverse("roles:end_role", args=[row.pk])
    _as(client, world.admin)
    assert "Member, body member" in client.get(address).content.decode()
    assert client.post(address, {"last_day": world.today.isoformat()}).status_code == 302
    row.refresh_from_db()
    assert row.to_on == world.today
    later = (world.today + timedelta(days=9)).isoformat()
    assert client.post(address, {"last_day": later}).status_code == 409
    for wrong in ["1999-01-01", "", "x", "\x00", "31/13/2026"]:
        assert client.post(address, {"last_day": wrong}).status_code == 422


@pytest.mark.parametrize(
    ("name", "status"), [("lead", 403), ("officer", 403), ("outsider", 404), ("admin", 200)]
)
def test_who_ends_a_role(client, world, name, status):
    address = reverse("roles:end_role", args=[_held(world).pk])
    assert _as(client, world.people[name]).get(address).status_code == status


def test_a_role_of_another_partnership_is_unknown(client, world, elsewhere):
    address = reverse("roles:end_role", args=[_held(elsewhere).pk])
    _as(client, world.admin)
    assert client.get(address).status_code == 404
    assert client.post(address, {"last_day": world.today.isoformat()}).status_code == 404
    assert client.get("/people/roles/99999999999999999999999/end/").status_code == 404
