// SPDX-License-Identifier: MIT

// Accuracy and speed of forecasters on the M3 competition:
//
//   bench-accuracy [--repeats N] [--limits Y,Q,M,O] FOLDER PLUGIN.so MODEL[:PARAM=VALUE,…] …
//
// FOLDER holds m3-<group>-train.csv.gz and m3-<group>-test.csv.gz. Prints for each model and group
// the mean over series of sMAPE (as in the M4 competition) and MASE, the share of test values
// within the 80 and 95 % intervals, and the series forecast in a second of processor time, points
// only, the fastest of N runs. Exit status 1: a group's sMAPE is above its limit; 77: there is no
// FOLDER.

#include "bare-host.h"

#include "data/reader.h"
#include "pool/pool.h"

#include <glib.h>
#include <math.h>
#include <plugcast.h>
#include <stdio.h>
#include <time.h>

enum {
  HORIZON_LIMIT = 64,
  N_LEVELS = 4,
  PARAMS_LIMIT = 16,
  EXIT_SKIPPED = 77, // what meson takes for a skipped test
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

static Panel *
read_part(const char *folder, const char *group, const char *part, Pool *pool)
{
  g_autofree char *path = g_strdup_printf("%s/m3-%s-%s.csv.gz", folder, group, part);
  g_autoptr(GError) error = NULL;
  Panel *const panel = reader_read_panel(path, NULL, pool, &error);
  if (panel == NULL) {
    g_error("%s", error->message);
  }
  return panel;
}

typedef struct {
  const char *folder;
  int n_repeats;
  double limits[G_N_ELEMENTS(groups)]; // of the sMAPE of each group
} Options;

typedef struct {
  double smape;
  double mase;
  double covered_80;
  double covered_95;
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
series_at(const Panel *train, gsize index, const Group *group, const double *period)
{
  return (plugcast_series){
    .struct_size = sizeof(plugcast_series),
    .season_length = group->season_length,
    .id = panel_get_id(train, index),
    .values = panel_get_values(train, index),
    .n_values = panel_get_length(train, index),
    .periods = period,
    .n_periods = group->season_length > 1 ? 1 : 0,
    .step_count = 1,
  };
}

static double
processor_seconds(void)
{
  struct timespec used = { 0 };
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return (double)used.tv_sec + (double)used.tv_nsec * 1e-9;
}

/** Forecasts all series; returns the seconds that took; adds up scores when there are any to fill.
 */
static double
run_group(Model *model, const Group *group, const Panel *train, const Panel *test, Scores *scores)
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
  const double begin = processor_seconds();
  for (gsize i = 0; i < panel_get_n_series(train); i++) {
    const plugcast_series series = series_at(train, i, group, &period);
    out.horizon = panel_get_length(test, i);
    g_assert(out.horizon <= HORIZON_LIMIT);
    if (bare_host_forecast(model->host, model->component, model->values, &series, &out) !=
        PLUGCAST_OK) {
      g_error("%s: %s", series.id, bare_host_get_message(model->host));
    }
    if (scores != NULL) {
      scores_add(scores, &series, panel_get_values(test, i), &out);
    }
  }
  return processor_seconds() - begin;
}

/** Prints a group's line; returns whether its sMAPE is at most that of the group's limit. */
static gboolean
print_group(Model *model, const char *label, const Group *group, const Options *options, Pool *pool)
{
  g_autoptr(Panel) train = read_part(options->folder, group->name, "train", pool);
  g_autoptr(Panel) test = read_part(options->folder, group->name, "test", pool);
  g_assert(panel_get_n_series(train) == panel_get_n_series(test));

  Scores scores = { 0 };
  run_group(model, group, train, test, &scores);
  double least = (double)INFINITY;
  for (int i = 0; i < options->n_repeats; i++) {
    least = fmin(least, run_group(model, group, train, test, NULL));
  }
  const double n = (double)panel_get_n_series(train);
  printf("%-24s %-10s %7.3f %7.4f %6.1f %6.1f %10.0f\n", label, group->name, scores.smape / n,
         scores.mase / n, scores.covered_80 / n, scores.covered_95 / n, n / least);
  return scores.smape / n <= options->limits[group - groups];
}

static gboolean
print_model(BareHost *host, const char *label, const Options *options, Pool *pool)
{
  g_auto(GStrv) parts = g_strsplit(label, ":", 2);
  Model model = { .host = host, .component = bare_host_find(host, parts[0]) };
  if (model.component == NULL || model.component->n_params > PARAMS_LIMIT) {
    g_error("no model '%s' in this plugin", parts[0]);
  }
  bare_host_parse(model.component, parts[1], model.values);
  gboolean is_within = TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS(groups); i++) {
    is_within = print_group(&model, label, &groups[i], options, pool) && is_within;
  }
  return is_within;
}

/** Reads "16.86,9.30,13.96,5.02", a limit a group; without text there are none. */
static gboolean
parse_limits(const char *text, double limits[G_N_ELEMENTS(groups)])
{
  g_auto(GStrv) parts = g_strsplit(text != NULL ? text : "inf,inf,inf,inf", ",", -1);
  if (g_strv_length(parts) != G_N_ELEMENTS(groups)) {
    return FALSE;
  }
  for (gsize i = 0; i < G_N_ELEMENTS(groups); i++) {
    limits[i] = g_ascii_strtod(parts[i], NULL);
  }
  return TRUE;
}

int
main(int argc, char **argv)
{
  Options options = { .n_repeats = 3 };
  g_autofree char *limits = NULL;
  const GOptionEntry entries[] = {
    { "repeats", 0, 0, G_OPTION_ARG_INT, &options.n_repeats, "Timed runs of each group", "N" },
    { "limits", 0, 0, G_OPTION_ARG_STRING, &limits, "Fail above these sMAPE", "Y,Q,M,O" },
    { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
  };
  g_autoptr(GOptionContext) context = g_option_context_new("FOLDER PLUGIN.so MODEL…");
  g_autoptr(GError) error = NULL;
  g_option_context_add_main_entries(context, entries, NULL);
  if (!g_option_context_parse(context, &argc, &argv, &error) || argc < 4 ||
      !parse_limits(limits, options.limits)) {
    fprintf(stderr, "%s\n", error != NULL ? error->message : "FOLDER, PLUGIN.so and MODEL needed");
    return 2;
  }
  options.folder = argv[1];
  if (!g_file_test(options.folder, G_FILE_TEST_IS_DIR)) {
    fprintf(stderr, "%s: no such folder\n", options.folder);
    return EXIT_SKIPPED;
  }

  g_autoptr(Pool) pool = pool_new(1, NULL);
  g_autoptr(BareHost) host = bare_host_new(argv[2]);
  printf("%-24s %-10s %7s %7s %6s %6s %10s\n", "model", "group", "sMAPE", "MASE", "in 80", "in 95",
         "series/s");
  gboolean is_within = TRUE;
  for (int i = 3; i < argc; i++) {
    is_within = print_model(host, argv[i], &options, pool) && is_within;
  }
  return is_within ? 0 : 1;
}
