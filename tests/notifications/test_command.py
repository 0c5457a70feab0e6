"""`send_reminders`, and the Celery task on a real worker."""

import os
import subprocess
import sys
import time
from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from kombu import Connection

from config.celery import app
from notifications.models import Reminder
from notifications.tasks import sweep
from tests.factories import world as w


def command(*arguments: str) -> str:
    out = StringIO()
    call_command("send_reminders", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def world(db) -> w.World:
    world = w.make_world()
    w.start(world, w.make_project(world))
    return world


def test_a_dry_run_says_what_would_be_raised_and_writes_nothing(world):
    told = command("--at", (world.at + timedelta(days=60)).isoformat(), "--dry-run")

    assert "late: lead@demo.example: " in told
    assert "overtaken: " in told
    assert (Reminder.objects.count(), len(mail.outbox)) == (0, 0)


def test_it_raises_and_sends_for_the_moment_given(world):
    at = (world.at + timedelta(days=60)).isoformat()

    first, second = command("--at", at), command("--at", at)

    count = Reminder.objects.filter(is_overtaken=False).count()
    assert f"{count} reminders raised" in first
    assert f"{count} sent, 0 failed" in first
    assert "0 reminders raised, 0 overtaken, 0 sent, 0 failed" in second
    assert len(mail.outbox) == count > 0


def test_a_moment_without_a_zone_is_local_and_none_is_now(world):
    assert "0 overtaken" in command("--at", "2026-01-15T09:00")
    assert "sent" in command()


@pytest.mark.parametrize("at", ["tomorrow", "2026-13-01", "0001-01-01T00:00", "9999-12-31T23:59"])
def test_what_is_no_moment_is_refused_in_a_sentence(db, at):
    with pytest.raises(CommandError, match=r"moment"):
        command("--at", at)


def test_the_task_is_the_one_that_beat_wakes(world):
    schedule = app.conf.beat_schedule["sweep"]
    app.autodiscover_tasks(force=True)

    assert schedule["task"] == sweep.name == "notifications.sweep"
    assert sweep() == len(mail.outbox)


@pytest.mark.redis
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_real_worker_runs_it(redis_server, tmp_path):
    world = w.make_world()
    project = w.start(world, w.make_project(world))
    values = connection.settings_dict
    url = f"sqlite:///{values['NAME']}"
    if connection.vendor == "postgresql":
        host, port = values["HOST"] or "127.0.0.1", values["PORT"] or 5432
        word = f":{values['PASSWORD']}" if values["PASSWORD"] else ""
        url = f"postgres://{values['USER']}{word}@{host}:{port}/{values['NAME']}"
    environment = os.environ | {
        "DATABASE_URL": url,
        "REDIS_URL": redis_server,
        "DATA_DIR": str(tmp_path),
        "EMAIL_URL": "",
    }
    worker = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "celery",
            "-A",
            "config",
            "worker",
            "--pool=solo",
            "--loglevel=ERROR",
        ],
        env=environment,
        cwd=settings.BASE_DIR,
    )
    try:
        with Connection(redis_server) as broker:
            app.send_task("notifications.sweep", connection=broker)
        deadline = time.monotonic() + 60
        while not Reminder.objects.filter(sent_at__isnull=False).exists():
            assert time.monotonic() < deadline, "the worker sent nothing"
            time.sleep(0.2)
    finally:
        worker.terminate()
        worker.wait(20)
    assert list((tmp_path / "mail").iterdir())
    assert Reminder.objects.filter(project=project).exists()
