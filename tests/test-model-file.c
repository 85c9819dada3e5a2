// SPDX-License-Identifier: MIT
#include "run/model_file.h"

#include "data/byte_file.h"
#include "run/member.h"
#include "temporary-folder.h"
#include "trained-fixture.h"

#include <string.h>

enum {
  HORIZON = 3
};

static const TrainRecipe plain = {
  .network = "line(dropout=0.25)",
  .loss = "mse",
  .scaling = "last",
  .n_series = 3,
  .n_values = 40,
  .input_length = 5,
  .horizon = HORIZON,
  .n_threads = 1,
};
static const char *const nothing[] = { NULL };

static char *
write_model(const TrainedFixture *fixture, const TemporaryFolder *folder)
{
  g_autoptr(GError) error = NULL;
  char *path = g_build_filename(folder->path, "demand.pcm", NULL);
  g_assert_true(model_file_write_network(fixture->trained, path, &error));
  g_assert_no_error(error);
  return path;
}

static void
test_forecasts_the_same_bits(void)
{
  g_auto(TrainedFixture) fixture;
  trained_fixture_init(&fixture, &plain, nothing);
  g_auto(TemporaryFolder) folder = temporary_folder_new();
  g_autofree char *path = write_model(&fixture, &folder);
  g_autoptr(GError) error = NULL;
  g_autoptr(TrainedNetwork) read = model_file_read_network(path, fixture.fixture.registry, &error);
  g_assert_no_error(error);
  for (gsize i = 0; i < plain.n_series; i++) {
    double expected[HORIZON];
    double mean[HORIZON];
    const MemberOutput before = { .horizon = HORIZON, .mean = expected };
    const MemberOutput after = { .horizon = HORIZON, .mean = mean };
    trained_fixture_forecast(&fixture, fixture.trained, i, 1, &before);
    trained_fixture_forecast(&fixture, read, i, 1, &after);
    g_assert_cmpint(memcmp(expected, mean, sizeof mean), ==, 0);
  }
  g_assert_cmpstr(setup_get_full_label(trained_network_get_setup(read)), ==,
                  "train_networks:line(dropout=0.25)");
  g_autofree char *settings = training_settings_to_string(trained_network_get_settings(read));
  g_assert_cmpstr(settings, ==, "input=5,epochs=3");
  g_assert_cmpint(memcmp(trained_network_get_summary(read),
                         trained_network_get_summary(fixture.trained), sizeof(TrainingSummary)),
                  ==, 0);
}

static void
test_is_a_model_named_by_its_file(void)
{
  g_auto(TrainedFixture) fixture;
  trained_fixture_init(&fixture, &plain, nothing);
  g_auto(TemporaryFolder) folder = temporary_folder_new();
  g_autofree char *path = write_model(&fixture, &folder);
  g_autoptr(GError) error = NULL;
  g_autoptr(Model) model = model_new(fixture.fixture.registry, path, &error);
  g_assert_no_error(error);
  g_assert_cmpstr(model_get_label(model), ==, "demand");
  g_autoptr(Member) member = member_new(model, 1, 1);
  g_assert_false(member_get_traits(member)->is_global);
  g_assert_cmpuint(member_get_traits(member)->least_length, ==, 5);
  g_autoptr(Model) changed = model_copy_with(model, "rate", "1", &error);
  g_assert_null(changed);
  g_assert_cmpstr(error->message, ==,
                  "model file 'demand' was trained with its parameters: 'rate' cannot be set any "
                  "more");
}

