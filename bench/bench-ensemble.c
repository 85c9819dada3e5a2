// SPDX-License-Identifier: MIT

// What combining members costs a point: this module on the pool, on one thread, and a loop over
// points with OpenMP that gathers, sorts and sums as one would write it first. Each sample of a
// contender follows one of the same code on one thread, so that a change of the processor's clock
// does not pass for efficiency.

#include "timing.h"

#include "pool/stream.h"
#include "run/combination.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
  MOST_MEMBERS = 50
};

typedef struct {
  const char *text; // "weighted" stands for weights of each number of members
  gsize n_members;
} Workload;

static const Workload workloads[] = {
  { "mean", 5 },    { "mean", 10 },    { "mean", 50 },     { "median", 5 },    { "median", 10 },
  { "median", 50 }, { "weighted", 5 }, { "weighted", 10 }, { "weighted", 50 },
};

typedef struct {
  Combination combination;
  gsize n_members;
  gsize n_points;
  CombinationMember members[MOST_MEMBERS];
  Pool *pool; // (nullable)
  unsigned n_threads;
  double *out;
} Run;

static void
run_here(const Run *run)
{
  g_autoptr(GError) error = NULL;
  if (!combination_run(&run->combination, run->members, run->n_members, COMBINATION_MISSING_SKIP,
                       run->pool, NULL, run->out, &error)) {
    g_error("combination: %s", error->message);
  }
}

static double
combine_plainly(const Run *run, gsize point)
{
  double values[MOST_MEMBERS];
  for (gsize m = 0; m < run->n_members; m++) {
    values[m] = run->members[m].values[point];
  }
  if (run->combination.kind == COMBINATION_MEDIAN) {
    return timing_get_median(values, run->n_members);
  }
  double sum = 0;
  double total = 0;
  for (gsize m = 0; m < run->n_members; m++) {
    const double weight = run->combination.weights != NULL ? run->combination.weights[m] : 1;
    sum += weight * values[m];
    total += weight;
  }
  return sum / total;
}

static void
run_openmp(const Run *run)
{
#ifdef _OPENMP
#pragma omp parallel for schedule(static) num_threads(run->n_threads)
#endif
  for (gsize t = 0; t < run->n_points; t++) {
    run->out[t] = combine_plainly(run, t);
  }
}

typedef struct {
  const char *name;
  void (*run)(const Run *run);
  gboolean has_pool;
} Contender;

static const Contender contenders[] = {
  { "this module", run_here, TRUE },
#ifdef _OPENMP
  { "OpenMP, by point", run_openmp, FALSE },
#else
  { "plain, by point", run_openmp, FALSE },
#endif
};

static double
run_time(const Contender *contender, const Run *run)
{
  const double before_s = timing_get_s();
  contender->run(run);
  return timing_get_s() - before_s;
}

typedef struct {
  gsize n_repeats;
  double *alone_s; // [n_repeats] each
  double *together_s;
  double *efficiencies;
} Samples;

static void
print_row(const char *name,
          const char *contender,
          unsigned n_threads,
          double *times_s,
          const Samples *samples,
          gsize n_points,
          double efficiency)
{
  const double ns_per_point = 1e9 / (double)n_points;
  const double median_s = timing_get_median(times_s, samples->n_repeats);
  printf("%-20s  %-18s %3u %10.2f %10.2f %10.1f %%\n", name, contender, n_threads,
         times_s[0] * ns_per_point, median_s * ns_per_point, 100 * efficiency);
}

static void
measure(const Contender *contender, const Run *run, const char *name, Samples *samples)
{
  Run alone = *run;
  alone.pool = NULL;
  alone.n_threads = 1;
  Run together = *run;
  together.pool = contender->has_pool ? run->pool : NULL;
  for (gsize i = 0; i < samples->n_repeats; i++) {
    samples->alone_s[i] = run_time(contender, &alone);
    samples->together_s[i] = run_time(contender, &together);
    samples->efficiencies[i] =
        samples->alone_s[i] / (run->n_threads * MAX(samples->together_s[i], 1e-9));
  }
  const double efficiency = timing_get_median(samples->efficiencies, samples->n_repeats);
  print_row(name, contender->name, 1, samples->alone_s, samples, run->n_points, 1);
  print_row(name, contender->name, run->n_threads, samples->together_s, samples, run->n_points,
            efficiency);
}

