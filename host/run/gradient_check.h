// SPDX-License-Identifier: MIT
#pragma once

#include "run/train/network.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * Whether a network keeps what plugcast.h asks of it, its gradients above all: they are compared
 * with differences of its outputs.
 *
 * The network is seen as one number, the sum of its outputs times random factors, with its initial
 * weights moved a little, so that none is zero, and dropout drawn from one seed. Along a direction,
 * the slope that backward() tells and the one of central differences must agree. The directions of
 * each block of weights are random signs for all of its weights and single weights; the inputs are
 * treated likewise.
 *
 * **What counts as the same.** The error of a slope is the distance of the two, relative to the
 * larger of them or, where both are small, to what a direction of its length has on average. Steps
 * are 2^-3 of the block's root mean square, then a quarter of that and so on down to 2^-9; a slope
 * is right when it is at one of them. Steps are taken as float32 really takes them, and one
 * whose differences drown in rounding does not count.
 *
 * **Kinks.** A function with a kink at the very point has two slopes, which do not come closer as
 * the step shrinks. Any slope between the two is right.
 *
 * A wrong gradient of a single weight among n shows in a random direction as an error of about
 * 1/√n, and is found for certain only if that weight is probed.
 */

#define GRADIENT_CHECK_TOLERANCE 0.01

typedef enum {
  GRADIENT_CHECK_ERROR_CALL,     // a call failed; the message says which and why
  GRADIENT_CHECK_ERROR_BOUNDS,   // it wrote beside a buffer, or into one that it may only read
  GRADIENT_CHECK_ERROR_TAPE,     // it wrote a tape unasked, or has other outputs without one
  GRADIENT_CHECK_ERROR_REPEAT,   // the same seed gave other bits
  GRADIENT_CHECK_ERROR_SUM,      // backward() does not add to what is there
  GRADIENT_CHECK_ERROR_GRADIENT, // a slope is wrong
} GradientCheckError;

#define GRADIENT_CHECK_ERROR (gradient_check_error_quark())
GQuark gradient_check_error_quark(void);

typedef struct {
  guint64 seed;        // of the calls, weights, inputs, factors and directions
  gsize n_rows;        // of a pass, at least 1
  double tolerance;    // of the relative error; 0 for GRADIENT_CHECK_TOLERANCE
  const float *inputs; // (nullable): [n_rows × inputs of a row]; NULL for numbers on [-1, 1)
} GradientCheckOptions;

typedef struct {
  gsize n_slopes;     // that were compared
  gsize n_kinks;      // of these, those at a kink
  gsize n_unresolved; // of these, those that drown in rounding, because nothing depends on them
  double worst_error; // relative
  char *worst_place;  // (owned): "block 2 of 4 (weights 96 … 191)" or "the inputs"
} GradientCheckReport;

/**
 * Checks @network; computes on the calling thread, a few hundred passes.
 *
 * Returns: TRUE with @report filled, or FALSE with @error in GRADIENT_CHECK_ERROR, or NETWORK_ERROR
 * from its initial weights, and @report untouched. The message names the function and the buffer or
 * block, and for a wrong slope both numbers.
 */
gboolean gradient_check_run(const Network *network,
                            const GradientCheckOptions *options,
                            GradientCheckReport *report,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

void gradient_check_report_clear(GradientCheckReport *report);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(GradientCheckReport, gradient_check_report_clear)

G_END_DECLS
