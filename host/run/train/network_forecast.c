// SPDX-License-Identifier: MIT
#include "run/train/trained_network-private.h"

#include "plugin/visit.h"
#include "run/train/float_fence.h"

#include <math.h>
#include <string.h>

enum {
  ROWS_PER_PASS = 128 // enough for dense products, few enough for scratch memory
};

// A series that grows by its own forecasts, until the horizon is reached. Missing values at its end
// are steps that have passed: it grows over them first.
typedef struct {
  plugcast_series series;
  double *values;            // [input_length + n_steps]: the last window, then what follows
  gsize n_passed;            // steps that are missing at the end
  const SeriesScale *scales; // [n_channels]
} Path;

// One way through the network for several paths at once.
typedef struct {
  const TrainedNetwork *trained;
  guint32 flags;
  gsize horizon; // wanted
  gsize n_steps; // the same, and the most that have passed
  Path *paths;
  gsize n_paths;
  double *quantiles; // (nullable): [n_paths × n_outputs × n_steps]: all outputs of the first pass
  Call *call;
} Walk;

MemberTraits
trained_network_get_traits(const TrainedNetwork *trained)
{
  const plugcast_shape *shape = network_get_shape(trained->network);
  const Component *component = setup_get_component(trained->setup);
  const gboolean grows = shape->n_channels == 1 && shape->n_outputs == 1;
  return (MemberTraits){
    .can_quantiles = shape->n_outputs > 1,
    .can_samples = component_get_determinism(component) == PLUGCAST_DETERMINISM_SEEDED,
    .can_exogenous = shape->n_channels > 1,
    .can_missing = TRUE,
    .least_length = shape->input_length,
    .longest_horizon = grows ? 0 : shape->horizon,
    .batch_size = ROWS_PER_PASS,
  };
}

static gsize
count_passed(const plugcast_series *series)
{
  gsize n_passed = 0;
  while (n_passed < series->n_values && isnan(series->values[series->n_values - 1 - n_passed])) {
    n_passed++;
  }
  return n_passed;
}

static gsize
count_missing(const plugcast_series *series, gsize begin, gsize end, gsize n_channels)
{
  gsize n_missing = 0;
  for (gsize t = begin; t < end; t++) {
    gboolean is_missing = isnan(series->values[t]);
    for (gsize channel = 1; channel < n_channels; channel++) {
      is_missing = is_missing || isnan(series->exogenous[channel - 1][t]);
    }
    n_missing += (gsize)is_missing;
  }
  return n_missing;
}

static plugcast_status
check_horizon(const plugcast_shape *shape, gsize n_steps, Call *call)
{
  const gboolean grows = shape->n_channels == 1 && shape->n_outputs == 1;
  if (grows || n_steps <= shape->horizon) {
    return PLUGCAST_OK;
  }
  return call_refuse(call, PLUGCAST_UNSUPPORTED,
                     "horizon %" G_GSIZE_FORMAT " is beyond the %" G_GUINT64_FORMAT
                     " steps that the network was trained for, and with %s it cannot go on from "
                     "its forecasts",
                     n_steps, shape->horizon,
                     shape->n_channels > 1 ? "regressors" : "several quantiles");
}

static plugcast_status
check_series(const TrainedNetwork *trained,
             const plugcast_series *series,
             gsize horizon,
             Call *call)
{
  const plugcast_shape *shape = network_get_shape(trained->network);
  const gsize n_passed = count_passed(series);
  const gsize end = series->n_values - n_passed;
  if (end < shape->input_length) {
    return call_refuse(call, PLUGCAST_TOO_SHORT,
                       "%" G_GSIZE_FORMAT
                       " values, and the network was trained on windows of %" G_GUINT64_FORMAT,
                       end, shape->input_length);
  }
  if (series->n_exogenous + 1 < shape->n_channels) {
    return call_refuse(call, PLUGCAST_BAD_INPUT,
                       "%u regressors, and the network was trained with %u", series->n_exogenous,
                       shape->n_channels - 1);
  }
  const plugcast_status reached = check_horizon(shape, n_passed + horizon, call);
  const gsize n_missing = count_missing(series, end - shape->input_length, end, shape->n_channels);
  if (reached == PLUGCAST_OK && n_missing > 0) {
    return call_refuse(call, PLUGCAST_BAD_INPUT,
                       "%" G_GSIZE_FORMAT " of the last %" G_GUINT64_FORMAT
                       " values are missing, and the network takes none",
                       n_missing, shape->input_length);
  }
  return reached;
}

