"""The Django admin reads and never writes."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse
from simple_history.models import HistoricalChanges

from record.admin import ReadOnlyAdmin
from record.history import acting_as
from tests.factories import world as w
from tests.factories.refusals import rows

APPS = (
    "record",
    "roles",
    "framework",
    "projects",
    "cycle",
    "governance",
    "notifications",
    "reports",
)
MODELS = [
    model
    for name in APPS
    for model in apps.get_app_config(name).get_models()
    if not issubclass(model, HistoricalChanges)
]


@pytest.fixture
def world(db):
    made = w.make_world()
    with acting_as(made.system):
        made.admin.is_operator = True
        made.admin.save()
    return made


def _address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_model_is_there_to_be_read_only(model, rf, django_user_model):
    page = admin.site._registry[model]
    assert isinstance(page, ReadOnlyAdmin)
    request = rf.get("/")
    request.user = django_user_model(is_operator=True)
    assert not page.has_add_permission(request)
    assert not page.has_change_permission(request)
    assert not page.has_delete_permission(request)
    assert page.has_view_permission(request)
    assert page.actions is None


def test_an_operator_reads_and_every_post_is_refused(client, world):
    project = w.make_project(world)
    client.force_login(world.admin)
    before = rows()
    for model in MODELS:
        assert client.get(_address(model, "changelist")).status_code == 200, model
        assert client.post(_address(model, "add")).status_code == 403, model
        row = model._base_manager.first()
        if row is not None:
            page = client.get(_address(model, "change", row.pk))
            assert page.status_code == 200, model
            assert 'name="_save"' not in page.content.decode()
            assert client.post(_address(model, "change", row.pk)).status_code == 403, model
            assert client.post(_address(model, "delete", row.pk)).status_code == 403, model
    assert rows() == before
    assert project.title in client.get(_address(type(project), "changelist")).content.decode()


def test_a_password_s_hash_is_not_shown(client, world):
    client.force_login(world.admin)
    body = client.get(_address(type(world.lead), "change", world.lead.pk)).content.decode()
    assert world.lead.email in body
    assert world.lead.password not in body


@pytest.mark.parametrize("name", ["lead", "officer", "auditor"])
def test_others_do_not_get_in(client, world, name):
    client.force_login(world.people[name])
    assert client.get(reverse("admin:index")).status_code == 302
