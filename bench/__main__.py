"""`make bench`: makes the demonstration and two portfolios; prints one JSON line a measurement.

Nothing is asserted: timings are for reading. The databases are made anew under
${BENCH_DIR:-var/bench}; BENCH_SIZES names other sizes, BENCH_KEEP=1 uses those that are there.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from bench.measuring import say

ROOT = Path(__file__).resolve().parent.parent


def run(folder: Path, *command: str) -> str:
    """Run a command against one database and return what it printed; its faults are shown."""
    env = os.environ | {
        "DATA_DIR": str(folder),
        "DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "bench.settings",
    }
    env.pop("DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


def main() -> None:
    base = Path(os.environ.get("BENCH_DIR", ROOT / "var" / "bench")).resolve()
    sizes = [int(size) for size in os.environ.get("BENCH_SIZES", "1000 10000").split()]
    folder = base / "demonstration"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    run(folder, "manage.py", "migrate", "-v0")
    run(folder, "manage.py", "load_demo")
    print(run(folder, "-m", "bench.report"), end="", flush=True)
    for size in sizes:
        folder = base / str(size)
        if not (os.environ.get("BENCH_KEEP") and (folder / "cycle.sqlite3").exists()):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            run(folder, "manage.py", "migrate", "-v0")
            started = time.perf_counter()
            run(folder, "manage.py", "make_portfolio", "--projects", str(size))
            say(
                "make_portfolio",
                projects=size,
                seconds=time.perf_counter() - started,
                goal=120 if size == 10_000 else None,
            )
        print(run(folder, "-m", "bench.pages", "--projects", str(size)), end="", flush=True)
        print(run(folder, "-m", "bench.acts", "--projects", str(size)), end="", flush=True)


if __name__ == "__main__":
    main()
