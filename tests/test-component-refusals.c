// SPDX-License-Identifier: MIT
#include "component-fixture.h"

#include "plugin/component.h"

#include <math.h>

#define DAMAGE(name, change)                                                                       \
  static void name(Draft *draft)                                                                   \
  {                                                                                                \
    change;                                                                                        \
  }

DAMAGE(plugin_name_null, draft->plugin.name = NULL)
DAMAGE(plugin_name_empty, draft->plugin.name = "")
DAMAGE(plugin_name_colon, draft->plugin.name = "a:b")
DAMAGE(plugin_version_null, draft->plugin.version = NULL)
DAMAGE(plugin_summary_lines, draft->plugin.summary = "one\ntwo")
DAMAGE(plugin_url_latin, draft->plugin.url = "\xe9")
DAMAGE(components_null, draft->plugin.components = NULL)
DAMAGE(component_null, draft->components[0] = NULL)
DAMAGE(component_size_zero, draft->component.struct_size = 0)
DAMAGE(component_size_huge, draft->component.struct_size = 65537)
DAMAGE(component_name_null, draft->component.name = NULL)
DAMAGE(component_name_upper, draft->component.name = "Theta")
DAMAGE(component_name_dash, draft->component.name = "-theta")
DAMAGE(component_name_long,
       draft->component.name = "a123456789012345678901234567890123456789012345678901234567890123")
DAMAGE(component_summary_empty, draft->component.summary = "")
DAMAGE(component_reference_latin, draft->component.reference = "H\xf6lder")
DAMAGE(component_threading, draft->component.threading = 4)
DAMAGE(component_determinism, draft->component.determinism = 4)
DAMAGE(methods_null, draft->component.methods = NULL)
DAMAGE(methods_short, draft->forecaster.struct_size = sizeof(plugcast_forecaster) - 1)
DAMAGE(forecast_null, draft->forecaster.forecast = NULL)
DAMAGE(create_null, draft->forecaster.create = NULL)
DAMAGE(destroy_null, draft->forecaster.destroy = NULL)
DAMAGE(scope_unknown, draft->forecaster.scope = 2)
DAMAGE(save_alone, draft->forecaster.save = draft_save)
DAMAGE(load_alone, draft->forecaster.load = draft_load)
DAMAGE(save_undeclared, draft->forecaster.save = draft_save; draft->forecaster.load = draft_load)
DAMAGE(save_only_declared, draft->component.capabilities = PLUGCAST_CAN_SAVE)
DAMAGE(update_undeclared, draft->forecaster.update = draft_fit)
DAMAGE(update_only_declared, draft->component.capabilities = PLUGCAST_CAN_UPDATE)
DAMAGE(network_empty, draft_become_empty(draft, PLUGCAST_KIND_NETWORK))
DAMAGE(transform_empty, draft_become_empty(draft, PLUGCAST_KIND_TRANSFORM))
DAMAGE(features_empty, draft_become_empty(draft, PLUGCAST_KIND_FEATURES))
DAMAGE(augmenter_empty, draft_become_empty(draft, PLUGCAST_KIND_AUGMENTER))
DAMAGE(combiner_empty, draft_become_empty(draft, PLUGCAST_KIND_COMBINER))
DAMAGE(metric_empty, draft_become_empty(draft, PLUGCAST_KIND_METRIC))
DAMAGE(combiner_no_members, draft_become_combiner(draft); draft->combiner.least_members = 0)
DAMAGE(combiner_state_alone, draft_become_combiner(draft);
       draft->combiner.state_size = draft_state_size)
