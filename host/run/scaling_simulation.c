// SPDX-License-Identifier: MIT
#include "run/scaling_simulation.h"

#include "pool/pool.h"
#include "pool/processor.h"
#include "pool/schedule.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>

typedef struct {
  gsize next;
  gsize end;
} Region;

// A thread at work on the loop.
typedef struct {
  double start_ns; // when it comes
  double free_ns;  // when it can claim again
  gsize region;
  gsize wish;
  gboolean is_done;
} Thread;

typedef struct {
  const PoolTraceLoop *trace;
  const ScalingCosts *costs;
  double *prefix; // [n_pieces + 1]: what all pieces before take together
  Region *regions;
  gsize n_regions;
  Thread *threads;
  gsize n_threads;
  gboolean is_timed;
} Replay;

// What items up to @item take together; within a piece of several grains they are alike.
static double
time_before(const Replay *replay, gsize item)
{
  const PoolTraceLoop *loop = replay->trace;
  const gsize piece = item / loop->piece_items;
  if (piece >= loop->n_pieces) {
    return replay->prefix[loop->n_pieces];
  }
  const gsize first = piece * loop->piece_items;
  const gsize n = MIN(loop->piece_items, loop->n_items - first);
  const double part = (double)(item - first) / (double)n;
  return replay->prefix[piece] + part * (double)loop->pieces_ns[piece];
}

static gboolean
find_fullest(Replay *replay, gsize *fullest)
{
  gsize most = 0;
  for (gsize i = 0; i < replay->n_regions; i++) {
    const gsize left = replay->regions[i].end - replay->regions[i].next;
    if (left > most) {
      most = left;
      *fullest = i;
    }
  }
  return most > 0;
}

// The thread that can claim first, by its number where several can.
static Thread *
find_next(Replay *replay)
{
  Thread *next = NULL;
  for (gsize i = 0; i < replay->n_threads; i++) {
    Thread *thread = &replay->threads[i];
    if (!thread->is_done && (next == NULL || thread->free_ns < next->free_ns)) {
      next = thread;
    }
  }
  return next;
}

static void
claim(Replay *replay, Thread *thread)
{
  const PoolTraceLoop *loop = replay->trace;
  Region *region = &replay->regions[thread->region];
  if (region->next == region->end) {
    if (!find_fullest(replay, &thread->region)) {
      thread->is_done = TRUE;
      return;
    }
    region = &replay->regions[thread->region];
  }
  const gboolean is_shared = thread->free_ns >= replay->threads[1].start_ns;
  const gsize size = schedule_size_claim(region->end - region->next, thread->wish, loop->grain,
                                         replay->n_threads, is_shared);
  const double taken = time_before(replay, region->next + size) - time_before(replay, region->next);
  region->next += size;
  thread->free_ns += replay->costs->claim_ns + taken;
  if (replay->is_timed) {
    thread->wish = schedule_pace(size, (int64_t)taken, loop->n_items, loop->grain);
  }
}

static void
prepare(Replay *replay)
{
  const PoolTraceLoop *loop = replay->trace;
  replay->prefix = g_new(double, loop->n_pieces + 1);
  replay->prefix[0] = 0;
  for (gsize i = 0; i < loop->n_pieces; i++) {
    replay->prefix[i + 1] = replay->prefix[i] + (double)loop->pieces_ns[i];
  }
  replay->n_regions =
      schedule_count_regions(loop->n_items, loop->grain, replay->n_threads, loop->is_even);
  replay->is_timed = schedule_is_timed(loop->n_items, loop->grain, replay->n_threads);
  replay->regions = g_new(Region, replay->n_regions);
  gsize next = 0;
  for (gsize i = 0; i < replay->n_regions; i++) {
    replay->regions[i].next = next;
    next += schedule_size_region(loop->n_items, loop->grain, replay->n_regions, i);
    replay->regions[i].end = next;
  }
  replay->threads = g_new0(Thread, replay->n_threads);
  for (gsize i = 0; i < replay->n_threads; i++) {
    // The caller wakes one, and each that wakes two more: thread i is woken in round log2(i) + 1.
    const double rounds = i == 0 ? 0 : floor(log2((double)i)) + 1;
    replay->threads[i] = (Thread){
      .start_ns = rounds * replay->costs->wake_ns,
      .free_ns = rounds * replay->costs->wake_ns,
      .region = i % replay->n_regions,
      .wish = loop->grain,
    };
  }
}

