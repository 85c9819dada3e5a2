// SPDX-License-Identifier: MIT
#include "run/scaling_law.h"

#include <math.h>

enum {
  N_COUNTS = 5
};

static const double counts[N_COUNTS] = { 1, 2, 4, 8, 16 };

static void
assert_near(double found, double expected)
{
  g_assert_cmpfloat(fabs(found - expected), <, 1e-12);
}

// A law's own speed-ups give its numbers back.
static void
check_amdahl(void)
{
  ScalingPoint points[N_COUNTS];
  const ScalingLaws law = { .parallel = 0.93 };
  for (gsize i = 0; i < N_COUNTS; i++) {
    points[i] = (ScalingPoint){ counts[i], scaling_laws_amdahl(&law, counts[i]) };
  }
  assert_near(scaling_laws_fit(points, N_COUNTS).parallel, 0.93);
}

static void
check_gustafson(void)
{
  ScalingPoint points[N_COUNTS];
  const ScalingLaws law = { .serial = 0.05 };
  for (gsize i = 0; i < N_COUNTS; i++) {
    points[i] = (ScalingPoint){ counts[i], scaling_laws_gustafson(&law, counts[i]) };
  }
  assert_near(scaling_laws_fit(points, N_COUNTS).serial, 0.05);
}

static void
check_universal(void)
{
  ScalingPoint points[N_COUNTS];
  const ScalingLaws law = { .contention = 0.03, .coherency = 0.002 };
  for (gsize i = 0; i < N_COUNTS; i++) {
    points[i] = (ScalingPoint){ counts[i], scaling_laws_universal(&law, counts[i]) };
  }
  const ScalingLaws fit = scaling_laws_fit(points, N_COUNTS);
  assert_near(fit.contention, 0.03);
  assert_near(fit.coherency, 0.002);
  assert_near(scaling_laws_find_peak(&fit), sqrt(0.97 / 0.002));
}

typedef struct {
  const char *path;
  double n_threads;
  double speedup;
  double parallel;
  double serial;
} OnePoint;

// p = n (S - 1) / (S (n - 1)), for one count of threads.
static const OnePoint one_points[] = {
  { "/scaling-law/amdahl/speed-up-1.92-on-2-is-0.958", 2, 1.92, 2 * 0.92 / 1.92, 0.08 },
  { "/scaling-law/reports/superlinear", 2, 2.2, 2 * 1.2 / 2.2, -0.2 },
  { "/scaling-law/reports/slowdown", 4, 0.8, 4 * -0.2 / (0.8 * 3), 3.2 / 3 },
};

static void
check_one_point(gconstpointer data)
{
  const OnePoint *row = data;
  const ScalingPoint point = { row->n_threads, row->speedup };
  const ScalingLaws fit = scaling_laws_fit(&point, 1);
  assert_near(fit.parallel, row->parallel);
  assert_near(fit.serial, row->serial);
  g_assert_cmpfloat(fit.coherency, ==, 0);
  g_assert_cmpfloat(fit.contention, >=, 0);
}

static void
check_one_thread(void)
{
  const ScalingPoint points[] = { { 1, 1 }, { 1, 1.01 } };
  const ScalingLaws fit = scaling_laws_fit(points, G_N_ELEMENTS(points));
  g_assert_true(isnan(fit.parallel));
  g_assert_true(isnan(fit.serial));
  g_assert_true(isnan(fit.contention));
  g_assert_true(isnan(fit.coherency));
}

static void
check_superlinear_universal(void)
{
  const ScalingPoint points[] = { { 2, 2.1 }, { 4, 4.3 }, { 8, 8.8 } };
  const ScalingLaws fit = scaling_laws_fit(points, G_N_ELEMENTS(points));
  g_assert_cmpfloat(fit.contention, ==, 0);
  g_assert_cmpfloat(fit.coherency, ==, 0);
  g_assert_true(isinf(scaling_laws_find_peak(&fit)));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/scaling-law/amdahl/fits-all-counts", check_amdahl);
  g_test_add_func("/scaling-law/gustafson/fits-all-counts", check_gustafson);
  g_test_add_func("/scaling-law/universal/fits-all-counts", check_universal);
  for (gsize i = 0; i < G_N_ELEMENTS(one_points); i++) {
    g_test_add_data_func(one_points[i].path, &one_points[i], check_one_point);
  }
  g_test_add_func("/scaling-law/says-nothing-of-one-thread", check_one_thread);
  g_test_add_func("/scaling-law/universal/never-negative", check_superlinear_universal);
  return g_test_run();
}
