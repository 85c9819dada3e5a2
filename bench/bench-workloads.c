// SPDX-License-Identifier: MIT

// The work that forecasting fans out, in the sizes of the engine before this one: batches of
// windows, preprocessing, gradients with their mean, cross-validation, Monte Carlo samples. Each
// runs on this pool and on other schedulers in the same run; each sample of a scheduler follows one
// of the plain loop, so that a change of the processor's clock does not pass for efficiency.

#include "scheduler.h"
#include "timing.h"

#include "pool/stream.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
  N_ROWS = 32,
  N_COLUMNS = 128, // of a batch
  CHUNK_ROWS = 1000,
  CHUNK_COLUMNS = 64,
  GRADIENT_SIZE = 32 * 64,
  GRADIENT_PARTS = 8, // of the mean over batches
  TABLE_ROWS = 1000,
  TABLE_COLUMNS = 32,
  N_TERMS = 10, // of the loss of a fold
  N_SAMPLES = 100,
  N_REPEATS_OF_SINE = 10,
};

typedef struct Data Data;

// Two loops, of which the second may be empty and needs the first.
typedef struct {
  const char *name;
  gsize n_items;
  gsize n_inputs; // doubles in all
  gsize n_results;
  SchedulerItem item;
  gsize n_joins;
  SchedulerItem join;
  gsize n_calls; // in one sample
} Workload;

struct Data {
  const Workload *workload;
  double *inputs;
  double *results;
  double *joined;
};

static double
repeat_sine(double value)
{
  for (int i = 0; i < N_REPEATS_OF_SINE; i++) {
    value = sin(1.01 * value);
  }
  return value;
}

static double
sum_of(const double *values, gsize n)
{
  double sum = 0;
  for (gsize i = 0; i < n; i++) {
    sum += values[i];
  }
  return sum;
}

static void
do_batch(gsize index, void *it)
{
  const Data *data = it;
  const double *rows = data->inputs + index * N_ROWS * N_COLUMNS;
  for (gsize i = 0; i < N_ROWS; i++) {
    data->results[index * N_ROWS + i] = repeat_sine(sum_of(rows + i * N_COLUMNS, N_COLUMNS));
  }
}

// Standardises one chunk by column into its slots.
static void
do_chunk(gsize index, void *it)
{
  const Data *data = it;
  const gsize size = CHUNK_ROWS * CHUNK_COLUMNS;
  const double *from = data->inputs + index * size;
  double *to = data->results + index * size;
  for (gsize j = 0; j < CHUNK_COLUMNS; j++) {
    double mean = 0;
    double squares = 0;
    for (gsize i = 0; i < CHUNK_ROWS; i++) {
      const double difference = from[i * CHUNK_COLUMNS + j] - mean;
      mean += difference / (double)(i + 1);
      squares += difference * (from[i * CHUNK_COLUMNS + j] - mean);
    }
    const double deviation = sqrt(squares / CHUNK_ROWS);
    for (gsize i = 0; i < CHUNK_ROWS; i++) {
      const gsize at = i * CHUNK_COLUMNS + j;
      to[at] = deviation > 0 ? (from[at] - mean) / deviation : from[at] - mean;
    }
  }
}

static void
do_gradient(gsize index, void *it)
{
  const Data *data = it;
  const double *from = data->inputs + index * GRADIENT_SIZE;
  double *to = data->results + index * GRADIENT_SIZE;
  for (gsize i = 0; i < GRADIENT_SIZE; i++) {
    to[i] = 0.01 * from[i];
  }
}

// The mean over batches of one part of the gradient, in the order of the batches.
static void
join_gradients(gsize index, void *it)
{
  const Data *data = it;
  const gsize n = GRADIENT_SIZE / GRADIENT_PARTS;
  double *to = data->joined + index * n;
  memset(to, 0, n * sizeof *to);
  for (gsize batch = 0; batch < data->workload->n_items; batch++) {
    const double *from = data->results + batch * GRADIENT_SIZE + index * n;
    for (gsize i = 0; i < n; i++) {
      to[i] += from[i];
    }
  }
  for (gsize i = 0; i < n; i++) {
    to[i] /= (double)data->workload->n_items;
  }
}

// One term of the loss of one fold: the plan is flat over both, so that few folds keep all threads
// busy. A fold is two ranges of rows; nothing is copied.
static void
do_fold_term(gsize index, void *it)
{
  const Data *data = it;
  const gsize n_folds = data->workload->n_joins;
  const gsize fold = index / N_TERMS;
  const gsize term = index % N_TERMS;
  const gsize begin = fold * TABLE_ROWS / n_folds * TABLE_COLUMNS;
  const gsize end = (fold + 1) * TABLE_ROWS / n_folds * TABLE_COLUMNS;
  const gsize size = TABLE_ROWS * TABLE_COLUMNS;
  const double sum = sum_of(data->inputs, begin) + sum_of(data->inputs + end, size - end);
  data->results[index] = sin(0.001 * sum) * (double)term;
}

