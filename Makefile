# Two commands do everything: `make demo` and `make test`. They need Python 3.11 or newer, git and make.

VENV := .venv
PYTHON_IN_VENV := $(VENV)/bin/python

# What is installed, as files: while they are newer than the lock files, installing is done.
TO_RUN := $(VENV)/installed-to-run
TO_DEVELOP := $(VENV)/installed-to-develop

.DEFAULT_GOAL := help
.PHONY: help install demo test check bench migration accept lock clean

help: ## Show this list
	@echo "Liaison, a Slack assistant for the account people of creative agencies"
	@echo
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(TO_RUN) ## Put what the bot needs into .venv
	@echo "Installed in $(VENV). Next: make demo"

demo: $(TO_RUN) ## Open a Slack on this machine, with the bot in it
	@exec $(PYTHON_IN_VENV) -m playground

test: $(TO_DEVELOP) ## Run every test, on SQLite, PostgreSQL and in a browser (ARGS="tests/desk -k date")
	@exec scripts/test.sh $(ARGS)

check: $(TO_DEVELOP) ## Look for faults in style, types, imports, dependencies and translations
	@$(PYTHON_IN_VENV) -m ruff check --quiet .
	@$(PYTHON_IN_VENV) -m ruff format --quiet --check .
	@$(PYTHON_IN_VENV) -m mypy
	@$(VENV)/bin/lint-imports --no-logo
	@$(PYTHON_IN_VENV) -m deptry .
	@$(PYTHON_IN_VENV) -m pytest --quiet tests/handlers/test_catalogs.py tests/test_imports.py tests/test_nothing_forgotten.py
	@echo "All checks passed."

bench: $(TO_DEVELOP) ## Measure the speed that the README promises
	@exec $(PYTHON_IN_VENV) -m benchmarks $(ARGS)

migration: $(TO_DEVELOP) ## Write the next migration from the tables (NAME=risks WHY="A project has risks")
	@$(PYTHON_IN_VENV) -m storage.migrations.new "$(NAME)" "$(WHY)"
	@$(PYTHON_IN_VENV) -m ruff format --quiet storage/migrations/versions

accept: $(TO_DEVELOP) ## Write anew what is generated: golden files, tables of README and docs
	@$(PYTHON_IN_VENV) -m tests.support.golden

COMPILE := $(PYTHON_IN_VENV) -m uv pip compile --quiet pyproject.toml --group build \
	--universal --generate-hashes --no-emit-index-url --no-header --no-annotate $(ARGS)

lock: $(TO_DEVELOP) ## Pin the dependencies anew (ARGS=--upgrade for the newest)
	@$(COMPILE) --extra playground --output-file requirements.lock
	@$(COMPILE) --extra dev --constraint requirements.lock --output-file requirements-dev.lock
	@echo "Pinned in requirements.lock and requirements-dev.lock."

clean: ## Remove everything that make has made; your .env and data stay
	@rm -rf $(VENV) *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -prune -exec rm -rf {} +
	@echo "Clean."

$(TO_RUN): requirements.lock pyproject.toml
	@scripts/install.sh $< $@

$(TO_DEVELOP): requirements-dev.lock pyproject.toml
	@scripts/install.sh $< $@
