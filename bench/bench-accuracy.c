// SPDX-License-Identifier: MIT

// Accuracy and speed of forecasters on the M3 competition:
//
//   bench-accuracy [--repeats N] FOLDER PLUGIN.so MODEL[:PARAM=VALUE,…] …
//
// FOLDER holds m3-<group>-train.csv.gz and m3-<group>-test.csv.gz. Prints for each model and group
// the mean over series of sMAPE (as in the M4 competition) and MASE, the share of test values
// within the 80 and 95 % intervals, and the series forecast a second on one thread, points only,
// the fastest of N runs.

#include "bare-host.h"

#include <glib.h>
#include <math.h>
#include <plugcast.h>
#include <stdio.h>
#include <string.h>

enum {
  HORIZON_LIMIT = 64,
  N_LEVELS = 4,
  PARAMS_LIMIT = 16,
};

static const double levels[N_LEVELS] = { 0.025, 0.1, 0.9, 0.975 };

typedef struct {
  const char *name;
  uint32_t season_length;
} Group;

static const Group groups[] = {
  { "yearly", 1 },
  { "quarterly", 4 },
  { "monthly", 12 },
  { "other", 1 },
};

/** Series of one file, in file order. */
typedef struct {
  GArray *values; // of double, all series end to end
  GArray *ends;   // of gsize, where each series ends
} Table;

