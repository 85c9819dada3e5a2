// SPDX-License-Identifier: MIT
#include "cli/text_table.h"

static char *
render(gsize width)
{
  g_autoptr(TextTable) table = text_table_new();
  text_table_add_column(table, "name", TEXT_TABLE_LEFT);
  text_table_add_column(table, "n", TEXT_TABLE_RIGHT);
  text_table_add_column(table, "summary", TEXT_TABLE_LEFT);
  const char *const cells[] = {
    "théta", "7", "one two three four five six seven", "日本", "1234", "short",
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cells); i++) {
    text_table_add_cell(table, cells[i]);
  }
  return text_table_render(table, width);
}

static void
test_aligns(void)
{
  g_autofree char *text = render(80);
  g_assert_cmpstr(text, ==,
                  "name      n  summary\n"
                  "théta     7  one two three four five six seven\n"
                  "日本   1234  short\n");
}

static void
test_wraps_last_column(void)
{
  g_autofree char *text = render(36);
  g_assert_cmpstr(text, ==,
                  "name      n  summary\n"
                  "théta     7  one two three four five\n"
                  "             six seven\n"
                  "日本   1234  short\n");
}

static void
test_leaves_off_what_does_not_fit(void)
{
  g_autofree char *text = render(20);
  g_assert_cmpstr(text, ==,
                  "name      n\n"
                  "théta     7\n"
                  "日本   1234\n");
}

static void
test_keeps_first_column(void)
{
  g_autofree char *text = render(1);
  g_assert_cmpstr(text, ==, "name\nthéta\n日本\n");
}

static void
test_wraps_nothing_into_long_words(void)
{
  g_autoptr(GString) out = g_string_new("- ");
  text_wrap(out, "a incomprehensibilities b", 2, 10);
  g_assert_cmpstr(out->str, ==, "- a\n  incomprehensibilities\n  b");
}

static void
test_width_counts_terminal_columns(void)
{
  g_assert_cmpuint(text_width(""), ==, 0);
  g_assert_cmpuint(text_width("abc"), ==, 3);
  g_assert_cmpuint(text_width("é"), ==, 1);
  g_assert_cmpuint(text_width("e\xcc\x81"), ==, 1);
  g_assert_cmpuint(text_width("日本"), ==, 4);
  g_assert_cmpuint(text_width("\xff\xfe"), ==, 2);
}

static void
test_printable_steers_no_terminal(void)
{
  g_autofree char *text = text_make_printable("a\033[31mb\tc\xc2\x9b"
                                              "2J\nd\xff");
  g_assert_cmpstr(text, ==, "a?[31mb?c?2J\nd\xef\xbf\xbd");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/text-table/aligns", test_aligns);
  g_test_add_func("/text-table/wraps-last-column", test_wraps_last_column);
  g_test_add_func("/text-table/leaves-off-what-does-not-fit", test_leaves_off_what_does_not_fit);
  g_test_add_func("/text-table/keeps-first-column", test_keeps_first_column);
  g_test_add_func("/text-table/wraps-around-long-words", test_wraps_nothing_into_long_words);
  g_test_add_func("/text-table/width-counts-terminal-columns", test_width_counts_terminal_columns);
  g_test_add_func("/text-table/printable-steers-no-terminal", test_printable_steers_no_terminal);
  return g_test_run();
}
