// SPDX-License-Identifier: MIT
#pragma once

#include "pool/arena.h"
#include "pool/cancel.h"
#include "pool/trace.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * Threads that share the work of loops.
 *
 * The caller of pool_run() and the helpers claim ranges of indices from atomic counters, so the
 * caller always takes part and a loop inside a loop cannot deadlock. Any number of pools may exist;
 * any thread may call pool_run() on any of them, several at once, also from inside a task.
 */
typedef struct Pool Pool;

/** One thread at work on a loop: which scratch memory is its own. Lives for the task's call only.
 */
typedef struct PoolWorker PoolWorker;

/**
 * Does items @begin … @end - 1. Called on any of the pool's threads, several at once, with ranges
 * that depend on the clock: what an item yields must depend on its index alone.
 */
typedef void (*PoolFunc)(gsize begin, gsize end, PoolWorker *worker, void *data);

/**
 * Makes a pool that runs loops on @n_threads threads, the caller's included; 0 asks for one a
 * processor that this process may use.
 *
 * Returns: (transfer full): the pool, or NULL with @error set in G_THREAD_ERROR.
 */
Pool *pool_new(unsigned n_threads, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Waits for the helpers to leave. No loop may be running. */
void pool_free(Pool *pool);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Pool, pool_free)

unsigned pool_get_n_threads(const Pool *pool);

/**
 * Has the loops of a pool of one thread, but for those inside of tasks, run grain by grain and
 * recorded in @trace: (nullable): NULL ends that. Borrowed; no loop may be running.
 */
void pool_set_trace(Pool *pool, PoolTrace *trace);

/**
 * Runs @func over 0 … @n_items - 1, each index once, in ranges of at least @grain items but for the
 * last. Slow items come in small ranges, quick ones in big ones, so @grain is only the least number
 * that is worth a second thread: 1 from a few microseconds an item on. A loop of at most @grain
 * items, or on a pool of one thread, runs inline on the caller.
 *
 * Few items are begun in rising order, so costly ones should come first. Many are cut into
 * stretches of at least 32 grains, one a thread, each begun in rising order by that thread and by
 * those whose own stretch is done.
 *
 * Nothing is allocated once the threads have been at work.
 *
 * @cancel: (nullable): asked before each range.
 * Returns: TRUE when all items were done, FALSE when @cancel stopped it; the items that were begun
 * are done in either case, and everything they wrote is visible to the caller.
 */
gboolean pool_run(
    Pool *pool, gsize n_items, gsize grain, PoolFunc func, void *data, const PoolCancel *cancel);

/**
 * The same for items that take about the same time: each thread begins in a stretch of its own, the
 * same one in every loop of as many items, so that what an item reads and writes is still near the
 * processor that had it in the last loop.
 */
gboolean pool_run_even(
    Pool *pool, gsize n_items, gsize grain, PoolFunc func, void *data, const PoolCancel *cancel);

/**
 * Returns: 0 … n_threads - 1, unique among the threads at work on one loop. A thread keeps its
 * index in the loops that it starts inside a task; callers from outside are all 0, each in its own
 * loop.
 */
unsigned pool_worker_get_index(const PoolWorker *worker);

/**
 * Returns: (transfer none): scratch memory of this thread alone; whoever takes a mark gives it back
 * before its task ends.
 */
Arena *pool_worker_get_arena(PoolWorker *worker);

G_END_DECLS
