// SPDX-License-Identifier: MIT
#pragma once

#include "plugin/call.h"
#include "run/model.h"
#include "run/series_view.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * One model at work in a run: its instances, and the checks around every call into it.
 *
 * A local model has one instance a worker, fitted again for each series. A global one is fitted
 * before the series are forecast, once for each origin: origin 0 is the end of the data, the others
 * lie before it. Any number of threads at once, each with the index of its own worker.
 */
typedef struct Member Member;

/** What is wanted of a forecast, and where it goes. */
typedef struct {
  gsize horizon;
  const double *probabilities; // [n_probabilities] rising; NULL for point forecasts
  gsize n_probabilities;
  double *mean;      // [horizon]
  double *quantiles; // [n_probabilities × horizon], or NULL
} MemberOutput;

Member *member_new(const Model *model, guint n_workers, gsize n_origins);
void member_free(Member *member);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Member, member_free)

const Model *member_get_model(const Member *member);
gboolean member_is_global(const Member *member);
gboolean member_can_quantiles(const Member *member);
gboolean member_can_exogenous(const Member *member);

/** Returns: values that a series must have. */
gsize member_get_least_length(const Member *member);

/** Returns: whether a global model may be given @view: (nullable) to learn from. */
gboolean member_can_learn_from(const Member *member, const SeriesView *view);

/**
 * Returns: (transfer none): memory that lasts as long as what a global model learns for @origin:
 * for the series that member_fit() gets, which plugins may keep.
 */
Arena *member_get_arena(Member *member, gsize origin);

/**
 * Fits a global model for @origin.
 *
 * @series: in memory of member_get_arena().
 * Returns: PLUGCAST_OK, or a status, whose reason is told when a series is forecast.
 */
plugcast_status member_fit(
    Member *member, gsize origin, const plugcast_series *const *series, gsize n_series, Call *call);

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

G_END_DECLS
