// SPDX-License-Identifier: MIT
#pragma once

#include "run/member.h"

#include <glib.h>

G_BEGIN_DECLS

/** The body of a pipeline. */
typedef struct {
  GPtrArray *transforms; // (owned): of Setup, at least one
  Model *inner;          // (owned)
} Pipeline;

/**
 * Returns: (transfer full): a member that transforms each series by what it learns from that series
 * alone, lets the inner model forecast it, and undoes the transforms on means, quantiles and paths.
 *
 * Quantiles are the inner model's where every transform works on each value by itself; the sum of
 * quantiles of steps is none of their sum, so where one adds up steps there are none. Series need
 * the values that the inner model needs, and those that the transforms lose.
 */
Member *
member_pipeline_new(const Model *model, const Pipeline *pipeline, guint n_workers, gsize n_origins);

G_END_DECLS
