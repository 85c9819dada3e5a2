// SPDX-License-Identifier: MIT
#pragma once

#include "history.h"

/** How a model is to treat the season; in the order of season_modes. */
typedef enum {
  SEASON_MODE_AUTO, // multiplicative where the seasonality test says so
  SEASON_MODE_NONE,
  SEASON_MODE_ADDITIVE,
  SEASON_MODE_MULTIPLICATIVE,
  N_SEASON_MODES,
} SeasonMode;

/** The names that users write, for a parameter of type PLUGCAST_PARAM_CHOICE. */
extern const char *const season_modes[N_SEASON_MODES];

typedef enum {
  SEASON_FORM_NONE,
  SEASON_FORM_ADDITIVE,
  SEASON_FORM_MULTIPLICATIVE,
} SeasonForm;

/** Seasonal indices of a series, in the call's scratch memory. */
typedef struct {
  SeasonForm form;
  uint64_t period;
  const double *indices; // [period], of value i at i % period; NULL without a season
} Season;

/**
 * Finds whether a season of @period steps shows in the autocorrelations, by the test of the M3 and
 * M4 competitions: at least three periods, and at lag @period an autocorrelation beyond the 90 %
 * limits of Bartlett's formula. Missing values take no part.
 */
plugcast_status
season_test(const plugcast_call *call, const History *history, uint64_t period, bool *is_seasonal);

/**
 * Finds the seasonal indices of @history by classical decomposition. A multiplicative season needs
 * positive values and indices of at least 0.01; otherwise the season becomes an additive one. A
 * forced season needs two periods of values, else there is none.
 */
plugcast_status season_find(const plugcast_call *call,
                            const History *history,
                            uint64_t period,
                            SeasonMode mode,
                            Season *season);

/** Takes the season out of the values of a history; missing ones stay missing. */
void season_remove(const Season *season, double *values, uint64_t n_values);

/** Puts the season into forecasts; @first is the place of the first one, counted as the values
 * are. */
void season_restore(
    const Season *season, uint64_t first, double *means, double *deviations, uint64_t horizon);
