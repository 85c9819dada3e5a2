// SPDX-License-Identifier: MIT
#include "run/model_file.h"

#include "run/member_forecaster.h"
#include "run/member_network.h"
#include "run/model-private.h"

#include <string.h>

// What a model file holds; the numbers are part of the format.
enum {
  CONTENT_NETWORK = 1,
  CONTENT_FORECASTER = 2,
};

static const ByteFormat format = { "PLUGCPCM", 1, "a model file" };

// What the class knows of a model: either a network or a forecaster.
typedef struct {
  char *label;             // (owned)
  TrainedNetwork *trained; // (owned) (nullable)
  Setup *setup;            // (owned) (nullable)
  GBytes *state;           // (owned) (nullable): what @setup's forecaster has saved
} FileModel;

static void
free_body(gpointer body)
{
  FileModel *model = body;
  g_clear_pointer(&model->label, g_free);
  g_clear_pointer(&model->trained, trained_network_free);
  g_clear_pointer(&model->setup, setup_free);
  g_clear_pointer(&model->state, g_bytes_unref);
  g_free(model);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(FileModel, free_body)

gboolean
model_file_write_network(const TrainedNetwork *trained, const char *path, GError **error)
{
  g_return_val_if_fail(error == NULL || *error == NULL, FALSE);

  g_autoptr(ByteWriter) writer = byte_writer_new();
  byte_writer_put_integer(writer, CONTENT_NETWORK);
  trained_network_put(trained, writer);
  return byte_writer_write_file(writer, &format, path, error);
}

gboolean
model_file_write_forecaster(
    const Setup *setup, gsize n_series, const GByteArray *state, const char *path, GError **error)
{
  g_return_val_if_fail(error == NULL || *error == NULL, FALSE);

  g_autoptr(ByteWriter) writer = byte_writer_new();
  byte_writer_put_integer(writer, CONTENT_FORECASTER);
  byte_writer_put_text(writer, setup_get_full_label(setup));
  byte_writer_put_integer(writer, n_series);
  byte_writer_put_bytes(writer, state->data, state->len);
  return byte_writer_write_file(writer, &format, path, error);
}

// The state is tried at once, so that what cannot be loaded is refused with the file.
static gboolean
check_state(const FileModel *model, const ByteReader *reader, GError **error)
{
  const Component *component = setup_get_component(model->setup);
  const char *label = setup_get_full_label(model->setup);
  if (component_get_forecaster(component)->scope != PLUGCAST_SCOPE_GLOBAL ||
      !component_can(component, PLUGCAST_CAN_SAVE)) {
    return byte_reader_refuse(reader, error, "forecaster '%s' is none that can be saved", label);
  }
  g_autoptr(Member) member = member_forecaster_new_saved(NULL, model->setup, model->state);
  const char *reason = member_forecaster_get_reason(member);
  return reason == NULL ||
         byte_reader_refuse(reader, error, "forecaster '%s' cannot load it: %s", label, reason);
}

static gboolean
take_forecaster(FileModel *model, ByteReader *reader, Registry *registry, GError **error)
{
  g_autofree char *label = byte_reader_take_text(reader);
  (void)byte_reader_take_integer(reader);
  gsize n_bytes = 0;
  gconstpointer bytes = byte_reader_take_bytes(reader, &n_bytes);
  if (!byte_reader_finish(reader, error)) {
    return FALSE;
  }
  model->state = g_bytes_new(bytes, n_bytes);
  model->setup = setup_new(registry, PLUGCAST_KIND_FORECASTER, label, error);
  return model->setup != NULL && check_state(model, reader, error);
}

static gboolean
take_network(FileModel *model, ByteReader *reader, Registry *registry, GError **error)
{
  g_autoptr(GError) failure = NULL;
  model->trained = trained_network_take(reader, registry, &failure);
  // What is missing at the end also made the fields before it what they are not.
  if (model->trained != NULL || byte_reader_has_failed(reader)) {
    return byte_reader_finish(reader, error);
  }
  g_propagate_error(error, g_steal_pointer(&failure));
  return FALSE;
}

static gboolean
take_content(FileModel *model, ByteReader *reader, Registry *registry, GError **error)
{
  const guint64 content = byte_reader_take_integer(reader);
  switch (content) {
  case CONTENT_NETWORK:
    return take_network(model, reader, registry, error);
  case CONTENT_FORECASTER:
    return take_forecaster(model, reader, registry, error);
  default:
    return byte_reader_refuse(reader, error, "it holds a model of kind %" G_GUINT64_FORMAT,
                              content);
  }
}

// Returns: (transfer full) (nullable).
static FileModel *
read_model(const char *path, Registry *registry, GError **error)
{
  g_autoptr(ByteReader) reader = byte_reader_open(path, &format, error);
  if (reader == NULL) {
    return NULL;
  }
  g_autoptr(FileModel) model = g_new0(FileModel, 1);
  g_autoptr(GError) failure = NULL;
  if (take_content(model, reader, registry, &failure)) {
    return g_steal_pointer(&model);
  }
  if (failure->domain != BYTE_FILE_ERROR) {
    g_prefix_error(&failure, "%s: ", path);
  }
  g_propagate_error(error, g_steal_pointer(&failure));
  return NULL;
}

TrainedNetwork *
model_file_read_network(const char *path, Registry *registry, GError **error)
{
  g_return_val_if_fail(error == NULL || *error == NULL, NULL);

  g_autoptr(FileModel) model = read_model(path, registry, error);
  if (model == NULL) {
    return NULL;
  }
  if (model->trained == NULL) {
    g_set_error(error, BYTE_FILE_ERROR, BYTE_FILE_ERROR_CONTENT,
                "%s: holds a forecaster, not a network", path);
  }
  return g_steal_pointer(&model->trained);
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
  FileModel *model = read_model(text, registry, error);
  if (model != NULL) {
    model->label = g_path_get_basename(text);
    model->label[strlen(model->label) - strlen(MODEL_FILE_SUFFIX)] = '\0';
  }
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
  return body->trained != NULL ? member_network_new_trained(model, body->trained)
                               : member_forecaster_new_saved(model, body->setup, body->state);
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
