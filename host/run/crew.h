// SPDX-License-Identifier: MIT
#pragma once

#include "data/panel.h"
#include "pool/errors.h"
#include "pool/pool.h"
#include "run/coverage.h"
#include "run/interval.h"
#include "run/issue.h"
#include "run/member.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * The models of one run at work: a member for each, the fallback behind them, and what all tasks of
 * the run share. All of it is fixed before the tasks start but for the issues and failures, which
 * lock themselves; any number of threads at once.
 */
typedef struct Crew Crew;

typedef struct {
  const Panel *panel;
  GPtrArray *models;     // of Model, at least one
  const Model *fallback; // (nullable): forecasts what a model could not
  gsize n_fits;          // parts of the data that global models are fitted on, at least 1
  gsize horizon;         // at least 1
  const double *seasons; // [n_seasons] in steps, main one first
  gsize n_seasons;
  const CoverageSet *coverages; // intervals and quantiles wanted
  IntervalMethod interval;      // where they come from
  gsize n_samples;              // of methods that draw; at least INTERVAL_LEAST_SAMPLES
  guint64 seed;
  gboolean fail_fast; // failures are kept by task
  gboolean spreads;   // plugins may use threads that the plan leaves idle
  Pool *pool;
  const PoolCancel *cancel; // (nullable)
} CrewOptions;

/** Values @begin … @end - 1 of a series. */
typedef struct {
  gsize begin;
  gsize end;
} CrewRange;

enum {
  CREW_MAX_RANGES = 2, // of one series in one fit: what lies before a block and behind it
};

/**
 * Tells what of series @series a global model learns in fit @fit, earlier parts first.
 *
 * Returns: how many of @ranges were written.
 */
typedef gsize (*CrewTraining)(gsize fit,
                              gsize series,
                              CrewRange ranges[CREW_MAX_RANGES],
                              gconstpointer data);

/** @options: copied; what it points to is borrowed for the life of the crew. */
Crew *crew_new(const CrewOptions *options);
void crew_free(Crew *crew);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Crew, crew_free)

const CrewOptions *crew_get_options(const Crew *crew);
gsize crew_get_n_models(const Crew *crew);

/** Returns: (transfer none) (nullable): the member at @model; at n_models the fallback. */
Member *crew_get_member(const Crew *crew, gsize model);

/** Returns: (transfer none): the label of that member's model, which is there. */
const char *crew_get_label(const Crew *crew, gsize model);

/** Returns: a part of the seeds of all that this member does. */
guint64 crew_get_key(const Crew *crew, gsize model);

/** Returns: whether more than point forecasts is wanted. */
gboolean crew_wants_spread(const Crew *crew);

IssueList *crew_get_issues(const Crew *crew);

/** Hands the issues over; when nobody adds any more. */
IssueList *crew_steal_issues(Crew *crew);

/** Returns: (transfer none): under fail_fast, the failures by task. */
Errors *crew_get_failures(const Crew *crew);

/**
 * Fits the global models for all fits, and for the earlier origins that their conformal intervals
 * need; does nothing for local models. What cannot be fitted is told when it should forecast.
 *
 * Returns: FALSE when it was cancelled.
 */
gboolean crew_fit(Crew *crew, CrewTraining get_training, gconstpointer data);

/** Returns: which origin of member_forecast() belongs to @fit; those of its intervals follow. */
gsize crew_get_origin(gsize fit);

G_END_DECLS
