// SPDX-License-Identifier: MIT
#include "run/train/training_data.h"

struct TrainingData {
  SeriesScale *scales;   // [n_series × n_channels], owned
  WindowSet *training;   // owned
  WindowSet *validation; // owned
};

static WindowSet *
make_windows(const plugcast_series *const *series,
             gsize n_series,
             const WindowLayout *layout,
             const WindowSplit *splits,
             gboolean is_validation)
{
  g_autofree WindowRange *ranges = g_new(WindowRange, MAX(n_series, 1));
  for (gsize i = 0; i < n_series; i++) {
    ranges[i] = is_validation ? splits[i].validation : splits[i].training;
  }
  return window_set_new(series, n_series, layout, ranges);
}

TrainingData *
training_data_new(const plugcast_series *const *series,
                  gsize n_series,
                  const WindowLayout *layout,
                  const WindowSplit *splits,
                  SeriesScaling scaling)
{
  TrainingData *data = g_new0(TrainingData, 1);
  data->scales = g_new(SeriesScale, MAX(n_series * layout->n_channels, 1));
  for (gsize i = 0; i < n_series; i++) {
    series_scale_fit(scaling, series[i], splits[i].training.end, layout->n_channels,
                     data->scales + i * layout->n_channels);
  }
  data->training = make_windows(series, n_series, layout, splits, FALSE);
  data->validation = make_windows(series, n_series, layout, splits, TRUE);
  return data;
}

void
training_data_free(TrainingData *data)
{
  if (data == NULL) {
    return;
  }
  g_clear_pointer(&data->scales, g_free);
  g_clear_pointer(&data->training, window_set_free);
  g_clear_pointer(&data->validation, window_set_free);
  g_free(data);
}

const WindowSet *
training_data_get_training(const TrainingData *data)
{
  return data->training;
}

const WindowSet *
training_data_get_validation(const TrainingData *data)
{
  return data->validation;
}

const SeriesScale *
training_data_get_scales(const TrainingData *data)
{
  return data->scales;
}
