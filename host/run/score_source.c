// SPDX-License-Identifier: MIT
#include "run/score_source.h"

#include "plugin/suggest.h"

#include <string.h>

G_DEFINE_QUARK(score_source_error, score_source_error)

static const char *const key_names[] = { "model", "series", "fold", "step", NULL };

static gboolean
parse_key(const char *name, ScoreKeys *keys, GError **error)
{
  for (guint i = 0; key_names[i] != NULL; i++) {
    if (strcmp(key_names[i], name) == 0) {
      *keys |= (ScoreKeys)(1 << i);
      return TRUE;
    }
  }
  g_autofree char *similar = suggest_similar(name, key_names);
  g_set_error(error, SCORE_SOURCE_ERROR, SCORE_SOURCE_ERROR_KEY,
              "scores by '%s' are none of model, series, fold, step%s%s", name,
              similar != NULL ? "; " : "", similar != NULL ? similar : "");
  return FALSE;
}

gboolean
score_keys_parse(const char *text, ScoreKeys *keys, GError **error)
{
  g_auto(GStrv) names = g_strsplit(text, ",", -1);
  ScoreKeys found = SCORE_BY_MODEL;
  for (gsize i = 0; names[i] != NULL; i++) {
    if (!parse_key(names[i], &found, error)) {
      return FALSE;
    }
  }
  *keys = found;
  return TRUE;
}

enum {
  MOST_COLUMNS = 10,
  N_NUMBERS = 3,
};

typedef enum {
  CELL_MODEL,
  CELL_SERIES,
  CELL_FOLD,
  CELL_STEP,
  CELL_METRIC,
  CELL_MEAN,
  CELL_MEDIAN,
  CELL_POOLED,
  CELL_N,
  CELL_N_UNDEFINED,
} Cell;

static const TableKind kinds[] = {
  TABLE_TEXT,   TABLE_TEXT,   TABLE_INTEGER, TABLE_INTEGER, TABLE_TEXT,
  TABLE_NUMBER, TABLE_NUMBER, TABLE_NUMBER,  TABLE_INTEGER, TABLE_INTEGER,
};

// Lists the columns that the keys ask for. Returns: how many there are.
static gsize
list_cells(ScoreKeys keys, Cell cells[MOST_COLUMNS])
{
  gsize n = 0;
  for (guint i = CELL_MODEL; i <= CELL_N_UNDEFINED; i++) {
    if (i > CELL_STEP || i == CELL_MODEL || (keys & (ScoreKeys)(1 << i)) != 0) {
      cells[n++] = (Cell)i;
    }
  }
  return n;
}

static gsize
get_n_columns(gconstpointer data)
{
  const ScoreSource *source = data;
  Cell cells[MOST_COLUMNS];
  return list_cells(source->keys, cells);
}

static TableColumn
get_column(gconstpointer data, gsize column)
{
  static const char *const names[] = {
    "model", NULL, "fold", "step", "metric", "mean", "median", "pooled", "n", "n_undefined",
  };
  const ScoreSource *source = data;
  Cell cells[MOST_COLUMNS];
  (void)list_cells(source->keys, cells);
  const Cell cell = cells[column];
  return (TableColumn){
    .name = cell == CELL_SERIES ? panel_get_id_name(source->panel) : names[cell],
    .kind = kinds[cell],
  };
}

// Groups along one key; 1 for all at once.
static gsize
count_groups(const ScoreSource *source, ScoreKeys key)
{
  if ((source->keys & key) == 0) {
    return 1;
  }
  switch (key) {
  case SCORE_BY_SERIES:
    return score_table_get_n_series(source->table);
  case SCORE_BY_FOLD:
    return score_table_get_n_folds(source->table);
  case SCORE_BY_STEP:
    return score_table_get_n_steps(source->table);
  default:
    return score_table_get_n_models(source->table);
  }
}

static gsize
get_n_rows(gconstpointer data)
{
  const ScoreSource *source = data;
  return count_groups(source, SCORE_BY_MODEL) * count_groups(source, SCORE_BY_SERIES) *
         count_groups(source, SCORE_BY_FOLD) * count_groups(source, SCORE_BY_STEP) *
         metric_set_get_length(score_table_get_metrics(source->table));
}

