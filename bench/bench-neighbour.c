// SPDX-License-Identifier: MIT

// What other programs pay for helpers that look for work before they sleep: one of them on each
// processor, never idle, beside a short loop every 2 ms.

#include "pool/pool.h"

#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
  N_ITEMS = 10,
  N_STEPS = 2500, // an item
  PAUSE_US = 2000,
  NEIGHBOURS_MOST = 256,
};

typedef struct {
  _Alignas(64) _Atomic(uint64_t) n_turns;
} Neighbour;

typedef struct {
  const char *name;
  gboolean has_loop;
  gboolean has_pool;
} Mode;

static const Mode modes[] = {
  { "nothing", FALSE, FALSE },
  { "plain loop", TRUE, FALSE },
  { "this pool", TRUE, TRUE },
};

static uint64_t
spin(uint64_t word, unsigned n_steps)
{
  for (unsigned i = 0; i < n_steps; i++) {
    word ^= word << 13;
    word ^= word >> 7;
    word ^= word << 17;
  }
  return word;
}

static void
do_items(gsize begin, gsize end, PoolWorker *worker, void *data)
{
  (void)worker;
  uint64_t *results = data;
  for (gsize i = begin; i < end; i++) {
    results[i] = spin(i + 1, N_STEPS);
  }
}

// Runs in a process of its own until it is killed, at the latest with its parent.
G_NORETURN static void
neighbour_run(Neighbour *neighbour, unsigned processor)
{
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(processor, &set);
  sched_setaffinity(0, sizeof set, &set);
  uint64_t word = processor + 1;
  for (;;) {
    word = spin(word, 1000);
    atomic_fetch_add_explicit(&neighbour->n_turns, 1, memory_order_relaxed);
  }
}

static uint64_t
count_turns(Neighbour *neighbours, unsigned n)
{
  uint64_t n_turns = 0;
  for (unsigned i = 0; i < n; i++) {
    n_turns += atomic_load_explicit(&neighbours[i].n_turns, memory_order_relaxed);
  }
  return n_turns;
}

// Returns: turns of all neighbours a second; the mean time of a loop goes into @loop_us.
static double
measure_mode(
    const Mode *mode, Neighbour *neighbours, unsigned n, int64_t length_us, double *loop_us)
{
  g_autoptr(Pool) pool = mode->has_pool ? pool_new(n, NULL) : NULL;
  uint64_t results[N_ITEMS];
  int64_t in_loops_us = 0;
  int n_loops = 0;
  int64_t begin_us = g_get_monotonic_time();
  uint64_t n_before = count_turns(neighbours, n);
  while (g_get_monotonic_time() - begin_us < length_us) {
    g_usleep(PAUSE_US);
    int64_t before_us = g_get_monotonic_time();
    if (pool != NULL) {
      pool_run(pool, N_ITEMS, 1, do_items, results, NULL);
    } else if (mode->has_loop) {
      do_items(0, N_ITEMS, NULL, results);
    }
    in_loops_us += g_get_monotonic_time() - before_us;
    n_loops++;
  }
  *loop_us = (double)in_loops_us / MAX(n_loops, 1);
  uint64_t n_turns = count_turns(neighbours, n) - n_before;
  return 1e6 * (double)n_turns / (double)(g_get_monotonic_time() - begin_us);
}

static void
measure_all(Neighbour *neighbours, unsigned n, int64_t length_us, int n_rounds)
{
  double turns[G_N_ELEMENTS(modes)] = { 0 };
  double loops_us[G_N_ELEMENTS(modes)] = { 0 };
  for (int round = 0; round < n_rounds; round++) {
    for (gsize i = 0; i < G_N_ELEMENTS(modes); i++) {
      double loop_us = 0.0;
      turns[i] += measure_mode(&modes[i], neighbours, n, length_us, &loop_us) / n_rounds;
      loops_us[i] += loop_us / n_rounds;
    }
  }
  printf("%-12s %18s %18s\n", "every 2 ms", "neighbours' speed", "one loop, us");
  for (gsize i = 0; i < G_N_ELEMENTS(modes); i++) {
    printf("%-12s %16.2f %% %18.1f\n", modes[i].name, 100 * turns[i] / turns[0], loops_us[i]);
  }
}

int
main(int argc, char **argv)
{
  gboolean is_quick = argc > 1 && strcmp(argv[1], "--quick") == 0;
  unsigned n = MIN(g_get_num_processors(), NEIGHBOURS_MOST);
  Neighbour *neighbours =
      mmap(NULL, n * sizeof *neighbours, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (neighbours == MAP_FAILED) {
    perror("bench-neighbour: mmap");
    return 1;
  }
  pid_t children[NEIGHBOURS_MOST];
  for (unsigned i = 0; i < n; i++) {
    children[i] = fork();
    if (children[i] == 0) {
      neighbour_run(&neighbours[i], i);
    }
  }
  measure_all(neighbours, n, is_quick ? 20000 : 2000000, is_quick ? 1 : 5);
  for (unsigned i = 0; i < n; i++) {
    kill(children[i], SIGKILL);
    waitpid(children[i], NULL, 0);
  }
  munmap(neighbours, n * sizeof *neighbours);
  return 0;
}
