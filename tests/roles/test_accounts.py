"""Signing in, the demonstration's people on the sign-in page, and what is closed."""

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from record.history import acting_as
from roles.services import system_person
from tests.factories import world as w

pytestmark = pytest.mark.django_db
PASSWORD = "Glen-Avon-2031-hill"


@pytest.fixture(autouse=True)
def _clean(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def world():
    made = w.make_world()
    with acting_as(system_person()):
        for name in ("lead", "member"):
            made.people[name].set_password(PASSWORD)
            made.people[name].is_demonstration = name == "lead"
            made.people[name].save()
    return made


def _sign_in(client, name, password=PASSWORD, **extra):
    data = {"login": f"{name}@demo.example", "password": password} | extra
    return client.post(reverse("account_login"), data)


def test_signing_in_leads_to_my_work(client, world):
    response = _sign_in(client, "member")
    assert response.status_code == 302
    assert response.url == reverse("desk:home")


def test_a_wrong_password_is_a_form_error(client, world):
    response = _sign_in(client, "member", "wrong")
    assert response.status_code == 200
    assert "There is a problem" in response.content.decode()
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("value", ["x" * 10_000, "nul\x00@demo.example", "", "'--"])
def test_hostile_sign_in_is_a_form_error(client, world, value):
    data = {"login": value, "password": value}
    assert client.post(reverse("account_login"), data).status_code == 200
    assert "_auth_user_id" not in client.session


def test_a_next_page_elsewhere_is_not_followed(client, world):
    response = _sign_in(client, "member", next="https://evil.example/")
    assert response.url == reverse("desk:home")


def test_too_many_tries_are_stopped_in_our_own_words(client, world):
    for _ in range(40):
        response = _sign_in(client, "member", "wrong")
    assert response.status_code == 429
    assert "Too many tries" in response.content.decode()


def test_the_sign_in_page_names_the_demonstration_s_people_only_in_a_demonstration(
    client, world, settings
):
    settings.DEMO = True
    settings.DEMO_PASSWORD = "a-password-shown"
    body = client.get(reverse("account_login")).content.decode()
    assert "a-password-shown" in body
    assert "lead@demo.example" in body
    assert "member@demo.example" not in body
    settings.DEMO = False
    body = client.get(reverse("account_login")).content.decode()
    assert "a-password-shown" not in body
    assert "lead@demo.example" not in body


def test_a_demonstration_person_signs_in_only_in_a_demonstration(client, world, settings):
    settings.DEMO = False
    assert "There is a problem" in _sign_in(client, "lead").content.decode()
    assert "_auth_user_id" not in client.session
    settings.DEMO = True
    assert _sign_in(client, "lead").status_code == 302


def test_a_closed_account_is_said_to_be_closed(client, world):
    with acting_as(world.system):
        world.member.is_active = False
        world.member.save()
    response = _sign_in(client, "member")
    assert response.url == reverse("account_inactive")
    assert "_auth_user_id" not in client.session


def test_sign_up_is_closed_and_says_that_people_are_invited(client, world):
    response = client.get(reverse("account_signup"))
    assert "invites you by email" in response.content.decode()
    posted = client.post(
        reverse("account_signup"), {"email": "x@demo.example", "password1": PASSWORD}
    )
    assert "invites you by email" in posted.content.decode()


@pytest.mark.parametrize("email", ["member@demo.example", "nobody@demo.example"])
def test_a_forgotten_password_says_the_same_to_everybody(client, world, email):
    response = client.post(reverse("account_reset_password"), {"email": email}, follow=True)
    assert "If the address is known here" in response.content.decode()
    assert len(mail.outbox) == 1
    assert "commissioning-cycle" in mail.outbox[0].from_email
    assert ("password/reset/key" in mail.outbox[0].body) is email.startswith("member")


def test_the_password_is_changed_by_the_person_it_belongs_to(client, world):
    _sign_in(client, "member")
    address = reverse("account_change_password")
    assert "Change your password" in client.get(address).content.decode()
    new = "Ben-Rinnes-841-metres"
    wrong = client.post(address, {"oldpassword": "wrong", "password1": new, "password2": new + "x"})
    assert "There is a problem" in wrong.content.decode()
    done = client.post(address, {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert done.status_code == 302
    world.member.refresh_from_db()
    assert world.member.check_password(new)
    assert world.member.history.first().history_user == world.member


@pytest.mark.parametrize(
    "name",
    [
        "account_login",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key_done",
        "account_inactive",
        "public:help",
        "public:accessibility",
        "public:privacy",
        "public:source",
    ],
)
def test_public_pages_are_whole_pages(client, name):
    response = client.get(reverse(name))
    assert response.status_code == 200
    body = response.content.decode()
    assert body.count("<h1") == 1
    assert "<title>" in body
    assert "<script" not in body
    assert "style=" not in body


def test_signing_out_asks_first(client, world):
    _sign_in(client, "member")
    assert "Do you want to sign out?" in client.get(reverse("account_logout")).content.decode()
    assert client.post(reverse("account_logout")).status_code == 302
    assert "_auth_user_id" not in client.session
