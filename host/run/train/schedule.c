// SPDX-License-Identifier: MIT
#include "run/train/schedule.h"

#include "run/train/term.h"

#include <math.h>
#include <string.h>

/** How far training is, in epochs. */
typedef struct {
  double epoch;    // that runs, a whole number
  double position; // with the share of the epoch that is done
  double end;
} Progress;

/** One kind of schedule. */
typedef struct {
  TermForm form;
  double (*get_share)(const double *numbers, const Progress *progress);
  gboolean has_state;
} ScheduleKind;

struct Schedule {
  const ScheduleKind *kind;
  Term term;
};

static double
get_constant(const double *numbers, const Progress *progress)
{
  (void)numbers;
  (void)progress;
  return 1.0;
}

static double
get_step(const double *numbers, const Progress *progress)
{
  return pow(numbers[1], floor(progress->epoch / numbers[0]));
}

static double
get_exponential(const double *numbers, const Progress *progress)
{
  return pow(numbers[0], progress->epoch);
}

// Half a cosine from 1 at @position 0 to @least at @length and beyond.
static double
get_half_cosine(double position, double length, double least)
{
  const double done = length > 0.0 ? CLAMP(position / length, 0.0, 1.0) : 1.0;
  return least + (1.0 - least) * 0.5 * (1.0 + cos(G_PI * done));
}

static double
get_cosine(const double *numbers, const Progress *progress)
{
  return get_half_cosine(progress->position, progress->end, numbers[0]);
}

static double
get_warmup_cosine(const double *numbers, const Progress *progress)
{
  const double warm = numbers[0];
  if (progress->position < warm) {
    return progress->position / warm;
  }
  return get_half_cosine(progress->position - warm, progress->end - warm, numbers[1]);
}

static gboolean
is_factor(double number)
{
  return number > 0.0 && number <= 1.0;
}

static gboolean
is_share(double number)
{
  return number >= 0.0 && number <= 1.0;
}

static gboolean
is_epochs(double number)
{
  return number >= 1.0 && number <= 1e9 && floor(number) >= number;
}

static gboolean
accepts_step(const double *numbers, gsize index)
{
  return index == 0 ? is_epochs(numbers[0]) : is_factor(numbers[1]);
}

static gboolean
accepts_factor(const double *numbers, gsize index)
{
  return is_factor(numbers[index]);
}

static gboolean
accepts_share(const double *numbers, gsize index)
{
  return is_share(numbers[index]);
}

static gboolean
accepts_warmup(const double *numbers, gsize index)
{
  return index == 0 ? is_epochs(numbers[0]) : is_share(numbers[1]);
}

static gboolean
accepts_plateau(const double *numbers, gsize index)
{
  return index == 0 ? is_factor(numbers[0]) : is_epochs(numbers[1]);
}

static const ScheduleKind kinds[] = {
  { .form = { .name = "constant" }, .get_share = get_constant },
  {
      .form = { "step",
                "a number of epochs from 1 and a factor above 0, at most 1, such as step:10,0.5", 2,
                2, accepts_step },
      .get_share = get_step,
  },
  {
      .form = { "exponential", "a factor above 0, at most 1, such as exponential:0.9", 1, 1,
                accepts_factor },
      .get_share = get_exponential,
  },
  {
      .form = { "cosine", "the least share from 0 to 1, such as cosine:0.01", 0, 1, accepts_share },
      .get_share = get_cosine,
  },
  {
      .form = { "warmup_cosine",
                "a number of epochs from 1 and the least share from 0 to 1, such as "
                "warmup_cosine:5,0.01",
                1, 2, accepts_warmup },
      .get_share = get_warmup_cosine,
  },
  {
      .form = { "plateau",
                "a factor above 0, at most 1, and a number of epochs from 1, such as "
                "plateau:0.5,5",
                2, 2, accepts_plateau },
      .get_share = get_constant,
      .has_state = TRUE,
  },
};

static const TermTable table = {
  .thing = "schedule",
  .known = "constant, step:EPOCHS,FACTOR, exponential:FACTOR, cosine[:LEAST], "
           "warmup_cosine:EPOCHS[,LEAST], plateau:FACTOR,PATIENCE",
  .kinds = kinds,
  .stride = sizeof kinds[0],
  .n_kinds = G_N_ELEMENTS(kinds),
};

Schedule *
schedule_new(const char *text, GError **error)
{
  g_return_val_if_fail(text != NULL, NULL);
  g_return_val_if_fail(error == NULL || *error == NULL, NULL);

  Term term;
  if (!term_parse(&table, text, &term, error)) {
    return NULL;
  }
  Schedule *schedule = g_new0(Schedule, 1);
  schedule->kind = &kinds[term.kind];
  schedule->term = term;
  return schedule;
}

void
schedule_free(Schedule *schedule)
{
  g_free(schedule);
}

ScheduleState
schedule_begin(void)
{
  return (ScheduleState){ .share = 1.0, .lowest = INFINITY };
}

double
schedule_get_share(const Schedule *schedule,
                   const ScheduleState *state,
                   gsize epoch,
                   gsize n_epochs,
                   gsize step,
                   gsize n_steps)
{
  g_assert(step < n_steps);

  // A step is in its middle, so that the first one of a warm-up is not lost.
  const Progress progress = {
    .epoch = (double)epoch,
    .position = (double)epoch + ((double)step + 0.5) / (double)n_steps,
    .end = (double)n_epochs,
  };
  return state->share * schedule->kind->get_share(schedule->term.numbers, &progress);
}

void
schedule_end_epoch(const Schedule *schedule, ScheduleState *state, double loss)
{
  if (!schedule->kind->has_state) {
    return;
  }
  if (loss < state->lowest) {
    state->lowest = loss;
    state->n_since = 0;
    return;
  }
  state->n_since++;
  if ((double)state->n_since >= schedule->term.numbers[1]) {
    state->share *= schedule->term.numbers[0];
    state->n_since = 0;
  }
}
