// SPDX-License-Identifier: MIT
#include "run/nnls.h"

#include "pool/stream.h"

#include <math.h>

enum {
  MOST = 12
};

typedef struct {
  double gram[MOST * MOST];
  double moments[MOST];
} Equations;

// Of @n columns of @n_rows numbers, one column after another.
static void
make_equations(Equations *out, const double *columns, const double *target, gsize n, gsize n_rows)
{
  for (gsize i = 0; i < n; i++) {
    out->moments[i] = 0;
    for (gsize t = 0; t < n_rows; t++) {
      out->moments[i] += columns[i * n_rows + t] * target[t];
    }
    for (gsize j = 0; j < n; j++) {
      double sum = 0;
      for (gsize t = 0; t < n_rows; t++) {
        sum += columns[i * n_rows + t] * columns[j * n_rows + t];
      }
      out->gram[i * n + j] = sum;
    }
  }
}

static void
solve(const Nnls *problem, double *weights)
{
  g_autoptr(Arena) arena = arena_new();
  g_assert_true(nnls_solve(problem, arena, weights));
}

// The example of MATLAB's documentation of lsqnonneg(), with its answer.
static void
check_published(void)
{
  const double columns[] = { 0.0372, 0.6861, 0.6233, 0.6344, 0.2868, 0.7071, 0.6245, 0.6170 };
  const double target[] = { 0.8587, 0.1781, 0.0747, 0.8405 };
  Equations equations;
  make_equations(&equations, columns, target, 2, 4);
  const Nnls problem = { 2, equations.gram, equations.moments, FALSE };
  double weights[2];
  solve(&problem, weights);
  g_assert_cmpfloat(weights[0], ==, 0);
  g_assert_cmpfloat_with_epsilon(weights[1], 0.6929, 5e-5);
}

// Two errors of variances a and d and covariance c: (d - c) / (a + d - 2c), equation 3 of Bates and
// Granger (1969, "The combination of forecasts").
static void
check_two_errors(void)
{
  const double gram[] = { 4, 1, 1, 2 };
  const double moments[] = { 0, 0 };
  const Nnls problem = { 2, gram, moments, TRUE };
  double weights[2];
  solve(&problem, weights);
  g_assert_cmpfloat_with_epsilon(weights[0], 0.25, 1e-8);
  g_assert_cmpfloat_with_epsilon(weights[1], 0.75, 1e-8);
}

// The same with a covariance above the lesser variance: the free answer would be negative.
static void
check_bound(void)
{
  const double gram[] = { 4, 3, 3, 2.5 };
  const double moments[] = { 0, 0 };
  const Nnls problem = { 2, gram, moments, TRUE };
  double weights[2];
  solve(&problem, weights);
  g_assert_cmpfloat(weights[0], ==, 0);
  g_assert_cmpfloat_with_epsilon(weights[1], 1, 1e-12);
}

static void
check_all_zero(void)
{
  const double gram[] = { 1, 0, 0, 1 };
  const double moments[] = { -1, -2 };
  const Nnls problem = { 2, gram, moments, FALSE };
  double weights[2] = { 7, 7 };
  solve(&problem, weights);
  g_assert_cmpfloat(weights[0], ==, 0);
  g_assert_cmpfloat(weights[1], ==, 0);
}

static void
check_twins(gconstpointer data)
{
  const gboolean sum_to_one = GPOINTER_TO_INT(data);
  const double gram[] = { 2, 2, 0, 2, 2, 0, 0, 0, 2 };
  const double moments[] = { 1, 1, 1 };
  const Nnls problem = { 3, gram, moments, sum_to_one };
  double weights[3];
  solve(&problem, weights);
  g_assert_cmpfloat_with_epsilon(weights[0], weights[1], 1e-6);
  g_assert_cmpfloat_with_epsilon(weights[0] + weights[1], 0.5, 1e-6);
  g_assert_cmpfloat_with_epsilon(weights[2], 0.5, 1e-6);
}

