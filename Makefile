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

# The code in reading order: each room, then its files.
OBJS_main    = src/init.o src/guc.o src/hooks.o src/fault.o
OBJS_model   = src/model/type.o src/model/learn.o src/model/predict.o src/model/scorer.o \
               src/model/expanded.o src/model/options.o src/model/label.o src/model/model.o \
               src/model/metrics.o src/model/format.o src/model/archive.o src/model/json.o \
               src/model/registry.o src/model/linear_regression.o \
               src/model/logistic_regression.o src/model/adaptive.o src/model/sgd.o \
               src/model/special.o
OBJS_feature = src/feature/decoder.o src/feature/dictionary.o
OBJS_window  = src/window/window.o src/window/grid.o src/window/call.o src/window/tumble.o \
               src/window/hop.o src/window/cumulate.o src/window/session.o \
               src/window/trailing.o
OBJS_stream  = src/stream/slot.o src/stream/reader.o src/stream/prefilter.o \
               src/stream/plugin.o src/stream/route.o src/stream/batch.o \
               src/stream/spool.o src/stream/wal.o src/stream/lsn_snapshot.o \
               src/stream/hold.o
OBJS_view    = src/view/definition.o src/view/definition_check.o src/view/grouping_sets.o src/view/session_window.o \
               src/view/view_catalog.o \
               src/view/owner.o src/view/aggstate.o src/view/view_query.o \
               src/view/relations.o src/view/create.o src/view/change.o src/view/lifecycle.o src/view/aggcall.o src/view/finalize.o \
               src/view/combine.o src/view/rollup.o \
               src/view/position_snapshot.o src/view/batch_query.o src/view/verify.o src/view/model_ref.o \
               src/view/trigger.o \
               src/view/transition.o src/view/state_store.o src/view/group_cache.o src/view/session_cache.o \
               src/view/receiver.o src/view/no_window.o src/view/plan.o src/view/recompute.o src/view/view_exec.o src/view/activate.o \
               src/view/window_options.o src/view/watermark.o src/view/closing.o \
               src/view/watermark_sql.o
OBJS_worker  = src/worker/shmem.o src/worker/launcher.o src/worker/worker.o src/worker/apply.o \
               src/worker/change.o src/worker/dead_letter.o src/worker/late_row.o src/worker/progress.o src/worker/filler.o src/worker/backend.o
OBJS_monitor = src/monitor/stat.o src/monitor/check.o
OBJS = $(OBJS_main) $(OBJS_model) $(OBJS_feature) $(OBJS_window) $(OBJS_stream) \
       $(OBJS_view) $(OBJS_worker) $(OBJS_monitor)

# The install script is these fragments, in this order.
SQL_FRAGMENTS = $(sort $(wildcard sql/install/*.sql))
DATA_built    = sql/streamml--$(EXTVERSION).sql
EXTRA_CLEAN   = $(DATA_built) build

# The lists of tests live in pg_regress' schedule files.
REGRESS        = $(shell sed -n 's/^test: *//p' test/schedule)
ISOLATION      = $(shell sed -n 's/^test: *//p' test/isolation_schedule)
REGRESS_OPTS   = --inputdir=test --load-extension=streamml
ISOLATION_OPTS = --inputdir=test --outputdir=output_iso --load-extension=streamml

PG_CPPFLAGS = -I$(CURDIR)/src
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

# Every object depends on every header: the tree is small and always right.
$(OBJS): $(shell find src -name '*.h')

endif
