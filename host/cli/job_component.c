// SPDX-License-Identifier: MIT
#include "cli/job_component.h"

#include "cli/option.h"
#include "cli/text_list.h"
#include "data/decimal.h"
#include "plugin/suggest.h"

#include <string.h>

static const char *const component_members[] = { "name", "parameters", "of", "pipeline", NULL };

gboolean
job_refuse(const JsonItem *item, GError **error, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *finding = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  g_autofree char *path = json_item_get_path(item);
  g_set_error(error, OPTION_ERROR, OPTION_ERROR_VALUE, "%s: %s", path, finding);
  return FALSE;
}

gboolean
job_refuse_member(const JsonItem *member, const char *const *known, GError **error)
{
  const char *name = json_item_get_name(member);
  g_autofree char *similar = suggest_similar(name, known);
  g_autofree char *list = text_list_join(known);
  return job_refuse(member, error, "there is no '%s' here; %s%s", name,
                    similar != NULL ? similar : "known are ", similar != NULL ? "" : list);
}

char *
job_path_resolve(const char *folder, const char *path)
{
  const gboolean is_fixed = path[0] == '\0' || strcmp(path, "-") == 0 || g_path_is_absolute(path) ||
                            strcmp(folder, ".") == 0;
  return is_fixed ? g_strdup(path) : g_build_filename(folder, path, NULL);
}

// Names of components hold no points: dir/model.so, model.so:name, sales.pcm, best.json are files.
static gboolean
is_file(const char *word)
{
  static const char *const endings[] = { ".so", ".pcm", ".json" };
  const char *colon = strrchr(word, ':');
  g_autofree char *stem = g_strndup(word, colon != NULL ? (gsize)(colon - word) : strlen(word));
  for (gsize i = 0; i < G_N_ELEMENTS(endings); i++) {
    if (g_str_has_suffix(stem, endings[i])) {
      return TRUE;
    }
  }
  return FALSE;
}

/** Returns: (transfer full): @text with its files seen from @folder. */
static char *
resolve_files(const char *text, const char *folder)
{
  static const char separators[] = ",|()[]= ";
  g_autoptr(GString) out = g_string_new(NULL);
  while (*text != '\0') {
    const gsize length = strcspn(text, separators);
    g_autofree char *word = g_strndup(text, length);
    g_autofree char *resolved = is_file(word) ? job_path_resolve(folder, word) : g_strdup(word);
    g_string_append(out, resolved);
    text += length;
    if (*text != '\0') {
      g_string_append_c(out, *text++);
    }
  }
  return g_string_free(g_steal_pointer(&out), FALSE);
}

static char *
scalar_to_text(const JsonItem *item, const char *folder, GError **error)
{
  char number[DECIMAL_MAX_LENGTH];
  switch (json_item_get_kind(item)) {
  case JSON_STRING:
    return resolve_files(json_item_get_string(item), folder);
  case JSON_INTEGER:
    return g_strdup_printf("%" G_GINT64_FORMAT, json_item_get_integer(item));
  case JSON_NUMBER:
    decimal_format(json_item_get_number(item), number);
    return g_strdup(number);
  case JSON_BOOLEAN:
    return g_strdup(json_item_get_boolean(item) ? "yes" : "no");
  case JSON_NULL:
  case JSON_ARRAY:
  case JSON_OBJECT:
    break;
  }
  g_autofree char *shown = json_item_to_message(item);
  job_refuse(item, error, "%s where a text or number should be", shown);
  return NULL;
}

// Whether brackets close in the order in which they open, so that the text can stand in brackets.
static gboolean
is_balanced(const char *text)
{
  int depth = 0;
  for (; *text != '\0' && depth >= 0; text++) {
    depth += (*text == '(' || *text == '[') - (*text == ')' || *text == ']');
  }
  return depth == 0;
}

/** Returns: (transfer full): the value as it stands behind `parameter=`. */
static char *
parameter_to_text(const JsonItem *item, const char *folder, GError **error)
{
  if (json_item_get_kind(item) == JSON_OBJECT) {
    return job_component_to_text(item, folder, error);
  }
  const gboolean is_list = json_item_get_kind(item) == JSON_ARRAY;
  const gsize n_texts = is_list ? json_item_get_length(item) : 1;
  g_autoptr(GString) out = g_string_new(NULL);
  for (gsize i = 0; i < n_texts; i++) {
    const JsonItem *scalar = is_list ? json_item_get_inner(item, i) : item;
    g_autofree char *text = scalar_to_text(scalar, folder, error);
    if (text == NULL) {
      return NULL;
    }
    if (!is_balanced(text)) {
      job_refuse(scalar, error, "'%s' has brackets that do not close", text);
      return NULL;
    }
    g_string_append_printf(out, "%s%s", i == 0 ? "" : ",", text);
  }
  if (is_list || strpbrk(out->str, ",=") != NULL) {
    g_string_prepend_c(out, '[');
    g_string_append_c(out, ']');
  }
  return g_string_free(g_steal_pointer(&out), FALSE);
}

