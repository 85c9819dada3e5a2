// SPDX-License-Identifier: MIT
#include "run/combination_block.h"

#include "run/order_statistic.h"

#include <math.h>
#include <string.h>

// Sums are made for so many points at a time, which stay in the nearest cache while the members
// pass by; each member then is a run of 4 KiB.
enum {
  SUM_POINTS = 512,
  PICK_POINTS = 8,       // of more members than a network takes: a cache line of each
  LINE_VALUES = 8,       // of a cache line
  FORESEEN_MEMBERS = 16, // streams that processors follow by themselves
};

// See order_network.c: one body, compiled for two kinds of processors.
#define KERNEL static inline __attribute__((always_inline))
#if defined(__x86_64__)
#define WIDE __attribute__((target("avx2")))
#else
#define WIDE
#endif

static gsize
count_cut(const Combination *combination, gsize n)
{
  if (combination->share < 0) {
    return n > 2 ? 1 : 0;
  }
  return MIN((gsize)floor(combination->share * (double)n), (n - 1) / 2);
}

static double
quantile_position(const Combination *combination, gsize n)
{
  return combination->probability * (double)(n - 1);
}

// Which ranks of @n numbers count.
static void
find_ranks(const Combination *combination, gsize n, gsize *first, gsize *last)
{
  const double position = quantile_position(combination, n);
  switch (combination->kind) {
  case COMBINATION_MEDIAN:
    *first = (n - 1) / 2;
    *last = n / 2;
    break;
  case COMBINATION_TRIMMED:
    *first = count_cut(combination, n);
    *last = n - 1 - *first;
    break;
  case COMBINATION_QUANTILE:
    *first = MIN((gsize)floor(position), n - 1);
    *last = MIN(*first + 1, n - 1);
    break;
  default:
    *first = 0;
    *last = n - 1;
    break;
  }
}

static gboolean
has_ranks(const Combination *combination)
{
  return combination->kind == COMBINATION_MEDIAN || combination->kind == COMBINATION_TRIMMED ||
         combination->kind == COMBINATION_QUANTILE;
}

static double
sum_weights(const double *weights, gsize n)
{
  double sum = 0;
  for (gsize i = 0; i < n; i++) {
    sum += weights[i];
  }
  return sum;
}

void
combination_block_init(CombinationBlock *block,
                       const Combination *combination,
                       const double *const *members,
                       gsize n_members,
                       CombinationMissing missing)
{
  g_assert(n_members > 0 && n_members <= COMBINATION_MOST_MEMBERS);
  g_assert(combination->weights == NULL || combination->n_weights == n_members);

  block->combination = combination;
  block->members = members;
  block->n_members = n_members;
  block->propagates = missing != COMBINATION_MISSING_SKIP;
  block->is_wide = order_network_can_be_wide();
  block->total = combination->weights != NULL ? sum_weights(combination->weights, n_members)
                                              : (double)n_members;
  find_ranks(combination, n_members, &block->first, &block->last);
  if (has_ranks(combination) && n_members <= ORDER_NETWORK_GREATEST) {
    order_network_init(&block->network, n_members, block->first, block->last);
  }
}

// The mean of ranked numbers, or the one between two of them.
static double
join_ranks(const Combination *combination, const double *ranked, gsize n_ranked, gsize n)
{
  if (combination->kind == COMBINATION_QUANTILE) {
    const double position = quantile_position(combination, n);
    const double fraction = position - floor(position);
    return n_ranked == 1 ? ranked[0] : (1 - fraction) * ranked[0] + fraction * ranked[1];
  }
  double sum = 0;
  for (gsize i = 0; i < n_ranked; i++) {
    sum += ranked[i];
  }
  if (isfinite(sum)) {
    return sum / (double)n_ranked;
  }
  double mean = 0;
  for (gsize i = 0; i < n_ranked; i++) {
    mean += ranked[i] / (double)n_ranked;
  }
  return mean;
}

static double
pick(const Combination *combination, double *values, gsize n)
{
  gsize first = 0;
  gsize last = 0;
  find_ranks(combination, n, &first, &last);
  order_statistic_pick(values, n, first, last);
  return join_ranks(combination, values + first, last - first + 1, n);
}

