"""Timing: server CPU at the median, page and floor taken by turns in one process."""

import gc
import json
import statistics
import time
from collections.abc import Callable
from typing import Any

ROUNDS = 41
WARM = 5


def cpu_ms(call: Callable[[], Any]) -> float:
    """Return the CPU milliseconds, user and system, of one call."""
    started = time.process_time()
    call()
    return (time.process_time() - started) * 1000


def by_turns(first: Callable[[], Any], second: Callable[[], Any]) -> tuple[float, float]:
    """Return the medians of two calls, taken by turns after warming up."""
    for _ in range(WARM):
        first()
        second()
    gc.collect()
    pairs = [(cpu_ms(first), cpu_ms(second)) for _ in range(ROUNDS)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


def say(name: str, **values: Any) -> None:
    """Print one JSON line; floats to three figures after the point."""
    shown = {k: round(v, 3) if isinstance(v, float) else v for k, v in values.items()}
    print(json.dumps({"bench": name, **shown}), flush=True)
