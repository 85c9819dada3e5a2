// SPDX-License-Identifier: MIT
#include "pool/pool.h"

#include "pool/pool-private.h"
#include "pool/processor.h"

// What the thread is in the pools whose tasks it runs, innermost first; NULL outside of all. A task
// that starts a loop does not say as whom.
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables)
static _Thread_local PoolWorker *current_worker;

static void
worker_init(PoolWorker *worker, Pool *pool, unsigned index)
{
  worker->pool = pool;
  worker->index = index;
}

void
worker_set_current(PoolWorker *worker)
{
  current_worker = worker;
}

static PoolWorker *
worker_find(const Pool *pool)
{
  PoolWorker *worker = current_worker;
  while (worker != NULL && worker->pool != pool) {
    worker = worker->outer;
  }
  return worker;
}

static PoolPlace *
pool_take_place(Pool *pool)
{
  uint64_t unused = atomic_load_explicit(&pool->unused, memory_order_relaxed);
  while (unused != 0) {
    if (atomic_compare_exchange_weak_explicit(&pool->unused, &unused, unused & (unused - 1),
                                              memory_order_acquire, memory_order_relaxed)) {
      return &pool->places[__builtin_ctzll(unused)];
    }
  }
  return NULL;
}

static uint64_t
pool_get_bit(const Pool *pool, const PoolPlace *place)
{
  return (uint64_t)1 << (place - pool->places);
}

static void
pool_give_place(Pool *pool, const PoolPlace *place)
{
  atomic_fetch_or_explicit(&pool->unused, pool_get_bit(pool, place), memory_order_release);
}

// Waking costs a system call, so everybody wakes a few and those wake others.
void
pool_wake(Pool *pool, gsize n_wanted, unsigned n_most)
{
  unsigned index = 0;
  while (n_most > 0 && n_wanted > atomic_load_explicit(&pool->n_lingering, memory_order_relaxed) &&
         index_stack_pop(&pool->asleep, &index)) {
    g_thread_pool_push(pool->threads, &pool->helpers[index], NULL);
    n_wanted--;
    n_most--;
  }
}

static void
pool_hide(Pool *pool, const PoolPlace *place)
{
  uint64_t bit = pool_get_bit(pool, place);
  if (atomic_load_explicit(&pool->open, memory_order_relaxed) & bit) {
    atomic_fetch_and_explicit(&pool->open, ~bit, memory_order_relaxed);
  }
}

void
worker_help(PoolWorker *worker, PoolPlace *place)
{
  Loop *outer = worker->loop;
  worker->loop = &place->loop;
  loop_work(&place->loop, worker);
  worker->loop = outer;
  pool_hide(worker->pool, place);
}

// The next loop that serves @loop, so that helping there brings its end nearer and the stack grows
// no deeper than the loops are nested. Returns: NULL when there is none.
static PoolPlace *
pool_find_descendant(Pool *pool, const Loop *loop)
{
  uint64_t open = atomic_load_explicit(&pool->open, memory_order_seq_cst);
  while (open != 0) {
    PoolPlace *place = &pool->places[__builtin_ctzll(open)];
    if (loop_descends_from(&place->loop, loop)) {
      return place;
    }
    open &= open - 1;
  }
  return NULL;
}

static gboolean
worker_help_descendant(PoolWorker *worker, const Loop *loop)
{
  PoolPlace *place = pool_find_descendant(worker->pool, loop);
  if (place == NULL || !loop_enter(&place->loop)) {
    return FALSE;
  }
  // Inside it cannot change any more, so now the answer is certain.
  gboolean is_descendant = loop_descends_from(&place->loop, loop);
  if (is_descendant) {
    worker_help(worker, place);
  }
  loop_leave(&place->loop);
  return is_descendant;
}

static gboolean
pool_has_descendant(Loop *loop, void *data)
{
  return pool_find_descendant(data, loop) != NULL;
}

// Returns: TRUE as soon as the others have left or there may be something to help with.
static gboolean
owner_linger(Pool *pool, Loop *loop)
{
  int64_t since_ns = processor_get_ns();
  do {
    for (int i = 0; i < POOL_LOOKS_A_YIELD; i++) {
      if (!loop_is_shared(loop) || pool_find_descendant(pool, loop) != NULL) {
        return TRUE;
      }
      processor_relax();
    }
  } while (processor_yield() && processor_get_ns() - since_ns < POOL_LINGER_NS);
  return FALSE;
}

