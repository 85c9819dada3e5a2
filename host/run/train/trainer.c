// SPDX-License-Identifier: MIT
#include "run/train/trainer.h"

#include "pool/permutation.h"
#include "pool/stream.h"
#include "run/train/checkpoint.h"
#include "run/train/gradient.h"

#include <math.h>
#include <string.h>

enum {
  UPDATE_CHUNK = 16384, // weights that one task updates
};

// What random numbers are for, so that no two uses share a key.
enum {
  STREAM_INIT = 1,
  STREAM_SHUFFLE = 2,
  STREAM_STEP = 3,
};

typedef struct {
  const TrainerOptions *options;
  const TrainingSettings *settings;
  Schedule *schedule; // owned
  Gradient *gradient; // owned
  gsize *indices;     // [batch_size], owned: the windows of a batch
  gsize n_windows;
  gsize n_batches; // of an epoch
  TrainingState state;
  float factor; // of the step's gradient
} Trainer;

G_DEFINE_QUARK(trainer_error, trainer_error)

static void
trainer_clear(Trainer *trainer)
{
  g_clear_pointer(&trainer->schedule, schedule_free);
  g_clear_pointer(&trainer->gradient, gradient_free);
  g_clear_pointer(&trainer->indices, g_free);
  g_clear_pointer(&trainer->state.weights, g_free);
  g_clear_pointer(&trainer->state.best, g_free);
  g_clear_pointer(&trainer->state.optimizer, optimizer_free);
  g_clear_pointer(&trainer->state.epochs, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Trainer, trainer_clear)

static guint64
make_key(const Trainer *trainer, guint64 purpose, guint64 number)
{
  const guint64 parts[] = { trainer->options->seed, purpose, number };
  return stream_key(parts, G_N_ELEMENTS(parts));
}

static gboolean
make_state(Trainer *trainer, GError **error)
{
  const Network *network = trainer->options->objective.network;
  TrainingState *state = &trainer->state;
  gsize n_blocks = 0;
  const guint64 *block_ends = network_get_block_ends(network, &n_blocks);
  state->optimizer = optimizer_new(training_settings_get_text(trainer->settings, "optimizer"),
                                   block_ends, n_blocks, error);
  if (state->optimizer == NULL) {
    return FALSE;
  }
  state->n_weights = network_get_n_weights(network);
  state->weights = g_new0(float, state->n_weights);
  state->best = g_new0(float, state->n_weights);
  state->best_loss = INFINITY;
  state->schedule = schedule_begin();
  state->epochs = g_array_new(FALSE, FALSE, sizeof(TrainingEpoch));
  const char *resume_path = trainer->options->resume_path;
  return resume_path != NULL
             ? checkpoint_read(state, trainer->options, resume_path, error)
             : network_init(network, make_key(trainer, STREAM_INIT, 0), state->weights, error);
}

static gboolean
trainer_init(Trainer *trainer, const TrainerOptions *options, GError **error)
{
  trainer->options = options;
  trainer->settings = options->settings;
  trainer->n_windows = window_set_get_n_windows(options->objective.windows);
  if (trainer->n_windows == 0) {
    const WindowLayout *layout = window_set_get_layout(options->objective.windows);
    g_set_error(error, TRAINER_ERROR, TRAINER_ERROR_WINDOWS,
                "no series has a window to train on: %" G_GSIZE_FORMAT
                " steps of input and %" G_GSIZE_FORMAT " of horizon without a missing value",
                layout->input_length, layout->horizon);
    return FALSE;
  }
  trainer->schedule =
      schedule_new(training_settings_get_text(options->settings, "schedule"), error);
  if (trainer->schedule == NULL || !make_state(trainer, error)) {
    return FALSE;
  }
  const gsize batch_size = trainer->settings->batch_size;
  trainer->n_batches = (trainer->n_windows - 1) / batch_size + 1;
  trainer->indices = g_new0(gsize, MIN(batch_size, trainer->n_windows));
  trainer->gradient = gradient_new(&options->objective, trainer->settings->shard_size,
                                   options->pool, options->cancel);
  return TRUE;
}

static void
update_chunks(gsize begin_chunk, gsize end_chunk, PoolWorker *worker, gpointer data)
{
  (void)worker;
  const Trainer *trainer = data;
  const TrainingState *state = &trainer->state;
  const gsize begin = begin_chunk * UPDATE_CHUNK;
  const gsize end = MIN(end_chunk * UPDATE_CHUNK, state->n_weights);
  optimizer_update(state->optimizer, begin, end, gradient_get_mean(trainer->gradient),
                   trainer->factor, state->weights);
}

// Returns: the rate that the step was taken with.
static double
update_weights(Trainer *trainer, gsize batch, const GradientSummary *summary)
{
  TrainingState *state = &trainer->state;
  const TrainingSettings *settings = trainer->settings;
  const double rate =
      settings->rate * schedule_get_share(trainer->schedule, &state->schedule, state->epochs->len,
                                          settings->n_epochs, batch, trainer->n_batches);
  trainer->factor = gradient_get_clip(summary, settings->clip);
  optimizer_begin_step(state->optimizer, rate);
  const gsize n_chunks = (state->n_weights - 1) / UPDATE_CHUNK + 1;
  pool_run_even(trainer->options->pool, n_chunks, 1, update_chunks, trainer, NULL);
  return rate;
}

static gboolean
are_steps_done(const Trainer *trainer)
{
  return trainer->settings->n_steps > 0 &&
         optimizer_get_n_steps(trainer->state.optimizer) >= trainer->settings->n_steps;
}

static gboolean
train_batch(Trainer *trainer,
            const Permutation *order,
            gsize batch,
            GradientSummary *summary,
            double *rate,
            GError **error)
{
  const gsize batch_size = trainer->settings->batch_size;
  const gsize begin = batch * batch_size;
  const gsize n = MIN(batch_size, trainer->n_windows - begin);
  for (gsize i = 0; i < n; i++) {
    trainer->indices[i] = permutation_at(order, begin + i);
  }
  const guint64 step = optimizer_get_n_steps(trainer->state.optimizer);
  if (!gradient_compute(trainer->gradient, trainer->indices, n, trainer->state.weights,
                        make_key(trainer, STREAM_STEP, step), summary, error)) {
    g_prefix_error(error, "epoch %u, batch %" G_GSIZE_FORMAT ": ", trainer->state.epochs->len + 1,
                   batch + 1);
    return FALSE;
  }
  *rate = update_weights(trainer, batch, summary);
  return TRUE;
}

static gboolean
train_epoch(Trainer *trainer, TrainingEpoch *epoch, GError **error)
{
  Permutation order;
  permutation_init(&order, make_key(trainer, STREAM_SHUFFLE, epoch->epoch), trainer->n_windows);
  double sum = 0.0;
  gsize count = 0;
  for (gsize batch = 0; batch < trainer->n_batches && !are_steps_done(trainer); batch++) {
    GradientSummary summary;
    if (!train_batch(trainer, &order, batch, &summary, &epoch->rate, error)) {
      return FALSE;
    }
    sum += summary.loss * (double)summary.count;
    count += summary.count;
  }
  epoch->training_loss = sum / (double)MAX(count, 1);
  return TRUE;
}

static gboolean
validate(Trainer *trainer, TrainingEpoch *epoch, GError **error)
{
  const TrainerOptions *options = trainer->options;
  epoch->validation_loss = NAN;
  if (options->validation == NULL || window_set_get_n_windows(options->validation) == 0) {
    return TRUE;
  }
  Objective objective = options->objective;
  objective.windows = options->validation;
  LossSum sum;
  if (!objective_evaluate(&objective, trainer->state.weights, options->pool, options->cancel, &sum,
                          error)) {
    g_prefix_error(error, "epoch %" G_GSIZE_FORMAT ": ", epoch->epoch);
    return FALSE;
  }
  epoch->validation_loss = sum.sum / (double)sum.count;
  return TRUE;
}

// Where nothing is watched, the last weights are the best there are.
static void
conclude_epoch(Trainer *trainer, TrainingEpoch *epoch)
{
  TrainingState *state = &trainer->state;
  const gboolean is_watched = !isnan(epoch->validation_loss);
  epoch->is_best =
      !is_watched || epoch->validation_loss < state->best_loss - trainer->settings->delta;
  if (epoch->is_best) {
    memcpy(state->best, state->weights, state->n_weights * sizeof *state->best);
    state->best_loss = is_watched ? epoch->validation_loss : state->best_loss;
    state->best_epoch = epoch->epoch;
    state->n_since_best = 0;
  } else {
    state->n_since_best++;
  }
  schedule_end_epoch(trainer->schedule, &state->schedule,
                     is_watched ? epoch->validation_loss : epoch->training_loss);
  g_array_append_vals(state->epochs, epoch, 1);
}

static gboolean
keep_checkpoint(const Trainer *trainer, GError **error)
{
  const TrainerOptions *options = trainer->options;
  return options->checkpoint_path == NULL ||
         trainer->state.epochs->len % MAX(options->checkpoint_every, 1) != 0 ||
         checkpoint_write(&trainer->state, options, options->checkpoint_path, error);
}

static gboolean
run_epoch(Trainer *trainer, GError **error)
{
  TrainingEpoch epoch = { .epoch = trainer->state.epochs->len + 1 };
  if (!train_epoch(trainer, &epoch, error) || !validate(trainer, &epoch, error)) {
    return FALSE;
  }
  conclude_epoch(trainer, &epoch);
  if (trainer->options->progress != NULL) {
    trainer->options->progress(&epoch, trainer->options->progress_data);
  }
  return keep_checkpoint(trainer, error);
}

static gboolean
is_patience_over(const Trainer *trainer)
{
  return trainer->settings->patience > 0 &&
         trainer->state.n_since_best >= trainer->settings->patience;
}

static gboolean
run_epochs(Trainer *trainer, TrainingEnd *end, GError **error)
{
  *end = TRAINING_ENDED_BY_EPOCHS;
  while (trainer->state.epochs->len < trainer->settings->n_epochs && !are_steps_done(trainer)) {
    if (is_patience_over(trainer)) {
      *end = TRAINING_ENDED_BY_PATIENCE;
      return TRUE;
    }
    g_autoptr(GError) failure = NULL;
    if (run_epoch(trainer, &failure)) {
      continue;
    }
    if (trainer->state.best_epoch > 0 &&
        g_error_matches(failure, OBJECTIVE_ERROR, OBJECTIVE_ERROR_CANCELLED)) {
      *end = TRAINING_ENDED_BY_CANCEL;
      return TRUE;
    }
    g_propagate_error(error, g_steal_pointer(&failure));
    return FALSE;
  }
  return TRUE;
}

gboolean
trainer_run(const TrainerOptions *options, TrainingResult *result, GError **error)
{
  g_return_val_if_fail(error == NULL || *error == NULL, FALSE);

  g_auto(Trainer) trainer = { 0 };
  TrainingEnd end = TRAINING_ENDED_BY_EPOCHS;
  if (!trainer_init(&trainer, options, error) || !run_epochs(&trainer, &end, error)) {
    return FALSE;
  }
  *result = (TrainingResult){
    .weights = g_steal_pointer(&trainer.state.best),
    .n_weights = trainer.state.n_weights,
    .epochs = g_steal_pointer(&trainer.state.epochs),
    .best_epoch = trainer.state.best_epoch,
    .n_steps = optimizer_get_n_steps(trainer.state.optimizer),
    .end = end,
  };
  return TRUE;
}

void
training_result_clear(TrainingResult *result)
{
  g_clear_pointer(&result->weights, g_free);
  g_clear_pointer(&result->epochs, g_array_unref);
}
