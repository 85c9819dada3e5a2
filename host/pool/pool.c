// SPDX-License-Identifier: MIT
#include "pool/pool.h"

#include "pool/loop.h"

#include <stdatomic.h>
#include <time.h>

// One bit each in a word. A loop that finds no place runs on its caller alone.
#define N_PLACES 64

// How long a thread without work looks for it before it sleeps: about as long as waking it takes.
#define LINGER_NS 50000

// How long when one of its last waits was no longer than this: loops that come again and again find
// it awake. It yields all the while, and sleeps as soon as a yield shows that another program wants
// the processor, so the others do not pay for the longer look.
#define PATIENT_LINGER_NS 3000000
#define PATIENCE 2 // longer waits in a row until it gives up

// How long it keeps the processor to itself in any case.
#define SPIN_NS 20000

#define LOOKS_A_YIELD 100
#define YIELD_NS_ALONE 100000 // kernel threads take less, programs more

struct PoolWorker {
  _Alignas(64) Pool *pool;
  unsigned index;
  Arena *arena;      // owned, NULL until asked for
  Loop *loop;        // nullable: the innermost shared loop it works on
  PoolWorker *outer; // nullable: what this thread is in another pool, further down its stack
  _Atomic(unsigned) asleep_below; // while asleep: index of the next on the stack, 0 at its bottom
  int64_t idle_since_ns;
  int patience; // how many of the next waits may be long before it looks only briefly
};

typedef struct {
  Loop loop;
  PoolWorker guest; // lent to a caller from outside
} Place;

struct Pool {
  // Helpers watch these while they linger; nothing else that changes is near.
  _Alignas(64) _Atomic(uint64_t) open; // places whose loops may have unclaimed items
  _Atomic(int) is_closing;

  _Alignas(64) _Atomic(uint64_t) unused; // places
  // The stack of helpers that sleep or are about to: the index of the top one, 0 for none, in the
  // low half; a count of changes in the high half, so that a top that went and came is noticed.
  _Atomic(uint64_t) asleep;
  _Atomic(unsigned) n_lingering;
  _Atomic(unsigned) n_gone; // times that a helper has left, ordered before pool_free()

  _Alignas(64) unsigned n_threads;
  GThreadPool *threads; // nullable, owned: the helpers
  PoolWorker *helpers;  // n_threads - 1, owned
  LoopRegion *regions;  // n_threads for each place, owned
  Place places[N_PLACES];
};

// What the thread is in the pools whose tasks it runs, innermost first; NULL outside of all.
static _Thread_local PoolWorker *current_worker;

