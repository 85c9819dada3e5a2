// SPDX-License-Identifier: MIT
#include "run/augment_part.h"

#include "data/step.h"

#include <string.h>

enum {
  ID_COLUMN,
  TIME_COLUMN,
  VALUE_COLUMN,
  N_FIRST_COLUMNS,
};

// Where a copy's values and identifier begin in those of the part.
typedef struct {
  gsize value;
  gsize id;
} Room;

struct AugmentPart {
  const Panel *panel;
  GArray *entries;    // of AugmentEntry
  GArray *rooms;      // of Room, one an entry
  GArray *first_rows; // of gsize: of each entry, and behind them the number of rows
  double *values;     // [n_room], owned
  gsize n_room;
  gsize n_values; // of them in use
  GString *ids;   // of the copies, each with its NUL
};

static void
clear_entry(gpointer data)
{
  AugmentEntry *entry = data;
  g_clear_pointer(&entry->message, g_free);
}

AugmentPart *
augment_part_new(const Panel *panel)
{
  g_return_val_if_fail(panel != NULL, NULL);

  AugmentPart *part = g_new0(AugmentPart, 1);
  part->panel = panel;
  part->entries = g_array_new(FALSE, FALSE, sizeof(AugmentEntry));
  g_array_set_clear_func(part->entries, clear_entry);
  part->rooms = g_array_new(FALSE, FALSE, sizeof(Room));
  part->first_rows = g_array_new(FALSE, FALSE, sizeof(gsize));
  part->ids = g_string_new(NULL);
  return part;
}

void
augment_part_free(AugmentPart *part)
{
  if (part == NULL) {
    return;
  }
  g_array_unref(part->entries);
  g_array_unref(part->rooms);
  g_array_unref(part->first_rows);
  g_free(part->values);
  g_string_free(part->ids, TRUE);
  g_free(part);
}

void
augment_part_clear(AugmentPart *part)
{
  g_array_set_size(part->entries, 0);
  g_array_set_size(part->rooms, 0);
  g_string_set_size(part->ids, 0);
  part->n_values = 0;
}

// Returns: where in the buffer of identifiers that of a copy begins.
static gsize
add_id(AugmentPart *part, gsize series, const char *label, gsize copy)
{
  const gsize offset = part->ids->len;
  g_string_append(part->ids, panel_get_id(part->panel, series));
  g_string_append_c(part->ids, '#');
  g_string_append(part->ids, label);
  char digits[sizeof "-18446744073709551615"];
  (void)g_snprintf(digits, sizeof digits, "-%" G_GSIZE_FORMAT, copy);
  g_string_append_len(part->ids, digits, (gssize)strlen(digits) + 1);
  return offset;
}

void
augment_part_add(AugmentPart *part, gsize series, gsize augmenter, const char *label, gsize copy)
{
  const gboolean is_original = label == NULL;
  const AugmentEntry entry = {
    .series = series,
    .augmenter = augmenter,
    .copy = copy,
    .id = is_original ? panel_get_id(part->panel, series) : NULL,
    .values = is_original ? panel_get_values(part->panel, series) : NULL,
    .is_begun = is_original,
    .status = PLUGCAST_OK,
  };
  g_array_append_val(part->entries, entry);
  const Room room = {
    .value = part->n_values,
    .id = is_original ? 0 : add_id(part, series, label, copy),
  };
  g_array_append_val(part->rooms, room);
  part->n_values += is_original ? 0 : panel_get_length(part->panel, series);
}

gsize
augment_part_get_n_entries(const AugmentPart *part)
{
  return part->entries->len;
}

gsize
augment_part_get_n_values(const AugmentPart *part)
{
  return part->n_values;
}

double *
augment_part_get_room(AugmentPart *part, gsize index)
{
  return part->values + g_array_index(part->rooms, Room, index).value;
}

AugmentEntry *
augment_part_get_entry(AugmentPart *part, gsize index)
{
  return &g_array_index(part->entries, AugmentEntry, index);
}

