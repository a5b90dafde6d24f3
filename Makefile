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
CARGO_FUZZ := 0.13.2
CARGO_MUTANTS := 27.1.0
CARGO_TOOLS := $(OPENTOMS_CACHE)/cargo-tools

# The portal is built anew when something of it changed; npm itself keeps the stamp of what it installed.
PORTAL_FILES := $(shell find portal -mindepth 1 \( -path portal/node_modules -o -path portal/dist -o -path portal/e2e \) -prune -o -print) $(wildcard shared/domain/src/access/*.csv)
PORTAL_TOOLS := portal/node_modules/.package-lock.json
PEER_NODE := benches/peers/node/dist/handler.mjs
CHROMIUM ?= /usr/bin/chromium
export CHROMIUM

## run: build, start everything at http://localhost:8080 (PORT=...), load demo data; Ctrl-C stops
.PHONY: run
run: functions portal
	exec $(STACK) up --port $(PORT)

## test: every test; the stack and browser tiers deploy the real template into MiniStack
.PHONY: test
test: chromium portal functions
	cd portal && npm test
	cargo test --workspace --locked
	cd portal && npm run e2e

## bad-days: send 5,000 letters (LETTERS=...) through faults at SES and DynamoDB, with and without SES's events
LETTERS ?= 5000
.PHONY: bad-days
bad-days:
	OPENTOMS_LETTERS=$(LETTERS) cargo test --package workflows --test mail --locked bad_days -- --nocapture --test-threads 1

## crash-points: every call of every function fails in every way, and all is done again; prints the points and what was found
.PHONY: crash-points
crash-points:
	OPENTOMS_CRASH_POINTS=all cargo test --package workflows --test faults --locked crash_points -- --nocapture

## access: every operation in every role in every relation, and 10,000 (INTERLEAVINGS=...) rights taken away in mid-request
INTERLEAVINGS ?= 10000
.PHONY: access
access:
	OPENTOMS_ACCESS=1 OPENTOMS_INTERLEAVINGS=$(INTERLEAVINGS) cargo test --package workflows --test access --locked -- --nocapture --test-threads 1

## races: 10,000 histories of coordinators who save one student at once, and 500 on the local stack's DynamoDB; is there an order?
.PHONY: races
races:
	OPENTOMS_RACES=all cargo test --package workflows --test faults --locked races -- --nocapture

# The compiler's instruments are not for everyday code, so a stable compiler wants to be told; it has what they need.
## fuzz: throw made-up input at every parser of outside bytes, each target for a minute (FUZZ_SECONDS=...); findings in fuzz/artifacts
FUZZ_SECONDS ?= 60
FUZZ_TARGETS := $(sort $(basename $(notdir $(wildcard fuzz/fuzz_targets/*.rs))))
.PHONY: fuzz
fuzz: $(CARGO_TOOLS)/fuzz-$(CARGO_FUZZ)
	for target in $(FUZZ_TARGETS); do \
	  RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR=$(OPENTOMS_CACHE)/fuzz-target PATH="$(CARGO_TOOLS)/bin:$$PATH" \
	    cargo fuzz run $$target -- -max_total_time=$(FUZZ_SECONDS) -timeout=20 -rss_limit_mb=1024 -print_final_stats=1; \
	done

## contract: hold a running stack to openapi.json with CASES=10000 made-up requests and sequences of them
CASES ?= 10000
.PHONY: contract
contract: functions portal
	$(STACK) tool python tests/contract/run.py --cases $(CASES)

## mutants: change the rules' code in one place at a time and see that a test fails (PARTS="access edge rest"; hours for the rest)
.PHONY: mutants
mutants: $(CARGO_TOOLS)/mutants-$(CARGO_MUTANTS)
	PATH="$(CARGO_TOOLS)/bin:$$PATH" tests/mutants.sh $(PARTS)

## lint: formatting, clippy, docs, dependencies, template, the portal's types and rules
.PHONY: lint
lint: $(CARGO_TOOLS)/deny-$(CARGO_DENY) $(CARGO_TOOLS)/machete-$(CARGO_MACHETE) $(PORTAL_TOOLS)
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --document-private-items --locked
	$(CARGO_TOOLS)/bin/cargo-deny --locked check bans licenses sources
	$(CARGO_TOOLS)/bin/cargo-machete --with-metadata --skip-target-dir
	$(MAKE) --no-print-directory template
	cd portal && npm run check

## template: cfn-lint and checkov over template.yaml; what is done otherwise says why
.PHONY: template
template:
	$(STACK) tool sam validate --lint --template template.yaml
	$(STACK) tool checkov --config-file .checkov.yaml

## portal: build the portal into portal/dist
.PHONY: portal
portal: portal/dist/index.html

portal/dist/index.html: $(PORTAL_FILES) $(PORTAL_TOOLS)
	cd portal && npm run build

$(PORTAL_TOOLS): portal/package-lock.json portal/.npmrc | node
	cd portal && npm ci

## portal-dev: the portal's pages as they are edited, at http://localhost:5173, on the stack of `make run`
.PHONY: portal-dev
portal-dev: $(PORTAL_TOOLS)
	cd portal && API=http://localhost:$(PORT) npx vite

## screens: the pictures of docs/screens, from a stack of their own
.PHONY: screens
screens: chromium portal functions
	cd portal && npm run shots

.PHONY: node
node:
	@node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null \
	  && npm --version >/dev/null 2>&1 || { \
	  echo "error: the portal needs Node.js 20.19 or newer, with npm; here: $$(node --version 2>/dev/null || echo none). See https://nodejs.org, or Debian 13: apt-get install nodejs npm" >&2; \
	  exit 1; }

.PHONY: chromium
chromium:
	@test -x "$(CHROMIUM)" || { \
	  echo "error: the browser tests need Chromium, and there is none at $(CHROMIUM). Install it (Debian: apt-get install chromium), or say where it is: CHROMIUM=/path/to/it" >&2; \
	  exit 1; }

## openapi: write openapi.json anew from what the handlers say, and the portal's types from it
.PHONY: openapi
openapi: $(PORTAL_TOOLS)
	OPENTOMS_WRITE_OPENAPI=1 cargo test --package workflows --test coverage --locked openapi_json
	cd portal && npm run api

## advisories: ask the RustSec database about the dependencies (needs the network)
.PHONY: advisories
advisories: $(CARGO_TOOLS)/deny-$(CARGO_DENY)
	$(CARGO_TOOLS)/bin/cargo-deny --locked check advisories

## bench: start-up, memory, sign-in and its hash, round trips, cost of a search, what time tells, the portal (PARTS="startup hashing round-trips search timing portal"; 14 GB)
.PHONY: bench
bench: $(if $(or $(filter-out portal,$(PARTS)),$(if $(PARTS),,all)),bench-functions) $(if $(or $(filter portal,$(PARTS)),$(if $(PARTS),,all)),bench-portal)

.PHONY: bench-functions
bench-functions:
	cargo build --release --locked $(addprefix -p ,$(FUNCTIONS))
	cargo build --release --locked -p benches
	$(CARGO_TARGET_DIR)/release/bench $(filter-out portal,$(PARTS))

## compare: the look-up of a student beside the same in Node.js and Python: starting, warm, processor, memory
.PHONY: compare
compare: $(PEER_NODE)
	cargo build --release --locked -p read-student
	cargo build --release --locked -p benches
	PEER_NODE="$$(command -v node)" PEER_PYTHON="$$($(STACK) tool peer-python -c 'import sys; print(sys.executable)')" \
	  $(CARGO_TARGET_DIR)/release/bench compare

$(PEER_NODE): $(wildcard benches/peers/node/*.mjs) benches/peers/node/package-lock.json benches/peers/node/.npmrc | node
	cd benches/peers/node && npm ci && npm run build

## cost: what a million requests of each endpoint, a year and an idle month cost, from what is counted and benches/prices.csv
.PHONY: cost
cost:
	cargo build --release --locked -p benches
	$(CARGO_TARGET_DIR)/release/bench cost

## load: requests at fixed rates to a local stack of its own: what it keeps up, and how long the slowest wait
.PHONY: load
load: functions portal
	$(STACK) tool python infra/local/load.py $(LOAD)

.PHONY: bench-portal
bench-portal: chromium portal functions
	cd portal && npm run bench

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

## deploy: build for arm64 in the profile `deploy` and put it on AWS, then the portal (STAGE=dev|staging|prod)
.PHONY: deploy
deploy: portal
	$(STACK) tool cargo-lambda lambda build --profile deploy --arm64 --locked --lambda-dir target/lambda \
	  $(addprefix --bin ,$(FUNCTIONS))
	$(STACK) tool sam deploy --config-env $(subst dev,default,$(STAGE)) --template template.yaml
	$(STACK) tool python infra/publish.py --stack opentoms-$(STAGE)

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

$(CARGO_TOOLS)/fuzz-$(CARGO_FUZZ):
	cargo install cargo-fuzz --version $(CARGO_FUZZ) --locked --debug --jobs 2 --root $(CARGO_TOOLS) \
	  --target-dir $(OPENTOMS_CACHE)/cargo-tools-target
	rm -rf $(OPENTOMS_CACHE)/cargo-tools-target
	touch $@

$(CARGO_TOOLS)/mutants-$(CARGO_MUTANTS):
	cargo install cargo-mutants --version $(CARGO_MUTANTS) --locked --debug --jobs 2 --root $(CARGO_TOOLS) \
	  --target-dir $(OPENTOMS_CACHE)/cargo-tools-target
	rm -rf $(OPENTOMS_CACHE)/cargo-tools-target
	touch $@
