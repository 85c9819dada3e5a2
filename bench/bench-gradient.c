// SPDX-License-Identifier: MIT
// The gradient of a batch of 50 shards of 32 windows, summed and divided, by real networks: the
// engine's own beside the same lanes in a plain loop and in OpenMP. All must give the same bits.
#include "pool/stream.h"
#include "run/train/float_fence.h"
#include "run/train/gradient.h"
#include "timing.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
  N_SHARDS = 50,
  SHARD_SIZE = 32,
  N_WINDOWS = N_SHARDS * SHARD_SIZE,
  N_SERIES = 8,
  LENGTH = 1000,
};

/** A network and the size of its windows. */
typedef struct {
  const char *name;
  const char *text;
  gsize input_length;
  gsize horizon;
} Case;

static const Case cases[] = {
  { "linear 64-1", "linear", 64, 1 },
  { "mlp 64-32-1, tanh", "mlp(hidden=[32],activation=tanh,dropout=0)", 64, 1 },
  { "nlinear 336-96", "nlinear", 336, 96 },
};

/** A batch, and what any contender needs for it. */
typedef struct {
  Objective objective;
  Pool *pool;
  unsigned n_threads;
  gsize indices[N_WINDOWS];
  float *weights;
  gsize n_weights;
  Gradient *gradient; // of the engine
  Arena **arenas;     // [n_threads] of the others
  Arena *arena;       // of what follows
  float **lanes;      // [GRADIENT_N_LANES][n_weights], fenced
  LossSum *lane_sums; // [GRADIENT_N_LANES]
  float *result;      // [n_weights]
} Work;

static void
fail_on(const GError *error)
{
  if (error != NULL) {
    g_error("%s", error->message);
  }
}

static void
run_lane(const Work *work, gsize lane, Arena *arena)
{
  LossSum sum = { 0 };
  memset(work->lanes[lane], 0, work->n_weights * sizeof(float));
  for (gsize shard = lane; shard < N_SHARDS; shard += GRADIENT_N_LANES) {
    Call call;
    call_init(&call, shard);
    call.arena = arena;
    const plugcast_status status =
        objective_run(&work->objective, work->indices + shard * SHARD_SIZE, SHARD_SIZE,
                      work->weights, &call, work->lanes[lane], &sum);
    if (status != PLUGCAST_OK) {
      g_error("%s", call.message);
    }
  }
  work->lane_sums[lane] = sum;
}

static gsize
count_targets(const Work *work)
{
  gsize count = 0;
  for (gsize lane = 0; lane < GRADIENT_N_LANES; lane++) {
    count += work->lane_sums[lane].count;
  }
  return count;
}

// Pairwise, as the engine does.
static void
join_weights(const Work *work, gsize begin, gsize end, float factor)
{
  for (gsize reach = 1; reach < GRADIENT_N_LANES; reach *= 2) {
    for (gsize left = 0; left + reach < GRADIENT_N_LANES; left += 2 * reach) {
      float *into = work->lanes[left];
      const float *from = work->lanes[left + reach];
      for (gsize i = begin; i < end; i++) {
        into[i] += from[i];
      }
    }
  }
  for (gsize i = begin; i < end; i++) {
    work->result[i] = work->lanes[0][i] * factor;
  }
}

static void
run_plain(Work *work)
{
  for (gsize lane = 0; lane < GRADIENT_N_LANES; lane++) {
    run_lane(work, lane, work->arenas[0]);
  }
  join_weights(work, 0, work->n_weights, (float)(1.0 / (double)count_targets(work)));
}

static void
run_engine(Work *work)
{
  g_autoptr(GError) error = NULL;
  GradientSummary summary;
  if (!gradient_compute(work->gradient, work->indices, N_WINDOWS, work->weights, 1, &summary,
                        &error)) {
    fail_on(error);
  }
  memcpy(work->result, gradient_get_mean(work->gradient), work->n_weights * sizeof(float));
}

#ifdef _OPENMP
#include <omp.h>

enum {
  OPENMP_CHUNK = 8192 // weights that one thread joins, as in the engine
};

static void
run_openmp(Work *work)
{
#pragma omp parallel for schedule(dynamic) num_threads(work->n_threads)
  for (gsize lane = 0; lane < GRADIENT_N_LANES; lane++) {
    run_lane(work, lane, work->arenas[omp_get_thread_num()]);
  }
  const float factor = (float)(1.0 / (double)count_targets(work));
#pragma omp parallel for schedule(dynamic) num_threads(work->n_threads)
  for (gsize begin = 0; begin < work->n_weights; begin += OPENMP_CHUNK) {
    join_weights(work, begin, MIN(begin + OPENMP_CHUNK, work->n_weights), factor);
  }
}
#endif

