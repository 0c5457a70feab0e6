"""The operator's command for the first partnership, and the refusals of its service."""

import io

import pytest
from django.core import mail
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from record.enums import Verb
from record.models import Act
from roles.enums import BodyKind, Role
from roles.models import Body, HeldRole, Partnership, Person
from roles.services import set_up_partnership, system_person
from tests.factories import world as w
from tests.factories.refusals import refuses, rows

pytestmark = pytest.mark.django_db

WORDS = {
    "code": "moray",
    "name": "Health and Social Care Moray",
    "health-board": "NHS Grampian",
    "council": "The Moray Council",
    "prefix": "HSCM",
    "admin-email": "first@example.scot",
    "admin-name": "Business Manager",
}


@pytest.fixture(autouse=True)
def _mail(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.BASE_URL = "https://cycle.example.scot/"


def run(*more, **change) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    words = WORDS | {name.replace("_", "-"): value for name, value in change.items()}
    given = [f"--{name}={value}" for name, value in words.items()]
    call_command("set_up_partnership", *given, *more, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_a_partnership_its_bodies_and_its_first_administrator_are_made_at_once(client):
    out, err = run("--locality=Elgin", "--locality=Forres", "--body=ijb=Moray Board")

    partnership = Partnership.objects.get()
    assert (partnership.code, partnership.health_board, partnership.council) == (
        "moray",
        "NHS Grampian",
        "The Moray Council",
    )
    assert partnership.reference_prefix == "HSCM"
    assert not partnership.is_demonstration
    assert [str(row) for row in partnership.localities.all()] == ["Elgin", "Forres"]
    lines = {
        body.code: (
            body.name,
            body.kind,
            [line.reports_to.code for line in body.reporting_lines.all()],
        )
        for body in Body.objects.filter(partnership=partnership)
    }
    assert lines == {
        "ijb": ("Moray Board", BodyKind.INTEGRATION_JOINT_BOARD, []),
        "spg": ("Strategic Planning Group", BodyKind.STRATEGIC_PLANNING_GROUP, ["ijb"]),
        "slt": ("Senior Leadership Team", BodyKind.SENIOR_LEADERSHIP_TEAM, ["ijb"]),
        "cpb": ("Community Planning Board", BodyKind.COMMUNITY_PLANNING_BOARD, []),
    }
    held = HeldRole.objects.get()
    assert (held.person.email, held.role) == ("first@example.scot", Role.ADMINISTRATOR)
    verbs = list(Act.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == [
        Verb.PARTNERSHIP_SET_UP,
        *[Verb.BODY_SET_UP] * 4,
        Verb.PERSON_INVITED,
        Verb.ROLE_GIVEN,
    ]
    assert "Health and Social Care Moray is set up. Localities: Elgin, Forres." in out
    assert "  spg: Strategic Planning Group, reports to Moray Board" in out
    assert "first@example.scot is invited as its administrator, by mail." in out
    assert err == ""

    [message] = mail.outbox
    assert message.to == ["first@example.scot"]
    assert "You are invited to the Commissioning Cycle of Health and Social Care Moray" in (
        message.body
    )
    address = next(line for line in message.body.splitlines() if line.startswith("http"))
    site = "https://cycle.example.scot"
    assert address.startswith(f"{site}/accounts/password/reset/key/")
    form = client.get(address.removeprefix(site), follow=True)
    assert "Set your password" in form.content.decode()
    password = {"password1": "Glen-Avon-2031-hill", "password2": "Glen-Avon-2031-hill"}
    assert client.post(form.redirect_chain[-1][0], password).status_code == 302
    client.force_login(Person.objects.get(email="first@example.scot"))
    assert client.get(reverse("roles:invite")).status_code == 200


def test_a_second_time_is_refused_and_nothing_is_written():
    run()
    mail.outbox.clear()
    before = rows()
    with pytest.raises(CommandError, match="There is a partnership moray already: Health and"):
        run()
    with pytest.raises(CommandError, match="References of Health and Social Care Moray begin"):
        run(code="moray2")
    assert rows() == before
    assert not mail.outbox


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"code": "Moray"}, "The code is"),
        ({"code": "x" * 21}, "The code is"),
        ({"prefix": "hscm"}, "The prefix of references"),
        ({"prefix": "HSCM-"}, "The prefix of references"),
        ({"name": " "}, "Give the partnership's name"),
        ({"council": ""}, "Give the partnership's name"),
        ({"admin_email": "nobody"}, "Enter an email address"),
        ({"admin_name": " "}, "Enter the person's name."),
        ({"body": "xyz=Name"}, "Write --body as CODE=NAME"),
        ({"body": "ijb"}, "Write --body as CODE=NAME"),
        ({"locality": " "}, "no locality is blank"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(change, sentence):
    """Whichever part is wrong, the last too: all of it or nothing."""
    system_person()
    before = rows()
    with pytest.raises(CommandError, match=sentence):
        run(**change)
    assert rows() == before
    assert not mail.outbox


def test_somebody_of_another_partnership_may_be_the_administrator():
    world = w.make_world("angus", "ANG")
    people = Person.objects.count()

    run(admin_email=world.lead.email.upper())

    assert Person.objects.count() == people
    assert world.lead.held_roles.filter(partnership__code="moray").exists()


def test_a_mail_that_cannot_be_sent_is_said_and_the_partnership_stands(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    _, err = run()

    assert "first@example.scot is invited, but the mail could not be sent" in err
    assert "https://cycle.example.scot/accounts/password/reset/." in err
    assert Partnership.objects.filter(code="moray").exists()


PARTICULARS = {
    "code": "angus",
    "name": "Angus",
    "health_board": "NHS Tayside",
    "council": "Angus Council",
    "reference_prefix": "ANG",
}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"code": "Angus!"}, "bad_code"),
        ({"code": ""}, "bad_code"),
        ({"reference_prefix": "9A"}, "bad_prefix"),
        ({"health_board": "  "}, "partnership_incomplete"),
        ({"localities": ("East", "")}, "partnership_incomplete"),
        ({"code": "moray"}, "partnership_exists"),
        ({"reference_prefix": "HSCM"}, "prefix_taken"),
    ],
)
def test_particulars_are_refused(change, code):
    world = w.make_world()
    with refuses(code):
        set_up_partnership(**(PARTICULARS | change), by=world.system, at=world.at)


def test_a_locality_named_twice_is_one():
    world = w.make_world()
    made = set_up_partnership(
        **PARTICULARS, localities=("East", " East ", "West"), by=world.system, at=world.at
    )
    assert [str(row) for row in made.localities.all()] == ["East", "West"]