static void
owner_wait(PoolWorker *worker, Loop *loop)
{
  while (loop_is_shared(loop)) {
    if (!worker_help_descendant(worker, loop) && !owner_linger(worker->pool, loop)) {
      loop_sleep(loop, pool_has_descendant, worker->pool);
    }
  }
}

static gboolean
worker_share(PoolWorker *worker, PoolPlace *place, const LoopJob *job)
{
  Pool *pool = worker->pool;
  Loop *loop = &place->loop;
  loop_fill(loop, job, worker->loop, pool->n_threads);
  loop_open(loop);
  atomic_fetch_or_explicit(&pool->open, pool_get_bit(pool, place), memory_order_seq_cst);
  pool_wake(pool, loop_count_more(loop), 1);
  loop_wake_ancestors(loop);
  worker_help(worker, place);
  loop_close(loop);

  Loop *outer = worker->loop;
  worker->loop = loop;
  owner_wait(worker, loop);
  worker->loop = outer;
  return loop_is_complete(loop);
}

static gboolean
worker_run_alone(PoolWorker *worker, const LoopJob *job)
{
  if (job->cancel == NULL) {
    job->func(0, job->n_items, worker, job->data);
    return TRUE;
  }
  Loop loop;
  LoopRegion region;
  loop_init(&loop, &region);
  loop_fill(&loop, job, NULL, 1);
  loop_work(&loop, worker);
  loop_clear(&loop);
  return loop_is_complete(&loop);
}

static gboolean
worker_run_traced(PoolWorker *worker, const LoopJob *job)
{
  PoolTrace *trace = worker->pool->trace;
  const gsize piece = pool_trace_enter_loop(trace, job->n_items, job->grain, job->is_even);
  gsize begin = 0;
  while (begin < job->n_items && !(job->cancel != NULL && pool_cancel_is_set(job->cancel))) {
    const gsize end = begin + MIN(piece, job->n_items - begin);
    job->func(begin, end, worker, job->data);
    pool_trace_add_piece(trace);
    begin = end;
  }
  pool_trace_leave_loop(trace);
  return begin == job->n_items;
}

static gboolean
pool_is_worth_sharing(const Pool *pool, const LoopJob *job)
{
  return pool->n_threads > 1 && job->n_items > job->grain;
}

static gboolean
worker_run(PoolWorker *worker, const LoopJob *job)
{
  Pool *pool = worker->pool;
  PoolPlace *place = pool_is_worth_sharing(pool, job) ? pool_take_place(pool) : NULL;
  if (place == NULL) {
    return worker_run_alone(worker, job);
  }
  gboolean is_complete = worker_share(worker, place, job);
  pool_give_place(pool, place);
  return is_complete;
}

// @place: (nullable): whose guest the caller becomes; without one it works alone.
static gboolean
stranger_run(PoolWorker *worker, PoolPlace *place, const LoopJob *job)
{
  worker->outer = current_worker;
  current_worker = worker;
  gboolean is_complete = FALSE;
  if (worker->pool->trace != NULL) {
    is_complete = worker_run_traced(worker, job);
  } else if (place != NULL && pool_is_worth_sharing(worker->pool, job)) {
    is_complete = worker_share(worker, place, job);
  } else {
    is_complete = worker_run_alone(worker, job);
  }
  current_worker = worker->outer;
  return is_complete;
}

