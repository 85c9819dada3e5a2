// SPDX-License-Identifier: MIT
#pragma once

#include "pool/index_stack.h"
#include "pool/loop.h"
#include "pool/pool.h"

#include <stdatomic.h>
#include <stdint.h>

G_BEGIN_DECLS

// One bit each in a word. A loop that finds no place runs on its caller alone.
#define POOL_N_PLACES 64

// How long a thread without work looks for it before it sleeps: about as long as waking it takes.
#define POOL_LINGER_NS 50000

#define POOL_LOOKS_A_YIELD 100

struct PoolWorker {
  _Alignas(64) Pool *pool;
  unsigned index;
  Arena *arena;          // owned, NULL until asked for
  Loop *loop;            // nullable: the innermost shared loop it works on
  PoolWorker *outer;     // nullable: what this thread is in another pool, further down its stack
  int64_t idle_since_ns; // of a helper, as the rest
  int patience;          // longer waits in a row until it gives up looking long
  gboolean is_crowded;   // another program wanted the processor in the last wait
};

typedef struct {
  Loop loop;
  PoolWorker guest; // lent to a caller from outside
} PoolPlace;

struct Pool {
  // Helpers watch these while they linger; nothing else that changes is near.
  _Alignas(64) _Atomic(uint64_t) open; // places whose loops may have unclaimed items
  _Atomic(int) is_closing;

  _Alignas(64) _Atomic(uint64_t) unused; // places
  IndexStack asleep;                     // helpers that sleep or are about to
  _Atomic(unsigned) n_lingering;
  _Atomic(unsigned) n_gone; // times that a helper has left, ordered before pool_free()

  _Alignas(64) unsigned n_threads;
  unsigned n_processors;
  GThreadPool *threads; // nullable, owned: the helpers
  PoolTrace *trace;     // nullable, borrowed: of a pool of one thread
  PoolWorker *helpers;  // n_threads - 1, owned
  LoopRegion *regions;  // n_threads for each place, owned
  PoolPlace places[POOL_N_PLACES];
};

/** Wakes at most @n_most helpers while fewer than @n_wanted are about to find work by themselves.
 */
void pool_wake(Pool *pool, gsize n_wanted, unsigned n_most);

/** Works on the loop at @place, which must have been entered, until all its items are claimed. */
void worker_help(PoolWorker *worker, PoolPlace *place);

/** Makes the calling thread @worker, NULL for none, to the loops that it starts. */
void worker_set_current(PoolWorker *worker);

/** The task of the GThreadPool: @data is the PoolWorker to be, @user_data the Pool. */
void helper_run(void *data, void *user_data);

G_END_DECLS
