// SPDX-License-Identifier: MIT
#include "run/train/window_batch.h"

#include <float.h>
#include <math.h>

WindowBatch
window_batch_take(const WindowLayout *layout,
                  const WindowScaling *scaling,
                  gsize n_rows,
                  gboolean has_targets,
                  Arena *arena)
{
  const gsize n_inputs = layout->n_channels * layout->input_length;
  WindowBatch batch = {
    .layout = layout,
    .scaling = scaling,
    .n_rows = n_rows,
    .inputs = arena_take(arena, n_rows * n_inputs * sizeof *batch.inputs),
    .scales = arena_take(arena, n_rows * sizeof *batch.scales),
  };
  if (has_targets) {
    batch.targets = arena_take(arena, n_rows * layout->horizon * sizeof *batch.targets);
  }
  return batch;
}

// Scales @n values into @out. Returns: FALSE when one of them is infinite there.
static gboolean
put_scaled(const double *values, gsize n, SeriesScale scale, float *out)
{
  guint n_infinite = 0;
  for (gsize i = 0; i < n; i++) {
    out[i] = (float)((values[i] - scale.shift) / scale.scale);
    n_infinite += fabsf(out[i]) > FLT_MAX ? 1U : 0U;
  }
  return n_infinite == 0;
}

// One channel of the inputs. Returns: FALSE when a number does not fit.
static gboolean
gather_channel(const WindowBatch *batch,
               const double *values,
               SeriesScale series_scale,
               double *scaled,
               SeriesScale *scale,
               float *out,
               Arena *arena)
{
  const gsize n = batch->layout->input_length;
  for (gsize i = 0; i < n; i++) {
    scaled[i] = (values[i] - series_scale.shift) / series_scale.scale;
  }
  *scale = batch->scaling->measure(scaled, n, arena);
  return put_scaled(scaled, n, *scale, out);
}

static gboolean
gather_targets(const WindowBatch *batch,
               gsize row,
               const double *values,
               SeriesScale series_scale,
               double *scaled)
{
  const gsize n = batch->layout->horizon;
  for (gsize i = 0; i < n; i++) {
    scaled[i] = (values[i] - series_scale.shift) / series_scale.scale;
  }
  const SeriesScale plain = { .shift = 0.0, .scale = 1.0 };
  const SeriesScale scale = batch->scaling->compares_turned_back ? plain : batch->scales[row];
  return put_scaled(scaled, n, scale, batch->targets + row * n);
}

gboolean
window_batch_gather(const WindowBatch *batch,
                    gsize row,
                    const plugcast_series *series,
                    gsize origin,
                    const SeriesScale *series_scales,
                    Arena *arena)
{
  const WindowLayout *layout = batch->layout;
  g_assert(row < batch->n_rows && origin >= layout->input_length);

  const ArenaMark mark = arena_mark(arena);
  const gsize n_scratch = MAX(layout->input_length, layout->horizon);
  double *scratch = arena_take(arena, n_scratch * sizeof *scratch);
  const gsize begin = origin - layout->input_length;
  float *inputs = batch->inputs + row * layout->n_channels * layout->input_length;
  gboolean fits = TRUE;
  for (gsize channel = layout->n_channels; channel-- > 0;) {
    const double *values = channel == 0 ? series->values : series->exogenous[channel - 1];
    // The values come last, so that their scale stays in the row.
    fits = gather_channel(batch, values + begin, series_scales[channel], scratch,
                          &batch->scales[row], inputs + channel * layout->input_length, arena) &&
           fits;
  }
  if (batch->targets != NULL) {
    fits = gather_targets(batch, row, series->values + origin, series_scales[0], scratch) && fits;
  }
  arena_rewind(arena, mark);
  return fits;
}

void
window_batch_turn_back(const WindowBatch *batch, gsize row, gsize n_outputs, float *outputs)
{
  if (!batch->scaling->compares_turned_back) {
    return;
  }
  const SeriesScale scale = batch->scales[row];
  for (gsize i = 0; i < n_outputs * batch->layout->horizon; i++) {
    outputs[i] = (float)((double)outputs[i] * scale.scale + scale.shift);
  }
}

void
window_batch_turn_gradient(const WindowBatch *batch, gsize row, gsize n_outputs, float *gradients)
{
  if (!batch->scaling->compares_turned_back) {
    return;
  }
  const float scale = (float)batch->scales[row].scale;
  for (gsize i = 0; i < n_outputs * batch->layout->horizon; i++) {
    gradients[i] *= scale;
  }
}

double
window_batch_restore(const WindowBatch *batch,
                     gsize row,
                     const SeriesScale *series_scale,
                     double output)
{
  const SeriesScale scale = batch->scales[row];
  return (output * scale.scale + scale.shift) * series_scale->scale + series_scale->shift;
}
