// SPDX-License-Identifier: MIT
#pragma once

#include <plugcast.h>

/** A place in the Gregorian calendar; what a step of the series does not tell is -1. */
typedef struct {
  int64_t year;
  int month;   // 1 … 12
  int day;     // 1 … 31
  int weekday; // 0 … 6, Monday first
  int hour;    // 0 … 23
} Moment;

/**
 * Finds when value @index of @series stands. Steps of months tell year and month, steps of days the
 * date, shorter ones the hour too. Returns: false when steps are plain integers or the time is
 * beyond 64 bits.
 */
bool moment_find(const plugcast_series *series, uint64_t index, Moment *moment);
