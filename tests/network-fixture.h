// SPDX-License-Identifier: MIT
#pragma once

#include "plugin/call.h"
#include "run/setup.h"

#include <glib.h>

G_BEGIN_DECLS

/** A network of the plugins in the folders of PLUGIN_NETWORKS, its weights and what calls need. */
typedef struct {
  Registry *registry;
  Setup *setup;
  const plugcast_network *methods;
  plugcast_shape shape;
  plugcast_sizes sizes; // its block_ends are @block_ends
  GArray *block_ends;   // of uint64_t
  float *weights;       // [n_weights], initial ones
  float *tape;          // (nullable): of the rows of the next passes
  gsize n_inputs;       // numbers of a row of inputs
  gsize n_outputs;      // numbers of a row of outputs
  Arena *arena;
  Call call;
} NetworkFixture;

/** A shape without a season. */
plugcast_shape
network_fixture_shape(guint32 n_channels, guint64 input_length, guint64 horizon, guint32 n_outputs);

/** @text: as users write it, "dlinear(kernel=5)"; ends the program where it is refused. */
void network_fixture_init(NetworkFixture *fixture, const char *text, plugcast_shape shape);
void network_fixture_clear(NetworkFixture *fixture);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(NetworkFixture, network_fixture_clear)

/** Asks a network that may refuse; the reason is in the call's message. */
plugcast_status network_fixture_ask_sizes(NetworkFixture *fixture, plugcast_shape shape);

/** Returns: (transfer full): numbers on [-1, 1), the same for the same @seed. */
float *network_fixture_numbers(gsize n_numbers, guint64 seed);

/** Replaces the weights by numbers on [-1, 1) / 4. */
void network_fixture_scatter(NetworkFixture *fixture, guint64 seed);

/** Returns: (transfer full): the outputs of @n_rows rows; the call must succeed. */
float *network_fixture_forward(
    NetworkFixture *fixture, guint64 seed, guint32 flags, gsize n_rows, const float *inputs);

/**
 * Fails the test unless each of up to 100 windows has the same bits in forecasts whatever windows
 * stand beside it.
 */
void network_fixture_check_company(NetworkFixture *fixture);

/** Fails the test unless |@actual - @expected| <= @tolerance × (1 + |@expected|). */
void network_assert_near(double actual, double expected, double tolerance);

/** Fails the test unless both hold the same bits. */
void network_assert_same(const float *actual, const float *expected, gsize n_numbers);

G_END_DECLS
