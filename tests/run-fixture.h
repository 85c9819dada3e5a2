// SPDX-License-Identifier: MIT
#pragma once

#include "data/reader.h"
#include "run/forecast.h"

#include <glib.h>

G_BEGIN_DECLS

/** A registry of the test plugins, a pool, and a panel from text: what each test of run/ needs. */
typedef struct {
  Registry *registry;
  Pool *pool;
  Panel *panel;
} RunFixture;

/** Series good1, bad and good2 of eight values each, which end in 8, 18 and 28. */
extern const char run_fixture_rows[];

/** @rows: lines `id,ds,y` without a header. */
void run_fixture_init(RunFixture *fixture, const char *rows, guint n_threads);
/** @text: a file with its header. */
void run_fixture_init_table(RunFixture *fixture, const char *text, guint n_threads);
void run_fixture_clear(RunFixture *fixture);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RunFixture, run_fixture_clear)

/** Returns: (transfer full): options with horizon 3, @models, and the pool and panel of @fixture.
 */
ForecastOptions run_fixture_options(const RunFixture *fixture, const char *models);

/** Frees what run_fixture_options() and run_fixture_set_fallback() made. */
void run_fixture_clear_options(ForecastOptions *options);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ForecastOptions, run_fixture_clear_options)

void
run_fixture_set_fallback(const RunFixture *fixture, ForecastOptions *options, const char *name);

/** Returns: (transfer full): the ensemble @text of the models of @options. */
Ensemble *run_fixture_make_ensemble(const RunFixture *fixture,
                                    const ForecastOptions *options,
                                    const char *text);

/** Runs the forecast, which must not fail as a whole. */
void run_fixture_run(const ForecastOptions *options, ForecastRun *run);

/** Returns: (transfer full): one line an issue, `id model outcome status fallback: message`. */
char *run_fixture_describe_issues(const RunFixture *fixture, const ForecastRun *run);

G_END_DECLS