static void
check_nothing_to_tell(void)
{
  const double gram[9] = { 0 };
  const double moments[3] = { 0 };
  const Nnls problem = { 3, gram, moments, TRUE };
  double weights[3];
  solve(&problem, weights);
  g_assert_cmpfloat_with_epsilon(weights[0] + weights[1] + weights[2], 1, 1e-12);
}

static void
check_not_finite(void)
{
  g_autoptr(Arena) arena = arena_new();
  const double gram[] = { 1, NAN, NAN, 1 };
  const double moments[] = { 0, 0 };
  const Nnls problem = { 2, gram, moments, TRUE };
  double weights[] = { 3, 3 };
  g_assert_false(nnls_solve(&problem, arena, weights));
  g_assert_cmpfloat(weights[0], ==, 3);
}

static void
draw(Equations *equations, gsize n, gsize n_rows, guint64 key)
{
  Stream stream;
  stream_init(&stream, key);
  double columns[MOST * 40];
  double target[40];
  for (gsize t = 0; t < n_rows; t++) {
    target[t] = stream_next_normal(&stream);
    for (gsize i = 0; i < n; i++) {
      columns[i * n_rows + t] = target[t] + (double)(1 + i) * 0.5 * stream_next_normal(&stream);
    }
  }
  make_equations(equations, columns, target, n, n_rows);
}

// The conditions of Karush, Kuhn and Tucker are enough, for the problem is convex; also with fewer
// rows than columns.
static void
check_conditions(gconstpointer data)
{
  for (guint64 key = 0; key < 200; key++) {
    Equations equations;
    const gsize n = 1 + key % MOST;
    draw(&equations, n, 2 + key % 37, key);
    const Nnls problem = { n, equations.gram, equations.moments, GPOINTER_TO_INT(data) };
    double weights[MOST];
    solve(&problem, weights);
    g_assert_cmpfloat(nnls_get_violation(&problem, weights), <, 1e-7);
  }
}

static double
get_objective(const Nnls *problem, const double *weights)
{
  double objective = 0;
  for (gsize i = 0; i < problem->n; i++) {
    objective -= 2 * problem->moments[i] * weights[i];
    for (gsize j = 0; j < problem->n; j++) {
      objective += weights[i] * problem->gram[i * problem->n + j] * weights[j];
    }
  }
  return objective;
}

// No point of a grid over the simplex is better.
static void
check_grid(void)
{
  for (guint64 key = 0; key < 20; key++) {
    Equations equations;
    draw(&equations, 3, 9, 1000 + key);
    const Nnls problem = { 3, equations.gram, equations.moments, TRUE };
    double weights[3];
    solve(&problem, weights);
    const double least = get_objective(&problem, weights);
    for (int i = 0; i <= 100; i++) {
      for (int j = 0; i + j <= 100; j++) {
        const double point[] = { i / 100.0, j / 100.0, (100 - i - j) / 100.0 };
        g_assert_cmpfloat(least, <=, get_objective(&problem, point) + 1e-7);
      }
    }
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/nnls/finds-a-published-answer", check_published);
  g_test_add_func("/nnls/finds-bates-and-granger", check_two_errors);
  g_test_add_func("/nnls/keeps-weights-from-zero-on", check_bound);
  g_test_add_func("/nnls/may-be-all-zero", check_all_zero);
  g_test_add_data_func("/nnls/shares-between-twins", GINT_TO_POINTER(FALSE), check_twins);
  g_test_add_data_func("/nnls/shares-between-twins-of-sum-one", GINT_TO_POINTER(TRUE), check_twins);
  g_test_add_func("/nnls/keeps-the-sum-of-nothing", check_nothing_to_tell);
  g_test_add_func("/nnls/refuses/not-finite", check_not_finite);
  g_test_add_data_func("/nnls/meets-the-conditions", GINT_TO_POINTER(FALSE), check_conditions);
  g_test_add_data_func("/nnls/meets-the-conditions-of-sum-one", GINT_TO_POINTER(TRUE),
                       check_conditions);
  g_test_add_func("/nnls/is-better-than-any-point-of-a-grid", check_grid);
  return g_test_run();
}
