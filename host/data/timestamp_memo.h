// SPDX-License-Identifier: MIT
#pragma once

#include "data/timestamp.h"

#include <glib.h>

G_BEGIN_DECLS

enum {
  TIMESTAMP_MEMO_SLOTS = 1024
};

typedef struct {
  guint64 key;  // the eight bytes `YYYY-MM-`; 0 in an empty slot
  gint64 ticks; // of the first of the month, midnight
  guint n_days; // of the month
} TimestampMemoSlot;

/**
 * Reads the times of one column fast by remembering months it has met: `2016-07-` once read by
 * timestamp_parse() turns the other days and hours of that month into a look-up. Times come as
 * ticks: days, seconds or observation numbers, by the form of the column.
 *
 * A plain value without owned pointers; one thread at a time.
 */
typedef struct {
  TimestampStyle style;
  gint64 tick; // in the units of step.h
  TimestampMemoSlot slots[TIMESTAMP_MEMO_SLOTS];
} TimestampMemo;

/** Begins a column whose first time is written in @style. */
void timestamp_memo_init(TimestampMemo *memo, const TimestampStyle *style);

/**
 * Reads a time at @text, after which SOURCE_PADDING bytes may be read. The caller checks that a
 * cell ends where the time does.
 *
 * Returns: the bytes read, or 0 when the memo does not know, which says nothing about the text.
 */
gsize timestamp_memo_read(const TimestampMemo *memo, const char *text, gint64 *ticks);

/** Remembers that timestamp_parse() reads @text, of the column's style, as @time. */
void timestamp_memo_learn(TimestampMemo *memo, const char *text, gsize length, gint64 time);

G_END_DECLS
