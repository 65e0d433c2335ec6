# Two commands matter: `make up` and `make test`. Each does all its own set-up.
PYTHON ?= python3.11
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin

.PHONY: up install test check lock clean

up: $(VENV)/.runtime
	@$(BIN)/onewindow up --port $(PORT)

install: $(VENV)/.dev

test: $(VENV)/.dev
	@$(BIN)/python tools/run_checks.py

# The environment is stamped by the lock it was made from: a changed lock remakes it, nothing else does.
$(BIN)/uv:
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.7,<1"

$(VENV)/.runtime: requirements.lock pyproject.toml | $(BIN)/uv
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml | $(BIN)/uv
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements-dev.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps -e .
	@touch $@ $(VENV)/.runtime

lock: | $(BIN)/uv
	@for extra in "" "--extra dev"; do \
	  out=requirements$${extra:+-dev}.lock; \
	  $(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-emit-find-links \
	    --custom-compile-command "make lock" $$extra pyproject.toml -o $$out; done

clean:
	@rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache
