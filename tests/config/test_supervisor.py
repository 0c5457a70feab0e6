"""`manage.py up` as a person runs it: real processes, on a data folder and a port of their own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from desk.management.embedded_redis import free_port

pytestmark = [pytest.mark.slow, pytest.mark.sqlite]


def manage(data_dir: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=settings.BASE_DIR,
        env=our_environment(data_dir, **environment),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def our_environment(data_dir: Path, **more: str) -> dict[str, str]:
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**inherited, "DATA_DIR": str(data_dir), "DATABASE_URL": "", **more}


@pytest.fixture
def data_dir(tmp_path: Path, transactional_db: None) -> Path:
    """Return a data folder with a migrated, empty database: a copy of the tests' own."""
    folder = tmp_path / "data with a space"
    folder.mkdir()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(folder / "cycle.sqlite3")])
    return folder


class Up:
    """One `manage.py up`, and every process that came of it."""

    def __init__(self, data_dir: Path, **environment: str) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        self.output = data_dir / "up.txt"
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "up"],
                cwd=settings.BASE_DIR,
                env=our_environment(data_dir, PORT=str(self.port), **environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    @property
    def said(self) -> str:
        return self.output.read_text()

    def get(self, path: str) -> tuple[int, dict]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refusal:
            return refusal.code, json.load(refusal)

    def wait_until_it_serves(self) -> None:
        until(lambda: "Logs are in" in self.said or self.process.poll() is not None)
        assert self.process.poll() is None, self.said

    def pids(self, words: str = "") -> list[int]:
        """Return the living processes of our data folder whose command line has the words.

        Redis overwrites what it was started with, so it is known by the folder that it works in.
        """
        mark = f"DATA_DIR={self.data_dir}".encode()
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                environment = (folder / "environ").read_bytes().split(b"\0")
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                works_in = (folder / "cwd").resolve()
            except OSError:
                continue
            ours = mark in environment or works_in.is_relative_to(self.data_dir)
            if ours and words in command:
                found.append(int(folder.name))
        return found


def until(true: Callable[[], object], *, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


@pytest.fixture
def up(data_dir: Path) -> Iterator[Callable[..., Up]]:
    started: list[Up] = []

    def start(**environment: str) -> Up:
        started.append(Up(data_dir, **environment))
        return started[-1]

    yield start
    for one in started:
        for pid in one.pids():
            os.kill(pid, signal.SIGKILL)
        one.process.wait(10)


@pytest.mark.redis
def test_it_serves_wakes_the_sweep_and_stops_whole(up: Callable[..., Up]):
    one = up()
    one.wait_until_it_serves()

    assert f"http://127.0.0.1:{one.port}/" in one.said
    assert one.get("/livez") == (200, {"live": True})
    until(lambda: one.get("/readyz")[0] == 200)
    assert len(one.pids("celery")) >= 3  # the worker, its pool, its clock
    assert one.pids("redis-server")

    one.process.terminate()

    assert one.process.wait(60) == 0, one.said
    assert one.pids() == []
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", one.port)) != 0


@pytest.mark.redis
@pytest.mark.parametrize("name", ["redis", "worker", "web"])
def test_any_death_stops_the_rest(up: Callable[..., Up], name: str):
    words = {"redis": "redis-server", "worker": "celery", "web": "gunicorn"}[name]
    one = up()
    one.wait_until_it_serves()

    os.kill(min(one.pids(words)), signal.SIGKILL)

    assert one.process.wait(60) == 1
    assert f"The {name} process ended (killed by SIGKILL)" in one.said
    assert one.pids() == []


@pytest.mark.redis
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's end")
def test_killed_outright_it_leaves_no_orphan(up: Callable[..., Up]):
    one = up()
    one.wait_until_it_serves()

    one.process.kill()
    one.process.wait(10)

    until(lambda: not one.pids(), seconds=30)


def test_without_redis_it_says_so_and_sweeps_itself(up: Callable[..., Up]):
    one = up(EMBEDDED_REDIS="0")
    one.wait_until_it_serves()

    assert "There is no Redis here, so this process runs the reminder sweeps itself." in one.said
    assert one.pids("celery") == []
    until(lambda: one.get("/readyz")[0] == 200)

    one.process.send_signal(signal.SIGINT)
    assert one.process.wait(60) == 0, one.said
    assert one.pids() == []


def test_a_redis_that_does_not_answer_is_a_sentence(data_dir: Path):
    url = f"redis://:hidden@127.0.0.1:{free_port()}/0"

    done = manage(data_dir, "up", PORT=str(free_port()), REDIS_URL=url)

    assert done.returncode == 1
    assert "The Redis that REDIS_URL names does not answer" in done.stderr
    assert "hidden" not in done.stdout + done.stderr


def test_a_taken_port_is_refused(tmp_path: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        done = manage(tmp_path, "up", PORT=str(port))

    assert done.returncode == 1
    assert done.stderr.startswith(f"CommandError: Port {port} is taken: ")


def test_a_second_one_on_the_same_data_is_refused(up: Callable[..., Up]):
    one = up(EMBEDDED_REDIS="0")
    one.wait_until_it_serves()

    done = manage(one.data_dir, "up", PORT=str(free_port()))

    assert done.returncode == 1
    assert "already runs on" in done.stderr
    assert one.get("/livez")[0] == 200


def test_a_database_behind_the_code_is_refused(tmp_path: Path):
    done = manage(tmp_path, "up", PORT=str(free_port()))

    assert done.returncode == 1
    assert "run `python manage.py migrate` first" in done.stderr
