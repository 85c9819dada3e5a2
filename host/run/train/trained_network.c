// SPDX-License-Identifier: MIT
#include "run/train/trained_network-private.h"

#include "run/train/training_data.h"

#include <math.h>
#include <string.h>

static plugcast_shape
choose_shape(const TrainingTask *task, const Loss *loss)
{
  const TrainingSettings *settings = task->settings;
  const plugcast_series *first = task->series[0];
  const gboolean has_regressors =
      component_can(setup_get_component(task->setup), PLUGCAST_CAN_EXOGENOUS);
  const gsize horizon = settings->horizon > 0 ? settings->horizon : task->horizon;
  return (plugcast_shape){
    .n_channels = 1 + (has_regressors ? first->n_exogenous : 0),
    .input_length = training_settings_choose_input(settings, horizon, first->season_length),
    .horizon = horizon,
    .n_outputs = (uint32_t)loss_get_n_outputs(loss),
    .season_length = MAX(first->season_length, 1),
  };
}

static TrainingData *
make_data(const TrainingTask *task, const plugcast_shape *shape)
{
  const WindowLayout layout = { shape->input_length, shape->horizon, shape->n_channels };
  g_autofree WindowSplit *tails = NULL;
  if (task->splits == NULL) {
    tails = g_new(WindowSplit, task->n_series);
    for (gsize i = 0; i < task->n_series; i++) {
      tails[i] = window_split_tail(task->series[i]->n_values, &layout, task->settings->validation);
    }
  }
  return training_data_new(task->series, task->n_series, &layout,
                           task->splits != NULL ? task->splits : tails,
                           task->settings->series_scaling);
}

static void
summarise(TrainedNetwork *trained,
          const TrainingTask *task,
          const TrainingData *data,
          const TrainingResult *result)
{
  const WindowSet *training = training_data_get_training(data);
  const TrainingEpoch *best = &g_array_index(result->epochs, TrainingEpoch, result->best_epoch - 1);
  trained->summary = (TrainingSummary){
    .n_series = window_set_get_n_used(training),
    .n_training_windows = window_set_get_n_windows(training),
    .n_validation_windows = window_set_get_n_windows(training_data_get_validation(data)),
    .n_left_out = window_set_get_n_left_out(training),
    .n_epochs = result->epochs->len,
    .best_epoch = result->best_epoch,
    .n_steps = result->n_steps,
    .seed = task->seed,
    .training_loss = best->training_loss,
    .validation_loss = best->validation_loss,
    .end = result->end,
  };
}

static gboolean
train(TrainedNetwork *trained, const TrainingTask *task, const TrainingData *data, GError **error)
{
  const TrainerOptions options = {
    .objective = {
        .network = trained->network,
        .windows = training_data_get_training(data),
        .series_scales = training_data_get_scales(data),
        .scaling = trained->settings.scaling,
        .loss = trained->loss,
    },
    .validation = training_data_get_validation(data),
    .settings = &trained->settings,
    .seed = task->seed,
    .pool = task->pool,
    .cancel = task->cancel,
    .progress = task->progress,
    .progress_data = task->progress_data,
    .checkpoint_path = task->checkpoint_path,
    .checkpoint_every = task->checkpoint_every,
    .resume_path = task->resume_path,
  };
  g_auto(TrainingResult) result = { 0 };
  if (!trainer_run(&options, &result, error)) {
    return FALSE;
  }
  summarise(trained, task, data, &result);
  trained->weights = g_steal_pointer(&result.weights);
  return TRUE;
}

static void
make_places(TrainedNetwork *trained)
{
  trained->places = g_hash_table_new(g_str_hash, g_str_equal);
  for (gsize i = 0; i < trained->n_ids; i++) {
    g_hash_table_insert(trained->places, trained->ids[i], GSIZE_TO_POINTER(i + 1));
  }
}

