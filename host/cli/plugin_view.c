// SPDX-License-Identifier: MIT
#include "cli/plugin_view.h"

#include "cli/text_table.h"
#include "plugin/parameters.h"
#include "run/train/training_settings.h"

#include <string.h>

enum {
  VIEW_GREATEST_WIDTH = 120,
  VIEW_NOTE_INDENT = 8,
  VIEW_LABEL_WIDTH = 14, // of "Determinism:" and a gap
};

const PluginViewCapability *
plugin_view_get_capabilities(void)
{
  static const PluginViewCapability capabilities[] = {
    { PLUGCAST_CAN_SEASON, "season" },       { PLUGCAST_CAN_MISSING, "missing values" },
    { PLUGCAST_CAN_EXOGENOUS, "exogenous" }, { PLUGCAST_CAN_QUANTILES, "quantiles" },
    { PLUGCAST_CAN_SAMPLES, "samples" },     { PLUGCAST_CAN_UPDATE, "update" },
    { PLUGCAST_CAN_SAVE, "save" },           { 0, NULL },
  };
  return capabilities;
}

const char *
plugin_view_get_threading(const Component *component)
{
  switch (component_get_threading(component)) {
  case PLUGCAST_THREADING_PURE:
    return "pure: one instance on many threads";
  case PLUGCAST_THREADING_SERIAL:
    return "serial: one call at a time into the plugin";
  case PLUGCAST_THREADING_PROCESS:
    return "process: one call at a time, in a process of its own";
  default:
    return "instance: one call at a time into each instance";
  }
}

const char *
plugin_view_get_determinism(const Component *component)
{
  switch (component_get_determinism(component)) {
  case PLUGCAST_DETERMINISM_BITWISE:
    return "bitwise: the same bits every time";
  case PLUGCAST_DETERMINISM_SEEDED:
    return "seeded: the same bits for the same seed";
  case PLUGCAST_DETERMINISM_TOLERANCE:
    return "tolerance: equal within rounding";
  default:
    return "none: no promise";
  }
}

/** Names the plugin and where it is from, then its components below. */
static void
list_append_plugin(const RegistryEntry *entry, gsize width, GString *out)
{
  g_string_append_printf(out, "%s %s (%s: %s)\n", plugin_get_name(entry->plugin),
                         plugin_get_version(entry->plugin), entry->origin, entry->path);
  if (entry->shadowed_by != NULL) {
    g_string_append_printf(out, "  shadowed by %s\n", entry->shadowed_by);
  }
  g_autoptr(TextTable) table = text_table_new();
  text_table_add_column(table, "  NAME", TEXT_TABLE_LEFT);
  text_table_add_column(table, "KIND", TEXT_TABLE_LEFT);
  text_table_add_column(table, "SUMMARY", TEXT_TABLE_LEFT);
  for (gsize i = 0; i < plugin_get_n_components(entry->plugin); i++) {
    const Component *component = plugin_get_component(entry->plugin, i);
    g_autofree char *name = g_strconcat("  ", component_get_name(component), NULL);
    text_table_add_cell(table, name);
    text_table_add_cell(table, component_kind_to_string(component_get_kind(component)));
    text_table_add_cell(table, component_get_summary(component));
  }
  g_autofree char *text = text_table_render(table, width);
  g_string_append(out, text);
}

static void
list_append_entry(const RegistryEntry *entry, gsize width, GString *out)
{
  if (entry->plugin != NULL) {
    list_append_plugin(entry, width, out);
  } else {
    g_string_append_printf(out, "refused (%s: %s)\n  ", entry->origin, entry->path);
    text_wrap(out, entry->reason, 2, width);
    g_string_append_c(out, '\n');
  }
  for (gsize i = 0; entry->notes != NULL && entry->notes[i] != NULL; i++) {
    g_string_append(out, "  note: ");
    text_wrap(out, entry->notes[i], VIEW_NOTE_INDENT, width);
    g_string_append_c(out, '\n');
  }
  g_string_append_c(out, '\n');
}

char *
plugin_view_render_list(const Registry *registry, gsize n_entries, gsize width)
{
  g_autoptr(GString) out = g_string_new(n_entries == 0 ? "no plugins\n\n" : "");
  for (gsize i = 0; i < n_entries; i++) {
    list_append_entry(registry_get_entry(registry, i), MIN(width, VIEW_GREATEST_WIDTH), out);
  }
  g_string_append(out, "Looked in, first match wins:\n");
  const char *const *folders = registry_get_search_path(registry);
  for (gsize i = 0; folders[i] != NULL; i++) {
    gboolean is_there = g_file_test(folders[i], G_FILE_TEST_EXISTS);
    g_string_append_printf(out, "  %s%s\n", folders[i], is_there ? "" : " (not there)");
  }
  return g_string_free(g_steal_pointer(&out), FALSE);
}

static void
detail_append(GString *out, const char *label, const char *text, gsize width)
{
  g_string_append_printf(out, "%-*s", VIEW_LABEL_WIDTH, label);
  text_wrap(out, text, VIEW_LABEL_WIDTH, width);
  g_string_append_c(out, '\n');
}

static void
detail_append_capabilities(GString *out, const Component *component, gsize width)
{
  g_autoptr(GString) names = g_string_new(NULL);
  for (const PluginViewCapability *next = plugin_view_get_capabilities(); next->name != NULL;
       next++) {
    if (component_can(component, next->bit)) {
      g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", next->name);
    }
  }
  detail_append(out, "Can:", names->len > 0 ? names->str : "none of the optional abilities", width);
}

