// SPDX-License-Identifier: MIT
#include "run/train/loss.h"

#include "pool/stream.h"
#include "run/train/term.h"

#include <math.h>

static Loss *
new_loss(const char *text)
{
  g_autoptr(GError) error = NULL;
  Loss *loss = loss_new(text, &error);
  g_assert_no_error(error);
  return loss;
}

enum {
  HORIZON = 12,
  MOST_OUTPUTS = 5,
};

static const char *const texts[] = {
  "mse", "mae", "huber:1", "huber:0.3", "quantile:0.5", "quantile:0.9", "quantiles:0.1,0.5,0.9",
};

// The derivative of each output against differences of the sum: the sums are of doubles and the
// losses at most quadratic, so that a central difference away from a kink is exact but for
// rounding.
static void
test_derivative_is_that_of_the_sum(const void *data)
{
  g_autoptr(Loss) loss = new_loss(data);
  const gsize n_outputs = loss_get_n_outputs(loss);
  float outputs[MOST_OUTPUTS * HORIZON];
  float targets[HORIZON];
  Stream stream;
  stream_init(&stream, 11);
  for (gsize i = 0; i < HORIZON; i++) {
    targets[i] = i == 5 ? NAN : (float)stream_next_normal(&stream);
  }
  // Distances in eighths, none within the step of a kink: 0, 0.3 and 1.
  for (gsize i = 0; i < n_outputs * HORIZON; i++) {
    const double distance = ((double)stream_next_below(&stream, 32) - 16.0) / 8.0 + 0.0625;
    outputs[i] = targets[i % HORIZON] + (float)distance;
    outputs[i] = isnan(outputs[i]) ? 0.5F : outputs[i];
  }
  float gradients[MOST_OUTPUTS * HORIZON];
  const LossSum total = loss_compare(loss, HORIZON, outputs, targets, gradients);
  g_assert_cmpuint(total.count, ==, n_outputs * (HORIZON - 1));
  for (gsize i = 0; i < n_outputs * HORIZON; i++) {
    const float step = 0x1p-8F;
    const float kept = outputs[i];
    outputs[i] = kept + step;
    const double above = loss_compare(loss, HORIZON, outputs, targets, NULL).sum;
    const float high = outputs[i];
    outputs[i] = kept - step;
    const double below = loss_compare(loss, HORIZON, outputs, targets, NULL).sum;
    const double difference = (above - below) / ((double)high - (double)outputs[i]);
    outputs[i] = kept;
    g_assert_cmpfloat_with_epsilon(gradients[i], difference, 1e-6);
  }
}

typedef struct {
  const char *text;
  float distance;
  double value;
  double slope;
} Point;

// By hand from the formulas of loss.h.
static const Point points[] = {
  { "mse", 3, 9, 6 },
  { "mse", -0.5, 0.25, -1 },
  { "mae", 3, 3, 1 },
  { "mae", -3, 3, -1 },
  { "mae", 0, 0, 0 },
  { "huber:1", 0.5, 0.125, 0.5 },
  { "huber:1", 1, 0.5, 1 },
  { "huber:1", -3, 2.5, -1 },
  { "huber:2", 3, 4, 2 },
  { "quantile:0.75", 2, 0.5, 0.25 },
  { "quantile:0.75", -2, 1.5, -0.75 },
  { "quantile:0.75", 0, 0, 0 },
};

static void
test_value_at(const void *data)
{
  const Point *point = data;
  g_autoptr(Loss) loss = new_loss(point->text);
  const float target = 1.0F;
  const float output = target + point->distance;
  float gradient = NAN;
  const LossSum total = loss_compare(loss, 1, &output, &target, &gradient);
  g_assert_cmpfloat_with_epsilon(total.sum, point->value, 1e-12);
  g_assert_cmpfloat_with_epsilon(gradient, point->slope, 1e-7);
  g_assert_cmpuint(total.count, ==, 1);
}

static void
test_missing_targets_count_for_nothing(const void *data)
{
  g_autoptr(Loss) loss = new_loss(data);
  const gsize n_outputs = loss_get_n_outputs(loss);
  float outputs[MOST_OUTPUTS * 2] = { 1, 2, 3, 4, 5, 6 };
  const float targets[2] = { NAN, NAN };
  float gradients[MOST_OUTPUTS * 2] = { 9, 9, 9, 9, 9, 9 };
  const LossSum total = loss_compare(loss, 2, outputs, targets, gradients);
  g_assert_cmpfloat(total.sum, ==, 0.0);
  g_assert_cmpuint(total.count, ==, 0);
  for (gsize i = 0; i < 2 * n_outputs; i++) {
    g_assert_cmpfloat(gradients[i], ==, 0.0F);
  }
}