Pool *
pool_new(unsigned n_threads, GError **error)
{
  g_return_val_if_fail(n_threads <= G_MAXINT / 2, NULL);
  g_return_val_if_fail(error == NULL || *error == NULL, NULL);

  g_autoptr(Pool) pool = g_aligned_alloc0(1, sizeof(Pool), _Alignof(Pool));
  pool->n_processors = g_get_num_processors();
  pool->n_threads = n_threads > 0 ? n_threads : pool->n_processors;
  atomic_init(&pool->unused, UINT64_MAX);
  pool->regions = g_aligned_alloc0(POOL_N_PLACES * (gsize)pool->n_threads, sizeof(LoopRegion),
                                   _Alignof(LoopRegion));
  for (int i = 0; i < POOL_N_PLACES; i++) {
    loop_init(&pool->places[i].loop, pool->regions + (gsize)i * pool->n_threads);
    worker_init(&pool->places[i].guest, pool, 0);
  }
  unsigned n_helpers = pool->n_threads - 1;
  index_stack_init(&pool->asleep, n_helpers);
  if (n_helpers == 0) {
    return g_steal_pointer(&pool);
  }

  pool->helpers = g_aligned_alloc0(n_helpers, sizeof(PoolWorker), _Alignof(PoolWorker));
  for (unsigned i = 0; i < n_helpers; i++) {
    worker_init(&pool->helpers[i], pool, i + 1);
  }
  // The threads of a pool end with it. GLib would keep them for others, with whatever plugins left
  // in them, and hand them over by a lock that no race detector sees.
  g_thread_pool_set_max_unused_threads(0);
  GError *failure = NULL;
  pool->threads = g_thread_pool_new(helper_run, pool, (int)n_helpers, TRUE, &failure);
  if (failure != NULL) {
    g_propagate_error(error, failure);
    return NULL;
  }
  for (unsigned i = n_helpers; i > 0; i--) {
    index_stack_push(&pool->asleep, i - 1);
  }
  return g_steal_pointer(&pool);
}

void
pool_free(Pool *pool)
{
  if (pool == NULL) {
    return;
  }
  atomic_store_explicit(&pool->is_closing, TRUE, memory_order_relaxed);
  if (pool->threads != NULL) {
    g_thread_pool_free(pool->threads, FALSE, TRUE);
  }
  // The threads are gone, but only through locks of GLib's that no race detector sees.
  atomic_load_explicit(&pool->n_gone, memory_order_acquire);
  for (unsigned i = 0; pool->helpers != NULL && i < pool->n_threads - 1; i++) {
    arena_free(pool->helpers[i].arena);
  }
  index_stack_clear(&pool->asleep);
  g_aligned_free(pool->helpers);
  g_aligned_free(pool->regions);
  for (int i = 0; i < POOL_N_PLACES; i++) {
    arena_free(pool->places[i].guest.arena);
    loop_clear(&pool->places[i].loop);
  }
  g_aligned_free(pool);
}

unsigned
pool_get_n_threads(const Pool *pool)
{
  return pool->n_threads;
}

void
pool_set_trace(Pool *pool, PoolTrace *trace)
{
  g_assert(pool->n_threads == 1);

  pool->trace = trace;
}

static gboolean
run_job(Pool *pool, const LoopJob *job)
{
  g_assert(pool != NULL && job->func != NULL);

  if (job->n_items == 0) {
    return TRUE;
  }
  PoolWorker *worker = worker_find(pool);
  if (worker != NULL) {
    return worker_run(worker, job);
  }
  PoolPlace *place = pool_take_place(pool);
  if (place != NULL) {
    gboolean is_complete = stranger_run(&place->guest, place, job);
    pool_give_place(pool, place);
    return is_complete;
  }
  PoolWorker stranger = { .pool = pool };
  gboolean is_complete = stranger_run(&stranger, NULL, job);
  arena_free(stranger.arena);
  return is_complete;
}

gboolean
pool_run(
    Pool *pool, gsize n_items, gsize grain, PoolFunc func, void *data, const PoolCancel *cancel)
{
  const LoopJob job = { n_items, MAX(grain, 1), FALSE, func, data, cancel };
  return run_job(pool, &job);
}

gboolean
pool_run_even(
    Pool *pool, gsize n_items, gsize grain, PoolFunc func, void *data, const PoolCancel *cancel)
{
  const LoopJob job = { n_items, MAX(grain, 1), TRUE, func, data, cancel };
  return run_job(pool, &job);
}

unsigned
pool_worker_get_index(const PoolWorker *worker)
{
  return worker->index;
}

Arena *
pool_worker_get_arena(PoolWorker *worker)
{
  if (worker->arena == NULL) {
    worker->arena = arena_new();
  }
  return worker->arena;
}