// A sixteenth more each time, and single bits all over the file.
static void
test_refuses_what_is_damaged(void)
{
  g_auto(TrainedFixture) fixture;
  trained_fixture_init(&fixture, &plain, nothing);
  g_auto(TemporaryFolder) folder = temporary_folder_new();
  g_autofree char *path = write_model(&fixture, &folder);
  g_autofree char *bytes = NULL;
  gsize length = 0;
  g_assert_true(g_file_get_contents(path, &bytes, &length, NULL));
  for (gsize part = 0; part < 16; part++) {
    g_autoptr(GError) error = NULL;
    g_assert_true(g_file_set_contents(path, bytes, (gssize)(part * length / 16), NULL));
    g_assert_null(model_file_read_network(path, fixture.fixture.registry, &error));
    g_assert_true(error->domain == BYTE_FILE_ERROR);
    g_assert_true(g_str_has_prefix(error->message, path));
  }
  for (gsize bit = 0; bit < 8 * length; bit += 37) {
    g_autoptr(GError) error = NULL;
    bytes[bit / 8] = (char)(bytes[bit / 8] ^ (1 << (bit % 8)));
    g_assert_true(g_file_set_contents(path, bytes, (gssize)length, NULL));
    g_assert_null(model_file_read_network(path, fixture.fixture.registry, &error));
    g_assert_true(error->domain == BYTE_FILE_ERROR);
    bytes[bit / 8] = (char)(bytes[bit / 8] ^ (1 << (bit % 8)));
  }
}

// Fields cut off or changed behind the checksum's back, as another program might write them: never
// a crash, always a message that names the file.
static void
test_refuses_fields_that_do_not_fit(void)
{
  static const ByteFormat format = { "PLUGCPCM", 1, "a model file" };
  g_auto(TrainedFixture) fixture;
  trained_fixture_init(&fixture, &plain, nothing);
  g_auto(TemporaryFolder) folder = temporary_folder_new();
  g_autofree char *path = write_model(&fixture, &folder);
  g_autofree char *bytes = NULL;
  gsize length = 0;
  g_assert_true(g_file_get_contents(path, &bytes, &length, NULL));
  const gsize header = 32;
  for (gsize cut = 0; cut < length - header; cut += 3) {
    // The writer puts the length of what it is given first, so the fields are given as they are.
    g_autoptr(ByteWriter) writer = byte_writer_new();
    for (gsize i = 0; i + 8 <= cut; i += 8) {
      guint64 word = 0;
      memcpy(&word, bytes + header + i, sizeof word);
      byte_writer_put_integer(writer, GUINT64_FROM_LE(word) ^ (cut % 2 == 0 && i + 16 > cut));
    }
    g_assert_true(byte_writer_write_file(writer, &format, path, NULL));
    g_autoptr(GError) error = NULL;
    g_assert_null(model_file_read_network(path, fixture.fixture.registry, &error));
    g_assert_nonnull(error);
    g_assert_true(g_str_has_prefix(error->message, path));
  }
}

typedef struct {
  const char *name;
  const char *label;
  gsize n_weights;
  const char *message;
} Foreign;

static const Foreign foreigners[] = {
  { "unknown-network", "nowhere:nothing", 18, ": " },
  { "other-weights", "train_networks:line", 17,
    ": is not a complete model file: it has 17 weights, and network 'train_networks:line' needs "
    "18" },
};

static void
test_refuses_a_foreign_network(const void *data)
{
  static const ByteFormat format = { "PLUGCPCM", 1, "a model file" };
  const Foreign *foreign = data;
  g_autoptr(Registry) registry = train_fixture_new_registry();
  g_auto(TemporaryFolder) folder = temporary_folder_new();
  g_autofree char *path = g_build_filename(folder.path, "x.pcm", NULL);
  g_autoptr(ByteWriter) writer = byte_writer_new();
  byte_writer_put_integer(writer, 1);
  byte_writer_put_text(writer, foreign->label);
  byte_writer_put_integer(writer, 0);
  const guint64 shape[] = { 1, 5, 3, 1, 1 };
  for (gsize i = 0; i < G_N_ELEMENTS(shape) + 11; i++) {
    byte_writer_put_integer(writer, i < G_N_ELEMENTS(shape) ? shape[i] : 0);
  }
  byte_writer_put_integer(writer, 0);
  const float weights[18] = { 0 };
  byte_writer_put_floats(writer, weights, foreign->n_weights);
  g_autoptr(GError) error = NULL;
  g_assert_true(byte_writer_write_file(writer, &format, path, &error));
  g_assert_null(model_file_read_network(path, registry, &error));
  g_assert_nonnull(error);
  g_autofree char *message = g_strconcat(path, foreign->message, NULL);
  g_assert_true(g_str_has_prefix(error->message, message));
}

