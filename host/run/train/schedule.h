// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * The learning rate over the course of training, as a share of the rate that was asked for:
 *
 * - `constant`;
 * - `step:EPOCHS,FACTOR`: multiplied by FACTOR after every EPOCHS epochs;
 * - `exponential:FACTOR`: multiplied by FACTOR after every epoch;
 * - `cosine[:LEAST]`: from 1 to the share LEAST over all epochs along half a cosine (Loshchilov and
 *   Hutter, "SGDR", ICLR 2017, equation 5, without restarts);
 * - `warmup_cosine:EPOCHS[,LEAST]`: rises in a line from the first step to 1 over EPOCHS epochs,
 *   then as `cosine` over those left; stays at LEAST beyond the end;
 * - `plateau:FACTOR,PATIENCE`: multiplied by FACTOR after PATIENCE epochs without a lower loss.
 *
 * One thread at a time. What is remembered, of `plateau` alone, is a plain value.
 */
typedef struct Schedule Schedule;

/** What `plateau` remembers. */
typedef struct {
  double share;    // of the rate, 1 at the beginning
  double lowest;   // loss; infinite at the beginning
  guint64 n_since; // epochs since then
} ScheduleState;

/** Returns: (transfer full): the schedule written as above, or NULL with TERM_ERROR. */
Schedule *schedule_new(const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;

void schedule_free(Schedule *schedule);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Schedule, schedule_free)

/** The state before the first epoch. */
ScheduleState schedule_begin(void);

/**
 * Returns: the share of the rate for step @step of @n_steps an epoch, in epoch @epoch of @n_epochs,
 * both counted from 0; within [0, 1].
 */
double schedule_get_share(const Schedule *schedule,
                          const ScheduleState *state,
                          gsize epoch,
                          gsize n_epochs,
                          gsize step,
                          gsize n_steps);

/** Tells the loss of an epoch that has ended. */
void schedule_end_epoch(const Schedule *schedule, ScheduleState *state, double loss);

G_END_DECLS
