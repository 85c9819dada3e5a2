// SPDX-License-Identifier: MIT
#pragma once

#include "run/member.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * Sample paths from a member that draws them: a network with dropout, a simulation. They are drawn
 * in chunks with a seed each, so they are the same for any number of threads, and memory beside the
 * paths is bounded by the chunk.
 */
typedef struct {
  Member *member; // can_samples
  gsize origin;
  const SeriesView *view;
  gsize horizon;
  gsize n_samples;
  double *samples; // [n_samples × horizon], to be written
  Pool *pool;      // (nullable): may draw chunks on other threads, where a chunk costs no fit
} Sampling;

/**
 * Draws the samples. Chunk c is drawn with a seed from @call's and c.
 *
 * Returns: PLUGCAST_OK, or a status with the reason in @call's message.
 */
plugcast_status sampling_run(const Sampling *sampling, guint worker_index, Call *call);

G_END_DECLS
