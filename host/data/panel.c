// SPDX-License-Identifier: MIT
#include "data/panel.h"

#include "data/panel-private.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum {
  TEXTS_BLOCK = 4096, // bytes GStringChunk takes at a time
  FIRST_SERIES = 16,
  LARGE_PAGE = 2 * 1024 * 1024,
};

// Large columns begin at a large page and ask for such, which saves a fault for each small one.
static double *
columns_new(gsize n_values)
{
  gsize n_bytes = 0;
  if (!g_size_checked_mul(&n_bytes, n_values, sizeof(double))) {
    return NULL;
  }
  if (n_bytes < 2 * LARGE_PAGE) {
    return malloc(MAX(n_bytes, 1));
  }
  void *columns = NULL;
  if (posix_memalign(&columns, LARGE_PAGE, n_bytes) != 0) {
    return NULL;
  }
  (void)madvise(columns, n_bytes, MADV_HUGEPAGE);
  return columns;
}

Panel *
panel_new(gsize n_columns, gsize column_length)
{
  g_return_val_if_fail(n_columns > 0, NULL);

  gsize n_values = 0;
  double *columns = NULL;
  if (g_size_checked_mul(&n_values, n_columns, column_length)) {
    columns = columns_new(n_values);
  }
  if (columns == NULL) {
    return NULL;
  }

  Panel *panel = g_new0(Panel, 1);
  panel->texts = g_string_chunk_new(TEXTS_BLOCK);
  panel->columns = columns;
  panel->column_length = column_length;
  panel->id_name = "unique_id";
  panel->time_name = "ds";
  panel->target_name = "y";
  return panel;
}

void
panel_free(Panel *panel)
{
  if (panel == NULL) {
    return;
  }
  g_free(panel->series);
  g_free(panel->exogenous);
  g_clear_pointer(&panel->texts, g_string_chunk_free);
  if (!panel->borrows) {
    free(panel->columns); // as posix_memalign() asks for
  }
  g_free(panel);
}

void
panel_add_series(Panel *panel,
                 const char *id,
                 gsize id_length,
                 gsize offset,
                 gsize length,
                 gint64 start,
                 const Step *step)
{
  if (panel->n_series == panel->series_capacity) {
    panel->series_capacity = MAX(2 * panel->series_capacity, FIRST_SERIES);
    panel->series = g_renew(PanelSeries, panel->series, panel->series_capacity);
  }
  panel->series[panel->n_series++] = (PanelSeries){
    .id = g_string_chunk_insert_len(panel->texts, id, (gssize)id_length),
    .offset = offset,
    .length = length,
    .start = start,
    .step = *step,
  };
}

void
panel_add_exogenous(Panel *panel, const char *name)
{
  panel->exogenous = g_renew(const char *, panel->exogenous, panel->n_exogenous + 1);
  panel->exogenous[panel->n_exogenous++] = g_string_chunk_insert(panel->texts, name);
}

void
panel_set_names(Panel *panel, const char *id_name, const char *time_name, const char *target_name)
{
  if (id_name != NULL) {
    panel->id_name = g_string_chunk_insert(panel->texts, id_name);
  }
  if (time_name != NULL) {
    panel->time_name = g_string_chunk_insert(panel->texts, time_name);
  }
  if (target_name != NULL) {
    panel->target_name = g_string_chunk_insert(panel->texts, target_name);
  }
}

static const PanelSeries *
panel_at(const Panel *panel, gsize index)
{
  g_assert(index < panel->n_series);

  return &panel->series[index];
}

gsize
panel_get_n_series(const Panel *panel)
{
  return panel->n_series;
}

gsize
panel_get_n_values(const Panel *panel)
{
  gsize n_values = 0;
  for (gsize i = 0; i < panel->n_series; i++) {
    n_values += panel_at(panel, i)->length;
  }
  return n_values;
}

const char *
panel_get_id(const Panel *panel, gsize index)
{
  return panel_at(panel, index)->id;
}

gsize
panel_get_length(const Panel *panel, gsize index)
{
  return panel_at(panel, index)->length;
}

const double *
panel_get_values(const Panel *panel, gsize index)
{
  return panel->columns + panel_at(panel, index)->offset;
}

gint64
panel_get_start(const Panel *panel, gsize index)
{
  return panel_at(panel, index)->start;
}

const Step *
panel_get_step(const Panel *panel, gsize index)
{
  return &panel_at(panel, index)->step;
}

const TimestampStyle *
panel_get_timestamp_style(const Panel *panel)
{
  return &panel->style;
}

gsize
panel_get_horizon(const Panel *panel)
{
  return panel->horizon;
}

gsize
panel_get_n_exogenous(const Panel *panel)
{
  return panel->n_exogenous;
}

const char *
panel_get_exogenous_name(const Panel *panel, gsize column)
{
  g_assert(column < panel->n_exogenous);

  return panel->exogenous[column];
}

const double *
panel_get_exogenous(const Panel *panel, gsize column, gsize index)
{
  g_assert(column < panel->n_exogenous);

  return panel->columns + (column + 1) * panel->column_length + panel_at(panel, index)->offset;
}

const char *
panel_get_id_name(const Panel *panel)
{
  return panel->id_name;
}

const char *
panel_get_time_name(const Panel *panel)
{
  return panel->time_name;
}

const char *
panel_get_target_name(const Panel *panel)
{
  return panel->target_name;
}

Panel *
panel_new_of_series(const Panel *panel, const gsize *series, gsize n_series)
{
  Panel *part = g_new0(Panel, 1);
  part->texts = g_string_chunk_new(TEXTS_BLOCK);
  part->columns = panel->columns;
  part->column_length = panel->column_length;
  part->borrows = TRUE;
  part->style = panel->style;
  part->horizon = panel->horizon;
  panel_set_names(part, panel->id_name, panel->time_name, panel->target_name);
  for (gsize i = 0; i < panel->n_exogenous; i++) {
    panel_add_exogenous(part, panel->exogenous[i]);
  }
  for (gsize i = 0; i < n_series; i++) {
    const PanelSeries *own = panel_at(panel, series[i]);
    panel_add_series(part, own->id, strlen(own->id), own->offset, own->length, own->start,
                     &own->step);
  }
  return part;
}
