// SPDX-License-Identifier: MIT
#include "cli/progress.h"

#include <stdatomic.h>

enum {
  PROGRESS_PERIOD_US = 100000,
  PROGRESS_LEAST_BAR = 10,
  PROGRESS_GREATEST_BAR = 40,
};

struct Progress {
  const Console *console; // borrowed
  gboolean is_shown;      // on a terminal
  gint64 begin_us;
  _Atomic(gint64) next_us; // when the line may be written again
  atomic_bool is_written;
};

Progress *
progress_new(const Console *console, gint64 delay_us)
{
  Progress *progress = g_new0(Progress, 1);
  progress->console = console;
  progress->is_shown = console_errors_is_terminal(console) && !console_is_quiet(console) &&
                       !console_is_json(console);
  progress->begin_us = g_get_monotonic_time();
  atomic_init(&progress->next_us, progress->begin_us + delay_us);
  atomic_init(&progress->is_written, FALSE);
  return progress;
}

void
progress_free(Progress *progress)
{
  if (progress == NULL) {
    return;
  }
  if (atomic_load(&progress->is_written)) {
    console_write_beside(progress->console, "\r\033[K");
  }
  g_free(progress);
}

void
progress_update(gsize n_done, gsize n_total, gpointer data)
{
  Progress *progress = data;
  if (!progress->is_shown) {
    return;
  }
  gint64 now_us = g_get_monotonic_time();
  gint64 next_us = atomic_load_explicit(&progress->next_us, memory_order_relaxed);
  // Whoever moves the time on writes; all others go back to work.
  if (now_us < next_us ||
      !atomic_compare_exchange_strong(&progress->next_us, &next_us, now_us + PROGRESS_PERIOD_US)) {
    return;
  }
  g_autofree char *line = progress_render(n_done, n_total, now_us - progress->begin_us,
                                          console_get_width(progress->console) - 1);
  g_autofree char *text = g_strconcat("\r", line, "\033[K", NULL);
  atomic_store(&progress->is_written, TRUE);
  console_write_beside(progress->console, text);
}

static char *
duration_to_string(double seconds)
{
  gint64 whole = (gint64)(seconds + 0.5);
  if (whole >= 3600) {
    return g_strdup_printf("%" G_GINT64_FORMAT " h %02d min", whole / 3600, (int)(whole / 60 % 60));
  }
  if (whole >= 60) {
    return g_strdup_printf("%d min %02d s", (int)(whole / 60), (int)(whole % 60));
  }
  return g_strdup_printf("%d s", (int)whole);
}

static char *
progress_render_bar(double share, gsize width)
{
  gsize n_full = MIN((gsize)(share * (double)width), width);
  g_autofree char *bar = g_strnfill(width, '-');
  memset(bar, '#', n_full);
  return g_strdup_printf("[%s] ", bar);
}

char *
progress_render(gsize n_done, gsize n_total, gint64 elapsed_us, gsize width)
{
  double share = n_total > 0 ? (double)n_done / (double)n_total : 1;
  double seconds = (double)MAX(elapsed_us, 1) / G_USEC_PER_SEC;
  double rate = (double)n_done / seconds;
  g_autofree char *left =
      n_done > 0 ? duration_to_string((double)(n_total - n_done) / rate) : g_strdup("?");
  g_autofree char *figures =
      g_strdup_printf("%3d %%  %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT "  %.*f/s  %s left",
                      (int)(share * 100), n_done, n_total, rate < 10 ? 1 : 0, rate, left);
  gsize length = strlen(figures);
  if (length + PROGRESS_LEAST_BAR + 3 > width) {
    return g_strndup(figures, MIN(length, width));
  }
  g_autofree char *bar = progress_render_bar(share, MIN(width - length - 3, PROGRESS_GREATEST_BAR));
  return g_strconcat(bar, figures, NULL);
}
