// SPDX-License-Identifier: MIT
#pragma once

#include "pool/pool.h"

#include <stdatomic.h>
#include <stdint.h>

G_BEGIN_DECLS

/** What the caller of pool_run() asked for. */
typedef struct {
  gsize n_items;
  gsize grain;      // at least 1
  gboolean is_even; // items take about the same time
  PoolFunc func;
  void *data;
  const PoolCancel *cancel; // nullable
} LoopJob;

/** Consecutive items of a loop. */
typedef struct {
  _Alignas(64) _Atomic(gsize) next; // first index that nobody has claimed
  gsize end;
} LoopRegion;

typedef struct Loop Loop;

/**
 * One place of a pool for a loop that its threads may share.
 *
 * Whoever owns the place fills it, opens it, works on it and closes it. Others may enter while it
 * is open and must leave again; the owner does not return before they have. A place is never freed
 * while its pool lives, so entering one that has been closed meanwhile, or that serves another loop
 * by now, does no harm.
 */
struct Loop {
  _Alignas(64) _Atomic(uint32_t) state; // threads inside, and the flags of loop.c
  _Atomic(int) was_stopped;             // before all items were claimed
  _Atomic(Loop *) parent;               // nullable: the loop whose task runs this one
  LoopJob job;                          // this and the rest is read only by those inside
  LoopRegion *regions;                  // room for one a thread
  gsize n_regions;                      // of this job
  unsigned n_threads;                   // that may share it
  gboolean is_timed;                    // claims may grow

  _Alignas(64) GMutex lock; // only for the sleep of the owner
  GCond wake;
};

/** @regions: (transfer none): one for each thread that may share the loop. */
void loop_init(Loop *loop, LoopRegion *regions);
void loop_clear(Loop *loop);

/** Gets the place ready for @job, which at most @n_threads threads are going to share. */
void loop_fill(Loop *loop, const LoopJob *job, Loop *parent, unsigned n_threads);

/** Lets others enter. */
void loop_open(Loop *loop);

/** Lets no more in. */
void loop_close(Loop *loop);

/** Returns: FALSE when the loop is closed, and then nothing of it may be read. */
gboolean loop_enter(Loop *loop);
void loop_leave(Loop *loop);

/** Returns: TRUE while others are inside. */
gboolean loop_is_shared(const Loop *loop);

/**
 * Claims ranges and does them until none is left or the job is cancelled. Each thread begins in a
 * region of its own, by the worker's index.
 */
void loop_work(Loop *loop, PoolWorker *worker);

/** Returns: how many threads more than one could still claim something. */
gsize loop_count_more(const Loop *loop);

/** Returns: TRUE when all items were claimed. */
gboolean loop_is_complete(const Loop *loop);

/** Returns: TRUE when @loop is run, at any depth, by a task of @ancestor; a guess unless inside. */
gboolean loop_descends_from(const Loop *loop, const Loop *ancestor);

/** Wakes the owners of the loops around this one that sleep, so that they look for work. */
void loop_wake_ancestors(Loop *loop);

/** Asked once more before the sleep: TRUE to stay awake. */
typedef gboolean (*LoopReason)(Loop *loop, void *data);

/** Lets the owner sleep until the others have left or somebody wakes it; may also wake early. */
void loop_sleep(Loop *loop, LoopReason reason, void *data);

G_END_DECLS
