// SPDX-License-Identifier: MIT
#include "run/weight_rule.h"

#include "data/decimal.h"
#include "run/combination.h"
#include "run/nnls.h"

#include <math.h>
#include <string.h>

typedef struct {
  const char *name;
  WeightRuleKind kind;
  double standard; // the setting when none is given; NaN when none can be
  double greatest; // the setting; INFINITY for any above 0, else from 0 on
  const char *accepted;
} RuleName;

// Half of equal weights: what combinations of few origins need to beat the mean (Diebold and Pauly
// 1990, "The use of prior information in forecast combination").
static const RuleName rules[] = {
  { "inverse_error", WEIGHT_RULE_INVERSE_ERROR, 1, INFINITY, "a power above 0, as in %s:2" },
  { "softmax", WEIGHT_RULE_SOFTMAX, 1, INFINITY, "a temperature above 0, as in %s:0.5" },
  { "stacking", WEIGHT_RULE_STACKING, 0.5, 1,
    "the share of equal weights, from 0 to 1, as in %s:0.5" },
  { "nnls", WEIGHT_RULE_NNLS, 0.5, 1, "the share of equal weights, from 0 to 1, as in %s:0.5" },
  { "best", WEIGHT_RULE_BEST, NAN, 0, "nothing" },
};

static const char *const names[] = { "inverse_error", "softmax", "stacking", "nnls", "best", NULL };

const char *const *
weight_rule_get_names(void)
{
  return names;
}

static gboolean
parse_setting(const RuleName *name, const char *text, double *setting, GError **error)
{
  const gsize length = strlen(text);
  double number = NAN;
  const gboolean is_number = length > 0 && decimal_parse(text, length, &number) == length;
  const gboolean fits = isinf(name->greatest) ? number > 0 && isfinite(number)
                                              : number >= 0 && number <= name->greatest;
  if (!is_number || !fits || isnan(name->standard)) {
    g_autoptr(GString) accepted = g_string_new(name->accepted);
    g_string_replace(accepted, "%s", name->name, 0);
    g_set_error(error, COMBINATION_ERROR, COMBINATION_ERROR_SETTING,
                "%s:%s: '%s' cannot be (write %s)", name->name, text, text, accepted->str);
    return FALSE;
  }
  *setting = number;
  return TRUE;
}

gboolean
weight_rule_parse(const char *text, WeightRule *out, GError **error)
{
  g_return_val_if_fail(text != NULL && out != NULL, FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS(rules); i++) {
    const gsize length = strlen(rules[i].name);
    if (!g_str_has_prefix(text, rules[i].name) || (text[length] != '\0' && text[length] != ':')) {
      continue;
    }
    double setting = rules[i].standard;
    if (text[length] == ':' && !parse_setting(&rules[i], text + length + 1, &setting, error)) {
      return FALSE;
    }
    *out = (WeightRule){ rules[i].kind, setting };
    return TRUE;
  }
  return FALSE;
}

gboolean
weight_rule_sums_to_one(const WeightRule *rule)
{
  return rule->kind != WEIGHT_RULE_NNLS;
}

static void
fill_equal(double *weights, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    weights[i] = 1 / (double)n;
  }
}

// Numbers near 1 do not overflow when they are squared and summed.
static double
get_scale(const WeightPast *past)
{
  double scale = 0;
  for (gsize t = 0; t < past->n_points; t++) {
    scale = fmax(scale, fabs(past->actuals[t]));
  }
  for (gsize m = 0; m < past->n_members; m++) {
    for (gsize t = 0; t < past->n_points; t++) {
      scale = fmax(scale, fabs(past->members[m][t]));
    }
  }
  return scale > 0 ? scale : 1;
}

void
weight_rule_measure(const WeightPast *past, double scale, double *errors)
{
  for (gsize m = 0; m < past->n_members; m++) {
    double sum = 0;
    for (gsize t = 0; t < past->n_points; t++) {
      sum += fabs(past->members[m][t] / scale - past->actuals[t] / scale);
    }
    errors[m] = sum / (double)past->n_points;
  }
}

static double
get_least(const double *values, gsize n)
{
  double least = INFINITY;
  for (gsize i = 0; i < n; i++) {
    least = fmin(least, values[i]);
  }
  return least;
}

