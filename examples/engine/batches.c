// SPDX-License-Identifier: MIT
#include "batches.h"

#include <gio/gio.h>
#include <math.h>
#include <stdlib.h>

enum {
  BATCH_N_INPUTS = BATCH_N_WINDOWS * DENSE_N_INPUTS,
  BATCH_N_OUTPUTS = BATCH_N_WINDOWS * DENSE_N_OUTPUTS,
};

struct Batches {
  gsize n_batches;
  double *inputs; // [n_batches][BATCH_N_INPUTS], owned
};

/** What the items of batches_predict() share. */
typedef struct {
  const Batches *batches;
  const Dense *const *models;
  double *outputs;
  Errors *errors;
} Prediction;

/** What the items of batches_sample() share. */
typedef struct {
  const Batches *batches;
  const Dense *model;
  gsize n_samples;
  guint64 seed;
  Spread *spreads;
} Sampling;

Batches *
batches_new(gsize n_batches, guint64 seed)
{
  Batches *batches = g_new(Batches, 1);
  batches->n_batches = n_batches;
  batches->inputs = g_new(double, n_batches *BATCH_N_INPUTS);
  Stream stream;
  stream_init(&stream, stream_key(&seed, 1));
  for (gsize i = 0; i < n_batches * BATCH_N_INPUTS; i++) {
    batches->inputs[i] = 2 * stream_next_uniform(&stream) - 1;
  }
  return batches;
}

void
batches_free(Batches *batches)
{
  if (batches == NULL) {
    return;
  }
  g_free(batches->inputs);
  g_free(batches);
}

gsize
batches_get_n(const Batches *batches)
{
  return batches->n_batches;
}

void
batches_spoil(Batches *batches, gsize index)
{
  batches->inputs[index * BATCH_N_INPUTS] = (double)NAN;
}

static gboolean
is_finite(const double *values, gsize n_values)
{
  for (gsize i = 0; i < n_values; i++) {
    if (!isfinite(values[i])) {
      return FALSE;
    }
  }
  return TRUE;
}

// Each item writes the place that its index names; a failed one leaves the others alone.
static void
predict_items(gsize begin, gsize end, G_GNUC_UNUSED PoolWorker *worker, void *data)
{
  const Prediction *prediction = data;
  const gsize n_batches = prediction->batches->n_batches;
  for (gsize item = begin; item < end; item++) {
    const Dense *model = prediction->models[item / n_batches];
    const gsize batch = item % n_batches;
    const double *inputs = prediction->batches->inputs + batch * BATCH_N_INPUTS;
    double *outputs = prediction->outputs + item * BATCH_N_OUTPUTS;
    if (!is_finite(inputs, BATCH_N_INPUTS)) {
      for (gsize i = 0; i < BATCH_N_OUTPUTS; i++) {
        outputs[i] = (double)NAN;
      }
      errors_take(prediction->errors, item,
                  g_error_new(G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                              "model %" G_GSIZE_FORMAT ", batch %" G_GSIZE_FORMAT
                              ": a window holds what is no finite number",
                              item / n_batches, batch));
      continue;
    }
    for (gsize i = 0; i < BATCH_N_WINDOWS; i++) {
      dense_apply(model, inputs + i * DENSE_N_INPUTS, NULL, outputs + i * DENSE_N_OUTPUTS);
    }
  }
}

void
batches_predict(const Batches *batches,
                const Dense *const *models,
                gsize n_models,
                Pool *pool,
                double *outputs,
                Errors *errors)
{
  Prediction prediction = {
    .batches = batches,
    .models = models,
    .errors = errors,
  };
  prediction.outputs = outputs;
  pool_run(pool, n_models * batches->n_batches, 1, predict_items, &prediction, NULL);
}

static int
compare_doubles(const void *left, const void *right)
{
  const double *first = left;
  const double *second = right;
  return (*first > *second) - (*first < *second);
}

// Definition 7 of Hyndman and Fan (1996) on sorted values.
static double
quantile(const double *sorted, gsize n_values, double probability)
{
  const double place = probability * (double)(n_values - 1);
  const gsize below = (gsize)place;
  const gsize above = MIN(below + 1, n_values - 1);
  return sorted[below] + (place - (double)below) * (sorted[above] - sorted[below]);
}

// One pass over the samples (Welford 1962), which then are sorted where they are.
static Spread
spread_of(double *samples, gsize n_samples)
{
  double mean = 0;
  double squares = 0;
  for (gsize i = 0; i < n_samples; i++) {
    const double difference = samples[i] - mean;
    mean += difference / (double)(i + 1);
    squares += difference * (samples[i] - mean);
  }
  qsort(samples, n_samples, sizeof *samples, compare_doubles);
  return (Spread){
    .mean = mean,
    .deviation = sqrt(squares / (double)(n_samples - 1)),
    .lower = quantile(samples, n_samples, 0.05),
    .upper = quantile(samples, n_samples, 0.95),
  };
}

// Holds the samples of one window, in memory that the worker keeps for the next one.
static void
sample_windows(gsize begin, gsize end, PoolWorker *worker, void *data)
{
  const Sampling *sampling = data;
  Arena *arena = pool_worker_get_arena(worker);
  const gsize n_samples = sampling->n_samples;
  for (gsize window = begin; window < end; window++) {
    const ArenaMark mark = arena_mark(arena);
    double *samples = arena_take(arena, n_samples * DENSE_N_OUTPUTS * sizeof(double));
    const double *inputs = sampling->batches->inputs + window * DENSE_N_INPUTS;
    double outputs[DENSE_N_OUTPUTS];
    for (gsize i = 0; i < n_samples; i++) {
      const uint64_t parts[] = { sampling->seed, window, i };
      Stream dropout;
      stream_init(&dropout, stream_key(parts, G_N_ELEMENTS(parts)));
      dense_apply(sampling->model, inputs, &dropout, outputs);
      for (gsize j = 0; j < DENSE_N_OUTPUTS; j++) {
        samples[j * n_samples + i] = outputs[j];
      }
    }
    for (gsize j = 0; j < DENSE_N_OUTPUTS; j++) {
      sampling->spreads[window * DENSE_N_OUTPUTS + j] =
          spread_of(samples + j * n_samples, n_samples);
    }
    arena_rewind(arena, mark);
  }
}

void
batches_sample(const Batches *batches,
               const Dense *model,
               gsize n_batches,
               gsize n_samples,
               guint64 seed,
               Pool *pool,
               Spread *spreads)
{
  g_return_if_fail(n_batches <= batches->n_batches && n_samples >= 2);

  Sampling sampling = {
    .batches = batches,
    .model = model,
    .n_samples = n_samples,
    .seed = seed,
    .spreads = spreads,
  };
  pool_run(pool, n_batches * BATCH_N_WINDOWS, 1, sample_windows, &sampling, NULL);
}
