// SPDX-License-Identifier: MIT
#include "cli/scale_view.h"

#include "cli/text_table.h"

#include <math.h>

enum {
  BAR_WIDTH = 40,
  TEXT_LENGTH = 48,
};

// The columns of the sheet, in this order.
typedef enum {
  COLUMN_THREADS,
  COLUMN_KIND,
  COLUMN_SECONDS_MIN,
  COLUMN_SECONDS_MEDIAN,
  COLUMN_SECONDS_MAX,
  COLUMN_SPEEDUP,
  COLUMN_SPEEDUP_MIN,
  COLUMN_SPEEDUP_MAX,
  COLUMN_EFFICIENCY,
  N_COLUMNS,
} Column;

// Columns of one unit are rounded alike.
enum {
  UNIT_SECONDS = 1,
  UNIT_SPEEDUP = 2,
};

static const TableColumn columns[N_COLUMNS] = {
  [COLUMN_THREADS] = { .name = "threads", .kind = TABLE_INTEGER },
  [COLUMN_KIND] = { .name = "kind", .kind = TABLE_TEXT },
  [COLUMN_SECONDS_MIN] = { .name = "seconds_min", .kind = TABLE_NUMBER, .unit = UNIT_SECONDS },
  [COLUMN_SECONDS_MEDIAN] = { .name = "seconds_median",
                              .kind = TABLE_NUMBER,
                              .unit = UNIT_SECONDS },
  [COLUMN_SECONDS_MAX] = { .name = "seconds_max", .kind = TABLE_NUMBER, .unit = UNIT_SECONDS },
  [COLUMN_SPEEDUP] = { .name = "speedup", .kind = TABLE_NUMBER, .unit = UNIT_SPEEDUP },
  [COLUMN_SPEEDUP_MIN] = { .name = "speedup_min", .kind = TABLE_NUMBER, .unit = UNIT_SPEEDUP },
  [COLUMN_SPEEDUP_MAX] = { .name = "speedup_max", .kind = TABLE_NUMBER, .unit = UNIT_SPEEDUP },
  [COLUMN_EFFICIENCY] = { .name = "efficiency", .kind = TABLE_NUMBER },
};

static void
put_row(Sheet *sheet, gsize row, const char *kind, const ScaleRow *from)
{
  const double numbers[N_COLUMNS] = {
    [COLUMN_SECONDS_MIN] = from->seconds.minimum,
    [COLUMN_SECONDS_MEDIAN] = from->seconds.median,
    [COLUMN_SECONDS_MAX] = from->seconds.maximum,
    [COLUMN_SPEEDUP] = from->speedup.median,
    [COLUMN_SPEEDUP_MIN] = from->speedup.minimum,
    [COLUMN_SPEEDUP_MAX] = from->speedup.maximum,
    [COLUMN_EFFICIENCY] = scale_row_get_efficiency(from),
  };
  sheet_get_integers(sheet, COLUMN_THREADS)[row] = from->n_threads;
  sheet_get_texts(sheet, COLUMN_KIND)[row] = kind;
  for (gsize i = COLUMN_SECONDS_MIN; i < N_COLUMNS; i++) {
    sheet_get_numbers(sheet, i)[row] = numbers[i];
  }
}

Sheet *
scale_view_new_sheet(const ScaleResult *result)
{
  Sheet *sheet = sheet_new();
  for (gsize i = 0; i < N_COLUMNS; i++) {
    const gboolean is_added = sheet_add_column(sheet, &columns[i], NULL);
    g_assert(is_added);
  }
  const gboolean is_sized = sheet_set_n_rows(sheet, 1 + result->n_rows, NULL);
  g_assert(is_sized);
  const ScaleRow sequential = {
    .n_threads = 1,
    .seconds = result->sequential,
    .speedup = { 1, 1, 1 },
  };
  put_row(sheet, 0, "sequential", &sequential);
  for (gsize i = 0; i < result->n_rows; i++) {
    const ScaleRow *row = &result->rows[i];
    put_row(sheet, 1 + i, row->is_simulated ? "simulated" : "measured", row);
  }
  return sheet;
}

static void
add_number(TextTable *table, const char *format, double value)
{
  char text[TEXT_LENGTH];
  text_table_add_cell(table, g_ascii_formatd(text, sizeof text, format, value));
}

static void
add_times(TextTable *table, const ScaleSpread *seconds)
{
  add_number(table, "%.2f", seconds->minimum * 1e3);
  add_number(table, "%.2f", seconds->median * 1e3);
}

static char *
render_table(const ScaleResult *result, gsize width)
{
  static const char *const headings[] = { "THREADS",  "LEAST ms",   "MEDIAN ms",
                                          "SPEED-UP", "EFFICIENCY", NULL };
  g_autoptr(TextTable) table = text_table_new();
  for (gsize i = 0; headings[i] != NULL; i++) {
    text_table_add_column(table, headings[i], TEXT_TABLE_RIGHT);
  }
  text_table_add_column(table, "", TEXT_TABLE_LEFT);
  text_table_add_cell(table, "-");
  add_times(table, &result->sequential);
  text_table_add_cell(table, "");
  text_table_add_cell(table, "");
  text_table_add_cell(table, "in sequence");
  for (gsize i = 0; i < result->n_rows; i++) {
    const ScaleRow *row = &result->rows[i];
    const gboolean is_crowded = row->n_threads > result->n_processors && !row->is_simulated;
    add_number(table, "%.0f", row->n_threads);
    add_times(table, &row->seconds);
    add_number(table, "%.2f", row->speedup.median);
    add_number(table, "%.3f", scale_row_get_efficiency(row));
    text_table_add_cell(table, row->is_simulated ? "simulated"
                               : is_crowded      ? "more threads than processors"
                                                 : "");
  }
  return text_table_render(table, width);
}

