// SPDX-License-Identifier: MIT
#include "run/combination.h"

#include "pool/stream.h"
#include "run/combination_block.h"

#include <math.h>
#include <string.h>

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

// parallel.md 4.7: the engine before this one took the upper middle of an even number, stopped at
// NaN and made infinities of weights that sum to zero.
static const Case cases[] = {
  { "/combination/mean/averages-those-present", "mean", 5, { 111.0 / 5, 2, 25 } },
  { "/combination/median/odd-takes-middle", "median", 5, { 3, 2, 25 } },
  { "/combination/median/even-takes-mean-of-two", "median", 4, { 3.5, 2, 20 } },
  { "/combination/median/of-one-is-the-one", "median", 1, { 1, 2, 10 } },
  { "/combination/trimmed/drops-both-ends", "trimmed", 5, { 10.0 / 3, 2, 25 } },
  { "/combination/trimmed/of-two-is-the-mean", "trimmed", 2, { 3, 2, 10 } },
  { "/combination/trimmed/share-is-cut-at-each-end", "trimmed:0.4", 5, { 3, 2, 25 } },
  { "/combination/trimmed/share-below-one-member-cuts-none", "trimmed:0.19", 5, { 22.2, 2, 25 } },
  // numpy.quantile() of the same numbers.
  { "/combination/quantile/lies-between-ranks", "quantile:0.75", 4, { 28.75, 3.5, 25 } },
  { "/combination/quantile/zero-is-the-least", "quantile:0", 5, { 1, -4, 10 } },
  { "/combination/quantile/one-is-the-greatest", "quantile:1", 5, { 100, 8, 40 } },
  { "/combination/weighted/scales-to-those-present", "weighted:1,1,2", 3, { 2.5, 5, 70.0 / 3 } },
  { "/combination/weighted/zero-leaves-out", "weighted:0,1", 2, { 5, 2, NAN } },
};

static void
assert_near(double value, double expected)
{
  if (isnan(expected)) {
    g_assert_true(isnan(value));
  } else {
    g_assert_cmpfloat_with_epsilon(value, expected, 1e-12 * (1 + fabs(expected)));
  }
}

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
    assert_near(out[t], row->expected[t]);
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

static void
check_linear(void)
{
  double weights[] = { 1, 2, 1 };
  const Combination combination = {
    .kind = COMBINATION_LINEAR,
    .weights = weights,
    .n_weights = 3,
  };
  const double *pointers[] = { members[0], members[1], members[2] };
  double out[N_POINTS];
  combination_apply(&combination, pointers, 3, N_POINTS, out);
  assert_near(out[0], 13);
  assert_near(out[1], 14);
  assert_near(out[2], 80); // 40 of the two that are there, whose weights are half of the sum
}

static const char *const names[N_MEMBERS] = { "theta", "naive", "drift", "ets", "mean" };

static void
fill_members(CombinationMember *own, gsize n_members)
{
  for (gsize i = 0; i < n_members; i++) {
    own[i] = (CombinationMember){ names[i], members[i], N_POINTS };
  }
}

typedef struct {
  const char *path;
  CombinationMissing missing;
  const char *text;
  const char *message; // NULL for success
  double last;
} Policy;

static const Policy policies[] = {
  { "/combination/missing/skip-leaves-member-out", COMBINATION_MISSING_SKIP, "median", NULL, 25 },
  { "/combination/missing/propagate-makes-nan", COMBINATION_MISSING_PROPAGATE, "median", NULL,
    NAN },
  { "/combination/missing/propagate-of-means", COMBINATION_MISSING_PROPAGATE, "mean", NULL, NAN },
  { "/combination/missing/propagate-despite-weight", COMBINATION_MISSING_PROPAGATE,
    "weighted:1,0,1,1,1", NULL, NAN },
  { "/combination/missing/fail-names-member", COMBINATION_MISSING_FAIL, "median",
    "'naive' is NaN at point 3", 0 },
  { "/combination/missing/fail-of-means", COMBINATION_MISSING_FAIL, "mean",
    "'naive' is NaN at point 3", 0 },
};

static void
check_policy(gconstpointer data)
{
  const Policy *row = data;
  CombinationMember own[N_MEMBERS];
  fill_members(own, N_MEMBERS);
  g_auto(Combination) combination = { 0 };
  g_assert_true(combination_parse(row->text, N_MEMBERS, &combination, NULL));
  g_autoptr(GError) error = NULL;
  double out[N_POINTS] = { -1, -1, -1 };
  const gboolean done =
      combination_run(&combination, own, N_MEMBERS, row->missing, NULL, NULL, out, &error);
  if (row->message != NULL) {
    g_assert_false(done);
    g_assert_error(error, COMBINATION_ERROR, COMBINATION_ERROR_MISSING);
    g_assert_cmpstr(error->message, ==, row->message);
    g_assert_cmpfloat(out[0], ==, -1);
    return;
  }
  g_assert_no_error(error);
  g_assert_true(done);
  assert_near(out[2], row->last);
}

