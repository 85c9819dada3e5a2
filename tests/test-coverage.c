// SPDX-License-Identifier: MIT
#include "run/coverage.h"

static void
check_order(void)
{
  static const char *const texts[] = { "80", "99.5", "50.0", NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(CoverageSet) set = coverage_set_new(texts, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(coverage_set_get_length(set), ==, 3);

  const double expected[] = { 0.0025, 0.1, 0.25, 0.75, 0.9, 0.9975 };
  const double *probabilities = coverage_set_get_probabilities(set);
  for (gsize i = 0; i < G_N_ELEMENTS(expected); i++) {
    g_assert_cmpfloat_with_epsilon(probabilities[i], expected[i], 1e-15);
  }
  for (gsize i = 0; i < 3; i++) {
    const double below = probabilities[coverage_set_get_lower(set, i)];
    const double above = probabilities[coverage_set_get_upper(set, i)];
    g_assert_cmpfloat_with_epsilon(above - below, coverage_set_get_fractions(set)[i], 1e-12);
    g_assert_cmpstr(coverage_set_get_levels(set)[i].text, ==, texts[i]);
  }
}

static void
check_empty(void)
{
  g_autoptr(CoverageSet) set = coverage_set_new(NULL, NULL);
  g_assert_nonnull(set);
  g_assert_cmpuint(coverage_set_get_length(set), ==, 0);
}

typedef struct {
  const char *path;
  const char *texts[3];
  const char *message;
} Refusal;

static const Refusal refusals[] = {
  { "/coverage/rejects/zero",
    { "0" },
    "'0' is no level (write percent above 0 and below 100, as in 80,95)" },
  { "/coverage/rejects/hundred",
    { "100" },
    "'100' is no level (write percent above 0 and below 100, as in 80,95)" },
  { "/coverage/rejects/text",
    { "95%" },
    "'95%' is no level (write percent above 0 and below 100, as in 80,95)" },
  { "/coverage/rejects/empty",
    { "" },
    "'' is no level (write percent above 0 and below 100, as in 80,95)" },
  { "/coverage/rejects/twice", { "95", "95.0" }, "level '95.0' is given twice (as '95' before)" },
};

static void
check_refusal(gconstpointer data)
{
  const Refusal *row = data;
  g_autoptr(GError) error = NULL;
  g_assert_null(coverage_set_new(row->texts, &error));
  g_assert_error(error, COVERAGE_ERROR, COVERAGE_ERROR_LEVEL);
  g_assert_cmpstr(error->message, ==, row->message);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/coverage/probabilities-rise-and-match-levels", check_order);
  g_test_add_func("/coverage/no-levels-is-the-empty-set", check_empty);
  for (gsize i = 0; i < G_N_ELEMENTS(refusals); i++) {
    g_test_add_data_func(refusals[i].path, &refusals[i], check_refusal);
  }
  return g_test_run();
}
