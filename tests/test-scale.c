// SPDX-License-Identifier: MIT
#include "run/scale.h"

#include <math.h>

enum {
  N_ITEMS = 64
};

// An operation that notes the pools it ran on.
typedef struct {
  GArray *counts; // of guint
  gsize fail_at;  // run, counted from 1; 0 for none
} Operation;

static void
do_nothing(gsize begin, gsize end, PoolWorker *worker, void *data)
{
  (void)begin;
  (void)end;
  (void)worker;
  (void)data;
}

static gboolean
operation_run(gpointer data, Pool *pool, GError **error)
{
  Operation *operation = data;
  const guint n_threads = pool_get_n_threads(pool);
  g_array_append_val(operation->counts, n_threads);
  if (operation->counts->len == operation->fail_at) {
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "the operation failed");
    return FALSE;
  }
  return pool_run(pool, N_ITEMS, 1, do_nothing, NULL, NULL);
}

static gboolean
run(Operation *operation, const ScaleOptions *options, ScaleResult *result, GError **error)
{
  ScaleOptions used = *options;
  operation->counts = g_array_new(FALSE, FALSE, sizeof(guint));
  used.run = operation_run;
  used.data = operation;
  const gboolean is_done = scale_run(&used, result, error);
  return is_done;
}

static void
check_order(void)
{
  static const guint counts[] = { 2, 4 };
  static const guint simulations[] = { 8 };
  const ScaleOptions options = {
    .counts = counts,
    .n_counts = G_N_ELEMENTS(counts),
    .n_repeats = 2,
    .simulations = simulations,
    .n_simulations = G_N_ELEMENTS(simulations),
  };
  Operation operation = { 0 };
  g_auto(ScaleResult) result = { 0 };
  g_autoptr(GError) error = NULL;
  g_assert_true(run(&operation, &options, &result, &error));
  g_assert_no_error(error);
  // Not counted; then in each repeat sequential, 2, 4 threads and the recorded run.
  const guint expected[] = { 1, 1, 2, 4, 1, 1, 2, 4, 1 };
  g_assert_cmpuint(operation.counts->len, ==, G_N_ELEMENTS(expected));
  for (gsize i = 0; i < G_N_ELEMENTS(expected); i++) {
    g_assert_cmpuint(g_array_index(operation.counts, guint, i), ==, expected[i]);
  }
  g_assert_cmpuint(result.n_rows, ==, 3);
  g_assert_false(result.rows[1].is_simulated);
  g_assert_true(result.rows[2].is_simulated);
  for (gsize i = 0; i < result.n_rows; i++) {
    const ScaleRow *row = &result.rows[i];
    g_assert_cmpfloat(row->seconds.minimum, >, 0);
    g_assert_cmpfloat(row->seconds.minimum, <=, row->seconds.median);
    g_assert_cmpfloat(row->seconds.median, <=, row->seconds.maximum);
    g_assert_cmpfloat(row->speedup.minimum, <=, row->speedup.maximum);
  }
  g_assert_cmpuint(result.n_processors, ==, g_get_num_processors());
  g_array_unref(operation.counts);
}

static void
check_failure(void)
{
  static const guint counts[] = { 2 };
  const ScaleOptions options = { .counts = counts, .n_counts = 1, .n_repeats = 3 };
  Operation operation = { .fail_at = 3 };
  ScaleResult result = { 0 };
  g_autoptr(GError) error = NULL;
  g_assert_false(run(&operation, &options, &result, &error));
  g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED);
  g_assert_null(result.rows);
  g_assert_cmpuint(operation.counts->len, ==, 3);
  g_array_unref(operation.counts);
}

static void
check_cancel(void)
{
  static const guint counts[] = { 2 };
  g_autoptr(PoolCancel) cancel = pool_cancel_new();
  pool_cancel_trigger(cancel);
  const ScaleOptions options = {
    .counts = counts, .n_counts = 1, .n_repeats = 3, .cancel = cancel
  };
  Operation operation = { 0 };
  ScaleResult result = { 0 };
  g_autoptr(GError) error = NULL;
  g_assert_false(run(&operation, &options, &result, &error));
  g_assert_error(error, SCALE_ERROR, SCALE_ERROR_CANCELLED);
  g_array_unref(operation.counts);
}

// A trace of one loop whose items take what the test says.
typedef struct {
  gsize n_items;
  gsize n_spins; // of one item
} Loop;

static void
spin(gsize begin, gsize end, PoolWorker *worker, void *data)
{
  (void)worker;
  const Loop *loop = data;
  for (gsize i = 0; i < (end - begin) * loop->n_spins; i++) {
    __asm__ volatile("" : : : "memory");
  }
}

