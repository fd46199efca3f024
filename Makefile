# Quantal: build, test, lint, bench, demo.  `make help` lists the targets.
# Variables: CC, ARCH (a -march value; empty: any x86-64, the kernels choose at run time),
#            BUILD (output folder), SAN=1 (ASan and UBSan), COV=1 (gcov), PREFIX, DESTDIR,
#            SECONDS (of each fuzz target).
VERSION := 0.1.0
CC      ?= gcc
ifeq ($(origin CC),default)
CC      := gcc
endif
ARCH    ?=
SAN     ?=
COV     ?=
FUZZ    ?=
SECONDS ?= 60
BUILD   ?= build$(if $(SAN),/san)$(if $(COV),/cov)$(if $(FUZZ),/fuzz)
PREFIX  ?= /usr/local
DESTDIR ?=

PACKAGES := gsl openblas libpng zlib libarchive cairo pangocairo libfyaml glib-2.0
DEBIAN   := build-essential pkg-config libgsl-dev libpng-dev zlib1g-dev libarchive-dev \
            libopenblas-dev libcairo2-dev \
            libpango1.0-dev libfyaml-dev libglib2.0-dev check fonts-dejavu-core python3
DEBIAN_LINT := clang-format clang-tidy cppcheck
DEBIAN_BROWSER := chromium chromium-driver
DEBIAN_FUZZ := clang libomp-dev

OPTIMIZE := $(if $(SAN)$(FUZZ),-O1,$(if $(COV),-O0,-O3))
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
            -Wpointer-arith -Wwrite-strings -Wvla -Wno-psabi -Werror
CPPFLAGS += -Iinclude -Isrc -D_GNU_SOURCE -DQTL_VERSION='"$(VERSION)"' -DHAVE_INLINE
CFLAGS   ?= -g
ALL_CFLAGS = -std=c11 $(OPTIMIZE) $(CFLAGS) -fno-strict-aliasing -ffp-contract=off -fPIC \
             -fvisibility=hidden -fopenmp $(WARNINGS) $(if $(ARCH),-march=$(ARCH)) \
             $(if $(SAN),-fsanitize=address$(comma)undefined -fno-sanitize-recover=all \
             -fno-omit-frame-pointer) $(if $(COV),--coverage) \
             $(if $(FUZZ),-fsanitize=fuzzer-no-link$(comma)address$(comma)undefined \
             -fno-sanitize-recover=all) $(PKG_CFLAGS)
comma := ,

# One pkg-config call a run, and none for targets that need no libraries.
PKG_CFLAGS = $(eval PKG_CFLAGS := $$(patsubst -I%,-isystem %,$$(shell pkg-config --cflags $(PACKAGES))))$(PKG_CFLAGS)
PKG_LIBS   = $(eval PKG_LIBS := $$(shell pkg-config --libs $(PACKAGES)))$(PKG_LIBS)
LIBS       = $(PKG_LIBS) -lm

# *_kernels.c is compiled once per instruction set; src/core/isa.h explains.
ISAS := baseline avx2 avx512
ISA_baseline :=
ISA_avx2     := -mavx2
ISA_avx512   := -mavx2 -mavx512f -mavx512dq -mavx512vl -mavx512bw -mprefer-vector-width=512

