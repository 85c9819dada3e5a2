// SPDX-License-Identifier: MIT
#include "cli/feature_settings.h"

#include "cli/text_list.h"

#define DEFAULT_COMPONENT "features"

static const Option component_options[] = {
  {
      .heading = "What to compute",
      .name = "component",
      .letter = 'm',
      .kind = OPTION_LIST,
      .value_name = "COMPONENT[,COMPONENT…]",
      .summary = "features components by name, plugin:name, name(parameter=value,…) or path of a "
                 ".so; may be repeated. Default: features, all of the plugin of that name",
  },
  {
      .name = "features",
      .kind = OPTION_LIST,
      .value_name = "NAME[,NAME…]",
      .summary = "only these features, in this order; may be repeated. Default: all",
  },
  {
      .name = "list",
      .kind = OPTION_FLAG,
      .summary = "write what the features are, and where they are defined; needs no DATA",
  },
  { .name = NULL },
};

static const Option failure_options[] = {
  {
      .name = "failures",
      .kind = OPTION_VALUE,
      .value_name = "FILE",
      .summary = "write all that went wrong, a CSV row for each series and component",
  },
  { .name = NULL },
};

const Option *const feature_tables[] = {
  component_options, data_options, output_options, failure_options, run_options, NULL,
};

/** Returns: (transfer full) (nullable): the names between commas, NULL when there are none. */
static char **
read_names(const OptionValues *values)
{
  const char *const *texts = option_values_get_list(values, "features");
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  for (gsize i = 0; texts[i] != NULL; i++) {
    g_autofree char **pieces = g_strsplit(texts[i], ",", -1);
    for (gsize j = 0; pieces[j] != NULL; j++) {
      g_ptr_array_add(names, g_strstrip(pieces[j]));
    }
  }
  if (names->len == 0) {
    return NULL;
  }
  g_ptr_array_add(names, NULL);
  return (char **)g_ptr_array_free(g_steal_pointer(&names), FALSE);
}

static gboolean
check_operands(const FeatureSettings *settings, const OptionValues *values, GError **error)
{
  const gboolean has_data = option_values_get_operands(values)[0] != NULL;
  if (settings->lists && has_data) {
    g_set_error(error, OPTION_ERROR, OPTION_ERROR_OPERAND,
                "--list tells what features there are, it does not read '%s'",
                option_values_get_operands(values)[0]);
    return FALSE;
  }
  if (!settings->lists && !has_data) {
    g_set_error(error, OPTION_ERROR, OPTION_ERROR_OPERAND,
                "DATA is missing: plugcast features DATA, or plugcast features --list");
    return FALSE;
  }
  if (settings->failures_path != NULL &&
      g_strcmp0(settings->failures_path, settings->output.path) == 0) {
    g_set_error(error, OPTION_ERROR, OPTION_ERROR_OPERAND,
                "--output and --failures name the same file, '%s'", settings->output.path);
    return FALSE;
  }
  return output_settings_check_path("failures", settings->failures_path, error);
}

gboolean
feature_settings_read(FeatureSettings *settings,
                      const OptionValues *values,
                      gboolean output_is_terminal,
                      GError **error)
{
  // Filled in place: the reader's options point at the step beside them.
  *settings = (FeatureSettings){
    .failures_path = option_values_get_text(values, "failures"),
    .lists = option_values_has(values, "list"),
  };
  const char *const defaults[] = { DEFAULT_COMPONENT, NULL };
  settings->components = text_list_copy(option_values_has(values, "component")
                                            ? option_values_get_list(values, "component")
                                            : defaults);
  settings->names = read_names(values);
  if (!output_settings_read(&settings->output, values, output_is_terminal, error) ||
      !check_operands(settings, values, error) ||
      !data_settings_read(&settings->data, values, option_values_get_operands(values)[0], error) ||
      !run_settings_read(&settings->run, values, error)) {
    feature_settings_clear(settings);
    return FALSE;
  }
  return TRUE;
}

void
feature_settings_clear(FeatureSettings *settings)
{
  g_clear_pointer(&settings->components, g_strfreev);
  g_clear_pointer(&settings->names, g_strfreev);
  data_settings_clear(&settings->data);
}
