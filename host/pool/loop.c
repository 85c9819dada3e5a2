// SPDX-License-Identifier: MIT
#include "pool/loop.h"

#include "pool/processor.h"
#include "pool/schedule.h"

// Flags of Loop.state above the count of those inside.
#define IS_OPEN ((uint32_t)1 << 31)
#define OWNER_SLEEPS ((uint32_t)1 << 30)
#define COUNT_MASK (OWNER_SLEEPS - 1)

typedef struct {
  LoopRegion *region; // where to claim
  gsize wish;         // items
  gsize begin;        // of what was claimed
  gsize end;
} Claim;

void
loop_init(Loop *loop, LoopRegion *regions)
{
  loop->regions = regions;
  atomic_init(&loop->state, 0);
  atomic_init(&loop->was_stopped, FALSE);
  atomic_init(&loop->parent, NULL);
  g_mutex_init(&loop->lock);
  g_cond_init(&loop->wake);
}

void
loop_clear(Loop *loop)
{
  g_mutex_clear(&loop->lock);
  g_cond_clear(&loop->wake);
}

static void
loop_cut(Loop *loop)
{
  gsize next = 0;
  for (gsize i = 0; i < loop->n_regions; i++) {
    LoopRegion *region = &loop->regions[i];
    atomic_store_explicit(&region->next, next, memory_order_relaxed);
    next += schedule_size_region(loop->job.n_items, loop->job.grain, loop->n_regions, i);
    region->end = next;
  }
}

void
loop_fill(Loop *loop, const LoopJob *job, Loop *parent, unsigned n_threads)
{
  loop->job = *job;
  loop->n_regions = schedule_count_regions(job->n_items, job->grain, n_threads, job->is_even);
  loop->n_threads = n_threads;
  loop->is_timed = schedule_is_timed(job->n_items, job->grain, n_threads);
  loop_cut(loop);
  atomic_store_explicit(&loop->was_stopped, FALSE, memory_order_relaxed);
  atomic_store_explicit(&loop->parent, parent, memory_order_relaxed);
}

// The release orders loop_fill() before the acquire in loop_enter().
void
loop_open(Loop *loop)
{
  atomic_fetch_or_explicit(&loop->state, IS_OPEN, memory_order_release);
}

void
loop_close(Loop *loop)
{
  atomic_fetch_and_explicit(&loop->state, ~IS_OPEN, memory_order_acq_rel);
}

gboolean
loop_enter(Loop *loop)
{
  if (!(atomic_load_explicit(&loop->state, memory_order_relaxed) & IS_OPEN)) {
    return FALSE;
  }
  if (atomic_fetch_add_explicit(&loop->state, 1, memory_order_acquire) & IS_OPEN) {
    return TRUE;
  }
  loop_leave(loop);
  return FALSE;
}

static void
loop_wake_owner(Loop *loop)
{
  g_mutex_lock(&loop->lock);
  g_cond_signal(&loop->wake);
  g_mutex_unlock(&loop->lock);
}

// The release hands what the tasks wrote to the acquire in loop_is_shared().
void
loop_leave(Loop *loop)
{
  uint32_t state = atomic_fetch_sub_explicit(&loop->state, 1, memory_order_acq_rel);
  if ((state & COUNT_MASK) == 1 && (state & OWNER_SLEEPS)) {
    loop_wake_owner(loop);
  }
}

gboolean
loop_is_shared(const Loop *loop)
{
  return (atomic_load_explicit(&loop->state, memory_order_acquire) & COUNT_MASK) != 0;
}

static gsize
region_count_left(const LoopRegion *region)
{
  gsize next = atomic_load_explicit(&region->next, memory_order_relaxed);
  return next < region->end ? region->end - next : 0;
}

static gboolean
loop_claim_here(const Loop *loop, Claim *claim)
{
  LoopRegion *region = claim->region;
  gsize next = atomic_load_explicit(&region->next, memory_order_relaxed);
  gsize size = 0;
  do {
    if (next >= region->end) {
      return FALSE;
    }
    size = schedule_size_claim(region->end - next, claim->wish, loop->job.grain, loop->n_threads,
                               loop_is_shared(loop));
  } while (!atomic_compare_exchange_weak_explicit(&region->next, &next, next + size,
                                                  memory_order_relaxed, memory_order_relaxed));
  claim->begin = next;
  claim->end = next + size;
  return TRUE;
}

