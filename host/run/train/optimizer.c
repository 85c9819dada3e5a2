// SPDX-License-Identifier: MIT
#include "run/train/optimizer.h"

#include "run/train/term.h"

#include <math.h>
#include <string.h>

#define ADAM_EPSILON 1e-8

enum {
  MOST_VALUES = 2,
};

/** Consecutive weights of one step. */
typedef struct {
  gsize begin;
  gsize end;
  const float *gradients;
  float factor;
  float *weights;
} Stretch;

/** One kind of optimiser. */
typedef struct {
  TermForm form;
  double defaults[MOST_VALUES];
  gsize n_moments; // floats a weight
  gboolean has_decay;
  void (*update)(Optimizer *optimizer, const Stretch *stretch);
} OptimizerKind;

struct Optimizer {
  const OptimizerKind *kind;
  double values[MOST_VALUES];
  guint64 *block_ends; // [n_blocks], owned
  gsize n_blocks;
  gsize n_weights;
  float *moments; // [n_moments × n_weights], owned
  guint64 n_steps;
  double rate;           // of the step that was begun, as the rest
  double first_missing;  // 1 - beta1^steps: what the first moment still lacks
  double second_missing; // 1 - beta2^steps
};

static void
update_plain(Optimizer *optimizer, const Stretch *stretch)
{
  const float rate = (float)optimizer->rate;
  const float momentum = (float)optimizer->values[0];
  float *velocities = optimizer->moments;
  for (gsize i = stretch->begin; i < stretch->end; i++) {
    velocities[i] = momentum * velocities[i] + stretch->factor * stretch->gradients[i];
    stretch->weights[i] -= rate * velocities[i];
  }
}

static void
update_nesterov(Optimizer *optimizer, const Stretch *stretch)
{
  const float rate = (float)optimizer->rate;
  const float momentum = (float)optimizer->values[0];
  float *velocities = optimizer->moments;
  for (gsize i = stretch->begin; i < stretch->end; i++) {
    const float gradient = stretch->factor * stretch->gradients[i];
    velocities[i] = momentum * velocities[i] + gradient;
    stretch->weights[i] -= rate * (gradient + momentum * velocities[i]);
  }
}

static void
step_by_moments(Optimizer *optimizer, const Stretch *stretch, double beta1, double beta2)
{
  const float keep1 = (float)beta1;
  const float keep2 = (float)beta2;
  const float take1 = (float)(1.0 - beta1);
  const float take2 = (float)(1.0 - beta2);
  const float size = (float)(optimizer->rate / optimizer->first_missing);
  const float root = (float)(1.0 / sqrt(optimizer->second_missing));
  const float epsilon = (float)ADAM_EPSILON;
  float *first = optimizer->moments;
  float *second = optimizer->moments + optimizer->n_weights;
  for (gsize i = stretch->begin; i < stretch->end; i++) {
    const float gradient = stretch->factor * stretch->gradients[i];
    first[i] = keep1 * first[i] + take1 * gradient;
    second[i] = keep2 * second[i] + take2 * gradient * gradient;
    stretch->weights[i] -= size * first[i] / (sqrtf(second[i]) * root + epsilon);
  }
}

#define BETA1 0.9
#define BETA2 0.999

static void
update_adam(Optimizer *optimizer, const Stretch *stretch)
{
  step_by_moments(optimizer, stretch, optimizer->values[0], optimizer->values[1]);
}

static void
shrink(Optimizer *optimizer, const Stretch *stretch)
{
  const float keep = (float)(1.0 - optimizer->rate * optimizer->values[0]);
  gsize block_begin = 0;
  for (gsize block = 0; block < optimizer->n_blocks; block++) {
    const gsize block_end = optimizer->block_ends[block];
    const gboolean is_spared = (double)(block_end - block_begin) < optimizer->values[1];
    const gsize end = MIN(block_end, stretch->end);
    for (gsize i = MAX(block_begin, stretch->begin); i < end && !is_spared; i++) {
      stretch->weights[i] *= keep;
    }
    block_begin = block_end;
  }
}

static void
update_adamw(Optimizer *optimizer, const Stretch *stretch)
{
  shrink(optimizer, stretch);
  step_by_moments(optimizer, stretch, BETA1, BETA2);
}

static gboolean
accepts_rate(const double *numbers, gsize index)
{
  return numbers[index] >= 0.0 && numbers[index] < 1.0;
}

