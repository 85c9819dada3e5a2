// SPDX-License-Identifier: MIT
#include "run/combination.h"

#include <math.h>

enum {
  N_MEMBERS = 5,
  N_POINTS = 3
};

typedef struct {
  const char *path;
  const char *text;
  gsize n_members;
  double expected[N_POINTS];
} Case;

// Member m at point t; the second point has a tie, the third lacks member 1.
static const double members[N_MEMBERS][N_POINTS] = {
  { 1, 2, 10 }, { 5, 2, NAN }, { 2, 8, 30 }, { 100, -4, 20 }, { 3, 2, 40 },
};

static const Case cases[] = {
  { "/combination/mean/averages-those-present", "mean", 5, { 111.0 / 5, 2, 25 } },
  { "/combination/median/odd-takes-middle", "median", 5, { 3, 2, 25 } },
  { "/combination/median/even-takes-mean-of-two", "median", 4, { 3.5, 2, 20 } },
  { "/combination/trimmed/drops-both-ends", "trimmed", 5, { 10.0 / 3, 2, 25 } },
  { "/combination/trimmed/of-two-is-the-mean", "trimmed", 2, { 3, 2, 10 } },
  { "/combination/weighted/scales-to-those-present", "weighted:1,1,2", 3, { 2.5, 5, 70.0 / 3 } },
  { "/combination/weighted/zero-leaves-out", "weighted:0,1", 2, { 5, 2, NAN } },
};

static void
check_case(gconstpointer data)
{
  const Case *row = data;
  g_autoptr(GError) error = NULL;
  g_auto(Combination) combination = { 0 };
  g_assert_true(combination_parse(row->text, row->n_members, &combination, &error));
  g_assert_no_error(error);

  const double *pointers[N_MEMBERS];
  for (gsize i = 0; i < N_MEMBERS; i++) {
    pointers[i] = members[i];
  }
  double out[N_POINTS];
  combination_apply(&combination, pointers, row->n_members, N_POINTS, out);
  for (gsize t = 0; t < N_POINTS; t++) {
    if (isnan(row->expected[t])) {
      g_assert_true(isnan(out[t]));
    } else {
      g_assert_cmpfloat_with_epsilon(out[t], row->expected[t], 1e-12);
    }
  }
}

static void
check_without_members(void)
{
  g_auto(Combination) combination = { .kind = COMBINATION_MEDIAN };
  const double nothing[] = { NAN };
  const double *pointers[] = { nothing, nothing };
  double out = 0;
  combination_apply(&combination, pointers, 2, 1, &out);
  g_assert_true(isnan(out));
}

typedef struct {
  const char *path;
  const char *text;
  gsize n_members;
  int code;
  const char *message;
} Refusal;

static const Refusal refusals[] = {
  { "/combination/rejects/unknown", "average", 2, COMBINATION_ERROR_UNKNOWN,
    "'average' is no way to combine models (known: mean, median, trimmed, weighted:W1,W2,…)" },
  { "/combination/rejects/too-few-weights", "weighted:1", 2, COMBINATION_ERROR_WEIGHTS,
    "weighted:1 has 1 weights for 2 models (write one for each, in the order of the models)" },
  { "/combination/rejects/text-weight", "weighted:1,x", 2, COMBINATION_ERROR_WEIGHTS,
    "weighted:1,x: 'x' is no weight (write numbers from 0 on, as in weighted:0.7,0.3)" },
  { "/combination/rejects/negative-weight", "weighted:1,-1", 2, COMBINATION_ERROR_WEIGHTS,
    "weighted:1,-1: '-1' is no weight (write numbers from 0 on, as in weighted:0.7,0.3)" },
  { "/combination/rejects/zero-sum", "weighted:0,0", 2, COMBINATION_ERROR_WEIGHTS,
    "weighted:0,0: the weights must have a positive, finite sum" },
  { "/combination/rejects/too-many-members", "median", 1025, COMBINATION_ERROR_MEMBERS,
    "1025 models are too many to combine (at most 1024)" },
};

static void
check_refusal(gconstpointer data)
{
  const Refusal *row = data;
  g_autoptr(GError) error = NULL;
  Combination combination = { .kind = COMBINATION_TRIMMED };
  g_assert_false(combination_parse(row->text, row->n_members, &combination, &error));
  g_assert_error(error, COMBINATION_ERROR, row->code);
  g_assert_cmpstr(error->message, ==, row->message);
  g_assert_cmpint(combination.kind, ==, COMBINATION_TRIMMED);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_test_add_data_func(cases[i].path, &cases[i], check_case);
  }
  g_test_add_func("/combination/without-members-is-missing", check_without_members);
  for (gsize i = 0; i < G_N_ELEMENTS(refusals); i++) {
    g_test_add_data_func(refusals[i].path, &refusals[i], check_refusal);
  }
  return g_test_run();
}
