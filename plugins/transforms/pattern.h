// SPDX-License-Identifier: MIT
#pragma once

#include "season.h"

#include <plugcast.h>

/** How the season of a series is found. */
typedef struct {
  SeasonMode mode; // auto: where the seasonality test finds one; multiplicative where it can be
  bool uses_stl;   // else classical decomposition
  bool is_robust;  // of STL
  uint64_t window; // of STL, in periods; 0: every season is the same
} PatternSettings;

/**
 * The season of a series as a state of plain doubles: its form, its period, one index for each
 * place in the season, with which it goes on, and where the season changes, one for each value.
 */

/** Returns: doubles of a state for @n_values. */
uint64_t
pattern_state_size(const PatternSettings *settings, uint64_t n_values, uint32_t season_length);

/**
 * Finds the season of @series and writes @state, [pattern_state_size()]. There is none for a
 * season_length below 2, for fewer than two periods (STL: not more than two), and where the mode is
 * auto and the test finds none. A multiplicative season needs positive values, else it is additive.
 */
plugcast_status pattern_fit(const plugcast_call *call,
                            const PatternSettings *settings,
                            const plugcast_series *series,
                            double *state);

/** Takes the season out of the @value at @index, counted from the first value of the series. */
double pattern_remove(const double *state, uint64_t index, double value);

/** Puts it back. */
double pattern_restore(const double *state, uint64_t index, double value);
