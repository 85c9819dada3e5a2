// SPDX-License-Identifier: MIT
#pragma once

#include "pool/stream.h"

#include <glib.h>

G_BEGIN_DECLS

enum {
  DENSE_N_INPUTS = 128,
  DENSE_N_OUTPUTS = 64,
};

/** A dense layer with rectifier, made costly by ten tanh an output. Never changes once made. */
typedef struct Dense Dense;

/** Makes weights from @seed. Returns: (transfer full): the layer. */
Dense *dense_new(guint64 seed);

void dense_free(Dense *dense);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Dense, dense_free)

/**
 * Computes DENSE_N_OUTPUTS numbers of one window of DENSE_N_INPUTS. Pure, any thread.
 *
 * @dropout: (nullable): a stream that drops each input with probability 0.1, the others scaled so
 * that their expected sum stays the same.
 */
void dense_apply(const Dense *dense, const double *window, Stream *dropout, double *outputs);

G_END_DECLS
