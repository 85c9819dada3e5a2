// SPDX-License-Identifier: MIT
// Searches and ensembles that learn, run by the program over real data: M3 from ../shared/data
// where that is, else the bundled sets. The same bytes for any number of threads.
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  const char *path;
  const char *line; // DATA stands for the file, MODEL for a file that is written
} Case;

#define FORECAST "forecast DATA -m theta,dotm,seasonal_naive,drift --level 80 --seed 7 --combine "
#define TUNE "tune DATA -m theta --output MODEL --seed 7 "

// parallel.md 4.5: bit-identical for every number of threads.
static const Case cases[] = {
  { "/search-data-sets/same-bytes/median", FORECAST "median" },
  { "/search-data-sets/same-bytes/trimmed", FORECAST "trimmed:0.3" },
  { "/search-data-sets/same-bytes/inverse-error", FORECAST "inverse_error:2" },
  { "/search-data-sets/same-bytes/softmax", FORECAST "softmax --members" },
  { "/search-data-sets/same-bytes/stacking", FORECAST "stacking" },
  { "/search-data-sets/same-bytes/stacking-over-all", FORECAST "stacking:0 --combine-over all" },
  { "/search-data-sets/same-bytes/nnls", FORECAST "nnls --combine-folds 2" },
  { "/search-data-sets/same-bytes/best", FORECAST "best" },
  { "/search-data-sets/same-bytes/ensemble-as-a-model",
    "backtest DATA -m ensemble(theta,drift,combine=stacking),ensemble(theta,dotm,combine=median)" },
  { "/search-data-sets/same-bytes/grid", TUNE "--grid season=none,auto --grid alpha=0.2..0.8:3" },
  { "/search-data-sets/same-bytes/random", TUNE "--random 5 --metric smape" },
  { "/search-data-sets/same-bytes/halving-by-folds", TUNE "--random 8 --halving 2 --folds 4" },
  { "/search-data-sets/same-bytes/halving-by-series",
    TUNE "--random 8 --halving 3 --halving-by series" },
  { "/search-data-sets/same-bytes/per-series", TUNE "--grid alpha=auto,0.3 --per-series" },
};

static char *
find_data(void)
{
  g_autofree char *m3 = g_test_build_filename(G_TEST_DIST, "..", "..", "shared", "data",
                                              "m3-quarterly-train.csv.gz", NULL);
  if (g_file_test(m3, G_FILE_TEST_EXISTS)) {
    return g_steal_pointer(&m3);
  }
  return g_test_build_filename(G_TEST_DIST, "..", "examples", "data", "classic-quarterly.csv",
                               NULL);
}

static char *
read_and_remove(const char *path)
{
  char *text = NULL;
  if (!g_file_get_contents(path, &text, NULL, NULL)) {
    return g_strdup("");
  }
  g_assert_cmpint(g_unlink(path), ==, 0);
  return text;
}

// Returns: (transfer full): what the program wrote, to standard output and as a model.
static char *
run(const Case *row, const char *threads, const char *data, const char *model)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
  g_strv_builder_add(builder, g_getenv("PLUGCAST_PROGRAM"));
  g_auto(GStrv) words = g_strsplit(row->line, " ", -1);
  for (gsize i = 0; words[i] != NULL; i++) {
    g_strv_builder_add(builder, strcmp(words[i], "DATA") == 0    ? data
                                : strcmp(words[i], "MODEL") == 0 ? model
                                                                 : words[i]);
  }
  g_strv_builder_add_many(builder, "--threads", threads, "--quiet", NULL);
  g_auto(GStrv) argv = g_strv_builder_end(builder);
  g_autofree char *output = NULL;
  g_autofree char *errors = NULL;
  int status = 0;
  g_assert_true(g_spawn_sync(NULL, argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &output, &errors,
                             &status, &error));
  g_assert_no_error(error);
  // 1: some series were too short.
  const gboolean is_whole = g_spawn_check_wait_status(status, &error);
  if (!is_whole && !g_error_matches(error, G_SPAWN_EXIT_ERROR, 1)) {
    g_error("%s failed: %s", row->line, errors);
  }
  g_autofree char *written = read_and_remove(model);
  return g_strconcat(output, written, NULL);
}

static void
check_case(gconstpointer data)
{
  const Case *row = data;
  g_autoptr(GError) error = NULL;
  g_autofree char *file = find_data();
  g_autofree char *folder = g_dir_make_tmp("plugcast-search-XXXXXX", &error);
  g_assert_no_error(error);
  g_autofree char *model = g_build_filename(folder, "best.json", NULL);
  g_autofree char *alone = run(row, "1", file, model);
  g_assert_cmpuint(strlen(alone), >, 100);
  const char *const threads[] = { "2", "4", "16" };
  for (gsize i = 0; i < G_N_ELEMENTS(threads); i++) {
    g_autofree char *together = run(row, threads[i], file, model);
    g_assert_cmpstr(together, ==, alone);
  }
  g_assert_cmpint(g_rmdir(folder), ==, 0);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_test_add_data_func(cases[i].path, &cases[i], check_case);
  }
  return g_test_run();
}
