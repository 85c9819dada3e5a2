// SPDX-License-Identifier: MIT
#include "reader-fixture.h"

#include "data/decimal.h"
#include "data/reader-private.h"
#include "data/source.h"

#include <string.h>

Panel *
fixture_read(const char *text,
             gsize length,
             const ReaderOptions *options,
             gsize chunk_size,
             guint n_threads,
             GError **error)
{
  g_autofree char *padded = g_malloc0(length + SOURCE_PADDING);
  memcpy(padded, text, length);
  g_autoptr(Pool) pool = pool_new(n_threads, NULL);
  g_assert_nonnull(pool);
  return reader_read_text("m.csv", padded, length, options, chunk_size, pool, error);
}

static void
print_values(GString *text, const double *values, gsize n_values)
{
  for (gsize i = 0; i < n_values; i++) {
    char number[DECIMAL_MAX_LENGTH];
    (void)decimal_format(values[i], number);
    g_string_append_printf(text, " %s", number);
  }
}

char *
fixture_print(const Panel *panel)
{
  GString *text = g_string_new(NULL);
  for (gsize i = 0; i < panel_get_n_series(panel); i++) {
    char start[TIMESTAMP_MAX_LENGTH];
    const gsize length = panel_get_length(panel, i);
    g_autofree char *step = step_to_string(panel_get_step(panel, i));
    (void)timestamp_format(panel_get_start(panel, i), panel_get_timestamp_style(panel), start);
    g_string_append_printf(text, "%s@%s/%s:", panel_get_id(panel, i), start, step);
    print_values(text, panel_get_values(panel, i), length);
    for (gsize column = 0; column < panel_get_n_exogenous(panel); column++) {
      g_string_append_printf(text, " | %s:", panel_get_exogenous_name(panel, column));
      print_values(text, panel_get_exogenous(panel, column, i), length);
    }
    g_string_append_c(text, '\n');
  }
  return g_string_free(text, FALSE);
}

void
fixture_assert_message(const GError *error, const char *pattern)
{
  g_assert_nonnull(error);
  if (!g_pattern_match_simple(pattern, error->message)) {
    g_error("the message\n  %s\ndoes not match\n  %s", error->message, pattern);
  }
}