static gboolean
accepts_decay(const double *numbers, gsize index)
{
  return numbers[index] >= 0.0 && (index > 0 || numbers[index] <= 1.0);
}

static const OptimizerKind kinds[] = {
  {
      .form = { "sgd", "a momentum from 0 to below 1, such as sgd:0.9", 0, 1, accepts_rate },
      .n_moments = 1,
      .update = update_plain,
  },
  {
      .form = { "nesterov", "a momentum from 0 to below 1, such as nesterov:0.9", 1, 1,
                accepts_rate },
      .n_moments = 1,
      .update = update_nesterov,
  },
  {
      .form = { "adam", "two decay rates from 0 to below 1, such as adam:0.9,0.999", 0, 2,
                accepts_rate },
      .defaults = { BETA1, BETA2 },
      .n_moments = 2,
      .update = update_adam,
  },
  {
      .form = { "adamw",
                "a weight decay from 0 to 1 and the least size of a block that decays, such as "
                "adamw:0.01,100",
                0, 2, accepts_decay },
      .defaults = { 0.01, 0.0 },
      .n_moments = 2,
      .has_decay = TRUE,
      .update = update_adamw,
  },
};

static const TermTable table = {
  .thing = "optimiser",
  .known = "sgd[:MOMENTUM], nesterov:MOMENTUM, adam[:BETA1,BETA2], adamw[:DECAY[,LEAST]]",
  .kinds = kinds,
  .stride = sizeof kinds[0],
  .n_kinds = G_N_ELEMENTS(kinds),
};

gboolean
optimizer_check(const char *text, GError **error)
{
  Term term;
  return term_parse(&table, text, &term, error);
}

Optimizer *
optimizer_new(const char *text, const guint64 *block_ends, gsize n_blocks, GError **error)
{
  g_return_val_if_fail(text != NULL, NULL);
  g_return_val_if_fail(n_blocks > 0, NULL);
  g_return_val_if_fail(error == NULL || *error == NULL, NULL);

  Term term;
  if (!term_parse(&table, text, &term, error)) {
    return NULL;
  }
  Optimizer *optimizer = g_new0(Optimizer, 1);
  optimizer->kind = &kinds[term.kind];
  for (gsize i = 0; i < MOST_VALUES; i++) {
    optimizer->values[i] = i < term.n_numbers ? term.numbers[i] : optimizer->kind->defaults[i];
  }
  optimizer->n_blocks = n_blocks;
  optimizer->block_ends = g_memdup2(block_ends, n_blocks * sizeof *block_ends);
  optimizer->n_weights = block_ends[n_blocks - 1];
  optimizer->moments = g_new0(float, optimizer->kind->n_moments * optimizer->n_weights);
  return optimizer;
}

void
optimizer_free(Optimizer *optimizer)
{
  if (optimizer == NULL) {
    return;
  }
  g_free(optimizer->block_ends);
  g_free(optimizer->moments);
  g_free(optimizer);
}

void
optimizer_begin_step(Optimizer *optimizer, double rate)
{
  g_assert(rate >= 0.0 && isfinite(rate));

  const gboolean is_adam = optimizer->kind->n_moments == 2 && !optimizer->kind->has_decay;
  optimizer->n_steps++;
  optimizer->rate = rate;
  const double n_steps = (double)optimizer->n_steps;
  optimizer->first_missing = 1.0 - pow(is_adam ? optimizer->values[0] : BETA1, n_steps);
  optimizer->second_missing = 1.0 - pow(is_adam ? optimizer->values[1] : BETA2, n_steps);
}

// NOLINTBEGIN(readability-non-const-parameter): the weights change through the stretch.
void
optimizer_update(Optimizer *optimizer,
                 gsize begin,
                 gsize end,
                 const float *gradients,
                 float factor,
                 float *weights)
{
  const Stretch stretch = {
    .begin = begin,
    .end = end,
    .gradients = gradients,
    .factor = factor,
    .weights = weights,
  };
  optimizer->kind->update(optimizer, &stretch);
}
// NOLINTEND(readability-non-const-parameter)

guint64
optimizer_get_n_steps(const Optimizer *optimizer)
{
  return optimizer->n_steps;
}

void
optimizer_set_n_steps(Optimizer *optimizer, guint64 n_steps)
{
  optimizer->n_steps = n_steps;
}

float *
optimizer_get_moments(Optimizer *optimizer, gsize *n_floats)
{
  *n_floats = optimizer->kind->n_moments * optimizer->n_weights;
  return optimizer->moments;
}