static void
table_clear(Table *table)
{
  g_clear_pointer(&table->values, g_array_unref);
  g_clear_pointer(&table->ends, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Table, table_clear)

static gsize
table_begin(const Table *table, gsize index)
{
  return index == 0 ? 0 : g_array_index(table->ends, gsize, index - 1);
}

static gsize
table_length(const Table *table, gsize index)
{
  return g_array_index(table->ends, gsize, index) - table_begin(table, index);
}

static const double *
table_values(const Table *table, gsize index)
{
  return &g_array_index(table->values, double, table_begin(table, index));
}

static void
table_add_line(Table *table, char *line, char *last_id)
{
  char *const comma = strchr(line, ',');
  char *const last_comma = strrchr(line, ',');
  if (comma == NULL || last_comma == comma) {
    g_error("not a row of unique_id,ds,y: %s", line);
  }
  *comma = '\0';
  const double value = g_ascii_strtod(last_comma + 1, NULL);
  g_array_append_val(table->values, value);
  const gsize end = table->values->len;
  if (g_str_equal(line, last_id)) {
    g_array_index(table->ends, gsize, table->ends->len - 1) = end;
  } else {
    g_array_append_val(table->ends, end);
    g_strlcpy(last_id, line, 64);
  }
}

static Table
table_read(const char *folder, const char *group, const char *part)
{
  Table table = {
    .values = g_array_new(FALSE, FALSE, sizeof(double)),
    .ends = g_array_new(FALSE, FALSE, sizeof(gsize)),
  };
  g_autofree char *path = g_strdup_printf("%s/m3-%s-%s.csv.gz", folder, group, part);
  g_autofree char *quoted = g_shell_quote(path);
  g_autofree char *command = g_strdup_printf("zcat -- %s", quoted);
  FILE *const pipe = popen(command, "r");
  g_assert_nonnull(pipe);
  char line[256];
  char last_id[64] = "";
  if (fgets(line, sizeof line, pipe) == NULL) {
    g_error("%s: no lines", path);
  }
  while (fgets(line, sizeof line, pipe) != NULL) {
    table_add_line(&table, line, last_id);
  }
  pclose(pipe);
  return table;
}

typedef struct {
  double smape;
  double mase;
  double covered_80;
  double covered_95;
  double n_failed;
} Scores;

/** Mean absolute difference between values one season apart: the scale of MASE. */
static double
seasonal_scale(const double *values, gsize n_values, gsize season_length)
{
  double sum = 0.0;
  for (gsize i = season_length; i < n_values; i++) {
    sum += fabs(values[i] - values[i - season_length]);
  }
  return sum / (double)(n_values - season_length);
}

static void
scores_add(Scores *scores,
           const plugcast_series *series,
           const double *actuals,
           const plugcast_forecast *out)
{
  const double n = (double)out->horizon;
  const double scale = seasonal_scale(series->values, series->n_values, series->season_length);
  for (uint64_t h = 0; h < out->horizon; h++) {
    const double error = fabs(actuals[h] - out->mean[h]);
    scores->smape += 200.0 * error / (fabs(actuals[h]) + fabs(out->mean[h])) / n;
    scores->mase += error / scale / n;
    const double *const quantiles = out->quantiles + h;
    const gboolean is_in_95 =
        quantiles[0] <= actuals[h] && actuals[h] <= quantiles[3 * out->horizon];
    const gboolean is_in_80 =
        quantiles[out->horizon] <= actuals[h] && actuals[h] <= quantiles[2 * out->horizon];
    scores->covered_80 += (is_in_80 ? 100.0 : 0.0) / n;
    scores->covered_95 += (is_in_95 ? 100.0 : 0.0) / n;
  }
}

typedef struct {
  BareHost *host;
  const plugcast_component *component;
  plugcast_value values[PARAMS_LIMIT];
} Model;

static plugcast_series
series_at(const Table *train, gsize index, const Group *group, const double *period)
{
  return (plugcast_series){
    .struct_size = sizeof(plugcast_series),
    .season_length = group->season_length,
    .id = "series",
    .values = table_values(train, index),
    .n_values = table_length(train, index),
    .periods = period,
    .n_periods = group->season_length > 1 ? 1 : 0,
    .step_count = 1,
  };
}

/** Forecasts all series; adds up scores when there are any to fill. */
static gint64
run_group(Model *model, const Group *group, const Table *train, const Table *test, Scores *scores)
{
  double means[HORIZON_LIMIT];
  double quantiles[N_LEVELS * HORIZON_LIMIT];
  plugcast_status status = PLUGCAST_OK;
  plugcast_forecast out = {
    .struct_size = sizeof out,
    .n_levels = scores != NULL ? N_LEVELS : 0,
    .levels = levels,
    .mean = means,
    .quantiles = quantiles,
    .status = &status,
  };
  const double period = (double)group->season_length;
  const gint64 begin_us = g_get_monotonic_time();
  for (gsize i = 0; i < train->ends->len; i++) {
    const plugcast_series series = series_at(train, i, group, &period);
    out.horizon = table_length(test, i);
    g_assert_cmpuint(out.horizon, <=, HORIZON_LIMIT);
    if (bare_host_forecast(model->host, model->component, model->values, &series, &out) !=
        PLUGCAST_OK) {
      g_error("series %" G_GSIZE_FORMAT ": %s", i, bare_host_get_message(model->host));
    }
    if (scores != NULL) {
      scores_add(scores, &series, table_values(test, i), &out);
    }
  }
  return g_get_monotonic_time() - begin_us;
}

static void
print_group(Model *model, const char *label, const Group *group, const char *folder, int n_repeats)
{
  g_auto(Table) train = table_read(folder, group->name, "train");
  g_auto(Table) test = table_read(folder, group->name, "test");
  g_assert_cmpuint(train.ends->len, ==, test.ends->len);

  Scores scores = { 0 };
  run_group(model, group, &train, &test, &scores);
  gint64 least_us = G_MAXINT64;
  for (int i = 0; i < n_repeats; i++) {
    least_us = MIN(least_us, run_group(model, group, &train, &test, NULL));
  }
  const double n = (double)train.ends->len;
  printf("%-28s %-10s %7.3f %7.4f %6.1f %6.1f %10.0f\n", label, group->name, scores.smape / n,
         scores.mase / n, scores.covered_80 / n, scores.covered_95 / n, n / (double)least_us * 1e6);
}

static void
print_model(BareHost *host, const char *label, const char *folder, int n_repeats)
{
  g_auto(GStrv) parts = g_strsplit(label, ":", 2);
  Model model = { .host = host, .component = bare_host_find(host, parts[0]) };
  if (model.component == NULL || model.component->n_params > PARAMS_LIMIT) {
    g_error("no model '%s' in this plugin", parts[0]);
  }
  bare_host_parse(model.component, parts[1], model.values);
  for (gsize i = 0; i < G_N_ELEMENTS(groups); i++) {
    print_group(&model, label, &groups[i], folder, n_repeats);
  }
}

int
main(int argc, char **argv)
{
  int n_repeats = 3;
  const GOptionEntry entries[] = {
    { "repeats", 0, 0, G_OPTION_ARG_INT, &n_repeats, "Timed runs of each group", "N" },
    { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
  };
  g_autoptr(GOptionContext) context = g_option_context_new("FOLDER PLUGIN.so MODEL…");
  g_autoptr(GError) error = NULL;
  g_option_context_add_main_entries(context, entries, NULL);
  if (!g_option_context_parse(context, &argc, &argv, &error) || argc < 4) {
    fprintf(stderr, "%s\n", error != NULL ? error->message : "FOLDER, PLUGIN.so and MODEL needed");
    return 2;
  }

  g_autoptr(BareHost) host = bare_host_new(argv[2]);
  printf("%-28s %-10s %7s %7s %6s %6s %10s\n", "model", "group", "sMAPE", "MASE", "in 80", "in 95",
         "series/s");
  for (int i = 3; i < argc; i++) {
    print_model(host, argv[i], argv[1], n_repeats);
  }
  return 0;
}
