# What Postroom's makers type. `make run` needs rustup, a C compiler and make; `make test` installs what it needs.

# What is built lies where the outside contract says, whatever the person has set for other projects.
export CARGO_TARGET_DIR := $(CURDIR)/target

.PHONY: run build test lint bench fuzz watch front clean
.DEFAULT_GOAL := run

run: ## build what is missing and start Postroom with a practice mail server beside it
	@.ci/build debug
	@exec target/debug/postroom practice

build: ## the one binary, target/release/postroom
	@.ci/build release

front: ## the part that runs in the browser, target/site
	@.ci/front

test: ## formatting, lints, Rust tests on both databases, browser tests, size of the first visit
	@.ci/test

lint: ## formatting and clippy, for the server and for the browser
	@.ci/lint

bench: build ## prints figures and ratios
	@.ci/bench

fuzz: ## conversations and mails changed at random, MINUTES (10) for each of five targets
	@POSTROOM_FUZZ_MINUTES=$${MINUTES:-10} cargo test --quiet -p server --lib -- --nocapture no_conversation_is_too_strange
	@for target in parser replies reports sanitiser; do \
		cargo run --quiet --release -p engine --example fuzz -- $$target $${MINUTES:-10} || exit 1; done

watch: ## rebuild and restart while editing
	@.ci/watch

clean:
	cargo clean
