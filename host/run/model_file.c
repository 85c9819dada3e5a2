// SPDX-License-Identifier: MIT
#include "run/model_file.h"

#include "run/member_network.h"
#include "run/model-private.h"

#include <string.h>

// What a model file holds; the numbers are part of the format.
enum {
  CONTENT_NETWORK = 1
};

static const ByteFormat format = { "PLUGCPCM", 1, "a model file" };

// What the class knows of a model.
typedef struct {
  char *label;             // (owned)
  TrainedNetwork *trained; // (owned)
} FileModel;

gboolean
model_file_write_network(const TrainedNetwork *trained, const char *path, GError **error)
{
  g_return_val_if_fail(error == NULL || *error == NULL, FALSE);

  g_autoptr(ByteWriter) writer = byte_writer_new();
  byte_writer_put_integer(writer, CONTENT_NETWORK);
  trained_network_put(trained, writer);
  return byte_writer_write_file(writer, &format, path, error);
}

TrainedNetwork *
model_file_read_network(const char *path, Registry *registry, GError **error)
{
  g_return_val_if_fail(error == NULL || *error == NULL, NULL);

  g_autoptr(ByteReader) reader = byte_reader_open(path, &format, error);
  if (reader == NULL) {
    return NULL;
  }
  const guint64 content = byte_reader_take_integer(reader);
  if (content != CONTENT_NETWORK) {
    (void)byte_reader_refuse(reader, error, "it holds a model of kind %" G_GUINT64_FORMAT, content);
    return NULL;
  }
  g_autoptr(GError) failure = NULL;
  g_autoptr(TrainedNetwork) trained = trained_network_take(reader, registry, &failure);
  // What is missing at the end also made the fields before it what they are not.
  if (trained != NULL || byte_reader_has_failed(reader)) {
    return byte_reader_finish(reader, error) ? g_steal_pointer(&trained) : NULL;
  }
  if (failure->domain != BYTE_FILE_ERROR) {
    g_prefix_error(&failure, "%s: ", path);
  }
  g_propagate_error(error, g_steal_pointer(&failure));
  return NULL;
}

static gboolean
recognises(Registry *registry, const char *text)
{
  (void)registry;
  return g_str_has_suffix(text, MODEL_FILE_SUFFIX);
}

static gpointer
parse(Registry *registry, const char *text, GError **error)
{
  TrainedNetwork *trained = model_file_read_network(text, registry, error);
  if (trained == NULL) {
    return NULL;
  }
  FileModel *model = g_new0(FileModel, 1);
  model->label = g_path_get_basename(text);
  model->label[strlen(model->label) - strlen(MODEL_FILE_SUFFIX)] = '\0';
  model->trained = trained;
  return model;
}

static gpointer
copy_with(gconstpointer body, const char *name, const char *value, GError **error)
{
  const FileModel *model = body;
  (void)value;
  g_set_error(error, MODEL_ERROR, MODEL_ERROR_SYNTAX,
              "model file '%s' was trained with its parameters: '%s' cannot be set any more",
              model->label, name);
  return NULL;
}

static void
free_body(gpointer body)
{
  FileModel *model = body;
  g_clear_pointer(&model->label, g_free);
  g_clear_pointer(&model->trained, trained_network_free);
  g_free(model);
}

static char *
make_label(gconstpointer body, gboolean is_full)
{
  (void)is_full;
  return g_strdup(((const FileModel *)body)->label);
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
  (void)n_workers;
  (void)n_origins;
  const FileModel *body = model_get_body(model);
  return member_network_new_trained(model, body->trained);
}

const ModelClass model_class_file = {
  .recognises = recognises,
  .parse = parse,
  .copy_with = copy_with,
  .free = free_body,
  .make_label = make_label,
  .get_setup = get_setup,
  .make_member = make_member,
};
