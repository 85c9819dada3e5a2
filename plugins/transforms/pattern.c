// SPDX-License-Identifier: MIT
#include "pattern.h"

#include "stl.h"

#include <math.h>
#include <string.h>

/** The first numbers of a state; then [period] indices and [n_changing] values of the season. */
enum {
  STATE_FORM, // a SeasonForm
  STATE_PERIOD,
  STATE_N_CHANGING,
  N_HEAD,
};

enum {
  LEAST_PERIODS = 2,
};

/** Where pattern_fit() stands. */
typedef struct {
  const plugcast_call *call;
  const PatternSettings *settings;
  const History *history;
  uint64_t n_leading; // missing values before those of the history
  uint64_t period;
  double *state;
} Fit;

static bool
may_have_season(uint64_t n_values, uint64_t period)
{
  return period >= 2 && n_values / LEAST_PERIODS >= period;
}

static bool
is_changing(const PatternSettings *settings)
{
  return settings->uses_stl && settings->window > 0;
}

uint64_t
pattern_state_size(const PatternSettings *settings, uint64_t n_values, uint32_t season_length)
{
  if (!may_have_season(n_values, season_length)) {
    return N_HEAD;
  }
  return N_HEAD + season_length + (is_changing(settings) ? n_values : 0);
}

static void
set_index(const Fit *fit, uint64_t place, double index)
{
  fit->state[N_HEAD + (fit->n_leading + place) % fit->period] = index;
}

static plugcast_status
fit_classical(const Fit *fit, SeasonForm form)
{
  const SeasonMode mode =
      form == SEASON_FORM_MULTIPLICATIVE ? SEASON_MODE_MULTIPLICATIVE : SEASON_MODE_ADDITIVE;
  Season season;
  const plugcast_status status = season_find(fit->call, fit->history, fit->period, mode, &season);
  if (status != PLUGCAST_OK) {
    return status;
  }
  fit->state[STATE_FORM] = season.form;
  for (uint64_t place = 0; place < fit->period && season.form != SEASON_FORM_NONE; place++) {
    const double index = season.indices[place];
    set_index(fit, place,
              season.form == SEASON_FORM_ADDITIVE ? history_restore(fit->history, index) : index);
  }
  return PLUGCAST_OK;
}

static bool
is_positive(const double *values, uint64_t n_values)
{
  for (uint64_t i = 0; i < n_values; i++) {
    if (!(values[i] > 0.0)) {
      return false;
    }
  }
  return true;
}

/** Writes the season of each place, the last one that was seen, and of each value if it changes. */
static void
keep_season(const Fit *fit, SeasonForm form, const double *seasonal)
{
  const uint64_t n_values = fit->history->n_values;
  double *const changing = fit->state + N_HEAD + fit->period;
  const bool keeps_all = is_changing(fit->settings);
  fit->state[STATE_FORM] = form;
  fit->state[STATE_N_CHANGING] = keeps_all ? (double)(fit->n_leading + n_values) : 0.0;
  for (uint64_t i = 0; i < n_values; i++) {
    const double index = form == SEASON_FORM_MULTIPLICATIVE
                             ? exp(seasonal[i])
                             : history_restore(fit->history, seasonal[i]);
    set_index(fit, i, index);
    if (keeps_all) {
      changing[fit->n_leading + i] = index;
    }
  }
}

static plugcast_status
fit_stl(const Fit *fit, SeasonForm wanted)
{
  const uint64_t n_values = fit->history->n_values;
  double *const values = fit->history->values;
  history_interpolate(values, n_values);
  const SeasonForm form = wanted == SEASON_FORM_MULTIPLICATIVE && is_positive(values, n_values)
                              ? SEASON_FORM_MULTIPLICATIVE
                              : SEASON_FORM_ADDITIVE;
  // What multiplies values adds to their logarithms.
  for (uint64_t i = 0; i < n_values && form == SEASON_FORM_MULTIPLICATIVE; i++) {
    values[i] = log(values[i]);
  }
  const StlSettings settings =
      stl_settings(n_values, fit->period, fit->settings->window, fit->settings->is_robust);
  Stl stl;
  const plugcast_status status = stl_decompose(fit->call, &settings, values, n_values, &stl);
  if (status == PLUGCAST_OK) {
    keep_season(fit, form, stl.seasonal);
  }
  return status;
}

plugcast_status
pattern_fit(const plugcast_call *call,
            const PatternSettings *settings,
            const plugcast_series *series,
            double *state)
{
  History history;
  plugcast_status status = history_read(call, series, &history);
  if (status != PLUGCAST_OK) {
    return status;
  }
  const uint64_t period = series->season_length;
  memset(state, 0,
         pattern_state_size(settings, series->n_values, series->season_length) * sizeof *state);
  state[STATE_FORM] = SEASON_FORM_NONE;
  state[STATE_PERIOD] = (double)period;
  bool has_season = may_have_season(history.n_values, period) &&
                    settings->mode != SEASON_MODE_NONE &&
                    (!settings->uses_stl || stl_is_possible(history.n_values, period));
  if (has_season && settings->mode == SEASON_MODE_AUTO) {
    status = season_test(call, &history, period, &has_season);
  }
  if (status != PLUGCAST_OK || !has_season) {
    return status;
  }
  const Fit fit = {
    .call = call,
    .settings = settings,
    .history = &history,
    .n_leading = series->n_values - history.n_trailing - history.n_values,
    .period = period,
    .state = state,
  };
  const SeasonForm form =
      settings->mode == SEASON_MODE_ADDITIVE ? SEASON_FORM_ADDITIVE : SEASON_FORM_MULTIPLICATIVE;
  return settings->uses_stl ? fit_stl(&fit, form) : fit_classical(&fit, form);
}

static double
index_at(const double *state, uint64_t index)
{
  const uint64_t period = (uint64_t)state[STATE_PERIOD];
  const uint64_t n_changing = (uint64_t)state[STATE_N_CHANGING];
  return state[N_HEAD + (index < n_changing ? period + index : index % period)];
}

double
pattern_remove(const double *state, uint64_t index, double value)
{
  switch ((SeasonForm)state[STATE_FORM]) {
  case SEASON_FORM_ADDITIVE:
    return value - index_at(state, index);
  case SEASON_FORM_MULTIPLICATIVE:
    return value / index_at(state, index);
  default:
    return value;
  }
}

double
pattern_restore(const double *state, uint64_t index, double value)
{
  switch ((SeasonForm)state[STATE_FORM]) {
  case SEASON_FORM_ADDITIVE:
    return value + index_at(state, index);
  case SEASON_FORM_MULTIPLICATIVE:
    return value * index_at(state, index);
  default:
    return value;
  }
}
