// SPDX-License-Identifier: MIT
#include "plugin/suggest.h"
#include "run/expression.h"
#include "run/member_ensemble.h"
#include "run/model-private.h"

#include <string.h>

#define NAME "ensemble"
#define DEFAULT_COMBINE "mean"

enum {
  DEFAULT_FOLDS = 3,
  GREATEST_FOLDS = 1000,
};

// The body is an EnsembleModel.

static const char *const setting_names[] = { "combine", "folds", NULL };

static gboolean
recognises(Registry *registry, const char *text)
{
  (void)registry;
  g_auto(ExpressionCall) call = { 0 };
  return expression_parse_call(text, "model", &call, NULL) && call.has_brackets &&
         strcmp(call.name, NAME) == 0;
}

static void
free_body(gpointer body)
{
  EnsembleModel *model = body;
  if (model == NULL) {
    return;
  }
  g_clear_pointer(&model->ensemble, ensemble_free);
  g_clear_pointer(&model->combine, g_free);
  g_clear_pointer(&model->models, g_ptr_array_unref);
  g_free(model);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EnsembleModel, free_body)

static EnsembleModel *
allocate(Registry *registry)
{
  EnsembleModel *model = g_new0(EnsembleModel, 1);
  model->registry = registry;
  model->models = g_ptr_array_new_with_free_func((GDestroyNotify)model_free);
  model->combine = g_strdup(DEFAULT_COMBINE);
  model->n_folds = DEFAULT_FOLDS;
  return model;
}

static gboolean
set_folds(EnsembleModel *model, const char *text, GError **error)
{
  guint64 number = 0;
  if (!g_ascii_string_to_unsigned(text, 10, 1, GREATEST_FOLDS, &number, NULL)) {
    g_set_error(error, MODEL_ERROR, MODEL_ERROR_SYNTAX,
                NAME ": folds: '%s' is no whole number from 1 to %d", text, GREATEST_FOLDS);
    return FALSE;
  }
  model->n_folds = (gsize)number;
  return TRUE;
}

static gboolean
set(EnsembleModel *model, const char *name, const char *value, GError **error)
{
  if (strcmp(name, "combine") == 0) {
    g_free(model->combine);
    model->combine = g_strdup(value);
    return TRUE;
  }
  if (strcmp(name, "folds") == 0) {
    return set_folds(model, value, error);
  }
  g_autofree char *similar = suggest_similar(name, setting_names);
  g_set_error(error, MODEL_ERROR, MODEL_ERROR_SYNTAX,
              NAME " has no setting '%s' (write " NAME
                   "(MODEL,MODEL,…,combine=STRATEGY,folds=K))%s%s",
              name, similar != NULL ? "; " : "", similar != NULL ? similar : "");
  return FALSE;
}

