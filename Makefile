# make demo: see a night. make check: format, types, quick tests. make test: every check. Both need Python >= 3.11 and the package registry.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready-$(shell cat requirements.lock pyproject.toml | cksum | cut -d' ' -f1)
PEERS := $(VENV)/.peers-$(shell cat requirements.lock benchmarks/requirements.lock | cksum | cut -d' ' -f1)

# pytest keeps the tests as it compiled them: 3 s less in each of its processes from the second run on
export PYTHONDONTWRITEBYTECODE :=

.PHONY: up demo check check-code check-tests test crash fuzz mutants remarks bench pictures format migration lock docs clean

# all of it on this machine, in the foreground; Ctrl-C ends it
up: $(READY)
	@$(BIN)/pembinaan up $(if $(PORT),--port $(PORT))

demo: $(READY)
	@$(BIN)/pembinaan demo

# what can be known without a server; the slowest tests are named, so that a slow one is seen
check: $(READY)
	@$(MAKE) --no-print-directory -j2 --output-sync check-code check-tests

check-code: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

check-tests: $(READY)
	$(BIN)/pytest -q -n 2 --dist loadfile -m "not server and not long" --durations=5

# four at once, file by file: half of what they do is waiting for servers. The Prefect UI is looked at
# in Chromium: installed where root may, else the summary says that nobody looked
test: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m simulation.pictures.chromium
	$(BIN)/pytest -q -n 4 --dist loadfile

# the crash tests with 1,000 kills instead of 24, at instants of their own
crash: $(READY)
	KILLS=1000 CRASH_SEED=$${CRASH_SEED:-$$$$} $(BIN)/pytest -q tests/crash

# 100,000 files damaged by chance, through the reader's processes and on, into docs/guarantees.md (half
# an hour on two quiet cores); FILES=3000 fewer, printed only
fuzz: $(READY)
	$(BIN)/python -m benchmarks$(if $(FILES),.fuzz --files $(FILES), fuzz)

# 300 random faults in what reads, conforms and judges: which of them no test of `check` notices
# (hours; COUNT=50 fewer; goes on where it was stopped)
mutants: $(READY)
	$(BIN)/python -m benchmarks.mutants --count $${COUNT:-300}

# what is learnt of labelled remarks (benchmarks/remarks): the weights by which the reader asks about
# one, and into docs/reading.md how often it does so rightly and needlessly
remarks: $(PEERS)
	$(BIN)/python -m benchmarks.learn_remarks

# what it costs, beside a floor and two peers, into docs/performance.md; about 40 minutes on two quiet
# cores. ONLY=night, scale, history, hostile, questions or recall; QUICK=1 prints small sizes and keeps nothing
bench: $(PEERS)
	$(BIN)/python -m benchmarks $(ONLY) $(if $(QUICK),--quick)

# the peers stand in a lock of their own, bound to the project's: installing them changes none of its
# packages. Bytecode as above, or they would be measured compiling
$(PEERS): $(READY) benchmarks/requirements.lock
	@echo "installing the peers into $(VENV) …"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode --require-hashes \
		-r benchmarks/requirements.lock
	@rm -f $(VENV)/.peers-* && touch $@

# uv comes from pip; the lock carries hashes and no addresses, so any mirror serves. Compiled once here:
# where Python may not write bytecode, each start would compile Prefect and Great Expectations anew
$(READY): requirements.lock pyproject.toml
	@echo "installing into $(VENV) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.9,<1"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q flows tasks schemas expectations simulation
	@rm -f $(VENV)/.ready-* && touch $@

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(READY)
	$(BIN)/python -m tasks.report.dictionary > docs/data-dictionary.md

# the pictures of the documents, taken from the real UI after three simulated nights; some minutes
pictures: $(READY)
	$(BIN)/python -m simulation.pictures

# the next migration, from the tables of the code: make migration WORDS="luas lahan"
migration: $(READY)
	$(BIN)/python -m schemas.warehouse.propose $(WORDS)

lock:
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
		--group dev --all-extras pyproject.toml -o requirements.lock
	cd benchmarks && ../$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url \
		--no-header requirements.in -o requirements.lock

clean:
	rm -rf $(VENV) .pembinaan
