// SPDX-License-Identifier: MIT
#include "run/train/checkpoint.h"

#include "data/byte_file.h"

#include <string.h>

static const ByteFormat format = { "PLUGCKPT", 1, "a checkpoint" };

// What a training is, for comparison; whatever may change on resumption is left out.
typedef struct {
  char *network;  // owned
  char *settings; // owned
  guint64 seed;
  guint64 data;
} Identity;

static void
identity_clear(Identity *identity)
{
  g_clear_pointer(&identity->network, g_free);
  g_clear_pointer(&identity->settings, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Identity, identity_clear)

// FNV-1a by words.
static guint64
mix(guint64 hash, guint64 word)
{
  return (hash ^ word) * G_GUINT64_CONSTANT(0x100000001B3);
}

static guint64
mix_values(guint64 hash, const double *values, gsize n_values)
{
  for (gsize i = 0; i < n_values; i++) {
    guint64 bits = 0;
    memcpy(&bits, &values[i], sizeof bits);
    hash = mix(hash ^ (hash >> 29), bits);
  }
  return hash;
}

static guint64
hash_data(const TrainerOptions *options)
{
  const WindowSet *windows = options->objective.windows;
  const gsize n_channels = window_set_get_layout(windows)->n_channels;
  guint64 hash = mix(G_GUINT64_CONSTANT(0xCBF29CE484222325), window_set_get_n_windows(windows));
  hash = mix(hash, options->validation != NULL ? window_set_get_n_windows(options->validation) : 0);
  for (gsize i = 0; i < window_set_get_n_series(windows); i++) {
    const plugcast_series *series = window_set_get_series(windows, i);
    hash = mix_values(mix(hash, series->n_values), series->values, series->n_values);
    for (gsize channel = 1; channel < n_channels; channel++) {
      hash = mix_values(hash, series->exogenous[channel - 1], series->n_values);
    }
  }
  return hash;
}

static char *
describe_network(const TrainerOptions *options)
{
  const Network *network = options->objective.network;
  const plugcast_shape *shape = network_get_shape(network);
  return g_strdup_printf("%s, input %" G_GUINT64_FORMAT ", horizon %" G_GUINT64_FORMAT
                         ", %u channels, %u outputs, season %u",
                         setup_get_full_label(network_get_setup(network)), shape->input_length,
                         shape->horizon, shape->n_channels, shape->n_outputs, shape->season_length);
}

static char *
describe_settings(const TrainingSettings *settings)
{
  static const char *const kept[] = { "batch",     "shard", "rate",      "schedule",
                                      "optimizer", "loss",  "scaling",   "series_scaling",
                                      "clip",      "delta", "validation" };
  GString *text = g_string_new(NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(kept); i++) {
    g_string_append_printf(text, "%s%s=%s", i > 0 ? " " : "", kept[i],
                           training_settings_get_text(settings, kept[i]));
  }
  return g_string_free(text, FALSE);
}

static Identity
identify(const TrainerOptions *options)
{
  return (Identity){
    .network = describe_network(options),
    .settings = describe_settings(options->settings),
    .seed = options->seed,
    .data = hash_data(options),
  };
}

static void
put_state(ByteWriter *writer, const TrainingState *state)
{
  byte_writer_put_floats(writer, state->weights, state->n_weights);
  byte_writer_put_floats(writer, state->best, state->n_weights);
  byte_writer_put_real(writer, state->best_loss);
  byte_writer_put_integer(writer, state->best_epoch);
  byte_writer_put_integer(writer, state->n_since_best);
  byte_writer_put_real(writer, state->schedule.share);
  byte_writer_put_real(writer, state->schedule.lowest);
  byte_writer_put_integer(writer, state->schedule.n_since);
  gsize n_moments = 0;
  const float *moments = optimizer_get_moments(state->optimizer, &n_moments);
  byte_writer_put_floats(writer, moments, n_moments);
  byte_writer_put_integer(writer, optimizer_get_n_steps(state->optimizer));
  byte_writer_put_integer(writer, state->epochs->len);
  for (guint i = 0; i < state->epochs->len; i++) {
    const TrainingEpoch *epoch = &g_array_index(state->epochs, TrainingEpoch, i);
    byte_writer_put_real(writer, epoch->training_loss);
    byte_writer_put_real(writer, epoch->validation_loss);
    byte_writer_put_real(writer, epoch->rate);
    byte_writer_put_integer(writer, (guint64)epoch->is_best);
  }
}

gboolean
checkpoint_write(const TrainingState *state,
                 const TrainerOptions *options,
                 const char *path,
                 GError **error)
{
  g_auto(Identity) identity = identify(options);
  g_autoptr(ByteWriter) writer = byte_writer_new();
  byte_writer_put_text(writer, identity.network);
  byte_writer_put_text(writer, identity.settings);
  byte_writer_put_integer(writer, identity.seed);
  byte_writer_put_integer(writer, identity.data);
  put_state(writer, state);
  return byte_writer_write_file(writer, &format, path, error);
}

static gboolean
check_identity(const Identity *found, const Identity *wanted, const char *path, GError **error)
{
  if (strcmp(found->network, wanted->network) != 0 ||
      strcmp(found->settings, wanted->settings) != 0) {
    const gboolean is_network = strcmp(found->network, wanted->network) != 0;
    g_set_error(error, TRAINER_ERROR, TRAINER_ERROR_RESUME,
                "%s: is the checkpoint of another training: of %s, not of %s", path,
                is_network ? found->network : found->settings,
                is_network ? wanted->network : wanted->settings);
    return FALSE;
  }
  if (found->seed != wanted->seed) {
    g_set_error(error, TRAINER_ERROR, TRAINER_ERROR_RESUME,
                "%s: is the checkpoint of another training: of seed %" G_GUINT64_FORMAT
                ", not of %" G_GUINT64_FORMAT,
                path, found->seed, wanted->seed);
    return FALSE;
  }
  if (found->data != wanted->data) {
    g_set_error(error, TRAINER_ERROR, TRAINER_ERROR_RESUME,
                "%s: is the checkpoint of another training: of other data", path);
    return FALSE;
  }
  return TRUE;
}

static gboolean
take_floats(ByteReader *reader, float *into, gsize n_wanted)
{
  gsize n_values = 0;
  g_autofree float *values = byte_reader_take_floats(reader, &n_values);
  if (values == NULL || n_values != n_wanted) {
    return FALSE;
  }
  memcpy(into, values, n_values * sizeof *values);
  return TRUE;
}

static gboolean
take_state(ByteReader *reader, TrainingState *state)
{
  gsize n_moments = 0;
  float *moments = optimizer_get_moments(state->optimizer, &n_moments);
  if (!take_floats(reader, state->weights, state->n_weights) ||
      !take_floats(reader, state->best, state->n_weights)) {
    return FALSE;
  }
  state->best_loss = byte_reader_take_real(reader);
  state->best_epoch = byte_reader_take_integer(reader);
  state->n_since_best = byte_reader_take_integer(reader);
  state->schedule.share = byte_reader_take_real(reader);
  state->schedule.lowest = byte_reader_take_real(reader);
  state->schedule.n_since = byte_reader_take_integer(reader);
  if (!take_floats(reader, moments, n_moments)) {
    return FALSE;
  }
  optimizer_set_n_steps(state->optimizer, byte_reader_take_integer(reader));
  const guint64 n_epochs = byte_reader_take_integer(reader);
  g_array_set_size(state->epochs, 0);
  for (guint64 i = 0; i < n_epochs && i < G_MAXINT32; i++) {
    TrainingEpoch epoch = { .epoch = i + 1 };
    epoch.training_loss = byte_reader_take_real(reader);
    epoch.validation_loss = byte_reader_take_real(reader);
    epoch.rate = byte_reader_take_real(reader);
    epoch.is_best = byte_reader_take_integer(reader) != 0;
    g_array_append_val(state->epochs, epoch);
  }
  return TRUE;
}

gboolean
checkpoint_read(TrainingState *state,
                const TrainerOptions *options,
                const char *path,
                GError **error)
{
  g_autoptr(ByteReader) reader = byte_reader_open(path, &format, error);
  if (reader == NULL) {
    return FALSE;
  }
  g_auto(Identity) wanted = identify(options);
  g_auto(Identity) found = { 0 };
  found.network = byte_reader_take_text(reader);
  found.settings = byte_reader_take_text(reader);
  found.seed = byte_reader_take_integer(reader);
  found.data = byte_reader_take_integer(reader);
  if (!check_identity(&found, &wanted, path, error)) {
    return FALSE;
  }
  if (!take_state(reader, state)) {
    return byte_reader_refuse(reader, error, "its weights are not those of the network");
  }
  return byte_reader_finish(reader, error);
}
