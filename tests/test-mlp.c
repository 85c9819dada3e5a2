// SPDX-License-Identifier: MIT
#include "network-fixture.h"

#include "run/gradient_check.h"

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
  { "mlp(hidden=[16],dropout=0,activation=relu)", 1, 24, 12, 1, 32 },
  { "mlp(hidden=[16],dropout=0,activation=tanh)", 1, 24, 12, 1, 32 },
  { "mlp(hidden=[16],dropout=0,activation=gelu)", 1, 24, 12, 1, 32 },
  { "mlp(hidden=[7,5,3],dropout=0,activation=relu)", 2, 10, 3, 3, 9 },
  { "mlp(hidden=[7,5,3],dropout=0,activation=tanh)", 2, 10, 3, 3, 9 },
  { "mlp(hidden=[7,5,3],dropout=0,activation=gelu)", 2, 10, 3, 3, 9 },
  { "mlp(hidden=[1],dropout=0,activation=tanh)", 1, 1, 1, 1, 1 },
  { "mlp(hidden=[9],layers=3,dropout=0,activation=tanh)", 1, 6, 4, 1, 1000 },
  { "mlp(hidden=[32],dropout=0,activation=tanh)", 1, 64, 1, 1, 32 },
};

/** Those that differences are taken of besides, where dropout is a part of the function. */
static const Case dropping_cases[] = {
  { "mlp(hidden=[16,8],dropout=0.3,activation=relu)", 1, 24, 12, 1, 32 },
  { "mlp(hidden=[16,8],dropout=0.3,activation=tanh)", 1, 24, 12, 1, 32 },
  { "mlp(hidden=[16,8],dropout=0.9,activation=gelu)", 1, 24, 12, 1, 300 },
};

static plugcast_shape
case_shape(const Case *test)
{
  return network_fixture_shape(test->n_channels, test->input_length, test->horizon,
                               test->n_outputs);
}

/** The activations by the C library. */
static double
activate(const char *text, double x)
{
  if (strstr(text, "relu") != NULL) {
    return fmax(x, 0.0);
  }
  return strstr(text, "tanh") != NULL ? tanh(x) : x * 0.5 * erfc(-x / sqrt(2.0));
}

/** Writes one layer after another by loops over the blocks that sizes() told. */
static void
write_outputs(const NetworkFixture *fixture, const char *text, const float *row, double *outputs)
{
  const gsize n_layers = fixture->sizes.n_blocks / 2;
  double values[64] = { 0 };
  for (gsize i = 0; i < fixture->n_inputs; i++) {
    values[i] = (double)row[i];
  }
  gsize begin = 0;
  for (gsize layer = 0; layer < n_layers; layer++) {
    const gsize biases = fixture->sizes.block_ends[2 * layer];
    const gsize end = fixture->sizes.block_ends[2 * layer + 1];
    const gsize n_outputs = end - biases;
    const gsize n_inputs = (biases - begin) / n_outputs;
    double sums[64] = { 0 };
    for (gsize j = 0; j < n_outputs; j++) {
      sums[j] = (double)fixture->weights[biases + j];
      for (gsize i = 0; i < n_inputs; i++) {
        sums[j] += (double)fixture->weights[begin + j * n_inputs + i] * values[i];
      }
    }
    for (gsize j = 0; j < n_outputs; j++) {
      values[j] = layer + 1 < n_layers ? activate(text, sums[j]) : sums[j];
    }
    begin = end;
  }
  memcpy(outputs, values, fixture->n_outputs * sizeof *outputs);
}