typedef struct {
  const char *path;
  Combination combination;
  gsize n_members;
  gsize n_short; // points that member 1 lacks
  int code;
  const char *message;
} Fault;

static double zero_weights[] = { 0, 0 };
static double negative_weights[] = { 2, -1 };
static double nan_weights[] = { 1, NAN };

// parallel.md 4.7 and 1: no member, ragged members, weights that sum to zero, are negative or NaN.
static const Fault faults[] = {
  { "/combination/refuses/no-member",
    { .kind = COMBINATION_MEAN },
    0,
    0,
    COMBINATION_ERROR_MEMBERS,
    "no model to combine (at least 1)" },
  { "/combination/refuses/shorter-member-by-name",
    { .kind = COMBINATION_MEAN },
    2,
    1,
    COMBINATION_ERROR_MEMBERS,
    "'theta' has 3 points and 'naive' has 2 (all must have the same number)" },
  { "/combination/refuses/longer-member-by-name",
    { .kind = COMBINATION_MEDIAN },
    2,
    (gsize)-1,
    COMBINATION_ERROR_MEMBERS,
    "'theta' has 3 points and 'naive' has 4 (all must have the same number)" },
  { "/combination/refuses/zero-weights",
    { .kind = COMBINATION_WEIGHTED, .weights = zero_weights, .n_weights = 2 },
    2,
    0,
    COMBINATION_ERROR_WEIGHTS,
    "the weights have the sum 0 (positive and finite)" },
  { "/combination/refuses/negative-weight",
    { .kind = COMBINATION_WEIGHTED, .weights = negative_weights, .n_weights = 2 },
    2,
    0,
    COMBINATION_ERROR_WEIGHTS,
    "the weight of 'naive' is -1 (finite, from 0 on)" },
  { "/combination/refuses/nan-weight",
    { .kind = COMBINATION_WEIGHTED, .weights = nan_weights, .n_weights = 2 },
    2,
    0,
    COMBINATION_ERROR_WEIGHTS,
    "the weight of 'naive' is nan (finite, from 0 on)" },
  { "/combination/refuses/weights-for-others",
    { .kind = COMBINATION_WEIGHTED, .weights = nan_weights, .n_weights = 2 },
    3,
    0,
    COMBINATION_ERROR_WEIGHTS,
    "2 weights for 3 members (one for each)" },
  { "/combination/refuses/share-of-half",
    { .kind = COMBINATION_TRIMMED, .share = 0.5 },
    2,
    0,
    COMBINATION_ERROR_SETTING,
    "the share 0.5 to cut at each end is not below 0.5" },
  { "/combination/refuses/probability-above-one",
    { .kind = COMBINATION_QUANTILE, .probability = 1.5 },
    2,
    0,
    COMBINATION_ERROR_SETTING,
    "the probability 1.5 is not between 0 and 1" },
};

static void
check_fault(gconstpointer data)
{
  const Fault *row = data;
  CombinationMember own[N_MEMBERS];
  fill_members(own, N_MEMBERS);
  own[1].n_values -= row->n_short;
  g_autoptr(GError) error = NULL;
  double out[N_POINTS] = { -1, -1, -1 };
  g_assert_false(combination_run(&row->combination, own, row->n_members, COMBINATION_MISSING_SKIP,
                                 NULL, NULL, out, &error));
  g_assert_error(error, COMBINATION_ERROR, row->code);
  g_assert_cmpstr(error->message, ==, row->message);
  g_assert_cmpfloat(out[0], ==, -1);
}

// Sums beyond the range of numbers, whose mean is within it.
static void
check_huge(gconstpointer data)
{
  const double huge[] = { 1e308 };
  const double less[] = { 0.5e308 };
  const double *pointers[] = { huge, huge, huge, less };
  g_auto(Combination) combination = { 0 };
  g_assert_true(combination_parse(data, 4, &combination, NULL));
  double out = 0;
  combination_apply(&combination, pointers, 4, 1, &out);
  g_assert_cmpfloat(out, >=, 0.8e308);
  g_assert_cmpfloat(out, <=, 1e308);
}

enum {
  MANY_POINTS = 10007,
  MANY_MEMBERS = 100
};

typedef struct {
  double *values;
  const double *pointers[MANY_MEMBERS];
  CombinationMember own[MANY_MEMBERS];
} Many;

