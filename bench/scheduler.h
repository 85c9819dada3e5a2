// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Does item @index, on any thread. */
typedef void (*SchedulerItem)(gsize index, void *data);

/** One way to run a loop on several threads. */
typedef struct {
  const char *name;

  /** Returns: (transfer full): what the other functions take, released by stop(). */
  void *(*start)(unsigned n_threads);
  void (*stop)(void *state);

  /** Does items 0 … @n_items - 1, each once, and returns when all are done. */
  void (*run)(void *state, gsize n_items, SchedulerItem item, void *data);

  /** The same from inside an item. */
  void (*run_inside)(void *state, gsize n_items, SchedulerItem item, void *data);
} Scheduler;

/** Returns: (transfer none): the schedulers of this build; the plain loop is the first. */
const Scheduler *scheduler_list(gsize *n_schedulers);

G_END_DECLS
