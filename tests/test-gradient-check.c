// SPDX-License-Identifier: MIT
#include "network-fixture.h"

#include "run/gradient_check.h"

#include <string.h>

static Network *
make_network(const NetworkFixture *fixture)
{
  g_autoptr(GError) error = NULL;
  Network *network = network_new(fixture->setup, &fixture->shape, &error);
  g_assert_no_error(error);
  return network;
}

/** A fault, with the code and the words that refuse it. */
typedef struct {
  const char *fault;
  GradientCheckError code;
  const char *message;
} Case;

static const Case cases[] = {
  { "wrong-sign", GRADIENT_CHECK_ERROR_GRADIENT,
    "the gradient of block 1 of 4 (weights 0 … 23) is wrong: along random signs backward() says " },
  { "no-bias-gradient", GRADIENT_CHECK_ERROR_GRADIENT,
    "the gradient of block 4 of 4 (weights 36 … 38) is wrong: along random signs backward() says "
    "0, differences say " },
  { "one-weight", GRADIENT_CHECK_ERROR_GRADIENT,
    "the gradient of block 1 of 4 (weights 0 … 23) is wrong: along " },
  { "no-input-gradient", GRADIENT_CHECK_ERROR_GRADIENT,
    "the gradient of the inputs is wrong: along random signs backward() says 0, differences say " },
  { "overwrites", GRADIENT_CHECK_ERROR_SUM,
    "backward() must add to the gradients of block 1 of 4 (weights 0 … 23): from 0 it made " },
  { "overwrites-inputs", GRADIENT_CHECK_ERROR_SUM,
    "backward() must add to the gradients of the inputs: from 0 it made " },
  { "writes-behind-tape", GRADIENT_CHECK_ERROR_BOUNDS, "forward() wrote beside the tape" },
  { "writes-behind-outputs", GRADIENT_CHECK_ERROR_BOUNDS, "forward() wrote beside the outputs" },
  { "writes-behind-gradients", GRADIENT_CHECK_ERROR_BOUNDS,
    "backward() wrote beside the weight gradients" },
  { "writes-before-input-gradients", GRADIENT_CHECK_ERROR_BOUNDS,
    "backward() wrote beside the input gradients" },
  { "changes-weights", GRADIENT_CHECK_ERROR_BOUNDS,
    "forward() changed the weights, which it may only read" },
  { "changes-inputs", GRADIENT_CHECK_ERROR_BOUNDS,
    "forward() changed the inputs, which it may only read" },
  { "changes-output-gradients", GRADIENT_CHECK_ERROR_BOUNDS,
    "backward() changed the output gradients, which it may only read" },
  { "unasked-tape", GRADIENT_CHECK_ERROR_TAPE,
    "forward() wrote a tape although it was not training" },
  { "other-without-tape", GRADIENT_CHECK_ERROR_TAPE,
    "forward() gave other outputs without a tape" },
  { "not-repeated", GRADIENT_CHECK_ERROR_REPEAT, "forward() gave other bits for the same seed" },
  { "leaves-output", GRADIENT_CHECK_ERROR_CALL, "forward() left step 1 of row 1 unwritten" },
  { "fails-forward", GRADIENT_CHECK_ERROR_CALL, "no more numbers" },
  { "fails-backward", GRADIENT_CHECK_ERROR_CALL, "no way back" },
};

static void
test_refuses(gconstpointer data)
{
  const Case *test = data;
  g_autofree char *text = g_strdup_printf("faulty(fault=%s)", test->fault);
  g_auto(NetworkFixture) fixture = { 0 };
  network_fixture_init(&fixture, text, network_fixture_shape(2, 4, 3, 1));
  g_autoptr(Network) network = make_network(&fixture);
  const GradientCheckOptions options = { .seed = 1, .n_rows = 5 };
  GradientCheckReport report = { .n_slopes = 99 };
  g_autoptr(GError) error = NULL;
  g_assert_false(gradient_check_run(network, &options, &report, &error));
  g_assert_error(error, GRADIENT_CHECK_ERROR, (gint)test->code);
  g_assert_true(g_str_has_prefix(error->message, "network 'faulty': "));
  g_assert_nonnull(strstr(error->message, test->message));
  g_assert_cmpuint(report.n_slopes, ==, 99);
}

