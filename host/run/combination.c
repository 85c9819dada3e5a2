// SPDX-License-Identifier: MIT
#include "run/combination.h"

#include "data/decimal.h"
#include "plugin/suggest.h"
#include "run/combination_block.h"

#include <math.h>
#include <stdatomic.h>
#include <string.h>

// Points that are worth a thread: some microseconds also of few members.
enum {
  POINTS_A_RANGE = 4096
};

G_DEFINE_QUARK(combination_error, combination_error)

static gboolean
parse_weights(const char *text, gsize n_members, Combination *combination, GError **error)
{
  g_auto(GStrv) parts = g_strsplit(text, ",", -1);
  if (g_strv_length(parts) != n_members) {
    g_set_error(error, COMBINATION_ERROR, COMBINATION_ERROR_WEIGHTS,
                "weighted:%s has %u weights for %" G_GSIZE_FORMAT
                " models (write one for each, in the order of the models)",
                text, g_strv_length(parts), n_members);
    return FALSE;
  }
  g_autofree double *weights = g_new0(double, n_members);
  double sum = 0;
  for (gsize i = 0; i < n_members; i++) {
    const gsize length = strlen(parts[i]);
    if (length == 0 || decimal_parse(parts[i], length, &weights[i]) != length ||
        !isfinite(weights[i]) || weights[i] < 0) {
      g_set_error(
          error, COMBINATION_ERROR, COMBINATION_ERROR_WEIGHTS,
          "weighted:%s: '%s' is no weight (write numbers from 0 on, as in weighted:0.7,0.3)", text,
          parts[i]);
      return FALSE;
    }
    sum += weights[i];
  }
  if (!(sum > 0) || !isfinite(sum)) {
    g_set_error(error, COMBINATION_ERROR, COMBINATION_ERROR_WEIGHTS,
                "weighted:%s: the weights must have a positive, finite sum", text);
    return FALSE;
  }
  combination->weights = g_steal_pointer(&weights);
  combination->n_weights = n_members;
  return TRUE;
}

static gboolean
parse_share(const char *text, gsize n_members, Combination *combination, GError **error)
{
  (void)n_members;
  const gsize length = strlen(text);
  if (length == 0 || decimal_parse(text, length, &combination->share) != length ||
      !(combination->share >= 0 && combination->share < 0.5)) {
    g_set_error(error, COMBINATION_ERROR, COMBINATION_ERROR_SETTING,
                "trimmed:%s: '%s' is no share to cut at each end (write a number from 0 to below "
                "0.5, as in trimmed:0.1)",
                text, text);
    return FALSE;
  }
  return TRUE;
}

static gboolean
parse_probability(const char *text, gsize n_members, Combination *combination, GError **error)
{
  (void)n_members;
  const gsize length = strlen(text);
  if (length == 0 || decimal_parse(text, length, &combination->probability) != length ||
      !(combination->probability >= 0 && combination->probability <= 1)) {
    g_set_error(error, COMBINATION_ERROR, COMBINATION_ERROR_SETTING,
                "quantile:%s: '%s' is no probability (write a number from 0 to 1, as in "
                "quantile:0.75)",
                text, text);
    return FALSE;
  }
  return TRUE;
}

typedef struct {
  const char *name;
  CombinationKind kind;
  gboolean needs_argument;
  // (nullable): what stands behind the colon
  gboolean (*parse)(const char *text, gsize n_members, Combination *combination, GError **error);
} Strategy;

static const Strategy strategies[] = {
  { "mean", COMBINATION_MEAN, FALSE, NULL },
  { "median", COMBINATION_MEDIAN, FALSE, NULL },
  { "trimmed", COMBINATION_TRIMMED, FALSE, parse_share },
  { "quantile", COMBINATION_QUANTILE, TRUE, parse_probability },
  { "weighted", COMBINATION_WEIGHTED, TRUE, parse_weights },
};

