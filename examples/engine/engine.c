// SPDX-License-Identifier: MIT
//
// The engine without plugins and files: batches of windows through three models on pools of several
// sizes, Monte Carlo uncertainty of one, and the three as an ensemble. Says so and fails when any
// number of threads gives other bits than one thread.
//
//   engine [REPEATS]
#include "batches.h"

#include "run/combination.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
  N_BATCHES = 200,
  N_MODELS = 3,
  N_SAMPLED_BATCHES = 10,
  N_SAMPLES = 50,
  SPOILT_BATCH = 137,
  SEED = 42,
  DEFAULT_REPEATS = 7,
  N_OUTPUTS = N_BATCHES * BATCH_N_WINDOWS * DENSE_N_OUTPUTS, // of one model
  N_SPREADS = N_SAMPLED_BATCHES * BATCH_N_WINDOWS * DENSE_N_OUTPUTS,
};

static const unsigned thread_counts[] = { 1, 2, 4, 8, 16 };

/** What all parts work on. */
typedef struct {
  Batches *batches;
  Dense *models[N_MODELS];
  double *outputs; // [N_MODELS][N_OUTPUTS]: those of one thread
} Engine;

static void
engine_init(Engine *engine)
{
  engine->batches = batches_new(N_BATCHES, SEED);
  for (guint64 i = 0; i < N_MODELS; i++) {
    engine->models[i] = dense_new(i + 1);
  }
  engine->outputs = g_new(double, (gsize)N_MODELS *N_OUTPUTS);
}

static void
engine_clear(Engine *engine)
{
  batches_free(engine->batches);
  for (gsize i = 0; i < N_MODELS; i++) {
    dense_free(engine->models[i]);
  }
  g_free(engine->outputs);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Engine, engine_clear)

static Pool *
make_pool(unsigned n_threads)
{
  g_autoptr(GError) error = NULL;
  Pool *pool = pool_new(n_threads, &error);
  if (pool == NULL) {
    g_error("no pool of %u threads: %s", n_threads, error->message);
  }
  return pool;
}

static int
compare_times(const void *left, const void *right)
{
  const gint64 *first = left;
  const gint64 *second = right;
  return (*first > *second) - (*first < *second);
}

/** Returns: the median of @n_repeats times, in microseconds; @outputs gets the numbers. */
static gint64
time_predictions(const Engine *engine, Pool *pool, gsize n_repeats, double *outputs)
{
  g_autofree gint64 *times_us = g_new(gint64, n_repeats);
  for (gsize i = 0; i < n_repeats; i++) {
    g_autoptr(Errors) errors = errors_new();
    const gint64 begin_us = g_get_monotonic_time();
    batches_predict(engine->batches, (const Dense *const *)engine->models, N_MODELS, pool, outputs,
                    errors);
    times_us[i] = g_get_monotonic_time() - begin_us;
  }
  qsort(times_us, n_repeats, sizeof *times_us, compare_times);
  return times_us[n_repeats / 2];
}

static gboolean
show_speed(const Engine *engine, gsize n_repeats)
{
  const gsize n_bytes = (gsize)N_MODELS * N_OUTPUTS * sizeof(double);
  g_autofree double *outputs = g_malloc(n_bytes);
  gint64 alone_us = 0;
  gboolean is_same = TRUE;
  printf("%d batches of %d windows through %d models, median of %d runs:\n", N_BATCHES,
         BATCH_N_WINDOWS, N_MODELS, (int)n_repeats);
  for (gsize i = 0; i < G_N_ELEMENTS(thread_counts); i++) {
    g_autoptr(Pool) pool = make_pool(thread_counts[i]);
    double *target = i == 0 ? engine->outputs : outputs;
    const gint64 us = time_predictions(engine, pool, n_repeats, target);
    alone_us = i == 0 ? us : alone_us;
    is_same = is_same && (i == 0 || memcmp(outputs, engine->outputs, n_bytes) == 0);
    printf("  %2u threads %8.2f ms, %.2f times the speed of one\n", thread_counts[i],
           (double)us / 1000, (double)alone_us / (double)MAX(us, 1));
  }
  printf("  on %u processors; the bits are %s\n", g_get_num_processors(),
         is_same ? "the same" : "NOT THE SAME");
  return is_same;
}