static void
test_outputs_that_are_no_numbers_show(const void *data)
{
  g_autoptr(Loss) loss = new_loss(data);
  float outputs[MOST_OUTPUTS] = { NAN, NAN, NAN, NAN, NAN };
  const float target = 1.0F;
  g_assert_true(isnan(loss_compare(loss, 1, outputs, &target, NULL).sum));
}

static void
test_probabilities_are_told(void)
{
  g_autoptr(Loss) several = new_loss("quantiles:0.1,0.5,0.9");
  g_assert_cmpuint(loss_get_n_outputs(several), ==, 3);
  g_assert_cmpfloat(loss_get_probabilities(several)[2], ==, 0.9);
  g_assert_cmpstr(loss_to_string(several), ==, "quantiles:0.1,0.5,0.9");
  g_autoptr(Loss) plain = new_loss("huber:2");
  g_assert_cmpuint(loss_get_n_outputs(plain), ==, 1);
  g_assert_null(loss_get_probabilities(plain));
}

typedef struct {
  const char *text;
  TermError code;
  const char *message;
} Refusal;

#define KNOWN "mse, mae, huber:DELTA, quantile:Q, quantiles:Q,Q,…"

static const Refusal refusals[] = {
  { "mape", TERM_ERROR_UNKNOWN, "'mape' is no loss (" KNOWN "); did you mean 'mae'?" },
  { "", TERM_ERROR_UNKNOWN, "'' is no loss (" KNOWN ")" },
  { "mse:1", TERM_ERROR_NUMBER, "loss 'mse:1': mse takes nothing after its name" },
  { "huber", TERM_ERROR_NUMBER, "loss 'huber': huber takes a number above 0, such as huber:1" },
  { "huber:0", TERM_ERROR_NUMBER, "loss 'huber:0': huber takes a number above 0, such as huber:1" },
  { "huber:nan", TERM_ERROR_NUMBER,
    "loss 'huber:nan': huber takes a number above 0, such as huber:1" },
  { "huber:1e999", TERM_ERROR_NUMBER,
    "loss 'huber:1e999': huber takes a number above 0, such as huber:1" },
  { "quantile:1", TERM_ERROR_NUMBER,
    "loss 'quantile:1': quantile takes a probability between 0 and 1, such as quantile:0.9" },
  { "quantile:0.1,0.9", TERM_ERROR_NUMBER,
    "loss 'quantile:0.1,0.9': quantile takes a probability between 0 and 1, such as "
    "quantile:0.9" },
  { "quantiles:0.5,0.5", TERM_ERROR_NUMBER,
    "loss 'quantiles:0.5,0.5': quantiles takes rising probabilities between 0 and 1, such as "
    "quantiles:0.1,0.5,0.9" },
  { "quantiles:", TERM_ERROR_NUMBER,
    "loss 'quantiles:': quantiles takes rising probabilities between 0 and 1, such as "
    "quantiles:0.1,0.5,0.9" },
};

static void
test_refuses(const void *data)
{
  const Refusal *refusal = data;
  g_autoptr(GError) error = NULL;
  g_assert_null(loss_new(refusal->text, &error));
  g_assert_error(error, TERM_ERROR, (int)refusal->code);
  g_assert_cmpstr(error->message, ==, refusal->message);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
    g_autofree char *derivative =
        g_strdup_printf("/loss/derivative-is-that-of-the-sum/%s", texts[i]);
    g_autofree char *missing =
        g_strdup_printf("/loss/missing-targets-count-for-nothing/%s", texts[i]);
    g_autofree char *shows = g_strdup_printf("/loss/outputs-that-are-no-numbers-show/%s", texts[i]);
    g_test_add_data_func(derivative, texts[i], test_derivative_is_that_of_the_sum);
    g_test_add_data_func(missing, texts[i], test_missing_targets_count_for_nothing);
    g_test_add_data_func(shows, texts[i], test_outputs_that_are_no_numbers_show);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(points); i++) {
    g_autofree char *path =
        g_strdup_printf("/loss/value/%s/%g", points[i].text, (double)points[i].distance);
    g_test_add_data_func(path, &points[i], test_value_at);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(refusals); i++) {
    g_autofree char *path = g_strdup_printf("/loss/refuses/'%s'", refusals[i].text);
    g_test_add_data_func(path, &refusals[i], test_refuses);
  }
  g_test_add_func("/loss/probabilities-are-told", test_probabilities_are_told);
  return g_test_run();
}
