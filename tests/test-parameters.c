// SPDX-License-Identifier: MIT
#include "plugin/parameters.h"

#include "component-fixture.h"

#include <locale.h>
#include <math.h>

enum {
  N_PARAMS = 7,
};

// A forecaster with a parameter of each type.
static Plugin *
make_plugin(void)
{
  static const char *const choices[] = { "none", "additive", "multiplicative" };
  const guint32 size = sizeof(plugcast_param);
  const plugcast_param params[N_PARAMS] = {
    { .struct_size = size,
      .type = PLUGCAST_PARAM_INTEGER,
      .name = "window",
      .summary = "steps that are averaged",
      .minimum = -5,
      .maximum = 100,
      .default_number = 7 },
    { .struct_size = size,
      .type = PLUGCAST_PARAM_REAL,
      .name = "alpha",
      .summary = "weight of the newest value",
      .minimum = 0,
      .maximum = 1,
      .default_number = 0.1 },
    { .struct_size = size,
      .type = PLUGCAST_PARAM_REAL,
      .name = "beta",
      .summary = "weight of the newest slope",
      .minimum = 0,
      .maximum = 1,
      .default_number = (double)NAN },
    { .struct_size = size,
      .type = PLUGCAST_PARAM_BOOLEAN,
      .name = "damped",
      .summary = "whether the slope fades",
      .default_number = 1 },
    { .struct_size = size,
      .type = PLUGCAST_PARAM_CHOICE,
      .name = "season",
      .summary = "how the season enters",
      .choices = choices,
      .n_choices = 3,
      .default_number = 1 },
    { .struct_size = size, .type = PLUGCAST_PARAM_TEXT, .name = "label", .summary = "any text" },
    { .struct_size = size,
      .type = PLUGCAST_PARAM_INTEGERS,
      .name = "lags",
      .summary = "steps back",
      .minimum = 1,
      .maximum = 400,
      .default_text = "1,7" },
  };
  Draft draft;
  draft_init(&draft);
  draft.component.name = "all";
  draft.component.params = params;
  draft.component.n_params = N_PARAMS;
  g_autoptr(GError) error = NULL;
  Plugin *plugin = plugin_new(&draft.plugin, "/draft.so", &error);
  g_assert_no_error(error);
  return plugin;
}

static void
test_defaults(void)
{
  g_autoptr(Plugin) plugin = make_plugin();
  g_autoptr(Parameters) parameters = parameters_new(plugin_get_component(plugin, 0));
  const plugcast_value *values = parameters_get_values(parameters);
  g_assert_cmpint(values[0].integer, ==, 7);
  g_assert_cmpfloat(values[1].real, ==, 0.1);
  g_assert_true(isnan(values[2].real));
  g_assert_cmpint(values[3].integer, ==, 1);
  g_assert_cmpint(values[4].integer, ==, 1);
  g_assert_cmpstr(values[5].text, ==, "");
  g_assert_cmpuint(values[6].integers->struct_size, ==, sizeof(plugcast_integers));
  g_assert_cmpuint(values[6].integers->n_items, ==, 2);
  g_assert_cmpint(values[6].integers->items[1], ==, 7);
  g_autofree char *text = parameters_to_string(parameters);
  g_assert_cmpstr(text, ==, "");
}

typedef struct {
  const char *name;
  const char *text;
  const char *written; // by parameters_to_string()
} Setting;

static const Setting settings[] = {
  { "window", "12", "window=12" },
  { "window", "-5", "window=-5" },
  { "window", " 100 ", "window=100" },
  { "window", "7", "" },
  { "alpha", "0.25", "alpha=0.25" },
  { "alpha", "1", "alpha=1" },
  { "alpha", "1e-3", "alpha=0.001" },
  { "alpha", "0.1", "" },
  { "beta", "0.5", "beta=0.5" },
  { "beta", "AUTO", "" },
  { "damped", "no", "damped=no" },
  { "damped", "False", "damped=no" },
  { "damped", "0", "damped=no" },
  { "damped", "on", "" },
  { "season", "multiplicative", "season=multiplicative" },
  { "label", "März, 3", "label=[März, 3]" },
  { "lags", "2", "lags=2" },
  { "lags", "1, 12,400", "lags=[1,12,400]" },
  { "lags", "", "lags=" },
};

static void
test_setting(gconstpointer data)
{
  const Setting *setting = data;
  g_autoptr(Plugin) plugin = make_plugin();
  g_autoptr(Parameters) parameters = parameters_new(plugin_get_component(plugin, 0));
  g_autoptr(GError) error = NULL;
  g_assert_true(parameters_set(parameters, setting->name, setting->text, &error));
  g_assert_no_error(error);
  g_autoptr(Parameters) copy = parameters_copy(parameters);
  g_clear_pointer(&parameters, parameters_free);
  g_autofree char *written = parameters_to_string(copy);
  g_assert_cmpstr(written, ==, setting->written);
}

typedef struct {
  const char *name;
  const char *text;
  const char *message;
} Refusal;

#define PREFIX(name) "parameter '" name "' of 'all': "

