"""What the probes are told, and in which words."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from desk.management.embedded_redis import free_port
from notifications.models import SweepRun
from notifications.queries import SWEEP


def swept(*, minutes_ago: int) -> None:
    finished = timezone.now() - timedelta(minutes=minutes_ago)
    SweepRun.objects.update_or_create(name=SWEEP, defaults={"finished_at": finished})


def test_livez_asks_the_database_nothing(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        answer = client.get("/livez")

    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_readyz_is_200_once_a_sweep_has_finished(client):
    assert client.get("/readyz").json() == {
        "ready": False,
        "wrong": {"sweep": "No sweep of reminders has finished yet."},
    }

    swept(minutes_ago=1)

    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "wrong": {}})


@pytest.mark.django_db
def test_readyz_tells_of_a_scheduler_gone_silent(client):
    swept(minutes_ago=12)

    answer = client.get("/readyz")

    assert answer.status_code == 503
    sentence = "The last sweep of reminders finished 12 minutes ago."
    assert answer.json()["wrong"] == {"sweep": sentence}


@pytest.mark.django_db
def test_readyz_tells_of_a_redis_that_does_not_answer(client, settings):
    swept(minutes_ago=0)
    settings.REDIS_URL = f"redis://:hidden@127.0.0.1:{free_port()}/0"

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert list(answer.json()["wrong"]) == ["redis"]
    assert b"hidden" not in answer.content


@pytest.mark.redis
@pytest.mark.django_db
def test_readyz_pings_a_redis_that_answers(client, settings, redis_server):
    swept(minutes_ago=0)
    settings.REDIS_URL = redis_server

    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_readyz_tells_of_a_database_behind_the_code(client):
    MigrationRecorder(connection).record_unapplied("reports", "0001_initial")

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert "manage.py migrate" in answer.json()["wrong"]["migrations"]
