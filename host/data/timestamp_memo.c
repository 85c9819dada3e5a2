// SPDX-License-Identifier: MIT
#include "data/timestamp_memo.h"

#include "data/calendar.h"

#include <string.h>

enum {
  PREFIX_LENGTH = 8,  // of `YYYY-MM-`
  DATE_LENGTH = 10,   // of `YYYY-MM-DD`
  MINUTE_LENGTH = 16, // of `YYYY-MM-DD HH:MM`
  SECOND_LENGTH = 19, // of `YYYY-MM-DD HH:MM:SS`
  MAX_DIGITS = 18,    // of an integer that surely fits into gint64
};

static const gint64 SECOND_TICKS = G_USEC_PER_SEC;
static const gint64 DAY_SECONDS = 24 * 60 * 60;

void
timestamp_memo_init(TimestampMemo *memo, const TimestampStyle *style)
{
  memset(memo, 0, sizeof *memo);
  memo->style = *style;
  switch (style->form) {
  case TIMESTAMP_INTEGER:
    memo->tick = 1;
    break;
  case TIMESTAMP_DATE:
  case TIMESTAMP_MONTH:
  case TIMESTAMP_QUARTER:
    memo->tick = DAY_SECONDS * SECOND_TICKS;
    break;
  case TIMESTAMP_MINUTE:
  case TIMESTAMP_SECOND:
    memo->tick = SECOND_TICKS;
    break;
  }
}

static inline guint64
prefix_key(const char *text)
{
  guint64 key = 0;
  memcpy(&key, text, sizeof key);
  return key;
}

static inline gsize
prefix_slot(guint64 key)
{
  return (gsize)((key * G_GUINT64_CONSTANT(0x9E3779B97F4A7C15)) >> 54);
}

G_STATIC_ASSERT(TIMESTAMP_MEMO_SLOTS == 1 << (64 - 54));

// Returns: the number that two digits write, 255 when they are not digits.
static inline guint
two_digits(const char *text)
{
  const guint tens = (guint)(guchar)text[0] - '0';
  const guint ones = (guint)(guchar)text[1] - '0';
  return tens > 9 || ones > 9 ? 255 : 10 * tens + ones;
}

static gsize
read_integer(const char *text, gint64 *ticks)
{
  gint64 sum = 0;
  gsize length = 0;
  while (length < MAX_DIGITS && g_ascii_isdigit(text[length])) {
    sum = 10 * sum + (text[length] - '0');
    length++;
  }
  *ticks = sum;
  return length;
}

static gsize
read_clock(const TimestampMemo *memo, const char *text, gint64 *ticks)
{
  const guint hour = two_digits(text + DATE_LENGTH + 1);
  const guint minute = two_digits(text + DATE_LENGTH + 4);
  if (text[DATE_LENGTH] != memo->style.time_separator || text[DATE_LENGTH + 3] != ':' ||
      hour > 23 || minute > 59) {
    return 0;
  }
  *ticks += 60 * (60 * hour + minute);
  if (memo->style.form == TIMESTAMP_MINUTE) {
    return MINUTE_LENGTH;
  }
  const guint second = two_digits(text + MINUTE_LENGTH + 1);
  if (text[MINUTE_LENGTH] != ':' || second > 59) {
    return 0;
  }
  *ticks += second;
  return SECOND_LENGTH;
}

gsize
timestamp_memo_read(const TimestampMemo *memo, const char *text, gint64 *ticks)
{
  if (memo->style.form == TIMESTAMP_INTEGER) {
    return read_integer(text, ticks);
  }
  const guint64 key = prefix_key(text);
  const TimestampMemoSlot *slot = &memo->slots[prefix_slot(key)];
  const guint day = two_digits(text + PREFIX_LENGTH);
  if (slot->key != key || day - 1 >= slot->n_days) {
    return 0;
  }
  if (memo->tick != SECOND_TICKS) {
    *ticks = slot->ticks + (day - 1);
    return DATE_LENGTH;
  }
  *ticks = slot->ticks + (day - 1) * DAY_SECONDS;
  return read_clock(memo, text, ticks);
}

void
timestamp_memo_learn(TimestampMemo *memo, const char *text, gsize length, gint64 time)
{
  const TimestampForm form = memo->style.form;
  if (length < DATE_LENGTH || form == TIMESTAMP_INTEGER || memo->style.has_offset) {
    return;
  }
  const gint64 day = calendar_day_from_time(time);
  const CalendarDate date = calendar_date_from_day(day);
  const gint64 first = (day - (date.day - 1)) * CALENDAR_DAY_US;
  const guint64 key = prefix_key(text);
  memo->slots[prefix_slot(key)] = (TimestampMemoSlot){
    .key = key,
    .ticks = first / memo->tick,
    .n_days = (guint)calendar_days_in_month(date.year, date.month),
  };
}
