// SPDX-License-Identifier: MIT
#include "scheduler.h"

#include "pool/pool.h"

typedef struct {
  SchedulerItem item;
  void *data;
} Items;

static void *
plain_start(unsigned n_threads)
{
  (void)n_threads;
  return NULL;
}

static void
plain_stop(void *state)
{
  (void)state;
}

static void
plain_run(void *state, gsize n_items, SchedulerItem item, void *data)
{
  (void)state;
  for (gsize i = 0; i < n_items; i++) {
    item(i, data);
  }
}

static void *
shared_start(unsigned n_threads)
{
  g_autoptr(GError) error = NULL;
  Pool *pool = pool_new(n_threads, &error);
  if (pool == NULL) {
    g_error("no pool of %u threads: %s", n_threads, error->message);
  }
  return pool;
}

static void
shared_stop(void *state)
{
  pool_free(state);
}

static void
shared_do(gsize begin, gsize end, PoolWorker *worker, void *data)
{
  (void)worker;
  const Items items = *(const Items *)data;
  for (gsize i = begin; i < end; i++) {
    items.item(i, items.data);
  }
}

static void
shared_run(void *state, gsize n_items, SchedulerItem item, void *data)
{
  Items items = { item, data };
  pool_run(state, n_items, 1, shared_do, &items, NULL);
}

static void
even_run(void *state, gsize n_items, SchedulerItem item, void *data)
{
  Items items = { item, data };
  pool_run_even(state, n_items, 1, shared_do, &items, NULL);
}

typedef struct {
  GThreadPool *threads;
  unsigned n_threads;
} Pushes;

typedef struct {
  Items items;
  GMutex lock; // guards @n_left
  GCond wake;
  gsize n_left;
} Batch;

typedef struct {
  Batch *batch;
  gsize index;
} Push;

static void
push_do(void *data, void *user_data)
{
  (void)user_data;
  const Push *push = data;
  Batch *batch = push->batch;
  batch->items.item(push->index, batch->items.data);
  g_mutex_lock(&batch->lock);
  if (--batch->n_left == 0) {
    g_cond_signal(&batch->wake);
  }
  g_mutex_unlock(&batch->lock);
}

static void *
push_start(unsigned n_threads)
{
  g_autoptr(GError) error = NULL;
  Pushes *pushes = g_new0(Pushes, 1);
  pushes->n_threads = n_threads;
  pushes->threads = g_thread_pool_new(push_do, NULL, (int)n_threads, TRUE, &error);
  if (error != NULL) {
    g_error("no GThreadPool of %u threads: %s", n_threads, error->message);
  }
  return pushes;
}

static void
push_stop(void *state)
{
  Pushes *pushes = state;
  g_thread_pool_free(pushes->threads, FALSE, TRUE);
  g_free(pushes);
}

static void
push_run(void *state, gsize n_items, SchedulerItem item, void *data)
{
  const Pushes *pushes = state;
  Batch batch = { .items = { item, data }, .n_left = n_items };
  g_mutex_init(&batch.lock);
  g_cond_init(&batch.wake);
  g_autofree Push *pushed = g_new(Push, n_items);
  for (gsize i = 0; i < n_items; i++) {
    pushed[i] = (Push){ &batch, i };
    g_thread_pool_push(pushes->threads, &pushed[i], NULL);
  }
  g_mutex_lock(&batch.lock);
  while (batch.n_left > 0) {
    g_cond_wait(&batch.wake, &batch.lock);
  }
  g_mutex_unlock(&batch.lock);
  g_cond_clear(&batch.wake);
  g_mutex_clear(&batch.lock);
}

// Waiting inside a GThreadPool for items pushed to it can take all its threads, so each inner loop
// gets one of its own.
static void
push_run_inside(void *state, gsize n_items, SchedulerItem item, void *data)
{
  const Pushes *pushes = state;
  void *inner = push_start(pushes->n_threads);
  push_run(inner, n_items, item, data);
  push_stop(inner);
}

#ifdef _OPENMP
static void *
openmp_start(unsigned n_threads)
{
  return GUINT_TO_POINTER(n_threads);
}

static void
openmp_run_dynamic(void *state, gsize n_items, SchedulerItem item, void *data)
{
#pragma omp parallel for schedule(dynamic) num_threads(GPOINTER_TO_UINT(state))
  for (gsize i = 0; i < n_items; i++) {
    item(i, data);
  }
}

static void
openmp_run_guided(void *state, gsize n_items, SchedulerItem item, void *data)
{
#pragma omp parallel for schedule(guided) num_threads(GPOINTER_TO_UINT(state))
  for (gsize i = 0; i < n_items; i++) {
    item(i, data);
  }
}
#endif

// OpenMP gives a loop inside a loop one thread unless told otherwise.
static const Scheduler schedulers[] = {
  { "plain loop", plain_start, plain_stop, plain_run, plain_run },
  { "this pool", shared_start, shared_stop, shared_run, shared_run },
  { "this pool, even", shared_start, shared_stop, even_run, even_run },
  { "push an item", push_start, push_stop, push_run, push_run_inside },
#ifdef _OPENMP
  { "OpenMP dynamic", openmp_start, plain_stop, openmp_run_dynamic, openmp_run_dynamic },
  { "OpenMP guided", openmp_start, plain_stop, openmp_run_guided, openmp_run_guided },
#endif
};

const Scheduler *
scheduler_list(gsize *n_schedulers)
{
  *n_schedulers = G_N_ELEMENTS(schedulers);
  return schedulers;
}
