# Every target does its own set-up: a virtual environment in .venv from requirements.lock.
# Needs Python 3.11 or newer (with venv), git and make; the tests of the pages Chromium, which Debian's apt-get installs.

PYTHON ?= $(shell for python in python3.11 python3.12 python3.13 python3 python3.14 python; do \
	$$python -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
BIN := .venv/bin
READY := .venv/.ready
CODE := $(wildcard src tests benchmarks examples)

# Drawn anew for each run, printed by it; `make test SEED=123` replays that run.
SEED := $(or $(SEED),$(shell od -An -N4 -tu4 /dev/urandom | tr -d ' '))
WORKERS ?= 2
MINUTES ?= 15
ORDERS ?= 100000

PYTEST = TENURE_SEED=$(SEED) $(BIN)/pytest --hypothesis-seed=$(SEED) -n $(WORKERS) --dist worksteal

.PHONY: test check demo soak bench book lock audit wheel format setup browser pictures
.DELETE_ON_ERROR:

# pytest comes last: its closing line is the last line printed.
test: check browser
	@$(PYTEST) tests

check: $(READY)
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy $(CODE)
	@$(BIN)/bandit --quiet --recursive --configfile pyproject.toml src
	@$(BIN)/lint-imports
	@$(BIN)/deptry src
	@$(BIN)/deptry $(filter-out src,$(CODE)) --ignore DEP002,DEP004

# Takes the pictures of pages in README and docs anew.
pictures: $(READY) browser
	@TENURE_PICTURES=yes $(BIN)/pytest --quiet tests/web/test_pictures.py

# The browser that the tests of the pages drive.
browser:
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null || .ci/install chromium

demo: $(READY)
	@$(BIN)/tenure demo --open

# The same tests with larger numbers, and those that only run here. The tests share the minutes among them.
soak: $(READY) browser
	@TENURE_SOAK_MINUTES=$(MINUTES) $(PYTEST) -m soak tests

bench: $(READY)
	@$(BIN)/python -m benchmarks

book: $(READY)
	@$(BIN)/python -m benchmarks.book --orders $(ORDERS)

wheel: $(READY)
	@$(BIN)/python -m build --wheel --no-isolation

format: $(READY)
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

# Pins what pyproject.toml asks for. `make lock UPGRADE=--upgrade` moves every pin to its newest release.
lock: have-python
	@$(PYTHON) -m venv .make/lock
	@.make/lock/bin/pip install --quiet pip-tools
	@CUSTOM_COMPILE_COMMAND="make lock" .make/lock/bin/pip-compile --quiet $(UPGRADE) --extra dev --extra tracing --generate-hashes \
		--no-emit-options --strip-extras --allow-unsafe --output-file requirements.lock pyproject.toml

# Asks the public advisories whether a pinned package is known to be vulnerable; needs the network.
audit: have-python
	@$(PYTHON) -m venv .make/audit
	@.make/audit/bin/pip install --quiet pip-audit
	@.make/audit/bin/pip-audit --disable-pip --require-hashes --requirement requirements.lock

setup: $(READY)

$(READY): requirements.lock pyproject.toml | have-python
	@echo "Preparing .venv with $(PYTHON)"
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.PHONY: have-python
have-python:
	@test -n "$(PYTHON)" || { echo "Tenure needs Python 3.11 or newer with venv" \
		"(on Debian: apt-get install python3 python3-venv)." >&2; exit 1; }
