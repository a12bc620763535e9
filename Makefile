# Two commands matter: `make report` and `make test`. Both set up what is missing first.
# Everything is done by tools/bootstrap.py, which works without make too (Windows).
#   make report EVALUATION=eksempel ARGS="--language en"

PYTHON ?= python3
BOOTSTRAP := $(PYTHON) tools/bootstrap.py

.PHONY: report test check verify lab lint lock setup hooks

report:
	@$(BOOTSTRAP) report $(if $(EVALUATION),"$(EVALUATION)") $(ARGS)

test:
	@$(BOOTSTRAP) test $(ARGS)

check:
	@$(BOOTSTRAP) run larvik check $(if $(EVALUATION),"$(EVALUATION)") $(ARGS)

verify:
	@$(BOOTSTRAP) run larvik verify $(if $(EVALUATION),"$(EVALUATION)") $(ARGS)

# Open the chapters in JupyterLab.
lab:
	@$(BOOTSTRAP) run jupyter lab notebooks $(ARGS)

# What CI checks before the tests.
lint:
	@$(BOOTSTRAP) run ruff check
	@$(BOOTSTRAP) run ruff format --check
	@$(BOOTSTRAP) run mypy

# Pin the newest versions that fit pyproject.toml: make lock ARGS=--upgrade
lock:
	@$(BOOTSTRAP) lock $(ARGS)

setup:
	@$(BOOTSTRAP) setup

# Run the checks at each commit.
hooks:
	@$(BOOTSTRAP) run pre-commit install
