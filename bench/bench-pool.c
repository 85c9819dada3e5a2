// SPDX-License-Identifier: MIT

// What a loop costs on this pool, beside a plain loop and other schedulers in the same run. Each
// sample of a scheduler follows one of the plain loop, so that a change of the processor's clock
// does not pass for efficiency.

#include "scheduler.h"
#include "timing.h"

#include <stdint.h>
#include <stdio.h>

typedef struct {
  const char *name;
  gsize n_outer; // loops of n_items each inside one loop; 0 for one loop
  gsize n_items;
  uint32_t n_steps; // of each item, or of the middle one
  void (*set_steps)(uint32_t *steps, gsize n_items, uint32_t n_steps);
  gsize n_calls; // in one sample
} Workload;

typedef struct {
  const Scheduler *scheduler;
  void *state;
  const Workload *workload;
  const uint32_t *steps; // by item
  uint64_t *results;     // by item of all loops
} Run;

typedef struct {
  const Run *run;
  gsize outer;
} InnerLoop;

static void
set_equal(uint32_t *steps, gsize n_items, uint32_t n_steps)
{
  for (gsize i = 0; i < n_items; i++) {
    steps[i] = n_steps;
  }
}

static void
set_rising(uint32_t *steps, gsize n_items, uint32_t n_steps)
{
  for (gsize i = 0; i < n_items; i++) {
    steps[i] = (uint32_t)(2 * n_steps * (i + 1) / n_items);
  }
}

static void
set_falling(uint32_t *steps, gsize n_items, uint32_t n_steps)
{
  for (gsize i = 0; i < n_items; i++) {
    steps[i] = (uint32_t)(2 * n_steps * (n_items - i) / n_items);
  }
}

// Pareto's distribution with exponent 1, cut off at 500 times the least, in an order that a
// multiplication by an odd number makes.
static void
set_heavy_tailed(uint32_t *steps, gsize n_items, uint32_t n_steps)
{
  for (gsize i = 0; i < n_items; i++) {
    uint64_t rank = (uint32_t)((uint32_t)i * 0x9E3779B1u) % n_items + 1;
    steps[i] = (uint32_t)MIN(n_steps * n_items / rank / 7, (uint64_t)n_steps / 7 * 500);
  }
}

static void
set_heavy_first(uint32_t *steps, gsize n_items, uint32_t n_steps)
{
  for (gsize i = 0; i < n_items; i++) {
    steps[i] = (uint32_t)MIN(n_steps * n_items / (i + 1) / 7, (uint64_t)n_steps / 7 * 500);
  }
}

// A step is three shifts and three exclusive ors, each needing the one before: xorshift64. What it
// takes on this processor show the rows of the plain loop.
static const Workload workloads[] = {
  { "fork and join", 0, 2, 0, set_equal, 2000 },
  { "2 items of 10 us", 0, 2, 6400, set_equal, 200 },
  { "empty items", 0, 100000, 0, set_equal, 5 },
  { "items of 100 ns", 0, 100000, 64, set_equal, 1 },
  { "items of 1 us", 0, 30000, 640, set_equal, 1 },
  { "items of 10 us", 0, 3000, 6400, set_equal, 1 },
  { "items of 100 us", 0, 500, 64000, set_equal, 1 },
  { "rising costs", 0, 1000, 32000, set_rising, 1 },
  { "falling costs", 0, 1000, 32000, set_falling, 1 },
  { "heavy-tailed costs", 0, 2000, 14000, set_heavy_tailed, 1 },
  { "heavy-tailed, falling", 0, 2000, 14000, set_heavy_first, 1 },
  { "16 x 1000 of 100 ns", 16, 1000, 64, set_equal, 4 },
  { "16 x 1000 of 1 us", 16, 1000, 640, set_equal, 1 },
};

static uint64_t
spin(uint64_t seed, uint32_t n_steps)
{
  uint64_t word = seed + 0x9E3779B97F4A7C15u;
  for (uint32_t i = 0; i < n_steps; i++) {
    word ^= word << 13;
    word ^= word >> 7;
    word ^= word << 17;
  }
  return word;
}

static void
do_item(gsize index, void *data)
{
  const Run *run = data;
  run->results[index] = spin(index, run->steps[index]);
}

static void
do_inner_item(gsize index, void *data)
{
  const InnerLoop *loop = data;
  gsize at = loop->outer * loop->run->workload->n_items + index;
  loop->run->results[at] = spin(at, loop->run->steps[index]);
}

static void
do_inner_loop(gsize index, void *data)
{
  const Run *run = data;
  InnerLoop loop = { run, index };
  run->scheduler->run_inside(run->state, run->workload->n_items, do_inner_item, &loop);
}

static gsize
workload_count_items(const Workload *workload)
{
  return MAX(workload->n_outer, 1) * workload->n_items;
}

static double
run_time(Run *run)
{
  const Workload *workload = run->workload;
  double before_s = timing_get_s();
  for (gsize i = 0; i < workload->n_calls; i++) {
    if (workload->n_outer > 0) {
      run->scheduler->run(run->state, workload->n_outer, do_inner_loop, run);
    } else {
      run->scheduler->run(run->state, workload->n_items, do_item, run);
    }
  }
  return (timing_get_s() - before_s) / (double)workload->n_calls;
}

