# streamml: every target a user, a developer or CI calls.
#
#   make check          every test, on temporary clusters of its own
#                       (REGRESS=name or PROVE_TESTS=test/t/name.pl: only that)
#   make demo           the main job on real input, live; make demo-stop
#   make install        into the server that PG_CONFIG names
#   make installcheck   the regression tests on a running, configured server
#   make bench          the speed table (BENCH_ROWS=2000000)
#   make format, lint, coverage, fuzz
#
# Build flags: FAULTS=1 compiles the fault points in; DEBUG=1 turns on
# assertions; WERROR=1 makes warnings errors; COVERAGE=1 counts executed lines.

# These run scripts that build what they need in build/; the others are PGXS'.
# (PGXS defines a "check" that only says it cannot.)
OWN_TARGETS = check demo demo-stop bench format lint coverage fuzz

ifneq ($(filter $(OWN_TARGETS),$(MAKECMDGOALS)),)

export PG_CONFIG MAKE
export ONLY_REGRESS = $(REGRESS)
export ONLY_TAP = $(PROVE_TESTS)

.PHONY: $(OWN_TARGETS)
check format lint coverage fuzz:
	@test/run/$@
demo:
	@test/demo/run
demo-stop:
	@test/demo/stop
bench:
	@test/bench/run

else

MODULE_big = streamml
EXTENSION  = streamml
EXTVERSION = $(shell sed -n "s/^default_version = '\(.*\)'/\1/p" streamml.control)

# src/README.md has the reading order.
OBJS = $(patsubst %.c,%.o,$(sort $(wildcard src/*.c src/*/*.c)))

# The install script is these fragments, in this order.
SQL_FRAGMENTS = $(sort $(wildcard sql/install/*.sql))
DATA_built    = sql/streamml--$(EXTVERSION).sql
DATA          = $(wildcard sql/upgrade/streamml--*.sql)
EXTRA_CLEAN   = $(DATA_built) build

# The lists of tests live in pg_regress' schedule files.
REGRESS        = $(shell sed -n 's/^test: *//p' test/schedule)
ISOLATION      = $(shell sed -n 's/^test: *//p' test/isolation_schedule)
REGRESS_OPTS   = --inputdir=test --load-extension=streamml
ISOLATION_OPTS = --inputdir=test --outputdir=output_iso --load-extension=streamml

PG_CPPFLAGS = -I$(CURDIR)/src -DSTREAMML_VERSION='"$(EXTVERSION)"'
PG_CFLAGS   = -Wall -Wextra -Wno-unused-parameter -Wno-sign-compare -Wno-missing-field-initializers
ifdef FAULTS
PG_CPPFLAGS += -DSTREAMML_FAULTS
endif
ifdef DEBUG
PG_CPPFLAGS += -DUSE_ASSERT_CHECKING
PG_CFLAGS   += -Og
endif
ifdef WERROR
PG_CFLAGS   += -Werror
endif
ifdef COVERAGE
PG_CFLAGS   += --coverage -O0
SHLIB_LINK  += --coverage
endif

PG_CONFIG ?= pg_config
PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)

$(DATA_built): $(SQL_FRAGMENTS) streamml.control
	cat $(SQL_FRAGMENTS) > $@

# Long loops over arrays: the compiler may use vector registers where that
# changes no result (no errno of sqrt), and nothing that rounds otherwise.
VECTORIZE = -ftree-vectorize -fno-math-errno -ffp-contract=off
src/model/net.o src/model/knn.o: CFLAGS += $(VECTORIZE)
# Here rows are short, so that gcc's default at -O2 would find nothing worth it.
src/model/adaptive.o: CFLAGS += $(VECTORIZE) -fno-trapping-math -fvect-cost-model=dynamic

# Every object depends on every header: the tree is small and always right.
$(OBJS): $(shell find src -name '*.h') streamml.control

endif
