"""Real servers of a test's own, on loopback: Redis, a mail server, Chromium."""

import email
import email.policy
import os
import subprocess
import time
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import Browser, Page, sync_playwright
from redis import Redis

from desk.management.embedded_redis import answers, embedded_redis, free_port
from tests.plugins.servers import chromium_path

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


@pytest.fixture(scope="session")
def _redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server = embedded_redis(tmp_path_factory.mktemp("redis"))
    assert server, "mark the test with pytest.mark.redis"
    process = subprocess.Popen(server.argv, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    process.stdin.write(server.configuration)
    process.stdin.close()
    deadline = time.monotonic() + 20
    while not answers(server.url):
        assert time.monotonic() < deadline, "Redis did not start"
        time.sleep(0.05)
    yield server.url
    process.terminate()
    process.wait(10)


@pytest.fixture
def redis_server(_redis_url: str) -> str:
    """Return the address of an empty Redis that no other test run uses. Mark the test `redis`."""
    with Redis.from_url(_redis_url) as client:
        client.flushall()
    return _redis_url


class SmtpServer:
    """Takes every mail into `messages`; answers "try later" while `refusing` is true."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.refusing = False
        self.port = free_port()
        self.url = f"smtp://127.0.0.1:{self.port}"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.refusing:
            return "451 Try again later"
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.messages.append(message)
        return "250 OK"


@pytest.fixture
def smtp_server(settings: Any) -> Iterator[SmtpServer]:
    """Return a mail server on loopback that Django's mail goes to while the test runs."""
    server = SmtpServer()
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield server
    controller.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return headless Chromium. Mark the test `browser`."""
    # Playwright keeps an event loop in this thread, which Django would take for an async view.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, live_server: Any) -> Iterator[Page]:
    """Return an empty page of a fresh visitor; `page.goto("/projects/")` asks the live server."""
    context = browser.new_context(base_url=live_server.url, locale="en-GB")
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()
