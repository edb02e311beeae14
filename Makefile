# Each of `make run` and `make test` sets up all that it needs on a fresh machine.

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SPARK := $(VENV)/.spark
SERVER = $(lastword $(shell ls -d /bin /usr/lib/postgresql/*/bin 2>/dev/null))

.PHONY: run test test-slow docs bench clean

run: $(READY)
	$(BIN)/recheck audit cases/

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
	RECHECK_WRITE_EXPECTED=1 $(BIN)/pytest -q -n 2 tests/test_docs.py tests/test_bad_files.py

bench: $(READY)
	$(BIN)/python benchmarks/single.py
	$(BIN)/python benchmarks/start.py
	$(BIN)/python benchmarks/letters.py
	$(BIN)/python benchmarks/serve.py

$(READY): pyproject.toml constraints.txt
	python3 -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e ".[pages,prove,dev,bench,author,letters,audit,postgres,service]"
	$(BIN)/python -m compileall -q engine
	for each in chromium chromium-browser google-chrome chrome; do command -v $$each >/dev/null && exit 0; done; \
	$(BIN)/playwright install --with-deps chromium || { apt-get update -q && apt-get install -y -q chromium; }
	command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || \
	{ apt-get update -q && apt-get install -y -q postgresql; } || echo "no PostgreSQL: tests that need it are skipped"
	touch $(READY)

$(SPARK): $(READY)
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e ".[spark]"
	command -v java >/dev/null || { apt-get update -q && apt-get install -y -q default-jre-headless; } || \
	echo "no Java: tests of Spark are skipped"
	touch $(SPARK)

clean:
	rm -rf $(VENV) build dist