static void
join_terms(gsize index, void *it)
{
  const Data *data = it;
  const gsize n_folds = data->workload->n_joins;
  const gsize begin = index * TABLE_ROWS / n_folds * TABLE_COLUMNS;
  const gsize end = (index + 1) * TABLE_ROWS / n_folds * TABLE_COLUMNS;
  data->joined[index] = sum_of(data->results + index * N_TERMS, N_TERMS) +
                        0.0001 * sum_of(data->inputs + begin, end - begin);
}

// One pass with dropout 0.1, keyed by batch and sample.
static void
do_sample(gsize index, void *it)
{
  const Data *data = it;
  const gsize batch = index / N_SAMPLES;
  const double *rows = data->inputs + batch * N_ROWS * N_COLUMNS;
  Stream stream;
  stream_init(&stream, index);
  for (gsize i = 0; i < N_ROWS; i++) {
    double sum = 0;
    for (gsize j = 0; j < N_COLUMNS; j++) {
      const double kept = stream_next_uniform(&stream) < 0.9 ? 1 / 0.9 : 0;
      sum += kept * rows[i * N_COLUMNS + j];
    }
    data->results[index * N_ROWS + i] = tanh(sum);
  }
}

// Mean and deviation over the samples of one batch.
static void
join_samples(gsize index, void *it)
{
  const Data *data = it;
  for (gsize i = 0; i < N_ROWS; i++) {
    double mean = 0;
    double squares = 0;
    for (gsize k = 0; k < N_SAMPLES; k++) {
      const double value = data->results[(index * N_SAMPLES + k) * N_ROWS + i];
      const double difference = value - mean;
      mean += difference / (double)(k + 1);
      squares += difference * (value - mean);
    }
    data->joined[(index * N_ROWS + i) * 2] = mean;
    data->joined[(index * N_ROWS + i) * 2 + 1] = sqrt(squares / N_SAMPLES);
  }
}

#define BATCHES(n, its_n_calls)                                                                    \
  {                                                                                                \
    .name = "batch inference, " #n, .n_items = (n), .n_inputs = (gsize)(n)*N_ROWS * N_COLUMNS,     \
    .n_results = (gsize)(n)*N_ROWS, .item = do_batch, .n_calls = (its_n_calls)                     \
  }

static const Workload workloads[] = {
  BATCHES(10, 20),
  BATCHES(50, 10),
  BATCHES(100, 5),
  BATCHES(200, 2),
  BATCHES(500, 1),
  { "preprocessing, 50", 50, (gsize)50 * CHUNK_ROWS *CHUNK_COLUMNS,
    (gsize)50 * CHUNK_ROWS *CHUNK_COLUMNS, do_chunk, 0, NULL, 1 },
  { "gradients, 50", 50, (gsize)50 * GRADIENT_SIZE, (gsize)50 * GRADIENT_SIZE, do_gradient,
    GRADIENT_PARTS, join_gradients, 20 },
  { "5 folds", 5 * N_TERMS, (gsize)TABLE_ROWS *TABLE_COLUMNS, 5 * N_TERMS, do_fold_term, 5,
    join_terms, 5 },
  { "10 folds", 10 * N_TERMS, (gsize)TABLE_ROWS *TABLE_COLUMNS, 10 * N_TERMS, do_fold_term, 10,
    join_terms, 5 },
  { "Monte Carlo, 10 x 100", 10 * N_SAMPLES, (gsize)10 * N_ROWS *N_COLUMNS,
    (gsize)10 * N_SAMPLES *N_ROWS, do_sample, 10, join_samples, 1 },
};

typedef struct {
  const Scheduler *scheduler;
  void *state;
} Runner;

static double
run_time(const Runner *runner, Data *data)
{
  const Workload *workload = data->workload;
  const double before_s = timing_get_s();
  for (gsize i = 0; i < workload->n_calls; i++) {
    runner->scheduler->run(runner->state, workload->n_items, workload->item, data);
    if (workload->n_joins > 0) {
      runner->scheduler->run(runner->state, workload->n_joins, workload->join, data);
    }
  }
  return (timing_get_s() - before_s) / (double)workload->n_calls;
}

static gsize
count_joined(const Workload *workload)
{
  return MAX((gsize)GRADIENT_SIZE, workload->n_joins * N_ROWS * 2);
}

// Returns: whether all numbers are those of the plain loop; clears them for the next run.
static gboolean
take_results(const Data *data, double *expected, gboolean is_plain)
{
  const gsize n_results = data->workload->n_results;
  const gsize n_joined = count_joined(data->workload);
  gboolean is_equal = TRUE;
  if (is_plain) {
    memcpy(expected, data->results, n_results * sizeof *expected);
    memcpy(expected + n_results, data->joined, n_joined * sizeof *expected);
  } else {
    is_equal = memcmp(expected, data->results, n_results * sizeof *expected) == 0 &&
               memcmp(expected + n_results, data->joined, n_joined * sizeof *expected) == 0;
  }
  memset(data->results, 0, n_results * sizeof *data->results);
  memset(data->joined, 0, n_joined * sizeof *data->joined);
  return is_equal;
}