typedef struct {
  const char *name;
  void (*run)(Work *work);
} Contender;

static const Contender contenders[] = {
  { "plain loop", run_plain },
#ifdef _OPENMP
  { "OpenMP dynamic", run_openmp },
#endif
  { "engine", run_engine },
};

enum {
  N_CALLS = 20 // of one sample
};

/** One contender's samples beside those of the plain loop, taken in turn. */
typedef struct {
  double *plain_s;
  double *times_s;
  double *efficiencies;
  gsize n_repeats;
} Samples;

static double
run_time(const Contender *contender, Work *work)
{
  const double before_s = timing_get_s();
  for (gsize i = 0; i < N_CALLS; i++) {
    contender->run(work);
  }
  return (timing_get_s() - before_s) / N_CALLS;
}

static gboolean
measure(const Case *test, const Contender *contender, Work *work, const Samples *samples)
{
  g_autofree float *expected = g_new(float, work->n_weights);
  gboolean is_equal = TRUE;
  for (gsize i = 0; i < samples->n_repeats; i++) {
    samples->plain_s[i] = run_time(&contenders[0], work);
    memcpy(expected, work->result, work->n_weights * sizeof *expected);
    samples->times_s[i] = run_time(contender, work);
    is_equal = is_equal && memcmp(expected, work->result, work->n_weights * sizeof *expected) == 0;
    samples->efficiencies[i] = samples->plain_s[i] / (samples->times_s[i] * work->n_threads);
  }
  const double efficiency = timing_get_median(samples->efficiencies, samples->n_repeats);
  const double median_s = timing_get_median(samples->times_s, samples->n_repeats);
  printf("%-20s  %-14s %3u %10.1f %10.1f %10.2f %10.1f %%\n", test->name, contender->name,
         work->n_threads, samples->times_s[0] * 1e6, median_s * 1e6, efficiency * work->n_threads,
         efficiency * 100.0);
  return is_equal;
}

static void
take_buffers(Work *work)
{
  work->arena = arena_new();
  work->arenas = g_new(Arena *, work->n_threads);
  for (unsigned i = 0; i < work->n_threads; i++) {
    work->arenas[i] = arena_new();
  }
  work->lanes = g_new(float *, GRADIENT_N_LANES);
  for (gsize i = 0; i < GRADIENT_N_LANES; i++) {
    work->lanes[i] = float_fence_take(work->arena, work->n_weights);
  }
  work->lane_sums = g_new0(LossSum, GRADIENT_N_LANES);
  work->weights = g_new(float, work->n_weights);
  work->result = g_new(float, work->n_weights);
}

static void
free_buffers(Work *work)
{
  for (unsigned i = 0; i < work->n_threads; i++) {
    arena_free(work->arenas[i]);
  }
  g_free(work->arenas);
  g_free(work->lanes);
  g_free(work->lane_sums);
  g_free(work->weights);
  g_free(work->result);
  arena_free(work->arena);
}

static void
measure_network(const Case *test,
                const Objective *objective,
                Pool *pool,
                const Samples *samples,
                gboolean *is_equal)
{
  g_autoptr(GError) error = NULL;
  Work work = {
    .objective = *objective,
    .pool = pool,
    .n_threads = pool_get_n_threads(pool),
    .n_weights = network_get_n_weights(objective->network),
    .gradient = gradient_new(objective, SHARD_SIZE, pool, NULL),
  };
  take_buffers(&work);
  if (!network_init(objective->network, 1, work.weights, &error)) {
    fail_on(error);
  }
  const gsize n_windows = window_set_get_n_windows(objective->windows);
  for (gsize i = 0; i < N_WINDOWS; i++) {
    work.indices[i] = i * 997 % n_windows; // all over the series
  }
  for (gsize i = 1; i < G_N_ELEMENTS(contenders); i++) {
    *is_equal = measure(test, &contenders[i], &work, samples) && *is_equal;
  }
  gradient_free(work.gradient);
  free_buffers(&work);
}

