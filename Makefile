# `make run` serves the site, `make test` proves it. Both need Python 3.11+ and make; the rest they install.

PYTHON ?= python3
PORT ?= 8000
DATA_DIR ?= var
VENV = .venv
RUN = $(VENV)/bin/python
# By file, because the tests of one file may share a running site.
PYTEST = $(RUN) -m pytest -n 2 --dist loadfile
# The lock names everything with its hash, so there is nothing to resolve; bytecode is made for what is used.
PIP = $(RUN) -m pip install --quiet --disable-pip-version-check --no-deps --no-compile --require-hashes
ENGINES = tests/engines
# On a Debian machine as root; elsewhere the line to type.
INSTALL = if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && apt-get install -y -qq --no-install-recommends $(2); \
	  else \
	    echo "The tests need $(1). Type: apt-get install -y $(2)"; exit 1; \
	  fi
CATALOGUES = $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/django.po))

.PHONY: help run setup tools catalogues messages test lint bench torture screenshots browser engines golden faketime
.DEFAULT_GOAL := help

help:
	@echo "make run          serve on http://127.0.0.1:$(PORT) with demo content (PORT=, DATA_DIR=)"
	@echo "make test         everything that proves the project, on SQLite and on PostgreSQL"
	@echo "make setup        only the virtual environment"
	@echo "make lint         ruff, mypy and the check for missing migrations"
	@echo "make golden       the calendars that the tests compare byte by byte, as the code writes them now"
	@echo "make messages     what the code says now, into locale/ for translators (LOCALE=de for a new language)"
	@echo "make bench        the figures of the README, as ratios"
	@echo "make torture      the long crash matrix, and property tests with new examples"
	@echo "make screenshots  the pictures of the README and the documentation"

run: $(VENV)/.for-running catalogues
	@PORT=$(PORT) DATA_DIR=$(DATA_DIR) exec $(RUN) manage.py serve --port $(PORT)

setup: $(VENV)/.for-running

tools: $(VENV)/.for-developing

catalogues: $(CATALOGUES)

messages: tools
	@command -v xgettext >/dev/null || { echo "gettext is missing. Type: apt-get install -y gettext"; exit 1; }
	@mkdir -p $(if $(LOCALE),locale/$(LOCALE)/LC_MESSAGES,locale)
	@$(RUN) manage.py makemessages --all --no-location --no-obsolete --ignore tests --ignore benchmarks

test: tools catalogues browser engines lint
	$(PYTEST)
	TEST_DATABASE=postgresql $(PYTEST)

lint: tools
	$(RUN) -m ruff check
	$(RUN) -m ruff format --check
	$(RUN) -m mypy
	DJANGO_SETTINGS_MODULE=tests.settings $(RUN) manage.py makemigrations --check --dry-run

# Look at the difference before you commit it: it is what every subscriber will read.
golden: tools catalogues engines
	GOLDEN=remake $(RUN) -m pytest -q tests/events/calendars/test_golden.py

bench: tools catalogues
	$(RUN) -m benchmarks

torture: tools catalogues faketime
	TORTURE=1 $(PYTEST) -m "torture or hypothesis" -rP
	TORTURE=1 TEST_DATABASE=postgresql $(PYTEST) -m "torture or hypothesis" -rP

screenshots: tools catalogues browser
	$(RUN) -m tests.screenshots

# gettext's own msgfmt is not on a fresh machine; Babel comes with the virtual environment.
%.mo: %.po | $(VENV)/.for-running
	@$(VENV)/bin/pybabel --quiet compile --input-file $< --output-file $@
	@test -e $@ || { echo "$< says '#, fuzzy' above its head, so nothing of it is used: take the line out."; exit 1; }

$(RUN):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Convoke needs Python 3.11 or newer: make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { \
	  rm -rf $(VENV); echo "Python's venv is missing. Type: apt-get install -y python3-venv"; exit 1; }

$(VENV)/.for-running: requirements.lock | $(RUN)
	@echo "Installing requirements.lock into $(VENV), once"
	@$(PIP) --requirement requirements.lock
	@touch $@

$(VENV)/.for-developing: requirements-dev.lock | $(RUN)
	@echo "Installing requirements-dev.lock into $(VENV), once"
	@$(PIP) --requirement requirements-dev.lock
	@touch $(VENV)/.for-running $@

browser:
	@for name in chromium chromium-browser google-chrome google-chrome-stable; do \
	  command -v $$name >/dev/null && exit 0; \
	done; \
	$(call INSTALL,Chromium,chromium fonts-noto-core)

# A clock that can be moved under a program.
faketime:
	@ls /usr/lib/*/faketime/libfaketimeMT.so.1 >/dev/null 2>&1 && exit 0; \
	$(call INSTALL,libfaketime,faketime)

# Other people's calendar engines, which judge our calendars.
engines: tools $(ENGINES)/node_modules/.package-lock.json
	@$(RUN) -c 'import ctypes; ctypes.CDLL("libical.so.3")' 2>/dev/null && exit 0; \
	$(call INSTALL,libical,libical3)

$(ENGINES)/node_modules/.package-lock.json: $(ENGINES)/package-lock.json
	@command -v npm >/dev/null && exit 0; \
	$(call INSTALL,Node.js,nodejs npm)
	@cd $(ENGINES) && npm ci --silent
	@touch $@
