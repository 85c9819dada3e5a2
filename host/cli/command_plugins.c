// SPDX-License-Identifier: MIT
#include "cli/command_plugins.h"

#include "cli/plugin_json.h"
#include "cli/plugin_view.h"
#include "plugin/registry.h"
#include "plugin/trial.h"

#include <string.h>

// In the order of PLUGCAST_KIND_*, from 1 on.
static const char *const kinds[] = {
  "forecaster", "network", "transform", "features", "augmenter", "combiner", "metric", NULL,
};

static const Option plugins_options[] = {
  {
      .name = "names",
      .kind = OPTION_FLAG,
      .summary = "only the names of models, a line each",
      .heading = "Options",
  },
  {
      .name = "kind",
      .kind = OPTION_VALUE,
      .value_name = "KIND",
      .choices = kinds,
      .summary = "with --names: of the components of this kind. Default: forecaster",
  },
  {
      .name = "plugin-path",
      .kind = OPTION_LIST,
      .value_name = "DIR",
      .summary = "look for plugins here first; may be repeated",
  },
  {
      .name = "json",
      .kind = OPTION_FLAG,
      .summary = "write JSON",
  },
  {
      .name = "quiet",
      .letter = 'q',
      .kind = OPTION_FLAG,
      .summary = "say nothing but errors",
  },
  {
      .name = "help",
      .letter = 'h',
      .kind = OPTION_FLAG,
      .summary = "show this help",
  },
  { .name = NULL },
};

static const Option *const plugins_tables[] = { plugins_options, NULL };

static const char *const plugins_paragraphs[] = {
  "Lists what plugins offer and where they come from, which files were refused and why, and the "
  "folders that were looked in. With NAME, a component's own name or plugin:name, tells its "
  "parameters and what it can.",
  NULL,
};

static const char *const plugins_examples[] = {
  "plugcast plugins",
  "all components of all plugins",
  "plugcast plugins theta",
  "the parameters of one model",
  NULL,
};

static gboolean
component_is_named(const Component *component, const char *name)
{
  if (strcmp(component_get_name(component), name) == 0) {
    return TRUE;
  }
  const char *plugin = plugin_get_name(component_get_plugin(component));
  g_autofree char *full = g_strdup_printf("%s:%s", plugin, component_get_name(component));
  return strcmp(full, name) == 0;
}

/** Returns: (transfer none): the component, or NULL with the error of a model of that name. */
static const Component *
plugins_find(Registry *registry, gsize n_entries, const char *name, GError **error)
{
  for (gsize i = 0; i < n_entries; i++) {
    const RegistryEntry *entry = registry_get_entry(registry, i);
    for (gsize j = 0; entry->plugin != NULL && j < plugin_get_n_components(entry->plugin); j++) {
      const Component *component = plugin_get_component(entry->plugin, j);
      if (component_is_named(component, name)) {
        return component;
      }
    }
  }
  return registry_find_component(registry, PLUGCAST_KIND_FORECASTER, name, error);
}

static char *
plugins_render(Registry *registry,
               gsize n_entries,
               const OptionValues *values,
               const Console *console,
               GError **error)
{
  const char *name = option_values_get_operands(values)[0];
  gsize width = console_get_width(console);
  if (name != NULL) {
    const Component *component = plugins_find(registry, n_entries, name, error);
    if (component == NULL) {
      return NULL;
    }
    return console_is_json(console) ? plugin_json_render_component(component)
                                    : plugin_view_render_component(component, width);
  }
  if (option_values_has(values, "names")) {
    gsize kind = 0;
    return option_values_get_choice(values, "kind", &kind, error)
               ? plugin_view_render_names(registry, n_entries, (guint32)kind + 1)
               : NULL;
  }
  return console_is_json(console) ? plugin_json_render_list(registry, n_entries)
                                  : plugin_view_render_list(registry, n_entries, width);
}

static gboolean
plugins_main(const OptionValues *values, Console *console, ExitStatus *status, GError **error)
{
  console_set_quiet(console, option_values_has(values, "quiet"));
  if (option_values_has(values, "kind") && !option_values_has(values, "names")) {
    g_set_error(error, OPTION_ERROR, OPTION_ERROR_OPERAND,
                "--kind goes with --names: it says of which components");
    return FALSE;
  }
  const RegistryOptions options = {
    .paths = option_values_get_list(values, "plugin-path"),
    .trial_program = trial_get_own_program(),
  };
  g_autoptr(Registry) registry = registry_new(&options);
  gsize n_entries = registry_load_all(registry);
  g_auto(GStrv) warnings = registry_take_warnings(registry);
  for (gsize i = 0; warnings[i] != NULL; i++) {
    console_say(console, CONSOLE_WARNING, "%s", warnings[i]);
  }
  g_autofree char *text = plugins_render(registry, n_entries, values, console, error);
  *status = EXIT_STATUS_DONE;
  return text != NULL && console_write(console, text, error);
}

const Command command_plugins = {
  .name = "plugins",
  .summary = "list plugins, models and their parameters",
  .operands = "[NAME]",
  .paragraphs = plugins_paragraphs,
  .examples = plugins_examples,
  .options = plugins_tables,
  .most_operands = 1,
  .run = plugins_main,
};