static void
many_init(Many *many)
{
  many->values = g_new(double, (gsize)MANY_MEMBERS *MANY_POINTS);
  Stream stream;
  stream_init(&stream, 1);
  for (gsize i = 0; i < (gsize)MANY_MEMBERS * MANY_POINTS; i++) {
    const guint64 kind = stream_next_below(&stream, 2000);
    many->values[i] = kind == 0   ? NAN
                      : kind == 1 ? 1e308
                      : kind == 2 ? -0.0
                                  : stream_next_normal(&stream);
  }
  for (gsize m = 0; m < MANY_MEMBERS; m++) {
    many->pointers[m] = many->values + m * MANY_POINTS;
    many->own[m] = (CombinationMember){ "member", many->pointers[m], MANY_POINTS };
  }
}

static void
many_clear(Many *many)
{
  g_free(many->values);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Many, many_clear)

static char *
make_text(const char *name, gsize n_members)
{
  GString *text = g_string_new(name);
  for (gsize i = 0; strcmp(name, "weighted:") == 0 && i < n_members; i++) {
    g_string_append_printf(text, "%s%" G_GSIZE_FORMAT, i == 0 ? "" : ",", 1 + i % 7);
  }
  return g_string_free(text, FALSE);
}

static const char *const many_texts[] = { "mean",         "median",    "trimmed", "trimmed:0.2",
                                          "quantile:0.9", "weighted:", NULL };
static const gsize many_sizes[] = { 1, 2, 3, 5, 10, 50, 64, 65, 100 };

// Bits, since NaN differs from itself.
static void
assert_same_bits(const double *left, const double *right)
{
  g_assert_cmpint(memcmp(left, right, MANY_POINTS * sizeof *left), ==, 0);
}

static void
check_threads(gconstpointer data)
{
  g_auto(Many) many;
  many_init(&many);
  g_autofree double *alone = g_new(double, MANY_POINTS);
  g_autofree double *together = g_new(double, MANY_POINTS);
  for (gsize i = 0; i < G_N_ELEMENTS(many_sizes); i++) {
    g_autofree char *text = make_text(data, many_sizes[i]);
    g_auto(Combination) combination = { 0 };
    g_assert_true(combination_parse(text, many_sizes[i], &combination, NULL));
    combination_apply(&combination, many.pointers, many_sizes[i], MANY_POINTS, alone);
    const guint n_threads[] = { 1, 2, 4, 16 };
    for (gsize k = 0; k < G_N_ELEMENTS(n_threads); k++) {
      g_autoptr(Pool) pool = pool_new(n_threads[k], NULL);
      memset(together, 0, MANY_POINTS * sizeof *together);
      g_assert_true(combination_run(&combination, many.own, many_sizes[i], COMBINATION_MISSING_SKIP,
                                    pool, NULL, together, NULL));
      assert_same_bits(alone, together);
    }
  }
}

static void
check_wide(gconstpointer data)
{
  if (!order_network_can_be_wide()) {
    g_test_skip("this processor has no wide vectors");
    return;
  }
  g_auto(Many) many;
  many_init(&many);
  g_autofree double *common = g_new(double, MANY_POINTS);
  g_autofree double *wide = g_new(double, MANY_POINTS);
  for (gsize i = 0; i < G_N_ELEMENTS(many_sizes); i++) {
    g_autofree char *text = make_text(data, many_sizes[i]);
    g_auto(Combination) combination = { 0 };
    g_assert_true(combination_parse(text, many_sizes[i], &combination, NULL));
    CombinationBlock block;
    combination_block_init(&block, &combination, many.pointers, many_sizes[i],
                           COMBINATION_MISSING_SKIP);
    block.is_wide = FALSE;
    combination_block_run(&block, 0, MANY_POINTS, common);
    block.is_wide = TRUE;
    combination_block_run(&block, 0, MANY_POINTS, wide);
    assert_same_bits(common, wide);
  }
}

// Each point by itself gives what the blocks give, also where a block ends early.
static void
check_cuts(gconstpointer data)
{
  g_auto(Many) many;
  many_init(&many);
  g_autofree double *whole = g_new(double, MANY_POINTS);
  g_autofree double *cut = g_new(double, MANY_POINTS);
  for (gsize i = 0; i < G_N_ELEMENTS(many_sizes); i++) {
    g_autofree char *text = make_text(data, many_sizes[i]);
    g_auto(Combination) combination = { 0 };
    g_assert_true(combination_parse(text, many_sizes[i], &combination, NULL));
    CombinationBlock block;
    combination_block_init(&block, &combination, many.pointers, many_sizes[i],
                           COMBINATION_MISSING_SKIP);
    combination_block_run(&block, 0, MANY_POINTS, whole);
    for (gsize begin = 0; begin < MANY_POINTS; begin += 13) {
      combination_block_run(&block, begin, MIN(begin + 13, MANY_POINTS), cut);
    }
    assert_same_bits(whole, cut);
  }
}

