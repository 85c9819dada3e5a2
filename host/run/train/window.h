// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>
#include <plugcast.h>

G_BEGIN_DECLS

/** The size of a window: what a network sees, and what it is to say. */
typedef struct {
  gsize input_length; // steps before the origin, at least 1
  gsize horizon;      // steps after it, at least 1
  gsize n_channels;   // the value and the regressors of a series; at least 1
} WindowLayout;

/** Values @begin … @end - 1 of a series: those that may be targets. Inputs may lie before. */
typedef struct {
  gsize begin;
  gsize end;
} WindowRange;

/** One window: its inputs end before value @origin of the series, its targets begin there. */
typedef struct {
  gsize series;
  gsize origin;
} WindowPlace;

/**
 * All windows whose targets lie in a range of each series, a step apart, numbered by series, then
 * origin. Nothing is copied: a window is a place in a series.
 *
 * Missing values: a window with a missing input, value or regressor, is left out, and so is one
 * without any target; of the others the missing targets count for nothing.
 *
 * Never changes once made; any thread may read it.
 */
typedef struct WindowSet WindowSet;

/**
 * @series: [n_series], borrowed for the life of the set; each has n_channels - 1 regressors.
 * @ranges: [n_series], within the series.
 */
WindowSet *window_set_new(const plugcast_series *const *series,
                          gsize n_series,
                          const WindowLayout *layout,
                          const WindowRange *ranges);

void window_set_free(WindowSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WindowSet, window_set_free)

const WindowLayout *window_set_get_layout(const WindowSet *set);
gsize window_set_get_n_series(const WindowSet *set);

/** Returns: (transfer none): series @index, as it was given. */
const plugcast_series *window_set_get_series(const WindowSet *set, gsize index);

gsize window_set_get_n_windows(const WindowSet *set);

/** Returns: series that have at least one window. */
gsize window_set_get_n_used(const WindowSet *set);

/** Returns: windows left out for missing values. */
gsize window_set_get_n_left_out(const WindowSet *set);

/** Returns: where window @index is. */
WindowPlace window_set_locate(const WindowSet *set, gsize index);

/** What is trained on and what is watched, in the order of time. */
typedef struct {
  WindowRange training;   // begins at 0
  WindowRange validation; // empty when the series is too short for both
} WindowSplit;

/**
 * Cuts the last @fraction of @n_values values off for validation, at least one horizon of them. A
 * series that would not keep a window to train on keeps all.
 */
WindowSplit window_split_tail(gsize n_values, const WindowLayout *layout, double fraction);

/** Takes the first @n_training values to train on and the next @n_validation to watch, as far as
 * there are so many. */
WindowSplit window_split_at(gsize n_values, gsize n_training, gsize n_validation);

G_END_DECLS
