# Two commands: `make run` and `make test`. Needs Python 3.11+ with venv, and make; nothing else.
PYTHON ?= python3
PORT ?= 8000
HOST ?= 127.0.0.1
BIN := .venv/bin
UV := 0.13.9
STAMP := .venv/.synced
COMPILED := .venv/.compiled

# Compiled modules are kept even where the environment says not to: without them every start takes twice as long.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test check tests fresh lock messages clean

run: $(COMPILED)
	@$(BIN)/flask --app wsgi run-here --port $(PORT) --host $(HOST)

test: check tests

check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

tests: $(COMPILED)
	$(BIN)/pytest -n auto

# uv does not read pip's own settings, so a mirror that only pip knows needs plain pip.
$(STAMP): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Maatje needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet "uv==$(UV)" 2>/dev/null || true
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.txt \
		|| $(BIN)/pip install --quiet --require-hashes -r requirements.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable . 2>/dev/null \
		|| $(BIN)/pip install --quiet --no-deps --editable . 2>/dev/null \
		|| echo "The command 'maatje' could not be installed; '$(BIN)/python -m maatje' does the same."
	@touch $@

# The engine's machine code, once: otherwise the first round, or the first test, would wait for it.
$(COMPILED): $(STAMP) $(wildcard matching/*.py)
	@echo "Compiling the matching engine: about a minute, once."
	@$(BIN)/python -c 'from maatje.rounds.engine import warm_up; warm_up()'
	@touch $@

lock:
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --extra dev pyproject.toml -o requirements.txt

# What stands on screen, for a translator: Dutch is the source text.
messages: $(STAMP)
	@mkdir -p var
	$(BIN)/pybabel --quiet extract -F babel.cfg -k _l --project Maatje -o var/messages.pot maatje templates

# Forget the demo's data; the next `make run` makes it anew.
fresh:
	rm -rf var

clean: fresh
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
