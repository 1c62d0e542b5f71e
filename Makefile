# Gatehouse. Needs Go and a C compiler; `make test` needs what .ci/run installs, too.
#
#   make run     build, serve ./data with samples, print the links and the token
#   make test    every test

# SQLite overwrites what it deletes, in every tool that is built from here.
TAGS := sqlite_secure_delete
GO   := CGO_ENABLED=1 go
DATA ?= ./data
ADDR ?= 127.0.0.1:8080

.PHONY: build static release run test generate lint bench growth underchange checks webhooks check-fresh clean crash soak fuzz

# What the binary says of itself; without a VERSION it says what Go knows of the checkout.
VERSION ?=
STAMP   := $(if $(VERSION),-X gatehouse/internal/cli.release=$(VERSION))

build:
	@command -v $${CC:-cc} >/dev/null || { echo "A C compiler is missing (SQLite is C). On Debian: apt-get install gcc libc6-dev"; exit 1; }
	$(GO) build -tags $(TAGS) -trimpath -ldflags '$(STAMP)' -o bin/gatehouse .

# A binary that needs nothing of the system it runs on: for the image and for releases.
STATIC := -tags $(TAGS),sqlite_omit_load_extension,netgo,osusergo -trimpath -ldflags '-s -w -extldflags "-static" $(STAMP)'

static:
	$(GO) build $(STATIC) -o bin/gatehouse .

# bin/release: archives for linux, with checksums. An architecture whose C compiler is
# missing is named and left out.
ARM64_CC ?= aarch64-linux-gnu-gcc

release:
	@test -n "$(VERSION)" || { echo "Which version? Try: make release VERSION=v1.0.0"; exit 2; }
	deploy/release "$(VERSION)" "$(ARM64_CC)"

run: build
	bin/gatehouse serve -data $(DATA) -addr $(ADDR) -samples

# The packages that share memory between goroutines run under the race detector;
# the others, with their browsers and whole servers, would only run slower. Go's own
# ten minutes for a package are few for the browsers on a slow core.
TESTTIME := 40m
RACE := ./account/... ./store/... ./search/... ./graph/... ./internal/jobs/... ./internal/mail/...

test: build
	$(GO) vet -tags $(TAGS) ./...
	$(GO) test -tags $(TAGS) -timeout $(TESTTIME) -race $(RACE)
	$(GO) test -tags $(TAGS) -timeout $(TESTTIME) $$(go list -tags $(TAGS) ./... | grep -vE '^gatehouse/(account|store|search|graph|internal/jobs|internal/mail)(/|$$)')

# Everything that is generated and committed.
generate:
	go tool gqlgen generate
	cd internal/web/graphiql && npm ci --ignore-scripts --no-audit --no-fund && npm run build
	go generate ./internal/web
	cd internal/web/console && npm ci --ignore-scripts --no-audit --no-fund && npm run build

# Fails when a committed file is not what `make generate` writes.
check-fresh: generate
	@changed=$$(git status --porcelain -- graph internal/web); test -z "$$changed" || \
		{ echo "not what make generate writes; commit what it wrote:"; echo "$$changed"; git diff --stat -- graph internal/web; exit 1; }

lint:
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); test -z "$$unformatted" || { echo "not formatted (gofmt -w):"; echo "$$unformatted"; exit 1; }
	$(GO) vet -tags $(TAGS) ./...
	$(GO) tool staticcheck -tags $(TAGS) ./...
	@mkdir -p bin; $(GO) tool govulncheck -tags $(TAGS) ./... >bin/govulncheck.txt 2>&1; code=$$?; cat bin/govulncheck.txt; \
	if [ $$code -eq 0 ]; then exit 0; fi; \
	if [ $$code -ne 3 ] && grep -qE 'dial tcp|no such host|fetching vulnerabilities' bin/govulncheck.txt; then \
		echo "NOT CHECKED: the vulnerability database can't be reached from here. Run make lint again where it can."; exit 0; fi; \
	exit $$code

# The project's own benchmarks, then the side-by-side run; it writes the table that
# docs/performance.md quotes. SIZE=1m is the size that the targets are about.
SIZE  ?= 100k
SIZES ?= 10k,100k,1m
bench:
	$(GO) test -tags $(TAGS) -run '^$$' -bench . -benchmem ./...
	cd internal/bench && $(GO) vet ./... && $(GO) test ./...
	$(GO) -C internal/bench build -o ../../bin/sidebyside ./sidebyside
	bin/sidebyside -size $(SIZE)

# What grows with the accounts, and how: a table and a plot.
growth:
	$(GO) -C internal/bench build -o ../../bin/growth ./growth
	bin/growth -sizes $(SIZES)

# What searches feel while accounts change and while the index is rebuilt.
underchange:
	$(GO) -C internal/bench build -o ../../bin/underchange ./underchange
	bin/underchange -size $(SIZE)

# The portal's access check beside a handler of net/http that knows the answer.
checks:
	$(GO) -C internal/bench build -o ../../bin/checks ./checks
	bin/checks -size $(SIZE)

# Webhooks beside a client of net/http that posts to the same target.
webhooks:
	$(GO) -C internal/bench build -o ../../bin/webhooks ./webhooks
	bin/webhooks -size $(SIZE)

clean:
	rm -rf bin

# The long runs of the crash harness: 200 kills and more, then 100 simulated power
# cuts where a file system can be mounted. Short ones are part of make test.
crash:
	GATEHOUSE_CRASH_ROUNDS=$${GATEHOUSE_CRASH_ROUNDS:-200} GATEHOUSE_CRASH_CUTS=$${GATEHOUSE_CRASH_CUTS:-100} \
		$(GO) test -tags $(TAGS) -count=1 -timeout 60m -v -run '^(TestCrash|TestPowerCut)$$' ./internal/crash

# Everything at once for a while, as make soak FOR=1h: does it leak, does it err? What
# is measured meanwhile goes to bin/soak.csv and, at the end, bin/soak.svg. Some
# seconds of it are part of make test.
FOR ?= 10m
soak:
	GATEHOUSE_SOAK=$(FOR) GATEHOUSE_SOAK_TO=$(CURDIR)/bin $(GO) test -tags $(TAGS) -count=1 -timeout 0 -v -run '^TestSoak$$' ./internal/crash

# Each fuzzer for FUZZTIME. What one finds is kept below testdata/fuzz and then is
# part of make test.
FUZZTIME ?= 60s
FUZZERS  := account:FuzzEmail account:FuzzID graph:FuzzCursor graph:FuzzLeanReader internal/contract:FuzzDoor \
	internal/importfile:FuzzCSV internal/importfile:FuzzNDJSON search:FuzzTyped
fuzz:
	@for f in $(FUZZERS); do echo "$$f for $(FUZZTIME)"; \
		$(GO) test -tags $(TAGS) -run '^$$' -fuzz "^$${f#*:}$$" -fuzztime $(FUZZTIME) ./$${f%:*} || exit 1; done

# The large run of bulk jobs: 50,000 accounts, five kills; a short one is part of
# make test. Its figures are in docs/bulk.md.
.PHONY: bulk-run
bulk-run:
	GATEHOUSE_BULK_ACCOUNTS=$${GATEHOUSE_BULK_ACCOUNTS:-50000} $(GO) test -tags $(TAGS) -count=1 -timeout 40m -v -run '^TestBulk$$' ./internal/crash
