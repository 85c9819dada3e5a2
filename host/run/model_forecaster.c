// SPDX-License-Identifier: MIT
#include "run/model_forecaster.h"

#include "run/member_forecaster.h"
#include "run/model-private.h"

// The body is the Setup.

static gboolean
recognises(Registry *registry, const char *text)
{
  (void)registry;
  (void)text;
  return TRUE;
}

static gpointer
parse(Registry *registry, const char *text, GError **error)
{
  return setup_new(registry, PLUGCAST_KIND_FORECASTER, text, error);
}

static gpointer
copy_with(gconstpointer body, const char *name, const char *value, GError **error)
{
  return setup_copy_with(body, name, value, error);
}

static void
free_body(gpointer body)
{
  setup_free(body);
}

static char *
make_label(gconstpointer body, gboolean is_full)
{
  return g_strdup(is_full ? setup_get_full_label(body) : setup_get_label(body));
}

static const Setup *
get_setup(gconstpointer body)
{
  return body;
}

static Member *
make_member(const Model *model, guint n_workers, gsize n_origins)
{
  return member_forecaster_new(model, model_get_body(model), n_workers, n_origins);
}

const ModelClass model_class_forecaster = {
  .recognises = recognises,
  .parse = parse,
  .copy_with = copy_with,
  .free = free_body,
  .make_label = make_label,
  .get_setup = get_setup,
  .make_member = make_member,
};

const Setup *
model_get_savable(const Model *model)
{
  if (model_get_class(model) != &model_class_forecaster) {
    return NULL;
  }
  const Setup *setup = model_get_body(model);
  const Component *component = setup_get_component(setup);
  const gboolean is_savable = component_get_forecaster(component)->scope == PLUGCAST_SCOPE_GLOBAL &&
                              component_can(component, PLUGCAST_CAN_SAVE);
  return is_savable ? setup : NULL;
}
