"""Nothing of a test reaches the network beyond this machine, or the person's own data folder."""

import ipaddress
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings

from framework.queries import facts_of


class NetworkBlockedError(RuntimeError):
    """A test, or code that it runs, tried to reach another machine."""


def pytest_configure(config: pytest.Config) -> None:
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    for method in ("connect", "connect_ex", "sendto"):
        setattr(socket.socket, method, _only_here(getattr(socket.socket, method)))
    socket.getaddrinfo = _only_names_of_here(socket.getaddrinfo)


@pytest.fixture(autouse=True)
def _packs_read_anew() -> None:
    """A test's packs are undone with it, and the next may load others under the same keys."""
    facts_of.cache_clear()


@pytest.fixture(autouse=True)
def _own_folders(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    settings.REPORTS_DIR = tmp_path / "reports"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"


def _only_here(method: Callable) -> Callable:
    def guarded(self: socket.socket, *args: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            _refuse_elsewhere(args[-1][0])
        return method(self, *args)

    return guarded


def _only_names_of_here(look_up: Callable) -> Callable:
    def guarded(host: Any, *args: Any, **kwargs: Any) -> Any:
        _refuse_elsewhere(host)
        return look_up(host, *args, **kwargs)

    return guarded


def _refuse_elsewhere(host: Any) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        raise NetworkBlockedError(f"Tests stay on this machine: {name} was looked up.") from None
    if not (address.is_loopback or address.is_unspecified):
        raise NetworkBlockedError(f"Tests stay on this machine: {name} was to be reached.")
