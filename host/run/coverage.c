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
  double *probabilities; // [2 n], rising
  gsize *ranks;          // [n]: 0 for the widest
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

static void
rank_levels(CoverageSet *set)
{
  for (gsize i = 0; i < set->n; i++) {
    gsize rank = 0;
    for (gsize j = 0; j < set->n; j++) {
      rank += set->levels[j].percent > set->levels[i].percent;
    }
    set->ranks[i] = rank;
    const double tail = (100 - set->levels[i].percent) / 200;
    set->probabilities[rank] = tail;
    set->probabilities[2 * set->n - 1 - rank] = 1 - tail;
  }
}

CoverageSet *
coverage_set_new(const char *const *texts, GError **error)
{
  g_return_val_if_fail(error == NULL || *error == NULL, NULL);

  gsize n = 0;
  while (texts != NULL && texts[n] != NULL) {
    n++;
  }
  g_autoptr(CoverageSet) set = g_new0(CoverageSet, 1);
  set->texts = g_new0(char *, n + 1);
  set->levels = g_new0(ForecastLevel, n);
  set->fractions = g_new0(double, n);
  set->probabilities = g_new0(double, 2 * n);
  set->ranks = g_new0(gsize, n);
  for (gsize i = 0; i < n; i++) {
    if (!add_level(set, texts[i], error)) {
      return NULL;
    }
  }
  rank_levels(set);
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
  g_free(set->probabilities);
  g_free(set->ranks);
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
coverage_set_get_lower(const CoverageSet *set, gsize index)
{
  return set->ranks[index];
}

gsize
coverage_set_get_upper(const CoverageSet *set, gsize index)
{
  return 2 * set->n - 1 - set->ranks[index];
}
