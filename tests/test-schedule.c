// SPDX-License-Identifier: MIT
#include "run/train/schedule.h"

#include "run/train/term.h"

#include <math.h>

static Schedule *
new_schedule(const char *text)
{
  g_autoptr(GError) error = NULL;
  Schedule *schedule = schedule_new(text, &error);
  g_assert_no_error(error);
  return schedule;
}

typedef struct {
  const char *text;
  gsize epoch;
  gsize n_epochs;
  gsize step;
  gsize n_steps;
  double share;
} Row;

// By hand; a step stands in its middle, so step 0 of 1 of epoch e is at e + 1/2.
static const Row rows[] = {
  { "constant", 5, 10, 0, 4, 1.0 },
  { "step:3,0.5", 2, 10, 3, 4, 1.0 },
  { "step:3,0.5", 3, 10, 0, 4, 0.5 },
  { "step:3,0.5", 9, 10, 0, 4, 0.125 },
  { "exponential:0.5", 0, 10, 3, 4, 1.0 },
  { "exponential:0.5", 4, 10, 0, 4, 0.0625 },
  { "cosine", 4, 9, 0, 1, 0.5 },
  { "cosine", 2, 10, 0, 1, 0.85355339059327373 },
  { "cosine:0.2", 4, 9, 0, 1, 0.6 },
  { "cosine", 20, 10, 0, 1, 0.0 },
  { "warmup_cosine:4", 0, 10, 0, 1, 0.125 },
  { "warmup_cosine:4", 1, 10, 0, 1, 0.375 },
  { "warmup_cosine:4", 4, 9, 2, 5, 0.97552825814757682 },
  { "warmup_cosine:4,0.1", 8, 8, 0, 1, 0.1 },
  // No rise after the end, and a warm-up as long as all of training.
  { "warmup_cosine:4", 12, 10, 0, 1, 0.0 },
  { "warmup_cosine:4", 1000, 10, 0, 1, 0.0 },
  { "warmup_cosine:10", 9, 10, 0, 1, 0.95 },
  { "warmup_cosine:10", 10, 10, 0, 1, 0.0 },
  { "warmup_cosine:20", 9, 10, 0, 1, 0.475 },
  { "plateau:0.5,5", 9, 10, 0, 1, 1.0 },
};

static void
test_share(const void *data)
{
  const Row *row = data;
  g_autoptr(Schedule) schedule = new_schedule(row->text);
  const ScheduleState state = schedule_begin();
  const double share =
      schedule_get_share(schedule, &state, row->epoch, row->n_epochs, row->step, row->n_steps);
  g_assert_cmpfloat_with_epsilon(share, row->share, 1e-12);
}

static void
test_never_leaves_zero_to_one(const void *data)
{
  g_autoptr(Schedule) schedule = new_schedule(data);
  const ScheduleState state = schedule_begin();
  for (gsize epoch = 0; epoch < 30; epoch++) {
    for (gsize step = 0; step < 7; step++) {
      const double share = schedule_get_share(schedule, &state, epoch, 12, step, 7);
      g_assert_cmpfloat(share, >=, 0.0);
      g_assert_cmpfloat(share, <=, 1.0);
    }
  }
}

static void
test_plateau_waits_for_its_patience(void)
{
  g_autoptr(Schedule) schedule = new_schedule("plateau:0.5,2");
  ScheduleState state = schedule_begin();
  static const struct {
    double loss;
    double share;
  } epochs[] = { { 9, 1 },     { 8, 1 },   { 8, 1 },   { 8.5, 0.5 },
                 { 8.5, 0.5 }, { 7, 0.5 }, { 7, 0.5 }, { NAN, 0.25 } };
  for (gsize i = 0; i < G_N_ELEMENTS(epochs); i++) {
    schedule_end_epoch(schedule, &state, epochs[i].loss);
    g_assert_cmpfloat(schedule_get_share(schedule, &state, i, 20, 0, 1), ==, epochs[i].share);
  }
}

typedef struct {
  const char *text;
  TermError code;
  const char *message;
} Refusal;

static const Refusal refusals[] = {
  { "cosin", TERM_ERROR_UNKNOWN,
    "'cosin' is no schedule (constant, step:EPOCHS,FACTOR, exponential:FACTOR, cosine[:LEAST], "
    "warmup_cosine:EPOCHS[,LEAST], plateau:FACTOR,PATIENCE); did you mean 'cosine'?" },
  { "constant:1", TERM_ERROR_NUMBER,
    "schedule 'constant:1': constant takes nothing after its name" },
  { "step:0,0.5", TERM_ERROR_NUMBER,
    "schedule 'step:0,0.5': step takes a number of epochs from 1 and a factor above 0, at most 1, "
    "such as step:10,0.5" },
  { "step:3", TERM_ERROR_NUMBER,
    "schedule 'step:3': step takes a number of epochs from 1 and a factor above 0, at most 1, such "
    "as step:10,0.5" },
  { "exponential:nan", TERM_ERROR_NUMBER,
    "schedule 'exponential:nan': exponential takes a factor above 0, at most 1, such as "
    "exponential:0.9" },
  { "warmup_cosine:1.5", TERM_ERROR_NUMBER,
    "schedule 'warmup_cosine:1.5': warmup_cosine takes a number of epochs from 1 and the least "
    "share from 0 to 1, such as warmup_cosine:5,0.01" },
  { "plateau:2,5", TERM_ERROR_NUMBER,
    "schedule 'plateau:2,5': plateau takes a factor above 0, at most 1, and a number of epochs "
    "from 1, such as plateau:0.5,5" },
};

static void
test_refuses(const void *data)
{
  const Refusal *refusal = data;
  g_autoptr(GError) error = NULL;
  g_assert_null(schedule_new(refusal->text, &error));
  g_assert_error(error, TERM_ERROR, (int)refusal->code);
  g_assert_cmpstr(error->message, ==, refusal->message);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *path = g_strdup_printf("/schedule/share/%s/%zu", rows[i].text, i);
    g_test_add_data_func(path, &rows[i], test_share);
  }
  static const char *const all[] = {
    "constant", "step:3,0.5",       "exponential:0.5", "cosine:0.1", "warmup_cosine:5",
    "cosine",   "warmup_cosine:12", "plateau:0.5,2",   "cosine:1",
  };
  for (gsize i = 0; i < G_N_ELEMENTS(all); i++) {
    g_autofree char *path = g_strdup_printf("/schedule/never-leaves-zero-to-one/%s", all[i]);
    g_test_add_data_func(path, all[i], test_never_leaves_zero_to_one);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(refusals); i++) {
    g_autofree char *path = g_strdup_printf("/schedule/refuses/%s", refusals[i].text);
    g_test_add_data_func(path, &refusals[i], test_refuses);
  }
  g_test_add_func("/schedule/plateau-waits-for-its-patience", test_plateau_waits_for_its_patience);
  return g_test_run();
}