static void
keep_series(TrainedNetwork *trained, const TrainingTask *task, const TrainingData *data)
{
  const gsize n_channels = network_get_shape(trained->network)->n_channels;
  trained->n_ids = task->n_series;
  trained->ids = g_new0(char *, task->n_series + 1);
  for (gsize i = 0; i < task->n_series; i++) {
    trained->ids[i] = g_strdup(task->series[i]->id);
  }
  trained->scales = g_memdup2(training_data_get_scales(data),
                              task->n_series * n_channels * sizeof *trained->scales);
  make_places(trained);
}

TrainedNetwork *
trained_network_new(const TrainingTask *task, GError **error)
{
  g_return_val_if_fail(task->n_series > 0 && task->pool != NULL, NULL);
  g_return_val_if_fail(error == NULL || *error == NULL, NULL);

  g_autoptr(TrainedNetwork) trained = g_new0(TrainedNetwork, 1);
  trained->setup = task->setup;
  training_settings_copy(task->settings, &trained->settings);
  trained->loss = loss_new(training_settings_get_text(&trained->settings, "loss"), error);
  if (trained->loss == NULL) {
    return NULL;
  }
  const plugcast_shape shape = choose_shape(task, trained->loss);
  trained->network = network_new(task->setup, &shape, error);
  if (trained->network == NULL) {
    return NULL;
  }
  g_autoptr(TrainingData) data = make_data(task, &shape);
  if (!train(trained, task, data, error)) {
    return NULL;
  }
  keep_series(trained, task, data);
  return g_steal_pointer(&trained);
}

void
trained_network_free(TrainedNetwork *trained)
{
  if (trained == NULL) {
    return;
  }
  g_clear_pointer(&trained->places, g_hash_table_unref);
  g_clear_pointer(&trained->ids, g_strfreev);
  g_clear_pointer(&trained->scales, g_free);
  g_clear_pointer(&trained->weights, g_free);
  g_clear_pointer(&trained->loss, loss_free);
  g_clear_pointer(&trained->network, network_free);
  g_clear_pointer(&trained->owned_setup, setup_free);
  training_settings_clear(&trained->settings);
  g_free(trained);
}

const TrainingSummary *
trained_network_get_summary(const TrainedNetwork *trained)
{
  return &trained->summary;
}

const plugcast_shape *
trained_network_get_shape(const TrainedNetwork *trained)
{
  return network_get_shape(trained->network);
}

const Setup *
trained_network_get_setup(const TrainedNetwork *trained)
{
  return trained->setup;
}

const TrainingSettings *
trained_network_get_settings(const TrainedNetwork *trained)
{
  return &trained->settings;
}

void
trained_network_find_scales(const TrainedNetwork *trained,
                            const plugcast_series *series,
                            SeriesScale *scales)
{
  const gsize n_channels = network_get_shape(trained->network)->n_channels;
  const gsize place = GPOINTER_TO_SIZE(g_hash_table_lookup(trained->places, series->id));
  if (place > 0) {
    memcpy(scales, trained->scales + (place - 1) * n_channels, n_channels * sizeof *scales);
  } else {
    series_scale_fit(trained->settings.series_scaling, series, series->n_values, n_channels,
                     scales);
  }
}

gboolean
trained_network_evaluate(const TrainedNetwork *trained,
                         const plugcast_series *const *series,
                         const WindowRange *ranges,
                         gsize n_series,
                         Pool *pool,
                         const PoolCancel *cancel,
                         double *mean,
                         GError **error)
{
  const plugcast_shape *shape = network_get_shape(trained->network);
  const WindowLayout layout = { shape->input_length, shape->horizon, shape->n_channels };
  g_autofree SeriesScale *scales = g_new(SeriesScale, n_series * shape->n_channels + 1);
  for (gsize i = 0; i < n_series; i++) {
    trained_network_find_scales(trained, series[i], scales + i * shape->n_channels);
  }
  g_autoptr(WindowSet) windows = window_set_new(series, n_series, &layout, ranges);
  const Objective objective = {
    .network = trained->network,
    .windows = windows,
    .series_scales = scales,
    .scaling = trained->settings.scaling,
    .loss = trained->loss,
  };
  LossSum sum = { 0 };
  if (!objective_evaluate(&objective, trained->weights, pool, cancel, &sum, error)) {
    return FALSE;
  }
  *mean = sum.count > 0 ? sum.sum / (double)sum.count : NAN;
  return TRUE;
}

