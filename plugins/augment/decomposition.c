// SPDX-License-Identifier: MIT
#include "decomposition.h"

#include "box_cox.h"
#include "loess.h"
#include "stl.h"

#include <math.h>

enum {
  // R's loess() with span 6/n: the distance to the sixth nearest point is the bandwidth. Inside of
  // the series that is 3 steps, at which the weight is 0, so 7 points lie in the window.
  N_NEAREST = 6,
  REACH = 3,
  WINDOW = 2 * REACH + 1,
};

static bool
are_positive(const double *values, uint64_t n_values)
{
  for (uint64_t i = 0; i < n_values; i++) {
    if (values[i] <= 0.0) {
      return false;
    }
  }
  return true;
}

static plugcast_status
choose_lambda(const plugcast_call *call, const Copy *copy, uint64_t period, double *lambda)
{
  const uint64_t n_values = copy->history.n_values;
  const bool positive = are_positive(copy->history.values, n_values);
  if (!isnan(*lambda)) {
    return positive || *lambda > 0.0
               ? PLUGCAST_OK
               : plugcast_fail(call, PLUGCAST_BAD_INPUT,
                               "lambda 0 needs positive values, and one is not");
  }
  double found = 1.0;
  if (positive) {
    const plugcast_status status =
        box_cox_lambda(call, copy->history.values, n_values, period, &found);
    if (status != PLUGCAST_OK) {
      return status;
    }
  }
  const double capped = found > 1.0 ? 1.0 : found;
  *lambda = capped < 0.0 ? 0.0 : capped;
  return PLUGCAST_OK;
}

static plugcast_status
split_off_season(const plugcast_call *call, const Copy *copy, uint64_t period, Decomposition *out)
{
  const uint64_t n_values = copy->history.n_values;
  const StlSettings settings = stl_settings(n_values, period, 0, true);
  Stl stl;
  const plugcast_status status =
      stl_decompose(call, &settings, copy->history.values, n_values, &stl);
  if (status != PLUGCAST_OK) {
    return status;
  }
  for (uint64_t i = 0; i < n_values; i++) {
    stl.trend[i] += stl.seasonal[i];
  }
  out->smooth = stl.trend;
  out->remainder = stl.remainder;
  return PLUGCAST_OK;
}

// The points that the fit at @index takes part of; at the ends the six nearest lie to one side.
static void
find_window(uint64_t index, uint64_t n_values, uint64_t *first, uint64_t *last)
{
  *first = index > REACH ? index - REACH : 0;
  *last = index + REACH < n_values ? index + REACH : n_values - 1;
  if (*last - *first + 1 >= N_NEAREST) {
    return;
  }
  if (*first == 0) {
    *last = n_values < N_NEAREST ? n_values - 1 : N_NEAREST - 1;
  } else {
    *first = n_values < N_NEAREST ? 0 : n_values - N_NEAREST;
  }
}

static plugcast_status
split_off_trend(const plugcast_call *call, const Copy *copy, Decomposition *out)
{
  const uint64_t n_values = copy->history.n_values;
  double *const smooth = plugcast_scratch(call, (2 * n_values + WINDOW) * sizeof *smooth);
  if (smooth == NULL) {
    return plugcast_fail(call, PLUGCAST_NO_MEMORY, "no memory for the trend");
  }
  const Loess loess = { .window = WINDOW, .jump = 1, .degree = 1 };
  const LoessPoints points = { .values = copy->history.values, .n_values = n_values };
  double *const kernel = smooth + 2 * n_values;
  out->smooth = smooth;
  out->remainder = smooth + n_values;
  for (uint64_t i = 0; i < n_values; i++) {
    uint64_t first = 0;
    uint64_t last = 0;
    find_window(i, n_values, &first, &last);
    smooth[i] = copy->history.values[i];
    (void)loess_fit(&loess, &points, (double)i, first, last, kernel, &smooth[i]);
    out->remainder[i] = copy->history.values[i] - smooth[i];
  }
  return PLUGCAST_OK;
}

plugcast_status
decomposition_find(const plugcast_call *call,
                   Copy *copy,
                   double lambda,
                   uint64_t period,
                   Decomposition *decomposition)
{
  History *const history = &copy->history;
  history_interpolate(history->values, history->n_values);
  plugcast_status status = choose_lambda(call, copy, period, &lambda);
  if (status != PLUGCAST_OK) {
    return status;
  }
  for (uint64_t i = 0; i < history->n_values; i++) {
    history->values[i] = box_cox_apply(lambda, history->values[i]);
  }
  Decomposition made = {
    .lambda = lambda,
    .is_seasonal = stl_is_possible(history->n_values, period),
  };
  status = made.is_seasonal ? split_off_season(call, copy, period, &made)
                            : split_off_trend(call, copy, &made);
  if (status == PLUGCAST_OK) {
    *decomposition = made;
  }
  return status;
}
