// SPDX-License-Identifier: MIT
#pragma once

#include <stdint.h>

/** A straight line through values at times 0, 1, …: its height in the middle and its slope. */
typedef struct {
  double mean;   // of the values, where the line stands in the middle of the times
  double slope;  // a step
  double middle; // of the times
} Line;

/** Returns: the least squares line; of one value a level one. */
Line line_fit(const double *values, uint64_t n_values);

/** Returns: the line's height at @time. */
double line_at(const Line *line, double time);

/**
 * Least squares by Householder reflections. A column that depends on those before it within 1e-7 is
 * left out, as in R, and its coefficient is 0.
 *
 * @columns: [n_columns × n_rows], one after another, at most 32; overwritten.
 * @response: [n_rows]; overwritten.
 * @coefficients: [n_columns], or NULL.
 * Returns: the sum of squared residuals.
 */
double regression_solve(
    double *columns, uint64_t n_rows, uint64_t n_columns, double *response, double *coefficients);