static gboolean
show_failure(Engine *engine)
{
  g_autoptr(Pool) pool = make_pool(0);
  g_autoptr(Errors) errors = errors_new();
  g_autofree double *outputs = g_new(double, (gsize)N_MODELS *N_OUTPUTS);
  batches_spoil(engine->batches, SPOILT_BATCH);
  batches_predict(engine->batches, (const Dense *const *)engine->models, N_MODELS, pool, outputs,
                  errors);
  gsize index = 0;
  const GError *first = errors_get_first(errors, &index);
  printf("a batch that fails: %d errors, the first: %s\n", (int)errors_get_n(errors),
         first->message);
  return errors_get_n(errors) == N_MODELS && index == SPOILT_BATCH;
}

static double
mean_deviation(const Spread *spreads)
{
  double sum = 0;
  for (gsize i = 0; i < N_SPREADS; i++) {
    sum += spreads[i].deviation;
  }
  return sum / N_SPREADS;
}

static gboolean
show_uncertainty(const Engine *engine)
{
  g_autofree Spread *once = g_new(Spread, N_SPREADS);
  g_autofree Spread *again = g_new(Spread, N_SPREADS);
  gboolean is_same = TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS(thread_counts); i++) {
    g_autoptr(Pool) pool = make_pool(thread_counts[i]);
    batches_sample(engine->batches, engine->models[0], N_SAMPLED_BATCHES, N_SAMPLES, SEED, pool,
                   i == 0 ? once : again);
    is_same = is_same && (i == 0 || memcmp(once, again, N_SPREADS * sizeof *once) == 0);
  }
  printf("%d samples of %d batches with dropout: mean standard deviation %.6f;\n"
         "  the first prediction %.4f, nine in ten samples from %.4f to %.4f; the bits are %s\n",
         N_SAMPLES, N_SAMPLED_BATCHES, mean_deviation(once), once[0].mean, once[0].lower,
         once[0].upper, is_same ? "the same" : "NOT THE SAME");
  return is_same;
}

static gboolean
show_ensemble(const Engine *engine, const char *strategy)
{
  static const char *const names[] = { "first", "second", "third" };
  CombinationMember members[N_MODELS];
  for (gsize i = 0; i < N_MODELS; i++) {
    members[i] = (CombinationMember){
      .name = names[i],
      .values = engine->outputs + i * N_OUTPUTS,
      .n_values = N_OUTPUTS,
    };
  }
  g_auto(Combination) combination = { 0 };
  g_autoptr(GError) error = NULL;
  g_autoptr(Pool) pool = make_pool(0);
  g_autofree double *outputs = g_new(double, N_OUTPUTS);
  if (!combination_parse(strategy, N_MODELS, &combination, &error) ||
      !combination_run(&combination, members, N_MODELS, COMBINATION_MISSING_FAIL, pool, NULL,
                       outputs, &error)) {
    printf("ensemble %s: %s\n", strategy, error->message);
    return FALSE;
  }
  printf("ensemble %-20s %.6f from %.6f, %.6f and %.6f\n", strategy, outputs[0],
         members[0].values[0], members[1].values[0], members[2].values[0]);
  return TRUE;
}

int
main(int argc, char **argv)
{
  guint64 n_repeats = DEFAULT_REPEATS;
  if (argc > 2 ||
      (argc == 2 && !g_ascii_string_to_unsigned(argv[1], 10, 1, 1000, &n_repeats, NULL))) {
    fprintf(stderr, "engine [REPEATS], from 1 to 1000\n");
    return 2;
  }
  g_auto(Engine) engine = { 0 };
  engine_init(&engine);
  gboolean is_right = show_speed(&engine, (gsize)n_repeats);
  is_right = show_uncertainty(&engine) && is_right;
  static const char *const strategies[] = { "mean", "median", "weighted:0.5,0.3,0.2" };
  for (gsize i = 0; i < G_N_ELEMENTS(strategies); i++) {
    is_right = show_ensemble(&engine, strategies[i]) && is_right;
  }
  is_right = show_failure(&engine) && is_right;
  return is_right ? 0 : 1;
}
