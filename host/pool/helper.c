// SPDX-License-Identifier: MIT
#include "pool/pool-private.h"
#include "pool/processor.h"

// How long a helper looks for work when one of its last waits was no longer than this: loops that
// come again and again find it awake. It yields all the while, and sleeps as soon as a yield shows
// that another program wants the processor, so the others do not pay for the longer look.
#define PATIENT_LINGER_NS 3000000
#define PATIENCE 2 // longer waits in a row until it gives up

// How long it keeps the processor to itself first, unless another program wanted it the last time.
#define SPIN_NS 20000

// Each helper begins its search at another place, so that loops of several callers all get some.
static gboolean
helper_help_any(PoolWorker *worker)
{
  Pool *pool = worker->pool;
  uint64_t open = atomic_load_explicit(&pool->open, memory_order_seq_cst);
  if (open == 0) {
    return FALSE;
  }
  unsigned turn = worker->index % POOL_N_PLACES;
  uint64_t turned = turn == 0 ? open : open >> turn | open << (POOL_N_PLACES - turn);
  unsigned index = ((unsigned)__builtin_ctzll(turned) + turn) % POOL_N_PLACES;
  PoolPlace *place = &pool->places[index];
  if (loop_enter(&place->loop)) {
    gsize n_other_loops = (gsize)__builtin_popcountll(open) - 1;
    pool_wake(pool, loop_count_more(&place->loop) + n_other_loops, 2);
    worker_help(worker, place);
    loop_leave(&place->loop);
  }
  return TRUE;
}

static gboolean
pool_has_news(const Pool *pool)
{
  return atomic_load_explicit(&pool->open, memory_order_relaxed) != 0 ||
         atomic_load_explicit(&pool->is_closing, memory_order_relaxed);
}

// Returns: TRUE when there is something to do, FALSE when it is time to sleep.
static gboolean
helper_linger(PoolWorker *worker)
{
  int64_t linger_ns = worker->patience > 0 ? PATIENT_LINGER_NS : POOL_LINGER_NS;
  int64_t spin_ns = worker->is_crowded ? -1 : SPIN_NS;
  for (int64_t waited_ns = 0; waited_ns < linger_ns;
       waited_ns = processor_get_ns() - worker->idle_since_ns) {
    if (waited_ns > spin_ns) {
      worker->is_crowded = !processor_yield();
      if (worker->is_crowded) {
        return FALSE;
      }
    }
    for (int i = 0; i < POOL_LOOKS_A_YIELD; i++) {
      if (pool_has_news(worker->pool)) {
        return TRUE;
      }
      processor_relax();
    }
  }
  return FALSE;
}

// Takes the next wait to be like the last ones.
static void
helper_learn(PoolWorker *worker)
{
  if (processor_get_ns() - worker->idle_since_ns < PATIENT_LINGER_NS) {
    worker->patience = PATIENCE;
  } else if (worker->patience > 0) {
    worker->patience--;
  }
}

// With more threads than processors those that linger would only be in the way of those at work.
static gboolean
helper_wait(PoolWorker *worker)
{
  Pool *pool = worker->pool;
  worker->idle_since_ns = processor_get_ns();
  unsigned n_others = atomic_fetch_add_explicit(&pool->n_lingering, 1, memory_order_relaxed);
  gboolean has_news = n_others + 1 < pool->n_processors && helper_linger(worker);
  atomic_fetch_sub_explicit(&pool->n_lingering, 1, memory_order_relaxed);
  if (has_news) {
    helper_learn(worker);
  }
  return has_news && !atomic_load_explicit(&pool->is_closing, memory_order_relaxed);
}

// Lies down, then looks once more: who opens a loop looks the other way round, so one of the two
// sees the other. Returns: the helper as whom to go on, or NULL to leave.
static PoolWorker *
helper_retire(PoolWorker *worker)
{
  Pool *pool = worker->pool;
  index_stack_push(&pool->asleep, worker->index - 1);
  unsigned index = 0;
  if (atomic_load_explicit(&pool->open, memory_order_seq_cst) == 0 ||
      !index_stack_pop(&pool->asleep, &index)) {
    return NULL;
  }
  return &pool->helpers[index];
}

void
helper_run(void *data, void *user_data)
{
  Pool *pool = user_data;
  // Orders pool_new() before all that follows, as the lock of the queue does for those who see it.
  index_stack_acquire(&pool->asleep);
  for (PoolWorker *worker = data; worker != NULL; worker = helper_retire(worker)) {
    worker_set_current(worker);
    helper_learn(worker);
    do {
      while (helper_help_any(worker)) {
      }
    } while (helper_wait(worker));
  }
  worker_set_current(NULL);
  atomic_fetch_add_explicit(&pool->n_gone, 1, memory_order_release);
}