static void
put_summary(const TrainingSummary *summary, ByteWriter *writer)
{
  byte_writer_put_integer(writer, summary->n_series);
  byte_writer_put_integer(writer, summary->n_training_windows);
  byte_writer_put_integer(writer, summary->n_validation_windows);
  byte_writer_put_integer(writer, summary->n_left_out);
  byte_writer_put_integer(writer, summary->n_epochs);
  byte_writer_put_integer(writer, summary->best_epoch);
  byte_writer_put_integer(writer, summary->n_steps);
  byte_writer_put_integer(writer, summary->seed);
  byte_writer_put_real(writer, summary->training_loss);
  byte_writer_put_real(writer, summary->validation_loss);
  byte_writer_put_integer(writer, (guint64)summary->end);
}

// A number that is at most @most; more is as wrong as @most is.
static guint64
take_at_most(ByteReader *reader, guint64 most)
{
  const guint64 number = byte_reader_take_integer(reader);
  return MIN(number, most);
}

static TrainingSummary
take_summary(ByteReader *reader)
{
  TrainingSummary summary = { 0 };
  summary.n_series = byte_reader_take_integer(reader);
  summary.n_training_windows = byte_reader_take_integer(reader);
  summary.n_validation_windows = byte_reader_take_integer(reader);
  summary.n_left_out = byte_reader_take_integer(reader);
  summary.n_epochs = byte_reader_take_integer(reader);
  summary.best_epoch = byte_reader_take_integer(reader);
  summary.n_steps = byte_reader_take_integer(reader);
  summary.seed = byte_reader_take_integer(reader);
  summary.training_loss = byte_reader_take_real(reader);
  summary.validation_loss = byte_reader_take_real(reader);
  summary.end = (TrainingEnd)take_at_most(reader, TRAINING_ENDED_BY_CANCEL);
  return summary;
}

void
trained_network_put(const TrainedNetwork *trained, ByteWriter *writer)
{
  const plugcast_shape *shape = network_get_shape(trained->network);
  byte_writer_put_text(writer, setup_get_full_label(trained->setup));
  byte_writer_put_integer(writer, TRAINING_N_SETTINGS);
  for (gsize i = 0; i < TRAINING_N_SETTINGS; i++) {
    byte_writer_put_text(writer, training_settings_describe(i)->name);
    byte_writer_put_text(writer, trained->settings.texts[i]);
  }
  byte_writer_put_integer(writer, shape->n_channels);
  byte_writer_put_integer(writer, shape->input_length);
  byte_writer_put_integer(writer, shape->horizon);
  byte_writer_put_integer(writer, shape->n_outputs);
  byte_writer_put_integer(writer, shape->season_length);
  put_summary(&trained->summary, writer);
  byte_writer_put_integer(writer, trained->n_ids);
  for (gsize i = 0; i < trained->n_ids; i++) {
    byte_writer_put_text(writer, trained->ids[i]);
    for (gsize channel = 0; channel < shape->n_channels; channel++) {
      const SeriesScale *scale = &trained->scales[i * shape->n_channels + channel];
      byte_writer_put_real(writer, scale->shift);
      byte_writer_put_real(writer, scale->scale);
    }
  }
  byte_writer_put_floats(writer, trained->weights, network_get_n_weights(trained->network));
}

static gboolean
take_settings(TrainedNetwork *trained, ByteReader *reader, GError **error)
{
  training_settings_init(&trained->settings);
  const guint64 n_settings = byte_reader_take_integer(reader);
  for (guint64 i = 0; i < n_settings && i < G_MAXINT16; i++) {
    g_autofree char *name = byte_reader_take_text(reader);
    g_autofree char *text = byte_reader_take_text(reader);
    g_autoptr(GError) failure = NULL;
    if (!training_settings_set(&trained->settings, name, text, &failure)) {
      return byte_reader_refuse(reader, error, "%s", failure->message);
    }
  }
  trained->loss = loss_new(training_settings_get_text(&trained->settings, "loss"), error);
  return trained->loss != NULL;
}