static uint64_t
run_get_checksum(const Run *run)
{
  uint64_t sum = 0;
  for (gsize i = 0; i < workload_count_items(run->workload); i++) {
    sum = spin(sum ^ run->results[i], 1);
    run->results[i] = 0;
  }
  return sum;
}

typedef struct {
  gsize n_repeats;
  unsigned n_threads;
  double *plain_s; // scratch, n_repeats each
  double *times_s;
  double *efficiencies;
} Sampler;

static void
print_row(const Workload *workload, const char *name, double *times_s, gsize n, double efficiency)
{
  double ns_per_item = 1e9 / (double)workload_count_items(workload);
  double median_s = timing_get_median(times_s, n);
  printf("%-22s  %-15s %12.2f %12.2f %11.1f %%\n", workload->name, name, times_s[0] * ns_per_item,
         median_s * ns_per_item, 100 * efficiency);
}

// Returns: FALSE when the results differ from the plain loop's.
static gboolean
sampler_measure(Sampler *sampler, Run *plain, Run *run)
{
  gboolean is_equal = TRUE;
  for (gsize i = 0; i < sampler->n_repeats; i++) {
    sampler->plain_s[i] = run_time(plain);
    uint64_t expected = run_get_checksum(plain);
    sampler->times_s[i] = run_time(run);
    is_equal = is_equal && run_get_checksum(run) == expected;
    sampler->efficiencies[i] =
        sampler->plain_s[i] / (sampler->n_threads * MAX(sampler->times_s[i], 1e-9));
  }
  double efficiency = timing_get_median(sampler->efficiencies, sampler->n_repeats);
  print_row(run->workload, run->scheduler->name, sampler->times_s, sampler->n_repeats, efficiency);
  return is_equal;
}

static gboolean
measure_workload(Sampler *sampler, const Workload *workload)
{
  gsize n_schedulers = 0;
  const Scheduler *schedulers = scheduler_list(&n_schedulers);
  g_autofree uint32_t *steps = g_new(uint32_t, workload->n_items);
  g_autofree uint64_t *results = g_new0(uint64_t, workload_count_items(workload));
  workload->set_steps(steps, workload->n_items, workload->n_steps);

  Run plain = { &schedulers[0], NULL, workload, steps, results };
  gboolean is_equal = TRUE;
  for (gsize i = 1; i < n_schedulers; i++) {
    Run run = plain;
    run.scheduler = &schedulers[i];
    run.state = run.scheduler->start(sampler->n_threads);
    is_equal = sampler_measure(sampler, &plain, &run) && is_equal;
    run.scheduler->stop(run.state);
  }
  print_row(workload, plain.scheduler->name, sampler->plain_s, sampler->n_repeats,
            1.0 / sampler->n_threads);
  return is_equal;
}

static gboolean
measure_all(unsigned n_threads, gsize n_repeats, gboolean is_quick)
{
  g_autofree double *scratch = g_new(double, 3 * n_repeats);
  Sampler sampler = {
    n_repeats, n_threads, scratch, scratch + n_repeats, scratch + 2 * n_repeats,
  };
  printf("%-22s  %-15s %12s %12s %13s\n", "workload", "scheduler", "ns/item min", "median",
         "efficiency");
  gboolean is_equal = TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS(workloads); i++) {
    Workload workload = workloads[i];
    if (is_quick) {
      workload.n_items = MIN(workload.n_items, 100);
      workload.n_steps = MIN(workload.n_steps, 640);
      workload.n_calls = MIN(workload.n_calls, 2);
    }
    is_equal = measure_workload(&sampler, &workload) && is_equal;
  }
  return is_equal;
}

int
main(int argc, char **argv)
{
  gboolean is_quick = FALSE;
  int n_threads = (int)g_get_num_processors();
  int n_repeats = 7;
  const GOptionEntry entries[] = {
    { "quick", 0, 0, G_OPTION_ARG_NONE, &is_quick, "Only see that it works", NULL },
    { "threads", 0, 0, G_OPTION_ARG_INT, &n_threads, "Threads, the caller's included", "N" },
    { "repeats", 0, 0, G_OPTION_ARG_INT, &n_repeats, "Samples of each", "N" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(GOptionContext) context = g_option_context_new(NULL);
  g_option_context_add_main_entries(context, entries, NULL);
  if (!g_option_context_parse(context, &argc, &argv, &error)) {
    fprintf(stderr, "bench-pool: %s\n", error->message);
    return 2;
  }
  if (n_threads < 1 || n_repeats < 1) {
    fprintf(stderr, "bench-pool: --threads and --repeats must be at least 1\n");
    return 2;
  }
  if (!measure_all((unsigned)n_threads, (gsize)n_repeats, is_quick)) {
    fprintf(stderr, "bench-pool: the schedulers' results differ\n");
    return 1;
  }
  return 0;
}
