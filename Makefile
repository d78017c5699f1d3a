# Every target makes the environment it needs; `make demo` and `make test` need only Python 3.11+ and a network.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
READY := $(VENV)/.ready
# Two runners, each with a Neo4j of its own; a server that is named by SYNERGY_NEO4J_URI serves one.
TEST := $(RUN) -m pytest $(if $(SYNERGY_NEO4J_URI),,--numprocesses 2 --dist loadfile --no-loadscope-reorder)

.PHONY: demo test test-long check format bench lock schema clean

demo: $(READY)  ## load the 2022 data, serve the API, show what it answers (ONCE=1 ends after printing)
	$(RUN) -m synergy demo $(if $(ONCE),--once)

test: $(READY)  ## everything that must hold, against a real Neo4j, in minutes
	$(TEST)

test-long: $(READY)  ## the same with thousands of generated documents
	$(TEST) --long

check: $(READY)  ## format, lint, types, imports, tests
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-cache
	$(TEST)

format: $(READY)
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

bench: $(READY)  ## ratios against the raw driver and a peer (LONG=1 for 100 times the data)
	$(RUN) -m benchmarks $(if $(LONG),--long)

schema: $(READY)  ## write what is generated from the declarations
	$(RUN) -m synergy schema > schema.graphql
	$(RUN) -m synergy model > graph_schema/MODEL.md

lock: $(READY)  ## resolve the dependencies anew
	$(VENV)/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra build pyproject.toml -o requirements.lock
	$(VENV)/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra build --extra semantic --extra dev pyproject.toml -o requirements-dev.lock

clean:  ## stop the embedded server and remove what was made here; the demonstration data stays
	-$(RUN) -m synergy stop
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(READY): requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Synergy needs Python 3.11 or later; set PYTHON=…")'
	test -x $(RUN) || $(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(RUN) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)
