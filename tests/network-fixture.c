// SPDX-License-Identifier: MIT
#include "network-fixture.h"

#include "pool/stream.h"

#include <math.h>
#include <string.h>

plugcast_shape
network_fixture_shape(guint32 n_channels, guint64 input_length, guint64 horizon, guint32 n_outputs)
{
  return (plugcast_shape){
    .struct_size = sizeof(plugcast_shape),
    .n_channels = n_channels,
    .input_length = input_length,
    .horizon = horizon,
    .n_outputs = n_outputs,
    .season_length = 1,
  };
}

static Call *
begin(NetworkFixture *fixture, guint64 seed)
{
  arena_rewind(fixture->arena, (ArenaMark){ 0 });
  call_init(&fixture->call, seed);
  fixture->call.arena = fixture->arena;
  return &fixture->call;
}

plugcast_status
network_fixture_ask_sizes(NetworkFixture *fixture, plugcast_shape shape)
{
  Call *call = begin(fixture, 1);
  fixture->sizes = (plugcast_sizes){ .struct_size = sizeof fixture->sizes };
  const plugcast_status status = fixture->methods->sizes(
      &call->context, setup_get_values(fixture->setup), &shape, &fixture->sizes);
  if (status == PLUGCAST_OK) {
    g_array_set_size(fixture->block_ends, 0);
    g_array_append_vals(fixture->block_ends, fixture->sizes.block_ends, fixture->sizes.n_blocks);
    fixture->sizes.block_ends = (const uint64_t *)(gconstpointer)fixture->block_ends->data;
  }
  return status;
}

void
network_fixture_init(NetworkFixture *fixture, const char *text, plugcast_shape shape)
{
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) folders = g_strsplit(g_getenv("PLUGIN_NETWORKS"), ":", -1);
  const RegistryOptions options = {
    .paths = (const char *const *)folders,
    .no_default_paths = TRUE,
    .no_cache = TRUE,
  };
  *fixture = (NetworkFixture){ .registry = registry_new(&options), .shape = shape };
  fixture->setup = setup_new(fixture->registry, PLUGCAST_KIND_NETWORK, text, &error);
  g_assert_no_error(error);
  fixture->methods = component_get_network(setup_get_component(fixture->setup));
  fixture->arena = arena_new();
  fixture->block_ends = g_array_new(FALSE, FALSE, sizeof(uint64_t));
  fixture->n_inputs = shape.n_channels * shape.input_length;
  fixture->n_outputs = shape.n_outputs * shape.horizon;
  g_assert_cmpint(network_fixture_ask_sizes(fixture, shape), ==, PLUGCAST_OK);
  fixture->weights = g_new(float, fixture->sizes.n_weights);
  Call *call = begin(fixture, 1);
  g_assert_cmpint(fixture->methods->init(&call->context, setup_get_values(fixture->setup), &shape,
                                         fixture->weights),
                  ==, PLUGCAST_OK);
}

void
network_fixture_clear(NetworkFixture *fixture)
{
  g_clear_pointer(&fixture->tape, g_free);
  g_clear_pointer(&fixture->weights, g_free);
  g_clear_pointer(&fixture->block_ends, g_array_unref);
  g_clear_pointer(&fixture->arena, arena_free);
  g_clear_pointer(&fixture->setup, setup_free);
  g_clear_pointer(&fixture->registry, registry_free);
}

float *
network_fixture_numbers(gsize n_numbers, guint64 seed)
{
  Stream stream;
  stream_init(&stream, seed);
  float *numbers = g_new(float, MAX(n_numbers, 1));
  for (gsize i = 0; i < n_numbers; i++) {
    numbers[i] = (float)(2.0 * stream_next_uniform(&stream) - 1.0);
  }
  return numbers;
}

void
network_fixture_scatter(NetworkFixture *fixture, guint64 seed)
{
  g_free(fixture->weights);
  fixture->weights = network_fixture_numbers(fixture->sizes.n_weights, seed);
  for (gsize i = 0; i < fixture->sizes.n_weights; i++) {
    fixture->weights[i] /= 4.0f;
  }
}

float *
network_fixture_forward(
    NetworkFixture *fixture, guint64 seed, guint32 flags, gsize n_rows, const float *inputs)
{
  Call *call = begin(fixture, seed);
  float *outputs = g_new(float, n_rows * fixture->n_outputs);
  const plugcast_pass pass = {
    .struct_size = sizeof pass,
    .flags = flags,
    .n_rows = n_rows,
    .weights = fixture->weights,
    .inputs = inputs,
    .outputs = outputs,
    .tape = fixture->tape,
  };
  g_assert_cmpint(fixture->methods->forward(&call->context, setup_get_values(fixture->setup),
                                            &fixture->shape, &pass),
                  ==, PLUGCAST_OK);
  return outputs;
}

enum {
  N_COMPANY = 100
};

void
network_fixture_check_company(NetworkFixture *fixture)
{
  g_autofree float *inputs = network_fixture_numbers(N_COMPANY * fixture->n_inputs, 11);
  g_autofree float *all = network_fixture_forward(fixture, 1, 0, N_COMPANY, inputs);
  for (gsize n_rows = 1; n_rows < N_COMPANY; n_rows++) {
    const gsize first = N_COMPANY - n_rows;
    g_autofree float *some =
        network_fixture_forward(fixture, 1, 0, n_rows, inputs + first * fixture->n_inputs);
    network_assert_same(some, all + first * fixture->n_outputs, n_rows * fixture->n_outputs);
  }
}

void
network_assert_near(double actual, double expected, double tolerance)
{
  if (!(fabs(actual - expected) <= tolerance * (1.0 + fabs(expected)))) {
    g_error("%.9g is not %.9g within %g", actual, expected, tolerance);
  }
}

void
network_assert_same(const float *actual, const float *expected, gsize n_numbers)
{
  for (gsize i = 0; i < n_numbers; i++) {
    if (memcmp(&actual[i], &expected[i], sizeof actual[i]) != 0) {
      g_error("number %" G_GSIZE_FORMAT " is %.9g instead of %.9g", i, (double)actual[i],
              (double)expected[i]);
    }
  }
}