static void
check_passes(const NetworkFixture *fixture, gsize n_rows, GradientCheckReport *report)
{
  g_autoptr(Network) network = make_network(fixture);
  const GradientCheckOptions options = { .seed = 2, .n_rows = n_rows };
  g_autoptr(GError) error = NULL;
  const gboolean is_right = gradient_check_run(network, &options, report, &error);
  g_assert_no_error(error);
  g_assert_true(is_right);
}

static void
test_accepts_right_gradients(void)
{
  g_auto(NetworkFixture) fixture = { 0 };
  network_fixture_init(&fixture, "faulty", network_fixture_shape(2, 4, 3, 1));
  g_auto(GradientCheckReport) report = { 0 };
  check_passes(&fixture, 5, &report);
  // Three directions for each of four blocks and the inputs; eight single numbers, or all there
  // are.
  g_assert_cmpuint(report.n_slopes, ==, 5 * 3 + 8 + 3 + 8 + 3 + 8);
  g_assert_cmpuint(report.n_kinks, ==, 0);
  g_assert_cmpuint(report.n_unresolved, ==, 0);
  g_assert_cmpfloat(report.worst_error, <=, GRADIENT_CHECK_TOLERANCE);
  g_assert_nonnull(report.worst_place);
}

static void
test_holds_the_tolerance(void)
{
  g_auto(NetworkFixture) fixture = { 0 };
  network_fixture_init(&fixture, "faulty(fault=one-weight)", network_fixture_shape(2, 4, 3, 1));
  g_autoptr(Network) network = make_network(&fixture);
  const GradientCheckOptions options = { .seed = 1, .n_rows = 5, .tolerance = 0.6 };
  g_auto(GradientCheckReport) report = { 0 };
  g_autoptr(GError) error = NULL;
  // Twice the slope is half of it beyond the right one.
  g_assert_true(gradient_check_run(network, &options, &report, &error));
  network_assert_near(report.worst_error, 0.5, 0.01);
  g_assert_cmpstr(report.worst_place, ==, "block 1 of 4 (weights 0 … 23)");
}

/** Runs the check of w |x| at 0, where it says @slope × w. */
static gboolean
check_kink(const char *slope, GradientCheckReport *report, GError **error)
{
  g_autofree char *text = g_strdup_printf("kink(slope=%s)", slope);
  g_auto(NetworkFixture) fixture = { 0 };
  network_fixture_init(&fixture, text, network_fixture_shape(1, 1, 1, 1));
  g_autoptr(Network) network = make_network(&fixture);
  const float zero = 0.0f;
  const GradientCheckOptions options = { .seed = 1, .n_rows = 1, .inputs = &zero };
  return gradient_check_run(network, &options, report, error);
}

static void
test_takes_any_slope_within_a_kink(gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_auto(GradientCheckReport) report = { 0 };
  const gboolean is_right = check_kink(data, &report, &error);
  g_assert_no_error(error);
  g_assert_true(is_right);
  g_assert_cmpuint(report.n_kinks, >, 0);
}

static void
test_refuses_slopes_beyond_a_kink(gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_auto(GradientCheckReport) report = { 0 };
  g_assert_false(check_kink(data, &report, &error));
  g_assert_error(error, GRADIENT_CHECK_ERROR, GRADIENT_CHECK_ERROR_GRADIENT);
  g_assert_nonnull(strstr(error->message, "the gradient of the inputs is wrong"));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *path = g_strdup_printf("/gradient-check/refuses/%s", cases[i].fault);
    g_test_add_data_func(path, &cases[i], test_refuses);
  }
  g_test_add_func("/gradient-check/accepts-right-gradients", test_accepts_right_gradients);
  g_test_add_func("/gradient-check/holds-the-tolerance", test_holds_the_tolerance);
  static const char *const within[] = { "-1", "-0.5", "0.7", "1" };
  for (gsize i = 0; i < G_N_ELEMENTS(within); i++) {
    g_autofree char *path = g_strdup_printf("/gradient-check/kink/takes/%s", within[i]);
    g_test_add_data_func(path, within[i], test_takes_any_slope_within_a_kink);
  }
  static const char *const beyond[] = { "-1.2", "1.2", "5" };
  for (gsize i = 0; i < G_N_ELEMENTS(beyond); i++) {
    g_autofree char *path = g_strdup_printf("/gradient-check/kink/refuses/%s", beyond[i]);
    g_test_add_data_func(path, beyond[i], test_refuses_slopes_beyond_a_kink);
  }
  return g_test_run();
}
