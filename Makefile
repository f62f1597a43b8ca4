# Everything a person needs. It asks for nothing but Python 3.11+ and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCK ?= requirements/dev.txt
STAMP := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help setup lock

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: $(STAMP) ## Install everything, locked (LOCK=requirements/run.txt for a server)

# The stamp holds the lock that was installed: an unchanged lock costs nothing.
$(STAMP): requirements/dev.txt requirements/run.txt requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit("LeadGap needs Python 3.11 or newer, and this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@$(BIN)/uv pip sync --quiet --require-hashes $(LOCK)
	@cp $(LOCK) $@

UV_LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header $(LOCK_FLAGS)

lock: ## Write the lock files again (LOCK_FLAGS=--upgrade for the newest)
	$(UV_LOCK) requirements/uv.in -o requirements/uv.txt
	$(UV_LOCK) pyproject.toml -o requirements/run.txt
	$(UV_LOCK) pyproject.toml --group dev -c requirements/run.txt -o requirements/dev.txt
