#!/bin/sh
# Run every test on SQLite, then on PostgreSQL where one answers. `make test` calls this.
# Arguments go to pytest; with arguments, the parts that are picked run on both databases too.
set -u
PY="${PY:-.venv/bin/python}"
status=0

round() { # name, address, pytest arguments
    name="$1"; address="$2"; shift 2
    echo "== The tests on $name"
    export COVERAGE_FILE=".coverage.$name"
    DATABASE_URL="$address" "$PY" -m pytest -n "${TEST_PROCESSES:-auto}" --maxprocesses 8 --cov --cov-report= "$@" || status=1
    echo "coverage on $name: $("$PY" -m coverage report --format=total 2>/dev/null || echo none)%"
}

round SQLite '' "$@"
if postgresql="$("$PY" -m tests.plugins.servers postgresql)"; then
    round PostgreSQL "$postgresql" "$@"
fi
"$PY" -m tests.plugins.servers missing || status=1
exit $status