static double
find_greatest(const ScaleResult *result)
{
  double greatest = 1;
  for (gsize i = 0; i < result->n_rows; i++) {
    greatest = fmax(greatest, result->rows[i].speedup.median);
  }
  return greatest;
}

static void
append_bars(const ScaleResult *result, gboolean unicode, GString *out)
{
  const double greatest = find_greatest(result);
  for (gsize i = 0; i < result->n_rows; i++) {
    const ScaleRow *row = &result->rows[i];
    const gsize length = (gsize)lround(row->speedup.median / greatest * BAR_WIDTH);
    char speedup[TEXT_LENGTH];
    g_string_append_printf(out, "%7u ", row->n_threads);
    for (gsize j = 0; j < MAX(length, 1); j++) {
      g_string_append(out, row->is_simulated ? (unicode ? "░" : ".") : (unicode ? "█" : "#"));
    }
    g_string_append_printf(out, " %s\n",
                           g_ascii_formatd(speedup, sizeof speedup, "%.2f", row->speedup.median));
  }
}

static void
append_spread(GString *out, const char *text, const ScaleSpread *spread)
{
  char numbers[3][TEXT_LENGTH];
  g_string_append_printf(out, "%s %s (%s to %s)", text,
                         g_ascii_formatd(numbers[0], sizeof numbers[0], "%.4f", spread->median),
                         g_ascii_formatd(numbers[1], sizeof numbers[1], "%.4f", spread->minimum),
                         g_ascii_formatd(numbers[2], sizeof numbers[2], "%.4f", spread->maximum));
}

static void
append_laws(const ScaleResult *result, GString *out)
{
  const ScaleLaws *laws = &result->laws;
  append_spread(out, "\nAmdahl: parallel part p =", &laws->parallel);
  append_spread(out, "\nGustafson: serial part a =", &laws->serial);
  append_spread(out, "\nUniversal Scalability Law: contention =", &laws->contention);
  append_spread(out, ", coherency =", &laws->coherency);
  const double peak = scaling_laws_find_peak(&laws->medians);
  if (isfinite(peak)) {
    char text[TEXT_LENGTH];
    g_string_append_printf(out, ", slower beyond %s threads",
                           g_ascii_formatd(text, sizeof text, "%.0f", peak));
  }
  g_string_append_c(out, '\n');
}

static gboolean
has_more_than_processors(const ScaleResult *result)
{
  for (gsize i = 0; i < result->n_rows; i++) {
    if (!result->rows[i].is_simulated && result->rows[i].n_threads > result->n_processors) {
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
has_simulation(const ScaleResult *result)
{
  return result->n_rows > 0 && result->rows[result->n_rows - 1].is_simulated;
}

static void
append_remarks(const ScaleResult *result, gsize width, GString *out)
{
  g_autoptr(GString) text = g_string_new(NULL);
  if (has_more_than_processors(result)) {
    g_string_append_printf(text,
                           "This process may use %u processor%s: more threads than that share "
                           "them, and the laws leave those rows out. ",
                           result->n_processors, result->n_processors == 1 ? "" : "s");
  }
  if (result->laws.n_points == 0) {
    g_string_append(text, "No law can be fitted: there is no count of threads above 1 with a "
                          "processor for each. ");
  } else if (result->laws.n_points == 1) {
    g_string_append(text, "One count of threads above 1 cannot tell contention from coherency: "
                          "all loss is taken for contention. ");
  }
  if (has_simulation(result)) {
    g_string_append_printf(text,
                           "Simulated rows replay the measured items on the pool's schedule; a "
                           "claim costs %.0f ns, waking %.1f us, closing %.1f us. What threads "
                           "take from each other, such as memory bandwidth, is not in them. ",
                           result->costs.claim_ns, result->costs.wake_ns / 1e3,
                           result->costs.close_ns / 1e3);
  }
  if (text->len > 0) {
    g_string_append_c(out, '\n');
    text_wrap(out, g_strchomp(text->str), 0, width);
    g_string_append_c(out, '\n');
  }
}

char *
scale_view_render(const ScaleResult *result, gsize width, gboolean unicode)
{
  g_autofree char *table = render_table(result, width);
  g_autoptr(GString) out = g_string_new(table);
  g_string_append(out, "\nSPEED-UP\n");
  append_bars(result, unicode, out);
  if (result->laws.n_points > 0) {
    append_laws(result, out);
  }
  append_remarks(result, MIN(width, 100), out);
  return g_string_free(g_steal_pointer(&out), FALSE);
}
