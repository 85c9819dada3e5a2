// SPDX-License-Identifier: MIT
#include "run-fixture.h"

#include <glib/gstdio.h>

static void
add(IssueList *list, gsize series, gsize model, IssueOutcome outcome, const char *message)
{
  const Issue issue = {
    .series = series,
    .model = model,
    .outcome = outcome,
    .status = PLUGCAST_TOO_SHORT,
    .model_label = "theta(season=none,alpha=0.1)",
    .fallback_label = outcome == ISSUE_FELL_BACK ? "naive" : NULL,
    .message = (char *)(gsize)message,
  };
  issue_list_add(list, &issue);
}

static gboolean
is_of_last_series(const Issue *issue, G_GNUC_UNUSED gconstpointer data)
{
  return issue->series == 2;
}

static void
check_order(void)
{
  g_autoptr(IssueList) list = issue_list_new();
  add(list, 2, 0, ISSUE_FAILED, "d");
  add(list, 0, 1, ISSUE_FAILED, "c");
  add(list, 0, 0, ISSUE_FELL_BACK, "b");
  add(list, 0, 0, ISSUE_NOTE, "a");
  issue_list_sort(list);
  const char *const expected[] = { "a", "b", "c", "d" };
  g_assert_cmpuint(issue_list_get_length(list), ==, G_N_ELEMENTS(expected));
  for (gsize i = 0; i < G_N_ELEMENTS(expected); i++) {
    g_assert_cmpstr(issue_list_get(list, i)->message, ==, expected[i]);
  }
  g_assert_cmpuint(issue_list_count(list, ISSUE_FAILED), ==, 2);
  issue_list_filter(list, is_of_last_series, NULL);
  g_assert_cmpuint(issue_list_get_length(list), ==, 1);
  g_assert_cmpstr(issue_list_get(list, 0)->message, ==, "d");
}

static void
check_line(void)
{
  g_autoptr(IssueList) list = issue_list_new();
  add(list, 0, 0, ISSUE_NOTE, "two\r\nlines\t\033[2J and half of \xc3");
  add(list, 1, 0, ISSUE_NOTE, NULL);
  g_assert_cmpstr(issue_list_get(list, 0)->message, ==, "two  lines  [2J and half of \uFFFD");
  g_assert_cmpstr(issue_list_get(list, 1)->message, ==, "");
}

static void
add_many(gsize begin, gsize end, PoolWorker *worker, gpointer data)
{
  (void)worker;
  for (gsize i = begin; i < end; i++) {
    add(data, i, 0, ISSUE_FAILED, "x");
  }
}

static void
check_threads(void)
{
  g_autoptr(IssueList) list = issue_list_new();
  g_autoptr(Pool) pool = pool_new(4, NULL);
  g_assert_true(pool_run(pool, 5000, 1, add_many, list, NULL));
  issue_list_sort(list);
  g_assert_cmpuint(issue_list_get_length(list), ==, 5000);
  for (gsize i = 0; i < 5000; i++) {
    g_assert_cmpuint(issue_list_get(list, i)->series, ==, i);
  }
}

static void
check_written(void)
{
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, "\"a,b\",1,1\nc,1,1\n", 1);
  g_autoptr(IssueList) list = issue_list_new();
  add(list, 0, 0, ISSUE_FELL_BACK, "says \"no\"");
  add(list, 1, 0, ISSUE_FAILED, "1 values, needs 4");

  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp("plugcast-issue-XXXXXX", &error);
  g_assert_no_error(error);
  g_autofree char *path = g_build_filename(folder, "failures.csv", NULL);
  g_assert_true(issue_list_write(list, fixture.panel, path, &error));
  g_assert_no_error(error);
  g_autofree char *text = NULL;
  g_assert_true(g_file_get_contents(path, &text, NULL, &error));
  g_assert_cmpstr(text, ==,
                  "unique_id,model,outcome,status,fallback,message\n"
                  "\"a,b\",\"theta(season=none,alpha=0.1)\",fell back,too short,naive,"
                  "\"says \"\"no\"\"\"\n"
                  "c,\"theta(season=none,alpha=0.1)\",failed,too short,,\"1 values, needs 4\"\n");
  g_assert_cmpint(g_unlink(path), ==, 0);
  g_assert_cmpint(g_rmdir(folder), ==, 0);
}

static void
check_unwritable(void)
{
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, "c,1,1\n", 1);
  g_autoptr(IssueList) list = issue_list_new();
  g_autoptr(GError) error = NULL;
  g_assert_false(issue_list_write(list, fixture.panel, "/nowhere/failures.csv", &error));
  g_assert_nonnull(strstr(error->message, "/nowhere/failures.csv"));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/issue/order/series-then-models", check_order);
  g_test_add_func("/issue/message/is-one-line", check_line);
  g_test_add_func("/issue/keeps-all-of-many-threads", check_threads);
  g_test_add_func("/issue/write/quotes-what-needs-it", check_written);
  g_test_add_func("/issue/write/names-unwritable-path", check_unwritable);
  return g_test_run();
}
