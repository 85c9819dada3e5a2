// SPDX-License-Identifier: MIT
// Whole files: the samples, the data of shared/ where it is, and generated ones of many series,
// which are the same for any number of threads.
#include "reader-fixture.h"

#include "data/reader-private.h"

#include <string.h>

typedef struct {
  const char *file;
  gsize n_series;
  gsize n_values;
  gsize shortest;
  gsize longest;
  const char *step;
} Known;

static const Known shared[] = {
  { "m3-yearly-train.csv.gz", 645, 14449, 14, 41, "year" },
  { "m3-yearly-test.csv.gz", 645, 3870, 6, 6, "year" },
  { "m3-quarterly-train.csv.gz", 756, 30956, 16, 64, "quarter" },
  { "m3-quarterly-test.csv.gz", 756, 6048, 8, 8, "quarter" },
  { "m3-monthly-train.csv.gz", 1428, 141858, 48, 126, "month" },
  { "m3-monthly-test.csv.gz", 1428, 25704, 18, 18, "month" },
  { "m3-other-train.csv.gz", 174, 11933, 63, 96, "integer" },
  { "m3-other-test.csv.gz", 174, 1392, 8, 8, "integer" },
  { "etth1.csv.gz", 7, 7 * 17420, 17420, 17420, "hour" },
};

typedef struct {
  const char *file;
  const char *panel; // as fixture_print() writes it
} Sample;

static const Sample samples[] = {
  { "long.csv", "N1@2020-01-31/month: 1.5 -2 nan nan | price: 10 11 nan 12\n"
                "N2@2019-12-31/month: 700 8 | price: 9.25 9\n" },
  { "long.csv.gz", "N1@2020-01-31/month: 1.5 -2 nan nan | price: 10 11 nan 12\n"
                   "N2@2019-12-31/month: 700 8 | price: 9.25 9\n" },
  { "quarters.csv", "quarters@1949Q1/quarter: 112 118 nan 132\n" },
  { "quoted.csv", "A;1@2016-07-01 00:00:00/15 minutes: 5.827 nan\n"
                  "say \"x\"@2016-07-01 00:00:00/15 minutes: 1\n" },
  { "sample.tsf", "T1@2010-07-01 00:30:00/30 minutes: 5.5 6 nan 7.25\n"
                  "T2@2010-07-01 00:00:00/30 minutes: 1 2\n" },
  { "values.csv", "values@1/integer: 17 18.5 nan 16\n" },
  { "wide_column.tsv", "HUFL@2016-07-01 00:00:00/hour: 5.827 5.693 nan 5.157\n"
                       "HULL@2016-07-01 00:00:00/hour: 2.009 nan nan 1.741\n"
                       "OT@2016-07-01 00:00:00/hour: 30.531 27.787\n" },
  { "wide_row.csv", "Y1@1/integer: 5172.1 5133.5 5186.9\nY2@1/integer: 2070 2104\n"
                    "Y3@1/integer: 2760 nan 2992.5 3120\n" },
};

static void
test_reads_shared(gconstpointer data)
{
  const Known *known = data;
  g_autofree char *path =
      g_test_build_filename(G_TEST_DIST, "..", "..", "shared", "data", known->file, NULL);
  if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
    g_test_skip("no shared data here");
    return;
  }
  g_autoptr(Pool) pool = pool_new(2, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(Panel) panel = reader_read_panel(path, NULL, pool, &error);
  g_assert_no_error(error);
  gsize shortest = G_MAXSIZE;
  gsize longest = 0;
  for (gsize i = 0; i < panel_get_n_series(panel); i++) {
    shortest = MIN(shortest, panel_get_length(panel, i));
    longest = MAX(longest, panel_get_length(panel, i));
  }
  g_autofree char *step = step_to_string(panel_get_step(panel, 0));
  g_assert_cmpuint(panel_get_n_series(panel), ==, known->n_series);
  g_assert_cmpuint(panel_get_n_values(panel), ==, known->n_values);
  g_assert_cmpuint(shortest, ==, known->shortest);
  g_assert_cmpuint(longest, ==, known->longest);
  g_assert_cmpstr(step, ==, known->step);
}

