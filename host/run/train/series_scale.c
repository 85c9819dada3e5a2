// SPDX-License-Identifier: MIT
#include "run/train/series_scale.h"

#include "run/train/term.h"

#include <math.h>

// A deviation that is rounding and no more.
#define LEAST_DEVIATION 1e-12

// In the order of SeriesScaling.
static const TermForm forms[] = { { .name = "none" }, { .name = "standard" } };

static const TermTable table = {
  .thing = "scaling of series",
  .known = "none, standard",
  .kinds = forms,
  .stride = sizeof forms[0],
  .n_kinds = G_N_ELEMENTS(forms),
};

gboolean
series_scaling_parse(const char *text, SeriesScaling *scaling, GError **error)
{
  Term term;
  if (!term_parse(&table, text, &term, error)) {
    return FALSE;
  }
  *scaling = (SeriesScaling)term.kind;
  return TRUE;
}

const char *
series_scaling_to_string(SeriesScaling scaling)
{
  return forms[scaling].name;
}

// Multiplying by a power of two is exact, and keeps squares and sums within range.
static double
find_factor(const double *values, gsize n, double *greatest)
{
  *greatest = 0.0;
  for (gsize i = 0; i < n; i++) {
    const double size = fabs(values[i]);
    if (size > *greatest) {
      *greatest = size;
    }
  }
  if (*greatest <= 0.0 || isinf(*greatest)) {
    return 1.0;
  }
  return ldexp(1.0, -CLAMP(ilogb(*greatest), -1000, 1000));
}

// @of_constant: the scale of values that do not vary.
static SeriesScale
measure(const double *values, gsize n, double greatest, double factor, double of_constant)
{
  double sum = 0.0;
  gsize n_present = 0;
  for (gsize i = 0; i < n; i++) {
    if (!isnan(values[i])) {
      sum += values[i] * factor;
      n_present++;
    }
  }
  if (n_present == 0) {
    return (SeriesScale){ .shift = 0.0, .scale = 1.0 };
  }
  const double mean = sum / (double)n_present;
  double squares = 0.0;
  for (gsize i = 0; i < n; i++) {
    if (!isnan(values[i])) {
      const double distance = values[i] * factor - mean;
      squares += distance * distance;
    }
  }
  const double deviation = sqrt(squares / (double)n_present);
  const gboolean varies = deviation > LEAST_DEVIATION * greatest * factor;
  return (SeriesScale){
    .shift = mean / factor,
    .scale = varies ? deviation / factor : of_constant,
  };
}

SeriesScale
series_scale_standard(const double *values, gsize n)
{
  double greatest = 0.0;
  const double factor = find_factor(values, n, &greatest);
  return measure(values, n, greatest, factor, 1.0);
}

// What a network adds to a constant series is then a share of it, not a number of its own.
static SeriesScale
standardise(const double *values, gsize n)
{
  double greatest = 0.0;
  const double factor = find_factor(values, n, &greatest);
  return measure(values, n, greatest, factor, greatest > 0.0 ? greatest : 1.0);
}

void
series_scale_fit(SeriesScaling scaling,
                 const plugcast_series *series,
                 gsize n_values,
                 gsize n_channels,
                 SeriesScale *scales)
{
  g_assert(n_values <= series->n_values && n_channels <= series->n_exogenous + 1);

  for (gsize channel = 0; channel < n_channels; channel++) {
    const double *values = channel == 0 ? series->values : series->exogenous[channel - 1];
    scales[channel] = scaling == SERIES_SCALING_STANDARD
                          ? standardise(values, n_values)
                          : (SeriesScale){ .shift = 0.0, .scale = 1.0 };
  }
}
