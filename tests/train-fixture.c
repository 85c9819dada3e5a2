// SPDX-License-Identifier: MIT
#include "train-fixture.h"

#include "pool/stream.h"

#include <math.h>

Registry *
train_fixture_new_registry(void)
{
  g_autofree char *folder = g_test_build_filename(G_TEST_BUILT, "plugins", NULL);
  const char *const paths[] = { folder, NULL };
  const RegistryOptions options = { .paths = paths, .no_default_paths = TRUE, .no_cache = TRUE };
  return registry_new(&options);
}

static const plugcast_series *
make_series(Arena *arena, gsize index, gsize n_values)
{
  static const char *const names[TRAIN_FIXTURE_MOST_SERIES] = {
    "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p",
  };
  double *values = arena_take(arena, n_values * sizeof *values);
  Stream stream;
  stream_init(&stream, 100 + index);
  for (gsize t = 0; t < n_values; t++) {
    values[t] = sin((double)(t + index) * 0.7) + 0.3 * stream_next_normal(&stream);
  }
  plugcast_series *series = arena_take(arena, sizeof *series);
  *series = (plugcast_series){
    .struct_size = sizeof *series,
    .season_length = 1,
    .id = names[index],
    .values = values,
    .n_values = n_values,
    .step_count = 1,
  };
  return series;
}

void
train_fixture_init(TrainFixture *fixture, const TrainRecipe *recipe)
{
  g_autoptr(GError) error = NULL;
  *fixture = (TrainFixture){ .n_series = recipe->n_series };
  fixture->registry = train_fixture_new_registry();
  fixture->pool = pool_new(recipe->n_threads, &error);
  g_assert_no_error(error);
  fixture->arena = arena_new();
  for (gsize i = 0; i < recipe->n_series; i++) {
    fixture->series[i] = make_series(fixture->arena, i, recipe->n_values + i);
    fixture->scales[i] = (SeriesScale){ .shift = 0.0, .scale = 1.0 };
    fixture->ranges[i] = (WindowRange){ .begin = 0, .end = recipe->n_values + i };
  }
  const WindowLayout layout = { recipe->input_length, recipe->horizon, 1 };
  fixture->windows = window_set_new(fixture->series, recipe->n_series, &layout, fixture->ranges);
  fixture->loss = loss_new(recipe->loss, &error);
  g_assert_no_error(error);
  fixture->setup = setup_new(fixture->registry, PLUGCAST_KIND_NETWORK, recipe->network, &error);
  g_assert_no_error(error);
  const plugcast_shape shape = {
    .n_channels = 1,
    .input_length = recipe->input_length,
    .horizon = recipe->horizon,
    .n_outputs = (uint32_t)loss_get_n_outputs(fixture->loss),
    .season_length = 1,
  };
  fixture->network = network_new(fixture->setup, &shape, &error);
  g_assert_no_error(error);
  fixture->objective = (Objective){
    .network = fixture->network,
    .windows = fixture->windows,
    .series_scales = fixture->scales,
    .scaling = window_scaling_find(recipe->scaling, &error),
    .loss = fixture->loss,
  };
  g_assert_no_error(error);
}

void
train_fixture_clear(TrainFixture *fixture)
{
  g_clear_pointer(&fixture->network, network_free);
  g_clear_pointer(&fixture->setup, setup_free);
  g_clear_pointer(&fixture->loss, loss_free);
  g_clear_pointer(&fixture->windows, window_set_free);
  g_clear_pointer(&fixture->arena, arena_free);
  g_clear_pointer(&fixture->pool, pool_free);
  g_clear_pointer(&fixture->registry, registry_free);
}