/** Series of noise, which borrow @values, [N_SERIES × LENGTH]. */
static void
make_series(double *values, plugcast_series *series, const plugcast_series **pointers)
{
  Stream stream;
  stream_init(&stream, 1);
  for (gsize i = 0; i < (gsize)N_SERIES * LENGTH; i++) {
    values[i] = 2.0 * stream_next_uniform(&stream) - 1.0;
  }
  for (gsize i = 0; i < N_SERIES; i++) {
    series[i] = (plugcast_series){
      .struct_size = sizeof series[i],
      .season_length = 1,
      .id = "noise",
      .values = values + i * LENGTH,
      .n_values = LENGTH,
    };
    pointers[i] = &series[i];
  }
}

static void
measure_case(
    const Case *test, Registry *registry, Pool *pool, const Samples *samples, gboolean *is_equal)
{
  g_autoptr(GError) error = NULL;
  g_autofree double *values = g_new(double, (gsize)N_SERIES *LENGTH);
  plugcast_series series[N_SERIES];
  const plugcast_series *pointers[N_SERIES];
  WindowRange ranges[N_SERIES];
  SeriesScale scales[N_SERIES];
  make_series(values, series, pointers);
  for (gsize i = 0; i < N_SERIES; i++) {
    ranges[i] = (WindowRange){ 0, LENGTH };
    scales[i] = (SeriesScale){ .shift = 0.0, .scale = 1.0 };
  }
  const WindowLayout layout = { test->input_length, test->horizon, 1 };
  const plugcast_shape shape = {
    .struct_size = sizeof shape,
    .n_channels = 1,
    .input_length = test->input_length,
    .horizon = test->horizon,
    .n_outputs = 1,
    .season_length = 1,
  };
  g_autoptr(Setup) setup = setup_new(registry, PLUGCAST_KIND_NETWORK, test->text, &error);
  fail_on(error);
  g_autoptr(Network) network = network_new(setup, &shape, &error);
  fail_on(error);
  g_autoptr(WindowSet) windows = window_set_new(pointers, N_SERIES, &layout, ranges);
  g_autoptr(Loss) loss = loss_new("mse", &error);
  fail_on(error);
  const WindowScaling *scaling = window_scaling_find("none", &error);
  fail_on(error);
  const Objective objective = { network, windows, scales, scaling, loss };
  measure_network(test, &objective, pool, samples, is_equal);
}

static gboolean
measure_all(const char *const *folders, int n_threads, gsize n_repeats)
{
  g_autoptr(GError) error = NULL;
  const RegistryOptions options = { .paths = folders, .no_default_paths = TRUE, .no_cache = TRUE };
  g_autoptr(Registry) registry = registry_new(&options);
  g_autoptr(Pool) pool = pool_new((guint)n_threads, &error);
  fail_on(error);
  g_autofree double *scratch = g_new(double, 3 * n_repeats);
  const Samples samples = {
    .plain_s = scratch,
    .times_s = scratch + n_repeats,
    .efficiencies = scratch + 2 * n_repeats,
    .n_repeats = n_repeats,
  };
  gboolean is_equal = TRUE;
  printf("%-20s  %-14s %3s %10s %10s %10s %12s\n", "network", "scheduler", "thr", "us min",
         "us median", "speed-up", "efficiency");
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    measure_case(&cases[i], registry, pool, &samples, &is_equal);
  }
  return is_equal;
}

int
main(int argc, char **argv)
{
  gboolean is_quick = FALSE;
  int n_repeats = 15;
  int n_threads = 2;
  g_auto(GStrv) folders = NULL;
  const GOptionEntry entries[] = {
    { "quick", 0, 0, G_OPTION_ARG_NONE, &is_quick, "Only see that it works", NULL },
    { "threads", 0, 0, G_OPTION_ARG_INT, &n_threads, "Threads, the caller's included", "N" },
    { "repeats", 0, 0, G_OPTION_ARG_INT, &n_repeats, "Samples of each", "N" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &folders, "Of the plugins",
      "FOLDER…" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(GOptionContext) context = g_option_context_new(NULL);
  g_option_context_add_main_entries(context, entries, NULL);
  if (!g_option_context_parse(context, &argc, &argv, &error)) {
    fprintf(stderr, "bench-gradient: %s\n", error->message);
    return 2;
  }
  if (n_repeats < 1 || n_threads < 1 || folders == NULL) {
    fprintf(stderr, "bench-gradient: at least one repeat, thread and folder is needed\n");
    return 2;
  }
  if (!measure_all((const char *const *)folders, n_threads, is_quick ? 1 : (gsize)n_repeats)) {
    fprintf(stderr, "bench-gradient: the gradients differ\n");
    return 1;
  }
  return 0;
}