// Returns: the region with most items left, or NULL when all are claimed.
static LoopRegion *
loop_find_fullest(const Loop *loop)
{
  LoopRegion *fullest = NULL;
  gsize most = 0;
  for (gsize i = 0; i < loop->n_regions; i++) {
    gsize left = region_count_left(&loop->regions[i]);
    if (left > most) {
      most = left;
      fullest = &loop->regions[i];
    }
  }
  return fullest;
}

static gboolean
loop_claim(const Loop *loop, Claim *claim)
{
  while (!loop_claim_here(loop, claim)) {
    claim->region = loop_find_fullest(loop);
    if (claim->region == NULL) {
      return FALSE;
    }
  }
  return TRUE;
}

static void
loop_stop(Loop *loop)
{
  for (gsize i = 0; i < loop->n_regions; i++) {
    LoopRegion *region = &loop->regions[i];
    if (atomic_exchange_explicit(&region->next, region->end, memory_order_relaxed) < region->end) {
      atomic_store_explicit(&loop->was_stopped, TRUE, memory_order_relaxed);
    }
  }
}

void
loop_work(Loop *loop, PoolWorker *worker)
{
  const LoopJob *job = &loop->job;
  Claim claim = {
    .region = &loop->regions[pool_worker_get_index(worker) % loop->n_regions],
    .wish = job->grain,
  };
  int64_t before_ns = loop->is_timed ? processor_get_ns() : 0;
  while (!(job->cancel != NULL && pool_cancel_is_set(job->cancel))) {
    if (!loop_claim(loop, &claim)) {
      return;
    }
    job->func(claim.begin, claim.end, worker, job->data);
    if (loop->is_timed) {
      int64_t after_ns = processor_get_ns();
      claim.wish =
          schedule_pace(claim.end - claim.begin, after_ns - before_ns, job->n_items, job->grain);
      before_ns = after_ns;
    }
  }
  loop_stop(loop);
}

static gsize
loop_count_left(const Loop *loop)
{
  gsize n_left = 0;
  for (gsize i = 0; i < loop->n_regions; i++) {
    n_left += region_count_left(&loop->regions[i]);
  }
  return n_left;
}

gsize
loop_count_more(const Loop *loop)
{
  gsize n_claims = loop_count_left(loop) / loop->job.grain;
  return n_claims > 0 ? n_claims - 1 : 0;
}

gboolean
loop_is_complete(const Loop *loop)
{
  return !atomic_load_explicit(&loop->was_stopped, memory_order_relaxed);
}

gboolean
loop_descends_from(const Loop *loop, const Loop *ancestor)
{
  const Loop *parent = atomic_load_explicit(&loop->parent, memory_order_relaxed);
  while (parent != NULL && parent != ancestor) {
    parent = atomic_load_explicit(&parent->parent, memory_order_relaxed);
  }
  return parent != NULL;
}

void
loop_wake_ancestors(Loop *loop)
{
  Loop *parent = atomic_load_explicit(&loop->parent, memory_order_relaxed);
  while (parent != NULL) {
    if (atomic_load_explicit(&parent->state, memory_order_seq_cst) & OWNER_SLEEPS) {
      loop_wake_owner(parent);
    }
    parent = atomic_load_explicit(&parent->parent, memory_order_relaxed);
  }
}

// The flag is set before the last look around and work is published before the flag is read, both
// in one total order: either the owner sees the work or the publisher sees the flag. The lock keeps
// a wake from falling between the look and the wait.
void
loop_sleep(Loop *loop, LoopReason reason, void *data)
{
  g_mutex_lock(&loop->lock);
  atomic_fetch_or_explicit(&loop->state, OWNER_SLEEPS, memory_order_seq_cst);
  if (loop_is_shared(loop) && !reason(loop, data)) {
    g_cond_wait(&loop->wake, &loop->lock);
  }
  atomic_fetch_and_explicit(&loop->state, ~OWNER_SLEEPS, memory_order_relaxed);
  g_mutex_unlock(&loop->lock);
}
