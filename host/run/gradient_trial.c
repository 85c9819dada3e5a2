// SPDX-License-Identifier: MIT
#include "run/gradient_trial.h"

#include "plugin/call.h"
#include "pool/stream.h"
#include "run/train/float_fence.h"

#include <math.h>
#include <string.h>

// What random numbers are drawn for.
enum {
  PURPOSE_MOVES,
  PURPOSE_INPUTS,
  PURPOSE_FACTORS,
};

// A weight is moved by up to half the root mean square of its block, and not by less than this.
static const float LEAST_MOVE = 0.05f;

gboolean
gradient_trial_refuse(
    const GradientTrial *trial, GradientCheckError code, GError **error, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *message = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  const Setup *setup = network_get_setup(trial->network);
  g_set_error(error, GRADIENT_CHECK_ERROR, (gint)code, "network '%s': %s",
              component_get_name(setup_get_component(setup)), message);
  return FALSE;
}

void
gradient_trial_draw(const GradientTrial *trial, guint64 purpose, gsize n_numbers, float *numbers)
{
  const uint64_t parts[] = { trial->seed, purpose };
  Stream stream;
  stream_init(&stream, stream_key(parts, G_N_ELEMENTS(parts)));
  for (gsize i = 0; i < n_numbers; i++) {
    numbers[i] = (float)(2.0 * stream_next_uniform(&stream) - 1.0);
  }
}

static float
root_mean_square(const float *numbers, gsize n_numbers)
{
  double sum = 0.0;
  for (gsize i = 0; i < n_numbers; i++) {
    sum += (double)numbers[i] * (double)numbers[i];
  }
  return (float)sqrt(sum / (double)n_numbers);
}

/** Moves each weight, so that biases and other blocks that begin as zero take part. */
static void
move_weights(GradientTrial *trial)
{
  float *moves = trial->weight_gradients; // free until the first backward()
  gradient_trial_draw(trial, PURPOSE_MOVES, trial->n_weights, moves);
  gsize n_blocks = 0;
  const guint64 *ends = network_get_block_ends(trial->network, &n_blocks);
  gsize begin = 0;
  for (gsize block = 0; block < n_blocks; block++) {
    const float size = root_mean_square(trial->weights + begin, ends[block] - begin);
    const float most = MAX(size / 2.0f, LEAST_MOVE);
    for (gsize i = begin; i < ends[block]; i++) {
      trial->weights[i] += most * moves[i];
    }
    begin = ends[block];
  }
}

static void
take_buffers(GradientTrial *trial)
{
  trial->weights = float_fence_take(trial->arena, trial->n_weights);
  trial->inputs = float_fence_take(trial->arena, trial->n_inputs);
  trial->outputs = float_fence_take(trial->arena, trial->n_outputs);
  trial->tape = float_fence_take(trial->arena, trial->n_tape);
  trial->factors = float_fence_take(trial->arena, trial->n_outputs);
  trial->weight_gradients = float_fence_take(trial->arena, trial->n_weights);
  trial->input_gradients = float_fence_take(trial->arena, trial->n_inputs);
  trial->copies =
      float_fence_take(trial->arena, trial->n_weights + trial->n_inputs + trial->n_outputs);
}

gboolean
gradient_trial_init(GradientTrial *trial,
                    const Network *network,
                    const GradientCheckOptions *options,
                    GError **error)
{
  *trial = (GradientTrial){
    .network = network,
    .seed = options->seed,
    .tolerance = options->tolerance > 0.0 ? options->tolerance : GRADIENT_CHECK_TOLERANCE,
    .n_rows = options->n_rows,
    .n_weights = network_get_n_weights(network),
    .n_inputs = options->n_rows * network_get_n_inputs(network),
    .n_outputs = options->n_rows * network_get_n_outputs(network),
    .n_tape = options->n_rows * network_get_n_tape(network),
    .arena = arena_new(),
    .scratch = arena_new(),
  };
  take_buffers(trial);
  if (!network_init(network, trial->seed, trial->weights, error)) {
    return FALSE;
  }
  move_weights(trial);
  if (options->inputs != NULL) {
    memcpy(trial->inputs, options->inputs, trial->n_inputs * sizeof *trial->inputs);
  } else {
    gradient_trial_draw(trial, PURPOSE_INPUTS, trial->n_inputs, trial->inputs);
  }
  gradient_trial_draw(trial, PURPOSE_FACTORS, trial->n_outputs, trial->factors);
  return TRUE;
}

