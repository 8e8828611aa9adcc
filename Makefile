# make demo      a sample portal crawled, read and served on this machine; installs the smallest set of packages
# make setup     everything that following real portals takes: OCR, archives, Parquet, S3, clusters
# make test      all tests
# make quick     the tests that catch most, in a minute
# The other targets are for people who work on gongkai itself; CONTRIBUTING.md introduces them.

PYTHON := $(firstword $(foreach name,python3.11 python3.12 python3.13 python3.14 python3,\
	$(shell $(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(name))))
UV := $(shell command -v uv 2>/dev/null)
VENV := .venv
COMMA := ,
SPACE := $() $()
# One stamp a set of packages, each set containing the one before.
DEMO_READY := $(VENV)/.ready-demo
SETUP_READY := $(VENV)/.ready-setup
TEST_READY := $(VENV)/.ready-test

.PHONY: setup demo develop test quick lint format coverage mutants bench soak system constraints hashes sbom audit

setup: $(SETUP_READY)
develop: $(TEST_READY)

$(DEMO_READY): PACKAGES := .
$(SETUP_READY): PACKAGES := .[ocr,office,parquet,xlsx,browser,signatures,timestamps,distributed]
$(TEST_READY): PACKAGES := .[dev,distributed]

$(DEMO_READY) $(SETUP_READY) $(TEST_READY): pyproject.toml constraints.txt
ifneq ($(UV),)
	@test -x $(VENV)/bin/python || uv venv --quiet --python '>=3.11' $(VENV)
	uv pip install --quiet --python $(VENV)/bin/python --constraint constraints.txt --editable '$(PACKAGES)'
else
	@test -n "$(PYTHON)" || { echo 'gongkai needs Python 3.11 or newer (or uv, which brings one): none was found.' >&2; exit 1; }
	@test -x $(VENV)/bin/python || $(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '$(PACKAGES)'
endif
	@touch $@

# A larger set already installed serves the demo too.
demo: $(or $(firstword $(wildcard $(TEST_READY) $(SETUP_READY))),$(DEMO_READY))
	$(VENV)/bin/gongkai demo $(DEMO)

# Three files at a time, since a third of the time is waiting, in the order of tests/conftest.py; a file stays on one worker, since its
# tests share servers and databases. On two cores it takes 18 to 28 minutes, as fast as they are that day.
# The programs that tests start keep their compiled files, as in any installation.
test: export PYTHONDONTWRITEBYTECODE :=
test: develop system
	$(VENV)/bin/python -m pytest -q -n 3 --dist loadfile --no-loadscope-reorder $(TEST)

# The selection of tests that catches most broken lines, in about a minute on two cores; their compiled files are kept.
quick: export PYTHONDONTWRITEBYTECODE :=
quick: develop
	$(VENV)/bin/python -m pytest -q -n 2 --dist loadfile $$(grep -v '^[-#]' tests/quick.txt) $$(sed -n 's/^-/--ignore=/p' tests/quick.txt) $(TEST)

lint: develop
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy

format: develop
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

# Which lines the quick tests run; `make coverage TEST=tests/parsers` asks other tests. Processes that a test starts are not counted.
coverage: develop
	$(VENV)/bin/python -m pytest -q -n 2 --dist loadfile --cov --cov-report=term:skip-covered --cov-report=html:build/coverage \
		$(or $(TEST),$$(grep -v '^[-#]' tests/quick.txt) $$(sed -n 's/^-/--ignore=/p' tests/quick.txt))

# Break one place at a time and see whether a test notices: make mutants MUTANTS='--change main', '--tables', or '--map --count 300'
mutants: develop
	nice $(VENV)/bin/python bench/mutants.py $(MUTANTS)

soak: develop system
	$(VENV)/bin/python -m pytest -q -m soak $(TEST)

bench: develop system
	@for script in $(filter-out bench/mutants.py bench/mutations.py bench/mutant_tests.py bench/coverage_map.py bench/test_seconds.py bench/server_process.py,$(wildcard bench/*.py)); do echo "== $$script"; $(VENV)/bin/python $$script || exit 1; done

# What Debian gives and pip cannot. Without root the tests that need one of these say so and are skipped.
system:
	@bench/system.sh

constraints: develop
	@{ sed -n 1p constraints.txt; $(VENV)/bin/python -m pip freeze --exclude-editable | grep -Ev '^(pip|gongkai)\b'; } > constraints.new
	@mv constraints.new constraints.txt

# The three below need no installation of gongkai: their tools have an environment of their own.
TOOLS := build/tools
EXTRAS := ocr office parquet xlsx signatures timestamps distributed
$(TOOLS)/bin/python:
	@test -n "$(PYTHON)" || { echo 'this needs Python 3.11 or newer: none was found.' >&2; exit 1; }
	$(PYTHON) -m venv $(TOOLS)

# requirements-hashed.txt: every package of an installation with the hashes of all its files, for pip install --require-hashes.
hashes: $(TOOLS)/bin/python
	$(TOOLS)/bin/python -m pip install --quiet uv
	$(TOOLS)/bin/uv pip compile --quiet --generate-hashes --universal --no-header --no-emit-index-url --python-version 3.11 \
		--constraint constraints.txt $(EXTRAS:%=--extra %) --output-file requirements-hashed.txt pyproject.toml

# What an installation is made of, as CycloneDX; and whether any of it has a known hole.
sbom: $(TOOLS)/bin/python
	$(TOOLS)/bin/python -m pip install --quiet cyclonedx-bom
	$(PYTHON) -m venv --clear build/plain
	build/plain/bin/python -m pip install --quiet --constraint constraints.txt '.[$(subst $(SPACE),$(COMMA),$(EXTRAS))]'
	$(TOOLS)/bin/python -m cyclonedx_py environment --pyproject pyproject.toml --output-file gongkai.cdx.json build/plain/bin/python

# pip-audit ends with 1 both where it found holes, which it prints, and where nobody answered it, which ends in a traceback.
audit: $(TOOLS)/bin/python
	@mkdir -p build
	@$(TOOLS)/bin/python -m pip install --quiet pip-audit 2>build/audit.log || { echo 'audit: pip-audit cannot be installed (build/audit.log says why); nothing is known about the releases in constraints.txt.' >&2; exit 1; }
	@$(TOOLS)/bin/python -m pip_audit --strict --requirement constraints.txt --disable-pip --no-deps --progress-spinner off >build/audit.txt 2>build/audit.log \
		&& { echo 'audit: no release in constraints.txt has a known hole.'; exit 0; }; \
	if [ -s build/audit.txt ]; then cat build/audit.txt; echo 'audit: these releases have known holes; raise them in constraints.txt.' >&2; \
	else echo "audit: no complete answer from the advisory service; nothing is known about the releases in constraints.txt ($$(tail -n 1 build/audit.log | cut -c 1-200))." >&2; fi; exit 1
