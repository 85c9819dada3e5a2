// SPDX-License-Identifier: MIT
#pragma once

#include <stddef.h>
#include <stdint.h>

#define SECONDS_A_DAY INT64_C(86400)

typedef enum {
  LAYOUT_LONG,
  LAYOUT_WIDE_ROW,
  LAYOUT_TSF,
} Layout;

typedef enum {
  CALENDAR_SECONDS,
  CALENDAR_BUSINESS_DAYS,
  CALENDAR_QUARTERS,
} Calendar;

/** What one generated series is made of. */
typedef struct {
  const char *id;
  int64_t n_values;
  int64_t level;           // in hundredths, like all amounts here
  int64_t slope;           // over 100 values
  int64_t amplitude;       // of the shorter season
  int64_t long_amplitude;  // of the longer season
  int64_t noise;           // about one standard deviation
  int64_t persistence;     // percent of the last disturbance that stays
  int64_t shift;           // added from the middle on
  int64_t demand_permille; // intermittent: chance that a value is not zero; 0: every value counts
  int64_t missing_permille;
} Recipe;

/** One file of generated series, all with the same step. */
typedef struct {
  const char *name;
  Layout layout;
  Calendar calendar;
  int64_t step_seconds; // CALENDAR_SECONDS only
  int64_t first_day;    // since 1970-01-01
  int64_t season;
  int64_t long_season;
  const char *frequency; // LAYOUT_TSF only
  const Recipe *recipes;
  size_t n_recipes;
} RecipeFile;

extern const RecipeFile recipe_files[];
extern const size_t recipe_n_files;