static const SeriesScale *
find_scales(const TrainedNetwork *trained, const plugcast_series *series, Arena *arena)
{
  const gsize n_channels = network_get_shape(trained->network)->n_channels;
  SeriesScale *scales = arena_take(arena, n_channels * sizeof *scales);
  trained_network_find_scales(trained, series, scales);
  return scales;
}

static void
begin_path(const TrainedNetwork *trained,
           Path *path,
           const plugcast_series *series,
           const SeriesScale *scales,
           gsize n_steps,
           Arena *arena)
{
  const plugcast_shape *shape = network_get_shape(trained->network);
  const gsize input_length = shape->input_length;
  path->n_passed = count_passed(series);
  const gsize begin = series->n_values - path->n_passed - input_length;
  path->series = *series;
  path->scales = scales;
  path->values = arena_take(arena, (input_length + n_steps) * sizeof *path->values);
  memcpy(path->values, series->values + begin, input_length * sizeof *path->values);
  path->series.values = path->values;
  path->series.n_values = input_length;
  if (shape->n_channels > 1) {
    const double **regressors = arena_take(arena, (shape->n_channels - 1) * sizeof *regressors);
    for (gsize channel = 1; channel < shape->n_channels; channel++) {
      regressors[channel - 1] = series->exogenous[channel - 1] + begin;
    }
    path->series.exogenous = regressors;
  }
}

// Of several quantiles, the forecast is the median, or what comes next above it.
static gsize
choose_output(const TrainedNetwork *trained)
{
  const gsize n_outputs = loss_get_n_outputs(trained->loss);
  const double *probabilities = loss_get_probabilities(trained->loss);
  gsize output = 0;
  while (n_outputs > 1 && output + 1 < n_outputs && probabilities[output] < 0.5) {
    output++;
  }
  return output;
}

// Appends up to the trained horizon to path @index from the outputs of row @row.
static void
take_row(const Walk *walk, gsize index, const WindowBatch *batch, gsize row, const float *outputs)
{
  const plugcast_shape *shape = network_get_shape(walk->trained->network);
  Path *path = &walk->paths[index];
  const gsize done = path->series.n_values - shape->input_length;
  const gsize n_steps = MIN(shape->horizon, walk->n_steps - done);
  const float *chosen = outputs + choose_output(walk->trained) * shape->horizon;
  for (gsize step = 0; step < n_steps; step++) {
    path->values[path->series.n_values + step] =
        window_batch_restore(batch, row, path->scales, (double)chosen[step]);
  }
  path->series.n_values += n_steps;
  for (gsize output = 0; walk->quantiles != NULL && output < shape->n_outputs; output++) {
    double *into = walk->quantiles + (index * shape->n_outputs + output) * walk->n_steps;
    for (gsize step = 0; step < n_steps; step++) {
      into[step] = window_batch_restore(batch, row, path->scales,
                                        (double)outputs[output * shape->horizon + step]);
    }
  }
}

static plugcast_status
pass_rows(const Walk *walk, gsize begin, gsize n_rows, guint64 round)
{
  const TrainedNetwork *trained = walk->trained;
  const plugcast_shape *shape = network_get_shape(trained->network);
  const WindowLayout layout = { shape->input_length, shape->horizon, shape->n_channels };
  Arena *arena = walk->call->arena;
  const WindowBatch batch =
      window_batch_take(&layout, trained->settings.scaling, n_rows, FALSE, arena);
  for (gsize row = 0; row < n_rows; row++) {
    const Path *path = &walk->paths[begin + row];
    if (!window_batch_gather(&batch, row, &path->series, path->series.n_values, path->scales,
                             arena)) {
      return call_refuse(walk->call, PLUGCAST_NOT_FINITE,
                         "a value does not fit into float32 with scaling '%s'",
                         trained->settings.scaling->form.name);
    }
  }
  const plugcast_pass pass = {
    .struct_size = sizeof pass,
    .flags = walk->flags,
    .n_rows = n_rows,
    .weights = trained->weights,
    .inputs = batch.inputs,
    .outputs = float_fence_take(arena, n_rows * network_get_n_outputs(trained->network)),
    .tape = float_fence_take(arena, n_rows * network_get_n_tape(trained->network)),
  };
  const guint64 seed = walk->call->context.seed;
  walk->call->context.seed = seed + begin * G_GUINT64_CONSTANT(0x9E3779B97F4A7C15) + round;
  const plugcast_status status = network_forward(trained->network, walk->call, &pass);
  walk->call->context.seed = seed;
  for (gsize row = 0; row < n_rows && status == PLUGCAST_OK; row++) {
    take_row(walk, begin + row, &batch, row,
             pass.outputs + row * network_get_n_outputs(trained->network));
  }
  return status;
}

static plugcast_status
walk_paths(const Walk *walk)
{
  const gsize trained_horizon = network_get_shape(walk->trained->network)->horizon;
  plugcast_status status = PLUGCAST_OK;
  for (gsize done = 0; done < walk->n_steps; done += trained_horizon) {
    for (gsize begin = 0; begin < walk->n_paths && status == PLUGCAST_OK; begin += ROWS_PER_PASS) {
      const ArenaMark mark = arena_mark(walk->call->arena);
      status = pass_rows(walk, begin, MIN(ROWS_PER_PASS, walk->n_paths - begin), done);
      arena_rewind(walk->call->arena, mark);
    }
  }
  return status;
}

static plugcast_status
take_steps(const Walk *walk, gsize index, double *into)
{
  const gsize input_length = network_get_shape(walk->trained->network)->input_length;
  const Path *path = &walk->paths[index];
  const double *steps = path->values + input_length + path->n_passed;
  for (gsize step = 0; step < walk->horizon; step++) {
    if (!isfinite(steps[step])) {
      return call_refuse(walk->call, PLUGCAST_NOT_FINITE,
                         "the forecast of step %" G_GSIZE_FORMAT " is %g", step + 1, steps[step]);
    }
  }
  memcpy(into, steps, walk->horizon * sizeof *into);
  return PLUGCAST_OK;
}

static int
compare_doubles(gconstpointer left, gconstpointer right)
{
  const double a = *(const double *)left;
  const double b = *(const double *)right;
  return (a > b) - (a < b);
}

// One step's quantile, from what was trained there: @sorted is [n_outputs].
static double
interpolate(const double *probabilities, const double *sorted, gsize n_outputs, double wanted)
{
  gsize above = 1;
  while (above + 1 < n_outputs && probabilities[above] < wanted) {
    above++;
  }
  const double width = probabilities[above] - probabilities[above - 1];
  const double share = CLAMP((wanted - probabilities[above - 1]) / width, 0.0, 1.0);
  return sorted[above - 1] * (1.0 - share) + sorted[above] * share;
}

static plugcast_status
take_quantiles(const Walk *walk, gsize index, const MemberOutput *output)
{
  const double *probabilities = loss_get_probabilities(walk->trained->loss);
  const gsize n_outputs = loss_get_n_outputs(walk->trained->loss);
  for (gsize i = 0; i < output->n_probabilities; i++) {
    const double wanted = output->probabilities[i];
    if (wanted < probabilities[0] || wanted > probabilities[n_outputs - 1]) {
      return call_refuse(walk->call, PLUGCAST_UNSUPPORTED,
                         "the quantile of probability %g lies outside of those trained, %g … %g",
                         wanted, probabilities[0], probabilities[n_outputs - 1]);
    }
  }
  const gsize n_passed = walk->paths[index].n_passed;
  double *sorted = arena_take(walk->call->arena, n_outputs * sizeof *sorted);
  for (gsize step = 0; step < walk->horizon; step++) {
    for (gsize i = 0; i < n_outputs; i++) {
      sorted[i] = walk->quantiles[(index * n_outputs + i) * walk->n_steps + n_passed + step];
    }
    // Chernozhukov, Fernández-Val and Galichon (2010): sorted, crossing quantiles are no worse.
    qsort(sorted, n_outputs, sizeof *sorted, compare_doubles);
    for (gsize i = 0; i < output->n_probabilities; i++) {
      output->quantiles[i * walk->horizon + step] =
          interpolate(probabilities, sorted, n_outputs, output->probabilities[i]);
    }
  }
  return PLUGCAST_OK;
}

static plugcast_status
forecast_means(const TrainedNetwork *trained,
               const plugcast_series *const *series,
               gsize n_series,
               Call *call,
               const MemberOutput *outputs)
{
  const gsize horizon = outputs[0].horizon;
  const gsize n_outputs = loss_get_n_outputs(trained->loss);
  gsize most_passed = 0;
  for (gsize i = 0; i < n_series; i++) {
    const gsize n_passed = count_passed(series[i]);
    most_passed = MAX(most_passed, n_passed);
  }
  Walk walk = {
    .trained = trained,
    .horizon = horizon,
    .n_steps = most_passed + horizon,
    .paths = arena_take(call->arena, n_series * sizeof *walk.paths),
    .n_paths = n_series,
    .call = call,
  };
  if (outputs[0].n_probabilities > 0) {
    walk.quantiles =
        arena_take(call->arena, n_series * n_outputs * walk.n_steps * sizeof *walk.quantiles);
  }
  for (gsize i = 0; i < n_series; i++) {
    const SeriesScale *scales = find_scales(trained, series[i], call->arena);
    begin_path(trained, &walk.paths[i], series[i], scales, walk.n_steps, call->arena);
  }
  plugcast_status status = walk_paths(&walk);
  for (gsize i = 0; i < n_series && status == PLUGCAST_OK; i++) {
    status = take_steps(&walk, i, outputs[i].mean);
    if (status == PLUGCAST_OK && outputs[i].n_probabilities > 0) {
      status = take_quantiles(&walk, i, &outputs[i]);
    }
  }
  return status;
}

static plugcast_status
draw_samples(const TrainedNetwork *trained,
             const plugcast_series *series,
             Call *call,
             const MemberOutput *output)
{
  Walk walk = {
    .trained = trained,
    .flags = PLUGCAST_PASS_SAMPLING,
    .horizon = output->horizon,
    .n_steps = count_passed(series) + output->horizon,
    .paths = arena_take(call->arena, output->n_samples * sizeof *walk.paths),
    .n_paths = output->n_samples,
    .call = call,
  };
  const SeriesScale *scales = find_scales(trained, series, call->arena);
  for (gsize i = 0; i < output->n_samples; i++) {
    begin_path(trained, &walk.paths[i], series, scales, walk.n_steps, call->arena);
  }
  plugcast_status status = walk_paths(&walk);
  for (gsize i = 0; i < output->n_samples && status == PLUGCAST_OK; i++) {
    status = take_steps(&walk, i, output->samples + i * output->horizon);
  }
  return status;
}

plugcast_status
trained_network_forecast(const TrainedNetwork *trained,
                         const plugcast_series *const *series,
                         gsize n_series,
                         Call *call,
                         const MemberOutput *outputs)
{
  for (gsize i = 0; i < n_series; i++) {
    const plugcast_status checked = check_series(trained, series[i], outputs[i].horizon, call);
    if (checked != PLUGCAST_OK) {
      return checked;
    }
  }
  const ArenaMark mark = arena_mark(call->arena);
  plugcast_status status = forecast_means(trained, series, n_series, call, outputs);
  arena_rewind(call->arena, mark);
  for (gsize i = 0; i < n_series && status == PLUGCAST_OK; i++) {
    if (outputs[i].n_samples > 0) {
      status = draw_samples(trained, series[i], call, &outputs[i]);
      arena_rewind(call->arena, mark);
    }
  }
  return status;
}
