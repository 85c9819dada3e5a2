// SPDX-License-Identifier: MIT
#include "network-fixture.h"

#include "pool/pool.h"
#include "run/gradient_check.h"

#include <dlfcn.h>
#include <math.h>
#include <string.h>

/** A network and a shape, with as many rows as a pass has. */
typedef struct {
  const char *text;
  guint32 n_channels;
  guint64 input_length;
  guint64 horizon;
  guint32 n_outputs;
  gsize n_rows;
} Case;

static const Case cases[] = {
  { "linear", 1, 24, 12, 1, 32 },         { "nlinear", 1, 24, 12, 1, 32 },
  { "dlinear", 1, 48, 12, 1, 32 },        { "linear", 1, 1, 1, 1, 1 },
  { "nlinear", 1, 1, 1, 1, 1 },           { "dlinear", 1, 1, 1, 1, 1 },
  { "linear", 3, 24, 12, 1, 5 },          { "nlinear", 3, 24, 12, 1, 5 },
  { "dlinear", 3, 24, 12, 1, 5 },         { "linear", 2, 10, 7, 3, 4 },
  { "nlinear", 2, 10, 7, 3, 4 },          { "dlinear", 2, 10, 7, 3, 4 },
  { "nlinear", 1, 336, 96, 1, 1 },        { "dlinear", 1, 336, 96, 1, 1000 },
  { "nlinear", 1, 5, 200, 1, 257 },       { "dlinear(kernel=1)", 1, 9, 3, 1, 4 },
  { "dlinear(kernel=3)", 1, 9, 3, 1, 4 },
};

static plugcast_shape
case_shape(const Case *test)
{
  return network_fixture_shape(test->n_channels, test->input_length, test->horizon,
                               test->n_outputs);
}

/** The centred average by its definition, with the ends repeated. */
static double
average_at(const float *values, gsize length, gsize kernel, gsize t)
{
  const gssize reach = (gssize)kernel / 2;
  double sum = 0.0;
  for (gssize j = (gssize)t - reach; j <= (gssize)t + reach; j++) {
    sum += (double)values[CLAMP(j, 0, (gssize)length - 1)];
  }
  return sum / (double)kernel;
}

static double
feature_at(const NetworkFixture *fixture, gsize kernel, gsize map, const float *row, gsize i)
{
  const gsize length = fixture->shape.input_length;
  const char *name = component_get_name(setup_get_component(fixture->setup));
  if (g_str_equal(name, "nlinear") && i < length) {
    return (double)row[i] - (double)row[length - 1];
  }
  if (g_str_equal(name, "dlinear")) {
    const double average = average_at(row + i / length * length, length, kernel, i % length);
    return map == 0 ? average : (double)row[i] - average;
  }
  return (double)row[i];
}

/** One output by the formula in docs/models.md, loop by loop. */
static double
output_at(const NetworkFixture *fixture, gsize kernel, const float *row, gsize output)
{
  const gsize n_maps = fixture->sizes.n_blocks / 2;
  const gsize n_map_weights = fixture->sizes.n_weights / n_maps;
  const char *name = component_get_name(setup_get_component(fixture->setup));
  double sum = g_str_equal(name, "nlinear") ? (double)row[fixture->shape.input_length - 1] : 0.0;
  for (gsize map = 0; map < n_maps; map++) {
    const float *weights = fixture->weights + map * n_map_weights;
    sum += (double)weights[fixture->n_outputs * fixture->n_inputs + output];
    for (gsize i = 0; i < fixture->n_inputs; i++) {
      sum += (double)weights[output * fixture->n_inputs + i] *
             feature_at(fixture, kernel, map, row, i);
    }
  }
  return sum;
}

static void
test_is_what_the_formula_says(gconstpointer data)
{
  const Case *test = data;
  const char *setting = strchr(test->text, '=');
  const gsize kernel = setting == NULL ? 25 : (gsize)g_ascii_strtoull(setting + 1, NULL, 10);
  g_auto(NetworkFixture) fixture = { 0 };
  network_fixture_init(&fixture, test->text, case_shape(test));
  network_fixture_scatter(&fixture, 2);
  g_autofree float *inputs = network_fixture_numbers(test->n_rows * fixture.n_inputs, 3);
  g_autofree float *outputs = network_fixture_forward(&fixture, 1, 0, test->n_rows, inputs);
  // Of many rows those at both ends and at the seam between two pieces.
  const gsize rows[] = { 0, MIN(255, test->n_rows - 1), MIN(256, test->n_rows - 1),
                         test->n_rows - 1 };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    for (gsize output = 0; output < fixture.n_outputs; output++) {
      network_assert_near((double)outputs[rows[i] * fixture.n_outputs + output],
                          output_at(&fixture, kernel, inputs + rows[i] * fixture.n_inputs, output),
                          1e-5);
    }
  }
}