static char *
write_kept(Registry *registry, const TemporaryFolder *folder, const char *state, gsize n_bytes)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Setup) setup = setup_new(registry, PLUGCAST_KIND_FORECASTER, "kept_level", &error);
  g_assert_no_error(error);
  g_autoptr(GByteArray) bytes = g_byte_array_new();
  g_byte_array_append(bytes, (const guint8 *)state, (guint)n_bytes);
  char *path = g_build_filename(folder->path, "kept.pcm", NULL);
  g_assert_true(model_file_write_forecaster(setup, 3, bytes, path, &error));
  g_assert_no_error(error);
  return path;
}

// Of a global forecaster what it has saved is kept, for any number of workers at once.
static void
test_keeps_a_forecaster(void)
{
  g_autoptr(Registry) registry = train_fixture_new_registry();
  g_auto(TemporaryFolder) folder = temporary_folder_new();
  char state[12] = "kept";
  const double level = 42.5;
  memcpy(state + 4, &level, sizeof level);
  g_autofree char *path = write_kept(registry, &folder, state, sizeof state);
  g_autoptr(GError) error = NULL;
  g_autoptr(Model) model = model_new(registry, path, &error);
  g_assert_no_error(error);
  g_autoptr(Member) member = member_new(model, 4, 4);
  g_assert_false(member_get_traits(member)->is_global);
  const double value = 1.0;
  const SeriesView view = {
    .series = { .struct_size = sizeof view.series, .id = "a", .values = &value, .n_values = 1 },
    .n_present = 1,
  };
  g_autoptr(Arena) arena = arena_new();
  for (guint worker = 0; worker < 4; worker++) {
    double mean[2] = { 0 };
    const MemberOutput output = { .horizon = 2, .mean = mean };
    Call call;
    call_init(&call, 0);
    call.arena = arena;
    g_assert_cmpint(member_forecast(member, worker, &view, worker, &call, &output), ==,
                    PLUGCAST_OK);
    g_assert_cmpfloat(mean[1], ==, 42.5);
  }
  g_assert_null(model_file_read_network(path, registry, &error));
  g_assert_error(error, BYTE_FILE_ERROR, BYTE_FILE_ERROR_CONTENT);
}

static void
test_refuses_a_foreign_state(void)
{
  g_autoptr(Registry) registry = train_fixture_new_registry();
  g_auto(TemporaryFolder) folder = temporary_folder_new();
  g_autofree char *path = write_kept(registry, &folder, "lost", 4);
  g_autoptr(GError) error = NULL;
  g_assert_null(model_new(registry, path, &error));
  g_assert_error(error, BYTE_FILE_ERROR, BYTE_FILE_ERROR_CONTENT);
  g_autofree char *message = g_strconcat(
      path,
      ": is not a complete model file: forecaster 'train_networks:kept_level' cannot load it: "
      "these bytes are of something else",
      NULL);
  g_assert_cmpstr(error->message, ==, message);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/model-file/forecasts-the-same-bits", test_forecasts_the_same_bits);
  g_test_add_func("/model-file/is-a-model-named-by-its-file", test_is_a_model_named_by_its_file);
  g_test_add_func("/model-file/refuses/damaged", test_refuses_what_is_damaged);
  g_test_add_func("/model-file/refuses/fields-that-do-not-fit",
                  test_refuses_fields_that_do_not_fit);
  g_test_add_func("/model-file/keeps-a-forecaster", test_keeps_a_forecaster);
  g_test_add_func("/model-file/refuses/foreign-state", test_refuses_a_foreign_state);
  for (gsize i = 0; i < G_N_ELEMENTS(foreigners); i++) {
    g_autofree char *path = g_strdup_printf("/model-file/refuses/%s", foreigners[i].name);
    g_test_add_data_func(path, &foreigners[i], test_refuses_a_foreign_network);
  }
  return g_test_run();
}
