// SPDX-License-Identifier: MIT
#include "run/weight_rule.h"

#include "run/combination.h"

#include <math.h>

enum {
  N_MEMBERS = 3,
  N_POINTS = 4
};

// Mean absolute errors 1, 2 and 4.
static const double actuals[N_POINTS] = { 10, 20, 30, 40 };
static const double members[N_MEMBERS][N_POINTS] = {
  { 11, 19, 31, 39 },
  { 8, 22, 28, 42 },
  { 14, 24, 34, 44 },
};

static void
learn(const char *text, const double *const *rows, const double *target, double *weights)
{
  WeightRule rule;
  g_assert_true(weight_rule_parse(text, &rule, NULL));
  const WeightPast past = { N_MEMBERS, N_POINTS, rows, target };
  g_autoptr(Arena) arena = arena_new();
  weight_rule_learn(&rule, &past, arena, weights);
}

typedef struct {
  const char *path;
  const char *text;
  double expected[N_MEMBERS];
} Case;

// 1/e, by hand: 1 : 1/2 : 1/4, and their squares. exp(-e / mean / T), by hand: the mean of the
// errors is 7/3, so that the exponents are -3/7, -6/7 and -12/7.
static const Case cases[] = {
  { "/weight-rule/inverse-error", "inverse_error", { 4.0 / 7, 2.0 / 7, 1.0 / 7 } },
  { "/weight-rule/inverse-square", "inverse_error:2", { 16.0 / 21, 4.0 / 21, 1.0 / 21 } },
  { "/weight-rule/softmax", "softmax", { 0.5187012270, 0.3379022385, 0.1433965345 } },
  { "/weight-rule/softmax/cold-is-best", "softmax:0.001", { 1, 0, 0 } },
  { "/weight-rule/softmax/hot-is-equal", "softmax:1e9", { 1.0 / 3, 1.0 / 3, 1.0 / 3 } },
  { "/weight-rule/best", "best", { 1, 0, 0 } },
  // Errors (1,-1,1,-1), (-2,2,-2,2), (4,4,4,4): two thirds of the first and one of the second leave
  // none.
  { "/weight-rule/stacking/finds-errors-that-cancel", "stacking:0", { 2.0 / 3, 1.0 / 3, 0 } },
  { "/weight-rule/stacking/shrinks-to-equal", "stacking:0.5", { 0.5, 1.0 / 3, 1.0 / 6 } },
  { "/weight-rule/stacking/all-equal", "stacking:1", { 1.0 / 3, 1.0 / 3, 1.0 / 3 } },
  { "/weight-rule/nnls/finds-errors-that-cancel", "nnls:0", { 2.0 / 3, 1.0 / 3, 0 } },
};

static void
assert_weights(const double *weights, const double *expected)
{
  for (gsize i = 0; i < N_MEMBERS; i++) {
    g_assert_cmpfloat_with_epsilon(weights[i], expected[i], 1e-6);
  }
}

static void
check_case(gconstpointer data)
{
  const Case *row = data;
  const double *const rows[] = { members[0], members[1], members[2] };
  double weights[N_MEMBERS];
  learn(row->text, rows, actuals, weights);
  assert_weights(weights, row->expected);
}

static const char *const texts[] = { "inverse_error", "softmax", "stacking", "nnls", "best", NULL };

// A common factor, up to the end of the range of numbers, changes nothing.
static void
check_scale(gconstpointer data)
{
  const double *const rows[] = { members[0], members[1], members[2] };
  double expected[N_MEMBERS];
  learn(data, rows, actuals, expected);
  const double factors[] = { 0x1p1010, 0x1p-1000, -0x1p20 };
  for (gsize k = 0; k < G_N_ELEMENTS(factors); k++) {
    double scaled[N_MEMBERS][N_POINTS];
    double target[N_POINTS];
    for (gsize t = 0; t < N_POINTS; t++) {
      target[t] = actuals[t] * factors[k];
      for (gsize m = 0; m < N_MEMBERS; m++) {
        scaled[m][t] = members[m][t] * factors[k];
      }
    }
    const double *const scaled_rows[] = { scaled[0], scaled[1], scaled[2] };
    double weights[N_MEMBERS];
    learn(data, scaled_rows, target, weights);
    assert_weights(weights, expected);
  }
}

