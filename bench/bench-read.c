// SPDX-License-Identifier: MIT
// Reads a generated file of daily series with reader_read_panel() on one and two threads, beside
// awk and libcsv with strtod: least and median time of all repeats, least processor time, MB/s and
// rows/s by the least time, and the most memory that reading takes beside the mapped file.
//   bench-read [--quick | N_ROWS]
#include "csv_peer.h"

#include "data/reader.h"

#include <glib/gstdio.h>
#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
  N_ROWS = 10 * 1000 * 1000,
  N_ROWS_QUICK = 20 * 1000,
  ROWS_A_SERIES = 1000,
  N_REPEATS = 7,
  N_REPEATS_QUICK = 3,
  FIRST_YEAR = 1990,
};

typedef struct {
  const char *path;
  gsize n_rows;
  gsize n_bytes;
  Pool *pool; // of the contender, NULL for those that are no reader of ours
} Job;

/** Reads the file of @job. Returns: the sum of the values. */
typedef double (*Contender)(const Job *job);

typedef struct {
  const char *name;
  Contender read;
  guint n_threads;
} Entry;

static guint64
next_random(guint64 *state)
{
  *state += G_GUINT64_CONSTANT(0x9E3779B97F4A7C15);
  guint64 mixed = *state;
  mixed = (mixed ^ mixed >> 30) * G_GUINT64_CONSTANT(0xBF58476D1CE4E5B9);
  mixed = (mixed ^ mixed >> 27) * G_GUINT64_CONSTANT(0x94D049BB133111EB);
  return mixed ^ mixed >> 31;
}

// Values of one to six decimals, from some tens to some thousands.
static gsize
write_rows(FILE *file, gsize n_rows)
{
  guint64 state = 1;
  GDate date;
  gsize n_bytes = (gsize)fprintf(file, "unique_id,ds,y\n");
  for (gsize i = 0; i < n_rows; i++) {
    if (i % ROWS_A_SERIES == 0) {
      g_date_set_dmy(&date, 1, G_DATE_JANUARY, FIRST_YEAR);
    }
    const guint64 random = next_random(&state);
    const int n_decimals = 1 + (int)(random % 6);
    const double value = (double)(random >> 11) * 0x1p-53 * pow(10, 2 + (double)(random / 8 % 3));
    n_bytes += (gsize)fprintf(file, "N%05d,%04d-%02d-%02d,%.*f\n", (int)(i / ROWS_A_SERIES) + 1,
                              g_date_get_year(&date), (int)g_date_get_month(&date),
                              g_date_get_day(&date), n_decimals, value);
    g_date_add_days(&date, 1);
  }
  return n_bytes;
}

static double
sum_panel(const Panel *panel)
{
  double sum = 0;
  for (gsize i = 0; i < panel_get_n_series(panel); i++) {
    const double *values = panel_get_values(panel, i);
    for (gsize j = 0; j < panel_get_length(panel, i); j++) {
      sum += values[j];
    }
  }
  return sum;
}

static Panel *
read_panel(const Job *job)
{
  g_autoptr(GError) error = NULL;
  Panel *panel = reader_read_panel(job->path, NULL, job->pool, &error);
  if (panel == NULL) {
    g_error("%s", error->message);
  }
  return panel;
}

static double
read_here(const Job *job)
{
  g_autoptr(Panel) panel = read_panel(job);
  const double *values = panel_get_values(panel, 0);
  return values[0];
}

static double
read_awk(const Job *job)
{
  const char *arguments[] = {
    "awk", "-F,", "{ s += $3 } END { printf \"%.17g\\n\", s }", job->path, NULL,
  };
  g_autofree char *output = NULL;
  g_autoptr(GError) error = NULL;
  char **copied = g_strdupv((char **)(guintptr)arguments);
  if (!g_spawn_sync(NULL, copied, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, NULL, NULL,
                    &error)) {
    g_error("%s", error->message);
  }
  g_strfreev(copied);
  return g_ascii_strtod(output, NULL);
}

static double
read_csv_peer(const Job *job)
{
  return csv_peer_sum_column(job->path, 2);
}

static int
compare_times(gconstpointer left, gconstpointer right)
{
  const double a = *(const double *)left;
  const double b = *(const double *)right;
  return (a > b) - (a < b);
}

static double
to_seconds(struct timeval time)
{
  return (double)time.tv_sec + (double)time.tv_usec / G_USEC_PER_SEC;
}

// Processor time of all threads and of the children that were waited for.
static double
get_processor_seconds(void)
{
  struct rusage own;
  struct rusage children;
  (void)getrusage(RUSAGE_SELF, &own);
  (void)getrusage(RUSAGE_CHILDREN, &children);
  return to_seconds(own.ru_utime) + to_seconds(own.ru_stime) + to_seconds(children.ru_utime) +
         to_seconds(children.ru_stime);
}

