# make demo      a sample portal crawled, built and served on this machine
# make test      everything that must hold
# The rest is for people who work on gongkai itself.

PYTHON := $(firstword $(foreach name,python3.11 python3.12 python3.13 python3,\
	$(shell $(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(name))))
UV := $(shell command -v uv 2>/dev/null)
VENV := .venv
READY := $(VENV)/.ready
EXTRAS := .[dev,distributed]

.PHONY: setup demo test lint bench soak system constraints

setup: $(READY)

$(READY): pyproject.toml constraints.txt
ifneq ($(UV),)
	test -x $(VENV)/bin/python || uv venv --quiet --python '>=3.11' $(VENV)
	uv pip install --quiet --python $(VENV)/bin/python --constraint constraints.txt --editable '$(EXTRAS)'
else
	@test -n "$(PYTHON)" || { echo 'gongkai needs Python 3.11 or newer (or uv, which brings one): none was found.' >&2; exit 1; }
	test -x $(VENV)/bin/python || $(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '$(EXTRAS)'
endif
	@touch $@

demo: setup
	$(VENV)/bin/gongkai demo $(DEMO)

# Two files at a time; a file stays on one worker, since its tests share servers and databases.
test: setup system
	$(VENV)/bin/python -m pytest -q -n 2 --dist loadfile $(TEST)

lint: setup
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy

soak: setup system
	$(VENV)/bin/python -m pytest -q -m soak $(TEST)

bench: setup system
	@for script in bench/*.py; do echo "== $$script"; $(VENV)/bin/python $$script || exit 1; done

# What Debian gives and pip cannot. Without root the tests that need one of these say so and are skipped.
system:
	@bench/system.sh

constraints: setup
	@{ sed -n 1p constraints.txt; $(VENV)/bin/python -m pip freeze --exclude-editable | grep -Ev '^(pip|setuptools|gongkai)\b'; } > constraints.new
	@mv constraints.new constraints.txt