static double
average(const double *values, const double *weights, gsize n, double scale)
{
  double sum = 0;
  const double total = weights != NULL ? sum_weights(weights, n) : (double)n;
  if (!(total > 0)) {
    return NAN;
  }
  for (gsize i = 0; i < n; i++) {
    sum += weights != NULL ? weights[i] * values[i] : values[i];
  }
  if (isfinite(sum)) {
    return sum / total * scale;
  }
  double mean = 0;
  for (gsize i = 0; i < n; i++) {
    mean += values[i] * ((weights != NULL ? weights[i] : 1) / total);
  }
  return mean * scale;
}

// One point by itself, where a member is missing or a sum went beyond the range of numbers.
static double
combine_point(const CombinationBlock *block, gsize point)
{
  const Combination *combination = block->combination;
  double values[COMBINATION_MOST_MEMBERS];
  double weights[COMBINATION_MOST_MEMBERS];
  gsize n = 0;
  for (gsize m = 0; m < block->n_members; m++) {
    if (!isnan(block->members[m][point])) {
      weights[n] = combination->weights != NULL ? combination->weights[m] : 1;
      values[n++] = block->members[m][point];
    }
  }
  if (n == 0 || (block->propagates && n < block->n_members)) {
    return NAN;
  }
  if (has_ranks(combination)) {
    return pick(combination, values, n);
  }
  const double scale = combination->kind == COMBINATION_LINEAR ? block->total : 1;
  return average(values, combination->weights != NULL ? weights : NULL, n, scale);
}

KERNEL void
add_members(const CombinationBlock *block, gsize begin, gsize n, double *restrict sums)
{
  const double *weights = block->combination->weights;
  memset(sums, 0, n * sizeof *sums);
  for (gsize m = 0; m < block->n_members; m++) {
    const double *restrict values = block->members[m] + begin;
    if (weights == NULL) {
      for (gsize t = 0; t < n; t++) {
        sums[t] += values[t];
      }
    } else {
      const double weight = weights[m];
      for (gsize t = 0; t < n; t++) {
        sums[t] += weight * values[t];
      }
    }
  }
}

KERNEL void
sum_points(const CombinationBlock *block, gsize begin, gsize n, double *restrict out)
{
  _Alignas(64) double sums[SUM_POINTS];
  const double divisor = block->combination->kind == COMBINATION_LINEAR ? 1 : block->total;
  add_members(block, begin, n, sums);
  for (gsize t = 0; t < n; t++) {
    out[t] = sums[t] / divisor;
  }
}

// A difference with itself is 0 but for NaN and infinities, so that the checks tell where the
// network must not be trusted.
KERNEL void
load_lanes(const CombinationBlock *block,
           gsize begin,
           gsize n,
           double *restrict rows,
           double *restrict checks)
{
  const gboolean foresees = block->n_members > FORESEEN_MEMBERS;
  memset(checks, 0, ORDER_NETWORK_LANES * sizeof *checks);
  for (gsize m = 0; m < block->n_members; m++) {
    const double *restrict values = block->members[m] + begin;
    double *restrict row = rows + m * ORDER_NETWORK_LANES;
    memset(row + n, 0, (ORDER_NETWORK_LANES - n) * sizeof *row);
    // Of many members the processor does not foresee all, so that each would wait for memory.
    for (gsize t = 0; foresees && t < ORDER_NETWORK_LANES; t += LINE_VALUES) {
      __builtin_prefetch(values + ORDER_NETWORK_LANES + t);
    }
    for (gsize t = 0; t < n; t++) {
      row[t] = values[t];
      checks[t] += values[t] - values[t];
    }
  }
}

