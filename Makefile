# What a person does with OpenTOMS. `make help` lists it.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules

PYTHON ?= python3
PORT ?= 8080
STAGE ?= dev
OPENTOMS_CACHE ?= $(HOME)/.cache/opentoms
CARGO_TARGET_DIR ?= $(OPENTOMS_CACHE)/target
# Building aws-lc needs no measured entropy source.
AWS_LC_SYS_NO_JITTER_ENTROPY ?= 1
export PYTHON OPENTOMS_CACHE CARGO_TARGET_DIR AWS_LC_SYS_NO_JITTER_ENTROPY

STACK := $(PYTHON) infra/local/stack.py
FUNCTIONS := $(sort $(notdir $(patsubst %/,%,$(wildcard functions/*/*/))))

CARGO_DENY := 0.20.2
CARGO_MACHETE := 0.9.2
CARGO_TOOLS := $(OPENTOMS_CACHE)/cargo-tools

## run: build, start everything at http://localhost:8080 (PORT=...), load demo data; Ctrl-C stops
.PHONY: run
run: functions
	exec $(STACK) up --port $(PORT)

## test: every test; the stack tier deploys the real template into MiniStack
.PHONY: test
test:
	cargo build --workspace --bins --tests --locked
	$(MAKE) --no-print-directory stage
	cargo test --workspace --locked

## bad-days: send 5,000 letters (LETTERS=...) through faults at SES and DynamoDB, with and without SES's events
LETTERS ?= 5000
.PHONY: bad-days
bad-days:
	OPENTOMS_LETTERS=$(LETTERS) cargo test --package workflows --test mail --locked bad_days -- --nocapture --test-threads 1

## lint: formatting, clippy, docs, dependencies, template
.PHONY: lint
lint: $(CARGO_TOOLS)/deny-$(CARGO_DENY) $(CARGO_TOOLS)/machete-$(CARGO_MACHETE)
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --document-private-items --locked
	$(CARGO_TOOLS)/bin/cargo-deny --locked check bans licenses sources
	$(CARGO_TOOLS)/bin/cargo-machete --with-metadata --skip-target-dir
	$(STACK) tool sam validate --lint --template template.yaml

## openapi: write openapi.json anew from what the handlers say
.PHONY: openapi
openapi:
	OPENTOMS_WRITE_OPENAPI=1 cargo test --package workflows --test coverage --locked openapi_json

## advisories: ask the RustSec database about the dependencies (needs the network)
.PHONY: advisories
advisories: $(CARGO_TOOLS)/deny-$(CARGO_DENY)
	$(CARGO_TOOLS)/bin/cargo-deny --locked check advisories

## bench: start-up, memory, round trips, cost of a search, what time tells (PARTS="startup round-trips search timing"; 3 GB)
.PHONY: bench
bench:
	cargo build --release --locked $(addprefix -p ,$(FUNCTIONS))
	cargo build --release --locked -p benches
	$(CARGO_TARGET_DIR)/release/bench $(PARTS)

# With the tests, as `make test` builds: alone, some dependencies would have other features and be compiled again and again.
## functions: build the functions and coord for the local stack
.PHONY: functions
functions:
	cargo build --workspace --bins --tests --locked
	$(MAKE) --no-print-directory stage

# Puts the built functions where the template looks for them; without debug information, which only makes them slow to deploy.
.PHONY: stage
stage:
	for name in $(FUNCTIONS); do \
	  mkdir -p "target/lambda/$$name"; \
	  built="$(CARGO_TARGET_DIR)/debug/$$name"; \
	  staged="target/lambda/$$name/bootstrap"; \
	  strip -o "$$staged.new" "$$built" 2>/dev/null || cp "$$built" "$$staged.new"; \
	  chmod 755 "$$staged.new"; \
	  mv "$$staged.new" "$$staged"; \
	done

## deploy: build for arm64 in the profile `deploy` and put it on AWS (STAGE=dev|staging|prod)
.PHONY: deploy
deploy:
	$(STACK) tool cargo-lambda lambda build --profile deploy --arm64 --locked --lambda-dir target/lambda \
	  $(addprefix --bin ,$(FUNCTIONS))
	$(STACK) tool sam deploy --config-env $(subst dev,default,$(STAGE)) --template template.yaml

## clean-data: forget the data of the local stack
.PHONY: clean-data
clean-data:
	$(STACK) clean-data

## help: this list
.PHONY: help
help:
	@sed -n 's/^## //p' $(MAKEFILE_LIST)

# One file for each installed version, so that a new pin installs anew. Built without optimisation: minutes less, seconds more.
$(CARGO_TOOLS)/deny-$(CARGO_DENY):
	cargo install cargo-deny --version $(CARGO_DENY) --locked --no-default-features --debug --jobs 2 --root $(CARGO_TOOLS) \
	  --target-dir $(OPENTOMS_CACHE)/cargo-tools-target
	rm -rf $(OPENTOMS_CACHE)/cargo-tools-target
	touch $@

$(CARGO_TOOLS)/machete-$(CARGO_MACHETE):
	cargo install cargo-machete --version $(CARGO_MACHETE) --locked --debug --jobs 2 --root $(CARGO_TOOLS) \
	  --target-dir $(OPENTOMS_CACHE)/cargo-tools-target
	rm -rf $(OPENTOMS_CACHE)/cargo-tools-target
	touch $@
