# Everything a person or a machine runs here. `make demo` shows walkback at work, `make test` proves it.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo test check eval model bench requirements browser neo4j clean

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
DEMO_ARGS ?=
# Tests wait for servers and processes more than they work: two at a time. One database cannot be shared by both.
WORKERS ?= $(if $(NEO4J_URI),0,2)

help: ## Say what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

demo: $(VENV)/.run ## Crawl the sample newsroom, extract, derive, and open the screens on it
	@$(BIN)/walkback demo $(DEMO_ARGS)

test: $(VENV)/.dev browser neo4j check ## Run everything: style, types, layers, tests; ARGS="..." go to pytest
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

check: $(VENV)/.dev ## Style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

eval: $(VENV)/.dev ## Score the extractor and the derivation on the annotated corpus
	@$(BIN)/python tests/eval/run.py $(ARGS)
	@$(BIN)/python tests/eval/practice_run.py
	@$(BIN)/python tests/eval/derive_run.py $(ARGS)
	@$(BIN)/python tests/eval/pairs_run.py
	@$(BIN)/python tests/eval/stories_run.py

model: $(VENV)/.dev ## Train the learned part of the extractor anew: graph/lexicon/learned.npz
	@$(BIN)/python tests/eval/train.py $(ARGS)

bench: $(VENV)/.dev neo4j ## Print speed as ratios: gate, extractor, whole crawls, backfill, both stores, growth, bad input
	@$(BIN)/python tests/bench/run.py
	@$(BIN)/python tests/bench/crawl_run.py
	@$(BIN)/python tests/bench/backfill.py
	@$(BIN)/python tests/bench/stores.py $(ARGS)
	@$(BIN)/python tests/bench/growth.py

requirements: $(VENV)/.dev ## Renew the pinned requirements within the bounds of pyproject.toml
	$(foreach set,build run dev,$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --upgrade $(if $(filter run,$(set)),pyproject.toml,--group $(set)) \
		$(if $(filter dev,$(set)),pyproject.toml -c requirements/run.txt) -o requirements/$(set).txt;)

browser: ## Install Chromium where this is Debian and we may; otherwise say what is missing
	@command -v chromium >/dev/null || { \
		[ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; } || { \
		echo "the browser test needs Chromium: install the package 'chromium' and try again" >&2; exit 1; }

# The tests run on a real Neo4j: NEO4J_URI's, or one that they start from these jars, on Java 17 or 21.
neo4j: $(if $(NEO4J_URI),,build/neo4j/.jars) ## Fetch the Neo4j server that the tests start; not needed with NEO4J_URI

build/neo4j/.jars: tests/neo4j/pom.xml
	@command -v mvn >/dev/null && command -v javac >/dev/null && java -version >/dev/null 2>&1 || { \
		[ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
		default-jdk-headless maven >/dev/null; } || { \
		echo "the store's tests need Java 17 and Maven: install a JDK (Debian: default-jdk-headless) and maven, or set NEO4J_URI" >&2; exit 1; }
	@echo "Fetching Neo4j"
	@rm -rf build/neo4j/lib
	@mvn -q -B -f $< dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=$(CURDIR)/build/neo4j/lib
	@touch $@

clean: ## Remove what the other targets made
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(VENV)/.build: requirements/build.txt
	@[ -n "$(PYTHON)" ] || { echo "walkback needs Python 3.11 or later: install it, or name one with PYTHON=" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "$(PYTHON) has no venv module: install it (Debian: python3-venv)" >&2; exit 1; }
	@echo "Setting up .venv"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/build.txt
	@touch $@

# uv takes seconds where pip takes minutes; where uv cannot reach the index that pip is configured for, pip does it.
define install
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/$(1).txt \
		|| $(BIN)/python -m pip install --quiet --require-hashes -r requirements/$(1).txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
endef

$(VENV)/.run: $(VENV)/.build requirements/run.txt pyproject.toml
	$(call install,run)

# The tests start hundreds of programs; where Python writes no bytecode each of them would compile all that it imports.
$(VENV)/.dev: $(VENV)/.run requirements/dev.txt
	$(call install,dev)
	@$(BIN)/python -m compileall -q -j 0 $(VENV)/lib graph crawlers ui >/dev/null 2>&1 || true