static gboolean
take_network(TrainedNetwork *trained, ByteReader *reader, GError **error)
{
  plugcast_shape shape = { 0 };
  shape.n_channels = (uint32_t)take_at_most(reader, G_MAXUINT32);
  shape.input_length = byte_reader_take_integer(reader);
  shape.horizon = byte_reader_take_integer(reader);
  shape.n_outputs = (uint32_t)take_at_most(reader, G_MAXUINT32);
  shape.season_length = (uint32_t)take_at_most(reader, G_MAXUINT32);
  const gboolean is_sane = shape.n_channels > 0 && shape.n_channels < G_MAXINT16 &&
                           shape.input_length > 0 && shape.input_length < G_MAXINT32 &&
                           shape.horizon > 0 && shape.horizon < G_MAXINT32 &&
                           shape.n_outputs == loss_get_n_outputs(trained->loss);
  if (!is_sane) {
    return byte_reader_refuse(reader, error, "its network has a shape that cannot be");
  }
  trained->network = network_new(trained->setup, &shape, error);
  return trained->network != NULL;
}

static gboolean
take_series(TrainedNetwork *trained, ByteReader *reader, GError **error)
{
  const gsize n_channels = network_get_shape(trained->network)->n_channels;
  const guint64 n_ids = byte_reader_take_integer(reader);
  g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GArray) scales = g_array_new(FALSE, FALSE, sizeof(SeriesScale));
  for (guint64 i = 0; i < n_ids && !byte_reader_has_failed(reader); i++) {
    g_ptr_array_add(ids, byte_reader_take_text(reader));
    for (gsize channel = 0; channel < n_channels; channel++) {
      SeriesScale scale = { 0 };
      scale.shift = byte_reader_take_real(reader);
      scale.scale = byte_reader_take_real(reader);
      g_array_append_val(scales, scale);
      if (!byte_reader_has_failed(reader) && !(scale.scale > 0.0)) {
        return byte_reader_refuse(reader, error, "a series has the scale %g", scale.scale);
      }
    }
  }
  trained->n_ids = ids->len;
  g_ptr_array_add(ids, NULL);
  trained->ids = (char **)(gpointer)g_ptr_array_steal(ids, NULL);
  trained->scales = (SeriesScale *)(gpointer)g_array_steal(scales, NULL);
  make_places(trained);
  return TRUE;
}

static gboolean
take_weights(TrainedNetwork *trained, ByteReader *reader, GError **error)
{
  gsize n_weights = 0;
  trained->weights = byte_reader_take_floats(reader, &n_weights);
  const gsize n_wanted = network_get_n_weights(trained->network);
  if (!byte_reader_has_failed(reader) && n_weights != n_wanted) {
    return byte_reader_refuse(reader, error,
                              "it has %" G_GSIZE_FORMAT
                              " weights, and network '%s' needs %" G_GSIZE_FORMAT,
                              n_weights, setup_get_full_label(trained->setup), n_wanted);
  }
  return TRUE;
}

TrainedNetwork *
trained_network_take(ByteReader *reader, Registry *registry, GError **error)
{
  g_autoptr(TrainedNetwork) trained = g_new0(TrainedNetwork, 1);
  g_autofree char *label = byte_reader_take_text(reader);
  if (byte_reader_has_failed(reader)) {
    (void)byte_reader_refuse(reader, error, "it names no network");
    return NULL;
  }
  trained->owned_setup = setup_new(registry, PLUGCAST_KIND_NETWORK, label, error);
  trained->setup = trained->owned_setup;
  if (trained->setup == NULL || !take_settings(trained, reader, error) ||
      !take_network(trained, reader, error)) {
    return NULL;
  }
  trained->summary = take_summary(reader);
  return take_series(trained, reader, error) && take_weights(trained, reader, error)
             ? g_steal_pointer(&trained)
             : NULL;
}
