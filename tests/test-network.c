// SPDX-License-Identifier: MIT
#include "run/train/network.h"

#include "train-fixture.h"

#include <string.h>

static const plugcast_shape shape = {
  .n_channels = 1,
  .input_length = 4,
  .horizon = 2,
  .n_outputs = 1,
  .season_length = 1,
};

typedef struct {
  Registry *registry;
  Setup *setup;
  Network *network; // (nullable)
  GError *error;    // (nullable)
} Fixture;

static void
fixture_init(Fixture *fixture, const char *text, const plugcast_shape *wanted)
{
  g_autoptr(GError) error = NULL;
  *fixture = (Fixture){ .registry = train_fixture_new_registry() };
  fixture->setup = setup_new(fixture->registry, PLUGCAST_KIND_NETWORK, text, &error);
  g_assert_no_error(error);
  fixture->network = network_new(fixture->setup, wanted, &fixture->error);
}

static void
fixture_clear(Fixture *fixture)
{
  g_clear_pointer(&fixture->network, network_free);
  g_clear_pointer(&fixture->setup, setup_free);
  g_clear_pointer(&fixture->registry, registry_free);
  g_clear_error(&fixture->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Fixture, fixture_clear)

static void
test_tells_its_sizes(void)
{
  g_auto(Fixture) fixture;
  fixture_init(&fixture, "line", &shape);
  g_assert_no_error(fixture.error);
  g_assert_cmpuint(network_get_n_weights(fixture.network), ==, 10);
  g_assert_cmpuint(network_get_n_inputs(fixture.network), ==, 4);
  g_assert_cmpuint(network_get_n_outputs(fixture.network), ==, 2);
  g_assert_cmpuint(network_get_n_tape(fixture.network), ==, 1);
  gsize n_blocks = 0;
  const guint64 *ends = network_get_block_ends(fixture.network, &n_blocks);
  g_assert_cmpuint(n_blocks, ==, 2);
  g_assert_cmpuint(ends[0], ==, 8);
  g_autofree char *first = network_describe_block(fixture.network, 7);
  g_autofree char *second = network_describe_block(fixture.network, 8);
  g_assert_cmpstr(first, ==, "block 1 of 2 (weights 0 … 7)");
  g_assert_cmpstr(second, ==, "block 2 of 2 (weights 8 … 9)");
}

typedef struct {
  const char *text;
  const char *message;
} Refusal;

static const Refusal misfits[] = {
  { "misfit(0)", "network 'misfit': sizes() tells a number of weights that cannot be, 0" },
  { "misfit(1)", "network 'misfit': sizes() tells block ends that do not rise, 4" },
  { "misfit(2)",
    "network 'misfit': sizes() tells a last block that does not end where the weights do, 6" },
  { "misfit(3)",
    "network 'misfit': sizes() tells a number of weights that cannot be, 18446744073709551615" },
};

static void
test_refuses_sizes(const void *data)
{
  const Refusal *refusal = data;
  g_auto(Fixture) fixture;
  fixture_init(&fixture, refusal->text, &shape);
  g_assert_null(fixture.network);
  g_assert_error(fixture.error, NETWORK_ERROR, NETWORK_ERROR_SIZES);
  g_assert_cmpstr(fixture.error->message, ==, refusal->message);
}

static void
test_hands_on_a_refused_shape(void)
{
  plugcast_shape wide = shape;
  wide.input_length = 100001;
  g_auto(Fixture) fixture;
  fixture_init(&fixture, "line", &wide);
  g_assert_error(fixture.error, NETWORK_ERROR, NETWORK_ERROR_SHAPE);
  g_assert_cmpstr(fixture.error->message, ==, "network 'line': input is longer than 100000 steps");
}

static void
test_begins_by_the_seed(void)
{
  g_auto(Fixture) fixture;
  fixture_init(&fixture, "line", &shape);
  float first[10];
  float again[10];
  float other[10];
  g_assert_true(network_init(fixture.network, 1, first, NULL));
  g_assert_true(network_init(fixture.network, 1, again, NULL));
  g_assert_true(network_init(fixture.network, 2, other, NULL));
  g_assert_cmpint(memcmp(first, again, sizeof first), ==, 0);
  g_assert_cmpint(memcmp(first, other, sizeof first), !=, 0);
}

static const Refusal beginnings[] = {
  { "faulty_line(0)", "network 'faulty_line': init() wrote outside of its weights" },
  { "faulty_line(1)", "network 'faulty_line': init() made weights that are not finite in block 2 "
                      "of 2 (weights 8 … 9)" },
};

static void
test_refuses_initial_weights(const void *data)
{
  const Refusal *refusal = data;
  g_auto(Fixture) fixture;
  fixture_init(&fixture, refusal->text, &shape);
  float weights[10] = { 0 };
  g_autoptr(GError) error = NULL;
  g_assert_false(network_init(fixture.network, 1, weights, &error));
  g_assert_error(error, NETWORK_ERROR, NETWORK_ERROR_CALL);
  g_assert_cmpstr(error->message, ==, refusal->message);
  g_assert_cmpfloat(weights[9], ==, 0.0F);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/network/tells-its-sizes", test_tells_its_sizes);
  for (gsize i = 0; i < G_N_ELEMENTS(misfits); i++) {
    g_autofree char *path = g_strdup_printf("/network/refuses-sizes/%s", misfits[i].text);
    g_test_add_data_func(path, &misfits[i], test_refuses_sizes);
  }
  g_test_add_func("/network/hands-on-a-refused-shape", test_hands_on_a_refused_shape);
  g_test_add_func("/network/begins-by-the-seed", test_begins_by_the_seed);
  for (gsize i = 0; i < G_N_ELEMENTS(beginnings); i++) {
    g_autofree char *path =
        g_strdup_printf("/network/refuses-initial-weights/%s", beginnings[i].text);
    g_test_add_data_func(path, &beginnings[i], test_refuses_initial_weights);
  }
  return g_test_run();
}
