# Needs Python 3.11 or later and make, nothing else; everything is installed into this folder.

PORT ?= 8000
PORTAL := .venv/bin/portal
PYTHON := .venv/bin/python

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:

.PHONY: help
help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

.PHONY: demo
demo: .venv/installed-portal ## install, start a PostgreSQL, load a college and serve it; PORT=8000
	@exec $(PORTAL) demo --port $(PORT)

.PHONY: test
test: check pytest ## install, then run all checks and tests; PYTEST_ARGS="-k lottery" for some

.PHONY: check
check: lint contracts migrations generated types ## the checks alone, quick ones first

.PHONY: fmt
fmt: .venv/installed-test ## format the code and mend what can be mended
	@$(PYTHON) -m ruff check --fix-only --quiet .
	@$(PYTHON) -m ruff format .

.PHONY: docs
docs: .venv/installed-test ## write the generated files: schema, state diagrams, the rulebook's page
	@$(PORTAL) generate

.PHONY: messages
messages: .venv/installed-test ## collect and compile the Chinese catalogue; needs gettext
	@command -v msgfmt >/dev/null || { echo "install gettext (Debian: apt-get install gettext)"; exit 1; }
	@$(PORTAL) makemessages -l zh_Hans --no-wrap --no-obsolete --add-location file -i '.*' -i 'requirements*' -i 'tests*' -i 'benchmarks*' -i 'deploy*'
	@$(PORTAL) compilemessages -l zh_Hans -i '.*'

.PHONY: tour
tour: .venv/installed-portal ## walk through the life of a programme by GraphQL
	@$(PORTAL) tour

.PHONY: bench
bench: .venv/installed-bench ## measure speed and queries, beside the peers
	@$(PYTHON) -m benchmarks

.PHONY: lock
lock: .venv-uv/bin/uv ## write requirements/ from pyproject.toml; LOCK_ARGS=--upgrade for newest versions
	@$(LOCK) --group install -o requirements/install.txt
	@$(LOCK) pyproject.toml -o requirements/portal.txt
	@$(LOCK) pyproject.toml --group test --group check -c requirements/portal.txt -o requirements/test.txt
	@$(LOCK) pyproject.toml --group test --group bench -c requirements/test.txt -o requirements/bench.txt

# The steps of `make test`: make names the one that fails ---------------------------------------------

.PHONY: lint
lint: .venv/installed-test
	@echo "── lint"
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .

.PHONY: contracts
contracts: .venv/installed-test
	@echo "── contracts between the floors"
	@.venv/bin/lint-imports

.PHONY: migrations
migrations: .venv/installed-test
	@echo "── migrations"
	@DJANGO_SETTINGS_MODULE=backend.settings.test PYTHONWARNINGS=ignore::RuntimeWarning $(PORTAL) makemigrations --check --dry-run

.PHONY: generated
generated: .venv/installed-test
	@echo "── generated files"
	@$(PORTAL) generate --check

.PHONY: types
types: .venv/installed-test
	@echo "── types"
	@$(PYTHON) -m mypy

.PHONY: pytest
pytest: .venv/installed-test
	@echo "── tests"
	@$(PYTHON) -m pytest -n 2 $(PYTEST_ARGS)

# Installing: versions and digests are locked, and what has not changed is not asked for again ---------

# uv is told what pip finds out by itself: the mirror of pip's settings, the machine's own authorities.
INDEX = $(or $(UV_DEFAULT_INDEX),$(PIP_INDEX_URL),$(shell .venv-uv/bin/python -m pip config get global.index-url 2>/dev/null))
UV = $(if $(INDEX),UV_DEFAULT_INDEX="$(INDEX)") .venv-uv/bin/uv
LOCK = $(UV) pip compile --quiet --universal --generate-hashes --custom-compile-command "make lock" $(LOCK_ARGS)
PIP_INSTALL = $(UV) pip install --quiet --python $(PYTHON)
INSTALL_PROJECT = $(PIP_INSTALL) --no-deps --build-constraints requirements/install.txt --editable .

export UV_PYTHON_DOWNLOADS := never
ifneq ($(wildcard /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/cert.pem),)
export UV_SYSTEM_CERTS ?= true
endif
ifneq ($(shell test -n "$$HOME" && test -w "$$HOME" && echo writable),writable)
export UV_CACHE_DIR ?= $(CURDIR)/.cache/uv
endif

.venv/installed-portal: requirements/portal.txt pyproject.toml .venv-uv/bin/uv $(PYTHON)
	@echo "Installing the portal into .venv …"
	@$(PIP_INSTALL) --require-hashes -r requirements/portal.txt
	@$(INSTALL_PROJECT)
	@touch $@

.venv/installed-test: requirements/test.txt pyproject.toml .venv-uv/bin/uv $(PYTHON)
	@echo "Installing the portal and its tests into .venv …"
	@$(UV) pip sync --quiet --python $(PYTHON) --require-hashes requirements/test.txt
	@$(INSTALL_PROJECT)
	@touch $@

.venv/installed-bench: requirements/bench.txt .venv/installed-test
	@echo "Installing the peers into .venv …"
	@$(PIP_INSTALL) --require-hashes -r requirements/bench.txt
	@touch $@

.venv-uv/bin/uv: requirements/install.txt
	@$(call make_venv,.venv-uv)
	@.venv-uv/bin/python -m pip install --quiet --no-cache-dir --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(PYTHON):
	@$(call make_venv,.venv --without-pip)
	@pwd > .venv/made-in

# A folder that was moved or copied still runs the code of the place where it was made: make it anew.
ifneq ($(shell cat .venv/made-in 2>/dev/null),$(shell pwd))
.PHONY: $(PYTHON)
endif

define make_venv
for python in python3.13 python3.12 python3.11 python3; do \
	if $$python -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
		exec $$python -m venv --clear $(1); \
	fi; \
done; \
echo "Python 3.11 or later with its module venv is needed (Debian: apt-get install python3-venv)." >&2; exit 1
endef
