// SPDX-License-Identifier: MIT
#include "run/expression.h"
#include "run/member_pipeline.h"
#include "run/model-private.h"
#include "run/transform_chain.h"

#include <string.h>

// The body is a Pipeline.

static gboolean
recognises(Registry *registry, const char *text)
{
  (void)registry;
  return expression_has(text, '|');
}

static void
free_body(gpointer body)
{
  Pipeline *pipeline = body;
  if (pipeline == NULL) {
    return;
  }
  g_clear_pointer(&pipeline->transforms, g_ptr_array_unref);
  g_clear_pointer(&pipeline->inner, model_free);
  g_free(pipeline);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Pipeline, free_body)

static gpointer
parse(Registry *registry, const char *text, GError **error)
{
  g_autoptr(GPtrArray) pieces = expression_split(text, '|');
  for (guint i = 0; i < pieces->len; i++) {
    if (*(const char *)g_ptr_array_index(pieces, i) == '\0') {
      g_set_error(error, MODEL_ERROR, MODEL_ERROR_SYNTAX,
                  "'%s' has nothing at one side of a bar (write TRANSFORM|MODEL)", text);
      return NULL;
    }
  }
  g_autoptr(Pipeline) pipeline = g_new0(Pipeline, 1);
  g_autofree char *model = g_strdup(g_ptr_array_index(pieces, pieces->len - 1));
  g_ptr_array_set_size(pieces, (int)pieces->len - 1);
  pipeline->transforms = transform_chain_parse_pieces(registry, pieces, error);
  if (pipeline->transforms == NULL) {
    return NULL;
  }
  pipeline->inner = model_new(registry, model, error);
  return pipeline->inner != NULL ? g_steal_pointer(&pipeline) : NULL;
}

// Returns: which transform `transform.parameter` is about, or the number of them for none.
static guint
find_transform(const Pipeline *pipeline, const char *name, const char *point)
{
  for (guint i = 0; i < pipeline->transforms->len; i++) {
    const Setup *setup = g_ptr_array_index(pipeline->transforms, i);
    const char *own = component_get_name(setup_get_component(setup));
    if (strlen(own) == (gsize)(point - name) && strncmp(own, name, strlen(own)) == 0) {
      return i;
    }
  }
  return pipeline->transforms->len;
}

static const Setup *
find_setup(gconstpointer body, const char *name, const char **parameter)
{
  const Pipeline *pipeline = body;
  const char *point = strchr(name, '.');
  const guint index = point != NULL ? find_transform(pipeline, name, point) : G_MAXUINT;
  if (index >= pipeline->transforms->len) {
    return model_find_setup(pipeline->inner, name, parameter);
  }
  *parameter = point + 1;
  return g_ptr_array_index(pipeline->transforms, index);
}

// Returns: (transfer full): the transforms with parameter @name of number @index set.
static GPtrArray *
set_transform(
    const Pipeline *pipeline, guint index, const char *name, const char *value, GError **error)
{
  g_autoptr(GPtrArray) transforms = g_ptr_array_new_with_free_func((GDestroyNotify)setup_free);
  for (guint i = 0; i < pipeline->transforms->len; i++) {
    const Setup *setup = g_ptr_array_index(pipeline->transforms, i);
    Setup *copy = i == index ? setup_copy_with(setup, name, value, error) : setup_copy(setup);
    if (copy == NULL) {
      return NULL;
    }
    g_ptr_array_add(transforms, copy);
  }
  return g_steal_pointer(&transforms);
}

static gpointer
copy_with(gconstpointer body, const char *name, const char *value, GError **error)
{
  const Pipeline *pipeline = body;
  g_autoptr(Pipeline) copy = g_new0(Pipeline, 1);
  const char *point = strchr(name, '.');
  const guint index = point != NULL ? find_transform(pipeline, name, point) : G_MAXUINT;
  if (index >= pipeline->transforms->len) {
    copy->transforms = g_ptr_array_ref(pipeline->transforms);
    copy->inner = model_copy_with(pipeline->inner, name, value, error);
    return copy->inner != NULL ? g_steal_pointer(&copy) : NULL;
  }
  copy->transforms = set_transform(pipeline, index, point + 1, value, error);
  copy->inner = copy->transforms != NULL ? model_copy(pipeline->inner) : NULL;
  return copy->inner != NULL ? g_steal_pointer(&copy) : NULL;
}

static char *
make_label(gconstpointer body, gboolean is_full)
{
  const Pipeline *pipeline = body;
  g_autofree char *transforms = transform_chain_make_label(pipeline->transforms, is_full);
  const ModelClass *class = model_get_class(pipeline->inner);
  g_autofree char *inner = class->make_label(model_get_body(pipeline->inner), is_full);
  return g_strconcat(transforms, "|", inner, NULL);
}

static const Setup *
get_setup(gconstpointer body)
{
  const Pipeline *pipeline = body;
  return model_get_setup(pipeline->inner);
}

static Member *
make_member(const Model *model, guint n_workers, gsize n_origins)
{
  return member_pipeline_new(model, model_get_body(model), n_workers, n_origins);
}

const ModelClass model_class_pipeline = {
  .recognises = recognises,
  .parse = parse,
  .copy_with = copy_with,
  .free = free_body,
  .make_label = make_label,
  .get_setup = get_setup,
  .find_setup = find_setup,
  .make_member = make_member,
};