typedef struct {
  gsize n_repeats;
  unsigned n_threads;
  double *plain_s; // [n_repeats] each
  double *times_s;
  double *efficiencies;
} Samples;

static gboolean
measure(Samples *samples, const Runner *plain, const Runner *runner, Data *data, double *expected)
{
  gboolean is_equal = TRUE;
  for (gsize i = 0; i < samples->n_repeats; i++) {
    samples->plain_s[i] = run_time(plain, data);
    is_equal = take_results(data, expected, TRUE) && is_equal;
    samples->times_s[i] = run_time(runner, data);
    is_equal = take_results(data, expected, FALSE) && is_equal;
    samples->efficiencies[i] =
        samples->plain_s[i] / (samples->n_threads * MAX(samples->times_s[i], 1e-9));
  }
  const double efficiency = timing_get_median(samples->efficiencies, samples->n_repeats);
  const double median_s = timing_get_median(samples->times_s, samples->n_repeats);
  printf("%-22s  %-15s %3u %10.1f %10.1f %10.2f %10.1f %%\n", data->workload->name,
         runner->scheduler->name, samples->n_threads, samples->times_s[0] * 1e6, median_s * 1e6,
         efficiency * samples->n_threads, efficiency * 100);
  return is_equal;
}

static gboolean
measure_workload(const Workload *workload, Samples *samples)
{
  g_autofree double *inputs = g_new(double, workload->n_inputs);
  g_autofree double *results = g_new0(double, workload->n_results);
  g_autofree double *joined = g_new0(double, count_joined(workload));
  g_autofree double *expected = g_new0(double, workload->n_results + count_joined(workload));
  Stream stream;
  stream_init(&stream, 1);
  for (gsize i = 0; i < workload->n_inputs; i++) {
    inputs[i] = 2 * stream_next_uniform(&stream) - 1;
  }
  Data data = { workload, inputs, results, joined };
  gsize n_schedulers = 0;
  const Scheduler *schedulers = scheduler_list(&n_schedulers);
  const Runner plain = { &schedulers[0], NULL };
  gboolean is_equal = TRUE;
  for (gsize i = 1; i < n_schedulers; i++) {
    const Runner runner = { &schedulers[i], schedulers[i].start(samples->n_threads) };
    is_equal = measure(samples, &plain, &runner, &data, expected) && is_equal;
    schedulers[i].stop(runner.state);
  }
  return is_equal;
}

static gboolean
measure_all(const char *threads, gsize n_repeats)
{
  g_autofree double *scratch = g_new(double, 3 * n_repeats);
  g_auto(GStrv) counts = g_strsplit(threads, ",", -1);
  printf("%-22s  %-15s %3s %10s %10s %10s %12s\n", "workload", "scheduler", "thr", "us min",
         "us median", "speed-up", "efficiency");
  gboolean is_equal = TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS(workloads); i++) {
    for (gsize j = 0; counts[j] != NULL; j++) {
      Samples samples = {
        .n_repeats = n_repeats,
        .n_threads = (unsigned)g_ascii_strtoull(counts[j], NULL, 10),
        .plain_s = scratch,
        .times_s = scratch + n_repeats,
        .efficiencies = scratch + 2 * n_repeats,
      };
      if (samples.n_threads == 0) {
        g_error("--threads: '%s' is no number of threads from 1", counts[j]);
      }
      is_equal = measure_workload(&workloads[i], &samples) && is_equal;
    }
  }
  return is_equal;
}

int
main(int argc, char **argv)
{
  gboolean is_quick = FALSE;
  int n_repeats = 15;
  g_autofree char *threads = g_strdup("2");
  const GOptionEntry entries[] = {
    { "quick", 0, 0, G_OPTION_ARG_NONE, &is_quick, "Only see that it works", NULL },
    { "threads", 0, 0, G_OPTION_ARG_STRING, &threads, "Threads, the caller's included", "N,N…" },
    { "repeats", 0, 0, G_OPTION_ARG_INT, &n_repeats, "Samples of each", "N" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(GOptionContext) context = g_option_context_new(NULL);
  g_option_context_add_main_entries(context, entries, NULL);
  if (!g_option_context_parse(context, &argc, &argv, &error)) {
    fprintf(stderr, "bench-workloads: %s\n", error->message);
    return 2;
  }
  if (n_repeats < 1) {
    fprintf(stderr, "bench-workloads: --repeats must be at least 1\n");
    return 2;
  }
  if (!measure_all(threads, is_quick ? 1 : (gsize)n_repeats)) {
    fprintf(stderr, "bench-workloads: the schedulers' results differ\n");
    return 1;
  }
  return 0;
}
