// SPDX-License-Identifier: MIT
// Every sample file cut at every byte and with every byte changed: an error with a message or a
// panel that keeps its promises, never a crash.
#include "reader-fixture.h"

#include <math.h>
#include <string.h>

enum {
  CHUNK_SIZE = 16
};

static const char *const samples[] = {
  "long.csv",   "quarters.csv",    "quoted.csv",   "sample.tsf",
  "values.csv", "wide_column.tsv", "wide_row.csv",
};

static void
assert_column_is_finite(const double *values, gsize n_values)
{
  for (gsize i = 0; i < n_values; i++) {
    g_assert_false(isinf(values[i]));
  }
}

static void
assert_panel_is_valid(const Panel *panel)
{
  g_autoptr(GHashTable) ids = g_hash_table_new(g_str_hash, g_str_equal);
  g_assert_cmpuint(panel_get_n_series(panel), >, 0);
  const Step *first = panel_get_step(panel, 0);
  for (gsize i = 0; i < panel_get_n_series(panel); i++) {
    const char *id = panel_get_id(panel, i);
    const gsize length = panel_get_length(panel, i);
    g_assert_true(g_utf8_validate(id, -1, NULL) && *id != '\0');
    g_assert_true(g_hash_table_add(ids, (gpointer)(guintptr)id));
    g_assert_cmpuint(length, >, 0);
    g_assert_true(panel_get_step(panel, i)->unit == first->unit);
    g_assert_cmpint(panel_get_step(panel, i)->count, ==, first->count);
    assert_column_is_finite(panel_get_values(panel, i), length);
    for (gsize column = 0; column < panel_get_n_exogenous(panel); column++) {
      assert_column_is_finite(panel_get_exogenous(panel, column, i), length);
    }
  }
}

static void
read_mutant(const char *text, gsize length)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Panel) panel = fixture_read(text, length, NULL, CHUNK_SIZE, 1, &error);
  if (panel != NULL) {
    g_assert_no_error(error);
    assert_panel_is_valid(panel);
  } else {
    fixture_assert_message(error, "m.csv*: ?*");
    g_assert_true(g_utf8_validate(error->message, -1, NULL));
  }
}

static char *
load(const char *name, gsize *length)
{
  g_autofree char *path = g_test_build_filename(G_TEST_DIST, "data", "reader", name, NULL);
  g_autoptr(GError) error = NULL;
  char *text = NULL;
  (void)g_file_get_contents(path, &text, length, &error);
  g_assert_no_error(error);
  return text;
}

static void
test_survives_cuts(gconstpointer data)
{
  gsize length = 0;
  g_autofree char *text = load(data, &length);
  for (gsize kept = 0; kept <= length; kept++) {
    read_mutant(text, kept);
    read_mutant(text + kept, length - kept);
  }
}

static void
test_survives_changed_bytes(gconstpointer data)
{
  static const char bytes[] = "\"\n\r,;\t.-0:@#? x\x80\xFF";
  gsize length = 0;
  g_autofree char *text = load(data, &length);
  for (gsize i = 0; i < length; i++) {
    const char kept = text[i];
    for (gsize j = 0; j < sizeof bytes; j++) { // the NUL too
      text[i] = bytes[j];
      read_mutant(text, length);
    }
    for (guint bit = 0; bit < 8; bit++) {
      text[i] = (char)(kept ^ (char)(1U << bit));
      read_mutant(text, length);
    }
    text[i] = kept;
  }
}

static void
test_survives_lost_and_doubled_bytes(gconstpointer data)
{
  gsize length = 0;
  g_autofree char *text = load(data, &length);
  g_autofree char *mutant = g_malloc(length + 1);
  for (gsize i = 0; i < length; i++) {
    memcpy(mutant, text, i);
    memcpy(mutant + i, text + i + 1, length - i - 1);
    read_mutant(mutant, length - 1);
    memcpy(mutant, text, i + 1);
    memcpy(mutant + i + 1, text + i, length - i);
    read_mutant(mutant, length + 1);
  }
}

static void
add(const char *what, const char *sample, GTestDataFunc test)
{
  g_autofree char *path = g_strconcat("/reader/survives/", what, "/", sample, NULL);
  g_test_add_data_func(path, sample, test);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(samples); i++) {
    add("cuts", samples[i], test_survives_cuts);
    add("changed-bytes", samples[i], test_survives_changed_bytes);
    add("lost-and-doubled-bytes", samples[i], test_survives_lost_and_doubled_bytes);
  }
  return g_test_run();
}
