// SPDX-License-Identifier: MIT
#pragma once

#include "pool/trace.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * How long a run would take on more threads than there are processors: a discrete-event replay of
 * its loops, with the durations that were measured on one thread and the schedule of the pool
 * (pool/schedule.h). Pure function of its input.
 *
 * Every thread has a processor to itself. What the threads take from each other (memory bandwidth,
 * caches, clock rate) is not in the durations, so the result is a bound by the schedule alone.
 */
typedef struct {
  double claim_ns; // one claim of a range
  double wake_ns;  // from opening a loop until the first other thread works on it
  double close_ns; // from the last item's end until the caller goes on
} ScalingCosts;

/** Measures what claims, waking and closing cost on this machine; takes some milliseconds. */
ScalingCosts scaling_costs_measure(void);

/** Returns: nanoseconds that the run behind @trace would take on @n_threads threads. */
double scaling_simulate(const PoolTrace *trace, gsize n_threads, const ScalingCosts *costs);

G_END_DECLS