DAMAGE(features_none, draft_become_features(draft); draft->feature_methods.n_features = 0)
DAMAGE(features_null, draft_become_features(draft); draft->feature_methods.features = NULL)
DAMAGE(features_twice, draft_become_features(draft); draft->features[1].name = "mean")
DAMAGE(features_name, draft_become_features(draft); draft->features[1].name = "the mean")
DAMAGE(features_steps, draft_become_features(draft); draft->features[1].struct_size = 48)
DAMAGE(params_null, draft->component.params = NULL)
DAMAGE(params_many, draft->component.n_params = 4097)
DAMAGE(params_odd_step, draft->params[0].struct_size = sizeof(plugcast_param) + 4)
DAMAGE(params_short, draft->params[0].struct_size = sizeof(plugcast_param) - 8;
       draft->component.n_params = 1)
DAMAGE(params_steps, draft->params[1].struct_size = 88)
DAMAGE(params_twice, draft->params[1].name = "window")
DAMAGE(param_name_dash, draft->params[0].name = "a-b")
DAMAGE(param_summary_null, draft->params[0].summary = NULL)
DAMAGE(param_type, draft->params[0].type = 6)
DAMAGE(param_scale, draft->params[0].scale = 2)
DAMAGE(param_infinite, draft->params[0].maximum = HUGE_VAL)
DAMAGE(param_nan, draft->params[0].minimum = (double)NAN)
DAMAGE(param_bounds, draft->params[0].minimum = 200)
DAMAGE(param_fraction, draft->params[0].minimum = 0.5)
DAMAGE(param_large, draft->params[0].maximum = 1e16)
DAMAGE(param_log, draft->params[0].scale = PLUGCAST_SCALE_LOGARITHMIC; draft->params[0].minimum = 0)
DAMAGE(param_default_outside, draft->params[0].default_number = 101)
DAMAGE(param_default_fraction, draft->params[0].default_number = 1.5)
DAMAGE(param_default_nan, draft->params[0].default_number = (double)NAN)
DAMAGE(param_boolean, draft->params[0].type = PLUGCAST_PARAM_BOOLEAN)
DAMAGE(param_integers, draft->params[0].type = PLUGCAST_PARAM_INTEGERS;
       draft->params[0].default_text = "1,x")
DAMAGE(param_integers_outside, draft->params[0].type = PLUGCAST_PARAM_INTEGERS;
       draft->params[0].default_text = "7,700")
DAMAGE(choices_none, draft->params[1].n_choices = 0)
DAMAGE(choices_null, draft->params[1].choices = NULL)
DAMAGE(choices_twice, draft->choices[1] = "none")
DAMAGE(choices_name, draft->choices[1] = NULL)
DAMAGE(choices_default, draft->params[1].default_number = 2)

typedef struct {
  const char *name;
  void (*damage)(Draft *draft);
  const char *message;
} Refusal;

