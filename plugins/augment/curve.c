// SPDX-License-Identifier: MIT
#include "curve.h"

// For knots a step apart: b[i-1] + 4 b[i] + b[i+1] = 6 (h[i-1] - 2 h[i] + h[i+1]), with no bend at
// the ends. The system is tridiagonal and diagonally dominant, so elimination needs no pivoting
// (Press et al. 2007, Numerical Recipes, sections 2.4 and 3.3).
void
curve_find_bends(const double *heights, uint64_t n_knots, double *factors, double *bends)
{
  factors[0] = 0.0;
  bends[0] = 0.0;
  for (uint64_t i = 1; i + 1 < n_knots; i++) {
    const double pivot = 4.0 - factors[i - 1];
    const double turn = 6.0 * (heights[i - 1] - 2.0 * heights[i] + heights[i + 1]);
    factors[i] = 1.0 / pivot;
    bends[i] = (turn - bends[i - 1]) / pivot;
  }
  bends[n_knots - 1] = 0.0;
  for (uint64_t i = n_knots - 1; i > 1; i--) {
    bends[i - 1] -= factors[i - 1] * bends[i];
  }
}

double
curve_at(const double *heights, const double *bends, uint64_t n_knots, double place)
{
  const uint64_t floor = (uint64_t)place;
  const uint64_t left = floor < n_knots - 1 ? floor : n_knots - 2;
  const double b = place - (double)left;
  const double a = 1.0 - b;
  return a * heights[left] + b * heights[left + 1] +
         ((a * a * a - a) * bends[left] + (b * b * b - b) * bends[left + 1]) / 6.0;
}

plugcast_status
curve_draw(const plugcast_call *call,
           Random *random,
           uint64_t n_knots,
           double sigma,
           double *curve,
           uint64_t n_values)
{
  const uint64_t n_all = n_knots + 2;
  double *const heights = plugcast_scratch(call, 3 * n_all * sizeof *heights);
  if (heights == NULL) {
    return plugcast_fail(call, PLUGCAST_NO_MEMORY, "no memory for a random curve");
  }
  double *const factors = heights + n_all;
  double *const bends = factors + n_all;
  for (uint64_t i = 0; i < n_all; i++) {
    heights[i] = 1.0 + sigma * random_normal(random);
  }
  curve_find_bends(heights, n_all, factors, bends);
  const double spacing = n_values > 1 ? (double)(n_all - 1) / (double)(n_values - 1) : 0.0;
  for (uint64_t i = 0; i < n_values; i++) {
    curve[i] = curve_at(heights, bends, n_all, spacing * (double)i);
  }
  return PLUGCAST_OK;
}
