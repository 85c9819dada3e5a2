// SPDX-License-Identifier: MIT
// Reads and writes numbers with decimal_parse() and decimal_format(), beside the C library, over
// the kinds of numbers that files hold: ns a number, least and median of all repeats.
#include "data/decimal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
  N_NUMBERS = 100000,
  N_REPEATS = 15,
  N_NUMBERS_QUICK = 1000,
  N_REPEATS_QUICK = 3,
  TEXT_MAX_LENGTH = 32,
};

typedef struct {
  char (*texts)[TEXT_MAX_LENGTH]; // [n]
  gsize *lengths;                 // [n]
  double *values;                 // [n]
  gsize n;
} Numbers;

/** Returns: a sum that depends on all results, so that none can be left out. */
typedef double (*Work)(const Numbers *numbers);

static guint64
next_random(guint64 *state)
{
  *state += G_GUINT64_CONSTANT(0x9E3779B97F4A7C15);
  guint64 mixed = *state;
  mixed = (mixed ^ mixed >> 30) * G_GUINT64_CONSTANT(0xBF58476D1CE4E5B9);
  mixed = (mixed ^ mixed >> 27) * G_GUINT64_CONSTANT(0x94D049BB133111EB);
  return mixed ^ mixed >> 31;
}

static void
write_count(guint64 random, char *text)
{
  g_snprintf(text, TEXT_MAX_LENGTH, "%d", (int)(random % 10000));
}

static void
write_price(guint64 random, char *text)
{
  g_snprintf(text, TEXT_MAX_LENGTH, "%d.%02d", (int)(random % 10000), (int)(random >> 40) % 100);
}

static void
write_measurement(guint64 random, char *text)
{
  g_snprintf(text, TEXT_MAX_LENGTH, "%.17g", (double)(random >> 11) * 0x1p-53 * 100);
}

static void
write_any_double(guint64 random, char *text)
{
  const guint64 finite = random & ~((guint64)1 << 62);
  double value = 0;
  memcpy(&value, &finite, sizeof value);
  g_snprintf(text, TEXT_MAX_LENGTH, "%.17g", value);
}

static void
numbers_init(Numbers *numbers, gsize n, void (*write_number)(guint64 random, char *text))
{
  numbers->n = n;
  numbers->texts = g_malloc0_n(n, TEXT_MAX_LENGTH);
  numbers->lengths = g_new0(gsize, n);
  numbers->values = g_new0(double, n);
  guint64 state = 1;
  for (gsize i = 0; i < n; i++) {
    write_number(next_random(&state), numbers->texts[i]);
    numbers->lengths[i] = strlen(numbers->texts[i]);
    numbers->values[i] = strtod(numbers->texts[i], NULL);
  }
}

static void
numbers_clear(Numbers *numbers)
{
  g_free(numbers->texts);
  g_free(numbers->lengths);
  g_free(numbers->values);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Numbers, numbers_clear)

static double
parse_here(const Numbers *numbers)
{
  double sum = 0;
  for (gsize i = 0; i < numbers->n; i++) {
    double value = 0;
    decimal_parse(numbers->texts[i], numbers->lengths[i], &value);
    sum += value;
  }
  return sum;
}

static double
parse_library(const Numbers *numbers)
{
  double sum = 0;
  for (gsize i = 0; i < numbers->n; i++) {
    sum += strtod(numbers->texts[i], NULL);
  }
  return sum;
}

static double
format_here(const Numbers *numbers)
{
  double sum = 0;
  for (gsize i = 0; i < numbers->n; i++) {
    char text[DECIMAL_MAX_LENGTH];
    sum += (double)decimal_format(numbers->values[i], text) + text[0];
  }
  return sum;
}

static double
format_library(const Numbers *numbers)
{
  double sum = 0;
  for (gsize i = 0; i < numbers->n; i++) {
    char text[DECIMAL_MAX_LENGTH];
    sum += snprintf(text, sizeof text, "%.17g", numbers->values[i]) + text[0];
  }
  return sum;
}

static int
compare_doubles(gconstpointer left, gconstpointer right)
{
  const double *first = left;
  const double *second = right;
  return (*first > *second) - (*first < *second);
}

typedef struct {
  double least_ns; // a number
  double median_ns;
} Timing;

static Timing
time_work(Work work, const Numbers *numbers, gsize n_repeats)
{
  g_autofree double *times = g_new0(double, n_repeats);
  volatile double kept = 0;
  for (gsize i = 0; i < n_repeats; i++) {
    g_autoptr(GTimer) timer = g_timer_new();
    kept = work(numbers);
    times[i] = g_timer_elapsed(timer, NULL) * 1e9 / (double)numbers->n;
  }
  (void)kept;
  qsort(times, n_repeats, sizeof *times, compare_doubles);
  return (Timing){ .least_ns = times[0], .median_ns = times[n_repeats / 2] };
}

static void
compare(const char *kind,
        const char *verb,
        const Numbers *numbers,
        Work here,
        Work library,
        gsize n_repeats)
{
  const Timing own = time_work(here, numbers, n_repeats);
  const Timing other = time_work(library, numbers, n_repeats);
  printf("%-12s %-7s %7.1f %7.1f %8.1f %8.1f %6.1f\n", kind, verb, own.least_ns, own.median_ns,
         other.least_ns, other.median_ns, other.least_ns / own.least_ns);
}

int
main(int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*write_number)(guint64 random, char *text);
  } kinds[] = {
    { "count", write_count },
    { "price", write_price },
    { "measurement", write_measurement },
    { "any double", write_any_double },
  };
  const gboolean is_quick = argc > 1 && g_str_equal(argv[1], "--quick");
  const gsize n_numbers = is_quick ? N_NUMBERS_QUICK : N_NUMBERS;
  const gsize n_repeats = is_quick ? N_REPEATS_QUICK : N_REPEATS;

  printf("ns a number           here            library: strtod, snprintf %%.17g\n"
         "%-12s %-7s %7s %7s %8s %8s %6s\n",
         "numbers", "", "least", "median", "least", "median", "ratio");
  for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
    g_auto(Numbers) numbers = { 0 };
    numbers_init(&numbers, n_numbers, kinds[i].write_number);
    compare(kinds[i].name, "parse", &numbers, parse_here, parse_library, n_repeats);
    compare(kinds[i].name, "format", &numbers, format_here, format_library, n_repeats);
  }
  return 0;
}