KERNEL void
join_lanes(const CombinationBlock *block, const double *rows, double *restrict joined)
{
  const double *first = rows + block->first * ORDER_NETWORK_LANES;
  if (block->combination->kind == COMBINATION_QUANTILE && block->last > block->first) {
    const double position = quantile_position(block->combination, block->n_members);
    const double fraction = position - floor(position);
    for (gsize t = 0; t < ORDER_NETWORK_LANES; t++) {
      joined[t] = (1 - fraction) * first[t] + fraction * first[t + ORDER_NETWORK_LANES];
    }
    return;
  }
  const double n_ranked = (double)(block->last - block->first + 1);
  memset(joined, 0, ORDER_NETWORK_LANES * sizeof *joined);
  for (gsize r = block->first; r <= block->last; r++) {
    for (gsize t = 0; t < ORDER_NETWORK_LANES; t++) {
      joined[t] += rows[r * ORDER_NETWORK_LANES + t];
    }
  }
  for (gsize t = 0; t < ORDER_NETWORK_LANES; t++) {
    joined[t] /= n_ranked;
  }
}

KERNEL void
rank_lanes(const CombinationBlock *block, gsize begin, gsize n, double *out)
{
  _Alignas(64) double rows[ORDER_NETWORK_GREATEST * ORDER_NETWORK_LANES];
  _Alignas(64) double checks[ORDER_NETWORK_LANES];
  _Alignas(64) double joined[ORDER_NETWORK_LANES];
  if (n == ORDER_NETWORK_LANES) {
    load_lanes(block, begin, ORDER_NETWORK_LANES, rows, checks); // with a constant count
  } else {
    load_lanes(block, begin, n, rows, checks);
  }
  order_network_apply(&block->network, rows, block->is_wide);
  join_lanes(block, rows, joined);
  for (gsize t = 0; t < n; t++) {
    out[t] = joined[t] + checks[t];
  }
}

KERNEL void
rank_points(const CombinationBlock *block, gsize begin, gsize n, double *out)
{
  for (gsize t = 0; t < n; t += ORDER_NETWORK_LANES) {
    rank_lanes(block, begin + t, MIN(n - t, ORDER_NETWORK_LANES), out + t);
  }
}

KERNEL void
combine_points(const CombinationBlock *block, gsize begin, gsize n, double *out)
{
  if (has_ranks(block->combination)) {
    rank_points(block, begin, n, out);
  } else {
    sum_points(block, begin, n, out);
  }
}

static void
combine_points_common(const CombinationBlock *block, gsize begin, gsize n, double *out)
{
  combine_points(block, begin, n, out);
}

WIDE static void
combine_points_wide(const CombinationBlock *block, gsize begin, gsize n, double *out)
{
  combine_points(block, begin, n, out);
}

static void
repair_points(const CombinationBlock *block, gsize begin, gsize n, double *out)
{
  for (gsize t = 0; t < n; t++) {
    if (!isfinite(out[t])) {
      out[t] = combine_point(block, begin + t);
    }
  }
}

// Gathers some points of all members side by side, so that each cache line is read once.
static void
pick_points(const CombinationBlock *block, gsize begin, gsize n, double *out)
{
  double values[PICK_POINTS][COMBINATION_MOST_MEMBERS];
  double checks[PICK_POINTS] = { 0 };
  for (gsize m = 0; m < block->n_members; m++) {
    for (gsize t = 0; t < n; t++) {
      values[t][m] = block->members[m][begin + t];
      checks[t] += values[t][m] - values[t][m];
    }
  }
  for (gsize t = 0; t < n; t++) {
    out[t] = isnan(checks[t]) ? combine_point(block, begin + t)
                              : pick(block->combination, values[t], block->n_members);
  }
}

void
combination_block_run(const CombinationBlock *block, gsize begin, gsize end, double *out)
{
  const gboolean picks = has_ranks(block->combination) && block->n_members > ORDER_NETWORK_GREATEST;
  const gsize stride = picks ? PICK_POINTS : SUM_POINTS;
  for (gsize at = begin; at < end; at += stride) {
    const gsize n = MIN(end - at, stride);
    if (picks) {
      pick_points(block, at, n, out + at);
      continue;
    }
    if (block->is_wide) {
      combine_points_wide(block, at, n, out + at);
    } else {
      combine_points_common(block, at, n, out + at);
    }
    repair_points(block, at, n, out + at);
  }
}