static double
measure(const Entry *entry, Job *job, gsize n_repeats)
{
  g_autoptr(Pool) pool = entry->n_threads > 0 ? pool_new(entry->n_threads, NULL) : NULL;
  double times[N_REPEATS];
  double processor = G_MAXDOUBLE;
  job->pool = pool;
  volatile double sink = 0;
  for (gsize i = 0; i < n_repeats; i++) {
    const double processor_begin = get_processor_seconds();
    const gint64 begin = g_get_monotonic_time();
    sink = sink + entry->read(job);
    times[i] = (double)(g_get_monotonic_time() - begin) / G_USEC_PER_SEC;
    processor = MIN(processor, get_processor_seconds() - processor_begin);
  }
  qsort(times, n_repeats, sizeof *times, compare_times);
  const double least = times[0];
  const double median = times[n_repeats / 2];
  printf("%-22s %9.1f %9.1f %9.1f %9.1f %12.0f\n", entry->name, least * 1e3, median * 1e3,
         processor * 1e3, (double)job->n_bytes / 1e6 / least, (double)job->n_rows / least);
  return least;
}

// Memory of the process that no file backs, in bytes.
static gsize
get_anonymous_bytes(void)
{
  g_autofree char *text = NULL;
  if (!g_file_get_contents("/proc/self/statm", &text, NULL, NULL)) {
    return 0;
  }
  g_auto(GStrv) pages = g_strsplit(text, " ", 4); // all, in memory, of files
  const guint64 n_pages =
      g_ascii_strtoull(pages[1], NULL, 10) - g_ascii_strtoull(pages[2], NULL, 10);
  return n_pages * (gsize)sysconf(_SC_PAGESIZE);
}

typedef struct {
  atomic_bool is_done;
  atomic_size_t peak;
} Watch;

static gpointer
watch_memory(gpointer data)
{
  Watch *watch = data;
  while (!atomic_load(&watch->is_done)) {
    atomic_store(&watch->peak, MAX(atomic_load(&watch->peak), get_anonymous_bytes()));
    g_usleep(200);
  }
  return NULL;
}

static void
print_memory(Job *job)
{
  g_autoptr(Pool) pool = pool_new(2, NULL);
  job->pool = pool;
  Watch watch = { 0 };
  const gsize before = get_anonymous_bytes();
  GThread *thread = g_thread_new("watch", watch_memory, &watch);
  g_autoptr(Panel) panel = read_panel(job);
  atomic_store(&watch.is_done, TRUE);
  g_thread_join(thread);
  const gsize peak = atomic_load(&watch.peak);
  const double taken = peak > before ? (double)(peak - before) : 0;
  printf("memory %.1f MB for %.1f MB of values, sum %.6f\n", taken / 1e6,
         (double)panel_get_n_values(panel) * sizeof(double) / 1e6, sum_panel(panel));
}

static void
run(Job *job, gsize n_repeats)
{
  const Entry ours[] = {
    { "reader, 1 thread", read_here, 1 },
    { "reader, 2 threads", read_here, 2 },
  };
  print_memory(job);
  printf("%-22s %9s %9s %9s %9s %12s\n", "", "least ms", "median", "processor", "MB/s", "rows/s");
  double least = 0;
  for (gsize i = 0; i < G_N_ELEMENTS(ours); i++) {
    least = measure(&ours[i], job, n_repeats);
  }
  const gsize n_peer_repeats = MIN(n_repeats, 3);
  const Entry awk = { "awk -F, '{s+=$3}'", read_awk, 0 };
  (void)measure(&awk, job, n_peer_repeats);
  if (csv_peer_is_built()) {
    const Entry peer = { "libcsv + strtod", read_csv_peer, 0 };
    printf("libcsv + strtod takes %.1f times as long as the reader on 2 threads\n",
           measure(&peer, job, n_peer_repeats) / least);
  }
}

int
main(int argc, char **argv)
{
  const gboolean is_quick = argc > 1 && strcmp(argv[1], "--quick") == 0;
  Job job = { .n_rows = is_quick ? N_ROWS_QUICK : N_ROWS };
  if (argc > 1 && !is_quick) {
    job.n_rows = (gsize)g_ascii_strtoull(argv[1], NULL, 10);
  }
  g_autofree char *path = g_build_filename(g_get_tmp_dir(), "bench-read-XXXXXX", NULL);
  const int descriptor = g_mkstemp(path);
  FILE *file = descriptor >= 0 ? fdopen(descriptor, "w") : NULL;
  if (file == NULL || job.n_rows == 0) {
    g_printerr("bench-read: cannot write '%s', or no rows asked for\n", path);
    return 1;
  }
  job.path = path;
  job.n_bytes = write_rows(file, job.n_rows);
  (void)fclose(file);
  printf("%" G_GSIZE_FORMAT " rows, %.1f MB\n", job.n_rows, (double)job.n_bytes / 1e6);
  run(&job, is_quick ? N_REPEATS_QUICK : N_REPEATS);
  return g_unlink(path) == 0 ? 0 : 1;
}
