// SPDX-License-Identifier: MIT

// The pool among the scheduler peers: the eight functions of their peer.h. Built by peers.sh only.

#include "pool/pool.h"

#include <peer.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>

typedef struct {
  peer_body body;
  void *context;
} Items;

typedef struct {
  peer_body2 body;
  void *context;
  size_t n_inner;
} Rows;

typedef struct {
  const Rows *rows;
  size_t row;
} Row;

const char peer_name[] = "pool";

// The interface of the peers has no object to keep them in.
static Pool *pool;
static bool is_pinned_by_index;

static Pool *
new_pool(int n_threads)
{
  g_autoptr(GError) error = NULL;
  Pool *made = pool_new((unsigned)n_threads, &error);
  if (made == NULL) {
    g_error("no pool: %s", error->message);
  }
  return made;
}

// PEER_PIN: worker k on processor k, as the other peers do it.
static void
worker_pin(const PoolWorker *worker)
{
  static _Thread_local bool is_pinned;
  if (is_pinned || !is_pinned_by_index) {
    return;
  }
  is_pinned = true;
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(pool_worker_get_index(worker) % g_get_num_processors(), &set);
  sched_setaffinity(0, sizeof set, &set);
}

static void
do_items(gsize begin, gsize end, PoolWorker *worker, void *data)
{
  const Items items = *(const Items *)data;
  worker_pin(worker);
  for (gsize i = begin; i < end; i++) {
    items.body(i, items.context);
  }
}

static void
do_row_items(gsize begin, gsize end, PoolWorker *worker, void *data)
{
  const Row *row = data;
  const Rows rows = *row->rows;
  size_t outer = row->row;
  worker_pin(worker);
  for (gsize i = begin; i < end; i++) {
    rows.body(outer, i, rows.context);
  }
}

static void
do_rows(gsize begin, gsize end, PoolWorker *worker, void *data)
{
  const Rows *rows = data;
  worker_pin(worker);
  for (gsize i = begin; i < end; i++) {
    Row row = { rows, i };
    pool_run(pool, rows->n_inner, 1, do_row_items, &row, NULL);
  }
}

static void
do_nothing(gsize begin, gsize end, PoolWorker *worker, void *data)
{
  (void)begin;
  (void)end;
  (void)worker;
  (void)data;
}

void
peer_init(int threads)
{
  is_pinned_by_index = g_getenv("PEER_PIN") != NULL;
  pool = new_pool(threads);
}

void
peer_fini(void)
{
  g_clear_pointer(&pool, pool_free);
}

void
peer_for(size_t n, peer_body f, void *ctx)
{
  Items items = { f, ctx };
  pool_run(pool, n, 1, do_items, &items, NULL);
}

int
peer_nested_count(void)
{
  return 1;
}

const char *
peer_nested_name(int variant)
{
  (void)variant;
  return "";
}

void
peer_nested(int variant, size_t outer, size_t inner, peer_body2 f, void *ctx)
{
  (void)variant;
  Rows rows = { f, ctx, inner };
  pool_run(pool, outer, 1, do_rows, &rows, NULL);
}

int
peer_pool_cycle(int threads)
{
  g_autoptr(Pool) cycled = new_pool(threads);
  pool_run(cycled, (gsize)threads, 1, do_nothing, NULL, NULL);
  return 1;
}

int
peer_prove(const char *name, int threads)
{
  (void)threads;
  fprintf(stderr, "%s proves nothing named %s\n", peer_name, name);
  return 2;
}
