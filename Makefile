# make run    start the app on http://127.0.0.1:7860
# make test   run the whole test suite
# make check  lint, types, then the tests
# make lock   write down the versions of everything needed, as installed
# make audit  known holes and licences of what is installed (only warns without a network)
# make train  train the encoder and rebuild the embedded bundle

PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3)
VENV := .venv
JOBS ?= 2
RUN := $(VENV)/.installed-run
DEV := $(VENV)/.installed-dev

# Which packages of the system that files name are not installed, where dpkg can tell, in $missing.
missing = missing=$$(command -v dpkg >/dev/null && cat $(1) | while read name; do \
    dpkg -s $$name >/dev/null 2>&1 || printf '%s ' $$name; done)

.PHONY: run test check lint lock audit train system clean

run: $(RUN)
	@$(call missing,packages.txt); \
	if [ -n "$$missing" ]; then \
	    echo "Documents cannot be read without: $$missing"; \
	    echo "To read them: sudo apt-get install $$missing"; \
	fi
	$(VENV)/bin/python app.py

# Two files at a time, as much of a test is waiting; those with a browser alone, as they wait for
# what a visitor would see, and no longer than a visitor would.
test: $(DEV) system
	$(VENV)/bin/python -m pytest -n $(JOBS) --dist loadfile --ignore tests/e2e
	$(VENV)/bin/python -m pytest tests/e2e

check: lint test

lint: $(DEV)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy app.py hsclassify pipeline

audit: $(DEV)
	$(VENV)/bin/python .github/scripts/audit.py
	$(VENV)/bin/python .github/scripts/licences.py

train: $(DEV)
	$(VENV)/bin/python -m pipeline corpus
	$(VENV)/bin/python -m pipeline encoder $(TRAIN)
	$(VENV)/bin/python -m pipeline build --embedded

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(RUN): requirements.txt requirements.lock | $(VENV)/bin/python
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -c requirements.lock
	touch $@

$(DEV): requirements.txt requirements-dev.txt requirements.lock | $(VENV)/bin/python
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt -c requirements.lock
	touch $@ $(RUN)

# After a pin was changed: what is installed now becomes what tests and checks install.
lock:
	$(VENV)/bin/python .github/scripts/lock.py

# System packages: a browser and fonts for the tests, OCR for documents.
system: packages.txt packages-test.txt
	@$(call missing,packages.txt packages-test.txt); \
	if [ -z "$$missing" ]; then :; \
	elif command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	    apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	else \
	    echo "Not installed: $$missing"; \
	    echo "Tests that need them are skipped. To run them: sudo apt-get install $$missing"; \
	fi

clean:
	rm -rf $(VENV) build .pytest_cache .mypy_cache .ruff_cache .hypothesis