static const Refusal refusals[] = {
  { "plugin-without-name", plugin_name_null, "its name is NULL" },
  { "plugin-with-empty-name", plugin_name_empty, "its name is empty" },
  { "plugin-name-with-colon", plugin_name_colon,
    "its name is 'a:b', expected lower case letters, digits, '_', '-', a letter or digit first, at "
    "most 63" },
  { "plugin-without-version", plugin_version_null, "its version is NULL" },
  { "plugin-summary-of-two-lines", plugin_summary_lines,
    "its summary holds the control character 0xa, expected one line of text" },
  { "plugin-url-not-utf8", plugin_url_latin, "its url is not UTF-8" },
  { "no-list-of-components", components_null, "its list of components is NULL" },
  { "component-null", component_null, "component 1 is NULL" },
  { "component-of-size-zero", component_size_zero,
    "component 1 has struct_size 0, expected 64 to 65536" },
  { "component-of-huge-size", component_size_huge,
    "component 1 has struct_size 65537, expected 64 to 65536" },
  { "component-without-name", component_name_null, "the name of component 1 is NULL" },
  { "component-name-in-upper-case", component_name_upper,
    "the name of component 1 is 'Theta', expected lower case letters, digits, '_', '-', a letter "
    "or digit first, at most 63" },
  { "component-name-with-dash-first", component_name_dash,
    "the name of component 1 is '-theta', expected lower case letters, digits, '_', '-', a letter "
    "or digit first, at most 63" },
  { "component-name-too-long", component_name_long,
    "the name of component 1 is 'a123456789012345678901234567890123456789012345678901234567890123'"
    ", expected lower case letters, digits, '_', '-', a letter or digit first, at most 63" },
  { "component-without-summary", component_summary_empty,
    "component 'last': its summary is empty" },
  { "component-reference-not-utf8", component_reference_latin,
    "component 'last': its reference is not UTF-8" },
  { "unknown-threading-class", component_threading,
    "component 'last': its threading class 4 is not known" },
  { "unknown-determinism-class", component_determinism,
    "component 'last': its determinism class 4 is not known" },
  { "methods-null", methods_null, "component 'last': its struct of methods is NULL" },
  { "methods-short", methods_short,
    "component 'last': its struct of methods has struct_size 87, expected 88 to 65536" },
  { "forecaster-without-forecast", forecast_null,
    "component 'last': a forecaster needs forecast()" },
  { "parameters-without-create", create_null,
    "component 'last': a forecaster with parameters needs create()" },
  { "create-without-destroy", destroy_null,
    "component 'last': a forecaster with create() needs destroy()" },
  { "unknown-scope", scope_unknown, "component 'last': its scope 2 is not known" },
  { "save-without-load", save_alone, "component 'last': a forecaster with save() needs load()" },
  { "load-without-save", load_alone, "component 'last': a forecaster with load() needs save()" },
  { "save-undeclared", save_undeclared,
    "component 'last': it lacks PLUGCAST_CAN_SAVE, but has save() and load()" },
  { "save-only-declared", save_only_declared,
    "component 'last': it declares PLUGCAST_CAN_SAVE, which needs save() and load()" },
  { "update-undeclared", update_undeclared,
    "component 'last': it lacks PLUGCAST_CAN_UPDATE, but has update()" },
  { "update-only-declared", update_only_declared,
    "component 'last': it declares PLUGCAST_CAN_UPDATE, which needs update()" },
  { "network-without-sizes", network_empty, "component 'last': a network needs sizes()" },
  { "transform-without-state-size", transform_empty,
    "component 'last': a transform needs state_size()" },
  { "features-without-compute", features_empty,
    "component 'last': a features component needs compute()" },
  { "augmenter-without-augment", augmenter_empty,
    "component 'last': an augmenter needs augment()" },
  { "combiner-without-combine", combiner_empty, "component 'last': a combiner needs combine()" },
  { "metric-without-evaluate", metric_empty, "component 'last': a metric needs evaluate()" },
  { "combiner-of-no-members", combiner_no_members,
    "component 'last': its least_members is 0, expected at least 1" },
  { "combiner-state-without-fit", combiner_state_alone,
    "component 'last': a combiner with state_size() needs fit()" },
  { "no-features", features_none, "component 'last': it has 0 features, expected 1 to 4096" },
  { "features-null", features_null,
    "component 'last': it says that it has 2 of them, but the first feature is NULL" },
  { "feature-twice", features_twice, "component 'last': it has two features 'mean'" },
  { "feature-name", features_name,
    "component 'last': the name of feature 2 is 'the mean', expected lower case letters, digits, "
    "'_', a letter or digit first, at most 63" },
  { "feature-sizes-differ", features_steps,
    "component 'last': feature 2 has struct_size 48, the first has 32" },
  { "parameters-null", params_null,
    "component 'last': it says that it has 2 of them, but the first parameter is NULL" },
  { "too-many-parameters", params_many,
    "component 'last': it says that it has 4097 parameters, expected at most 4096" },
  { "parameter-of-odd-size", params_odd_step,
    "component 'last': the first parameter has struct_size 76, which is no size of a struct" },
  { "parameter-short", params_short,
    "component 'last': parameter 1 has struct_size 64, expected 72 to 65536" },
  { "parameter-sizes-differ", params_steps,
    "component 'last': parameter 2 has struct_size 88, the first has 72" },
  { "parameter-twice", params_twice, "component 'last': it has two parameters 'window'" },
  { "parameter-name-with-dash", param_name_dash,
    "component 'last': the name of parameter 1 is 'a-b', expected lower case letters, digits, "
    "'_', a letter or digit first, at most 63" },
  { "parameter-without-summary", param_summary_null,
    "component 'last': parameter 'window': its summary is NULL" },
  { "parameter-of-unknown-type", param_type,
    "component 'last': parameter 'window': its type 6 is not known" },
  { "parameter-of-unknown-scale", param_scale,
    "component 'last': parameter 'window': its scale 2 is not known" },
  { "parameter-bound-infinite", param_infinite,
    "component 'last': parameter 'window': its bounds are 1 and inf, expected finite numbers" },
  { "parameter-bound-nan", param_nan,
    "component 'last': parameter 'window': its bounds are nan and 100, expected finite numbers" },
  { "parameter-bounds-crossed", param_bounds,
    "component 'last': parameter 'window': its minimum 200 is above its maximum 100" },
  { "integer-bound-with-fraction", param_fraction,
    "component 'last': parameter 'window': its bounds are 0.5 and 100, expected whole numbers of "
    "at most 2^53" },
  { "integer-bound-too-large", param_large,
    "component 'last': parameter 'window': its bounds are 1 and 10000000000000000, expected whole "
    "numbers of at most 2^53" },
  { "logarithm-of-zero", param_log,
    "component 'last': parameter 'window': a logarithmic scale cannot begin at 0" },
  { "default-out-of-bounds", param_default_outside,
    "component 'last': parameter 'window': its default 101 is not within 1 … 100" },
  { "integer-default-with-fraction", param_default_fraction,
    "component 'last': parameter 'window': its default 1.5 is no whole number" },
  { "integer-default-nan", param_default_nan,
    "component 'last': parameter 'window': its default nan is not within 1 … 100" },
  { "boolean-default", param_boolean,
    "component 'last': parameter 'window': its default 7 is not within 0 … 1" },
  { "integers-default-no-number", param_integers,
    "component 'last': parameter 'window': its default: 'x' is no whole number" },
  { "integers-default-out-of-bounds", param_integers_outside,
    "component 'last': parameter 'window': its default: 700 is not within 1 … 100" },
  { "no-choices", choices_none,
    "component 'last': parameter 'season': it has 0 choices, expected 1 to 4096" },
  { "choices-null", choices_null,
    "component 'last': parameter 'season': it has 2 choices, but their list is NULL" },
  { "choice-twice", choices_twice, "component 'last': parameter 'season': it has a choice twice" },
  { "choice-null", choices_name, "component 'last': parameter 'season': choice 2 is NULL" },
  { "choice-default", choices_default,
    "component 'last': parameter 'season': its default 2 is not within 0 … 1" },
};

static void
test_refusal(gconstpointer data)
{
  const Refusal *refusal = data;
  Draft draft;
  draft_init(&draft);
  refusal->damage(&draft);
  g_autoptr(GError) error = NULL;
  g_autoptr(Plugin) plugin = plugin_new(&draft.plugin, "/draft.so", &error);
  g_assert_null(plugin);
  g_assert_error(error, PLUGIN_ERROR, PLUGIN_ERROR_CONTRACT);
  g_assert_cmpstr(error->message, ==, refusal->message);
}

static void
test_duplicate(void)
{
  Draft draft;
  draft_init(&draft);
  draft.plugin.header.n_components = 2;
  g_autoptr(GError) error = NULL;
  g_assert_null(plugin_new(&draft.plugin, "/draft.so", &error));
  g_assert_cmpstr(error->message, ==,
                  "component 'last': the plugin has two of kind forecaster under this name");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(refusals); i++) {
    g_autofree char *path = g_strdup_printf("/component/refuses/%s", refusals[i].name);
    g_test_add_data_func(path, &refusals[i], test_refusal);
  }
  g_test_add_func("/component/refuses/duplicate-name", test_duplicate);
  return g_test_run();
}
