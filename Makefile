# The only list of commands. `make run` and `make test` are all that a newcomer needs.
SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -c
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
export BIAOGAN_HOME ?= var

.PHONY: help setup build run demo test test-all check format messages lock clean

help:  ## What can be done here
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## / — /'

setup: .venv/.ready  ## Install what the product and its tests need, into .venv

.venv/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Biaogan needs Python 3.11 or newer; name one with PYTHON=…"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m uv --version >/dev/null 2>&1 || $(BIN)/python -m pip install --quiet --disable-pip-version-check $$(grep -oE '^uv==[0-9.]+' requirements.lock)
	@VIRTUAL_ENV=$(CURDIR)/.venv $(BIN)/python -m uv pip sync --quiet --compile-bytecode --require-hashes requirements.lock
	@VIRTUAL_ENV=$(CURDIR)/.venv $(BIN)/python -m uv pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

build: setup  ## Build styles, scripts and translations
	@$(BIN)/python -m tools.build

run: build  ## Serve the product with a demonstration network on http://127.0.0.1:$(PORT)
	@$(BIN)/biaogan serve --port $(PORT) --demo

test: build  ## The tests of every day: five minutes on two cores
	@$(BIN)/python -m tools.browser
	@$(BIN)/pytest -q -n auto -m "not browser and not faults and not fuzz"

test-all: build  ## Browser, faults and fuzzing
	@$(BIN)/python -m tools.browser
	@$(BIN)/pytest -q -m "browser or faults or fuzz"

check: build  ## Format, lint, types, import directions, migrations, lock files, translations
	@$(BIN)/ruff format --check --quiet . || { $(BIN)/ruff format --diff . 2>/dev/null | head -40; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/python -m tools.lock_files
	@$(BIN)/python -m tools.messages --check
	@$(BIN)/python -m tools.glossary
	@$(BIN)/python -m tools.punctuation --check
	@$(BIN)/lint-imports --no-logo 2>&1 | tail -n 30
	@$(BIN)/mypy
	@$(BIN)/python -m tools.migrations

format:  ## Put the code into its form
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .

messages: setup  ## Bring the catalogues of translations up to date
	@$(BIN)/python -m tools.messages && $(BIN)/python -m tools.messages --compile

lock:  ## Resolve the dependencies anew, without naming a host
	@VIRTUAL_ENV=$(CURDIR)/.venv $(BIN)/python -m uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --group dev -o requirements.lock --quiet

clean:  ## Remove what was built; the data folder stays
	@rm -rf .venv frontend/node_modules biaogan/core/static/built .mypy_cache .ruff_cache .pytest_cache
