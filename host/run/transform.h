// SPDX-License-Identifier: MIT
#pragma once

#include "plugin/call.h"
#include "pool/arena.h"
#include "run/series_view.h"
#include "run/setup.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * One transform at work on one series: what it has learned from it, and the checks around every
 * call into the plugin.
 *
 * A transform learns from the values of the view that it is given and from nothing else, so of a
 * view that ends at a forecast's origin it knows no later value. A plain value in the memory of an
 * arena; any number of threads at once, each with a call of its own.
 */
typedef struct {
  const Setup *setup;      // borrowed, of PLUGCAST_KIND_TRANSFORM
  const SeriesView *input; // borrowed: what was learned from
  const double *state;     // [n_state]
  gsize n_state;
  const SeriesView *output; // the input transformed, without the missing values in front
} Transform;

enum {
  TRANSFORM_MAX_STATE = 1 << 27, // doubles of a state: 1 GiB
};

/** Whether the inverse of @setup adds up steps, so that quantiles cannot be inverted one by one. */
gboolean transform_looks_back(const Setup *setup);

/** Whether @setup takes series with missing values after the first one. */
gboolean transform_can_missing(const Setup *setup);

/** Returns: values that it loses at the beginning of every series, at the least. */
gsize transform_get_n_lost(const Setup *setup);

/**
 * Learns from @input and transforms it.
 *
 * @arena: where the state and the output go; may be the call's.
 * Returns: PLUGCAST_OK and fills @out; else a status with the reason in @call's message, which
 * names the transform, and @out untouched.
 */
plugcast_status transform_fit(
    const Setup *setup, const SeriesView *input, Arena *arena, Call *call, Transform *out);

/**
 * Transforms @longer, a view that begins with what @transform learned from, with what it learned.
 * The values that it learned from come out as in its output.
 *
 * @values: [longer->series.n_values], written.
 * Returns: as transform_fit() does.
 */
plugcast_status
transform_apply(const Transform *transform, const SeriesView *longer, Call *call, double *values);

/**
 * Undoes the transform for @rows, [n_rows × horizon], the steps after its input, in place.
 *
 * Returns: PLUGCAST_OK, all rows finite; else a status with the reason in @call's message, and
 * @rows untouched.
 */
plugcast_status
transform_invert(const Transform *transform, gsize n_rows, gsize horizon, Call *call, double *rows);

G_END_DECLS
