// SPDX-License-Identifier: MIT
#include "run/model_choice.h"

#include "data/json.h"
#include "data/output.h"
#include "plugin/parameters.h"
#include "run/model-private.h"
#include "run/model_choice-private.h"

#include <string.h>

#define SUFFIX ".json"
#define KIND "models"

enum {
  VERSION = 1
};

G_DEFINE_QUARK(model_choice_error, model_choice_error)

static gboolean
recognises(Registry *registry, const char *text)
{
  (void)registry;
  return g_str_has_suffix(text, SUFFIX);
}

static void
free_body(gpointer body)
{
  ModelChoice *choice = body;
  if (choice == NULL) {
    return;
  }
  g_clear_pointer(&choice->path, g_free);
  g_clear_pointer(&choice->models, g_ptr_array_unref);
  g_clear_pointer(&choice->places, g_hash_table_unref);
  g_free(choice);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ModelChoice, free_body)

static gboolean
refuse(const char *path, const JsonItem *item, const char *expected, GError **error)
{
  g_autofree char *place = json_item_get_path(item);
  g_autofree char *found = json_item_to_message(item);
  g_set_error(error, MODEL_CHOICE_ERROR, MODEL_CHOICE_ERROR_FORMAT, "%s: %s is %s, expected %s",
              path, place, found, expected);
  return FALSE;
}

static gboolean
check_kind(const char *path, const JsonItem *root, GError **error)
{
  const JsonItem *kind = json_item_find(root, "plugcast");
  const JsonItem *version = json_item_find(root, "version");
  if (kind == NULL || version == NULL) {
    g_set_error(error, MODEL_CHOICE_ERROR, MODEL_CHOICE_ERROR_FORMAT,
                "%s: no model file (it begins with \"plugcast\": \"" KIND "\", \"version\": %d)",
                path, VERSION);
    return FALSE;
  }
  if (json_item_get_kind(kind) != JSON_STRING || strcmp(json_item_get_string(kind), KIND) != 0) {
    return refuse(path, kind, "\"" KIND "\"", error);
  }
  if (json_item_get_kind(version) != JSON_INTEGER || json_item_get_integer(version) != VERSION) {
    return refuse(path, version, "1", error);
  }
  return TRUE;
}

typedef struct {
  Registry *registry;
  ModelChoice *choice;
  GHashTable *texts; // of text (borrowed) to index of its model + 1
} Loading;

// Returns: the index of the model that @item names + 1, or 0 with @error.
static gsize
load_model(Loading *loading, const JsonItem *item, GError **error)
{
  const char *path = loading->choice->path;
  if (json_item_get_kind(item) != JSON_STRING) {
    (void)refuse(path, item, "the text of a model", error);
    return 0;
  }
  const char *text = json_item_get_string(item);
  const gsize known = GPOINTER_TO_SIZE(g_hash_table_lookup(loading->texts, text));
  if (known > 0) {
    return known;
  }
  g_autoptr(Model) model = NULL;
  // A file that names files could name itself.
  if (g_str_has_suffix(text, SUFFIX)) {
    (void)refuse(path, item, "a model that is no file of models", error);
    return 0;
  }
  model = model_new(loading->registry, text, error);
  if (model == NULL) {
    g_autofree char *place = json_item_get_path(item);
    g_prefix_error(error, "%s: %s: ", path, place);
    return 0;
  }
  g_ptr_array_add(loading->choice->models, g_steal_pointer(&model));
  const gsize place = loading->choice->models->len;
  g_hash_table_insert(loading->texts, (gpointer)(gsize)text, GSIZE_TO_POINTER(place));
  return place;
}

static gboolean
load_series(Loading *loading, const JsonItem *series, GError **error)
{
  if (json_item_get_kind(series) != JSON_OBJECT) {
    return refuse(loading->choice->path, series, "an object of series and models", error);
  }
  for (gsize i = 0; i < json_item_get_length(series); i++) {
    const JsonItem *item = json_item_get_inner(series, i);
    const gsize place = load_model(loading, item, error);
    if (place == 0) {
      return FALSE;
    }
    g_hash_table_insert(loading->choice->places, g_strdup(json_item_get_name(item)),
                        GSIZE_TO_POINTER(place));
  }
  return TRUE;
}