static gboolean
refuse_unknown(const char *text, const char *name, GError **error)
{
  const char *names[G_N_ELEMENTS(strategies) + 1] = { NULL };
  for (gsize i = 0; i < G_N_ELEMENTS(strategies); i++) {
    names[i] = strategies[i].name;
  }
  g_autofree char *similar = suggest_similar(name, names);
  g_set_error(error, COMBINATION_ERROR, COMBINATION_ERROR_UNKNOWN,
              "'%s' is no way to combine models (known: mean, median, trimmed, trimmed:SHARE, "
              "quantile:P, weighted:W1,W2,…)%s%s",
              text, similar != NULL ? "; " : "", similar != NULL ? similar : "");
  return FALSE;
}

static gboolean
check_n_members(gsize n_members, GError **error)
{
  if (n_members == 0) {
    g_set_error(error, COMBINATION_ERROR, COMBINATION_ERROR_MEMBERS,
                "no model to combine (at least 1)");
    return FALSE;
  }
  if (n_members > COMBINATION_MOST_MEMBERS) {
    g_set_error(error, COMBINATION_ERROR, COMBINATION_ERROR_MEMBERS,
                "%" G_GSIZE_FORMAT " models are too many to combine (at most %d)", n_members,
                COMBINATION_MOST_MEMBERS);
    return FALSE;
  }
  return TRUE;
}

gboolean
combination_parse(const char *text, gsize n_members, Combination *out, GError **error)
{
  g_return_val_if_fail(text != NULL && out != NULL, FALSE);

  if (!check_n_members(n_members, error)) {
    return FALSE;
  }
  const char *colon = strchr(text, ':');
  g_autofree char *name = colon != NULL ? g_strndup(text, (gsize)(colon - text)) : g_strdup(text);
  for (gsize i = 0; i < G_N_ELEMENTS(strategies); i++) {
    const Strategy *strategy = &strategies[i];
    const gboolean fits = colon != NULL ? strategy->parse != NULL : !strategy->needs_argument;
    if (fits && strcmp(name, strategy->name) == 0) {
      Combination combination = { .kind = strategy->kind, .share = -1 };
      if (colon != NULL && !strategy->parse(colon + 1, n_members, &combination, error)) {
        return FALSE;
      }
      *out = combination;
      return TRUE;
    }
  }
  return refuse_unknown(text, name, error);
}

void
combination_clear(Combination *combination)
{
  g_clear_pointer(&combination->weights, g_free);
  combination->n_weights = 0;
}

