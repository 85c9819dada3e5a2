// SPDX-License-Identifier: MIT
#include "run/ensemble.h"

#include <math.h>

enum {
  N_MEMBERS = 3,
  N_PAST = 4,
  N_POINTS = 2
};

// The past of three members: always right, 2 too much, 4 beside it on either side.
static const double actuals[N_PAST] = { 10, 20, 30, 40 };
static const double past_members[N_MEMBERS][N_PAST] = {
  { 10, 20, 30, 40 },
  { 12, 22, 32, 42 },
  { 6, 24, 26, 44 },
};
static const double members[N_MEMBERS][N_POINTS] = { { 50, 60 }, { 53, 61 }, { 47, 50 } };

typedef struct {
  Registry *registry;
  Arena *arena;
  Call call;
} Fixture;

static void
fixture_init(Fixture *fixture)
{
  g_autofree char *folder = g_test_build_filename(G_TEST_BUILT, "plugins", NULL);
  const char *const paths[] = { folder, NULL };
  const RegistryOptions options = { .paths = paths, .no_default_paths = TRUE, .no_cache = TRUE };
  fixture->registry = registry_new(&options);
  fixture->arena = arena_new();
  call_init(&fixture->call, 1);
  fixture->call.arena = fixture->arena;
}

static void
fixture_clear(Fixture *fixture)
{
  registry_free(fixture->registry);
  arena_free(fixture->arena);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Fixture, fixture_clear)

static Ensemble *
make(const Fixture *fixture, const char *text, gsize n_members)
{
  g_autoptr(GError) error = NULL;
  Ensemble *ensemble = ensemble_new(fixture->registry, text, n_members, &error);
  g_assert_no_error(error);
  return ensemble;
}

static const gsize all[N_MEMBERS] = { 0, 1, 2 };

static plugcast_status
learn(const Ensemble *ensemble, Fixture *fixture, EnsembleLesson *lesson)
{
  const double *const rows[] = { past_members[0], past_members[1], past_members[2] };
  const WeightPast past = { N_MEMBERS, N_PAST, rows, actuals };
  return ensemble_learn(ensemble, &past, all, &fixture->call, lesson);
}

typedef struct {
  const char *path;
  const char *text;
  double expected[N_POINTS];
} Case;

static const Case cases[] = {
  { "/ensemble/combines/fixed", "median", { 50, 60 } },
  { "/ensemble/combines/given-weights", "weighted:0,1,1", { 50, 55.5 } },
  { "/ensemble/combines/best", "best", { 50, 60 } },
  { "/ensemble/combines/inverse-error", "inverse_error", { 50, 60 } },
  { "/ensemble/combines/stacking", "stacking:0", { 50, 60 } },
  { "/ensemble/combines/nnls", "nnls:0", { 50, 60 } },
  { "/ensemble/combines/stacking-near-equal", "stacking:1", { 50, 57 } },
  { "/ensemble/combines/plugin", "midrange", { 50, 55.5 } },
  { "/ensemble/combines/plugin-with-parameter", "midrange(shift=3)", { 53, 58.5 } },
  { "/ensemble/combines/plugin-by-place", "run_combiners:midrange(shift=-3)", { 47, 52.5 } },
  // Biases 0, 2 and 0 are taken off: (50 + 51 + 47) / 3, (60 + 59 + 50) / 3.
  { "/ensemble/combines/plugin-that-learns", "unbiased", { 148.0 / 3, 169.0 / 3 } },
};

