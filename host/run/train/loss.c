// SPDX-License-Identifier: MIT
#include "run/train/loss.h"

#include "run/train/term.h"

#include <math.h>

typedef struct {
  double value;
  double slope;
} LossPoint;

typedef LossPoint (*LossFunction)(double distance, double parameter);

/** Compares @n outputs of one row; @gradients: (nullable). */
typedef LossSum (*LossRow)(
    gsize n, const float *outputs, const float *targets, double parameter, float *gradients);

/** One kind of loss. */
typedef struct {
  TermForm form;
  gboolean has_probabilities;
  LossRow compare;
} LossKind;

struct Loss {
  const LossKind *kind;
  char *text;     // owned
  double *values; // [n_values], owned: the delta, or the probabilities
  gsize n_values;
};

static LossPoint
compare_squares(double distance, double parameter)
{
  (void)parameter;
  return (LossPoint){ .value = distance * distance, .slope = 2.0 * distance };
}

static double
sign(double value)
{
  return value > 0.0 ? 1.0 : (value < 0.0 ? -1.0 : 0.0);
}

static LossPoint
compare_sizes(double distance, double parameter)
{
  (void)parameter;
  return (LossPoint){ .value = fabs(distance), .slope = sign(distance) };
}

static LossPoint
compare_huber(double distance, double delta)
{
  const double size = fabs(distance);
  if (size <= delta) {
    return (LossPoint){ .value = 0.5 * distance * distance, .slope = distance };
  }
  return (LossPoint){ .value = delta * (size - 0.5 * delta), .slope = delta * sign(distance) };
}

static LossPoint
compare_quantile(double distance, double probability)
{
  const double slope = distance > 0.0 ? 1.0 - probability : (distance < 0.0 ? -probability : 0.0);
  return (LossPoint){ .value = slope * distance, .slope = slope };
}

// Inlined into a function for each loss, so that no number costs a call.
G_ALWAYS_INLINE static inline LossSum
compare_row(LossFunction function,
            gsize n,
            const float *outputs,
            const float *targets,
            double parameter,
            float *gradients)
{
  LossSum total = { 0 };
  for (gsize step = 0; step < n; step++) {
    const gboolean is_there = !isnan(targets[step]);
    const double distance = is_there ? (double)outputs[step] - (double)targets[step] : 0.0;
    const LossPoint point = function(distance, parameter);
    total.sum += is_there ? point.value : 0.0;
    total.count += (gsize)is_there;
    if (gradients != NULL) {
      gradients[step] = is_there ? (float)point.slope : 0.0F;
    }
  }
  return total;
}

static LossSum
compare_row_squares(
    gsize n, const float *outputs, const float *targets, double parameter, float *gradients)
{
  return compare_row(compare_squares, n, outputs, targets, parameter, gradients);
}

static LossSum
compare_row_sizes(
    gsize n, const float *outputs, const float *targets, double parameter, float *gradients)
{
  return compare_row(compare_sizes, n, outputs, targets, parameter, gradients);
}

static LossSum
compare_row_huber(
    gsize n, const float *outputs, const float *targets, double parameter, float *gradients)
{
  return compare_row(compare_huber, n, outputs, targets, parameter, gradients);
}

static LossSum
compare_row_quantile(
    gsize n, const float *outputs, const float *targets, double parameter, float *gradients)
{
  return compare_row(compare_quantile, n, outputs, targets, parameter, gradients);
}

static gboolean
accepts_delta(const double *numbers, gsize index)
{
  return numbers[index] > 0.0;
}

static gboolean
accepts_probability(const double *numbers, gsize index)
{
  return numbers[index] > (index > 0 ? numbers[index - 1] : 0.0) && numbers[index] < 1.0;
}

static const LossKind kinds[] = {
  { { "mse", NULL, 0, 0, NULL }, FALSE, compare_row_squares },
  { { "mae", NULL, 0, 0, NULL }, FALSE, compare_row_sizes },
  { { "huber", "a number above 0, such as huber:1", 1, 1, accepts_delta },
    FALSE,
    compare_row_huber },
  { { "quantile", "a probability between 0 and 1, such as quantile:0.9", 1, 1,
      accepts_probability },
    TRUE,
    compare_row_quantile },
  { { "quantiles", "rising probabilities between 0 and 1, such as quantiles:0.1,0.5,0.9", 1,
      TERM_MOST_NUMBERS, accepts_probability },
    TRUE,
    compare_row_quantile },
};

static const TermTable table = {
  .thing = "loss",
  .known = "mse, mae, huber:DELTA, quantile:Q, quantiles:Q,Q,…",
  .kinds = kinds,
  .stride = sizeof kinds[0],
  .n_kinds = G_N_ELEMENTS(kinds),
};

Loss *
loss_new(const char *text, GError **error)
{
  g_return_val_if_fail(text != NULL, NULL);
  g_return_val_if_fail(error == NULL || *error == NULL, NULL);

  Term term;
  if (!term_parse(&table, text, &term, error)) {
    return NULL;
  }
  Loss *loss = g_new0(Loss, 1);
  loss->kind = &kinds[term.kind];
  loss->text = g_strdup(text);
  loss->values = g_memdup2(term.numbers, term.n_numbers * sizeof *term.numbers);
  loss->n_values = term.n_numbers;
  return loss;
}

void
loss_free(Loss *loss)
{
  if (loss == NULL) {
    return;
  }
  g_free(loss->text);
  g_free(loss->values);
  g_free(loss);
}

const char *
loss_to_string(const Loss *loss)
{
  return loss->text;
}

gsize
loss_get_n_outputs(const Loss *loss)
{
  return loss->kind->has_probabilities ? loss->n_values : 1;
}

const double *
loss_get_probabilities(const Loss *loss)
{
  return loss->kind->has_probabilities ? loss->values : NULL;
}

LossSum
loss_compare(
    const Loss *loss, gsize horizon, const float *outputs, const float *targets, float *gradients)
{
  LossSum total = { 0 };
  for (gsize output = 0; output < loss_get_n_outputs(loss); output++) {
    const double parameter = loss->n_values > 0 ? loss->values[output] : 0.0;
    const gsize begin = output * horizon;
    const LossSum row = loss->kind->compare(horizon, outputs + begin, targets, parameter,
                                            gradients != NULL ? gradients + begin : NULL);
    total.sum += row.sum;
    total.count += row.count;
  }
  return total;
}
