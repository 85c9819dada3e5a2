// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * The distance between neighbouring observations, and the calendar arithmetic that goes with it.
 *
 * A time is a #gint64: an observation number where the unit is STEP_INDEX, else microseconds since
 * 1970-01-01T00:00:00 in the data's own local time (proleptic Gregorian calendar, no time zones, no
 * leap seconds). All functions here are pure and may be called from any thread.
 */
typedef enum {
  STEP_INDEX = 0,        // plain integers
  STEP_MICROSECOND = 1,  // anything shorter than a day: an hour is 3600000000
  STEP_DAY = 2,          // a week is 7
  STEP_BUSINESS_DAY = 3, // Monday to Friday
  STEP_MONTH = 4,        // a quarter is 3, a year is 12
} StepUnit;              // the numbers of PLUGCAST_STEP_* in plugcast.h

typedef struct {
  StepUnit unit;
  gint64 count;   // of @unit, at least 1
  int anchor_day; // STEP_MONTH: day of month kept where the month has it, 31 for month ends, 0 for
                  // the day of the time that is stepped from; 0 for all other units
} Step;

typedef enum {
  STEP_ERROR_SYNTAX,    // the text is no step
  STEP_ERROR_IRREGULAR, // no step fits the times
} StepError;

#define STEP_ERROR (step_error_quark())
GQuark step_error_quark(void);

/**
 * Reads a step as a user writes it: `1d`, `day`, `weekly`, `month`, `month-end`, `quarter`, `year`,
 * `business-day`, `hour`, `15min`, `30s`, `integer`, and the frequency words of .tsf files
 * (`half_hourly`, `10_minutes`, `4_seconds`, …). Upper and lower case are the same.
 *
 * Returns: TRUE and fills @step, or FALSE with STEP_ERROR_SYNTAX, whose message lists what is
 * known.
 */
gboolean step_parse(const char *text, Step *step, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full): a name for people and messages: "month", "15 minutes", "week". */
char *step_to_string(const Step *step);

/**
 * Returns: the time @n_steps after @time (before, when negative): month ends clamped, a Saturday or
 * Sunday counted as the Friday before by business days; the ends of gint64 where it would overflow.
 */
gint64 step_add(const Step *step, gint64 time, gint64 n_steps);

/**
 * Counts the steps from @from to @to.
 *
 * Returns: TRUE and fills @n_steps when @to lies a whole number of steps from @from.
 */
gboolean step_between(const Step *step, gint64 from, gint64 to, gint64 *n_steps);

/**
 * Sets the anchor day of a month step, where it is still 0, to what the times of one series show:
 * the day they share, or 31 when all are month ends. Other units have none.
 */
void step_set_anchor(Step *step, const gint64 *times, gsize n_times);

/**
 * Finds the step of one series from its strictly rising times, the anchor day included. Needs two
 * times at least.
 *
 * Returns: TRUE and fills @step, or FALSE with STEP_ERROR_IRREGULAR.
 */
gboolean step_infer(const gint64 *times,
                    gsize n_times,
                    gboolean is_index,
                    Step *step,
                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** The season a user would expect when none is given, in steps, by the table in docs/data.md. */
gsize step_default_season(const Step *step);

/** The horizon used when none is given, in steps, by the table in docs/data.md. */
gsize step_default_horizon(const Step *step);

G_END_DECLS