static const Refusal refusals[] = {
  { "window", "x",
    PREFIX("window") "'x' is no whole number; expected a whole number from -5 to 100" },
  { "window", "",
    PREFIX("window") "'' is no whole number; expected a whole number from -5 to 100" },
  { "window", "1.5",
    PREFIX("window") "'1.5' is no whole number; expected a whole number from -5 to 100" },
  { "window", "101",
    PREFIX("window") "101 is not within -5 … 100; expected a whole number from -5 to 100" },
  { "window", "99999999999999999999",
    PREFIX("window") "99999999999999999999 is not within -5 … 100; expected a whole number from -5 "
                     "to 100" },
  { "alpha", "0,5", PREFIX("alpha") "'0,5' is no number; expected a number from 0 to 1" },
  { "alpha", "", PREFIX("alpha") "'' is no number; expected a number from 0 to 1" },
  { "alpha", "nan", PREFIX("alpha") "'nan' is no number; expected a number from 0 to 1" },
  { "alpha", "auto", PREFIX("alpha") "'auto' is no number; expected a number from 0 to 1" },
  { "alpha", "1.01", PREFIX("alpha") "1.01 is out of bounds; expected a number from 0 to 1" },
  { "alpha", "1e999", PREFIX("alpha") "1e999 is out of bounds; expected a number from 0 to 1" },
  { "beta", "-1", PREFIX("beta") "-1 is out of bounds; expected a number from 0 to 1, or auto" },
  { "damped", "maybe", PREFIX("damped") "'maybe' is neither yes nor no; expected yes or no" },
  { "season", "additiv",
    PREFIX("season") "'additiv' is no choice; expected one of none, additive, multiplicative; "
                     "did you mean 'additive'?" },
  { "season", "x",
    PREFIX("season") "'x' is no choice; expected one of none, additive, multiplicative" },
  { "label", "\xff", PREFIX("label") "the value is not UTF-8; expected text" },
  { "lags", "1,,2",
    PREFIX("lags") "'' is no whole number; expected whole numbers from 1 to 400, separated by "
                   "commas" },
  { "lags", "0",
    PREFIX("lags") "0 is not within 1 … 400; expected whole numbers from 1 to 400, separated by "
                   "commas" },
};

static void
test_refusal(gconstpointer data)
{
  const Refusal *refusal = data;
  g_autoptr(Plugin) plugin = make_plugin();
  g_autoptr(Parameters) parameters = parameters_new(plugin_get_component(plugin, 0));
  g_autoptr(GError) error = NULL;
  g_assert_false(parameters_set(parameters, refusal->name, refusal->text, &error));
  g_assert_error(error, PARAMETERS_ERROR, PARAMETERS_ERROR_VALUE);
  g_assert_cmpstr(error->message, ==, refusal->message);
  g_autofree char *text = parameters_to_string(parameters);
  g_assert_cmpstr(text, ==, "");
}

static void
test_unknown(void)
{
  g_autoptr(Plugin) plugin = make_plugin();
  g_autoptr(Parameters) parameters = parameters_new(plugin_get_component(plugin, 0));
  g_autoptr(GError) error = NULL;
  g_assert_false(parameters_set(parameters, "alhpa", "1", &error));
  g_assert_error(error, PARAMETERS_ERROR, PARAMETERS_ERROR_UNKNOWN);
  g_assert_cmpstr(error->message, ==,
                  "'all' has no parameter 'alhpa'; it has window, alpha, beta, damped, season, "
                  "label, lags; did you mean 'alpha'?");
}

static void
test_none(void)
{
  Draft draft;
  draft_init(&draft);
  draft.component.n_params = 0;
  g_autoptr(Plugin) plugin = plugin_new(&draft.plugin, "/draft.so", NULL);
  g_autoptr(Parameters) parameters = parameters_new(plugin_get_component(plugin, 0));
  g_autoptr(GError) error = NULL;
  g_assert_false(parameters_set(parameters, "alpha", "1", &error));
  g_assert_cmpstr(error->message, ==, "'last' has no parameter 'alpha'; it has none");
}

static void
test_order(void)
{
  g_autoptr(Plugin) plugin = make_plugin();
  g_autoptr(Parameters) parameters = parameters_new(plugin_get_component(plugin, 0));
  g_assert_true(parameters_set(parameters, "lags", "3", NULL));
  g_assert_true(parameters_set(parameters, "window", "1", NULL));
  g_autofree char *text = parameters_to_string(parameters);
  g_assert_cmpstr(text, ==, "window=1,lags=3");
}

static void
test_descriptions(void)
{
  static const char *const descriptions[N_PARAMS] = {
    "a whole number from -5 to 100; default 7",
    "a number from 0 to 1; default 0.1",
    "a number from 0 to 1, or auto; default auto",
    "yes or no; default yes",
    "one of none, additive, multiplicative; default additive",
    "text; default empty",
    "whole numbers from 1 to 400, separated by commas; default 1,7",
  };
  g_autoptr(Plugin) plugin = make_plugin();
  const Component *component = plugin_get_component(plugin, 0);
  for (guint i = 0; i < N_PARAMS; i++) {
    g_autofree char *text = parameters_describe(component_get_param(component, i));
    g_assert_cmpstr(text, ==, descriptions[i]);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/parameters/begin-with-defaults", test_defaults);
  for (gsize i = 0; i < G_N_ELEMENTS(settings); i++) {
    g_autofree char *path =
        g_strdup_printf("/parameters/takes/%s/%" G_GSIZE_FORMAT, settings[i].name, i);
    g_test_add_data_func(path, &settings[i], test_setting);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(refusals); i++) {
    g_autofree char *path =
        g_strdup_printf("/parameters/refuses/%s/%" G_GSIZE_FORMAT, refusals[i].name, i);
    g_test_add_data_func(path, &refusals[i], test_refusal);
  }
  g_test_add_func("/parameters/refuses/unknown", test_unknown);
  g_test_add_func("/parameters/refuses/any-when-there-are-none", test_none);
  g_test_add_func("/parameters/are-written-in-declared-order", test_order);
  g_test_add_func("/parameters/describes", test_descriptions);
  return g_test_run();
}
