// SPDX-License-Identifier: MIT
#include "run/model-private.h"

#include "run/expression.h"

#include <string.h>

struct Model {
  const ModelClass *class;
  gpointer body; // owned, of the class
  char *label;   // owned
  gint n_owners; // of this struct, which they share
};

G_DEFINE_QUARK(model_error, model_error)

// The first that recognises a text takes it.
static const ModelClass *const classes[] = {
  &model_class_pipeline, &model_class_bagged,  &model_class_choice,     &model_class_ensemble,
  &model_class_file,     &model_class_network, &model_class_forecaster,
};

static const ModelClass *
find_class(Registry *registry, const char *text)
{
  for (gsize i = 0; i < G_N_ELEMENTS(classes); i++) {
    if (classes[i]->recognises(registry, text)) {
      return classes[i];
    }
  }
  g_assert_not_reached();
}

// @body: (transfer full) (nullable).
static Model *
model_new_with_body(const ModelClass *class, gpointer body)
{
  if (body == NULL) {
    return NULL;
  }
  Model *model = g_new0(Model, 1);
  model->n_owners = 1;
  model->class = class;
  model->body = body;
  model->label = class->make_label(body, FALSE);
  return model;
}

Model *
model_new(Registry *registry, const char *text, GError **error)
{
  g_return_val_if_fail(registry != NULL && text != NULL, NULL);
  g_return_val_if_fail(error == NULL || *error == NULL, NULL);

  const ModelClass *class = find_class(registry, text);
  return model_new_with_body(class, class->parse(registry, text, error));
}

Model *
model_copy_with(const Model *model, const char *name, const char *value, GError **error)
{
  g_return_val_if_fail(model != NULL && name != NULL && value != NULL, NULL);
  g_return_val_if_fail(error == NULL || *error == NULL, NULL);

  return model_new_with_body(model->class,
                             model->class->copy_with(model->body, name, value, error));
}

static const Model *
find_label(const GPtrArray *models, const char *label)
{
  for (guint i = 0; i < models->len; i++) {
    const Model *model = g_ptr_array_index(models, i);
    if (strcmp(model->label, label) == 0) {
      return model;
    }
  }
  return NULL;
}

static gboolean
is_same(const Model *left, const Model *right)
{
  g_autofree char *left_label = left->class->make_label(left->body, TRUE);
  g_autofree char *right_label = right->class->make_label(right->body, TRUE);
  return strcmp(left_label, right_label) == 0;
}

// Two plugins may each offer a component of one name: the later one is labelled `plugin:name`.
static gboolean
add_model(GPtrArray *models, Model *model, GError **error)
{
  g_autoptr(Model) owned = model;
  const Model *twin = find_label(models, owned->label);
  if (twin != NULL && !is_same(twin, owned)) {
    g_free(owned->label);
    owned->label = owned->class->make_label(owned->body, TRUE);
    twin = find_label(models, owned->label);
  }
  if (twin != NULL) {
    g_set_error(error, MODEL_ERROR, MODEL_ERROR_SYNTAX,
                "model '%s' is given twice (give each once, or with other parameters)",
                owned->label);
    return FALSE;
  }
  g_ptr_array_add(models, g_steal_pointer(&owned));
  return TRUE;
}

GPtrArray *
model_list_new(Registry *registry, const char *const *texts, GError **error)
{
  g_return_val_if_fail(registry != NULL && texts != NULL && texts[0] != NULL, NULL);

  g_autoptr(GPtrArray) models = g_ptr_array_new_with_free_func((GDestroyNotify)model_free);
  for (gsize i = 0; texts[i] != NULL; i++) {
    g_autoptr(GPtrArray) pieces = expression_split(texts[i], ',');
    for (guint j = 0; j < pieces->len; j++) {
      Model *model = model_new(registry, g_ptr_array_index(pieces, j), error);
      if (model == NULL || !add_model(models, model, error)) {
        return NULL;
      }
    }
  }
  return g_steal_pointer(&models);
}

Model *
model_copy(const Model *model)
{
  Model *shared = (Model *)(gsize)model;
  g_atomic_int_inc(&shared->n_owners);
  return shared;
}

void
model_free(Model *model)
{
  if (model == NULL || !g_atomic_int_dec_and_test(&model->n_owners)) {
    return;
  }
  model->class->free(model->body);
  g_clear_pointer(&model->label, g_free);
  g_free(model);
}

const Setup *
model_get_setup(const Model *model)
{
  return model->class->get_setup(model->body);
}

const Setup *
model_find_setup(const Model *model, const char *name, const char **parameter)
{
  if (model->class->find_setup != NULL) {
    return model->class->find_setup(model->body, name, parameter);
  }
  *parameter = name;
  return model_get_setup(model);
}

const char *
model_get_label(const Model *model)
{
  return model->label;
}

const ModelClass *
model_get_class(const Model *model)
{
  return model->class;
}

gconstpointer
model_get_body(const Model *model)
{
  return model->body;
}
