"""`manage.py up`: every process of one machine's installation. It loads and migrates nothing."""

import fcntl
import http.client
import os
import socket
import sys
import threading
import time
from typing import Any

from celery import Celery
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections

from desk.management.collected import collect_static
from desk.management.embedded_redis import answers, embedded_redis
from desk.management.supervisor import ChildEndedError, StopAskedError, Supervisor
from roles.models import Person

SWEEP_SECONDS = 60


class Command(BaseCommand):
    """Starts Redis, the worker with its clock, and the web pages; stops them together."""

    help = "Serve Commissioning Cycle on http://127.0.0.1:$PORT until it is told to stop."

    def handle(self, *args: Any, **options: Any) -> None:
        self._refuse_what_cannot_work()
        lock = self._only_one()
        supervisor = Supervisor(log_dir=settings.DATA_DIR / "logs", cwd=settings.BASE_DIR)
        supervisor.listen()
        try:
            self._start(supervisor)
            supervisor.wait()
            self._say("Stopping.")
        except StopAskedError:
            self._say("Stopping.")
        except ChildEndedError as ended:
            raise CommandError(str(ended)) from ended
        finally:
            supervisor.stop()
            os.close(lock)

    def _start(self, supervisor: Supervisor) -> None:
        env = {**os.environ, "PYTHONUNBUFFERED": "1", "STATIC_HASHED": "1"}
        redis_url = self._redis(supervisor)
        if redis_url:
            env["REDIS_URL"] = redis_url
        if wrong := collect_static(env):
            raise CommandError(f"The static files could not be collected:\n{wrong}")
        supervisor.start("web", _web(), env=env)
        supervisor.wait_until(_web_answers, seconds=60, what="The web pages")
        if redis_url:
            supervisor.start("worker", _worker(), env=env)
            _sweep_now(redis_url)
        else:
            threading.Thread(target=self._sweep_each_minute, daemon=True).start()
        self._greet()

    def _redis(self, supervisor: Supervisor) -> str:
        """Return the address of the Redis to use, started if need be; empty where there is none."""
        if settings.REDIS_URL:
            if not answers(settings.REDIS_URL):
                raise CommandError("The Redis that REDIS_URL names does not answer: start it.")
            return settings.REDIS_URL
        own = embedded_redis(settings.DATA_DIR / "redis") if settings.EMBEDDED_REDIS else None
        if own is None:
            self._say("There is no Redis here, so this process runs the reminder sweeps itself.")
            return ""
        supervisor.start("redis", own.argv, env=os.environ, stdin=own.configuration)
        supervisor.wait_until(lambda: answers(own.url), seconds=20, what="Redis")
        return own.url

    def _refuse_what_cannot_work(self) -> None:
        if not settings.DESIGN_SYSTEM_DIR.exists():
            raise CommandError("The design system's files are missing: run `make assets` first.")
        _refuse_taken_port()
        try:
            call_command("migrate", check_unapplied=True, verbosity=0)
        except SystemExit:
            raise CommandError(
                "The database is not up to date: run `python manage.py migrate` first."
            ) from None

    def _only_one(self) -> int:
        """Return the lock that says that this data folder is in use; refuse when it already is."""
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        lock = os.open(settings.DATA_DIR / "up.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(lock)
            raise CommandError(
                f"Commissioning Cycle already runs on {settings.DATA_DIR}: stop that one first, "
                "or set DATA_DIR to another folder."
            ) from None
        return lock

    def _sweep_each_minute(self) -> None:
        while True:
            close_old_connections()
            try:
                call_command("send_reminders", stdout=self.stdout, stderr=self.stderr)
            except Exception as error:  # the next minute's sweep makes good what this one missed
                self.stderr.write(f"The reminder sweep failed and will be tried again: {error!r}")
            time.sleep(SWEEP_SECONDS)

    def _greet(self) -> None:
        self._say(f"Commissioning Cycle is at http://127.0.0.1:{settings.PORT}/")
        people = Person.objects.filter(is_demonstration=True, is_active=True).order_by("pk")
        if settings.DEMO and (named := list(people.values_list("email", "name"))):
            self._say(f"Sign in as one of these, with the password {settings.DEMO_PASSWORD}")
            width = max(len(email) for email, _ in named)
            for email, name in named:
                self._say(f"  {email:{width}}  {name}")
        self._say(f"Logs are in {settings.DATA_DIR / 'logs'}. Ctrl-C stops everything.")

    def _say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()


def _refuse_taken_port() -> None:
    if not 0 < settings.PORT < 65536:
        raise CommandError(f"PORT is {settings.PORT}: choose a number from 1 to 65535.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", settings.PORT))
        except PermissionError:
            raise CommandError(
                f"Port {settings.PORT} is not ours to use: choose another."
            ) from None
        except OSError:
            raise CommandError(
                f"Port {settings.PORT} is taken: stop what uses it, or choose another, "
                "as in `PORT=8001 make run`."
            ) from None


def _web() -> list[str]:
    return [
        *(sys.executable, "-m", "gunicorn", "config.wsgi:application", "--preload"),
        *("--bind", f"127.0.0.1:{settings.PORT}", "--workers", "2", "--threads", "4"),
        *("--timeout", "60", "--graceful-timeout", "5", "--no-control-socket"),
        *("--access-logfile", "-"),
    ]


def _worker() -> list[str]:
    schedule = settings.DATA_DIR / "celerybeat-schedule"
    return [
        *(sys.executable, "-m", "celery", "-A", "config.celery", "worker", "-B"),
        *("--schedule", str(schedule), "--concurrency", "1", "--loglevel", "INFO"),
        *("--without-gossip", "--without-mingle", "--hostname", "up@%h"),
    ]


def _sweep_now(redis_url: str) -> None:
    """Ask for a sweep at once: the clock's first tick is a minute away."""
    task = settings.CELERY_BEAT_SCHEDULE["sweep"]["task"]
    with Celery(broker=redis_url) as app:
        app.send_task(task, ignore_result=True)


def _web_answers() -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", settings.PORT, timeout=10)
    try:
        connection.request("GET", "/livez")
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()
