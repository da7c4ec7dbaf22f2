# `make` lists the targets. Two of them, each by itself, take a fresh clone all the way: `make run` and `make test`.
PYTHON ?= python3
UV     ?= uv
PORT   ?= 8000
ARGS   ?=

BIN := .venv/bin
PY  := $(BIN)/python
NPM := $(shell command -v npm 2>/dev/null)

# Right and left belong to the script that is read, so style sheets name start and end instead.
PHYSICAL := (^|[^-.[:alnum:]])((margin|padding|border|scroll-margin|scroll-padding)-(left|right)|border-(top|bottom)-(left|right)-radius|left|right)[a-z-]*[[:space:]]*:|(text-align|float|clear)[[:space:]]*:[[:space:]]*(left|right)

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test check format bench lock setup dev-setup browser-files

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-9s %s\n", $$1, $$2}' Makefile

run: setup ## everything needed, then the app on http://127.0.0.1:8000 (another port: make run PORT=8001)
	$(PY) -m app serve --port $(PORT)

test: dev-setup ## everything needed, then the tests, those of the browser by themselves (some of them: make test ARGS="tests/planner -k months")
ifdef ARGS
	$(PY) -m pytest $(ARGS)
else
	$(PY) -m pytest -n auto --ignore=tests/browser
	$(PY) -m pytest tests/browser
endif

check: dev-setup ## style, types, import directions, catalogues, the table of findings, style sheets
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python scripts/catalogues.py check
	$(BIN)/python scripts/findings.py check
	@if grep -rnE --include='*.css' --exclude-dir=vendor '$(PHYSICAL)' app/static; then \
		echo "A style sheet names left or right; use the logical property (margin-inline-start, inset-inline-end, text-align: start)."; exit 1; fi

format: dev-setup ## let ruff put imports and lines in order
	$(BIN)/ruff check --fix --select I .
	$(BIN)/ruff format .

bench: dev-setup ## measure the speed of the planner and of the pages
	$(PY) -m bench $(ARGS)

lock: ## write the locks anew from pyproject.toml and package.json (newer versions: make lock ARGS=--upgrade)
	@command -v $(UV) >/dev/null || { echo "make lock needs uv; if it is not on the path: make lock UV=path/to/uv"; exit 1; }
	$(UV) pip compile pyproject.toml --group dev $(LOCKING) $(ARGS) --output-file requirements.lock
	$(UV) pip compile pyproject.toml --constraint requirements.lock --no-annotate $(LOCKING) --output-file requirements-runtime.lock
	$(if $(NPM),$(NPM) install --package-lock-only --ignore-scripts --no-audit --no-fund,@echo "npm is not here: package-lock.json stays as it is.")

# One version of each package for every Python and system; hashes, and no address that a package came from.
LOCKING := --quiet --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
	--no-header --no-emit-index-url --no-emit-find-links

# The app needs half of what its tests and checks need, so that `make run` is ready sooner.
setup: .venv/app .venv/bytecode .venv/catalogues browser-files
dev-setup: .venv/dev setup

INSTALL = $(PY) -m pip install -qq --disable-pip-version-check --no-compile --require-hashes --only-binary :all: -r
COMPILE = $(PY) -m compileall -qq -j 0 .venv/lib || true # some packages carry files for other Pythons

.venv/made:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed, and there is no $(PYTHON) here."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version.split()[0] + ". Name another one: make PYTHON=python3.11")'
	$(PYTHON) -m venv --clear .venv
	@touch $@

.venv/app: requirements-runtime.lock | .venv/made
	$(INSTALL) requirements-runtime.lock
	@$(COMPILE)
	@touch $@

.venv/dev: requirements.lock | .venv/made
	$(INSTALL) requirements.lock
	@$(COMPILE)
	@touch .venv/app $@

# Start-up is quick only with compiled modules, and an environment may forbid Python to write them on import.
.venv/bytecode: .venv/app $(wildcard app/*.py app/*/*.py)
	@$(PY) -m compileall -qq app || true # what cannot be compiled is reported by whoever imports it
	@touch $@

.venv/catalogues: $(wildcard app/locales/*/LC_MESSAGES/*.po) | .venv/app
	@$(PY) scripts/catalogues.py compile
	@touch $@

ifneq ($(NPM),)
browser-files: node_modules/ok
else
browser-files:
	@echo "npm is not here: the pages take their browser files from the CDN."; [ -z "$$REQUIRE_BROWSER" ]
endif

# Offline, or where the registry is out of reach, the pages still have the CDN; only the full run insists.
node_modules/ok: package-lock.json app/static/vendor.json scripts/vendor.py | .venv/made
	@if $(NPM) ci --ignore-scripts --no-audit --no-fund --silent; then $(PY) scripts/vendor.py && touch $@; \
	elif [ -n "$$REQUIRE_BROWSER" ]; then echo "npm could not fetch the browser files."; exit 1; \
	else echo "npm could not fetch the browser files: the pages take them from the CDN."; fi
