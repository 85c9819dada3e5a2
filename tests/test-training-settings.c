// SPDX-License-Identifier: MIT
#include "run/train/training_settings.h"

#include "cli/train_settings.h"
#include "run/train/term.h"

#include <string.h>

static void
set(TrainingSettings *settings, const char *name, const char *text)
{
  g_autoptr(GError) error = NULL;
  g_assert_true(training_settings_set(settings, name, text, &error));
  g_assert_no_error(error);
}

static void
test_begins_with_defaults(void)
{
  g_auto(TrainingSettings) settings;
  training_settings_init(&settings);
  g_assert_cmpuint(settings.n_epochs, ==, 100);
  g_assert_cmpuint(settings.batch_size, ==, 32);
  g_assert_cmpuint(settings.patience, ==, 10);
  g_assert_cmpfloat(settings.rate, ==, 0.001);
  g_assert_cmpfloat(settings.clip, ==, 1.0);
  g_assert_cmpfloat(settings.validation, ==, 0.2);
  g_assert_cmpstr(training_settings_get_text(&settings, "loss"), ==, "mse");
  g_autofree char *text = training_settings_to_string(&settings);
  g_assert_cmpstr(text, ==, "");
}

static void
test_tells_what_was_set(void)
{
  g_auto(TrainingSettings) settings;
  training_settings_init(&settings);
  set(&settings, "loss", "quantiles:0.1,0.9");
  set(&settings, "epochs", "7");
  set(&settings, "rate", "0.01");
  g_auto(TrainingSettings) copy;
  training_settings_copy(&settings, &copy);
  set(&settings, "epochs", "100");
  g_autofree char *text = training_settings_to_string(&copy);
  g_assert_cmpstr(text, ==, "epochs=7,rate=0.01,loss=[quantiles:0.1,0.9]");
  g_assert_cmpuint(copy.n_epochs, ==, 7);
}

static void
test_chooses_an_input(void)
{
  g_auto(TrainingSettings) settings;
  training_settings_init(&settings);
  g_assert_cmpuint(training_settings_choose_input(&settings, 18, 12), ==, 36);
  g_assert_cmpuint(training_settings_choose_input(&settings, 8, 24), ==, 48);
  set(&settings, "input", "10");
  g_assert_cmpuint(training_settings_choose_input(&settings, 8, 24), ==, 10);
}

static const Option *
find_option(const char *name)
{
  for (gsize table = 0; train_tables[table] != NULL; table++) {
    for (const Option *option = train_tables[table]; option->name != NULL; option++) {
      if (strcmp(option->name, name) == 0) {
        return option;
      }
    }
  }
  return NULL;
}

// The help of `plugcast train` says the same defaults, but for those that 0 stands for.
static void
test_each_is_an_option(void)
{
  for (gsize i = 0; i < TRAINING_N_SETTINGS; i++) {
    const TrainingSetting *setting = training_settings_describe(i);
    g_autofree char *name = train_option_from_setting(setting->name);
    const Option *option = find_option(name);
    g_assert_nonnull(option);
    g_autofree char *ending = g_strdup_printf("Default: %s", setting->default_text);
    if (strcmp(setting->default_text, "0") != 0) {
      g_assert_true(g_str_has_suffix(option->summary, ending));
    }
  }
}

typedef struct {
  const char *name;
  const char *text;
  const char *message;
} Refusal;

#define NO_COUNT "is no whole number from 1 to 1000000000"
#define NO_COUNT_OR_ZERO "is no whole number from 0 to 1000000000"

static const Refusal refusals[] = {
  { "epochs", "0", "'0' " NO_COUNT },
  { "epochs", "nan", "'nan' " NO_COUNT },
  { "epochs", "", "'' " NO_COUNT },
  { "batch", "2.5", "'2.5' " NO_COUNT },
  { "shard", "-1", "'-1' " NO_COUNT },
  { "patience", "1e10", "'1e10' " NO_COUNT_OR_ZERO },
  { "rate", "0", "'0' is no number above 0" },
  { "rate", "nan", "'nan' is no number above 0" },
  { "rate", "1e999", "'1e999' is no number above 0" },
  { "clip", "-1", "'-1' is no number from 0" },
  { "delta", "x", "'x' is no number from 0" },
  { "validation", "1", "'1' is no share from 0 to below 1" },
  { "scaling", "lasd",
    "'lasd' is no scaling of windows (none, standard, robust, last, revin); did you mean 'last'?" },
  { "optimizer", "sgd:2",
    "optimiser 'sgd:2': sgd takes a momentum from 0 to below 1, such as sgd:0.9" },
  { "epoch", "3",
    "'epoch' is no setting of training (input, horizon, epochs, steps, batch, shard, rate, "
    "schedule, optimizer, loss, scaling, series_scaling, clip, patience, delta, validation); did "
    "you mean 'epochs'?" },
};

static void
test_refuses(const void *data)
{
  const Refusal *refusal = data;
  g_auto(TrainingSettings) settings;
  training_settings_init(&settings);
  g_autoptr(GError) error = NULL;
  g_assert_false(training_settings_set(&settings, refusal->name, refusal->text, &error));
  g_assert_nonnull(error);
  g_assert_cmpstr(error->message, ==, refusal->message);
  g_autofree char *text = training_settings_to_string(&settings);
  g_assert_cmpstr(text, ==, "");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/training-settings/begins-with-defaults", test_begins_with_defaults);
  g_test_add_func("/training-settings/tells-what-was-set", test_tells_what_was_set);
  g_test_add_func("/training-settings/chooses-an-input", test_chooses_an_input);
  g_test_add_func("/training-settings/each-is-an-option", test_each_is_an_option);
  for (gsize i = 0; i < G_N_ELEMENTS(refusals); i++) {
    g_autofree char *path =
        g_strdup_printf("/training-settings/refuses/%s='%s'", refusals[i].name, refusals[i].text);
    g_test_add_data_func(path, &refusals[i], test_refuses);
  }
  return g_test_run();
}