static void
test_is_what_the_formula_says(gconstpointer data)
{
  const Case *test = data;
  g_auto(NetworkFixture) fixture = { 0 };
  network_fixture_init(&fixture, test->text, case_shape(test));
  network_fixture_scatter(&fixture, 2);
  g_autofree float *inputs = network_fixture_numbers(test->n_rows * fixture.n_inputs, 3);
  g_autofree float *outputs = network_fixture_forward(&fixture, 1, 0, test->n_rows, inputs);
  for (gsize row = 0; row < test->n_rows; row++) {
    double expected[64];
    write_outputs(&fixture, test->text, inputs + row * fixture.n_inputs, expected);
    for (gsize i = 0; i < fixture.n_outputs; i++) {
      network_assert_near((double)outputs[row * fixture.n_outputs + i], expected[i], 1e-5);
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
}

/** A network of one input, one hidden value and one output, which is the activation. */
static void
init_activation(NetworkFixture *fixture, const char *activation)
{
  g_autofree char *text = g_strdup_printf("mlp(hidden=[1],activation=%s,dropout=0)", activation);
  network_fixture_init(fixture, text, network_fixture_shape(1, 1, 1, 1));
  const float weights[] = { 1, 0, 1, 0 };
  memcpy(fixture->weights, weights, sizeof weights);
}

enum {
  N_POINTS = 20001
};

static void
test_activation_is_that_of_the_c_library(gconstpointer data)
{
  const char *activation = data;
  g_auto(NetworkFixture) fixture = { 0 };
  init_activation(&fixture, activation);
  g_autofree float *inputs = g_new(float, N_POINTS);
  for (gsize i = 0; i < N_POINTS; i++) {
    // Twenty to both sides, denser near zero.
    const double place = (double)i / (N_POINTS - 1) * 2.0 - 1.0;
    inputs[i] = (float)(20.0 * place * place * place);
  }
  g_autofree float *outputs = network_fixture_forward(&fixture, 1, 0, N_POINTS, inputs);
  for (gsize i = 0; i < N_POINTS; i++) {
    const double x = (double)inputs[i];
    const double tolerance = strstr(activation, "tanh") != NULL ? 3e-7 : 3e-7 * (1.0 + fabs(x));
    g_assert_cmpfloat(fabs((double)outputs[i] - activate(activation, x)), <=, tolerance);
    // Near zero the error is relative.
    if (fabs(x) < 0.01 && strstr(activation, "gelu") == NULL) {
      g_assert_cmpfloat(fabs((double)outputs[i] - activate(activation, x)), <=, 3e-7 * fabs(x));
    }
  }
}

/** Inputs at the ends of float, and where their activations lie. */
typedef struct {
  const char *activation;
  float input;
  float expected;
} Extreme;

static const Extreme extremes[] = {
  { "relu", 3e38f, 3e38f }, { "relu", -3e38f, 0 },     { "relu", INFINITY, INFINITY },
  { "relu", -INFINITY, 0 }, { "tanh", 3e38f, 1 },      { "tanh", -3e38f, -1 },
  { "tanh", INFINITY, 1 },  { "tanh", -INFINITY, -1 }, { "tanh", 1e-38f, 1e-38f },
  { "gelu", 3e38f, 3e38f }, { "gelu", -3e38f, 0 },     { "gelu", INFINITY, INFINITY },
  { "gelu", -INFINITY, 0 }, { "gelu", 0, 0 },          { "relu", NAN, NAN },
  { "tanh", NAN, NAN },     { "gelu", NAN, NAN },
};

static void
test_activation_takes_extremes(void)
{
  for (gsize i = 0; i < G_N_ELEMENTS(extremes); i++) {
    g_auto(NetworkFixture) fixture = { 0 };
    init_activation(&fixture, extremes[i].activation);
    g_autofree float *outputs = network_fixture_forward(&fixture, 1, 0, 1, &extremes[i].input);
    if (isnan(extremes[i].expected)) {
      g_assert_true(isnan(outputs[0]));
    } else {
      g_assert_cmpfloat(outputs[0], ==, extremes[i].expected);
    }
  }
}

enum {
  N_DROPPED_ROWS = 500,
  WIDTH = 50,
};

/** Runs a layer whose values are all 1 and returns how often each row and unit was kept. */
static float *
drop_ones(const char *text, guint64 seed, guint32 flags)
{
  g_auto(NetworkFixture) fixture = { 0 };
  network_fixture_init(&fixture, text, network_fixture_shape(1, 1, WIDTH, 1));
  memset(fixture.weights, 0, fixture.sizes.n_weights * sizeof *fixture.weights);
  for (gsize i = 0; i < WIDTH; i++) {
    fixture.weights[WIDTH + i] = 1.0f;                 // the bias of hidden value i
    fixture.weights[2 * WIDTH + i * WIDTH + i] = 1.0f; // output i is hidden value i
  }
  g_autofree float *inputs = g_new0(float, N_DROPPED_ROWS);
  fixture.tape = g_new(float, N_DROPPED_ROWS *fixture.sizes.n_tape);
  return network_fixture_forward(&fixture, seed, flags, N_DROPPED_ROWS, inputs);
}

static void
test_dropout_keeps_the_mean(gconstpointer data)
{
  const double rate = g_ascii_strtod(data, NULL);
  g_autofree char *text = g_strdup_printf("mlp(hidden=[%d],dropout=%s)", WIDTH, (const char *)data);
  g_autofree float *outputs = drop_ones(text, 5, PLUGCAST_PASS_TRAINING);
  gsize n_dropped = 0;
  for (gsize i = 0; i < N_DROPPED_ROWS * WIDTH; i++) {
    if (outputs[i] == 0.0f) {
      n_dropped++;
    } else {
      network_assert_near((double)outputs[i], 1.0 / (1.0 - rate), 1e-6);
    }
  }
  // Within five standard deviations of a binomial count.
  const double n = (double)N_DROPPED_ROWS * WIDTH;
  g_assert_cmpfloat(fabs((double)n_dropped - n * rate), <=, 5.0 * sqrt(n * rate * (1.0 - rate)));
}

/** Counts how many of two runs' values were dropped in one and kept in the other. */
static double
share_that_differs(const float *first, const float *second, gsize n_values)
{
  gsize n_different = 0;
  for (gsize i = 0; i < n_values; i++) {
    n_different += (first[i] == 0.0f) != (second[i] == 0.0f) ? 1 : 0;
  }
  return (double)n_different / (double)n_values;
}

static void
test_dropout_depends_on_seed_row_and_unit(void)
{
  g_autofree char *text = g_strdup_printf("mlp(hidden=[%d],dropout=0.5)", WIDTH);
  const gsize n = N_DROPPED_ROWS * WIDTH;
  g_autofree float *outputs = drop_ones(text, 5, PLUGCAST_PASS_TRAINING);
  g_autofree float *again = drop_ones(text, 5, PLUGCAST_PASS_TRAINING);
  network_assert_same(again, outputs, n);
  g_autofree float *sampled = drop_ones(text, 5, PLUGCAST_PASS_SAMPLING);
  network_assert_same(sampled, outputs, n);
  g_autofree float *other = drop_ones(text, 6, PLUGCAST_PASS_TRAINING);
  network_assert_near(share_that_differs(other, outputs, n), 0.5, 0.02);
  network_assert_near(share_that_differs(outputs + WIDTH, outputs, n - WIDTH), 0.5, 0.02);
  network_assert_near(share_that_differs(outputs + 1, outputs, n - 1), 0.5, 0.02);
}

static void
test_forecasts_without_dropout(void)
{
  g_autofree char *text = g_strdup_printf("mlp(hidden=[%d],dropout=0.5)", WIDTH);
  g_autofree float *outputs = drop_ones(text, 5, 0);
  for (gsize i = 0; i < N_DROPPED_ROWS * WIDTH; i++) {
    g_assert_cmpfloat(outputs[i], ==, 1.0f);
  }
}

static void
test_forecasts_do_not_depend_on_company(gconstpointer data)
{
  g_auto(NetworkFixture) fixture = { 0 };
  network_fixture_init(&fixture, data, network_fixture_shape(1, 48, 12, 1));
  network_fixture_check_company(&fixture);
}

/** The bound of each block's uniform initial weights; 0 for biases. */
typedef struct {
  const char *activation;
  double bounds[4];
} Initial;

static const Initial initials[] = {
  // Inputs 24, widths 600 and 400, outputs 12: √(6 / inputs), and √(6 / (inputs + outputs)).
  { "relu", { 0.5, 0.1, 0.120680, 0 } },
  { "gelu", { 0.5, 0.1, 0.120680, 0 } },
  { "tanh", { 0.0980581, 0.0774597, 0.120680, 0 } },
};

static void
test_initial_weights_are_spread_as_published(gconstpointer data)
{
  const Initial *test = data;
  g_autofree char *text = g_strdup_printf("mlp(hidden=[600,400],activation=%s)", test->activation);
  g_auto(NetworkFixture) fixture = { 0 };
  network_fixture_init(&fixture, text, network_fixture_shape(1, 24, 12, 1));
  gsize begin = 0;
  for (gsize layer = 0; layer < 3; layer++) {
    const gsize biases = fixture.sizes.block_ends[2 * layer];
    const gsize end = fixture.sizes.block_ends[2 * layer + 1];
    double largest = 0.0;
    double sum = 0.0;
    for (gsize i = begin; i < biases; i++) {
      largest = fmax(largest, fabs((double)fixture.weights[i]));
      sum += (double)fixture.weights[i];
    }
    g_assert_cmpfloat(largest, <=, test->bounds[layer] * 1.00001);
    g_assert_cmpfloat(largest, >=, test->bounds[layer] * 0.99);
    g_assert_cmpfloat(fabs(sum / (double)(biases - begin)), <=, test->bounds[layer] * 0.05);
    for (gsize i = biases; i < end; i++) {
      g_assert_cmpfloat(fixture.weights[i], ==, 0.0f);
    }
    begin = end;
  }
}

/** A network with the number of its weights. */
typedef struct {
  const char *text;
  gsize n_weights;
} Sizes;

static const Sizes sizes[] = {
  { "mlp(hidden=[5])", 8 * 5 + 5 + 5 * 3 + 3 },
  { "mlp(hidden=[5,4])", 8 * 5 + 5 + 5 * 4 + 4 + 4 * 3 + 3 },
  { "mlp(hidden=[5,4],layers=1)", 8 * 5 + 5 + 5 * 3 + 3 },
  { "mlp(hidden=[5],layers=3)", 8 * 5 + 5 + 2 * (5 * 5 + 5) + 5 * 3 + 3 },
};

static void
test_counts_its_weights(gconstpointer data)
{
  const Sizes *test = data;
  g_auto(NetworkFixture) fixture = { 0 };
  network_fixture_init(&fixture, test->text, network_fixture_shape(1, 8, 3, 1));
  g_assert_cmpuint(fixture.sizes.n_weights, ==, test->n_weights);
}

static void
test_refuses_too_many_layers(void)
{
  g_autoptr(GString) text = g_string_new("mlp(hidden=[1");
  for (gsize i = 1; i < 65; i++) {
    g_string_append(text, ",1");
  }
  g_string_append(text, "])");
  g_auto(NetworkFixture) fixture = { 0 };
  network_fixture_init(&fixture, "mlp", network_fixture_shape(1, 8, 3, 1));
  g_autoptr(GError) error = NULL;
  g_clear_pointer(&fixture.setup, setup_free);
  fixture.setup = setup_new(fixture.registry, PLUGCAST_KIND_NETWORK, text->str, &error);
  g_assert_no_error(error);
  g_assert_cmpint(network_fixture_ask_sizes(&fixture, fixture.shape), ==, PLUGCAST_BAD_ARGUMENT);
  g_assert_cmpstr(fixture.call.message, ==,
                  "hidden: 65 widths, at most 64 hidden layers are accepted");
}

static void
add_case(const char *promise, const Case *test, GTestDataFunc function)
{
  g_autofree char *path = g_strdup_printf("/mlp/%s/%s/%ux%" G_GUINT64_FORMAT
                                          "-to-%ux%" G_GUINT64_FORMAT "-rows-%" G_GSIZE_FORMAT,
                                          promise, test->text, test->n_channels, test->input_length,
                                          test->n_outputs, test->horizon, test->n_rows);
  g_test_add_data_func(path, test, function);
}

static void
add_texts(const char *promise, const char *const *texts, gsize n_texts, GTestDataFunc function)
{
  for (gsize i = 0; i < n_texts; i++) {
    g_autofree char *path = g_strdup_printf("/mlp/%s/%s", promise, texts[i]);
    g_test_add_data_func(path, texts[i], function);
  }
}

int
main(int argc, char **argv)
{
  static const char *const activations[] = { "relu", "tanh", "gelu" };
  static const char *const rates[] = { "0.1", "0.5", "0.99" };
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    add_case("is-what-the-formula-says", &cases[i], test_is_what_the_formula_says);
    add_case("gradients-are-those-of-differences", &cases[i],
             test_gradients_are_those_of_differences);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(dropping_cases); i++) {
    add_case("gradients-are-those-of-differences", &dropping_cases[i],
             test_gradients_are_those_of_differences);
  }
  add_texts("activation/is-that-of-the-c-library", activations, G_N_ELEMENTS(activations),
            test_activation_is_that_of_the_c_library);
  g_test_add_func("/mlp/activation/takes-extremes", test_activation_takes_extremes);
  add_texts("dropout/keeps-the-mean", rates, G_N_ELEMENTS(rates), test_dropout_keeps_the_mean);
  g_test_add_func("/mlp/dropout/depends-on-seed-row-and-unit",
                  test_dropout_depends_on_seed_row_and_unit);
  g_test_add_func("/mlp/dropout/forecasts-without", test_forecasts_without_dropout);
  static const char *const widths[] = { "mlp(hidden=[64])", "mlp(hidden=[33,7,1])" };
  add_texts("forecasts-do-not-depend-on-company", widths, G_N_ELEMENTS(widths),
            test_forecasts_do_not_depend_on_company);
  for (gsize i = 0; i < G_N_ELEMENTS(initials); i++) {
    g_autofree char *path =
        g_strdup_printf("/mlp/initial-weights/are-spread-as-published/%s", initials[i].activation);
    g_test_add_data_func(path, &initials[i], test_initial_weights_are_spread_as_published);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
    g_autofree char *path = g_strdup_printf("/mlp/counts-its-weights/%s", sizes[i].text);
    g_test_add_data_func(path, &sizes[i], test_counts_its_weights);
  }
  g_test_add_func("/mlp/refuses/too-many-layers", test_refuses_too_many_layers);
  return g_test_run();
}