// Model slowest, then series, fold, step.
static ScoreSelection
select_group(const ScoreSource *source, gsize group)
{
  const gsize n_steps = count_groups(source, SCORE_BY_STEP);
  const gsize n_folds = count_groups(source, SCORE_BY_FOLD);
  const gsize n_series = count_groups(source, SCORE_BY_SERIES);
  const ScoreKeys keys = source->keys;
  return (ScoreSelection){
    .model = group / n_steps / n_folds / n_series,
    .series = (keys & SCORE_BY_SERIES) != 0 ? group / n_steps / n_folds % n_series : SCORE_ALL,
    .fold = (keys & SCORE_BY_FOLD) != 0 ? group / n_steps % n_folds : SCORE_ALL,
    .step = (keys & SCORE_BY_STEP) != 0 ? group % n_steps : SCORE_ALL,
  };
}

static void
put_key(const ScoreSource *source,
        Cell cell,
        const ScoreSelection *selection,
        gsize column,
        TableBatch *batch)
{
  switch (cell) {
  case CELL_MODEL:
    table_batch_set_text(batch, column, source->models[selection->model]);
    return;
  case CELL_SERIES:
    table_batch_set_text(batch, column, panel_get_id(source->panel, selection->series));
    return;
  case CELL_FOLD:
    table_batch_set_integer(batch, column, (gint64)selection->fold + 1);
    return;
  default:
    table_batch_set_integer(batch, column, (gint64)selection->step + 1);
    return;
  }
}

// One group, as far as it has forecasts.
typedef struct {
  const char *label; // of the metric
  ScoreSummary summary;
} Row;

typedef struct {
  Row *rows;
  gsize n;
} Group;

static double
get_number(const ScoreSummary *summary, Cell cell)
{
  const double numbers[N_NUMBERS] = { summary->mean, summary->median, summary->pooled };
  return numbers[cell - CELL_MEAN];
}

static void
put_values(const Group *group, Cell cell, gsize column, TableBatch *batch)
{
  if (cell == CELL_METRIC) {
    const char **texts = table_batch_fill_texts(batch, column);
    for (gsize i = 0; i < group->n; i++) {
      texts[i] = group->rows[i].label;
    }
  } else if (kinds[cell] == TABLE_NUMBER) {
    double *numbers = table_batch_fill_numbers(batch, column);
    for (gsize i = 0; i < group->n; i++) {
      numbers[i] = get_number(&group->rows[i].summary, cell);
    }
  } else {
    gint64 *integers = table_batch_fill_integers(batch, column);
    for (gsize i = 0; i < group->n; i++) {
      const ScoreSummary *summary = &group->rows[i].summary;
      integers[i] = (gint64)(cell == CELL_N ? summary->n_scored : summary->n_undefined);
    }
  }
}

static gsize
read_rows(gconstpointer data, gsize begin, gsize end, TableBatch *batch)
{
  const ScoreSource *source = data;
  const MetricSet *metrics = score_table_get_metrics(source->table);
  const gsize n_metrics = metric_set_get_length(metrics);
  const gsize index = begin / n_metrics;
  const gsize stop = MIN(end, (index + 1) * n_metrics);
  const ScoreSelection selection = select_group(source, index);
  g_autofree Row *rows = g_new(Row, stop - begin);
  Group group = { .rows = rows };
  for (gsize row = begin; row < stop; row++) {
    ScoreSummary *summary = &rows[group.n].summary;
    score_table_summarise(source->table, row - index * n_metrics, &selection, summary);
    if (summary->n_scored + summary->n_undefined > 0) {
      rows[group.n++].label = metric_set_get_label(metrics, row - index * n_metrics);
    }
  }
  if (group.n == 0) {
    return stop;
  }
  table_batch_begin(batch, group.n);
  Cell cells[MOST_COLUMNS];
  const gsize n_columns = list_cells(source->keys, cells);
  for (gsize column = 0; column < n_columns; column++) {
    if (cells[column] < CELL_METRIC) {
      put_key(source, cells[column], &selection, column, batch);
    } else {
      put_values(&group, cells[column], column, batch);
    }
  }
  return stop;
}

static const TableSourceClass source_class = {
  .get_n_columns = get_n_columns,
  .get_column = get_column,
  .get_n_rows = get_n_rows,
  .read = read_rows,
};

TableSource
score_source_of(const ScoreSource *source)
{
  return (TableSource){ .methods = &source_class, .data = source };
}