void
augment_part_lay_out(AugmentPart *part)
{
  if (part->n_values > part->n_room) {
    g_free(part->values);
    part->values = g_new(double, part->n_values);
    part->n_room = part->n_values;
  }
  for (guint i = 0; i < part->entries->len; i++) {
    AugmentEntry *entry = augment_part_get_entry(part, i);
    if (entry->copy > 0) {
      entry->values = augment_part_get_room(part, i);
      entry->id = part->ids->str + g_array_index(part->rooms, Room, i).id;
    }
  }
}

static gsize
get_n_columns(gconstpointer data)
{
  const AugmentPart *part = data;
  return N_FIRST_COLUMNS + panel_get_n_exogenous(part->panel);
}

static TableColumn
get_column(gconstpointer data, gsize column)
{
  const Panel *panel = ((const AugmentPart *)data)->panel;
  switch (column) {
  case ID_COLUMN:
    return (TableColumn){ .name = panel_get_id_name(panel), .kind = TABLE_TEXT };
  case TIME_COLUMN:
    return (TableColumn){
      .name = panel_get_time_name(panel),
      .kind = TABLE_TIME,
      .style = panel_get_timestamp_style(panel),
    };
  case VALUE_COLUMN:
    return (TableColumn){ .name = panel_get_target_name(panel), .kind = TABLE_NUMBER };
  default:
    return (TableColumn){
      .name = panel_get_exogenous_name(panel, column - N_FIRST_COLUMNS),
      .kind = TABLE_NUMBER,
    };
  }
}

static gsize
get_first_row(const AugmentPart *part, gsize index)
{
  return g_array_index(part->first_rows, gsize, index);
}

static gsize
get_n_rows(gconstpointer data)
{
  const AugmentPart *part = data;
  return get_first_row(part, part->entries->len);
}

// The last entry that begins at @row or before it: entries without rows lie before it.
static gsize
find_entry(const AugmentPart *part, gsize row)
{
  gsize low = 0;
  gsize high = part->entries->len;
  while (high - low > 1) {
    const gsize middle = low + (high - low) / 2;
    if (get_first_row(part, middle) <= row) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return low;
}

static void
fill(const AugmentPart *part,
     const AugmentEntry *entry,
     gsize first,
     gsize n_rows,
     TableBatch *batch)
{
  const Panel *panel = part->panel;
  table_batch_begin(batch, n_rows);
  table_batch_set_text(batch, ID_COLUMN, entry->id);
  gint64 *times = table_batch_fill_integers(batch, TIME_COLUMN);
  const Step *step = panel_get_step(panel, entry->series);
  const gint64 start = panel_get_start(panel, entry->series);
  for (gsize i = 0; i < n_rows; i++) {
    times[i] = step_add(step, start, (gint64)(first + i));
  }
  table_batch_borrow_numbers(batch, VALUE_COLUMN, entry->values + first);
  for (gsize i = 0; i < panel_get_n_exogenous(panel); i++) {
    table_batch_borrow_numbers(batch, N_FIRST_COLUMNS + i,
                               panel_get_exogenous(panel, i, entry->series) + first);
  }
}

static gsize
read_rows(gconstpointer data, gsize begin, gsize end, TableBatch *batch)
{
  const AugmentPart *part = data;
  const gsize index = find_entry(part, begin);
  const gsize stop = MIN(end, get_first_row(part, index + 1));
  fill(part, &g_array_index(part->entries, AugmentEntry, index), begin - get_first_row(part, index),
       stop - begin, batch);
  return stop;
}

static const TableSourceClass source_class = {
  .get_n_columns = get_n_columns,
  .get_column = get_column,
  .get_n_rows = get_n_rows,
  .read = read_rows,
};

TableSource
augment_part_get_rows(AugmentPart *part)
{
  g_array_set_size(part->first_rows, 0);
  gsize n_rows = 0;
  for (guint i = 0; i < part->entries->len; i++) {
    const AugmentEntry *entry = augment_part_get_entry(part, i);
    g_array_append_val(part->first_rows, n_rows);
    n_rows += entry->is_begun && entry->status == PLUGCAST_OK
                  ? panel_get_length(part->panel, entry->series)
                  : 0;
  }
  g_array_append_val(part->first_rows, n_rows);
  return (TableSource){ .methods = &source_class, .data = part };
}
