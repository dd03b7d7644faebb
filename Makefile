# Every verb of the project. `make` alone lists them; nothing here needs a terminal or an answer.
# Pass through the environment or the command line:
#   ASTERISK=system|private|docker   which Asterisk (see scripts/asterisk.sh)
#   FIXTURES=docker                  tests take SIPp and Asterisk out of containers
#   ONCE=1                           `make demo` ends after its story and leaves var/demo.json
#   PYTHON=/path/to/python           interpreter for a new virtual environment
#   TESTS="tests/unit -k offer"      what `make test` runs instead of everything

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup setup-test demo test cover mutate bench docker-test lint lock clean distclean

export ASTERISK FIXTURES PYTHON
# An empty value means "not said".
ifeq ($(ASTERISK),)
unexport ASTERISK
endif
ifeq ($(FIXTURES),)
unexport FIXTURES
endif
ifeq ($(PYTHON),)
unexport PYTHON
endif

bin := .venv/bin
demo_report := var/demo.json
once := $(filter-out 0 no,$(ONCE))

help: ## list the verbs
	@echo "Centralita: citizen contact centre on Asterisk"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## prepare everything a running centre needs: packages, environment, Asterisk
	@scripts/setup.sh demo
	@scripts/asterisk.sh

setup-test: ## the same and what the test suite needs
	@scripts/setup.sh test
	@scripts/asterisk.sh

demo: setup ## a scripted morning of real calls, then stays up (ONCE=1: ends after its story)
	@mkdir -p var
	@$(bin)/centralita demo $(if $(once),--once --json-file $(demo_report))

test: setup-test ## run the whole test suite
	@$(if $(filter docker,$(FIXTURES)),docker/fixture.sh )$(bin)/python -m pytest $(TESTS) < /dev/null

cover: setup-test ## every branch of the distribution is walked by its unit tests
	@mkdir -p var
	@$(bin)/python -m coverage run -m pytest -q tests/unit/acd < /dev/null
	@$(bin)/python -m coverage report

mutate: setup-test ## how many small mistakes the distribution's unit tests notice; minutes, nightly
	@$(bin)/python -m lab.mutation < /dev/null

bench: setup-test ## measure against Asterisk's own app_queue on this machine
	@$(bin)/python -m lab.bench < /dev/null

docker-test: setup-test ## prove the images and the compose file on a closed network
	@docker/test.sh < /dev/null

lint: setup-test ## style, types and import contracts
	@$(bin)/ruff check .
	@$(bin)/ruff format --check .
	@$(bin)/lint-imports
	@$(bin)/mypy

lock: setup-test ## take the newest versions into requirements/*.txt
	@scripts/lock.sh

clean: ## remove what running, testing and building left behind
	@rm -rf var dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -not -path './.venv/*' -not -path './.asterisk/*' -prune -exec rm -rf {} +

distclean: clean ## also remove the virtual environment and the private Asterisk
	@rm -rf .venv .asterisk .setup.lock