static gboolean
check_members(const char *path, const JsonItem *root, GError **error)
{
  static const char *const known[] = { "plugcast", "version", "model", "series", NULL };
  for (gsize i = 0; i < json_item_get_length(root); i++) {
    const char *name = json_item_get_name(json_item_get_inner(root, i));
    if (!g_strv_contains(known, name)) {
      g_set_error(error, MODEL_CHOICE_ERROR, MODEL_CHOICE_ERROR_FORMAT,
                  "%s: '%s' is none of plugcast, version, model, series", path, name);
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
load(Loading *loading, const JsonItem *root, GError **error)
{
  ModelChoice *choice = loading->choice;
  if (!check_kind(choice->path, root, error) || !check_members(choice->path, root, error)) {
    return FALSE;
  }
  const JsonItem *rest = json_item_find(root, "model");
  const JsonItem *series = json_item_find(root, "series");
  if (rest != NULL) {
    choice->rest = load_model(loading, rest, error);
    if (choice->rest == 0) {
      return FALSE;
    }
  }
  if (series != NULL && !load_series(loading, series, error)) {
    return FALSE;
  }
  if (choice->models->len == 0) {
    g_set_error(error, MODEL_CHOICE_ERROR, MODEL_CHOICE_ERROR_FORMAT,
                "%s: neither \"model\" nor \"series\" names a model", choice->path);
    return FALSE;
  }
  return TRUE;
}

static gpointer
parse(Registry *registry, const char *text, GError **error)
{
  g_autoptr(JsonItem) root = json_item_new_from_file(text, error);
  if (root == NULL) {
    return NULL;
  }
  g_autoptr(ModelChoice) choice = g_new0(ModelChoice, 1);
  choice->path = g_strdup(text);
  choice->models = g_ptr_array_new_with_free_func((GDestroyNotify)model_free);
  choice->places = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GHashTable) texts = g_hash_table_new(g_str_hash, g_str_equal);
  Loading loading = { registry, choice, texts };
  return load(&loading, root, error) ? g_steal_pointer(&choice) : NULL;
}

static gpointer
copy_with(gconstpointer body, const char *name, const char *value, GError **error)
{
  (void)value;
  const ModelChoice *choice = body;
  g_set_error(error, PARAMETERS_ERROR, PARAMETERS_ERROR_UNKNOWN,
              "'%s' cannot be set: '%s' is a file, whose models have their parameters", name,
              choice->path);
  return NULL;
}

static char *
make_label(gconstpointer body, gboolean is_full)
{
  const ModelChoice *choice = body;
  if (is_full) {
    return g_strdup(choice->path);
  }
  char *name = g_path_get_basename(choice->path);
  const gsize length = strlen(name);
  if (length > strlen(SUFFIX)) {
    name[length - strlen(SUFFIX)] = '\0';
  }
  return name;
}

static const Setup *
get_setup(gconstpointer body)
{
  (void)body;
  return NULL;
}

static Member *
make_member(const Model *model, guint n_workers, gsize n_origins)
{
  return member_choice_new(model, model_get_body(model), n_workers, n_origins);
}

const ModelClass model_class_choice = {
  .recognises = recognises,
  .parse = parse,
  .copy_with = copy_with,
  .free = free_body,
  .make_label = make_label,
  .get_setup = get_setup,
  .make_member = make_member,
};

gboolean
model_choice_write(const char *path,
                   const char *rest,
                   const ModelChoiceEntry *entries,
                   gsize n_entries,
                   GError **error)
{
  g_autoptr(JsonText) json = json_text_new();
  json_text_begin_object(json, NULL);
  json_text_add_string(json, "plugcast", KIND);
  json_text_add_integer(json, "version", VERSION);
  if (rest != NULL) {
    json_text_add_string(json, "model", rest);
  }
  if (n_entries > 0) {
    json_text_begin_object(json, "series");
    for (gsize i = 0; i < n_entries; i++) {
      json_text_add_string(json, entries[i].id, entries[i].model);
    }
    json_text_end_object(json);
  }
  json_text_end_object(json);
  g_autofree char *text = json_text_finish(json, TRUE);
  g_autoptr(Output) output = output_new_for_file(path, error);
  return output != NULL && output_write(output, text, strlen(text), error) &&
         output_finish(output, error);
}
