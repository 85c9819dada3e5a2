// SPDX-License-Identifier: MIT
#include "run/combination.h"

#include "data/decimal.h"

#include <math.h>
#include <string.h>

G_DEFINE_QUARK(combination_error, combination_error)

// Members are few: their numbers at one point stay on the stack.
enum {
  MAX_MEMBERS = 1024
};

static gboolean
parse_weights(const char *text, gsize n_members, double *weights, GError **error)
{
  g_auto(GStrv) parts = g_strsplit(text, ",", -1);
  if (g_strv_length(parts) != n_members) {
    g_set_error(error, COMBINATION_ERROR, COMBINATION_ERROR_WEIGHTS,
                "weighted:%s has %u weights for %" G_GSIZE_FORMAT
                " models (write one for each, in the order of the models)",
                text, g_strv_length(parts), n_members);
    return FALSE;
  }
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
  return TRUE;
}

gboolean
combination_parse(const char *text, gsize n_members, Combination *out, GError **error)
{
  g_return_val_if_fail(text != NULL && out != NULL, FALSE);
  g_return_val_if_fail(n_members > 0, FALSE);

  static const struct {
    const char *name;
    CombinationKind kind;
  } names[] = {
    { "mean", COMBINATION_MEAN },
    { "median", COMBINATION_MEDIAN },
    { "trimmed", COMBINATION_TRIMMED },
  };
  if (n_members > MAX_MEMBERS) {
    g_set_error(error, COMBINATION_ERROR, COMBINATION_ERROR_MEMBERS,
                "%" G_GSIZE_FORMAT " models are too many to combine (at most %d)", n_members,
                MAX_MEMBERS);
    return FALSE;
  }
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
    if (strcmp(text, names[i].name) == 0) {
      *out = (Combination){ .kind = names[i].kind };
      return TRUE;
    }
  }
  if (g_str_has_prefix(text, "weighted:")) {
    g_autofree double *weights = g_new0(double, n_members);
    if (!parse_weights(text + strlen("weighted:"), n_members, weights, error)) {
      return FALSE;
    }
    *out = (Combination){
      .kind = COMBINATION_WEIGHTED,
      .weights = g_steal_pointer(&weights),
      .n_weights = n_members,
    };
    return TRUE;
  }
  g_set_error(error, COMBINATION_ERROR, COMBINATION_ERROR_UNKNOWN,
              "'%s' is no way to combine models (known: mean, median, trimmed, weighted:W1,W2,…)",
              text);
  return FALSE;
}

void
combination_clear(Combination *combination)
{
  g_clear_pointer(&combination->weights, g_free);
  combination->n_weights = 0;
}

// Insertion: members are few, and nearly sorted from one step to the next.
static void
sort_values(double *values, gsize n)
{
  for (gsize i = 1; i < n; i++) {
    const double value = values[i];
    gsize j = i;
    while (j > 0 && values[j - 1] > value) {
      values[j] = values[j - 1];
      j--;
    }
    values[j] = value;
  }
}

static double
average(const double *values, gsize n)
{
  double sum = 0;
  for (gsize i = 0; i < n; i++) {
    sum += values[i];
  }
  return sum / (double)n;
}

static double
median(double *values, gsize n)
{
  sort_values(values, n);
  return n % 2 == 1 ? values[n / 2] : values[n / 2 - 1] + (values[n / 2] - values[n / 2 - 1]) / 2;
}

static double
trimmed_mean(double *values, gsize n)
{
  if (n <= 2) {
    return average(values, n);
  }
  sort_values(values, n);
  return average(values + 1, n - 2);
}

static double
weighted_mean(const double *values, const double *weights, gsize n)
{
  double sum = 0;
  double total = 0;
  for (gsize i = 0; i < n; i++) {
    sum += weights[i] * values[i];
    total += weights[i];
  }
  return total > 0 ? sum / total : NAN;
}

static double
combine_present(const Combination *combination, double *values, const double *weights, gsize n)
{
  if (n == 0) {
    return NAN;
  }
  switch (combination->kind) {
  case COMBINATION_MEAN:
    return average(values, n);
  case COMBINATION_MEDIAN:
    return median(values, n);
  case COMBINATION_TRIMMED:
    return trimmed_mean(values, n);
  case COMBINATION_WEIGHTED:
    return weighted_mean(values, weights, n);
  }
  g_assert_not_reached();
}

void
combination_apply(const Combination *combination,
                  const double *const *members,
                  gsize n_members,
                  gsize n_points,
                  double *out)
{
  g_assert(n_members <= MAX_MEMBERS);
  g_assert(combination->weights == NULL || combination->n_weights == n_members);

  double values[MAX_MEMBERS];
  double weights[MAX_MEMBERS];
  for (gsize t = 0; t < n_points; t++) {
    gsize n = 0;
    for (gsize m = 0; m < n_members; m++) {
      if (!isnan(members[m][t])) {
        weights[n] = combination->weights != NULL ? combination->weights[m] : 1;
        values[n++] = members[m][t];
      }
    }
    out[t] = combine_present(combination, values, weights, n);
  }
}
