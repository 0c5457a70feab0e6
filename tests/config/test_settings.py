"""Production refuses to start with what would leave the door open."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

GOOD = {
    "PRODUCTION": "1",
    "SECRET_KEY": "a-key-of-this-test-alone-0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "ALLOWED_HOSTS": "cycle.example",
}
ASK = (
    "from config import settings as s; "
    "print(s.DEBUG, s.SESSION_COOKIE_SECURE, s.STATIC_HASHED, s.SECURE_HSTS_SECONDS > 0)"
)


def load_settings(**environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=settings.BASE_DIR,
        env={**inherited, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_starts_when_everything_is_set():
    done = load_settings(**GOOD)

    assert done.stdout.split() == ["False", "True", "True", "True"], done.stderr


def test_the_embedded_default_starts_with_nothing_set():
    done = load_settings()

    assert done.stdout.split() == ["False", "False", "False", "False"], done.stderr


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"DEBUG": "1"}, "DEBUG is on"),
        ({"DEMO": "1"}, "DEMO is on"),
        ({"SECRET_KEY": None}, "SECRET_KEY is the default"),
        ({"SECRET_KEY": settings.EMBEDDED_SECRET_KEY}, "SECRET_KEY is the default"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is the default or shorter"),
        ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS is unset"),
        ({"ALLOWED_HOSTS": "*"}, "has a wildcard"),
        ({"ALLOWED_HOSTS": "cycle.example,*"}, "has a wildcard"),
        ({"ALLOWED_HOSTS": ".example"}, "has a wildcard"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_production_refuses_to_start(wrong: dict[str, str | None], word: str):
    environment = {**GOOD, **wrong}
    done = load_settings(**{key: value for key, value in environment.items() if value is not None})

    assert done.returncode != 0
    last_line = done.stderr.strip().splitlines()[-1]
    assert "Production refuses to start." in last_line
    assert word in last_line
