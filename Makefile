# `make run` sets up the core alone; `make test` sets up all that the tests need, on a fresh machine too.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
VENV := .venv
BIN := $(VENV)/bin
CORE := $(VENV)/.core
READY := $(VENV)/.ready
SPARK := $(VENV)/.spark
INSTALL := $(BIN)/python -m pip install -q --disable-pip-version-check --use-pep517 -c constraints.txt
SERVER = $(lastword $(shell ls -d /bin /usr/lib/postgresql/*/bin 2>/dev/null))
has = command -v $(1) >/dev/null
installed = { apt-get update -q && apt-get install -y -q $(1); } || { echo "$(2) is needed: install it, then run make again" >&2; false; }

.PHONY: run test test-slow docs bench clean

run: $(CORE)
	@printf '\n$$ recheck screen docs/examples/massage.yaml\n'
	@$(BIN)/recheck screen docs/examples/massage.yaml
	@printf '\n$$ recheck audit cases/imr-seeds      (its last lines)\n'
	@$(BIN)/recheck audit cases/imr-seeds | sed -n '/ compared: /,/^$$/p'
	@printf '%s\n' 'Try next:' \
	  '  $(BIN)/recheck find "PT 2x4 neck"       # which treatment the words mean, and which rules speak of it' \
	  '  $(BIN)/recheck audit cases/             # requests from published decisions' \
	  "  $(BIN)/pip install -c constraints.txt -e '.[service,letters]' && $(BIN)/recheck serve    # in the browser"

test: $(READY)
	$(BIN)/ruff check engine tests benchmarks
	$(BIN)/ruff format --check engine tests benchmarks
	$(BIN)/mypy
	$(BIN)/recheck rules check
	$(BIN)/recheck rules test
	PATH="$$PATH:$(SERVER)" $(BIN)/pytest -q -n 2 -m "not slow"

test-slow: $(READY) $(SPARK)
	PATH="$$PATH:$(SERVER)" $(BIN)/pytest -q -n 2 -m slow
	RECHECK_THOROUGH=1 $(BIN)/pytest -q -n 2 -m law

docs: $(READY)
	RECHECK_WRITE_EXPECTED=1 $(BIN)/pytest -q -n 2 tests/test_docs.py tests/test_bad_files.py tests/test_lints.py

bench: $(READY)
	$(BIN)/python benchmarks/single.py
	$(BIN)/python benchmarks/start.py
	$(BIN)/python benchmarks/letters.py
	$(BIN)/python benchmarks/serve.py

$(CORE): pyproject.toml constraints.txt
	@echo "Installing the core into $(VENV) ..."
	@python3 -m venv $(VENV)
	@$(INSTALL) -e .
	@$(BIN)/python -m compileall -q engine
	@touch $(CORE)

$(READY): $(CORE)
	$(INSTALL) -e ".[pages,prove,dev,bench,author,letters,audit,postgres,service]"
	$(call has,chromium) || $(call has,chromium-browser) || $(call has,google-chrome) || $(call has,chrome) || \
	  $(BIN)/playwright install --with-deps chromium || $(call installed,chromium,Chromium)
	$(call has,initdb) || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || $(call installed,postgresql,PostgreSQL)
	touch $(READY)

$(SPARK): $(READY)
	$(INSTALL) -e ".[spark]"
	$(call has,java) || $(call installed,default-jre-headless,Java)
	touch $(SPARK)

clean:
	rm -rf $(VENV) build dist
