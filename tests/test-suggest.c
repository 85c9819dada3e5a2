// SPDX-License-Identifier: MIT
#include "plugin/suggest.h"

typedef struct {
  const char *name;
  const char *word;
  const char *answer; // NULL for none
} Case;

static const char *const names[] = { "theta", "dynamic-theta", "naive", "seasonal-naive", "drift",
                                     "mean",  "ses",           "holt",  "theta",          NULL };

static const Case cases[] = {
  { "missing-letter", "thta", "did you mean 'theta'?" },
  { "extra-letter", "thetaa", "did you mean 'theta'?" },
  { "other-letter", "thetq", "did you mean 'theta'?" },
  { "swapped-letters", "dirft", "did you mean 'drift'?" },
  { "upper-case", "THETA", "did you mean 'theta'?" },
  { "beginning", "seasonal", "did you mean 'seasonal-naive'?" },
  { "two-names", "sems", "did you mean 'ses'?" },
  { "nearest-first", "menn", "did you mean 'mean'?" },
  { "nothing-similar", "arima", NULL },
  { "empty", "", NULL },
  { "too-long", "0123456789012345678901234567890123456789012345678901234567890123456789", NULL },
};

static void
test_case(gconstpointer data)
{
  const Case *row = data;
  g_autofree char *answer = suggest_similar(row->word, names);
  g_assert_cmpstr(answer, ==, row->answer);
}

static void
test_at_most_three(void)
{
  const char *const close[] = { "abcx", "abc", "abcd", "abce", "xyz", NULL };
  g_autofree char *answer = suggest_similar("abc", close);
  g_assert_cmpstr(answer, ==, "did you mean 'abc', 'abcx' or 'abcd'?");
}

static void
test_no_candidates(void)
{
  g_assert_null(suggest_similar("theta", NULL));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *path = g_strdup_printf("/suggest/%s", cases[i].name);
    g_test_add_data_func(path, &cases[i], test_case);
  }
  g_test_add_func("/suggest/at-most-three", test_at_most_three);
  g_test_add_func("/suggest/no-candidates", test_no_candidates);
  return g_test_run();
}
