// SPDX-License-Identifier: MIT
#pragma once

#include "run/crew.h"

#include <glib.h>

G_BEGIN_DECLS

/** Where a forecast goes: the slots of one series. */
typedef struct {
  double *mean;         // [horizon]
  double *const *lower; // [n_levels] of [horizon], in the order of the coverage set
  double *const *upper;
  double *const *quantiles; // [n_quantiles] of [horizon], likewise
  double *deviation;        // (nullable): [horizon]; NaN where the method draws no paths
  double *samples;          // (nullable): [n_samples × horizon], where the method draws them
} AttemptTarget;

/**
 * One series forecast by one model from one origin, on one thread: the call, the check of what came
 * out, intervals where the model has none, the fallback where it failed, and the issues of all
 * that. Lives on the stack of its task, between a mark and a rewind of the worker's arena.
 */
typedef struct {
  const Crew *crew;
  PoolWorker *worker;
  gsize index;  // of the task in its plan: orders the failures
  gsize series; // in the panel
  gsize model;  // n_models for the ensemble
  gsize fold;   // 0 outside of a backtest, else from 1: a part of the seed, and of issues
  gsize fit;    // what a global model has learnt from
  gsize begin;  // of the values that the model is shown
  gsize end;    // the first step forecast is this one
  gsize called; // whose plugin is at work: the model, or n_models for the fallback
  Call call;
} Attempt;

/** Makes the call ready for @model; attempt_run() and attempt_fall_back() do so themselves. */
void attempt_prepare(Attempt *attempt, gsize model);

/**
 * Forecasts with the attempt's model.
 *
 * Returns: PLUGCAST_OK with @target written, or a status with the reason in the call's message and
 * @target untouched.
 */
plugcast_status attempt_run(Attempt *attempt, const AttemptTarget *target);

/**
 * Forecasts @n_attempts series with one model and one origin in one call into its plugin, where the
 * model takes batches; where that fails, one by one, so that only those that fail do.
 *
 * @attempts: of one model, fit and worker; their calls share a seed, that of the first.
 * @statuses: [n_attempts]: what attempt_run() would have returned for each.
 */
void attempt_run_batch(Attempt *attempts,
                       gsize n_attempts,
                       const AttemptTarget *const *targets,
                       plugcast_status *statuses);

/**
 * Puts the fallback's forecast where the model failed with @failed and the call's message, and NaN
 * where that fails too; adds the issue.
 *
 * Returns: PLUGCAST_OK, or PLUGCAST_CANCELLED.
 */
plugcast_status
attempt_fall_back(Attempt *attempt, plugcast_status failed, const AttemptTarget *target);

/** Adds an issue of the attempt's model. */
void attempt_report(const Attempt *attempt,
                    IssueOutcome outcome,
                    plugcast_status status,
                    const char *message);

/** Writes NaN for all bounds, and for the mean too. */
void attempt_clear_intervals(const Attempt *attempt, const AttemptTarget *target);
void attempt_clear(const Attempt *attempt, const AttemptTarget *target);

G_END_DECLS