static PoolTrace *
record(const Loop *loop)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Pool) pool = pool_new(1, &error);
  g_assert_no_error(error);
  PoolTrace *trace = pool_trace_new();
  pool_set_trace(pool, trace);
  pool_trace_begin(trace);
  g_assert_true(pool_run(pool, loop->n_items, 1, spin, (void *)(gsize)loop, NULL));
  pool_trace_end(trace);
  return trace;
}

static double
sum_of_pieces(const PoolTrace *trace)
{
  const PoolTraceLoop loop = pool_trace_get_loop(trace, 0);
  double sum = 0;
  for (gsize i = 0; i < loop.n_pieces; i++) {
    sum += (double)loop.pieces_ns[i];
  }
  return sum;
}

static void
check_trace(void)
{
  const Loop loop = { .n_items = 100, .n_spins = 100 };
  g_autoptr(PoolTrace) trace = record(&loop);
  g_assert_cmpuint(pool_trace_get_n_loops(trace), ==, 1);
  const PoolTraceLoop traced = pool_trace_get_loop(trace, 0);
  g_assert_cmpuint(traced.n_items, ==, 100);
  g_assert_cmpuint(traced.n_pieces, ==, 100);
  g_assert_cmpuint(traced.piece_items, ==, 1);
  const double around =
      (double)traced.before_ns + (double)pool_trace_get_after_ns(trace) + sum_of_pieces(trace);
  g_assert_cmpfloat(around, ==, (double)pool_trace_get_total_ns(trace));
}

static void
check_long_trace(void)
{
  const Loop loop = { .n_items = POOL_TRACE_MAX_PIECES * 3 + 1, .n_spins = 1 };
  g_autoptr(PoolTrace) trace = record(&loop);
  const PoolTraceLoop traced = pool_trace_get_loop(trace, 0);
  g_assert_cmpuint(traced.piece_items, ==, 4);
  g_assert_cmpuint(traced.n_pieces, <=, POOL_TRACE_MAX_PIECES);
  g_assert_cmpuint((traced.n_pieces - 1) * 4 + 1, ==, loop.n_items);
}

static void
check_simulation_of_one_thread(void)
{
  const Loop loop = { .n_items = 100, .n_spins = 1000 };
  g_autoptr(PoolTrace) trace = record(&loop);
  const ScalingCosts costs = { 50, 5000, 500 };
  g_assert_cmpfloat(scaling_simulate(trace, 1, &costs), ==, (double)pool_trace_get_total_ns(trace));
}

// Without costs no thread count beats the work shared out evenly or the longest item, and a greedy
// schedule takes no longer than both together (Graham 1969, SIAM J. Appl. Math. 17:2, theorem 2,
// in its weaker form).
static void
check_simulation_bounds(void)
{
  const Loop loop = { .n_items = 1000, .n_spins = 1000 };
  g_autoptr(PoolTrace) trace = record(&loop);
  const PoolTraceLoop traced = pool_trace_get_loop(trace, 0);
  double longest = 0;
  for (gsize i = 0; i < traced.n_pieces; i++) {
    longest = fmax(longest, (double)traced.pieces_ns[i]);
  }
  const double around = (double)traced.before_ns + (double)pool_trace_get_after_ns(trace);
  const double work = sum_of_pieces(trace);
  const ScalingCosts costs = { 0 };
  for (gsize n = 2; n <= 256; n *= 2) {
    const double found = scaling_simulate(trace, n, &costs) - around;
    // Sums in another order differ in the last digits.
    g_assert_cmpfloat(found, >=, fmax(work / (double)n, longest) - 1);
    // A claim holds several items: at most 16 us of them.
    g_assert_cmpfloat(found, <=, work / (double)n + longest + 2 * 16000);
  }
}

static void
check_simulation_of_costs(void)
{
  const Loop loop = { .n_items = 1000, .n_spins = 100 };
  g_autoptr(PoolTrace) trace = record(&loop);
  const ScalingCosts cheap = { 0 };
  const ScalingCosts dear = { .close_ns = 1e6 };
  g_assert_cmpfloat(scaling_simulate(trace, 8, &dear), >=,
                    scaling_simulate(trace, 8, &cheap) + 9e5);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/scale/one-pool-a-count-beside-a-sequential-run", check_order);
  g_test_add_func("/scale/hands-on-the-error-of-the-operation", check_failure);
  g_test_add_func("/scale/stops-when-cancelled", check_cancel);
  g_test_add_func("/scale/trace/holds-every-item", check_trace);
  g_test_add_func("/scale/trace/joins-items-of-long-loops", check_long_trace);
  g_test_add_func("/scale/simulation/one-thread-takes-what-was-measured",
                  check_simulation_of_one_thread);
  g_test_add_func("/scale/simulation/keeps-the-bounds-of-greedy-schedules",
                  check_simulation_bounds);
  g_test_add_func("/scale/simulation/adds-what-closing-costs", check_simulation_of_costs);
  return g_test_run();
}
