// SPDX-License-Identifier: MIT
#include "cli/text_table.h"

enum {
  TEXT_TABLE_GAP = 2,
  TEXT_TABLE_LEAST_WRAP = 20, // a narrower column is left to the terminal to break
};

struct TextTable {
  GPtrArray *headings; // of char *, owned
  GArray *alignments;  // of TextTableAlignment, one a heading
  GPtrArray *cells;    // of char *, row by row, owned
};

TextTable *
text_table_new(void)
{
  TextTable *table = g_new0(TextTable, 1);
  table->headings = g_ptr_array_new_with_free_func(g_free);
  table->alignments = g_array_new(FALSE, FALSE, sizeof(TextTableAlignment));
  table->cells = g_ptr_array_new_with_free_func(g_free);
  return table;
}

void
text_table_free(TextTable *table)
{
  if (table == NULL) {
    return;
  }
  g_clear_pointer(&table->headings, g_ptr_array_unref);
  g_clear_pointer(&table->alignments, g_array_unref);
  g_clear_pointer(&table->cells, g_ptr_array_unref);
  g_free(table);
}

void
text_table_add_column(TextTable *table, const char *heading, TextTableAlignment alignment)
{
  g_assert(table->cells->len == 0);

  g_ptr_array_add(table->headings, g_strdup(heading));
  g_array_append_val(table->alignments, alignment);
}

void
text_table_add_cell(TextTable *table, const char *text)
{
  g_assert(table->headings->len > 0);

  g_ptr_array_add(table->cells, g_strdup(text));
}

gsize
text_width(const char *text)
{
  if (!g_utf8_validate(text, -1, NULL)) {
    return strlen(text);
  }
  gsize width = 0;
  for (const char *next = text; *next != '\0'; next = g_utf8_find_next_char(next, NULL)) {
    gunichar character = g_utf8_get_char(next);
    if (!g_unichar_iszerowidth(character)) {
      width += g_unichar_iswide(character) ? 2 : 1;
    }
  }
  return width;
}

char *
text_make_printable(const char *text)
{
  g_autofree char *valid = g_utf8_make_valid(text, -1);
  g_autoptr(GString) out = g_string_new(NULL);
  for (const char *next = valid; *next != '\0'; next = g_utf8_find_next_char(next, NULL)) {
    gunichar character = g_utf8_get_char(next);
    gboolean steers = character != '\n' && g_unichar_iscntrl(character);
    g_string_append_unichar(out, steers ? '?' : character);
  }
  return g_string_free(g_steal_pointer(&out), FALSE);
}

static void
text_pad(GString *out, gsize n_blanks)
{
  for (gsize i = 0; i < n_blanks; i++) {
    g_string_append_c(out, ' ');
  }
}

void
text_wrap(GString *out, const char *text, gsize indent, gsize width)
{
  g_auto(GStrv) words = g_strsplit(text, " ", -1);
  gsize column = indent;
  for (gsize i = 0; words[i] != NULL; i++) {
    gsize word_width = text_width(words[i]);
    if (i > 0 && column + 1 + word_width > width) {
      g_string_append_c(out, '\n');
      text_pad(out, indent);
      column = indent;
    } else if (i > 0) {
      g_string_append_c(out, ' ');
      column++;
    }
    g_string_append(out, words[i]);
    column += word_width;
  }
}

static gsize
text_table_column_width(const TextTable *table, gsize column)
{
  gsize n_columns = table->headings->len;
  gsize width = text_width(g_ptr_array_index(table->headings, column));
  for (gsize i = column; i < table->cells->len; i += n_columns) {
    width = MAX(width, text_width(g_ptr_array_index(table->cells, i)));
  }
  return width;
}

static gboolean
text_table_is_wrapped(const TextTable *table, gsize column)
{
  return column + 1 == table->headings->len &&
         g_array_index(table->alignments, TextTableAlignment, column) == TEXT_TABLE_LEFT;
}

/** Returns: how many columns fit, at least one. */
static gsize
text_table_count_fitting(const TextTable *table, const gsize *widths, gsize width)
{
  gsize used = widths[0];
  gsize n_fitting = 1;
  while (n_fitting < table->headings->len) {
    gboolean is_wrapped = text_table_is_wrapped(table, n_fitting);
    gsize least = is_wrapped ? MIN(widths[n_fitting], TEXT_TABLE_LEAST_WRAP) : widths[n_fitting];
    used += TEXT_TABLE_GAP + least;
    if (used > width) {
      break;
    }
    n_fitting++;
  }
  return n_fitting;
}

static void
text_table_append_row(const TextTable *table,
                      const gpointer *cells,
                      const gsize *widths,
                      gsize n_columns,
                      gsize width,
                      GString *out)
{
  gsize indent = 0;
  for (gsize i = 0; i < n_columns; i++) {
    const char *cell = cells[i];
    gsize n_blanks = widths[i] - text_width(cell);
    if (g_array_index(table->alignments, TextTableAlignment, i) == TEXT_TABLE_RIGHT) {
      text_pad(out, n_blanks);
      g_string_append(out, cell);
    } else if (text_table_is_wrapped(table, i)) {
      text_wrap(out, cell, indent, width);
    } else {
      g_string_append(out, cell);
      text_pad(out, n_blanks);
    }
    text_pad(out, TEXT_TABLE_GAP);
    indent += widths[i] + TEXT_TABLE_GAP;
  }
  while (out->len > 0 && out->str[out->len - 1] == ' ') {
    g_string_truncate(out, out->len - 1);
  }
  g_string_append_c(out, '\n');
}

char *
text_table_render(const TextTable *table, gsize width)
{
  gsize n_columns = table->headings->len;
  g_assert(n_columns > 0 && table->cells->len % n_columns == 0);

  g_autofree gsize *widths = g_new(gsize, n_columns);
  for (gsize i = 0; i < n_columns; i++) {
    widths[i] = text_table_column_width(table, i);
  }
  gsize n_fitting = text_table_count_fitting(table, widths, width);
  g_autoptr(GString) out = g_string_new(NULL);
  text_table_append_row(table, table->headings->pdata, widths, n_fitting, width, out);
  for (gsize i = 0; i < table->cells->len; i += n_columns) {
    text_table_append_row(table, &table->cells->pdata[i], widths, n_fitting, width, out);
  }
  return g_string_free(g_steal_pointer(&out), FALSE);
}