static void
detail_append_forecaster(GString *out, const Component *component, gsize width)
{
  const plugcast_forecaster *forecaster = component_get_forecaster(component);
  gboolean is_global = forecaster->scope == PLUGCAST_SCOPE_GLOBAL;
  g_autoptr(GString) needs = g_string_new(NULL);
  g_string_append_printf(needs, "at least %" G_GUINT64_FORMAT " values", forecaster->least_length);
  if (forecaster->longest_horizon > 0) {
    g_string_append_printf(needs, ", a horizon of at most %" G_GUINT64_FORMAT,
                           forecaster->longest_horizon);
  }
  detail_append(out, "Scope:",
                is_global ? "global: fitted on all series" : "local: fitted on each series", width);
  detail_append(out, "Needs:", needs->str, width);
}

static void
detail_append_parameters(GString *out, const Component *component, gsize width)
{
  guint n_params = component_get_n_params(component);
  g_string_append(out, n_params > 0 ? "\nParameters:\n" : "\nNo parameters.\n");
  for (guint i = 0; i < n_params; i++) {
    const plugcast_param *param = component_get_param(component, i);
    g_autofree char *description = parameters_describe(param);
    g_string_append_printf(out, "  %s: ", param->name);
    text_wrap(out, description, 6, width);
    g_string_append(out, "\n      ");
    text_wrap(out, param->summary, 6, width);
    g_string_append_c(out, '\n');
  }
}

/** What can be set of a network beside its parameters. */
static void
detail_append_settings(GString *out, gsize width)
{
  g_string_append(out, "\nSettings of training, where no parameter has their name:\n");
  for (gsize i = 0; i < TRAINING_N_SETTINGS; i++) {
    const TrainingSetting *setting = training_settings_describe(i);
    g_autofree char *text =
        g_strdup_printf("%s; default %s", setting->summary, setting->default_text);
    g_string_append_printf(out, "  %s: ", setting->name);
    text_wrap(out, text, 6, width);
    g_string_append_c(out, '\n');
  }
}

const char *
plugin_view_get_ignored(const plugcast_feature *feature)
{
  static const char *const words[] = { "", "scale", "shift", "scale shift" };
  return words[feature->flags & (PLUGCAST_FEATURE_SCALE_FREE | PLUGCAST_FEATURE_SHIFT_FREE)];
}

static void
detail_append_features(GString *out, const Component *component, gsize width)
{
  const plugcast_features *methods = component_get_features(component);
  g_string_append(out, "\nFeatures:\n");
  for (guint32 i = 0; i < methods->n_features; i++) {
    const plugcast_feature *feature = &methods->features[i];
    const char *ignored = plugin_view_get_ignored(feature);
    g_string_append_printf(out, "  %s: ", feature->name);
    text_wrap(out, feature->summary, 6, width);
    if (*ignored != '\0') {
      g_string_append_printf(out, "\n      ignores: %s", ignored);
    }
    if (feature->reference != NULL) {
      g_string_append(out, "\n      ");
      text_wrap(out, feature->reference, 6, width);
    }
    g_string_append_c(out, '\n');
  }
}

char *
plugin_view_render_component(const Component *component, gsize width)
{
  gsize used_width = MIN(width, VIEW_GREATEST_WIDTH);
  const Plugin *plugin = component_get_plugin(component);
  g_autofree char *origin = g_strdup_printf("%s %s, %s", plugin_get_name(plugin),
                                            plugin_get_version(plugin), plugin_get_path(plugin));
  g_autoptr(GString) out = g_string_new(NULL);
  g_string_append_printf(out, "%s:%s (%s)\n", plugin_get_name(plugin),
                         component_get_name(component),
                         component_kind_to_string(component_get_kind(component)));
  detail_append(out, "Summary:", component_get_summary(component), used_width);
  if (component_get_reference(component) != NULL) {
    detail_append(out, "Reference:", component_get_reference(component), used_width);
  }
  detail_append(out, "Plugin:", origin, used_width);
  detail_append(out, "Threading:", plugin_view_get_threading(component), used_width);
  detail_append(out, "Determinism:", plugin_view_get_determinism(component), used_width);
  detail_append_capabilities(out, component, used_width);
  if (component_get_kind(component) == PLUGCAST_KIND_FORECASTER) {
    detail_append_forecaster(out, component, used_width);
  }
  detail_append_parameters(out, component, used_width);
  if (component_get_kind(component) == PLUGCAST_KIND_NETWORK) {
    detail_append_settings(out, width);
  }
  if (component_get_kind(component) == PLUGCAST_KIND_FEATURES) {
    detail_append_features(out, component, used_width);
  }
  return g_string_free(g_steal_pointer(&out), FALSE);
}

static int
names_compare(gconstpointer left, gconstpointer right)
{
  return strcmp(*(const char *const *)left, *(const char *const *)right);
}

char *
plugin_view_render_names(const Registry *registry, gsize n_entries, guint32 kind)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
  for (gsize i = 0; i < n_entries; i++) {
    const Plugin *plugin = registry_get_entry(registry, i)->plugin;
    for (gsize j = 0; plugin != NULL && j < plugin_get_n_components(plugin); j++) {
      const Component *component = plugin_get_component(plugin, j);
      if (component_get_kind(component) == kind) {
        g_ptr_array_add(names, g_strdup(component_get_name(component)));
      }
    }
  }
  g_ptr_array_sort(names, names_compare);
  g_autoptr(GString) out = g_string_new(NULL);
  for (guint i = 0; i < names->len; i++) {
    const char *name = g_ptr_array_index(names, i);
    if (i == 0 || strcmp(name, g_ptr_array_index(names, i - 1)) != 0) {
      g_string_append_printf(out, "%s\n", name);
    }
  }
  return g_string_free(g_steal_pointer(&out), FALSE);
}