// When all models and settings are there.
static gboolean
complete(EnsembleModel *model, GError **error)
{
  if (model->models->len == 0) {
    g_set_error(error, MODEL_ERROR, MODEL_ERROR_SYNTAX,
                NAME " needs models: write " NAME "(MODEL,MODEL,…)");
    return FALSE;
  }
  model->ensemble = ensemble_new(model->registry, model->combine, model->models->len, error);
  if (model->ensemble == NULL) {
    g_prefix_error(error, NAME ": ");
    return FALSE;
  }
  for (guint i = 0; ensemble_learns(model->ensemble) && i < model->models->len; i++) {
    const Model *inner = g_ptr_array_index(model->models, i);
    g_autoptr(Member) member = member_new(inner, 1, 1);
    if (member_get_traits(member)->is_global) {
      g_set_error(error, MODEL_ERROR, MODEL_ERROR_SYNTAX,
                  NAME
                  ": model '%s' learns from all series, whose ends it knows at earlier origins "
                  "(combine=%s needs models that are fitted to each; --combine takes any)",
                  model_get_label(inner), model->combine);
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
take_argument(EnsembleModel *model, const ExpressionArgument *argument, GError **error)
{
  if (argument->name != NULL) {
    return set(model, argument->name, argument->value, error);
  }
  Model *inner = model_new(model->registry, argument->value, error);
  if (inner == NULL) {
    return FALSE;
  }
  g_ptr_array_add(model->models, inner);
  return TRUE;
}

static gpointer
parse(Registry *registry, const char *text, GError **error)
{
  g_auto(ExpressionCall) call = { 0 };
  if (!expression_parse_call(text, "model", &call, error)) {
    return NULL;
  }
  g_autoptr(GPtrArray) arguments = expression_parse_arguments(call.arguments, error);
  if (arguments == NULL) {
    return NULL;
  }
  g_autoptr(EnsembleModel) model = allocate(registry);
  for (guint i = 0; i < arguments->len; i++) {
    if (!take_argument(model, g_ptr_array_index(arguments, i), error)) {
      return NULL;
    }
  }
  return complete(model, error) ? g_steal_pointer(&model) : NULL;
}

// Returns: which model `model.parameter` is about, or the number of them for none.
static guint
find_model(const EnsembleModel *model, const char *name)
{
  const char *point = strchr(name, '.');
  for (guint i = 0; point != NULL && i < model->models->len; i++) {
    const Setup *setup = model_get_setup(g_ptr_array_index(model->models, i));
    const char *own = setup != NULL ? component_get_name(setup_get_component(setup)) : "";
    if (strlen(own) == (gsize)(point - name) && strncmp(own, name, strlen(own)) == 0) {
      return i;
    }
  }
  return model->models->len;
}

static gpointer
copy_with(gconstpointer body, const char *name, const char *value, GError **error)
{
  const EnsembleModel *model = body;
  const guint index = find_model(model, name);
  g_autoptr(EnsembleModel) copy = allocate(model->registry);
  g_free(copy->combine);
  copy->combine = g_strdup(model->combine);
  copy->n_folds = model->n_folds;
  for (guint i = 0; i < model->models->len; i++) {
    const Model *inner = g_ptr_array_index(model->models, i);
    Model *own = i == index ? model_copy_with(inner, strchr(name, '.') + 1, value, error)
                            : model_copy(inner);
    if (own == NULL) {
      return NULL;
    }
    g_ptr_array_add(copy->models, own);
  }
  const gboolean is_set = index < model->models->len || set(copy, name, value, error);
  return is_set && complete(copy, error) ? g_steal_pointer(&copy) : NULL;
}

static char *
make_label(gconstpointer body, gboolean is_full)
{
  const EnsembleModel *model = body;
  GString *label = g_string_new(NAME "(");
  for (guint i = 0; i < model->models->len; i++) {
    const Model *inner = g_ptr_array_index(model->models, i);
    g_autofree char *own = model_get_class(inner)->make_label(model_get_body(inner), is_full);
    g_string_append_printf(label, "%s%s", i > 0 ? "," : "", own);
  }
  if (strcmp(model->combine, DEFAULT_COMBINE) != 0) {
    const gboolean needs_brackets = strpbrk(model->combine, ",()") != NULL;
    g_string_append_printf(label, needs_brackets ? ",combine=[%s]" : ",combine=%s", model->combine);
  }
  if (model->n_folds != DEFAULT_FOLDS) {
    g_string_append_printf(label, ",folds=%" G_GSIZE_FORMAT, model->n_folds);
  }
  g_string_append_c(label, ')');
  return g_string_free(label, FALSE);
}

static const Setup *
get_setup(gconstpointer body)
{
  (void)body;
  return NULL;
}

static const Setup *
find_setup(gconstpointer body, const char *name, const char **parameter)
{
  const EnsembleModel *model = body;
  const guint index = find_model(model, name);
  if (index == model->models->len) {
    *parameter = name;
    return NULL;
  }
  *parameter = strchr(name, '.') + 1;
  return model_get_setup(g_ptr_array_index(model->models, index));
}

static Member *
make_member(const Model *model, guint n_workers, gsize n_origins)
{
  return member_ensemble_new(model, model_get_body(model), n_workers, n_origins);
}

const ModelClass model_class_ensemble = {
  .recognises = recognises,
  .parse = parse,
  .copy_with = copy_with,
  .free = free_body,
  .make_label = make_label,
  .get_setup = get_setup,
  .find_setup = find_setup,
  .make_member = make_member,
};