static void
test_gradients_are_those_of_differences(gconstpointer data)
{
  const Case *test = data;
  g_auto(NetworkFixture) fixture = { 0 };
  network_fixture_init(&fixture, test->text, case_shape(test));
  g_autoptr(GError) error = NULL;
  g_autoptr(Network) network = network_new(fixture.setup, &fixture.shape, &error);
  g_assert_no_error(error);
  const GradientCheckOptions options = { .seed = 4, .n_rows = MIN(test->n_rows, 300) };
  g_auto(GradientCheckReport) report = { 0 };
  const gboolean is_right = gradient_check_run(network, &options, &report, &error);
  g_assert_no_error(error);
  g_assert_true(is_right);
  g_assert_cmpuint(report.n_kinks, ==, 0);
}

static void
test_begins_as_the_mean_of_the_window(gconstpointer data)
{
  const char *text = data;
  g_auto(NetworkFixture) fixture = { 0 };
  network_fixture_init(&fixture, text, network_fixture_shape(2, 4, 3, 2));
  const float inputs[] = { 1, 2, 3, 6, 100, -7, 50, 9 };
  g_autofree float *outputs = network_fixture_forward(&fixture, 1, 0, 1, inputs);
  for (gsize i = 0; i < fixture.n_outputs; i++) {
    network_assert_near((double)outputs[i], 3.0, 1e-6);
  }
}

static void
test_keeps_a_level_exactly(void)
{
  g_auto(NetworkFixture) fixture = { 0 };
  network_fixture_init(&fixture, "nlinear", network_fixture_shape(1, 8, 3, 1));
  network_fixture_scatter(&fixture, 4);
  memset(fixture.weights + fixture.n_inputs * fixture.n_outputs, 0,
         fixture.n_outputs * sizeof *fixture.weights);
  float inputs[8];
  for (gsize i = 0; i < G_N_ELEMENTS(inputs); i++) {
    inputs[i] = 1e30f;
  }
  g_autofree float *outputs = network_fixture_forward(&fixture, 1, 0, 1, inputs);
  for (gsize i = 0; i < fixture.n_outputs; i++) {
    g_assert_cmpfloat(outputs[i], ==, 1e30f);
  }
}

// What leaves the range of float spoils its own row and no other.
static void
test_keeps_bad_rows_to_themselves(gconstpointer data)
{
  const char *text = data;
  const float bad[] = { 3e38f, -3e38f, INFINITY, NAN };
  g_auto(NetworkFixture) fixture = { 0 };
  network_fixture_init(&fixture, text, network_fixture_shape(1, 12, 6, 1));
  network_fixture_scatter(&fixture, 5);
  g_autofree float *inputs = network_fixture_numbers(9 * fixture.n_inputs, 6);
  g_autofree float *good = network_fixture_forward(&fixture, 1, 0, 9, inputs);
  for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
    for (gsize t = 0; t < fixture.n_inputs; t++) {
      inputs[4 * fixture.n_inputs + t] = t % 2 == 0 ? bad[i] : -bad[i];
    }
    g_autofree float *outputs = network_fixture_forward(&fixture, 1, 0, 9, inputs);
    const gsize n_before = 4 * fixture.n_outputs;
    network_assert_same(outputs, good, n_before);
    network_assert_same(outputs + 5 * fixture.n_outputs, good + 5 * fixture.n_outputs, n_before);
  }
}

static void
test_forecasts_do_not_depend_on_company(gconstpointer data)
{
  g_auto(NetworkFixture) fixture = { 0 };
  network_fixture_init(&fixture, data, network_fixture_shape(1, 336, 96, 1));
  network_fixture_scatter(&fixture, 12);
  network_fixture_check_company(&fixture);
}