static gboolean
check_members(const CombinationMember *members, gsize n_members, GError **error)
{
  if (!check_n_members(n_members, error)) {
    return FALSE;
  }
  for (gsize i = 1; i < n_members; i++) {
    if (members[i].n_values != members[0].n_values) {
      g_set_error(error, COMBINATION_ERROR, COMBINATION_ERROR_MEMBERS,
                  "'%s' has %" G_GSIZE_FORMAT " points and '%s' has %" G_GSIZE_FORMAT
                  " (all must have the same number)",
                  members[0].name, members[0].n_values, members[i].name, members[i].n_values);
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
check_weights(const Combination *combination,
              const CombinationMember *members,
              gsize n_members,
              GError **error)
{
  if (combination->n_weights != n_members) {
    g_set_error(error, COMBINATION_ERROR, COMBINATION_ERROR_WEIGHTS,
                "%" G_GSIZE_FORMAT " weights for %" G_GSIZE_FORMAT " members (one for each)",
                combination->n_weights, n_members);
    return FALSE;
  }
  double sum = 0;
  for (gsize i = 0; i < n_members; i++) {
    const double weight = combination->weights[i];
    if (!isfinite(weight) || weight < 0) {
      g_set_error(error, COMBINATION_ERROR, COMBINATION_ERROR_WEIGHTS,
                  "the weight of '%s' is %g (finite, from 0 on)", members[i].name, weight);
      return FALSE;
    }
    sum += weight;
  }
  if (!(sum > 0) || !isfinite(sum)) {
    g_set_error(error, COMBINATION_ERROR, COMBINATION_ERROR_WEIGHTS,
                "the weights have the sum %g (positive and finite)", sum);
    return FALSE;
  }
  return TRUE;
}

// What combination_parse() makes passes; the rest is for those who fill the struct.
static gboolean
check_settings(const Combination *combination, GError **error)
{
  if (combination->kind == COMBINATION_TRIMMED && !(combination->share < 0.5)) {
    g_set_error(error, COMBINATION_ERROR, COMBINATION_ERROR_SETTING,
                "the share %g to cut at each end is not below 0.5", combination->share);
    return FALSE;
  }
  if (combination->kind == COMBINATION_QUANTILE &&
      !(combination->probability >= 0 && combination->probability <= 1)) {
    g_set_error(error, COMBINATION_ERROR, COMBINATION_ERROR_SETTING,
                "the probability %g is not between 0 and 1", combination->probability);
    return FALSE;
  }
  return TRUE;
}

typedef struct {
  CombinationBlock block;
  _Atomic gsize first_missing; // shared: point × members + member, G_MAXSIZE for none
  double *out;
} Sweep;

static void
find_missing(gsize begin, gsize end, PoolWorker *worker, gpointer data)
{
  (void)worker;
  Sweep *sweep = data;
  const CombinationBlock *block = &sweep->block;
  for (gsize m = 0; m < block->n_members; m++) {
    for (gsize t = begin; t < end; t++) {
      if (!isnan(block->members[m][t])) {
        continue;
      }
      const gsize place = t * block->n_members + m;
      gsize known = atomic_load(&sweep->first_missing);
      while (place < known && !atomic_compare_exchange_weak(&sweep->first_missing, &known, place)) {
      }
      break;
    }
  }
}

static void
combine_range(gsize begin, gsize end, PoolWorker *worker, gpointer data)
{
  (void)worker;
  const Sweep *sweep = data;
  combination_block_run(&sweep->block, begin, end, sweep->out);
}

static gboolean
run_range(Pool *pool,
          gsize n_points,
          PoolFunc func,
          Sweep *sweep,
          const PoolCancel *cancel,
          GError **error)
{
  gboolean is_done = TRUE;
  if (pool != NULL) {
    is_done = pool_run_even(pool, n_points, POINTS_A_RANGE, func, sweep, cancel);
  } else {
    func(0, n_points, NULL, sweep);
  }
  if (!is_done) {
    g_set_error(error, COMBINATION_ERROR, COMBINATION_ERROR_CANCELLED,
                "the combination was cancelled");
  }
  return is_done;
}

static gboolean
refuse_missing(Sweep *sweep, const CombinationMember *members, GError **error)
{
  const gsize place = atomic_load(&sweep->first_missing);
  if (place == G_MAXSIZE) {
    return TRUE;
  }
  const gsize n_members = sweep->block.n_members;
  g_set_error(error, COMBINATION_ERROR, COMBINATION_ERROR_MISSING,
              "'%s' is NaN at point %" G_GSIZE_FORMAT, members[place % n_members].name,
              place / n_members + 1);
  return FALSE;
}

gboolean
combination_run(const Combination *combination,
                const CombinationMember *members,
                gsize n_members,
                CombinationMissing missing,
                Pool *pool,
                const PoolCancel *cancel,
                double *out,
                GError **error)
{
  g_return_val_if_fail(combination != NULL && out != NULL, FALSE);
  g_return_val_if_fail(error == NULL || *error == NULL, FALSE);

  if (!check_members(members, n_members, error) || !check_settings(combination, error) ||
      (combination->weights != NULL && !check_weights(combination, members, n_members, error))) {
    return FALSE;
  }
  const double *values[COMBINATION_MOST_MEMBERS];
  for (gsize i = 0; i < n_members; i++) {
    values[i] = members[i].values;
  }
  const gsize n_points = members[0].n_values;
  Sweep sweep;
  sweep.out = out;
  atomic_init(&sweep.first_missing, G_MAXSIZE);
  combination_block_init(&sweep.block, combination, values, n_members, missing);
  if (missing == COMBINATION_MISSING_FAIL &&
      (!run_range(pool, n_points, find_missing, &sweep, cancel, error) ||
       !refuse_missing(&sweep, members, error))) {
    return FALSE;
  }
  return run_range(pool, n_points, combine_range, &sweep, cancel, error);
}

void
combination_apply(const Combination *combination,
                  const double *const *members,
                  gsize n_members,
                  gsize n_points,
                  double *out)
{
  CombinationBlock block;
  combination_block_init(&block, combination, members, n_members, COMBINATION_MISSING_SKIP);
  combination_block_run(&block, 0, n_points, out);
}
