"""The test databases: real ones, of this run alone, made for speed rather than for keeping.

Migrating takes long, so an empty migrated SQLite is kept in pytest's cache and copied while no
migration changes; `--create-db` makes it anew. PostgreSQL is migrated in every run.
"""

import fcntl
import hashlib
import os
import secrets
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from tests.plugins.servers import runs_on_postgresql

# Workers of pytest-xdist inherit it, so that all of one run share it and two runs never do.
RUN = os.environ.setdefault("TEST_RUN", f"{os.getpid()}_{secrets.token_hex(3)}")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Name this worker's database. SQLite's is a file, so that threads and processes can race."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    values = connection.settings_dict
    values["CONN_MAX_AGE"] = 0
    if runs_on_postgresql():
        values["TEST"]["NAME"] = f"test_cycle_{RUN}_{worker}"
        values["OPTIONS"]["options"] += " -c synchronous_commit=off"
    else:
        values["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
        values["OPTIONS"]["init_command"] = values["OPTIONS"]["init_command"].replace(
            "synchronous=FULL", "synchronous=OFF"
        )


class Kept:
    """Where the migrated database is kept; locked until it is there: one worker migrates."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / f"{_digest_of_migrations()}.sqlite3"
        self._lock = (folder / "lock").open("w")
        fcntl.flock(self._lock, fcntl.LOCK_EX)

    def copy_to(self, name: str) -> bool:
        """Copy it; return whether it was there."""
        if not self.path.exists():
            return False
        shutil.copy(self.path, name)
        self._lock.close()
        return True

    def keep(self) -> None:
        """Keep the database just migrated, in place of older ones."""
        fresh = self.path.with_suffix(f".{RUN}")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(fresh)])
        for old in self.path.parent.glob("*.sqlite3"):
            old.unlink()
        fresh.replace(self.path)
        self._lock.close()


@pytest.fixture(scope="session")
def kept(django_db_modify_db_settings: None, request: pytest.FixtureRequest) -> Kept | None:
    if runs_on_postgresql() or request.config.getoption("create_db"):
        return None
    return Kept(Path(request.config.cache.mkdir("databases")))


@pytest.fixture(scope="session")
def django_db_keepdb(kept: Kept | None) -> bool:
    """Return whether Django finds a database to migrate further rather than make."""
    return kept is not None and kept.copy_to(connection.settings_dict["TEST"]["NAME"])


@pytest.fixture(scope="session")
def django_db_setup(
    kept: Kept | None, django_db_keepdb: bool, django_db_setup: None, django_db_blocker: Any
) -> None:
    values = connection.settings_dict
    if kept is not None and not django_db_keepdb and values["NAME"] == values["TEST"]["NAME"]:
        with django_db_blocker.unblock():
            kept.keep()


def _digest_of_migrations() -> str:
    digest = hashlib.sha256()
    for app in apps.get_app_configs():
        package = find_spec(f"{app.name}.migrations")
        for folder in (package.submodule_search_locations or []) if package else []:
            for file in sorted(Path(folder).glob("*.py")):
                digest.update(f"{app.label} {file.name}\n".encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line which database it was, how many tests ran and how many were skipped."""
    count = {
        outcome: len(terminalreporter.getreports(outcome))
        for outcome in ("passed", "failed", "error", "skipped")
    }
    name = "PostgreSQL" if runs_on_postgresql() else "SQLite"
    terminalreporter.write_line(
        f"on {name}: {sum(count.values())} tests, {count['skipped']} skipped"
    )
