// SPDX-License-Identifier: MIT
#include "autoregression.h"

#include <math.h>
#include <string.h>

static plugcast_status
fail_memory(const plugcast_call *call)
{
  return plugcast_fail(call, PLUGCAST_NO_MEMORY, "no memory for an autoregression");
}

uint64_t
autoregression_limit(uint64_t n_values)
{
  const uint64_t limit = (uint64_t)floor(10.0 * log10((double)n_values));
  return limit < n_values ? limit : n_values - 1;
}

/** Raises the order of @coefficients, [order - 1], by one with @partial. */
static void
raise_order(double *coefficients, double *previous, uint64_t order, double partial)
{
  memcpy(previous, coefficients, (order - 1) * sizeof *coefficients);
  for (uint64_t j = 0; j + 1 < order; j++) {
    coefficients[j] = previous[j] - partial * previous[order - 2 - j];
  }
  coefficients[order - 1] = partial;
}

/** The partial autocorrelation at @order, given the coefficients of the order below. */
static double
next_partial(const double *correlations,
             const double *coefficients,
             uint64_t order,
             double variance)
{
  double sum = correlations[order];
  for (uint64_t j = 0; j + 1 < order; j++) {
    sum -= coefficients[j] * correlations[order - 1 - j];
  }
  return sum / variance;
}

plugcast_status
autoregression_partial(const plugcast_call *call,
                       const double *correlations,
                       uint64_t n_lags,
                       double *partial)
{
  double *const coefficients = plugcast_scratch(call, 2 * n_lags * sizeof *coefficients);
  if (coefficients == NULL) {
    return fail_memory(call);
  }
  double variance = correlations[0];
  for (uint64_t order = 1; order <= n_lags; order++) {
    if (plugcast_should_stop(call)) {
      return PLUGCAST_CANCELLED;
    }
    partial[order - 1] = next_partial(correlations, coefficients, order, variance);
    raise_order(coefficients, coefficients + n_lags, order, partial[order - 1]);
    variance *= 1.0 - partial[order - 1] * partial[order - 1];
  }
  return PLUGCAST_OK;
}

/** The best order so far, by AIC as R counts it: n log(variance) + 2 order. */
typedef struct {
  double criterion;
  double n_values;
  Autoregression *fit;
} Choice;

static void
consider(Choice *choice, const double *coefficients, uint64_t order, double variance)
{
  const double criterion = choice->n_values * log(variance) + 2.0 * (double)order;
  if (criterion < choice->criterion) {
    choice->criterion = criterion;
    choice->fit->order = order;
    memcpy(choice->fit->coefficients, coefficients, order * sizeof *coefficients);
  }
}

plugcast_status
autoregression_fit_yule_walker(const plugcast_call *call,
                               const double *correlations,
                               uint64_t n_values,
                               Autoregression *fit)
{
  const uint64_t limit = autoregression_limit(n_values);
  double *const best = plugcast_scratch(call, (3 * limit + 1) * sizeof *best);
  if (best == NULL) {
    return fail_memory(call);
  }
  *fit = (Autoregression){ .order = 0, .coefficients = best };
  double *const coefficients = best + limit;
  double variance = correlations[0];
  Choice choice = {
    .criterion = (double)n_values * log(variance),
    .n_values = (double)n_values,
    .fit = fit,
  };
  for (uint64_t order = 1; order <= limit && variance > 0.0; order++) {
    const double partial = next_partial(correlations, coefficients, order, variance);
    raise_order(coefficients, coefficients + limit, order, partial);
    variance *= 1.0 - partial * partial;
    consider(&choice, coefficients, order, variance);
  }
  return PLUGCAST_OK;
}

/** Prediction errors of one order, forwards and backwards in time. */
typedef struct {
  double *forward;  // [n_values]
  double *backward; // [n_values]
  uint64_t n_values;
} Errors;

/** The reflection of least squared errors in both directions. */
static double
reflection_of(const Errors *errors, uint64_t order)
{
  double products = 0.0;
  double squares = 0.0;
  for (uint64_t t = order; t < errors->n_values; t++) {
    const double forward = errors->forward[t];
    const double backward = errors->backward[t - 1];
    products += forward * backward;
    squares += forward * forward + backward * backward;
  }
  return squares > 0.0 ? 2.0 * products / squares : 0.0;
}

static void
update_errors(const Errors *errors, uint64_t order, double reflection)
{
  for (uint64_t t = errors->n_values - 1; t >= order; t--) {
    const double forward = errors->forward[t];
    const double backward = errors->backward[t - 1];
    errors->forward[t] = forward - reflection * backward;
    errors->backward[t] = backward - reflection * forward;
  }
}

plugcast_status
autoregression_fit_burg(const plugcast_call *call,
                        const double *centred,
                        uint64_t n_values,
                        Autoregression *fit)
{
  const uint64_t limit = autoregression_limit(n_values);
  double *const best = plugcast_scratch(call, (3 * limit + 2 * n_values) * sizeof *best);
  if (best == NULL) {
    return fail_memory(call);
  }
  *fit = (Autoregression){ .order = 0, .coefficients = best };
  double *const coefficients = best + limit;
  const Errors errors = {
    .forward = best + 3 * limit,
    .backward = best + 3 * limit + n_values,
    .n_values = n_values,
  };
  double variance = 0.0;
  for (uint64_t t = 0; t < n_values; t++) {
    errors.forward[t] = errors.backward[t] = centred[t];
    variance += centred[t] * centred[t] / (double)n_values;
  }
  Choice choice = {
    .criterion = (double)n_values * log(variance),
    .n_values = (double)n_values,
    .fit = fit,
  };
  for (uint64_t order = 1; order <= limit && variance > 0.0; order++) {
    if (plugcast_should_stop(call)) {
      return PLUGCAST_CANCELLED;
    }
    const double reflection = reflection_of(&errors, order);
    raise_order(coefficients, coefficients + limit, order, reflection);
    update_errors(&errors, order, reflection);
    variance *= 1.0 - reflection * reflection;
    consider(&choice, coefficients, order, variance);
  }
  return PLUGCAST_OK;
}
