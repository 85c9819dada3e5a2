// SPDX-License-Identifier: MIT
#include "run/train/optimizer.h"

#include "run/train/term.h"

#include <math.h>
#include <string.h>

enum {
  N_WEIGHTS = 6,
  N_STEPS = 5,
};

static const guint64 block_ends[] = { 4, 6 };
static const float beginning[N_WEIGHTS] = { 1.0F, -2.0F, 0.5F, 3.0F, 0.25F, -0.75F };

static Optimizer *
new_optimizer(const char *text)
{
  g_autoptr(GError) error = NULL;
  Optimizer *optimizer = optimizer_new(text, block_ends, G_N_ELEMENTS(block_ends), &error);
  g_assert_no_error(error);
  return optimizer;
}

static float
gradient_at(gsize step, gsize weight)
{
  return (float)(0.1 * (double)(weight + 1) - 0.07 * (double)(step * weight) + 0.02);
}

static void
do_step(Optimizer *optimizer, gsize step, double rate, float *weights)
{
  float gradients[N_WEIGHTS];
  for (gsize i = 0; i < N_WEIGHTS; i++) {
    gradients[i] = 2.0F * gradient_at(step, i);
  }
  optimizer_begin_step(optimizer, rate);
  optimizer_update(optimizer, 0, 3, gradients, 0.5F, weights);
  optimizer_update(optimizer, 3, N_WEIGHTS, gradients, 0.5F, weights);
}

typedef struct {
  double velocity;
  double first;
  double second;
} Memory;

/** One rule in doubles, as the papers write it. */
typedef struct {
  const char *text;
  double (*step)(Memory *memory, double weight, double gradient, double rate, gsize t, gsize index);
} Rule;

static double
step_plain(Memory *memory, double weight, double gradient, double rate, gsize t, gsize index)
{
  (void)memory;
  (void)t;
  (void)index;
  return weight - rate * gradient;
}

static double
step_momentum(Memory *memory, double weight, double gradient, double rate, gsize t, gsize index)
{
  (void)t;
  (void)index;
  memory->velocity = 0.9 * memory->velocity + gradient;
  return weight - rate * memory->velocity;
}

static double
step_nesterov(Memory *memory, double weight, double gradient, double rate, gsize t, gsize index)
{
  (void)t;
  (void)index;
  memory->velocity = 0.9 * memory->velocity + gradient;
  return weight - rate * (gradient + 0.9 * memory->velocity);
}

static double
step_adam_with(
    Memory *memory, double weight, double gradient, double rate, gsize t, double b1, double b2)
{
  memory->first = b1 * memory->first + (1.0 - b1) * gradient;
  memory->second = b2 * memory->second + (1.0 - b2) * gradient * gradient;
  const double first = memory->first / (1.0 - pow(b1, (double)t));
  const double second = memory->second / (1.0 - pow(b2, (double)t));
  return weight - rate * first / (sqrt(second) + 1e-8);
}

static double
step_adam(Memory *memory, double weight, double gradient, double rate, gsize t, gsize index)
{
  (void)index;
  return step_adam_with(memory, weight, gradient, rate, t, 0.9, 0.999);
}

static double
step_other_adam(Memory *memory, double weight, double gradient, double rate, gsize t, gsize index)
{
  (void)index;
  return step_adam_with(memory, weight, gradient, rate, t, 0.5, 0.75);
}

static double
step_adamw(Memory *memory, double weight, double gradient, double rate, gsize t, gsize index)
{
  (void)index;
  return step_adam_with(memory, weight * (1.0 - rate * 0.1), gradient, rate, t, 0.9, 0.999);
}

// The block of two weights is spared.
static double
step_sparing(Memory *memory, double weight, double gradient, double rate, gsize t, gsize index)
{
  const double kept = index < 4 ? weight * (1.0 - rate * 0.1) : weight;
  return step_adam_with(memory, kept, gradient, rate, t, 0.9, 0.999);
}

static const Rule rules[] = {
  { "sgd", step_plain },
  { "sgd:0.9", step_momentum },
  { "nesterov:0.9", step_nesterov },
  { "adam", step_adam },
  { "adam:0.5,0.75", step_other_adam },
  { "adamw:0.1", step_adamw },
  { "adamw:0.1,3", step_sparing },
};