static void
test_refuses_even_kernels(void)
{
  g_auto(NetworkFixture) fixture = { 0 };
  network_fixture_init(&fixture, "dlinear", network_fixture_shape(1, 8, 3, 1));
  g_autoptr(GError) error = NULL;
  g_clear_pointer(&fixture.setup, setup_free);
  fixture.setup = setup_new(fixture.registry, PLUGCAST_KIND_NETWORK, "dlinear(kernel=24)", &error);
  g_assert_no_error(error);
  g_assert_cmpint(network_fixture_ask_sizes(&fixture, fixture.shape), ==, PLUGCAST_BAD_ARGUMENT);
  g_assert_cmpstr(fixture.call.message, ==,
                  "kernel=24: an odd number is needed, as the average is centred");
}

static void
test_refuses_shapes_that_no_memory_holds(gconstpointer data)
{
  const char *text = data;
  g_auto(NetworkFixture) fixture = { 0 };
  network_fixture_init(&fixture, text, network_fixture_shape(1, 8, 3, 1));
  const plugcast_shape shapes[] = {
    network_fixture_shape(1, G_MAXUINT64, 1, 1),
    network_fixture_shape(G_MAXUINT32, G_MAXUINT32, 1, 1),
    network_fixture_shape(1, 1, G_MAXUINT64, 1),
    network_fixture_shape(1, 1, G_MAXUINT32, G_MAXUINT32),
  };
  for (gsize i = 0; i < G_N_ELEMENTS(shapes); i++) {
    g_assert_cmpint(network_fixture_ask_sizes(&fixture, shapes[i]), ==, PLUGCAST_BAD_ARGUMENT);
    g_assert_nonnull(strstr(fixture.call.message, "at most 16777216 numbers in all"));
  }
}

enum {
  N_COPIES = 64,
  N_ROWS = 33,
};

typedef struct {
  const NetworkFixture *fixture;
  const float *inputs;
  float *outputs; // [N_COPIES × rows × outputs]
} Copies;

static void
forward_copies(gsize begin, gsize end, PoolWorker *worker, gpointer data)
{
  const Copies *copies = data;
  const NetworkFixture *fixture = copies->fixture;
  for (gsize i = begin; i < end; i++) {
    Call call;
    call_init(&call, 1);
    call.arena = pool_worker_get_arena(worker);
    const ArenaMark mark = arena_mark(call.arena);
    const plugcast_pass pass = {
      .struct_size = sizeof pass,
      .n_rows = N_ROWS,
      .weights = fixture->weights,
      .inputs = copies->inputs,
      .outputs = copies->outputs + i * N_ROWS * fixture->n_outputs,
    };
    g_assert_cmpint(fixture->methods->forward(&call.context, setup_get_values(fixture->setup),
                                              &fixture->shape, &pass),
                    ==, PLUGCAST_OK);
    arena_rewind(call.arena, mark);
  }
}

static gsize
count_threads(void)
{
  g_autoptr(GDir) tasks = g_dir_open("/proc/self/task", 0, NULL);
  gsize n_threads = 0;
  while (tasks != NULL && g_dir_read_name(tasks) != NULL) {
    n_threads++;
  }
  return n_threads;
}

// OpenBLAS must neither mix up the buffers of threads nor bring threads of its own.
static void
test_is_the_same_on_any_number_of_threads(gconstpointer data)
{
  const char *text = data;
  g_auto(NetworkFixture) fixture = { 0 };
  network_fixture_init(&fixture, text, network_fixture_shape(1, 336, 96, 1));
  network_fixture_scatter(&fixture, 7);
  g_autofree float *inputs = network_fixture_numbers(N_ROWS * fixture.n_inputs, 8);
  g_autofree float *alone = network_fixture_forward(&fixture, 1, 0, N_ROWS, inputs);
  const gsize n_numbers = N_ROWS * fixture.n_outputs;
  const guint counts[] = { 1, 2, 4, 16 };
  for (gsize i = 0; i < G_N_ELEMENTS(counts); i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(Pool) pool = pool_new(counts[i], &error);
    g_assert_no_error(error);
    g_autofree float *outputs = g_new(float, N_COPIES *n_numbers);
    Copies copies = { .fixture = &fixture, .inputs = inputs, .outputs = outputs };
    g_assert_true(pool_run(pool, N_COPIES, 1, forward_copies, &copies, NULL));
    for (gsize copy = 0; copy < N_COPIES; copy++) {
      network_assert_same(outputs + copy * n_numbers, alone, n_numbers);
    }
  }
}

