# The commands of the project. All of them work from a fresh clone on a machine that has Python >= 3.11 (with venv),
# make and the package registries; what they install goes into .venv and node_modules.

.DEFAULT_GOAL := help
.PHONY: help install install-dev run test lint bench pins

PY := .venv/bin/python
# What needs no server gets no server's address, and an empty home instead of the data of `make run`.
ALONE := env -u DATABASE_URL -u REDIS_URL BDHVS_PROFILE=test BDHVS_HOME=.make/none
TEMPLATES = $(shell find foundation people courses learn quizzes community_teams portal -name '*.html')
COMPILE := uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --custom-compile-command "make pins"

help:
	@echo "make run      start everything and print the address (PORT, HOST, BDHVS_HOME: see docs/running.md)"
	@echo "make test     run every test, the real-browser ones included"
	@echo "make lint     run every static check"
	@echo "make bench    run the benchmarks of bench/"
	@echo "make install  only install what is pinned"
	@echo "make pins     write requirements*.txt anew from requirements/*.in"

install:
	@scripts/install.sh

install-dev:
	@scripts/install.sh dev

run: install
	@$(PY) -m portal.run

test: install-dev
	@scripts/need-chromium.sh
	@$(ALONE) $(PY) manage.py catalogues --compile
	$(PY) -m pytest -n 2 --dist loadgroup

lint: install-dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	.venv/bin/djade --target-version 5.2 --check $(TEMPLATES)
	.venv/bin/lint-imports
	$(ALONE) $(PY) -m mypy
	$(ALONE) $(PY) -W "ignore:Got an error checking" manage.py makemigrations --check --dry-run
	$(ALONE) $(PY) manage.py catalogues --check

bench: install-dev
	@set -e; for program in bench/*/run.py; do $(PY) -m "$$(echo "$${program%.py}" | tr / .)"; done

pins: install
	@$(PY) -m pip install --disable-pip-version-check -q uv
	.venv/bin/$(COMPILE) requirements/base.in -o requirements.txt
	.venv/bin/$(COMPILE) requirements/dev.in -o requirements-dev.txt
	.venv/bin/$(COMPILE) requirements/node.in -o requirements-node.txt