static void
normalise(double *weights, gsize n)
{
  double sum = 0;
  for (gsize i = 0; i < n; i++) {
    sum += weights[i];
  }
  for (gsize i = 0; i < n; i++) {
    weights[i] /= sum;
  }
}

// As errors go to zero, so do the weights of all others.
static void
weigh_by_power(double *errors, gsize n, double power)
{
  const double least = get_least(errors, n);
  for (gsize i = 0; i < n; i++) {
    const gboolean is_least = errors[i] <= least;
    errors[i] = is_least ? 1 : pow(least / errors[i], power);
  }
  normalise(errors, n);
}

static void
weigh_by_softmax(double *errors, gsize n, double temperature)
{
  const double least = get_least(errors, n);
  double mean = 0;
  for (gsize i = 0; i < n; i++) {
    mean += errors[i] / (double)n;
  }
  for (gsize i = 0; i < n; i++) {
    errors[i] = mean > 0 ? exp(-(errors[i] - least) / mean / temperature) : 1;
  }
  normalise(errors, n);
}

static void
choose_best(double *errors, gsize n)
{
  const double least = get_least(errors, n);
  gboolean is_taken = FALSE;
  for (gsize i = 0; i < n; i++) {
    const gboolean is_best = !is_taken && errors[i] <= least;
    errors[i] = is_best ? 1 : 0;
    is_taken = is_taken || is_best;
  }
}

// With weights of sum 1 the error of the combination is that of the errors, which keep more digits
// than the forecasts; with any sum it is the forecasts that must meet the actuals.
static void
fill_normal_equations(
    const WeightPast *past, double scale, gboolean of_errors, double *gram, double *moments)
{
  const gsize n = past->n_members;
  memset(gram, 0, n * n * sizeof *gram);
  memset(moments, 0, n * sizeof *moments);
  for (gsize i = 0; i < n; i++) {
    for (gsize j = 0; j <= i; j++) {
      double sum = 0;
      for (gsize t = 0; t < past->n_points; t++) {
        const double shift = of_errors ? past->actuals[t] / scale : 0;
        sum += (past->members[i][t] / scale - shift) * (past->members[j][t] / scale - shift);
      }
      gram[i * n + j] = sum;
      gram[j * n + i] = sum;
    }
    for (gsize t = 0; !of_errors && t < past->n_points; t++) {
      moments[i] += past->members[i][t] / scale * (past->actuals[t] / scale);
    }
  }
}

static void
stack(const WeightRule *rule, const WeightPast *past, double scale, Arena *arena, double *weights)
{
  const gsize n = past->n_members;
  double *gram = arena_take(arena, n * n * sizeof *gram);
  double *moments = arena_take(arena, n * sizeof *moments);
  const gboolean sums_to_one = weight_rule_sums_to_one(rule);
  fill_normal_equations(past, scale, sums_to_one, gram, moments);
  const Nnls problem = { n, gram, moments, sums_to_one };
  if (!nnls_solve(&problem, arena, weights)) {
    fill_equal(weights, n);
    return;
  }
  double sum = 0;
  for (gsize i = 0; i < n; i++) {
    weights[i] = (1 - rule->setting) * weights[i] + rule->setting / (double)n;
    sum += weights[i];
  }
  if (!(sum > 0)) {
    fill_equal(weights, n);
  }
}

void
weight_rule_learn(const WeightRule *rule, const WeightPast *past, Arena *arena, double *weights)
{
  g_assert(past->n_members > 0 && past->n_points > 0);

  const gsize n = past->n_members;
  const double scale = get_scale(past);
  const ArenaMark mark = arena_mark(arena);
  switch (rule->kind) {
  case WEIGHT_RULE_INVERSE_ERROR:
    weight_rule_measure(past, scale, weights);
    weigh_by_power(weights, n, rule->setting);
    break;
  case WEIGHT_RULE_SOFTMAX:
    weight_rule_measure(past, scale, weights);
    weigh_by_softmax(weights, n, rule->setting);
    break;
  case WEIGHT_RULE_STACKING:
  case WEIGHT_RULE_NNLS:
    stack(rule, past, scale, arena, weights);
    break;
  case WEIGHT_RULE_BEST:
    weight_rule_measure(past, scale, weights);
    choose_best(weights, n);
    break;
  }
  arena_rewind(arena, mark);
}
