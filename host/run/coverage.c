// SPDX-License-Identifier: MIT
#include "run/coverage.h"

#include "data/decimal.h"

#include <math.h>
#include <string.h>

struct CoverageSet {
  gsize n;
  char **texts;          // (owned): [n] and NULL, as the user wrote them
  ForecastLevel *levels; // [n], with the texts of @texts
  double *fractions;     // [n]
  gsize n_quantiles;
  char **quantile_texts; // (owned): [n_quantiles] and NULL
  double *quantiles;     // [n_quantiles]
  double *probabilities; // [n_probabilities], rising
  gsize n_probabilities;
};

G_DEFINE_QUARK(coverage_error, coverage_error)

static gboolean
parse_level(const char *text, double *percent, GError **error)
{
  const gsize length = strlen(text);
  if (length == 0 || decimal_parse(text, length, percent) != length || !(*percent > 0) ||
      !(*percent < 100)) {
    g_set_error(error, COVERAGE_ERROR, COVERAGE_ERROR_LEVEL,
                "'%s' is no level (write percent above 0 and below 100, as in 80,95)", text);
    return FALSE;
  }
  return TRUE;
}

static gboolean
add_level(CoverageSet *set, const char *text, GError **error)
{
  double percent = 0;
  if (!parse_level(text, &percent, error)) {
    return FALSE;
  }
  for (gsize i = 0; i < set->n; i++) {
    if (set->levels[i].percent == percent) {
      g_set_error(error, COVERAGE_ERROR, COVERAGE_ERROR_LEVEL,
                  "level '%s' is given twice (as '%s' before)", text, set->levels[i].text);
      return FALSE;
    }
  }
  set->texts[set->n] = g_strdup(text);
  set->levels[set->n] = (ForecastLevel){ .percent = percent, .text = set->texts[set->n] };
  set->fractions[set->n] = percent / 100;
  set->n++;
  return TRUE;
}

static gboolean
add_quantile(CoverageSet *set, const char *text, GError **error)
{
  double quantile = 0;
  const gsize length = strlen(text);
  if (length == 0 || decimal_parse(text, length, &quantile) != length || !(quantile > 0) ||
      !(quantile < 1)) {
    g_set_error(error, COVERAGE_ERROR, COVERAGE_ERROR_QUANTILE,
                "'%s' is no quantile (write numbers above 0 and below 1, as in 0.5,0.975)", text);
    return FALSE;
  }
  for (gsize i = 0; i < set->n_quantiles; i++) {
    if (set->quantiles[i] == quantile) {
      g_set_error(error, COVERAGE_ERROR, COVERAGE_ERROR_QUANTILE,
                  "quantile '%s' is given twice (as '%s' before)", text, set->quantile_texts[i]);
      return FALSE;
    }
  }
  set->quantile_texts[set->n_quantiles] = g_strdup(text);
  set->quantiles[set->n_quantiles] = quantile;
  set->n_quantiles++;
  return TRUE;
}

// The bounds of one level; the upper one mirrors the lower, whatever the rounding.
static double
get_tail(const CoverageSet *set, gsize level)
{
  return (100 - set->levels[level].percent) / 200;
}

static void
insert_probability(CoverageSet *set, double probability)
{
  gsize place = set->n_probabilities;
  while (place > 0 && set->probabilities[place - 1] > probability) {
    place--;
  }
  if (place > 0 && set->probabilities[place - 1] == probability) {
    return;
  }
  memmove(&set->probabilities[place + 1], &set->probabilities[place],
          (set->n_probabilities - place) * sizeof(double));
  set->probabilities[place] = probability;
  set->n_probabilities++;
}

static gsize
find_probability(const CoverageSet *set, double probability)
{
  gsize index = 0;
  while (index < set->n_probabilities && set->probabilities[index] != probability) {
    index++;
  }
  g_assert(index < set->n_probabilities);
  return index;
}

static void
gather_probabilities(CoverageSet *set)
{
  set->probabilities = g_new0(double, 2 * set->n + set->n_quantiles);
  for (gsize i = 0; i < set->n; i++) {
    insert_probability(set, get_tail(set, i));
    insert_probability(set, 1 - get_tail(set, i));
  }
  for (gsize i = 0; i < set->n_quantiles; i++) {
    insert_probability(set, set->quantiles[i]);
  }
}

static gsize
count_texts(const char *const *texts)
{
  gsize n = 0;
  while (texts != NULL && texts[n] != NULL) {
    n++;
  }
  return n;
}

CoverageSet *
coverage_set_new(const char *const *texts, GError **error)
{
  return coverage_set_new_with_quantiles(texts, NULL, error);
}

CoverageSet *
coverage_set_new_with_quantiles(const char *const *levels,
                                const char *const *quantiles,
                                GError **error)
{
  g_return_val_if_fail(error == NULL || *error == NULL, NULL);

  const gsize n_levels = count_texts(levels);
  const gsize n_quantiles = count_texts(quantiles);
  g_autoptr(CoverageSet) set = g_new0(CoverageSet, 1);
  set->texts = g_new0(char *, n_levels + 1);
  set->levels = g_new0(ForecastLevel, n_levels);
  set->fractions = g_new0(double, n_levels);
  set->quantile_texts = g_new0(char *, n_quantiles + 1);
  set->quantiles = g_new0(double, n_quantiles);
  for (gsize i = 0; levels != NULL && i < n_levels; i++) {
    if (!add_level(set, levels[i], error)) {
      return NULL;
    }
  }
  for (gsize i = 0; quantiles != NULL && i < n_quantiles; i++) {
    if (!add_quantile(set, quantiles[i], error)) {
      return NULL;
    }
  }
  gather_probabilities(set);
  return g_steal_pointer(&set);
}

void
coverage_set_free(CoverageSet *set)
{
  if (set == NULL) {
    return;
  }
  g_strfreev(set->texts);
  g_free(set->levels);
  g_free(set->fractions);
  g_strfreev(set->quantile_texts);
  g_free(set->quantiles);
  g_free(set->probabilities);
  g_free(set);
}

gsize
coverage_set_get_length(const CoverageSet *set)
{
  return set->n;
}

const ForecastLevel *
coverage_set_get_levels(const CoverageSet *set)
{
  return set->levels;
}

const double *
coverage_set_get_fractions(const CoverageSet *set)
{
  return set->fractions;
}

const double *
coverage_set_get_probabilities(const CoverageSet *set)
{
  return set->probabilities;
}

gsize
coverage_set_get_n_probabilities(const CoverageSet *set)
{
  return set->n_probabilities;
}

gsize
coverage_set_get_n_quantiles(const CoverageSet *set)
{
  return set->n_quantiles;
}

const char *
coverage_set_get_quantile_text(const CoverageSet *set, gsize index)
{
  g_assert(index < set->n_quantiles);

  return set->quantile_texts[index];
}

gsize
coverage_set_get_quantile(const CoverageSet *set, gsize index)
{
  g_assert(index < set->n_quantiles);

  return find_probability(set, set->quantiles[index]);
}

gsize
coverage_set_get_lower(const CoverageSet *set, gsize index)
{
  return find_probability(set, get_tail(set, index));
}

gsize
coverage_set_get_upper(const CoverageSet *set, gsize index)
{
  return find_probability(set, 1 - get_tail(set, index));
}
