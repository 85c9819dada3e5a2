// SPDX-License-Identifier: MIT
#pragma once

#include "plugin/call.h"
#include "run/model.h"
#include "run/series_view.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * One model at work in a run: its instances, and the checks around every call into it. What does
 * the work depends on the form of the model: a forecaster, a pipeline around another model, a
 * trained network.
 *
 * A local model is fitted on the series that it forecasts, by member_forecast() itself. A global
 * one is fitted by member_fit() before series are forecast, once for each origin: origin 0 is the
 * end of the data or the first fold, others lie elsewhere. Any number of threads at once, each with
 * the index of its own worker.
 */
typedef struct Member Member;

/** What a member can do; the same for its life. */
typedef struct {
  gboolean is_global;
  gboolean can_quantiles;
  gboolean can_samples;
  gboolean can_exogenous;
  gboolean can_missing;  // takes missing values after the first one
  gsize least_length;    // values that a series must have, at least 1
  gsize longest_horizon; // 0 for no limit
  gsize batch_size;      // series that one call forecasts best, at least 1
} MemberTraits;

/** What is wanted of a forecast, and where it goes. */
typedef struct {
  gsize horizon;
  const double *probabilities; // [n_probabilities] rising; NULL for point forecasts
  gsize n_probabilities;       // 0 unless the member can_quantiles
  double *mean;                // [horizon]
  double *quantiles;           // [n_probabilities × horizon], or NULL
  double *samples;             // [n_samples × horizon], or NULL
  gsize n_samples;             // 0 unless the member can_samples
} MemberOutput;

/**
 * @n_workers: threads that will be at work on it.
 * @n_origins: for which a global model may be fitted, at least 1.
 */
Member *member_new(const Model *model, guint n_workers, gsize n_origins);
void member_free(Member *member);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Member, member_free)

/** Tells the steps that forecasts will ask for, before member_fit(): some models learn for them. */
void member_set_horizon(Member *member, gsize horizon);

/**
 * Tells the rising probabilities of the quantiles that forecasts will ask for, [@n_probabilities]:
 * a member that lacks one of them cannot quantiles any more.
 */
void member_set_probabilities(Member *member, const double *probabilities, gsize n_probabilities);

const Model *member_get_model(const Member *member);
const MemberTraits *member_get_traits(const Member *member);

/** Returns: whether a global model may be given @view: (nullable) to learn from. */
gboolean member_can_learn_from(const Member *member, const SeriesView *view);

/**
 * Returns: (transfer none): memory that lasts as long as what a global model learns for @origin:
 * for the series that member_fit() gets, which plugins may keep.
 */
Arena *member_get_arena(Member *member, gsize origin);

/**
 * Fits a global model for @origin, and forgets what it had learned there.
 *
 * @views: in memory of member_get_arena(), all accepted by member_can_learn_from().
 * Returns: PLUGCAST_OK, or a status, whose reason is told when a series is forecast.
 */
plugcast_status
member_fit(Member *member, gsize origin, const SeriesView *const *views, gsize n_views, Call *call);

/**
 * Tells whether @view: (nullable) can be forecast, by its length, its missing values and @horizon.
 *
 * Returns: PLUGCAST_OK, or a status with the reason in @call's message.
 */
plugcast_status
member_check(const Member *member, const SeriesView *view, gsize horizon, Call *call);

/**
 * Forecasts one series; a local model is fitted on it first.
 *
 * @view: (nullable): NULL for a series without values.
 * Returns: PLUGCAST_OK with @output written, all of it finite and quantiles in order; else a status
 * with the reason in @call's message, and @output untouched.
 */
plugcast_status member_forecast(Member *member,
                                gsize origin,
                                const SeriesView *view,
                                guint worker_index,
                                Call *call,
                                const MemberOutput *output);

/**
 * Forecasts @n_views series in one call into the plugin, where the member's batch_size is above 1,
 * otherwise one after another. The seed is the call's for all of them.
 *
 * Returns: PLUGCAST_OK with all @outputs written; else the status of the first that failed, with
 * @outputs untouched or written. Whoever wants to know which series failed and why forecasts them
 * again one by one.
 */
plugcast_status member_forecast_batch(Member *member,
                                      gsize origin,
                                      const SeriesView *const *views,
                                      gsize n_views,
                                      guint worker_index,
                                      Call *call,
                                      const MemberOutput *outputs);

G_END_DECLS
