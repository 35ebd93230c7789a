# Each target first builds what it needs in .venv, with the versions in constraints.txt.
# Another interpreter: make PYTHON=python3.12 demo

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/.stamps
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check

# What each kind of target installs beside the core; `make demo` does not pay for the tools of `make check`.
EXTRAS_demo := plots,demo,serve
EXTRAS_dev := all,dev
EXTRAS_docs := docs
# The runtime of exported files is a package of its own, tested along with the rest.
BESIDE_dev := --editable './runtime[bpe]'

# What `make browser-test` opens pages in; another one: make CHROMIUM=/path/to/chrome browser-test
CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)

# Tests run in a process for each core; more than four would each prepare for too few tests. One that is done takes
# over what another has left, so that what a folder prepares is mostly prepared once.
WORKERS := --numprocesses auto --maxprocesses 4 --dist worksteal

# The programs that `make bench` compares with, as they were last released.
PEERS := benchmarks/speed/peers
PEER_yoyodyne := yoyodyne==0.5.27
PEER_joeynmt := joeynmt==2.3.0 importlib_metadata
# Of `pantoum train`, where time counts more than the last tenths of a per cent.
QUICK := --training.epochs 10 --training.learning_rate 0.005
TORCH := $(shell sed -n 's/^torch==//p' constraints.txt)

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test check browser-test has-browser js-test has-node docs notebooks package bench has-data clean

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST)

demo: $(STAMPS)/demo ## make data, train a small attention model, show what it does
	@$(BIN)/pantoum demo

test: $(STAMPS)/dev ## run the tests: all promises, of many combinations those in which all pairs of settings meet
	$(BIN)/pytest $(WORKERS)

check: $(STAMPS)/dev ## lint, format, types, import rules and all tests: what CI runs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/pyright
	$(BIN)/pytest --exhaustive $(WORKERS)

browser-test: has-browser $(STAMPS)/dev ## test the pages of `pantoum serve` and `evaluate --report` in a headless Chromium
	CHROMIUM="$(CHROMIUM)" $(BIN)/pytest tests/browser

has-browser:
	@test -x "$(CHROMIUM)" || { echo "pantoum: error: no Chromium is here; on Debian: apt install chromium, elsewhere install one and name it: make CHROMIUM=/path/to/chrome browser-test" >&2; exit 1; }

js-test: has-browser has-node $(STAMPS)/dev js/node_modules/.package-lock.json ## test the runtime in JavaScript, in Node and in a headless Chromium, beside Python's
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
	  PYTHONPATH=".:$$PYTHONPATH" OMP_NUM_THREADS=1 $(BIN)/python js/tests/make_expected.py "$$folder" && \
	  cd js && PANTOUM_EXPECTED="$$folder" CHROMIUM="$(CHROMIUM)" npm test

has-node:
	@node --eval 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null || { echo "pantoum: error: no Node of version 20 or newer is here; on Debian: apt install nodejs npm, elsewhere https://nodejs.org" >&2; exit 1; }

# No package's own scripts are run (js/.npmrc): that of onnxruntime-node fetches files for GPUs from elsewhere.
js/node_modules/.package-lock.json: js/package.json js/package-lock.json
	npm --prefix js ci
	@touch $@

docs: $(STAMPS)/docs ## build the documentation into site/, every warning an error
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

notebooks: ## write the lecture's companion as Jupyter notebooks into docs/lecture/notebooks
	$(PYTHON) docs/make_notebooks.py

package: $(STAMPS)/dev ## build the sdist and the wheel into dist/, check them, run the main job from the wheel
	rm -rf dist
	$(BIN)/python -m build --outdir dist
	$(BIN)/python -m build --outdir dist/runtime runtime
	$(BIN)/twine check --strict dist/*.* dist/runtime/*
	$(BIN)/python .ci/check_package.py

bench: has-data $(STAMPS)/dev $(PEERS)/yoyodyne $(PEERS)/joeynmt ## measure speed beside other programs: make bench DATA=folder
	$(BIN)/python benchmarks/speed/race.py $(DATA) --peers $(PEERS)
	$(BIN)/python benchmarks/speed/decoding.py $(DATA) --peers $(PEERS)
	$(BIN)/python benchmarks/speed/phases.py $(DATA)
	$(BIN)/python benchmarks/speed/cells.py
	$(BIN)/python benchmarks/speed/memory.py
	$(BIN)/python benchmarks/speed/growth.py --picture benchmarks/speed/growth.png
	$(BIN)/python benchmarks/speed/padding.py $(DATA)
	$(BIN)/python benchmarks/speed/whole_run.py $(DATA)
	$(BIN)/python benchmarks/speed/threads.py
	$(BIN)/python benchmarks/time_to_quality.py $(DATA) --peers $(PEERS) $(QUICK)

has-data:
	@test -d "$(DATA)" || { echo "pantoum: error: say where the corpora are: make bench DATA=folder" >&2; exit 1; }

# A peer in a virtual environment of its own, PyTorch first. Two extensions of PyTorch that come along, and are not needed,
# do not load beside a build for CPUs.
$(PEERS)/%: $(STAMPS)/dev
	@echo "pantoum: installing $* into $@" >&2
	@$(BIN)/python -m venv --clear $@ && \
	  $@/bin/python -m pip -qq --disable-pip-version-check install torch==$(TORCH) && \
	  $@/bin/python -m pip -qq --disable-pip-version-check install torch==$(TORCH) $(PEER_$*) && \
	  $@/bin/python -m pip -qq uninstall --yes torchvision torchaudio || { rm -rf $@; exit 1; }

clean: ## remove what builds and tests leave behind; .venv stays
	rm -rf build dist site .coverage .hypothesis .import_linter_cache .pytest_cache .ruff_cache
	find src runtime tests docs -name __pycache__ -type d -prune -exec rm -rf {} +

# torch comes first and alone: the other packages then take the build that is there instead of choosing one.
$(STAMPS)/torch: constraints.txt
	@$(BIN)/python -c '' 2>/dev/null || { \
	  $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	    echo "pantoum: error: '$(PYTHON)' is not Python 3.11 or newer; install one and name it: make PYTHON=/path/to/python3.11" >&2; exit 1; }; \
	  echo "pantoum: creating $(VENV)" >&2; \
	  $(PYTHON) -m venv --clear $(VENV) || { \
	    echo "pantoum: error: '$(PYTHON) -m venv' failed; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }; }
	@echo "pantoum: installing PyTorch into $(VENV) (the first time takes some minutes)" >&2
	@$(PIP) install --constraint constraints.txt torch
	@mkdir -p $(STAMPS)
	@touch $@

$(STAMPS)/%: pyproject.toml runtime/pyproject.toml constraints.txt $(STAMPS)/torch
	@echo "pantoum: installing pantoum[$(EXTRAS_$*)] into $(VENV)" >&2
	@$(PIP) install --constraint constraints.txt --editable '.[$(EXTRAS_$*)]' $(BESIDE_$*)
	@touch $@
