// SPDX-License-Identifier: MIT
#include "cli/feature_view.h"

#include "cli/plugin_view.h"
#include "cli/table_view.h"
#include "cli/text_table.h"
#include "run/feature_columns.h"

#include <math.h>

enum {
  VIEW_MAX_SERIES = 6, // side by side
  VIEW_MAX_ROWS = 40,  // of the table of many series
};

// The columns of the list, in their order.
enum {
  LIST_FEATURE,
  LIST_COMPONENT,
  LIST_IGNORES,
  LIST_SUMMARY,
  LIST_REFERENCE,
  N_LIST_COLUMNS,
};

Sheet *
feature_view_new_list(const GPtrArray *setups, const GPtrArray *columns)
{
  static const char *const names[N_LIST_COLUMNS] = {
    [LIST_FEATURE] = "feature", [LIST_COMPONENT] = "component", [LIST_IGNORES] = "ignores",
    [LIST_SUMMARY] = "summary", [LIST_REFERENCE] = "reference",
  };
  Sheet *sheet = sheet_new();
  gboolean is_made = TRUE;
  for (gsize i = 0; i < N_LIST_COLUMNS; i++) {
    const TableColumn column = { .name = names[i], .kind = TABLE_TEXT };
    is_made = is_made && sheet_add_column(sheet, &column, NULL);
  }
  is_made = is_made && sheet_set_n_rows(sheet, columns->len, NULL);
  g_assert(is_made);
  for (guint i = 0; i < columns->len; i++) {
    const FeatureColumn *column = g_ptr_array_index(columns, i);
    const plugcast_feature *feature = feature_column_declare(column, setups);
    const Setup *setup = g_ptr_array_index(setups, column->setup);
    sheet_get_texts(sheet, LIST_FEATURE)[i] = sheet_keep_text(sheet, column->name);
    sheet_get_texts(sheet, LIST_COMPONENT)[i] = sheet_keep_text(sheet, setup_get_full_label(setup));
    sheet_get_texts(sheet, LIST_IGNORES)[i] = plugin_view_get_ignored(feature);
    sheet_get_texts(sheet, LIST_SUMMARY)[i] = feature->summary;
    sheet_get_texts(sheet, LIST_REFERENCE)[i] = feature->reference;
  }
  return sheet;
}

static void
add_number(TextTable *table, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE] = "-";
  if (!isnan(value)) {
    (void)g_ascii_formatd(text, sizeof text, "%.6g", value);
  }
  text_table_add_cell(table, text);
}

static char *
render_side_by_side(Sheet *table, gsize width)
{
  g_autoptr(TextTable) text = text_table_new();
  text_table_add_column(text, "feature", TEXT_TABLE_LEFT);
  for (gsize i = 0; i < sheet_get_n_rows(table); i++) {
    text_table_add_column(text, sheet_get_texts(table, 0)[i], TEXT_TABLE_RIGHT);
  }
  for (gsize j = 1; j < sheet_get_n_columns(table); j++) {
    text_table_add_cell(text, sheet_get_column(table, j).name);
    for (gsize i = 0; i < sheet_get_n_rows(table); i++) {
      add_number(text, sheet_get_numbers(table, j)[i]);
    }
  }
  return text_table_render(text, width);
}

char *
feature_view_render(Sheet *table, gsize width)
{
  if (sheet_get_n_rows(table) <= VIEW_MAX_SERIES) {
    return render_side_by_side(table, width);
  }
  const TableSource rows = sheet_get_source(table);
  return table_view_render(&rows, width, VIEW_MAX_ROWS);
}
