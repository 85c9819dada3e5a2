// SPDX-License-Identifier: MIT
#include "data/assembly.h"
#include "data/panel-private.h"
#include "data/reader_layouts.h"

#include <math.h>
#include <string.h>

Panel *
reader_long_read(const ReaderInput *input, const Schema *schema, GError **error)
{
  g_autoptr(Observations) observations = observations_new(input, schema, error);
  if (observations == NULL) {
    return NULL;
  }
  Panel *panel = assembly_make_panel(observations, error);
  if (panel == NULL) {
    return NULL;
  }
  panel_set_names(panel, schema_get_name(schema, COLUMN_ID, 0),
                  schema_get_name(schema, COLUMN_TIME, 0),
                  schema_get_name(schema, COLUMN_VALUE, 0));
  for (gsize i = 1; i < schema->n_values; i++) {
    panel_add_exogenous(panel, schema_get_name(schema, COLUMN_VALUE, i));
  }
  return panel;
}

// Makes a series of column @column: from its first to its last value, without the blanks around
// them, as a series that begins late or ends early leaves cells blank.
static gboolean
add_column(Panel *panel,
           const ReaderInput *input,
           const char *name,
           const PanelSeries *rows,
           gsize column,
           GError **error)
{
  const double *values = panel->columns + column * panel->column_length;
  gsize begin = 0;
  gsize end = rows->length;
  while (begin < end && isnan(values[begin])) {
    begin++;
  }
  while (end > begin && isnan(values[end - 1])) {
    end--;
  }
  if (begin == end) {
    reader_set_error(error, input, input->begin, READER_ERROR_EMPTY,
                     "column '%s' holds no value (leave it out of the file)", name);
    return FALSE;
  }
  const gint64 start = step_add(&rows->step, rows->start, (gint64)begin);
  panel_add_series(panel, name, strlen(name), column * panel->column_length + begin, end - begin,
                   start, &rows->step);
  return TRUE;
}

Panel *
reader_wide_column_read(const ReaderInput *input, const Schema *schema, GError **error)
{
  g_autoptr(Observations) observations = observations_new(input, schema, error);
  if (observations == NULL) {
    return NULL;
  }
  g_autoptr(Panel) panel = assembly_make_panel(observations, error);
  if (panel == NULL) {
    return NULL;
  }
  // What was read as one series of many columns becomes many series of one column.
  const PanelSeries rows = panel->series[0];
  panel->n_series = 0;
  for (gsize i = 0; i < schema->n_values; i++) {
    const char *name = schema_get_name(schema, COLUMN_VALUE, i);
    if (!add_column(panel, input, name, &rows, i, error)) {
      return NULL;
    }
  }
  panel_set_names(panel, NULL, schema_get_name(schema, COLUMN_TIME, 0), NULL);
  return g_steal_pointer(&panel);
}
