# Every target sets up what it needs: a virtual environment in .venv, from the locks.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help run test lint format bench validate fuzz kills rehearse params docs tour gallery reference baseline lock clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/.run: requirements.lock pyproject.toml
	@echo "setting up $(VENV)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.lock
	@echo "setting up the tools for tests and checks"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

run: $(VENV)/.run ## set up and run the main job: saylau run baseline
	$(BIN)/saylau run baseline

test: $(VENV)/.dev ## set up and run the tests
	$(BIN)/pytest

lint: $(VENV)/.dev ## format check, lint, types, import direction
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.dev ## run the benchmarks (BENCH='--all --large', --others for other libraries, --cluster, --exports, --pack, --page, --feed, --calibration)
	$(BIN)/python -m tests.benchmarks $(BENCH)

validate: $(VENV)/.dev ## hold the calibration against what is known (about an hour and a half; goes on after an interrupt)
	$(BIN)/python -m tests.validation

fuzz: $(VENV)/.dev ## try 20,000 generated inputs (FUZZ='--seed 7 --kind set'; a quarter of an hour)
	$(BIN)/python -m tests.fuzz --cases 20000 --processes 2 $(FUZZ)

kills: $(VENV)/.dev ## kill 20 runs and calibrations, and go on with them (KILLS='--seed 7')
	$(BIN)/python -m tests.kills $(KILLS)

rehearse: $(VENV)/.dev ## let elex and elex-model read nights of the feed (REHEARSE='--nights 3'; needs a network, some minutes)
	$(BIN)/python -m tests.rehearsal $(REHEARSE)

params: $(VENV)/.run ## write docs/parameters.md from the declarations
	$(BIN)/saylau params --markdown > docs/parameters.md

docs: $(VENV)/.run ## write docs/modules.md and the tables of docs/results.md and docs/comparing.md
	$(BIN)/python -m sim.results.documentation docs/results.md docs/comparing.md
	$(BIN)/python -m tools.modules

tour: $(VENV)/.dev ## run docs/tour.ipynb again, with its outputs
	$(BIN)/python -m tests.tour

gallery: $(VENV)/.dev ## renew docs/gallery, the pictures of docs/gallery.md
	$(BIN)/python -m tests.gallery

reference: $(VENV)/.run ## renew results/baseline/reference, the committed run
	rm -rf results/baseline/reference
	$(BIN)/saylau run baseline --quiet --no-plots --out results/baseline/reference

baseline: $(VENV)/.run ## calibrate the baseline again, and renew all of results/baseline (some minutes)
	rm -rf results/baseline/calibration results/baseline/ensemble
	$(BIN)/saylau calibrate baseline --quiet --out results/baseline/calibration
	cp results/baseline/calibration/scenario.toml scenarios/baseline.toml
	$(BIN)/saylau run baseline --posterior baseline --replications 100 --quiet --out results/baseline/ensemble
	$(MAKE) reference

lock: ## renew the locks (needs uv on the PATH)
	uv pip compile -q --generate-hashes --universal --python-version 3.11 --no-header --group build pyproject.toml -o requirements.lock
	uv pip compile -q --generate-hashes --universal --python-version 3.11 --no-header --group dev pyproject.toml -o requirements-dev.lock

clean: ## remove the environment and caches
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache .benchmarks