static gboolean
append_parameters(const JsonItem *item, const char *folder, GString *out, GError **error)
{
  if (json_item_get_kind(item) != JSON_OBJECT) {
    g_autofree char *shown = json_item_to_message(item);
    return job_refuse(item, error, "%s where an object of parameters should be", shown);
  }
  for (gsize i = 0; i < json_item_get_length(item); i++) {
    const JsonItem *parameter = json_item_get_inner(item, i);
    g_autofree char *text = parameter_to_text(parameter, folder, error);
    if (text == NULL) {
      return FALSE;
    }
    g_string_append_printf(out, "%s%s=%s", out->len == 0 ? "" : ",", json_item_get_name(parameter),
                           text);
  }
  return TRUE;
}

/** Appends the components of @item, one or several, with @separator between them. */
static gboolean
append_components(
    const JsonItem *item, const char *folder, char separator, GString *out, GError **error)
{
  const gboolean is_list = json_item_get_kind(item) == JSON_ARRAY;
  if (is_list && json_item_get_length(item) == 0) {
    return job_refuse(item, error, "an empty array");
  }
  const gsize n_components = is_list ? json_item_get_length(item) : 1;
  for (gsize i = 0; i < n_components; i++) {
    const JsonItem *inner = is_list ? json_item_get_inner(item, i) : item;
    g_autofree char *text = job_component_to_text(inner, folder, error);
    if (text == NULL) {
      return FALSE;
    }
    if (out->len > 0) {
      g_string_append_c(out, separator);
    }
    g_string_append(out, text);
  }
  return TRUE;
}

static char *
pipeline_to_text(const JsonItem *item, const char *folder, GError **error)
{
  const JsonItem *stages = json_item_find(item, "pipeline");
  if (json_item_get_length(item) > 1) {
    job_refuse(item, error, "a pipeline stands alone in its object");
    return NULL;
  }
  if (json_item_get_kind(stages) != JSON_ARRAY) {
    g_autofree char *shown = json_item_to_message(stages);
    job_refuse(stages, error, "%s where an array of components should be", shown);
    return NULL;
  }
  g_autoptr(GString) out = g_string_new(NULL);
  return append_components(stages, folder, '|', out, error)
             ? g_string_free(g_steal_pointer(&out), FALSE)
             : NULL;
}

static gboolean
check_members(const JsonItem *item, GError **error)
{
  for (gsize i = 0; i < json_item_get_length(item); i++) {
    const JsonItem *member = json_item_get_inner(item, i);
    if (!g_strv_contains(component_members, json_item_get_name(member))) {
      return job_refuse_member(member, component_members, error);
    }
  }
  return TRUE;
}

static char *
call_to_text(const JsonItem *item, const char *folder, GError **error)
{
  const JsonItem *name = json_item_find(item, "name");
  if (name == NULL || json_item_get_kind(name) != JSON_STRING) {
    job_refuse(name != NULL ? name : item, error,
               "a component has a \"name\", a text such as \"theta\"");
    return NULL;
  }
  const JsonItem *of = json_item_find(item, "of");
  const JsonItem *parameters = json_item_find(item, "parameters");
  g_autoptr(GString) inside = g_string_new(NULL);
  if ((of != NULL && !append_components(of, folder, ',', inside, error)) ||
      (parameters != NULL && !append_parameters(parameters, folder, inside, error))) {
    return NULL;
  }
  g_autofree char *text = resolve_files(json_item_get_string(name), folder);
  return inside->len == 0 ? g_steal_pointer(&text) : g_strdup_printf("%s(%s)", text, inside->str);
}

char *
job_component_to_text(const JsonItem *item, const char *folder, GError **error)
{
  if (json_item_get_kind(item) != JSON_OBJECT) {
    return scalar_to_text(item, folder, error);
  }
  if (!check_members(item, error)) {
    return NULL;
  }
  return json_item_find(item, "pipeline") != NULL ? pipeline_to_text(item, folder, error)
                                                  : call_to_text(item, folder, error);
}