static double
get_greatest_difference(const double *left, const double *right, gsize n)
{
  double greatest = 0;
  for (gsize i = 0; i < n; i++) {
    const double difference = fabs(left[i] - right[i]);
    greatest = difference > greatest ? difference : greatest;
  }
  return greatest;
}

static char *
make_text(const Workload *workload)
{
  if (strcmp(workload->text, "weighted") != 0) {
    return g_strdup(workload->text);
  }
  GString *text = g_string_new("weighted:");
  for (gsize i = 0; i < workload->n_members; i++) {
    g_string_append_printf(text, "%s%" G_GSIZE_FORMAT, i == 0 ? "" : ",", 1 + i % 7);
  }
  return g_string_free(text, FALSE);
}

// Returns: FALSE when the contenders' results differ by more than rounding.
static gboolean
measure_workload(const Workload *workload, Run *run, Samples *samples)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *text = make_text(workload);
  run->n_members = workload->n_members;
  if (!combination_parse(text, run->n_members, &run->combination, &error)) {
    g_error("%s", error->message);
  }
  g_autofree char *name = g_strdup_printf("%s of %" G_GSIZE_FORMAT, workload->text, run->n_members);
  g_autofree double *first = g_new0(double, run->n_points);
  double difference = 0;
  for (gsize i = 0; i < G_N_ELEMENTS(contenders); i++) {
    measure(&contenders[i], run, name, samples);
    if (i == 0) {
      memcpy(first, run->out, run->n_points * sizeof *first);
    }
    difference = MAX(difference, get_greatest_difference(first, run->out, run->n_points));
  }
  combination_clear(&run->combination);
  return difference < 1e-12;
}

static gboolean
measure_all(unsigned n_threads, gsize n_repeats, gsize n_points)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Pool) pool = pool_new(n_threads, &error);
  if (pool == NULL) {
    g_error("%s", error->message);
  }
  g_autofree double *values = g_new(double, MOST_MEMBERS *n_points);
  Stream stream;
  stream_init(&stream, 1);
  for (gsize i = 0; i < MOST_MEMBERS * n_points; i++) {
    values[i] = 2 * stream_next_uniform(&stream) - 1;
  }
  g_autofree double *out = g_new0(double, n_points);
  Run run = { .n_points = n_points, .pool = pool, .n_threads = n_threads, .out = out };
  for (gsize m = 0; m < MOST_MEMBERS; m++) {
    run.members[m] = (CombinationMember){ "member", values + m * n_points, n_points };
  }
  g_autofree double *scratch = g_new(double, 3 * n_repeats);
  Samples samples = { n_repeats, scratch, scratch + n_repeats, scratch + 2 * n_repeats };
  printf("%-20s  %-18s %3s %10s %10s %12s\n", "combination", "contender", "thr", "ns/pt min",
         "median", "efficiency");
  gboolean is_equal = TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS(workloads); i++) {
    is_equal = measure_workload(&workloads[i], &run, &samples) && is_equal;
  }
  return is_equal;
}

int
main(int argc, char **argv)
{
  gboolean is_quick = FALSE;
  int n_threads = (int)g_get_num_processors();
  int n_repeats = 7;
  int n_points = 1000000;
  const GOptionEntry entries[] = {
    { "quick", 0, 0, G_OPTION_ARG_NONE, &is_quick, "Only see that it works", NULL },
    { "threads", 0, 0, G_OPTION_ARG_INT, &n_threads, "Threads, the caller's included", "N" },
    { "repeats", 0, 0, G_OPTION_ARG_INT, &n_repeats, "Samples of each", "N" },
    { "points", 0, 0, G_OPTION_ARG_INT, &n_points, "Points of each member", "N" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(GOptionContext) context = g_option_context_new(NULL);
  g_option_context_add_main_entries(context, entries, NULL);
  if (!g_option_context_parse(context, &argc, &argv, &error)) {
    fprintf(stderr, "bench-ensemble: %s\n", error->message);
    return 2;
  }
  if (n_threads < 1 || n_repeats < 1 || n_points < 1) {
    fprintf(stderr, "bench-ensemble: --threads, --repeats and --points must be at least 1\n");
    return 2;
  }
  if (!measure_all((unsigned)n_threads, is_quick ? 1 : (gsize)n_repeats,
                   is_quick ? 5000 : (gsize)n_points)) {
    fprintf(stderr, "bench-ensemble: the contenders' results differ\n");
    return 1;
  }
  return 0;
}