static double
simulate_loop(const PoolTraceLoop *loop, gsize n_threads, const ScalingCosts *costs)
{
  Replay replay = { .trace = loop, .costs = costs, .n_threads = n_threads };
  prepare(&replay);
  double end_ns = 0;
  for (Thread *thread = find_next(&replay); thread != NULL; thread = find_next(&replay)) {
    claim(&replay, thread);
    // A thread that came too late found nothing and keeps nobody waiting.
    end_ns = thread->is_done ? end_ns : fmax(end_ns, thread->free_ns);
  }
  g_free(replay.prefix);
  g_free(replay.regions);
  g_free(replay.threads);
  return end_ns + costs->close_ns;
}

static double
sum_pieces(const PoolTraceLoop *loop)
{
  double sum = 0;
  for (gsize i = 0; i < loop->n_pieces; i++) {
    sum += (double)loop->pieces_ns[i];
  }
  return sum;
}

double
scaling_simulate(const PoolTrace *trace, gsize n_threads, const ScalingCosts *costs)
{
  g_assert(n_threads > 0);

  double total_ns = (double)pool_trace_get_after_ns(trace);
  for (gsize i = 0; i < pool_trace_get_n_loops(trace); i++) {
    const PoolTraceLoop loop = pool_trace_get_loop(trace, i);
    const gboolean is_shared = n_threads > 1 && loop.n_items > loop.grain;
    total_ns += (double)loop.before_ns +
                (is_shared ? simulate_loop(&loop, n_threads, costs) : sum_pieces(&loop));
  }
  return total_ns;
}

enum {
  N_CLAIMS = 100000,
  N_FORKS = 301,
};

static double
measure_claim(void)
{
  _Atomic(gsize) next;
  atomic_init(&next, 0);
  const int64_t begin_ns = processor_get_ns();
  int64_t last_ns = begin_ns;
  while (atomic_fetch_add_explicit(&next, 1, memory_order_relaxed) < N_CLAIMS) {
    last_ns = processor_get_ns();
  }
  return (double)(last_ns - begin_ns) / N_CLAIMS;
}

// When each of two items began.
typedef struct {
  int64_t began_ns[2];
} Fork;

static void
note_begin(gsize begin, gsize end, PoolWorker *worker, void *data)
{
  (void)worker;
  Fork *fork = data;
  for (gsize i = begin; i < end; i++) {
    fork->began_ns[i] = processor_get_ns();
    while (processor_get_ns() - fork->began_ns[i] < SCHEDULE_CLAIM_NS) {
      processor_relax();
    }
  }
}

static int
compare_doubles(const void *left, const void *right)
{
  const double a = *(const double *)left;
  const double b = *(const double *)right;
  return (a > b) - (a < b);
}

static double
median_of(double *values, gsize n)
{
  qsort(values, n, sizeof *values, compare_doubles);
  return values[n / 2];
}

ScalingCosts
scaling_costs_measure(void)
{
  ScalingCosts costs = { .claim_ns = measure_claim() };
  g_autoptr(Pool) pool = pool_new(2, NULL);
  if (pool == NULL) {
    return costs;
  }
  double wakes[N_FORKS];
  double closes[N_FORKS];
  for (gsize i = 0; i < N_FORKS; i++) {
    Fork fork = { { 0 } };
    const int64_t opened_ns = processor_get_ns();
    (void)pool_run(pool, 2, 1, note_begin, &fork, NULL);
    const int64_t closed_ns = processor_get_ns();
    const int64_t last_ns = MAX(fork.began_ns[0], fork.began_ns[1]);
    wakes[i] = (double)(last_ns - opened_ns);
    closes[i] = (double)(closed_ns - last_ns - SCHEDULE_CLAIM_NS);
  }
  costs.wake_ns = fmax(median_of(wakes, N_FORKS), 0);
  costs.close_ns = fmax(median_of(closes, N_FORKS), 0);
  return costs;
}