static int64_t
clock_get_ns(void)
{
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static void
processor_relax(void)
{
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

static void
worker_init(PoolWorker *worker, Pool *pool, unsigned index)
{
  worker->pool = pool;
  worker->index = index;
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

static Place *
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
pool_get_bit(const Pool *pool, const Place *place)
{
  return (uint64_t)1 << (place - pool->places);
}

static void
pool_give_place(Pool *pool, const Place *place)
{
  atomic_fetch_or_explicit(&pool->unused, pool_get_bit(pool, place), memory_order_release);
}

static void
pool_push_asleep(Pool *pool, PoolWorker *helper)
{
  uint64_t top = atomic_load_explicit(&pool->asleep, memory_order_relaxed);
  uint64_t next;
  do {
    atomic_store_explicit(&helper->asleep_below, (unsigned)top, memory_order_relaxed);
    next = ((top >> 32) + 1) << 32 | helper->index;
  } while (!atomic_compare_exchange_weak_explicit(&pool->asleep, &top, next, memory_order_seq_cst,
                                                  memory_order_relaxed));
}

// Returns: NULL when nobody is asleep.
static PoolWorker *
pool_pop_asleep(Pool *pool)
{
  uint64_t top = atomic_load_explicit(&pool->asleep, memory_order_seq_cst);
  while ((unsigned)top != 0) {
    PoolWorker *helper = &pool->helpers[(unsigned)top - 1];
    unsigned below = atomic_load_explicit(&helper->asleep_below, memory_order_relaxed);
    uint64_t next = ((top >> 32) + 1) << 32 | below;
    if (atomic_compare_exchange_weak_explicit(&pool->asleep, &top, next, memory_order_seq_cst,
                                              memory_order_relaxed)) {
      return helper;
    }
  }
  return NULL;
}

// Wakes helpers while fewer than @n_wanted are about to find the work by themselves. Waking costs a
// system call, so everybody wakes a few and those wake others.
static void
pool_wake(Pool *pool, gsize n_wanted, unsigned n_most)
{
  while (n_most > 0 && n_wanted > atomic_load_explicit(&pool->n_lingering, memory_order_relaxed)) {
    PoolWorker *helper = pool_pop_asleep(pool);
    if (helper == NULL) {
      return;
    }
    g_thread_pool_push(pool->threads, helper, NULL);
    n_wanted--;
    n_most--;
  }
}

static void
pool_hide(Pool *pool, const Place *place)
{
  uint64_t bit = pool_get_bit(pool, place);
  if (atomic_load_explicit(&pool->open, memory_order_relaxed) & bit) {
    atomic_fetch_and_explicit(&pool->open, ~bit, memory_order_relaxed);
  }
}

// Works on the loop at @place until all its items are claimed; the place must have been entered.
static void
worker_help(PoolWorker *worker, Place *place)
{
  Loop *outer = worker->loop;
  worker->loop = &place->loop;
  loop_work(&place->loop, worker);
  worker->loop = outer;
  pool_hide(worker->pool, place);
}

static gsize
loop_count_more(const Loop *loop)
{
  gsize n_claims = loop_count_left(loop) / loop->job.grain;
  return n_claims > 0 ? n_claims - 1 : 0;
}

// Each helper begins its search at another place, so that loops of several callers all get some.
static gboolean
helper_help_any(PoolWorker *worker)
{
  Pool *pool = worker->pool;
  uint64_t open = atomic_load_explicit(&pool->open, memory_order_seq_cst);
  if (open == 0) {
    return FALSE;
  }
  unsigned turn = worker->index % N_PLACES;
  uint64_t turned = turn == 0 ? open : open >> turn | open << (N_PLACES - turn);
  unsigned index = ((unsigned)__builtin_ctzll(turned) + turn) % N_PLACES;
  Place *place = &pool->places[index];
  if (loop_enter(&place->loop)) {
    pool_wake(pool, loop_count_more(&place->loop), 2);
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

// Returns: FALSE when somebody else had the processor meanwhile.
static gboolean
processor_yield(void)
{
  int64_t before_ns = clock_get_ns();
  g_thread_yield();
  return clock_get_ns() - before_ns < YIELD_NS_ALONE;
}

// Returns: TRUE when there is something to do, FALSE when it is time to sleep.
static gboolean
helper_linger(const PoolWorker *worker)
{
  int64_t linger_ns = worker->patience > 0 ? PATIENT_LINGER_NS : LINGER_NS;
  for (int64_t waited_ns = 0; waited_ns < linger_ns;
       waited_ns = clock_get_ns() - worker->idle_since_ns) {
    if (waited_ns > SPIN_NS && !processor_yield()) {
      return FALSE;
    }
    for (int i = 0; i < LOOKS_A_YIELD; i++) {
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
  if (clock_get_ns() - worker->idle_since_ns < PATIENT_LINGER_NS) {
    worker->patience = PATIENCE;
  } else if (worker->patience > 0) {
    worker->patience--;
  }
}

static gboolean
helper_wait(PoolWorker *worker)
{
  Pool *pool = worker->pool;
  worker->idle_since_ns = clock_get_ns();
  atomic_fetch_add_explicit(&pool->n_lingering, 1, memory_order_relaxed);
  gboolean has_news = helper_linger(worker);
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
  pool_push_asleep(pool, worker);
  return atomic_load_explicit(&pool->open, memory_order_seq_cst) != 0 ? pool_pop_asleep(pool)
                                                                      : NULL;
}

// The task of the GThreadPool: one push a helper, however many items there are.
static void
helper_run(void *data, void *user_data)
{
  Pool *pool = user_data;
  // Orders pool_new() before all that follows, as the lock of the queue does for those who see it.
  atomic_load_explicit(&pool->asleep, memory_order_acquire);
  for (PoolWorker *worker = data; worker != NULL; worker = helper_retire(worker)) {
    current_worker = worker;
    helper_learn(worker);
    do {
      while (helper_help_any(worker)) {
      }
    } while (helper_wait(worker));
  }
  current_worker = NULL;
  atomic_fetch_add_explicit(&pool->n_gone, 1, memory_order_release);
}

// The next loop that serves @loop, so that helping there brings its end nearer and the stack grows
// no deeper than the loops are nested. Returns: NULL when there is none.
static Place *
pool_find_descendant(Pool *pool, const Loop *loop)
{
  uint64_t open = atomic_load_explicit(&pool->open, memory_order_seq_cst);
  while (open != 0) {
    Place *place = &pool->places[__builtin_ctzll(open)];
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
  Place *place = pool_find_descendant(worker->pool, loop);
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
  int64_t since_ns = clock_get_ns();
  do {
    for (int i = 0; i < LOOKS_A_YIELD; i++) {
      if (!loop_is_shared(loop) || pool_find_descendant(pool, loop) != NULL) {
        return TRUE;
      }
      processor_relax();
    }
  } while (processor_yield() && clock_get_ns() - since_ns < LINGER_NS);
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
worker_share(PoolWorker *worker, Place *place, const LoopJob *job)
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
pool_is_worth_sharing(const Pool *pool, const LoopJob *job)
{
  return pool->n_threads > 1 && job->n_items > job->grain;
}

static gboolean
worker_run(PoolWorker *worker, const LoopJob *job)
{
  Pool *pool = worker->pool;
  Place *place = pool_is_worth_sharing(pool, job) ? pool_take_place(pool) : NULL;
  if (place == NULL) {
    return worker_run_alone(worker, job);
  }
  gboolean is_complete = worker_share(worker, place, job);
  pool_give_place(pool, place);
  return is_complete;
}

// @place: (nullable): whose guest the caller becomes; without one it works alone.
static gboolean
stranger_run(PoolWorker *worker, Place *place, const LoopJob *job)
{
  worker->outer = current_worker;
  current_worker = worker;
  gboolean is_complete = place != NULL && pool_is_worth_sharing(worker->pool, job)
                             ? worker_share(worker, place, job)
                             : worker_run_alone(worker, job);
  current_worker = worker->outer;
  return is_complete;
}

Pool *
pool_new(unsigned n_threads, GError **error)
{
  g_return_val_if_fail(n_threads <= G_MAXINT / 2, NULL);
  g_return_val_if_fail(error == NULL || *error == NULL, NULL);

  g_autoptr(Pool) pool = g_aligned_alloc0(1, sizeof(Pool), _Alignof(Pool));
  pool->n_threads = n_threads > 0 ? n_threads : g_get_num_processors();
  atomic_init(&pool->unused, UINT64_MAX);
  pool->regions =
      g_aligned_alloc0(N_PLACES * (gsize)pool->n_threads, sizeof(LoopRegion), _Alignof(LoopRegion));
  for (int i = 0; i < N_PLACES; i++) {
    loop_init(&pool->places[i].loop, pool->regions + (gsize)i * pool->n_threads);
    worker_init(&pool->places[i].guest, pool, 0);
  }
  unsigned n_helpers = pool->n_threads - 1;
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
    pool_push_asleep(pool, &pool->helpers[i - 1]);
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
  g_aligned_free(pool->helpers);
  g_aligned_free(pool->regions);
  for (int i = 0; i < N_PLACES; i++) {
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

gboolean
pool_run(
    Pool *pool, gsize n_items, gsize grain, PoolFunc func, void *data, const PoolCancel *cancel)
{
  g_assert(func != NULL);

  if (n_items == 0) {
    return TRUE;
  }
  LoopJob job = { n_items, MAX(grain, 1), func, data, cancel };
  PoolWorker *worker = worker_find(pool);
  if (worker != NULL) {
    return worker_run(worker, &job);
  }
  Place *place = pool_take_place(pool);
  if (place != NULL) {
    gboolean is_complete = stranger_run(&place->guest, place, &job);
    pool_give_place(pool, place);
    return is_complete;
  }
  PoolWorker stranger = { .pool = pool };
  gboolean is_complete = stranger_run(&stranger, NULL, &job);
  arena_free(stranger.arena);
  return is_complete;
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