static gpointer
do_nothing(gpointer data)
{
  return data;
}

static void
test_starts_no_threads(void)
{
  // With the first thread of a process sanitizers bring one of their own.
  g_assert_null(g_thread_join(g_thread_new("first", do_nothing, NULL)));
  const gsize n_before = count_threads();
  g_auto(NetworkFixture) fixture = { 0 };
  network_fixture_init(&fixture, "nlinear", network_fixture_shape(1, 336, 720, 1));
  const gsize n_loaded = count_threads();
  g_autofree float *inputs = network_fixture_numbers(1000 * fixture.n_inputs, 9);
  g_autofree float *outputs = network_fixture_forward(&fixture, 1, 0, 1000, inputs);
  g_assert_true(isfinite(outputs[0]));
  g_assert_cmpuint(count_threads(), ==, n_loaded);
  // The registry's own loader thread, and none of the plugin's.
  g_assert_cmpuint(n_loaded, <=, n_before + 1);
}

// What a host set for its own loops on this thread is there again after a call.
static void
test_gives_openmp_its_threads_back(void)
{
  g_auto(NetworkFixture) fixture = { 0 };
  network_fixture_init(&fixture, "nlinear", network_fixture_shape(1, 24, 12, 1));
  void *openmp = dlopen("libgomp.so.1", RTLD_NOW | RTLD_NOLOAD);
  if (openmp == NULL) {
    g_test_skip("this flavour of OpenBLAS has no OpenMP");
    return;
  }
  void (*set)(int) = (void (*)(int))dlsym(openmp, "omp_set_num_threads");
  int (*get)(void) = (int (*)(void))dlsym(openmp, "omp_get_max_threads");
  g_assert_nonnull((gpointer)set);
  g_assert_nonnull((gpointer)get);
  const int n_before = get();
  set(3);
  g_autofree float *inputs = network_fixture_numbers(fixture.n_inputs, 10);
  g_autofree float *outputs = network_fixture_forward(&fixture, 1, 0, 1, inputs);
  g_assert_true(isfinite(outputs[0]));
  g_assert_cmpint(get(), ==, 3);
  set(n_before);
  g_assert_cmpint(dlclose(openmp), ==, 0);
}

static void
add_case(const char *promise, const Case *test, GTestDataFunc function)
{
  g_autofree char *path = g_strdup_printf("/linear/%s/%s/%ux%" G_GUINT64_FORMAT
                                          "-to-%ux%" G_GUINT64_FORMAT "-rows-%" G_GSIZE_FORMAT,
                                          promise, test->text, test->n_channels, test->input_length,
                                          test->n_outputs, test->horizon, test->n_rows);
  g_test_add_data_func(path, test, function);
}

static void
add_for_each_form(const char *promise, GTestDataFunc function)
{
  static const char *const forms[] = { "linear", "nlinear", "dlinear" };
  for (gsize i = 0; i < G_N_ELEMENTS(forms); i++) {
    g_autofree char *path = g_strdup_printf("/linear/%s/%s", promise, forms[i]);
    g_test_add_data_func(path, forms[i], function);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  // First, as registries keep their thread.
  g_test_add_func("/linear/starts-no-threads", test_starts_no_threads);
  g_test_add_func("/linear/gives-openmp-its-threads-back", test_gives_openmp_its_threads_back);
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    add_case("is-what-the-formula-says", &cases[i], test_is_what_the_formula_says);
    add_case("gradients-are-those-of-differences", &cases[i],
             test_gradients_are_those_of_differences);
  }
  add_for_each_form("begins-as-the-mean-of-the-window", test_begins_as_the_mean_of_the_window);
  g_test_add_func("/linear/keeps-a-level-exactly", test_keeps_a_level_exactly);
  add_for_each_form("keeps-bad-rows-to-themselves", test_keeps_bad_rows_to_themselves);
  add_for_each_form("forecasts-do-not-depend-on-company", test_forecasts_do_not_depend_on_company);
  g_test_add_func("/linear/refuses-even-kernels", test_refuses_even_kernels);
  add_for_each_form("refuses-shapes-that-no-memory-holds",
                    test_refuses_shapes_that_no_memory_holds);
  add_for_each_form("is-the-same-on-any-number-of-threads",
                    test_is_the_same_on_any_number_of_threads);
  return g_test_run();
}