static void
check_cancel(void)
{
  g_auto(Many) many;
  many_init(&many);
  g_autoptr(Pool) pool = pool_new(2, NULL);
  g_autoptr(PoolCancel) cancel = pool_cancel_new();
  pool_cancel_trigger(cancel);
  const Combination combination = { .kind = COMBINATION_MEAN };
  g_autofree double *out = g_new0(double, MANY_POINTS);
  g_autoptr(GError) error = NULL;
  g_assert_false(combination_run(&combination, many.own, 3, COMBINATION_MISSING_SKIP, pool, cancel,
                                 out, &error));
  g_assert_error(error, COMBINATION_ERROR, COMBINATION_ERROR_CANCELLED);
}

typedef struct {
  const char *path;
  const char *text;
  gsize n_members;
  int code;
  const char *message;
} Refusal;

#define KNOWN "(known: mean, median, trimmed, trimmed:SHARE, quantile:P, weighted:W1,W2,…)"

static const Refusal refusals[] = {
  { "/combination/rejects/unknown", "average", 2, COMBINATION_ERROR_UNKNOWN,
    "'average' is no way to combine models " KNOWN },
  { "/combination/rejects/misspelt", "medain", 2, COMBINATION_ERROR_UNKNOWN,
    "'medain' is no way to combine models " KNOWN "; did you mean 'median' or 'mean'?" },
  { "/combination/rejects/argument-of-mean", "mean:2", 2, COMBINATION_ERROR_UNKNOWN,
    "'mean:2' is no way to combine models " KNOWN "; did you mean 'mean'?" },
  { "/combination/rejects/share-of-half", "trimmed:0.5", 2, COMBINATION_ERROR_SETTING,
    "trimmed:0.5: '0.5' is no share to cut at each end (write a number from 0 to below 0.5, as in "
    "trimmed:0.1)" },
  { "/combination/rejects/probability", "quantile:2", 2, COMBINATION_ERROR_SETTING,
    "quantile:2: '2' is no probability (write a number from 0 to 1, as in quantile:0.75)" },
  { "/combination/rejects/too-few-weights", "weighted:1", 2, COMBINATION_ERROR_WEIGHTS,
    "weighted:1 has 1 weights for 2 models (write one for each, in the order of the models)" },
  { "/combination/rejects/text-weight", "weighted:1,x", 2, COMBINATION_ERROR_WEIGHTS,
    "weighted:1,x: 'x' is no weight (write numbers from 0 on, as in weighted:0.7,0.3)" },
  { "/combination/rejects/negative-weight", "weighted:1,-1", 2, COMBINATION_ERROR_WEIGHTS,
    "weighted:1,-1: '-1' is no weight (write numbers from 0 on, as in weighted:0.7,0.3)" },
  { "/combination/rejects/zero-sum", "weighted:0,0", 2, COMBINATION_ERROR_WEIGHTS,
    "weighted:0,0: the weights must have a positive, finite sum" },
  { "/combination/rejects/no-member", "median", 0, COMBINATION_ERROR_MEMBERS,
    "no model to combine (at least 1)" },
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

static void
add_many(const char *promise, void (*check)(gconstpointer))
{
  for (gsize i = 0; many_texts[i] != NULL; i++) {
    g_autofree char *path = g_strdup_printf("/combination/%s/%" G_GSIZE_FORMAT, promise, i);
    g_test_add_data_func(path, many_texts[i], check);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_test_add_data_func(cases[i].path, &cases[i], check_case);
  }
  g_test_add_func("/combination/without-members-is-missing", check_without_members);
  g_test_add_func("/combination/linear/keeps-the-sum-of-weights", check_linear);
  for (gsize i = 0; i < G_N_ELEMENTS(policies); i++) {
    g_test_add_data_func(policies[i].path, &policies[i], check_policy);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(faults); i++) {
    g_test_add_data_func(faults[i].path, &faults[i], check_fault);
  }
  g_test_add_data_func("/combination/huge/mean", "mean", check_huge);
  g_test_add_data_func("/combination/huge/median", "median", check_huge);
  g_test_add_data_func("/combination/huge/trimmed", "trimmed", check_huge);
  g_test_add_data_func("/combination/huge/weighted", "weighted:2,2,2,2", check_huge);
  g_test_add_data_func("/combination/huge/quantile", "quantile:0.2", check_huge);
  add_many("same-bits-for-any-threads", check_threads);
  add_many("same-bits-with-wide-vectors", check_wide);
  add_many("same-bits-wherever-cut", check_cuts);
  g_test_add_func("/combination/cancelled-is-an-error", check_cancel);
  for (gsize i = 0; i < G_N_ELEMENTS(refusals); i++) {
    g_test_add_data_func(refusals[i].path, &refusals[i], check_refusal);
  }
  return g_test_run();
}
