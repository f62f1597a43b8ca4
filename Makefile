# Everything a person needs. It asks for nothing but Python 3.11+ and make; `make` alone lists it.
PYTHON ?= python3
PORT ?= 8000
LOCK ?= requirements/dev.txt
TEST_WORKERS ?= 2

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
export PORT

# What the tests and checks of the embedded default must not see of the environment they are started in.
EMBEDDED := env -u DATABASE_URL -u REDIS_URL -u SECRET_KEY -u LEADGAP_URL -u DEBUG -u EMAIL_URL -u OIDC_SERVER_URL
# A production installation, as far as `check --deploy` looks. Nothing connects to it.
PRODUCTION := $(EMBEDDED) LEADGAP_DATA_DIR=var/check LEADGAP_URL=https://leadgap.example.com \
	DATABASE_URL=postgres://leadgap@127.0.0.1/leadgap REDIS_URL=redis://127.0.0.1 SECRET_KEY=no-secret-but-long-enough-for-the-deployment-check
PYTEST := $(BIN)/python -m pytest

.DEFAULT_GOAL := help
.PHONY: help setup install demo run test test-services test-browser check fix lock bench vendor

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

demo: setup ## Start LeadGap with a demo company (PORT=8000)
	@exec $(BIN)/python -m leadgap.launcher --demo

run: setup ## Start LeadGap
	@exec $(BIN)/python -m leadgap.launcher

setup: ## Install everything, locked (LOCK=requirements/run.txt on a server)
	@test -x $(BIN)/python && cmp -s $(LOCK) $(STAMP) || $(MAKE) --no-print-directory install

# The stamp is a copy of the lock that was installed: a lock that has not changed costs nothing.
install:
	@echo "Installing into $(VENV) …"
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(f"LeadGap needs Python 3.11 or newer; this is {v[0]}.{v[1]}. Choose one: make setup PYTHON=python3.12" if v < (3, 11) else 0)'
	@rm -f $(STAMP)
	@test -x $(BIN)/python || $(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@$(BIN)/uv pip sync --quiet --require-hashes $(LOCK)
	@cp $(LOCK) $(STAMP)

test: setup ## Run the suite on the embedded default
	$(EMBEDDED) $(PYTEST) -n $(TEST_WORKERS)

test-services: setup ## Run the suite on the PostgreSQL of DATABASE_URL and the Redis of REDIS_URL
	@case "$$DATABASE_URL" in postgres*) ;; *) false;; esac && test -n "$$REDIS_URL" || { \
		echo "make test-services needs DATABASE_URL (postgres://…) and REDIS_URL. To start both in containers:"; \
		echo "  docker compose -f deploy/services.yaml up --wait"; \
		echo "  make test-services DATABASE_URL=postgres://leadgap:leadgap@127.0.0.1:54329/leadgap REDIS_URL=redis://127.0.0.1:63799"; \
		exit 1; }
	$(PYTEST) -n $(TEST_WORKERS)

test-browser: setup ## Run the pages in a real headless Chromium
	$(EMBEDDED) DJANGO_ALLOW_ASYNC_UNSAFE=true $(PYTEST) -n $(TEST_WORKERS) tests/browser -m browser

check: setup ## Everything that can be said without running it: style, types, layers, migrations, templates, deployment
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(EMBEDDED) LEADGAP_DATA_DIR=var/check $(BIN)/mypy
	$(BIN)/lint-imports
	$(EMBEDDED) LEADGAP_DATA_DIR=var/check $(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/djlint templates --lint --quiet
	$(PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING

fix: setup ## Repair what can be repaired by a machine
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

UV_LOCK = env -u UV_INDEX -u UV_DEFAULT_INDEX -u UV_INDEX_URL -u UV_EXTRA_INDEX_URL -u UV_FIND_LINKS \
	$(BIN)/uv pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header $(LOCK_FLAGS)

lock: ## Write the lock files from pyproject.toml (LOCK_FLAGS=--upgrade for the newest)
	$(UV_LOCK) requirements/uv.in -o requirements/uv.txt
	$(UV_LOCK) pyproject.toml -o requirements/run.txt
	$(UV_LOCK) pyproject.toml --group dev -c requirements/run.txt -o requirements/dev.txt

bench: setup ## Print how fast it is (on DATABASE_URL, else on the embedded default)
	$(BIN)/python -m benchmarks

vendor: ## Fetch the scripts, styles and fonts of static/vendor again (needs Node; the result is committed)
	cd deploy/vendor && npm ci && node build.mjs
