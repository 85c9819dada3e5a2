// SPDX-License-Identifier: MIT
#include "window.h"

#include <math.h>

// The local level model behind the intervals: y_t = l_t + e_t, l_t = l_{t-1} + u_t, within one
// place of the season. The error of forecasting the g-th value after an average of c values has the
// variance
//   Var(u) × (g + (c - 1)(2c - 1) / 6c) + Var(e) × (1 + 1/c).
// With Var(e) = 0 and c = 1 this is the random walk's g × Var(u), with Var(u) = 0 the sample mean's
// Var(e) × (1 + 1/c). Only the ratio of the two variances is taken from the growth; their size
// comes from the squared errors of forecasting each value from those before it, each divided by
// its factor.
typedef struct {
  double walk;  // Var(u), up to a common factor
  double noise; // Var(e), likewise
} Shares;

/** The observed values at one place of the season, in order. */
typedef struct {
  double *values;
  uint64_t *seasons; // which season each value stands in
  uint64_t n_values;
} Track;

/** What a place of the season forecasts. */
typedef struct {
  double average;
  uint64_t n_averaged;  // 0 when the place was never observed
  uint64_t last_season; // of its last observed value
} Place;

static double
variance_factor(Shares shares, uint64_t n_averaged, uint64_t distance)
{
  const double c = (double)n_averaged;
  const double walked = (double)distance + (c - 1.0) * (2.0 * c - 1.0) / (6.0 * c);
  return shares.walk * walked + shares.noise * (1.0 + 1.0 / c);
}

static void
track_read(Track *track, const History *history, uint64_t period, uint64_t place)
{
  track->n_values = 0;
  uint64_t season = 0;
  for (uint64_t i = place; i < history->n_values; i += period) {
    if (!isnan(history->values[i])) {
      track->values[track->n_values] = history->values[i];
      track->seasons[track->n_values] = season;
      track->n_values++;
    }
    season++;
  }
}

/** Estimates the two variances from lag-one products of the differences, over all places. */
static Shares
measure_shares(Track *track, const History *history, uint64_t period)
{
  double squares = 0.0;
  double products = 0.0;
  uint64_t n_squares = 0;
  uint64_t n_products = 0;
  for (uint64_t place = 0; place < period; place++) {
    track_read(track, history, period, place);
    for (uint64_t i = 1; i < track->n_values; i++) {
      const double step = track->values[i] - track->values[i - 1];
      squares += step * step;
      n_squares++;
      if (i > 1) {
        products += step * (track->values[i - 1] - track->values[i - 2]);
        n_products++;
      }
    }
  }
  // Differences have the variance Var(u) + 2 Var(e) and the lag-one covariance -Var(e).
  const double variance = n_squares > 0 ? squares / (double)n_squares : 0.0;
  const double covariance = n_products > 0 ? products / (double)n_products : 0.0;
  const double noise = fmin(fmax(-covariance, 0.0), variance / 2.0);
  if (!(variance > 0.0)) {
    return (Shares){ .walk = 1.0, .noise = 0.0 };
  }
  return (Shares){ .walk = (variance - 2.0 * noise) / variance, .noise = noise / variance };
}

static Shares
shares_for(const Window *window, const History *history, Track *track)
{
  switch (window->growth) {
  case WINDOW_GROWTH_WALK:
    return (Shares){ .walk = 1.0, .noise = 0.0 };
  case WINDOW_GROWTH_LEVEL:
    return (Shares){ .walk = 0.0, .noise = 1.0 };
  case WINDOW_GROWTH_MEASURED:
  default:
    return measure_shares(track, history, window->period);
  }
}

typedef struct {
  double sum; // of squared errors over their variance factors
  uint64_t count;
} Errors;

/** Slides the window over a track: adds up its errors and returns where it ends. */
static Place
track_slide(const Track *track, uint64_t length, Shares shares, Errors *errors)
{
  Place place = { 0.0, 0, 0 };
  double sum = 0.0;
  for (uint64_t i = 0; i < track->n_values; i++) {
    if (place.n_averaged > 0) {
      const double error = track->values[i] - place.average;
      const uint64_t distance = track->seasons[i] - place.last_season;
      errors->sum += error * error / variance_factor(shares, place.n_averaged, distance);
      errors->count++;
    }
    sum += track->values[i];
    if (i >= length) {
      sum -= track->values[i - length];
    } else {
      place.n_averaged++;
    }
    // A window of one value is that value, free of what rounding left in the sum.
    place.average = length == 1 ? track->values[i] : sum / (double)place.n_averaged;
    place.last_season = track->seasons[i];
  }
  return place;
}

/** A window fitted to a history. */
typedef struct {
  uint64_t period;
  const Place *places; // [period]
  Shares shares;
  double variance; // that the factors multiply
} Fit;

static bool
fit_read(const plugcast_call *call, const Window *window, const History *history, Fit *fit)
{
  const uint64_t n_track = history->n_values / window->period + 1;
  Track track = {
    .values = plugcast_scratch(call, n_track * sizeof *track.values),
    .seasons = plugcast_scratch(call, n_track * sizeof *track.seasons),
  };
  Place *const places = plugcast_scratch(call, window->period * sizeof *places);
  if (track.values == NULL || track.seasons == NULL || places == NULL) {
    return false;
  }

  const Shares shares = shares_for(window, history, &track);
  Errors errors = { 0.0, 0 };
  for (uint64_t place = 0; place < window->period; place++) {
    track_read(&track, history, window->period, place);
    places[place] = track_slide(&track, window->length, shares, &errors);
  }
  *fit = (Fit){
    .period = window->period,
    .places = places,
    .shares = shares,
    .variance = errors.count > 0 ? errors.sum / (double)errors.count : 0.0,
  };
  return true;
}

/** Forecasts the value at @time; returns false when its place was never observed. */
static bool
fit_predict(const Fit *fit, uint64_t time, double *mean, double *deviation)
{
  const Place *const place = &fit->places[time % fit->period];
  if (place->n_averaged == 0) {
    return false;
  }
  const uint64_t distance = time / fit->period - place->last_season;
  *mean = place->average;
  *deviation = sqrt(fit->variance * variance_factor(fit->shares, place->n_averaged, distance));
  return true;
}

plugcast_status
window_forecast(const plugcast_call *call,
                const Window *window,
                const History *history,
                double *means,
                double *deviations,
                uint64_t horizon)
{
  const uint64_t first = history->n_values + history->n_trailing;
  const Window plain = { .period = 1, .length = window->length, .growth = window->growth };
  Window seasonal = *window;
  // Of a season that reaches past the horizon no place comes twice, however long it is.
  seasonal.period = window->period < first + horizon ? window->period : first + horizon;

  Fit seasonal_fit;
  Fit plain_fit;
  if (!fit_read(call, &seasonal, history, &seasonal_fit) ||
      !fit_read(call, &plain, history, &plain_fit)) {
    return plugcast_fail(call, PLUGCAST_NO_MEMORY, "no memory for the averages");
  }
  for (uint64_t h = 0; h < horizon; h++) {
    if (!fit_predict(&seasonal_fit, first + h, &means[h], &deviations[h])) {
      fit_predict(&plain_fit, first + h, &means[h], &deviations[h]);
    }
  }
  return PLUGCAST_OK;
}
