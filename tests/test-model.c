// SPDX-License-Identifier: MIT
#include "run/model.h"

static Registry *
open_registry(void)
{
  g_autofree char *folder = g_test_build_filename(G_TEST_BUILT, "plugins", NULL);
  const char *const paths[] = { folder, NULL };
  const RegistryOptions options = { .paths = paths, .no_default_paths = TRUE, .no_cache = TRUE };
  return registry_new(&options);
}

typedef struct {
  const char *path;
  const char *text;
  const char *label;
} Accepted;

static const Accepted accepted[] = {
  { "/model/accepts/name", "local_last", "local_last" },
  { "/model/accepts/plugin-and-name", "run_instances:local_last", "local_last" },
  { "/model/accepts/empty-brackets", "local_last()", "local_last" },
  { "/model/accepts/parameter", "local_last(offset=2)", "local_last(offset=2)" },
  { "/model/accepts/parameter-by-place", "local_last(2)", "local_last(offset=2)" },
  { "/model/accepts/blanks", "local_last ( offset = 2 )", "local_last(offset=2)" },
  { "/model/accepts/default-without-a-trace", "local_last(offset=0)", "local_last" },
};

static void
check_accepted(gconstpointer data)
{
  const Accepted *row = data;
  g_autoptr(Registry) registry = open_registry();
  g_autoptr(GError) error = NULL;
  g_autoptr(Model) model = model_new(registry, row->text, &error);
  g_assert_no_error(error);
  g_assert_cmpstr(model_get_label(model), ==, row->label);
}

typedef struct {
  const char *path;
  const char *text;
  const char *pattern; // of the message
} Refused;

static const Refused refused[] = {
  { "/model/rejects/empty", "", "'' is no model \\(write NAME, PLUGIN:NAME" },
  { "/model/rejects/open-bracket", "local_last(", "'local_last\\(' is no model" },
  { "/model/rejects/close-bracket", "local_last)", "'local_last\\)' is no model" },
  { "/model/rejects/only-brackets", "(offset=1)", "'\\(offset=1\\)' is no model" },
  { "/model/rejects/setting-without-value", "local_last(offset)",
    "model 'local_last': 'offset' sets nothing \\(write PARAMETER=VALUE;" },
  { "/model/rejects/more-values-than-parameters", "local_last(1, 2, 3, 4)",
    "model 'local_last': '\\d' sets nothing \\(write PARAMETER=VALUE; 'local_last' has \\d param" },
  { "/model/rejects/set-by-place-and-name", "local_last(1, offset=1)",
    "model 'local_last': 'offset' is set twice" },
  { "/model/rejects/value-behind-a-setting", "local_last(offset=1, 2)",
    "model 'local_last': '2' sets nothing" },
  { "/model/rejects/setting-twice", "local_last(offset=1, offset=2)",
    "model 'local_last': 'offset' is set twice" },
  { "/model/rejects/unknown-parameter", "local_last(ofset=1)", "ofset.*offset" },
  { "/model/rejects/out-of-bounds", "local_last(offset=1e9)", "offset.*1e9" },
  { "/model/rejects/text-for-number", "local_last(offset=abc)", "offset.*abc" },
  { "/model/rejects/unknown-name", "local_lst", "local_lst.*local_last" },
  { "/model/rejects/own-process", "own_process",
    "model 'own_process' asks for a process of its own, which this version does not give" },
};

static void
check_refused(gconstpointer data)
{
  const Refused *row = data;
  g_autoptr(Registry) registry = open_registry();
  g_autoptr(GError) error = NULL;
  g_assert_null(model_new(registry, row->text, &error));
  g_assert_nonnull(error);
  if (!g_regex_match_simple(row->pattern, error->message, G_REGEX_DOTALL, 0)) {
    g_error("'%s' does not match '%s'", error->message, row->pattern);
  }
}

static void
check_list(void)
{
  static const char *const texts[] = { "local_last(offset=1),serial_last", "local_last", NULL };
  g_autoptr(Registry) registry = open_registry();
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) models = model_list_new(registry, texts, &error);
  g_assert_no_error(error);
  const char *const labels[] = { "local_last(offset=1)", "serial_last", "local_last" };
  g_assert_cmpuint(models->len, ==, G_N_ELEMENTS(labels));
  for (guint i = 0; i < models->len; i++) {
    g_assert_cmpstr(model_get_label(g_ptr_array_index(models, i)), ==, labels[i]);
  }
}

static void
check_twice(void)
{
  static const char *const texts[] = { "local_last,run_instances:local_last", NULL };
  g_autoptr(Registry) registry = open_registry();
  g_autoptr(GError) error = NULL;
  g_assert_null(model_list_new(registry, texts, &error));
  g_assert_error(error, MODEL_ERROR, MODEL_ERROR_SYNTAX);
  g_assert_cmpstr(error->message, ==,
                  "model 'local_last' is given twice (give each once, or with other parameters)");
}

static void
check_copy(void)
{
  g_autoptr(Registry) registry = open_registry();
  g_autoptr(GError) error = NULL;
  g_autoptr(Model) model = model_new(registry, "local_last(offset=1)", &error);
  g_assert_no_error(error);
  g_autoptr(Model) copy = model_copy_with(model, "offset", "3", &error);
  g_assert_no_error(error);
  g_assert_cmpstr(model_get_label(copy), ==, "local_last(offset=3)");
  g_assert_cmpstr(model_get_label(model), ==, "local_last(offset=1)");
  g_assert_null(model_copy_with(model, "ofset", "3", &error));
  g_assert_error(error, PARAMETERS_ERROR, PARAMETERS_ERROR_UNKNOWN);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(accepted); i++) {
    g_test_add_data_func(accepted[i].path, &accepted[i], check_accepted);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(refused); i++) {
    g_test_add_data_func(refused[i].path, &refused[i], check_refused);
  }
  g_test_add_func("/model/list/splits-outside-brackets", check_list);
  g_test_add_func("/model/list/rejects/twice", check_twice);
  g_test_add_func("/model/copies-with-another-value", check_copy);
  return g_test_run();
}
