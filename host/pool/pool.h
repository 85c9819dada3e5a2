// SPDX-License-Identifier: MIT
#pragma once

#include "pool/arena.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * Threads that share the work of loops.
 *
 * The caller of pool_run() and the helpers claim ranges of indices from one atomic counter, so the
 * caller always takes part and a loop inside a loop cannot deadlock. Any number of pools may exist;
 * any thread may call pool_run() on any of them, several at once, also from inside a task.
 */
typedef struct Pool Pool;

/** One thread at work for a pool: which scratch memory is its own. Lives for the task's call only.
 */
typedef struct PoolWorker PoolWorker;

/** Does items @begin … @end - 1. Called on any of the pool's threads, several at once. */
typedef void (*PoolFunc)(gsize begin, gsize end, PoolWorker *worker, gpointer data);

/**
 * Makes a pool that runs loops on @n_threads threads, the caller's included; 0 asks for one a
 * processor that this process may use.
 *
 * Returns: (transfer full): the pool, or NULL with @error set in G_THREAD_ERROR.
 */
Pool *pool_new(guint n_threads, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Waits for the helpers to leave. No loop may be running. */
void pool_free(Pool *pool);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Pool, pool_free)

guint pool_get_n_threads(const Pool *pool);

/** Stops loops early, from any thread and from signal handlers: an atomic flag and a deadline. */
typedef struct PoolCancel PoolCancel;

PoolCancel *pool_cancel_new(void);
void pool_cancel_free(PoolCancel *cancel);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PoolCancel, pool_cancel_free)

/** Asks to stop. Safe in a signal handler. */
void pool_cancel_trigger(PoolCancel *cancel);

/** Sets when to stop by itself, in the time of g_get_monotonic_time(); G_MAXINT64 for never. */
void pool_cancel_set_deadline(PoolCancel *cancel, gint64 monotonic_us);

/** Returns: TRUE when triggered or past the deadline; cheap enough to ask once an item. */
gboolean pool_cancel_is_set(const PoolCancel *cancel);

/**
 * Runs @func over 0 … @n_items - 1 in ranges, big ones first, none smaller than @grain but the
 * last. A loop of at most @grain items, or on a pool of one thread, runs inline on the caller.
 *
 * @cancel: (nullable): asked before each range.
 * Returns: TRUE when all items were done, FALSE when @cancel stopped it; the items that were begun
 * are done in either case, and everything they wrote is visible to the caller.
 */
gboolean pool_run(
    Pool *pool, gsize n_items, gsize grain, PoolFunc func, gpointer data, const PoolCancel *cancel);

/** Returns: which of the pool's threads this is, 0 … n_threads - 1; unique among those at work. */
guint pool_worker_get_index(const PoolWorker *worker);

/** Returns: (transfer none): the thread's scratch memory; whoever takes a mark gives it back. */
Arena *pool_worker_get_arena(PoolWorker *worker);

G_END_DECLS