static void
test_follows_the_rule(const void *data)
{
  const Rule *rule = data;
  g_autoptr(Optimizer) optimizer = new_optimizer(rule->text);
  float weights[N_WEIGHTS];
  memcpy(weights, beginning, sizeof weights);
  double expected[N_WEIGHTS];
  Memory memories[N_WEIGHTS] = { 0 };
  for (gsize i = 0; i < N_WEIGHTS; i++) {
    expected[i] = beginning[i];
  }
  for (gsize step = 0; step < N_STEPS; step++) {
    const double rate = 0.1 / (double)(step + 1);
    do_step(optimizer, step, rate, weights);
    for (gsize i = 0; i < N_WEIGHTS; i++) {
      expected[i] = rule->step(&memories[i], expected[i], gradient_at(step, i), rate, step + 1, i);
      g_assert_cmpfloat_with_epsilon(weights[i], expected[i], 2e-6);
    }
  }
  g_assert_cmpuint(optimizer_get_n_steps(optimizer), ==, N_STEPS);
}

// What is saved and put back goes on with the same bits.
static void
test_goes_on_from_what_it_remembers(const void *data)
{
  const Rule *rule = data;
  g_autoptr(Optimizer) first = new_optimizer(rule->text);
  g_autoptr(Optimizer) second = new_optimizer(rule->text);
  float weights[N_WEIGHTS];
  memcpy(weights, beginning, sizeof weights);
  for (gsize step = 0; step < N_STEPS; step++) {
    do_step(first, step, 0.05, weights);
  }
  gsize n_floats = 0;
  gsize n_other = 0;
  const float *saved = optimizer_get_moments(first, &n_floats);
  float *restored = optimizer_get_moments(second, &n_other);
  g_assert_cmpuint(n_floats, ==, n_other);
  memcpy(restored, saved, n_floats * sizeof *saved);
  optimizer_set_n_steps(second, optimizer_get_n_steps(first));
  float other[N_WEIGHTS];
  memcpy(other, weights, sizeof other);
  for (gsize step = 0; step < N_STEPS; step++) {
    do_step(first, step, 0.05, weights);
    do_step(second, step, 0.05, other);
  }
  g_assert_cmpint(memcmp(weights, other, sizeof weights), ==, 0);
}

typedef struct {
  const char *text;
  TermError code;
  const char *message;
} Refusal;

static const Refusal refusals[] = {
  { "adamm", TERM_ERROR_UNKNOWN,
    "'adamm' is no optimiser (sgd[:MOMENTUM], nesterov:MOMENTUM, adam[:BETA1,BETA2], "
    "adamw[:DECAY[,LEAST]]); did you mean 'adam' or 'adamw'?" },
  { "sgd:1", TERM_ERROR_NUMBER,
    "optimiser 'sgd:1': sgd takes a momentum from 0 to below 1, such as sgd:0.9" },
  { "sgd:nan", TERM_ERROR_NUMBER,
    "optimiser 'sgd:nan': sgd takes a momentum from 0 to below 1, such as sgd:0.9" },
  { "nesterov", TERM_ERROR_NUMBER,
    "optimiser 'nesterov': nesterov takes a momentum from 0 to below 1, such as nesterov:0.9" },
  { "adam:0.9,0.999,1", TERM_ERROR_NUMBER,
    "optimiser 'adam:0.9,0.999,1': adam takes two decay rates from 0 to below 1, such as "
    "adam:0.9,0.999" },
  { "adamw:-1", TERM_ERROR_NUMBER,
    "optimiser 'adamw:-1': adamw takes a weight decay from 0 to 1 and the least size of a block "
    "that decays, such as adamw:0.01,100" },
};

static void
test_refuses(const void *data)
{
  const Refusal *refusal = data;
  g_autoptr(GError) error = NULL;
  g_assert_null(optimizer_new(refusal->text, block_ends, G_N_ELEMENTS(block_ends), &error));
  g_assert_error(error, TERM_ERROR, (int)refusal->code);
  g_assert_cmpstr(error->message, ==, refusal->message);
  g_assert_false(optimizer_check(refusal->text, NULL));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(rules); i++) {
    g_autofree char *follows = g_strdup_printf("/optimizer/follows-the-rule/%s", rules[i].text);
    g_autofree char *goes_on =
        g_strdup_printf("/optimizer/goes-on-from-what-it-remembers/%s", rules[i].text);
    g_test_add_data_func(follows, &rules[i], test_follows_the_rule);
    g_test_add_data_func(goes_on, &rules[i], test_goes_on_from_what_it_remembers);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(refusals); i++) {
    g_autofree char *path = g_strdup_printf("/optimizer/refuses/%s", refusals[i].text);
    g_test_add_data_func(path, &refusals[i], test_refuses);
  }
  return g_test_run();
}
