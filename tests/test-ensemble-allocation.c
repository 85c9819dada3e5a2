// SPDX-License-Identifier: MIT
#include "run/ensemble.h"

#include "allocation-counter.h"
#include "pool/stream.h"

#include <math.h>

enum {
  MOST_MEMBERS = 80,
  N_POINTS = 9000, // more than two ranges, for two threads
  N_REPEATS = 60,
};

typedef struct {
  double *values;
  CombinationMember members[MOST_MEMBERS];
} Data;

static void
data_init(Data *data)
{
  data->values = g_new(double, (gsize)MOST_MEMBERS *N_POINTS);
  Stream stream;
  stream_init(&stream, 3);
  for (gsize i = 0; i < (gsize)MOST_MEMBERS * N_POINTS; i++) {
    data->values[i] = stream_next_below(&stream, 1000) == 0 ? NAN : stream_next_normal(&stream);
  }
  for (gsize m = 0; m < MOST_MEMBERS; m++) {
    data->members[m] = (CombinationMember){ "member", data->values + m * N_POINTS, N_POINTS };
  }
}

static void
data_clear(Data *data)
{
  g_free(data->values);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Data, data_clear)

static void
combine_often(const Data *data, const Combination *combination, Pool *pool, double *out)
{
  static const gsize n_members[] = { 5, 50, MOST_MEMBERS };
  for (gsize i = 0; i < N_REPEATS; i++) {
    g_assert_true(combination_run(combination, data->members, n_members[i % 3],
                                  COMBINATION_MISSING_SKIP, pool, NULL, out, NULL));
  }
}

// parallel.md 4.12: nothing is allocated for a point or a run; waking a helper may cost a node of
// the GThreadPool's queue.
static void
check_combination(gconstpointer kind)
{
  g_auto(Data) data;
  data_init(&data);
  g_autoptr(Pool) pool = pool_new(2, NULL);
  g_autofree double *out = g_new(double, N_POINTS);
  const Combination combination = { .kind = (CombinationKind)GPOINTER_TO_INT(kind), .share = 0.2 };
  combine_often(&data, &combination, pool, out);
  const gsize before = allocation_counter_get();
  combine_often(&data, &combination, pool, out);
  g_assert_cmpuint(allocation_counter_get() - before, <, N_REPEATS / 10);
}

static void
learn_often(const Ensemble *ensemble, const Data *data, Call *call)
{
  enum {
    N_MEMBERS = 6,
    N_PAST = 30,
    HORIZON = 12
  };
  const double *rows[N_MEMBERS];
  double actuals[N_PAST];
  gsize used[N_MEMBERS];
  for (gsize i = 0; i < N_MEMBERS; i++) {
    rows[i] = data->members[i].values;
    used[i] = i;
  }
  for (gsize t = 0; t < N_PAST; t++) {
    actuals[t] = sin((double)t);
  }
  for (gsize i = 0; i < N_REPEATS; i++) {
    const ArenaMark mark = arena_mark(call->arena);
    const WeightPast past = { N_MEMBERS, N_PAST, rows, actuals };
    EnsembleLesson lesson = { 0 };
    double out[HORIZON];
    g_assert_cmpint(ensemble_learn(ensemble, &past, used, call, &lesson), ==, PLUGCAST_OK);
    g_assert_cmpint(ensemble_combine(ensemble, &lesson, rows, HORIZON, call, out), ==, PLUGCAST_OK);
    arena_rewind(call->arena, mark);
  }
}

// parallel.md 4.12: nothing at all on a thread with an arena of its own.
static void
check_ensemble(gconstpointer text)
{
  g_auto(Data) data;
  data_init(&data);
  for (gsize i = 0; i < (gsize)MOST_MEMBERS * N_POINTS; i++) {
    data.values[i] = isnan(data.values[i]) ? 0 : data.values[i];
  }
  const RegistryOptions options = { .no_default_paths = TRUE, .no_cache = TRUE };
  g_autoptr(Registry) registry = registry_new(&options);
  g_autoptr(Ensemble) ensemble = ensemble_new(registry, text, 6, NULL);
  g_assert_nonnull(ensemble);
  g_autoptr(Arena) arena = arena_new();
  Call call;
  call_init(&call, 1);
  call.arena = arena;
  learn_often(ensemble, &data, &call);
  const gsize before = allocation_counter_get();
  learn_often(ensemble, &data, &call);
  g_assert_cmpuint(allocation_counter_get() - before, ==, 0);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_data_func("/combination/allocates-nothing/mean", GINT_TO_POINTER(COMBINATION_MEAN),
                       check_combination);
  g_test_add_data_func("/combination/allocates-nothing/median", GINT_TO_POINTER(COMBINATION_MEDIAN),
                       check_combination);
  g_test_add_data_func("/combination/allocates-nothing/trimmed",
                       GINT_TO_POINTER(COMBINATION_TRIMMED), check_combination);
  static const char *const texts[] = { "inverse_error", "softmax", "stacking", "nnls", "best" };
  for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
    g_autofree char *path = g_strdup_printf("/ensemble/allocates-nothing/%s", texts[i]);
    g_test_add_data_func(path, texts[i], check_ensemble);
  }
  return g_test_run();
}
