// SPDX-License-Identifier: MIT
#include "trained-fixture.h"

void
trained_fixture_init(TrainedFixture *fixture, const TrainRecipe *recipe, const char *const *pairs)
{
  g_autoptr(GError) error = NULL;
  train_fixture_init(&fixture->fixture, recipe);
  training_settings_init(&fixture->settings);
  g_autofree char *input = g_strdup_printf("%" G_GSIZE_FORMAT, recipe->input_length);
  const char *const fixed[] = { "input",      input,     "epochs",        "3", "loss",
                                recipe->loss, "scaling", recipe->scaling, NULL };
  for (gsize i = 0; fixed[i] != NULL; i += 2) {
    g_assert_true(training_settings_set(&fixture->settings, fixed[i], fixed[i + 1], &error));
  }
  for (gsize i = 0; pairs[i] != NULL; i += 2) {
    g_assert_true(training_settings_set(&fixture->settings, pairs[i], pairs[i + 1], &error));
  }
  const TrainingTask task = {
    .setup = fixture->fixture.setup,
    .settings = &fixture->settings,
    .series = fixture->fixture.series,
    .n_series = fixture->fixture.n_series,
    .horizon = recipe->horizon,
    .seed = 11,
    .pool = fixture->fixture.pool,
  };
  fixture->trained = trained_network_new(&task, &error);
  g_assert_no_error(error);
}

void
trained_fixture_clear(TrainedFixture *fixture)
{
  g_clear_pointer(&fixture->trained, trained_network_free);
  training_settings_clear(&fixture->settings);
  train_fixture_clear(&fixture->fixture);
}

void
trained_fixture_forecast(const TrainedFixture *fixture,
                         const TrainedNetwork *trained,
                         gsize index,
                         guint64 seed,
                         const MemberOutput *output)
{
  Call call;
  call_init(&call, seed);
  g_autoptr(Arena) arena = arena_new();
  call.arena = arena;
  const plugcast_status status =
      trained_network_forecast(trained, &fixture->fixture.series[index], 1, &call, output);
  g_assert_cmpstr(call.message, ==, "");
  g_assert_cmpint(status, ==, PLUGCAST_OK);
}
