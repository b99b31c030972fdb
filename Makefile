# pgmomentum: `make` lists what can be done.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
RUNNER := $(VENV)/.runner
LIVE := $(VENV)/.live
TOOLS := $(VENV)/.tools
PLOTS := $(VENV)/.plots
# A file of tests is run by one of these processes; most of them wait more than they work.
PYTEST := $(PY) -m pytest -q --numprocesses 3 --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help demo live test ci-fast packages pgtap pgtap-15 pgtap-18 pytest-15 pytest-18 \
	coverage chaos bench bench-quick lint docs build clean

help: ## Show this list
	@awk -F ':.*## ' '/^## /{print "\n" substr($$0, 4)} \
		/^[a-z0-9-]+:.*## /{printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

## To try it

demo: $(RUNNER) ## Score a generated population on an embedded PostgreSQL
	$(BIN)/pgmomentum demo

live: $(LIVE) ## Show it in a browser, where things happen: make live [PORT=8787]
	$(BIN)/pgmomentum demo --live $(addprefix --port ,$(PORT))

## To test it

test: ## Run every test, on PostgreSQL 15 and 18
	@$(MAKE) --no-print-directory --keep-going --jobs=4 --output-sync=target \
		pgtap-15 pgtap-18 pytest-15 pytest-18

ci-fast: $(TOOLS) packages pgtap-15 ## Run the quick tests, in less than two minutes
	$(PYTEST) --server 18 -m "not slow" tests

pgtap: $(TOOLS) packages ## Run pgTAP files: make pgtap FILE=pgtap/... [SERVER=18]
	$(PY) -m tools.pgtap --server $(or $(SERVER),15) $(FILE)

pgtap-15 pgtap-18: pgtap-%: $(TOOLS) packages
	$(PY) -m tools.pgtap --server $*

pytest-15 pytest-18: pytest-%: $(TOOLS) packages
	$(PYTEST) --server $* tests

lint: $(TOOLS) packages ## Check style, types, migrations and generated files
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/sqruff lint --quiet sql migrations
	$(PY) -m tools.lint_sql
	$(BIN)/squawk migrations/*.sql
	$(PY) -m tools.docs --check

coverage: $(TOOLS) packages ## Measure what the tests run of PL/pgSQL and Python
	$(PY) -m tools.coverage

chaos: $(TOOLS) packages ## Everything at once, with faults: make chaos [MINUTES=3] [SEED=...]
	$(PY) -m chaos --server $(or $(SERVER),15) --minutes $(or $(MINUTES),3) \
		$(addprefix --seed ,$(SEED)) $(addprefix --plant ,$(PLANT))

# The page in docs/ is of everything at full scale.
bench: REPORT ?= $(if $(NAME)$(SCALE),,docs/benchmarks.md)
bench: $(PLOTS) packages ## Measure against baselines: make bench [NAME=...] [SCALE=0.1]
	$(PY) -m bench --server $(or $(SERVER),15) --scale $(or $(SCALE),1) --json build/bench.json \
		$(addprefix --report=,$(REPORT)) $(NAME)

bench-quick: $(PLOTS) packages ## Measure something of each area, in less than five minutes
	$(PY) -m bench --quick --server $(or $(SERVER),15) --rounds 1 --json build/bench-quick.json \
		--report=build/bench-quick.md

packages: ## Install the Debian packages that the tests need, or say what is missing
	$(PYTHON) tools/packages.py

## To change it

docs: $(TOOLS) packages ## Regenerate the reference and the dump of the schema: docs/*
	$(PY) -m tools.docs

build: $(TOOLS) ## Build the wheel into dist/
	$(PY) -m pip wheel --quiet --no-deps --wheel-dir dist .

clean: ## Remove what make has made
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The virtual environment: for the runner alone, then with what the page or the tests need.

$(RUNNER): pyproject.toml
	$(PYTHON) tools/make_venv.py $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(LIVE): $(RUNNER)
	$(PY) -m pip install --quiet --disable-pip-version-check -e '.[gateway]'
	@touch $@

$(TOOLS): $(RUNNER)
	$(PY) -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

$(PLOTS): $(TOOLS)
	$(PY) -m pip install --quiet --disable-pip-version-check -e '.[bench]'
	@touch $@
