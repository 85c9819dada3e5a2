// SPDX-License-Identifier: MIT
#include "data/step.h"

#include <string.h>

enum {
  COUNT_MAX = 1000000, // that a user may write before a unit
  MONTH_END = 31,
};

#define MILLISECOND G_GINT64_CONSTANT(1000)
#define SECOND G_GINT64_CONSTANT(1000000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)

typedef struct {
  const char *word; // lower case, blanks between words
  Step step;
} StepWord;

// Neither "m" nor "ms" is here: to some they are months and month starts, to others minutes and
// milliseconds.
static const StepWord words[] = {
  { "integer", { STEP_INDEX, 1, 0 } },
  { "us", { STEP_MICROSECOND, 1, 0 } },
  { "microsecond", { STEP_MICROSECOND, 1, 0 } },
  { "millisecond", { STEP_MICROSECOND, MILLISECOND, 0 } },
  { "s", { STEP_MICROSECOND, SECOND, 0 } },
  { "sec", { STEP_MICROSECOND, SECOND, 0 } },
  { "second", { STEP_MICROSECOND, SECOND, 0 } },
  { "secondly", { STEP_MICROSECOND, SECOND, 0 } },
  { "min", { STEP_MICROSECOND, MINUTE, 0 } },
  { "minute", { STEP_MICROSECOND, MINUTE, 0 } },
  { "minutely", { STEP_MICROSECOND, MINUTE, 0 } },
  { "half hour", { STEP_MICROSECOND, 30 * MINUTE, 0 } },
  { "half hourly", { STEP_MICROSECOND, 30 * MINUTE, 0 } },
  { "h", { STEP_MICROSECOND, HOUR, 0 } },
  { "hour", { STEP_MICROSECOND, HOUR, 0 } },
  { "hourly", { STEP_MICROSECOND, HOUR, 0 } },
  { "d", { STEP_DAY, 1, 0 } },
  { "day", { STEP_DAY, 1, 0 } },
  { "daily", { STEP_DAY, 1, 0 } },
  { "b", { STEP_BUSINESS_DAY, 1, 0 } },
  { "business day", { STEP_BUSINESS_DAY, 1, 0 } },
  { "w", { STEP_DAY, 7, 0 } },
  { "week", { STEP_DAY, 7, 0 } },
  { "weekly", { STEP_DAY, 7, 0 } },
  { "mo", { STEP_MONTH, 1, 0 } },
  { "month", { STEP_MONTH, 1, 0 } },
  { "monthly", { STEP_MONTH, 1, 0 } },
  { "me", { STEP_MONTH, 1, MONTH_END } },
  { "month end", { STEP_MONTH, 1, MONTH_END } },
  { "q", { STEP_MONTH, 3, 0 } },
  { "quarter", { STEP_MONTH, 3, 0 } },
  { "quarterly", { STEP_MONTH, 3, 0 } },
  { "qe", { STEP_MONTH, 3, MONTH_END } },
  { "quarter end", { STEP_MONTH, 3, MONTH_END } },
  { "y", { STEP_MONTH, 12, 0 } },
  { "year", { STEP_MONTH, 12, 0 } },
  { "yearly", { STEP_MONTH, 12, 0 } },
  { "annual", { STEP_MONTH, 12, 0 } },
  { "ye", { STEP_MONTH, 12, MONTH_END } },
  { "year end", { STEP_MONTH, 12, MONTH_END } },
};

// Of the steps that a name exists for, the longest of each unit first.
static const StepWord names[] = {
  { "integer", { STEP_INDEX, 1, 0 } },
  { "hour", { STEP_MICROSECOND, HOUR, 0 } },
  { "minute", { STEP_MICROSECOND, MINUTE, 0 } },
  { "second", { STEP_MICROSECOND, SECOND, 0 } },
  { "millisecond", { STEP_MICROSECOND, MILLISECOND, 0 } },
  { "microsecond", { STEP_MICROSECOND, 1, 0 } },
  { "week", { STEP_DAY, 7, 0 } },
  { "day", { STEP_DAY, 1, 0 } },
  { "business day", { STEP_BUSINESS_DAY, 1, 0 } },
  { "year", { STEP_MONTH, 12, 0 } },
  { "quarter", { STEP_MONTH, 3, 0 } },
  { "month", { STEP_MONTH, 1, 0 } },
};

static const StepWord *
find_word(const char *word)
{
  for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
    const gsize length = strlen(words[i].word);
    const gboolean is_plural =
        length > 2 && strncmp(word, words[i].word, length) == 0 && strcmp(word + length, "s") == 0;
    if (is_plural || strcmp(word, words[i].word) == 0) {
      return &words[i];
    }
  }
  return NULL;
}

gboolean
step_parse(const char *text, Step *step, GError **error)
{
  g_return_val_if_fail(text != NULL, FALSE);

  g_autofree char *lower = g_ascii_strdown(text, -1);
  char *word = g_strdelimit(g_strstrip(lower), "_-", ' ');
  gint64 count = 1;
  if (g_ascii_isdigit(*word)) {
    count = g_ascii_strtoll(word, &word, 10);
    word = g_strchug(word);
  }

  const StepWord *found = find_word(word);
  if (found == NULL || count < 1 || count > COUNT_MAX) {
    g_set_error(
        error, STEP_ERROR, STEP_ERROR_SYNTAX,
        "'%s' is no step; known are integer, second (s), minute (min), half-hour, hour (h), "
        "day (d), business-day (b), week (w), month (mo), month-end (me), quarter (q), "
        "quarter-end (qe), year (y), year-end (ye), each after a count up to %d where one is "
        "needed, such as 15min",
        text, COUNT_MAX);
    return FALSE;
  }
  *step = found->step;
  step->count *= count;
  return TRUE;
}

char *
step_to_string(const Step *step)
{
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
    const Step *named = &names[i].step;
    if (named->unit != step->unit || step->count % named->count != 0) {
      continue;
    }
    const gint64 count = step->count / named->count;
    return count == 1 ? g_strdup(names[i].word)
                      : g_strdup_printf("%" G_GINT64_FORMAT " %ss", count, names[i].word);
  }
  g_assert_not_reached();
}
