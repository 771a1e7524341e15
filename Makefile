# `make demo` and `make test` set up what they need in .venv; both are quick the second time.
# Overwrite on the command line, e.g. `make test PYTHON=python3.12`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: help install demo test verify bench models clean

help:
	@echo "make install  set up .venv"
	@echo "make demo     tag the sample cases and write a report"
	@echo "make test     ruff, type checker and fast tests"
	@echo "make verify   the slow tests"
	@echo "make models   train the shipped models again from training_data/"
	@echo "make bench    measurements, written into benchmarks/README.md (hours)"

install: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; found " + sys.version.split()[0])'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $(STAMP)

demo: install
	$(BIN)/python cli.py demo -o demo-report

test: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n auto

verify: install
	$(BIN)/python -m pytest -m slow
	$(BIN)/python -m pytest --nbmake notebooks

models: install
	$(BIN)/python benchmarks/common_words.py
	$(BIN)/python cli.py train training_data/themes.jsonl -o models/theme
	$(BIN)/python cli.py train training_data/root_causes.jsonl -o models/root_cause

bench: install
	$(BIN)/python benchmarks/run_all.py

clean:
	rm -rf $(VENV) demo-report .mypy_cache .pytest_cache .ruff_cache .hypothesis
