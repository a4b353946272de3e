# Each target is complete from a clean clone: it makes what it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
HOST ?= localhost

.PHONY: help setup run test check bench messages pictures

help:
	@echo "make run    start the product with the reference branch"
	@echo "make test   the whole suite, on SQLite and PostgreSQL, with a real browser"
	@echo "make check  format, lint, types, import contracts"
	@echo "make bench  the bench scripts, short form"

setup: $(VENV)/.run-ready
	@echo "Ready. Start it with: make run"

$(VENV)/.run-ready: requirements.txt pyproject.toml
	@scripts/python-is-good $(PYTHON)
	@echo "Making $(VENV) and fetching what Zhibu needs; about a minute, once."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.test-ready: $(VENV)/.run-ready requirements-test.txt
	@echo "Fetching what the tests need."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.txt
	@touch $@

run: $(VENV)/.run-ready
	@$(BIN)/zhibu up --demo --host $(HOST) --port $(PORT)

test: $(VENV)/.test-ready
	scripts/test

check: $(VENV)/.test-ready
	$(BIN)/ruff format --check src tests bench
	$(BIN)/ruff check src tests bench
	$(BIN)/lint-imports
	$(BIN)/mypy src/zhibu
	$(BIN)/zhibu makemigrations --check --dry-run --skip-checks

bench: $(VENV)/.test-ready
	$(BIN)/python -m bench

# For maintainers: collects the texts of the pages and compiles their translations; needs gettext
messages: $(VENV)/.test-ready
	scripts/messages

# For maintainers: the locked and hashed requirements are made from requirements/*.in
lock:
	uv pip compile --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q requirements/run.in -o requirements.txt
	uv pip compile --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -c requirements.txt requirements/test.in -o requirements-test.txt