void
gradient_trial_clear(GradientTrial *trial)
{
  g_clear_pointer(&trial->arena, arena_free);
  g_clear_pointer(&trial->scratch, arena_free);
}

static plugcast_pass
make_pass(const GradientTrial *trial, guint32 flags)
{
  return (plugcast_pass){
    .struct_size = sizeof(plugcast_pass),
    .flags = flags,
    .n_rows = trial->n_rows,
    .weights = trial->weights,
    .inputs = trial->inputs,
    .outputs = trial->outputs,
    .tape = trial->tape,
  };
}

static void
copy_read_only(GradientTrial *trial)
{
  float *copies = trial->copies;
  memcpy(copies, trial->weights, trial->n_weights * sizeof *copies);
  memcpy(copies + trial->n_weights, trial->inputs, trial->n_inputs * sizeof *copies);
  memcpy(copies + trial->n_weights + trial->n_inputs, trial->factors,
         trial->n_outputs * sizeof *copies);
}

/** A buffer, what messages call it, and its copy where a pass may only read it. */
typedef struct {
  const char *name;
  const float *numbers;
  const float *copy; // NULL where it may be written
  gsize n_numbers;
} Buffer;

static gboolean
check_buffers(const GradientTrial *trial, const char *phase, GError **error)
{
  const float *copies = trial->copies;
  const Buffer buffers[] = {
    { "weights", trial->weights, copies, trial->n_weights },
    { "inputs", trial->inputs, copies + trial->n_weights, trial->n_inputs },
    { "output gradients", trial->factors, copies + trial->n_weights + trial->n_inputs,
      trial->n_outputs },
    { "outputs", trial->outputs, NULL, trial->n_outputs },
    { "tape", trial->tape, NULL, trial->n_tape },
    { "weight gradients", trial->weight_gradients, NULL, trial->n_weights },
    { "input gradients", trial->input_gradients, NULL, trial->n_inputs },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(buffers); i++) {
    const Buffer *buffer = &buffers[i];
    if (!float_fence_stands(buffer->numbers, buffer->n_numbers)) {
      return gradient_trial_refuse(trial, GRADIENT_CHECK_ERROR_BOUNDS, error,
                                   "%s() wrote beside the %s", phase, buffer->name);
    }
    if (buffer->copy != NULL &&
        memcmp(buffer->numbers, buffer->copy, buffer->n_numbers * sizeof *buffer->copy) != 0) {
      return gradient_trial_refuse(trial, GRADIENT_CHECK_ERROR_BOUNDS, error,
                                   "%s() changed the %s, which it may only read", phase,
                                   buffer->name);
    }
  }
  return TRUE;
}

static void
begin_call(GradientTrial *trial, Call *call)
{
  copy_read_only(trial);
  arena_rewind(trial->scratch, (ArenaMark){ 0 });
  call_init(call, trial->seed);
  call->arena = trial->scratch;
}

/** Tells of broken fences first, as they name the buffer. */
static gboolean
judge(const GradientTrial *trial,
      plugcast_status status,
      const char *phase,
      const char *message,
      GError **error)
{
  if (!check_buffers(trial, phase, error)) {
    return FALSE;
  }
  if (status != PLUGCAST_OK) {
    return gradient_trial_refuse(trial, GRADIENT_CHECK_ERROR_CALL, error, "%s", message);
  }
  return TRUE;
}

gboolean
gradient_trial_forward(GradientTrial *trial, guint32 flags, GError **error)
{
  const plugcast_pass pass = make_pass(trial, flags);
  Call call;
  begin_call(trial, &call);
  return judge(trial, network_forward(trial->network, &call, &pass), "forward", call.message,
               error);
}

gboolean
gradient_trial_backward(GradientTrial *trial, gboolean with_inputs, GError **error)
{
  plugcast_pass pass = make_pass(trial, PLUGCAST_PASS_TRAINING);
  pass.output_gradients = trial->factors;
  pass.weight_gradients = trial->weight_gradients;
  pass.input_gradients = with_inputs ? trial->input_gradients : NULL;
  Call call;
  begin_call(trial, &call);
  return judge(trial, network_backward(trial->network, &call, &pass), "backward", call.message,
               error);
}
