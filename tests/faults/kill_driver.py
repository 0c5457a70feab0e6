"""Kill a process with -9 at its n-th SQL statement while it records a decision, for each n.

Run as `python -m tests.faults.kill_driver`, with DATABASE_URL naming an SQLite file that does not
exist yet, or an empty PostgreSQL database: prints one JSON line a kill, and a last one for the run
that was let through.
"""

import json
import os
import shutil
import signal
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import django
import psycopg

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from governance.enums import Outcome  # noqa: E402
from governance.models import GateReview  # noqa: E402
from governance.services import put_to_body  # noqa: E402
from tests.factories import world as w  # noqa: E402

COUNTED = (
    "governance_decision",
    "governance_tookpart",
    "governance_condition",
    "record_act",
    "cycle_stage",
    "cycle_historicalstage",
    "cycle_deliverable",
    "viewflow_task",
)


def prepare() -> tuple[w.World, int]:
    call_command("migrate", verbosity=0)
    world = w.make_world()
    project = w.start(world, w.make_project(world))
    w.make_ready(world, project)
    review = put_to_body(project, by=world.lead, at=world.at)
    world.days(1)
    return world, review.pk


def record_and_die(world: w.World, review: int, at_statement: int) -> None:
    """Record the decision; die at the n-th statement."""
    asked = 0

    def count(execute, sql, params, many, context):
        nonlocal asked
        asked += 1
        if asked == at_statement:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        w.decide(
            world,
            GateReview.objects.select_related("body", "project").get(pk=review),
            Outcome.APPROVE_WITH_CONDITIONS,
            conditions=[w.condition(world), w.condition(world)],
        )


class OnSqlite:
    """A file, put back as it was before each run."""

    def __init__(self) -> None:
        self.file = Path(connection.settings_dict["NAME"])
        self.kept = self.file.with_suffix(".kept")

    def keep(self) -> None:
        shutil.copy(self.file, self.kept)

    def put_back(self) -> None:
        for path in self.file.parent.glob(f"{self.file.name}*"):
            path.unlink()
        shutil.copy(self.kept, self.file)

    def open(self) -> Any:
        return sqlite3.connect(self.file)

    def sound(self, database: Any) -> str:
        return database.execute("PRAGMA integrity_check").fetchone()[0]


class OnPostgresql:
    """A database of its own. The server outlives the client, and must undo what it had begun."""

    def keep(self) -> None:
        pass

    def put_back(self) -> None:
        """Wait until the server has noticed that its client is gone; put nothing back."""
        with self.open() as database:
            for _ in range(3000):  # looks, not seconds: a machine may stand still for a while
                if not database.execute(OTHER_CLIENTS).fetchone()[0]:
                    return
                time.sleep(0.01)
            raise AssertionError("the server still serves the dead")

    def open(self) -> Any:
        """Return a connection that looks anew each time: within one transaction PostgreSQL goes on
        telling of the clients that it saw at first.
        """
        return psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)

    def sound(self, database: Any) -> str:
        prepared = database.execute("SELECT count(*) FROM pg_prepared_xacts").fetchone()[0]
        return "ok" if prepared == 0 else f"{prepared} transactions left half done"


OTHER_CLIENTS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
)


def state_of(where: OnSqlite | OnPostgresql) -> dict:
    """Return what a new process finds in the database."""
    with closing(where.open()) as database:
        found = {
            table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in COUNTED
        }
        found["open_reviews"] = database.execute(
            "SELECT count(*) FROM governance_gatereview WHERE is_open"
        ).fetchone()[0]
        found["stages"] = database.execute("SELECT state FROM cycle_stage ORDER BY id").fetchall()
        found["standing"] = database.execute(
            "SELECT phase, stage_code FROM cycle_standing"
        ).fetchall()
        found["live_tasks"] = database.execute(
            "SELECT flow_task FROM viewflow_task WHERE status = 'NEW'"
        ).fetchall()
        found["sound"] = where.sound(database)
    return found


def main() -> int:
    where = OnPostgresql() if connection.vendor == "postgresql" else OnSqlite()
    world, review = prepare()
    connection.close()
    where.keep()
    print(json.dumps({"n": 0, "killed": False, "state": state_of(where)}), flush=True)
    number = 0
    while True:
        number += 1
        where.put_back()
        child = os.fork()
        if child == 0:
            record_and_die(world, review, number)
            connection.close()
            os._exit(0)
        _, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status)
        print(json.dumps({"n": number, "killed": killed, "state": state_of(where)}), flush=True)
        if not killed:
            return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(main())