KERNELS := $(wildcard src/*/*_kernels.c)
LIB_SRC := $(filter-out $(KERNELS) $(wildcard src/cli/*.c),$(wildcard src/*/*.c))
CLI_SRC := $(wildcard src/cli/*.c)
LIB_OBJ := $(LIB_SRC:%.c=$(BUILD)/%.o) \
           $(foreach i,$(ISAS),$(KERNELS:%.c=$(BUILD)/%.$(i).o))
CLI_OBJ := $(CLI_SRC:%.c=$(BUILD)/%.o)

TESTS     := $(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/test_*.c))
TEST_OBJ  := $(patsubst %.c,$(BUILD)/%.o,$(filter-out $(wildcard tests/test_*.c),$(wildcard tests/*.c)))
CLI_TESTS := $(sort $(wildcard tests/cli/*.sh))
BENCH_SRC := $(wildcard tests/bench/*.c)
FUZZERS   := $(patsubst tests/fuzz/%.c,$(BUILD)/%,$(wildcard tests/fuzz/fuzz_*.c))

# After `deps`, with all cores unless the user chose.
SUBMAKE = $(MAKE) --no-print-directory $(if $(filter -j% --jobserver%,$(MAKEFLAGS)),,-j$(shell nproc))

.PHONY: all deps demo check lint bench fuzz plots install uninstall clean coverage help
.DELETE_ON_ERROR:
.SECONDARY:

all: $(BUILD)/quantal $(BUILD)/libquantal.a $(BUILD)/libquantal.so

help:
	@echo 'make deps       install the libraries (Debian), or say which are needed'
	@echo 'make            build $(BUILD)/quantal, libquantal.a and libquantal.so'
	@echo 'make demo       set up, build and run experiments/quickstart.yaml with its figures'
	@echo 'make deps-browser  a browser, so that make check opens the report in it'
	@echo 'make check      all tests (SAN=1: under ASan and UBSan; COV=1: with gcov)'
	@echo 'make lint       clang-format, clang-tidy, cppcheck, layers, sizes'
	@echo 'make bench      speed beside the references; writes $(BUILD)/bench.csv'
	@echo 'make fuzz       every reader of files under libFuzzer for SECONDS=60 each (clang)'
	@echo 'make plots      renders the gallery in plots/ again'
	@echo 'make coverage   line coverage of src/ by the tests'
	@echo 'make install    into $$(DESTDIR)$$(PREFIX); make uninstall takes it away'

$(BUILD)/quantal: $(CLI_OBJ) $(BUILD)/libquantal.a
	@echo "  LD $@"
	@$(CC) $(ALL_CFLAGS) $(LDFLAGS) $^ $(LIBS) -o $@

$(BUILD)/libquantal.a: $(LIB_OBJ)
	@rm -f $@
	@echo "  AR $@"
	@ar rcs $@ $^

$(BUILD)/libquantal.so: $(LIB_OBJ)
	@echo "  LD $@"
	@$(CC) $(ALL_CFLAGS) $(LDFLAGS) -shared -Wl,-soname,libquantal.so.0 $^ $(LIBS) -o $@
	@ln -sf $(@F) $@.0 # the name that a program linked here looks for

define compile
@mkdir -p $(@D)
@echo "  CC $<$(if $(1), $(lastword $(1)))"
@$(CC) $(CPPFLAGS) $(ALL_CFLAGS) $(1) -MMD -MP -c $< -o $@
endef

$(BUILD)/%.o: %.c Makefile
	$(call compile)

$(BUILD)/src/plot/report_assets.o: $(wildcard src/plot/report/*)

define kernel_rule
$(BUILD)/%.$(1).o: %.c Makefile
	$$(call compile,$(ISA_$(1)) -DQTL_ISA=$(1))
endef
$(foreach i,$(ISAS),$(eval $(call kernel_rule,$(i))))

-include $(LIB_OBJ:.o=.d) $(CLI_OBJ:.o=.d) $(TESTS:=.d) $(TEST_OBJ:.o=.d) $(BENCH_SRC:%.c=$(BUILD)/%.d)

# $(call need,PACKAGES): installs the missing Debian packages when it can, else says how.
define need
@command -v dpkg-query >/dev/null 2>&1 || { \
    pkg-config --exists $(PACKAGES) check 2>/dev/null && exit 0; \
    echo 'Quantal needs a C compiler, make, pkg-config and: $(PACKAGES) check.' \
         'Install them with your system'"'"'s package manager.' >&2; exit 1; }; \
missing=$$(for p in $(1); do \
    dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q '^install ok' || echo $$p; done); \
[ -z "$$missing" ] && exit 0; \
if [ "$$(id -u)" = 0 ]; then sudo=; elif sudo -n true 2>/dev/null; then sudo='sudo -n'; else \
    echo "Missing packages. Run: sudo apt-get install -y" $$missing >&2; exit 1; fi; \
echo "Installing:" $$missing; \
{ $$sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -qq \
    --no-install-recommends $$missing; } >$${TMPDIR:-/tmp}/quantal-deps.log 2>&1 || { \
    tail -n 3 $${TMPDIR:-/tmp}/quantal-deps.log >&2; \
    echo "Could not install. Run: sudo apt-get install -y" $$missing >&2; exit 1; }
endef

deps:
	$(call need,$(DEBIAN))

# What the test of the report opens pages with; it is skipped where there is none.
.PHONY: deps-browser
deps-browser:
	$(call need,$(DEBIAN_BROWSER))

# --- tests ------------------------------------------------------------------
$(BUILD)/tests/test_%: tests/test_%.c $(TEST_OBJ) $(BUILD)/libquantal.a Makefile
	@mkdir -p $(@D)
	@echo "  CC $<"
	@$(CC) $(CPPFLAGS) -Itests $(ALL_CFLAGS) $(LDFLAGS) -MMD -MP $< $(TEST_OBJ) $(BUILD)/libquantal.a \
	    $$(pkg-config --cflags --libs check) $(LIBS) -o $@

check: deps
	@$(SUBMAKE) run-tests

.PHONY: run-tests
run-tests: all $(TESTS)
	@QUANTAL=$(abspath $(BUILD)/quantal) BUILD=$(abspath $(BUILD)) CC="$(CC)" \
	    tests/run.sh $(TESTS) $(CLI_TESTS)

coverage:
	@$(SUBMAKE) COV=1 run-tests
	@tests/coverage.sh build/cov

# --- everything else ----------------------------------------------------------
demo: deps
	@$(SUBMAKE) run-demo

.PHONY: run-demo
run-demo: all
	@rm -rf results/quickstart
	$(BUILD)/quantal run experiments/quickstart.yaml -o results/quickstart
	$(BUILD)/quantal plot results/quickstart
	@$(BUILD)/quantal report results/quickstart >/dev/null
	@echo; echo 'Figures: results/quickstart/plots/  Tables: results/quickstart/*.csv'
	@echo 'Open results/quickstart/report.html: the verdict, the plane to play with, every figure.'

lint:
	$(call need,$(DEBIAN) $(DEBIAN_LINT))
	@tests/lint.sh $(CPPFLAGS) $(PKG_CFLAGS)

$(BUILD)/bench: $(BENCH_SRC) $(BUILD)/libquantal.a Makefile
	@mkdir -p $(@D)
	@echo "  CC $@"
	@$(CC) $(CPPFLAGS) -Itests -Itests/bench $(ALL_CFLAGS) $(LDFLAGS) $(BENCH_SRC) $(BUILD)/libquantal.a $(LIBS) -o $@

bench: $(BUILD)/bench
	$(BUILD)/bench $(BUILD)/bench.csv

$(BUILD)/fuzz_%: tests/fuzz/fuzz_%.c tests/fuzz/fuzz.h $(BUILD)/libquantal.a Makefile
	@echo "  CC $@"
	@$(CC) $(CPPFLAGS) $(ALL_CFLAGS) $(LDFLAGS) -fsanitize=fuzzer $< $(BUILD)/libquantal.a $(LIBS) -o $@

fuzz:
	$(call need,$(DEBIAN) $(DEBIAN_FUZZ))
	@$(SUBMAKE) CC=clang FUZZ=1 run-fuzz

.PHONY: run-fuzz
run-fuzz: $(FUZZERS)
	@tests/fuzz/run.sh $(SECONDS) $(FUZZERS)

plots: all
	@plots/render.sh $(abspath $(BUILD)/quantal)

$(BUILD)/quantal.pc: Makefile
	@mkdir -p $(@D)
	@printf 'prefix=%s\nlibdir=$${prefix}/lib\nincludedir=$${prefix}/include\n\nName: quantal\nDescription: Exact and estimated mutual information in neural networks\nVersion: %s\nRequires.private: %s\nLibs: -L$${libdir} -lquantal\nLibs.private: -lm -lgomp\nCflags: -I$${includedir}\n' \
	    '$(PREFIX)' '$(VERSION)' '$(PACKAGES)' > $@

install: all $(BUILD)/quantal.pc
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/lib/pkgconfig $(DESTDIR)$(PREFIX)/include/quantal
	install -m 755 $(BUILD)/quantal $(DESTDIR)$(PREFIX)/bin/quantal
	install -m 644 $(BUILD)/libquantal.a $(DESTDIR)$(PREFIX)/lib/libquantal.a
	install -m 755 $(BUILD)/libquantal.so $(DESTDIR)$(PREFIX)/lib/libquantal.so.$(VERSION)
	ln -sf libquantal.so.$(VERSION) $(DESTDIR)$(PREFIX)/lib/libquantal.so.0
	ln -sf libquantal.so.0 $(DESTDIR)$(PREFIX)/lib/libquantal.so
	install -m 644 include/quantal/*.h $(DESTDIR)$(PREFIX)/include/quantal/
	install -m 644 $(BUILD)/quantal.pc $(DESTDIR)$(PREFIX)/lib/pkgconfig/quantal.pc

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/quantal $(DESTDIR)$(PREFIX)/lib/libquantal.a \
	    $(DESTDIR)$(PREFIX)/lib/libquantal.so $(DESTDIR)$(PREFIX)/lib/libquantal.so.* \
	    $(DESTDIR)$(PREFIX)/lib/pkgconfig/quantal.pc
	rm -rf $(DESTDIR)$(PREFIX)/include/quantal

clean:
	rm -rf $(BUILD)