static void
check_case(gconstpointer data)
{
  const Case *row = data;
  g_auto(Fixture) fixture;
  fixture_init(&fixture);
  g_autoptr(Ensemble) ensemble = make(&fixture, row->text, N_MEMBERS);
  EnsembleLesson lesson = { .used = all, .n_used = N_MEMBERS };
  if (ensemble_learns(ensemble)) {
    g_assert_cmpint(learn(ensemble, &fixture, &lesson), ==, PLUGCAST_OK);
  }
  const double *const rows[] = { members[0], members[1], members[2] };
  double out[N_POINTS];
  g_assert_cmpint(ensemble_combine(ensemble, &lesson, rows, N_POINTS, &fixture.call, out), ==,
                  PLUGCAST_OK);
  for (gsize t = 0; t < N_POINTS; t++) {
    g_assert_cmpfloat_with_epsilon(out[t], row->expected[t], 1e-4);
  }
}

// Nothing was learnt: the mean of those that are there.
static void
check_without_past(gconstpointer data)
{
  g_auto(Fixture) fixture;
  fixture_init(&fixture);
  g_autoptr(Ensemble) ensemble = make(&fixture, data, N_MEMBERS);
  g_assert_true(ensemble_learns(ensemble));
  const gsize used[] = { 0, 2 };
  const EnsembleLesson lesson = { .used = used, .n_used = 2 };
  const double absent[N_POINTS] = { NAN, NAN };
  const double *const rows[] = { members[0], absent, members[2] };
  double out[N_POINTS];
  g_assert_cmpint(ensemble_combine(ensemble, &lesson, rows, N_POINTS, &fixture.call, out), ==,
                  PLUGCAST_OK);
  g_assert_cmpfloat_with_epsilon(out[0], 48.5, 1e-12);
  g_assert_cmpfloat_with_epsilon(out[1], 55, 1e-12);
}

// A member that failed this time: the weights of the others are scaled.
static void
check_absent_member(void)
{
  g_auto(Fixture) fixture;
  fixture_init(&fixture);
  g_autoptr(Ensemble) ensemble = make(&fixture, "stacking:1", N_MEMBERS);
  EnsembleLesson lesson;
  g_assert_cmpint(learn(ensemble, &fixture, &lesson), ==, PLUGCAST_OK);
  const double absent[N_POINTS] = { NAN, NAN };
  const double *const rows[] = { members[0], absent, members[2] };
  double out[N_POINTS];
  g_assert_cmpint(ensemble_combine(ensemble, &lesson, rows, N_POINTS, &fixture.call, out), ==,
                  PLUGCAST_OK);
  g_assert_cmpfloat_with_epsilon(out[0], 48.5, 1e-9);
}

typedef struct {
  const char *path;
  const char *text;
  plugcast_status status;
  const char *message;
} Failure;

static const Failure failures[] = {
  { "/ensemble/combiner/writes-beyond", "beyond", PLUGCAST_OVERRUN,
    "combine() wrote outside of the forecast" },
  { "/ensemble/combiner/writes-nan", "nonsense", PLUGCAST_NOT_FINITE, "combine() made step 1 nan" },
  { "/ensemble/combiner/writes-half", "half", PLUGCAST_UNWRITTEN,
    "combine() left step 2 unwritten" },
  { "/ensemble/combiner/state-beyond", "state_beyond", PLUGCAST_OVERRUN,
    "fit() wrote outside of the state" },
  { "/ensemble/combiner/state-unwritten", "lazy", PLUGCAST_UNWRITTEN,
    "fit() left number 1 of the state unwritten" },
  { "/ensemble/combiner/fit-fails", "vain", PLUGCAST_NUMERIC, "the members are all alike" },
};

static void
check_failure(gconstpointer data)
{
  const Failure *row = data;
  g_auto(Fixture) fixture;
  fixture_init(&fixture);
  g_autoptr(Ensemble) ensemble = make(&fixture, row->text, N_MEMBERS);
  EnsembleLesson lesson = { .used = all, .n_used = N_MEMBERS };
  plugcast_status status = PLUGCAST_OK;
  if (ensemble_learns(ensemble)) {
    status = learn(ensemble, &fixture, &lesson);
  }
  const double *const rows[] = { members[0], members[1], members[2] };
  double out[N_POINTS] = { -1, -1 };
  if (status == PLUGCAST_OK) {
    status = ensemble_combine(ensemble, &lesson, rows, N_POINTS, &fixture.call, out);
  }
  g_assert_cmpint(status, ==, row->status);
  g_assert_cmpstr(fixture.call.message, ==, row->message);
  g_assert_cmpfloat(out[0], ==, -1);
}

