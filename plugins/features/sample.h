// SPDX-License-Identifier: MIT
#pragma once

#include "fourier.h"

#include <history.h>

/** Differences up to this, of numbers near one, are rounding. */
#define SAMPLE_ROUNDING 1e-12

enum {
  SAMPLE_WORK = 16, // numbers of shared memory for each value
};

/** Memory that all features of one call use, one after another; taken on first use. */
typedef struct {
  double *work; // [SAMPLE_WORK × n_values]; NULL before
  Fourier fourier;
} SampleMemory;

/**
 * A series made ready for features. All arrays are scratch memory of the call.
 *
 * Missing values at the ends are cut off; those inside stand in @history as NaN and in the other
 * arrays are replaced by the straight line between their neighbours. Values are in the units of
 * @history unless they are standardised.
 */
typedef struct {
  const plugcast_series *series;
  History history;
  uint64_t n_values; // of the history
  uint64_t season;   // steps of the main season; 1 without one
  uint64_t width;    // of windows: the season, or 10 steps without one
  double *filled;    // [n_values]
  double *standard;  // [n_values], mean 0 and variance 1 (divisor n - 1); all 0 when constant
  double *sorted;    // [history.n_observed], rising, without the filled ones
  double mean;       // of the filled values
  double deviation;  // of the filled values, divisor n - 1
  bool is_constant;  // all observed values are the same
  SampleMemory *memory;
} Sample;

/** Prepares @series; fails as history_read() does. */
plugcast_status
sample_read(const plugcast_call *call, const plugcast_series *series, Sample *sample);

/**
 * Returns: @value in the units of the series to the power of @degree; NaN beyond the numbers that
 * double holds.
 */
double sample_restore(const Sample *sample, double value, int degree);

/**
 * Writes the autocorrelations of @values at lags 0 … n_values - 1, as Box and Jenkins define them:
 * divided by the sum of squares. Those of a constant are NaN.
 */
plugcast_status sample_correlate(const plugcast_call *call,
                                 const Sample *sample,
                                 const double *values,
                                 uint64_t n_values,
                                 double *correlations);

double sample_mean(const double *values, uint64_t n_values);

/** Returns: the variance with divisor n - 1; NaN of fewer than two values. */
double sample_variance(const double *values, uint64_t n_values);

/**
 * Returns: where @value lies on a scale of @n_bins from @minimum to @maximum, which differ. A place
 * within a billionth of an edge is the edge, so that scaling a series does not move it.
 */
double sample_place(double value, double minimum, double maximum, double n_bins);

/**
 * Returns: [SAMPLE_WORK × n_values] of memory that belongs to whoever borrowed last, or NULL with a
 * message.
 */
double *sample_borrow(const plugcast_call *call, const Sample *sample);

/** Returns: @n_values doubles of scratch memory, or NULL with a message. */
double *sample_take(const plugcast_call *call, uint64_t n_values);
