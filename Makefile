# make prints the targets.
.DEFAULT_GOAL := help
GO ?= go
T ?= 30s
N ?= 200
SEED ?= 15
TOOLS := $(CURDIR)/.tools
LINT_VERSION := v2.15.0
PLATFORMS := linux/amd64 linux/arm64 darwin/arm64 windows/amd64 freebsd/amd64
BUILD_FLAGS := -trimpath -ldflags '-s -w'
# Of a release the same source and toolchain give the same bytes: no paths, no
# time, no state of a working copy.
RELEASE_FLAGS := -trimpath -buildvcs=false -ldflags '-s -w -buildid='
# Those that share memory: the race detector has nothing to find in others.
RACE_PACKAGES = $(shell grep -rlE '^[[:space:]]*go |sync\.|make.chan|t\.Parallel' --include='*.go' cmd feeds internal ui | xargs -n1 dirname | sort -u | grep -v '^cmd/sitrep/e2e$$' | sed 's|^|./|')
FUZZ_PACKAGES = $(shell grep -l '^func Fuzz' -r --include='*_test.go' . | xargs -n1 dirname | sort -u)

.PHONY: help check check-commits test race coverage coverage-accept allocs allocs-accept lint fmt fmt-check docs docs-check golden fuzz bench wire serve-bench demo build cross e2e kills cuts chaos bombs dist reproduce

help: ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "%-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

check: check-commits fmt-check lint race coverage e2e docs-check cross allocs ## what must hold before a change lands

check-commits: ## look at the subjects and bodies of the commits after the one that added the check
	.ci/commits

test: ## all tests, offline
	$(GO) test ./...

# SQLite is C in Go: watched by the race detector it takes eight times as long,
# and what is ours around it is what we look at.
race: ## the race detector, shuffled, on packages that share memory, but for the tests of the whole program
	CGO_ENABLED=1 $(GO) test -race -gcflags='modernc.org/...=-race=false' -shuffle=on -timeout 40m $(RACE_PACKAGES)

coverage: SHELL = bash -o pipefail
coverage: ## fail if the tests, but those of the whole program, cover less than committed
	$(GO) test -cover $$($(GO) list ./... | grep -v '^sitrep/cmd/sitrep/e2e$$') | tee cover.out
	.ci/coverage check cover.out

coverage-accept: ## commit to the coverage of the last make coverage
	.ci/coverage accept cover.out

allocs: ## fail if a key benchmark allocates more than committed
	.ci/allocs check

allocs-accept: ## commit to the allocations as they are now
	.ci/allocs accept

e2e: ## the tests of the whole program: scripts, terminals, services, hostile input (make e2e RACE=1)
	$(if $(RACE),CGO_ENABLED=1 )$(GO) test -count=1 -timeout 20m $(if $(RACE),-race) ./cmd/sitrep/e2e

kills: ## kill processes N times, and have two at one cache for a minute (make kills N=200)
	SITREP_KILLS=$(N) SITREP_ROUNDS=$$((60*$(N))) $(GO) test -count=1 -timeout 30m -run "Killing|TestContract/together" ./internal/store/sqlite

cuts: ## cut the power at N moments of what a cache does (make cuts N=1000)
	SITREP_CUTS=$(N) $(GO) test -count=1 -timeout 30m -v -run PowerCut ./internal/store/sqlite

chaos: ## readers and a poller while everything goes wrong, for T (make chaos T=2h SEED=7)
	SITREP_CHAOS=$(T) SITREP_SEED=$(SEED) $(GO) test -count=1 -timeout 3h -v -run '^TestChaos$$' ./cmd/sitrep/e2e

bombs: ## what bombs of every kind and shape take, as a table (make bombs ONLY=RSS)
	SITREP_BOMBS="$(or $(ONLY),.)" $(GO) test -count=1 -v -timeout 2h -run Bombs ./cmd/sitrep/e2e

lint: $(TOOLS)/golangci-lint ## vet and the linters
	$(GO) vet ./...
	$(TOOLS)/golangci-lint run

$(TOOLS)/golangci-lint:
	GOBIN=$(TOOLS) $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINT_VERSION)

fmt: $(TOOLS)/golangci-lint ## format the code
	$(TOOLS)/golangci-lint fmt

fmt-check: $(TOOLS)/golangci-lint
	$(TOOLS)/golangci-lint fmt --diff

docs: ## write the generated pages and pictures of docs/
	$(GO) run ./cmd/sitrep docs --dir docs
	UPDATE_GOLDEN=1 $(GO) test -count=1 -run Pictures ./ui

docs-check: ## fail if a generated page or picture is stale
	$(GO) test -run 'Docs|Example|Pictures' ./cmd/sitrep ./internal/config ./ui

golden: ## accept the screens and scripts as they are now
	UPDATE_GOLDEN=1 $(GO) test ./ui/... ./cmd/sitrep/e2e
	git diff --stat

fuzz: ## every fuzz target for T: a time or a count (make fuzz T=10m, T=5000x)
	@set -e; for p in $(FUZZ_PACKAGES); do \
	  for f in $$(grep -ho '^func Fuzz[A-Za-z0-9_]*' $$p/*_test.go | sed 's/func //'); do \
	    echo "== $$p $$f"; .ci/fuzz $$p $$f $(T); done; done

bench: ## the benchmarks, each beside its yardstick
	$(GO) test -run '^$$' -bench . -benchmem -timeout 2h ./...

wire: ## bytes and time of each key, through a terminal (make wire OTHER="newsboat -u urls")
	SITREP_WIRE_OTHER="$(OTHER)" $(GO) test -run '^$$' -bench Wire -benchtime 1x -timeout 1h ./cmd/sitrep/e2e

serve-bench: ## what 200 sessions, a slow line and attackers do to the server
	$(GO) test -run '^$$' -bench 'Serve|SlowLine' -benchtime 1x -timeout 20m ./cmd/sitrep/internal/served

demo: ## the reader on a fictional crisis; no network, nothing left behind
	$(GO) run ./cmd/sitrep demo

build: ## ./sitrep, static
	CGO_ENABLED=0 $(GO) build $(BUILD_FLAGS) -o sitrep ./cmd/sitrep

dist: ## dist/: the program for every platform we promise, with checksums
	@rm -rf dist && mkdir dist
	@set -e; for p in $(PLATFORMS); do os=$${p%/*}; arch=$${p#*/}; ext=; [ $$os != windows ] || ext=.exe; \
	  CGO_ENABLED=0 GOOS=$$os GOARCH=$$arch $(GO) build $(RELEASE_FLAGS) -o dist/sitrep-$$os-$$arch$$ext ./cmd/sitrep; done
	@cd dist && sha256sum sitrep-* | tee SHA256SUMS

reproduce: ## two builds of the same commit in different folders are the same bytes
	@set -e; dir=$$(mktemp -d); trap 'rm -rf "$$dir"' EXIT; \
	for n in one two/and/deeper; do mkdir -p $$dir/$$n; git archive HEAD | tar -x -C $$dir/$$n; \
	  (cd $$dir/$$n && CGO_ENABLED=0 $(GO) build $(RELEASE_FLAGS) -o $$dir/$$(basename $$n).bin ./cmd/sitrep); done; \
	sha256sum $$dir/*.bin | awk '{print $$1}' | sort -u | awk '{print} END {if (NR != 1) {print "the builds differ"; exit 1}}'

cross: ## build for every platform we promise
	@set -e; for p in $(PLATFORMS); do \
	  echo "build $$p"; CGO_ENABLED=0 GOOS=$${p%/*} GOARCH=$${p#*/} $(GO) build -o /dev/null ./cmd/sitrep; done