static void
check_perfect(gconstpointer data)
{
  const double *const rows[] = { members[0], actuals, actuals };
  double weights[N_MEMBERS];
  learn(data, rows, actuals, weights);
  g_assert_cmpfloat_with_epsilon(weights[0], 0, 1e-6);
  g_assert_cmpfloat_with_epsilon(weights[1] + weights[2], 1, 1e-6);
}

static void
check_perfect_best(void)
{
  const double *const rows[] = { members[0], actuals, actuals };
  double weights[N_MEMBERS];
  learn("best", rows, actuals, weights);
  assert_weights(weights, (const double[]){ 0, 1, 0 });
}

// Also where nothing tells the members apart, and where least squares would take none of them.
static void
check_sum(gconstpointer data)
{
  const double zeros[N_POINTS] = { 0 };
  const double opposite[N_POINTS] = { -10, -20, -30, -40 };
  const double *const all[][N_MEMBERS] = {
    { zeros, zeros, zeros },
    { opposite, opposite, opposite },
    { actuals, actuals, actuals },
  };
  for (gsize k = 0; k < G_N_ELEMENTS(all); k++) {
    double weights[N_MEMBERS];
    learn(data, all[k], actuals, weights);
    double sum = 0;
    for (gsize i = 0; i < N_MEMBERS; i++) {
      g_assert_cmpfloat(weights[i], >=, 0);
      sum += weights[i];
    }
    g_assert_cmpfloat(sum, >, 0.1);
    g_assert_cmpfloat(sum, <, 1 + 1e-9);
  }
}

static void
check_other_name(void)
{
  WeightRule rule;
  g_autoptr(GError) error = NULL;
  g_assert_false(weight_rule_parse("median", &rule, &error));
  g_assert_false(weight_rule_parse("bestof", &rule, &error));
  g_assert_no_error(error);
}

typedef struct {
  const char *path;
  const char *text;
  const char *message;
} Refusal;

static const Refusal refusals[] = {
  { "/weight-rule/rejects/power", "inverse_error:0",
    "inverse_error:0: '0' cannot be (write a power above 0, as in inverse_error:2)" },
  { "/weight-rule/rejects/temperature", "softmax:cold",
    "softmax:cold: 'cold' cannot be (write a temperature above 0, as in softmax:0.5)" },
  { "/weight-rule/rejects/share", "stacking:1.5",
    "stacking:1.5: '1.5' cannot be (write the share of equal weights, from 0 to 1, as in "
    "stacking:0.5)" },
  { "/weight-rule/rejects/number-of-best", "best:2", "best:2: '2' cannot be (write nothing)" },
};

static void
check_refusal(gconstpointer data)
{
  const Refusal *row = data;
  WeightRule rule = { .setting = 5 };
  g_autoptr(GError) error = NULL;
  g_assert_false(weight_rule_parse(row->text, &rule, &error));
  g_assert_error(error, COMBINATION_ERROR, COMBINATION_ERROR_SETTING);
  g_assert_cmpstr(error->message, ==, row->message);
  g_assert_cmpfloat(rule.setting, ==, 5);
}

static void
add_all(const char *promise, gsize n_texts, void (*check)(gconstpointer))
{
  for (gsize i = 0; i < n_texts; i++) {
    g_autofree char *path = g_strdup_printf("/weight-rule/%s/%s", promise, texts[i]);
    g_test_add_data_func(path, texts[i], check);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_test_add_data_func(cases[i].path, &cases[i], check_case);
  }
  add_all("scale-changes-nothing", 5, check_scale);
  add_all("sum-is-positive", 5, check_sum);
  g_test_add_data_func("/weight-rule/no-error-takes-all/inverse-error", "inverse_error",
                       check_perfect);
  g_test_add_data_func("/weight-rule/no-error-takes-all/stacking", "stacking:0", check_perfect);
  g_test_add_data_func("/weight-rule/no-error-takes-all/nnls", "nnls:0", check_perfect);
  g_test_add_func("/weight-rule/best-of-equal-is-the-first", check_perfect_best);
  g_test_add_func("/weight-rule/leaves-other-names-to-others", check_other_name);
  for (gsize i = 0; i < G_N_ELEMENTS(refusals); i++) {
    g_test_add_data_func(refusals[i].path, &refusals[i], check_refusal);
  }
  return g_test_run();
}
