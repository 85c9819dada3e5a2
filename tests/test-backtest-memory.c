// SPDX-License-Identifier: MIT
// What a backtest takes of memory beside the plain forecast by the same models.
#include <glib.h>
#include <sys/resource.h>
#include <sys/wait.h>

typedef struct {
  const char *path;
  const char *levels;
} MemoryCase;

static const MemoryCase cases[] = {
  { "/backtest-memory/below-three-forecasts/points", "" },
  { "/backtest-memory/below-three-forecasts/intervals-and-scores", "--level 80,95" },
};

// Returns: the largest resident set of `plugcast LINE`, in KiB.
static long
measure_peak(const char *line)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *command = g_strdup_printf("'%s' %s", g_getenv("PLUGCAST_PROGRAM"), line);
  g_auto(GStrv) argv = NULL;
  g_assert_true(g_shell_parse_argv(command, NULL, &argv, &error));
  GPid child = 0;
  g_assert_true(g_spawn_async(NULL, argv, NULL,
                              G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL |
                                  G_SPAWN_STDERR_TO_DEV_NULL,
                              NULL, NULL, &child, &error));
  g_assert_no_error(error);
  int status = 0;
  struct rusage usage = { 0 };
  g_assert_cmpint(wait4(child, &status, 0, &usage), ==, child);
  g_assert_true(WIFEXITED(status));
  g_assert_cmpint(WEXITSTATUS(status), ==, 0);
  return usage.ru_maxrss;
}

// Three models, five folds, all M3 monthly series; forecasts and scores of single forecasts kept.
static void
check_peak(gconstpointer data)
{
  const MemoryCase *row = data;
  g_autofree char *path =
      g_test_build_filename(G_TEST_DIST, "../../shared/data/m3-monthly-train.csv.gz", NULL);
  if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
    g_test_skip("M3 is not beside the sources");
    return;
  }
  const char *settings = "-m theta,dotm,drift --horizon 18 --threads 2 -o /dev/null";
  g_autofree char *forecast = g_strdup_printf("forecast '%s' %s %s", path, settings, row->levels);
  g_autofree char *backtest = g_strdup_printf(
      "backtest '%s' %s --folds 5 --stride 6 --scores /dev/stdout %s", path, settings, row->levels);
  const long plain = measure_peak(forecast);
  const long folds = measure_peak(backtest);
  g_test_message("forecast %ld KiB, backtest %ld KiB", plain, folds);
  g_assert_cmpint(plain, >, 0);
  g_assert_cmpint(folds, <, 3 * plain);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_test_add_data_func(cases[i].path, &cases[i], check_peak);
  }
  return g_test_run();
}
