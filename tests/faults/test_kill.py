"""A process killed while it records a decision leaves all of it or nothing."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings

from tests.plugins.databases import RUN
from tests.plugins.servers import runs_on_postgresql

ROOT = Path(settings.BASE_DIR)


@pytest.fixture
def address(tmp_path) -> Iterator[str]:
    """Return the address of an empty database of this test's own, on the server of this round."""
    if not runs_on_postgresql():
        yield f"sqlite:///{tmp_path}/kill.sqlite3"
        return
    server, name = os.environ["DATABASE_URL"], f"test_cycle_kill_{RUN}"
    with psycopg.connect(server, autocommit=True) as database:
        database.execute(f"CREATE DATABASE {name}")
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            database.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.slow
def test_kill_9_at_every_statement_of_a_decision_leaves_no_half_of_it(tmp_path, address):
    kept_out = ("DATABASE_URL", "DEMO", "PRODUCTION", "REDIS_URL")
    environment = {key: value for key, value in os.environ.items() if key not in kept_out}
    environment |= {"DATABASE_URL": address, "DATA_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)}

    run = subprocess.run(
        [sys.executable, "-m", "tests.faults.kill_driver"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=570,
        check=False,
    )

    assert run.returncode == 0, run.stderr[-3000:]
    lines = [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]
    before, *killed, through = lines
    whole = through["state"]
    assert before["state"] != whole
    assert whole["governance_condition"] == 2
    assert len(whole["live_tasks"]) == 1
    assert len(killed) > 20
    for line in killed:
        assert line["killed"]
        assert line["state"] == before["state"], f"killed at statement {line['n']}"
        assert line["state"]["sound"] == "ok"
