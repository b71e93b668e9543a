# Two commands do everything on a fresh machine: "make demo" and "make test".
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
DEMO_ENV := MAILLAGE_HTTPS=0 MAILLAGE_DEMO=1

.PHONY: demo test check tests chromium messages lock clean

demo: $(VENV)/.run
	$(DEMO_ENV) $(BIN)/maillage demo
	$(DEMO_ENV) $(BIN)/maillage serve --bind 127.0.0.1:$(PORT)

test: check tests

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/djangofmt check --custom-blocks notice,data_table,map_block $$(git ls-files '*.html')
	$(BIN)/djangofmt --check --custom-blocks notice,data_table,map_block $$(git ls-files '*.html')
	$(BIN)/mypy config maillage tests demo benchmarks
	$(BIN)/lint-imports
	$(BIN)/python -m config.command catalogue --check
	$(BIN)/python -m config.command roles --check
	$(BIN)/python -m config.command states --check
	$(BIN)/python -m django makemigrations --check --dry-run --settings config.settings_test
	MAILLAGE_SECRET_KEY=$$($(BIN)/python -c "import secrets; print(secrets.token_urlsafe(60))") MAILLAGE_HOSTS=exemple.fr $(BIN)/maillage check --deploy --fail-level WARNING

tests: $(VENV)/.dev chromium
	$(BIN)/pytest -n 2 --dist loadgroup --cov --cov-report= --no-cov-on-fail
	$(BIN)/coverage report --fail-under=95
	$(BIN)/coverage report --fail-under=100 --include='maillage/*/operations.py,maillage/*/operations/*,maillage/*/permissions.py,maillage/*/reach.py,maillage/indicators/algebra.py,maillage/science/*'

chromium:
	@bin/chromium

# The environment: what the site needs (.run), and what the checks need on top (.dev).
$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 ou plus récent est nécessaire.")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements/run.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

messages: $(VENV)/.dev
	cd maillage && ../$(BIN)/python -m django makemessages -l en --no-wrap --no-location --settings config.settings_test
	cd maillage && ../$(BIN)/python -m django compilemessages --settings config.settings_test

lock: $(VENV)/.dev
	cd requirements && for set in run dev peers; do ../$(BIN)/uv pip compile --quiet --generate-hashes --no-strip-extras --no-annotate --no-header --no-emit-index-url --python-version 3.11 --universal $$set.in -o $$set.txt; done

clean:
	rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage
