// SPDX-License-Identifier: MIT
#include "run/gradient_check.h"

#include "run/gradient_slope.h"
#include "run/train/float_fence.h"

#include <math.h>
#include <string.h>

// What random numbers are drawn for, beside those of a trial.
enum {
  PURPOSE_PREFILL = 16,
  PURPOSE_DIRECTIONS,
};

enum {
  N_DIRECTIONS = 3, // of random signs, for each block
  N_SINGLE = 8,     // numbers probed by themselves, the first and the last of a block among them
};

// Between sums of float32 that differ in the order of their terms only.
static const double SUM_TOLERANCE = 1e-4;

G_DEFINE_QUARK(gradient_check_error, gradient_check_error)

void
gradient_check_report_clear(GradientCheckReport *report)
{
  g_clear_pointer(&report->worst_place, g_free);
}

/** Returns: TRUE unless the component promises the same bits and @copy holds others. */
static gboolean
repeats(const GradientTrial *trial, const float *numbers, const float *copy, gsize n_numbers)
{
  const Setup *setup = network_get_setup(trial->network);
  const guint32 determinism = component_get_determinism(setup_get_component(setup));
  return determinism > PLUGCAST_DETERMINISM_SEEDED ||
         memcmp(numbers, copy, n_numbers * sizeof *copy) == 0;
}

static gboolean
outputs_agree(const GradientTrial *trial, const float *copy)
{
  float largest = 0.0f;
  for (gsize i = 0; i < trial->n_outputs; i++) {
    largest = MAX(largest, fabsf(copy[i]));
  }
  for (gsize i = 0; i < trial->n_outputs; i++) {
    const double distance = fabs((double)trial->outputs[i] - (double)copy[i]);
    if (distance > SUM_TOLERANCE * (double)largest) {
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
tape_is_untouched(const GradientTrial *trial)
{
  for (gsize i = 0; i < trial->n_tape; i++) {
    if (!float_fence_is_unwritten(trial->tape[i])) {
      return FALSE;
    }
  }
  return TRUE;
}

// Dropout acts alike under both flags, as it is drawn from the same seed.
static gboolean
check_forward(GradientTrial *trial, GError **error)
{
  float *copy = arena_take(trial->arena, trial->n_outputs * sizeof *copy);
  if (!gradient_trial_forward(trial, PLUGCAST_PASS_TRAINING, error)) {
    return FALSE;
  }
  memcpy(copy, trial->outputs, trial->n_outputs * sizeof *copy);
  if (!gradient_trial_forward(trial, PLUGCAST_PASS_TRAINING, error)) {
    return FALSE;
  }
  if (!repeats(trial, trial->outputs, copy, trial->n_outputs)) {
    return gradient_trial_refuse(trial, GRADIENT_CHECK_ERROR_REPEAT, error,
                                 "forward() gave other bits for the same seed");
  }
  float_fence_mark(trial->tape, trial->n_tape);
  if (!gradient_trial_forward(trial, PLUGCAST_PASS_SAMPLING, error)) {
    return FALSE;
  }
  if (!tape_is_untouched(trial)) {
    return gradient_trial_refuse(trial, GRADIENT_CHECK_ERROR_TAPE, error,
                                 "forward() wrote a tape although it was not training");
  }
  if (!outputs_agree(trial, copy)) {
    return gradient_trial_refuse(trial, GRADIENT_CHECK_ERROR_TAPE, error,
                                 "forward() gave other outputs without a tape");
  }
  return TRUE;
}

/** Gradients of one pass, as copies. */
typedef struct {
  float *weights;
  float *inputs;
} Gradients;

static Gradients
take_gradients(const GradientTrial *trial)
{
  return (Gradients){
    .weights = arena_take(trial->arena, trial->n_weights * sizeof(float)),
    .inputs = arena_take(trial->arena, trial->n_inputs * sizeof(float)),
  };
}

/** Runs a training pass forward and backward with the gradients beginning as @start or as 0. */
static gboolean
run_backward(GradientTrial *trial,
             const Gradients *start,
             gboolean with_inputs,
             Gradients *gradients,
             GError **error)
{
  if (!gradient_trial_forward(trial, PLUGCAST_PASS_TRAINING, error)) {
    return FALSE;
  }
  const gsize n_weight_bytes = trial->n_weights * sizeof(float);
  const gsize n_input_bytes = trial->n_inputs * sizeof(float);
  if (start != NULL) {
    memcpy(trial->weight_gradients, start->weights, n_weight_bytes);
    memcpy(trial->input_gradients, start->inputs, n_input_bytes);
  } else {
    memset(trial->weight_gradients, 0, n_weight_bytes);
    memset(trial->input_gradients, 0, n_input_bytes);
  }
  if (!gradient_trial_backward(trial, with_inputs, error)) {
    return FALSE;
  }
  memcpy(gradients->weights, trial->weight_gradients, n_weight_bytes);
  memcpy(gradients->inputs, trial->input_gradients, n_input_bytes);
  return TRUE;
}

/** Returns: the first number of @sums that is not the sum of the two; @n_numbers for none. */
static gsize
find_wrong_sum(const float *sums, const float *start, const float *gradients, gsize n_numbers)
{
  for (gsize i = 0; i < n_numbers; i++) {
    const double size = fabs((double)start[i]) + fabs((double)gradients[i]);
    const double distance = (double)sums[i] - ((double)start[i] + (double)gradients[i]);
    if (!(fabs(distance) <= SUM_TOLERANCE * (1.0 + size))) {
      return i;
    }
  }
  return n_numbers;
}

static gboolean
refuse_sum(const GradientTrial *trial,
           const char *place,
           double start,
           double gradient,
           double sum,
           GError **error)
{
  return gradient_trial_refuse(trial, GRADIENT_CHECK_ERROR_SUM, error,
                               "backward() must add to the gradients of %s: from 0 it made %g, "
                               "from %g it made %g",
                               place, gradient, start, sum);
}

static gboolean
check_sums(const GradientTrial *trial,
           const Gradients *start,
           const Gradients *gradients,
           const Gradients *sums,
           GError **error)
{
  const gsize weight =
      find_wrong_sum(sums->weights, start->weights, gradients->weights, trial->n_weights);
  if (weight < trial->n_weights) {
    g_autofree char *place = network_describe_block(trial->network, weight);
    return refuse_sum(trial, place, (double)start->weights[weight],
                      (double)gradients->weights[weight], (double)sums->weights[weight], error);
  }
  const gsize input =
      find_wrong_sum(sums->inputs, start->inputs, gradients->inputs, trial->n_inputs);
  if (input < trial->n_inputs) {
    return refuse_sum(trial, "the inputs", (double)start->inputs[input],
                      (double)gradients->inputs[input], (double)sums->inputs[input], error);
  }
  return TRUE;
}

// Checks what backward() does to its buffers; @gradients gets those of a pass that began with 0.
static gboolean
check_backward(GradientTrial *trial, Gradients *gradients, GError **error)
{
  Gradients start = take_gradients(trial);
  Gradients other = take_gradients(trial);
  gradient_trial_draw(trial, PURPOSE_PREFILL, trial->n_weights, start.weights);
  gradient_trial_draw(trial, PURPOSE_PREFILL, trial->n_inputs, start.inputs);
  if (!run_backward(trial, NULL, TRUE, gradients, error) ||
      !run_backward(trial, &start, TRUE, &other, error) ||
      !check_sums(trial, &start, gradients, &other, error) ||
      !run_backward(trial, NULL, FALSE, &other, error)) {
    return FALSE;
  }
  if (!repeats(trial, gradients->weights, other.weights, trial->n_weights)) {
    return gradient_trial_refuse(trial, GRADIENT_CHECK_ERROR_REPEAT, error,
                                 "backward() gave other bits without the inputs' gradients");
  }
  return TRUE;
}

static gboolean
add_slope(const GradientTrial *trial,
          const GradientSlope *slope,
          const char *place,
          const char *direction,
          GradientCheckReport *report,
          GError **error)
{
  report->n_slopes++;
  report->n_kinks += slope->is_kink ? 1 : 0;
  report->n_unresolved += slope->is_unresolved ? 1 : 0;
  if (report->worst_place == NULL || slope->error > report->worst_error) {
    report->worst_error = slope->error;
    g_free(report->worst_place);
    report->worst_place = g_strdup(place);
  }
  if (slope->error <= trial->tolerance) {
    return TRUE;
  }
  return gradient_trial_refuse(trial, GRADIENT_CHECK_ERROR_GRADIENT, error,
                               "the gradient of %s is wrong: along %s backward() says %g, "
                               "differences say %g, a relative error of %.2g where %g is accepted",
                               place, direction, slope->told, slope->found, slope->error,
                               trial->tolerance);
}

/** Returns: number @probe of those that are probed by themselves, of @n_numbers. */
static gsize
single_at(gsize probe, gsize n_numbers)
{
  return n_numbers <= N_SINGLE ? probe : probe * (n_numbers - 1) / (N_SINGLE - 1);
}

static gboolean
check_range(GradientTrial *trial,
            const GradientRange *range,
            const char *place,
            GradientCheckReport *report,
            GError **error)
{
  float *direction = arena_take(trial->arena, range->n_numbers * sizeof *direction);
  GradientSlope slope;
  for (guint64 i = 0; i < N_DIRECTIONS; i++) {
    gradient_trial_draw(trial, PURPOSE_DIRECTIONS + i, range->n_numbers, direction);
    for (gsize j = 0; j < range->n_numbers; j++) {
      direction[j] = direction[j] < 0.0f ? -1.0f : 1.0f;
    }
    if (!gradient_slope_measure(trial, range, direction, &slope, error) ||
        !add_slope(trial, &slope, place, "random signs", report, error)) {
      return FALSE;
    }
  }
  memset(direction, 0, range->n_numbers * sizeof *direction);
  for (gsize probe = 0; probe < MIN(N_SINGLE, range->n_numbers); probe++) {
    const gsize number = single_at(probe, range->n_numbers);
    g_autofree char *name = g_strdup_printf("number %" G_GSIZE_FORMAT " of it", number);
    direction[number] = 1.0f;
    if (!gradient_slope_measure(trial, range, direction, &slope, error) ||
        !add_slope(trial, &slope, place, name, report, error)) {
      return FALSE;
    }
    direction[number] = 0.0f;
  }
  return TRUE;
}

static gboolean
check_gradients(GradientTrial *trial,
                const Gradients *gradients,
                GradientCheckReport *report,
                GError **error)
{
  gsize n_blocks = 0;
  const guint64 *ends = network_get_block_ends(trial->network, &n_blocks);
  gsize begin = 0;
  for (gsize block = 0; block < n_blocks; block++) {
    const GradientRange range = {
      .numbers = trial->weights + begin,
      .gradients = gradients->weights + begin,
      .n_numbers = ends[block] - begin,
    };
    g_autofree char *place = network_describe_block(trial->network, begin);
    if (!check_range(trial, &range, place, report, error)) {
      return FALSE;
    }
    begin = ends[block];
  }
  const GradientRange inputs = {
    .numbers = trial->inputs,
    .gradients = gradients->inputs,
    .n_numbers = trial->n_inputs,
  };
  return check_range(trial, &inputs, "the inputs", report, error);
}

gboolean
gradient_check_run(const Network *network,
                   const GradientCheckOptions *options,
                   GradientCheckReport *report,
                   GError **error)
{
  g_return_val_if_fail(network != NULL && options->n_rows > 0, FALSE);
  g_return_val_if_fail(error == NULL || *error == NULL, FALSE);

  g_auto(GradientTrial) trial = { 0 };
  if (!gradient_trial_init(&trial, network, options, error) || !check_forward(&trial, error)) {
    return FALSE;
  }
  Gradients gradients = take_gradients(&trial);
  g_auto(GradientCheckReport) found = { 0 };
  if (!check_backward(&trial, &gradients, error) ||
      !check_gradients(&trial, &gradients, &found, error)) {
    return FALSE;
  }
  *report = found;
  found.worst_place = NULL;
  return TRUE;
}
