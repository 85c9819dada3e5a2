// SPDX-License-Identifier: MIT
#pragma once

#include "run/member.h"
#include "run/model.h"

#include <glib.h>

G_BEGIN_DECLS

/** One form of models. What the form knows of a model is its body, which never changes. */
typedef struct {
  /** Whether @text is of this form; nothing is said about what is wrong with it. */
  gboolean (*recognises)(Registry *registry, const char *text);

  /** Returns: (transfer full): the body, or NULL with @error. */
  gpointer (*parse)(Registry *registry, const char *text, GError **error);

  /** Returns: (transfer full): the body of model_copy_with(). */
  gpointer (*copy_with)(gconstpointer body, const char *name, const char *value, GError **error);
  void (*free)(gpointer body);

  /** Returns: (transfer full): the label; @is_full: with the names of plugins. */
  char *(*make_label)(gconstpointer body, gboolean is_full);

  /** Returns: (transfer none) (nullable): for model_get_setup(). */
  const Setup *(*get_setup)(gconstpointer body);

  /** (nullable): NULL where all parameters are those of get_setup(). For model_find_setup(). */
  const Setup *(*find_setup)(gconstpointer body, const char *name, const char **parameter);

  /** Returns: (transfer full): for member_new(). */
  Member *(*make_member)(const Model *model, guint n_workers, gsize n_origins);
} ModelClass;

/** The forms, each in a source of its name. */
extern const ModelClass model_class_bagged;
extern const ModelClass model_class_choice;
extern const ModelClass model_class_ensemble;
extern const ModelClass model_class_file;
extern const ModelClass model_class_forecaster;
extern const ModelClass model_class_network;
extern const ModelClass model_class_pipeline;

const ModelClass *model_get_class(const Model *model);

/** Returns: (transfer none): what the class made. */
gconstpointer model_get_body(const Model *model);

G_END_DECLS