static void
check_combiner_with_too_few(void)
{
  g_auto(Fixture) fixture;
  fixture_init(&fixture);
  g_autoptr(Ensemble) ensemble = make(&fixture, "midrange", N_MEMBERS);
  const EnsembleLesson lesson = { .used = all, .n_used = 1 };
  const double *const rows[] = { members[0], members[1], members[2] };
  double out[N_POINTS];
  g_assert_cmpint(ensemble_combine(ensemble, &lesson, rows, N_POINTS, &fixture.call, out), ==,
                  PLUGCAST_UNSUPPORTED);
  g_assert_cmpstr(fixture.call.message, ==, "needs 2 members, 1 are there");
}

typedef struct {
  const char *path;
  const char *text;
  gsize n_members;
  const char *message;
} Refusal;

#define KNOWN                                                                                      \
  "(known: mean, median, trimmed, trimmed:SHARE, quantile:P, weighted:W1,W2,…, inverse_error, "  \
  "softmax, stacking, nnls, best, and the combiners of plugins)"

static const Refusal refusals[] = {
  { "/ensemble/rejects/unknown", "average", 2, "'average' is no way to combine models " KNOWN },
  { "/ensemble/rejects/misspelt", "staking:0.5", 2,
    "'staking:0.5' is no way to combine models " KNOWN "; did you mean 'stacking'?" },
  { "/ensemble/rejects/number-of-median", "median:2", 2,
    "'median:2' is no way to combine models " KNOWN "; did you mean 'median' or 'mean'?" },
  { "/ensemble/rejects/temperature", "softmax:-1", 2,
    "softmax:-1: '-1' cannot be (write a temperature above 0, as in softmax:0.5)" },
  { "/ensemble/rejects/weights", "weighted:1", 2,
    "weighted:1 has 1 weights for 2 models (write one for each, in the order of the models)" },
  { "/ensemble/rejects/parameter", "midrange(shaft=1)", 2,
    "combiner 'midrange': 'midrange' has no parameter 'shaft'; it has shift; did you mean "
    "'shift'?" },
  { "/ensemble/rejects/too-few-for-combiner", "midrange", 1,
    "combiner 'midrange' needs 2 models, there are 1" },
  { "/ensemble/rejects/too-many-members", "stacking", 1025,
    "1025 models are too many to combine (at most 1024)" },
};

static void
check_refusal(gconstpointer data)
{
  const Refusal *row = data;
  g_auto(Fixture) fixture;
  fixture_init(&fixture);
  g_autoptr(GError) error = NULL;
  g_assert_null(ensemble_new(fixture.registry, row->text, row->n_members, &error));
  g_assert_nonnull(error);
  g_assert_cmpstr(error->message, ==, row->message);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_test_add_data_func(cases[i].path, &cases[i], check_case);
  }
  g_test_add_data_func("/ensemble/without-past-is-the-mean/weights", "stacking",
                       check_without_past);
  g_test_add_data_func("/ensemble/without-past-is-the-mean/plugin", "unbiased", check_without_past);
  g_test_add_func("/ensemble/absent-member-is-left-out", check_absent_member);
  for (gsize i = 0; i < G_N_ELEMENTS(failures); i++) {
    g_test_add_data_func(failures[i].path, &failures[i], check_failure);
  }
  g_test_add_func("/ensemble/combiner/needs-its-members", check_combiner_with_too_few);
  for (gsize i = 0; i < G_N_ELEMENTS(refusals); i++) {
    g_test_add_data_func(refusals[i].path, &refusals[i], check_refusal);
  }
  return g_test_run();
}
