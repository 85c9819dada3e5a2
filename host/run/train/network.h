// SPDX-License-Identifier: MIT
#pragma once

#include "plugin/call.h"
#include "run/setup.h"

#include <glib.h>
#include <plugcast.h>

G_BEGIN_DECLS

/**
 * A network component with its parameters, made for one shape: its sizes are known and checked, and
 * what it writes is checked after each call. Never changes once made; any thread may use it.
 */
typedef struct Network Network;

typedef enum {
  NETWORK_ERROR_SHAPE, // the network refuses the shape or its parameters; the message is its own
  NETWORK_ERROR_SIZES, // the sizes that it tells cannot be
  NETWORK_ERROR_CALL,  // init() failed or left something undone
} NetworkError;

#define NETWORK_ERROR (network_error_quark())
GQuark network_error_quark(void);

/**
 * Asks the component for its sizes.
 *
 * @setup: of a network, borrowed for the life of the network.
 * Returns: (transfer full): the network, or NULL with NETWORK_ERROR.
 */
Network *network_new(const Setup *setup,
                     const plugcast_shape *shape,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

void network_free(Network *network);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Network, network_free)

const Setup *network_get_setup(const Network *network);
const plugcast_shape *network_get_shape(const Network *network);

/** Returns: floats of all weights, at least 1. */
gsize network_get_n_weights(const Network *network);

/** Returns: (transfer none): [@n_blocks] ends of the weight tensors, rising. */
const guint64 *network_get_block_ends(const Network *network, gsize *n_blocks);

/** Returns: (transfer full): the block of weight @index, for messages: "block 2 of 4 (weights 10 …
 * 19)", counted from 1 and from 0. */
char *network_describe_block(const Network *network, gsize index);

/** Returns: floats of one row's inputs, outputs and tape. */
gsize network_get_n_inputs(const Network *network);
gsize network_get_n_outputs(const Network *network);
gsize network_get_n_tape(const Network *network);

/** Writes the initial weights, [n_weights], random ones from @seed; all of them finite. */
gboolean network_init(const Network *network, guint64 seed, float *weights, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/**
 * Computes outputs for @pass, whose outputs and tape (where it trains) are buffers of
 * float_fence_take(); those of the outputs are marked.
 *
 * Returns: PLUGCAST_OK with all outputs finite, or a status with the reason in @call's message.
 */
plugcast_status network_forward(const Network *network, Call *call, const plugcast_pass *pass);

/**
 * Adds the gradients of @pass, whose weight_gradients are a buffer of float_fence_take(). Whether
 * they are finite is for the caller to see.
 */
plugcast_status network_backward(const Network *network, Call *call, const plugcast_pass *pass);

G_END_DECLS
