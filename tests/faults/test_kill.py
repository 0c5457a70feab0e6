"""A process killed while it records a decision leaves all of it or nothing."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)


@pytest.mark.slow
@pytest.mark.sqlite
def test_kill_9_at_every_statement_of_a_decision_leaves_no_half_of_it(tmp_path):
    kept_out = ("DATABASE_URL", "DEMO", "PRODUCTION", "REDIS_URL")
    environment = {key: value for key, value in os.environ.items() if key not in kept_out}
    environment |= {
        "DATABASE_URL": f"sqlite:///{tmp_path}/kill.sqlite3",
        "DATA_DIR": str(tmp_path),
        "PYTHONPATH": str(ROOT),
    }

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