static void
test_reads_sample(gconstpointer data)
{
  const Sample *sample = data;
  g_autofree char *path = g_test_build_filename(G_TEST_DIST, "data", "reader", sample->file, NULL);
  g_autoptr(Pool) pool = pool_new(2, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(Panel) panel = reader_read_panel(path, NULL, pool, &error);
  g_assert_no_error(error);
  g_autofree char *text = fixture_print(panel);
  g_assert_cmpstr(text, ==, sample->panel);
}

static void
test_names_missing_file(void)
{
  g_autoptr(Pool) pool = pool_new(1, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(Panel) panel = reader_read_panel("/nowhere/m.csv", NULL, pool, &error);
  g_assert_null(panel);
  fixture_assert_message(error, "/nowhere/m.csv: *");
}

/** Appends the row of @series and @time, a number from 0, in one of several orders and forms. */
typedef void (*RowWriter)(GString *text, guint series, guint time);

static void
write_day(GString *text, guint series, guint time)
{
  // Gaps, of other lengths in each series.
  if (time % (7 + series) != 3) {
    g_string_append_printf(text, "s%u,2020-%02u-%02u,%u.%u,%d\n", series, 1 + time / 28,
                           1 + time % 28, time, series, (int)series - (int)time);
  }
}

static void
write_second(GString *text, guint series, guint time)
{
  g_string_append_printf(text, "\"a\n%u\",2020-01-01 00:%02u:%02u,%u,\n", series, time / 60,
                         time % 60, series * time);
}

typedef struct {
  const char *name; // of the case
  RowWriter write;
  gboolean is_interleaved;
} Generated;

static const Generated generated[] = {
  { "days-with-gaps", write_day, FALSE },
  { "days-with-gaps-interleaved", write_day, TRUE },
  { "seconds-with-lines-in-quotes", write_second, FALSE },
  { "seconds-with-lines-in-quotes-interleaved", write_second, TRUE },
};

static char *
generate(const Generated *recipe)
{
  enum {
    N_SERIES = 23,
    N_TIMES = 100
  };
  GString *text = g_string_new("unique_id,ds,y,x\n");
  for (guint i = 0; i < N_SERIES * N_TIMES; i++) {
    if (recipe->is_interleaved) {
      recipe->write(text, i % N_SERIES, i / N_SERIES);
    } else {
      recipe->write(text, i / N_TIMES, i % N_TIMES);
    }
  }
  return g_string_free(text, FALSE);
}

static char *
read_and_print(const char *text, gsize chunk_size, guint n_threads)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Panel) panel = fixture_read(text, strlen(text), NULL, chunk_size, n_threads, &error);
  g_assert_no_error(error);
  return fixture_print(panel);
}

static void
test_same_for_any_threads(gconstpointer data)
{
  static const guint threads[] = { 1, 2, 4, 16 };
  static const gsize chunk_sizes[] = { 3, 100, 1000, 20000 };
  g_autofree char *text = generate(data);
  g_autofree char *expected = read_and_print(text, READER_CHUNK_SIZE, 1);
  for (gsize i = 0; i < G_N_ELEMENTS(threads); i++) {
    for (gsize j = 0; j < G_N_ELEMENTS(chunk_sizes); j++) {
      g_autofree char *panel = read_and_print(text, chunk_sizes[j], threads[i]);
      g_assert_cmpstr(panel, ==, expected);
    }
  }
}

static void
test_same_error_for_any_threads(gconstpointer data)
{
  static const guint threads[] = { 1, 2, 4, 16 };
  g_autofree char *text = generate(data);
  // Two faults far apart: a text in the middle of the file and one at its end.
  char *middle = strchr(text + strlen(text) / 2, '\n');
  memset(strchr(middle + 1, '\n') - 1, 'x', 1);
  memset(text + strlen(text) - 2, 'x', 1);
  g_autofree char *expected = NULL;
  for (gsize i = 0; i < G_N_ELEMENTS(threads); i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(Panel) panel = fixture_read(text, strlen(text), NULL, 64, threads[i], &error);
    g_assert_null(panel);
    if (expected == NULL) {
      expected = g_strdup(error->message);
    }
    g_assert_cmpstr(error->message, ==, expected);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(samples); i++) {
    g_autofree char *path = g_strconcat("/reader/files/reads/", samples[i].file, NULL);
    g_test_add_data_func(path, &samples[i], test_reads_sample);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(shared); i++) {
    g_autofree char *path = g_strconcat("/reader/files/reads-shared/", shared[i].file, NULL);
    g_test_add_data_func(path, &shared[i], test_reads_shared);
  }
  g_test_add_func("/reader/files/rejects/missing-file", test_names_missing_file);
  for (gsize i = 0; i < G_N_ELEMENTS(generated); i++) {
    g_autofree char *same =
        g_strconcat("/reader/files/same-panel-for-any-threads/", generated[i].name, NULL);
    g_autofree char *same_error =
        g_strconcat("/reader/files/same-error-for-any-threads/", generated[i].name, NULL);
    g_test_add_data_func(same, &generated[i], test_same_for_any_threads);
    g_test_add_data_func(same_error, &generated[i], test_same_error_for_any_threads);
  }
  return g_test_run();
}
