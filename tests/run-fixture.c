// SPDX-License-Identifier: MIT
#include "run-fixture.h"

#include "plugin/call.h"

#include <glib/gstdio.h>

const char run_fixture_rows[] = "good1,1,1\ngood1,2,2\ngood1,3,3\ngood1,4,4\n"
                                "good1,5,5\ngood1,6,6\ngood1,7,7\ngood1,8,8\n"
                                "bad,1,11\nbad,2,12\nbad,3,13\nbad,4,14\n"
                                "bad,5,15\nbad,6,16\nbad,7,17\nbad,8,18\n"
                                "good2,1,21\ngood2,2,22\ngood2,3,23\ngood2,4,24\n"
                                "good2,5,25\ngood2,6,26\ngood2,7,27\ngood2,8,28\n";

static Panel *
read_text(const char *text, Pool *pool)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;
  const int descriptor = g_file_open_tmp("plugcast-run-XXXXXX.csv", &path, &error);
  g_assert_no_error(error);
  g_assert_true(g_close(descriptor, NULL));
  g_file_set_contents(path, text, -1, &error);
  g_assert_no_error(error);
  Panel *panel = reader_read_panel(path, NULL, pool, &error);
  g_assert_no_error(error);
  g_assert_cmpint(g_unlink(path), ==, 0);
  return panel;
}

void
run_fixture_init_table(RunFixture *fixture, const char *text, guint n_threads)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_test_build_filename(G_TEST_BUILT, "plugins", NULL);
  const char *const paths[] = { folder, NULL };
  const RegistryOptions options = { .paths = paths, .no_default_paths = TRUE, .no_cache = TRUE };
  fixture->registry = registry_new(&options);
  fixture->pool = pool_new(n_threads, &error);
  g_assert_no_error(error);
  fixture->panel = read_text(text, fixture->pool);
}

void
run_fixture_init(RunFixture *fixture, const char *rows, guint n_threads)
{
  g_autofree char *text = g_strconcat("unique_id,ds,y\n", rows, NULL);
  run_fixture_init_table(fixture, text, n_threads);
}

void
run_fixture_clear(RunFixture *fixture)
{
  g_clear_pointer(&fixture->panel, panel_free);
  g_clear_pointer(&fixture->pool, pool_free);
  g_clear_pointer(&fixture->registry, registry_free);
}

ForecastOptions
run_fixture_options(const RunFixture *fixture, const char *models)
{
  g_autoptr(GError) error = NULL;
  const char *const texts[] = { models, NULL };
  const ForecastOptions options = {
    .panel = fixture->panel,
    .models = model_list_new(fixture->registry, texts, &error),
    .horizon = 3,
    .pool = fixture->pool,
  };
  g_assert_no_error(error);
  return options;
}

void
run_fixture_clear_options(ForecastOptions *options)
{
  g_clear_pointer(&options->models, g_ptr_array_unref);
  model_free((Model *)(gsize)options->fallback);
  options->fallback = NULL;
}

void
run_fixture_set_fallback(const RunFixture *fixture, ForecastOptions *options, const char *name)
{
  g_autoptr(GError) error = NULL;
  options->fallback = model_new(fixture->registry, name, &error);
  g_assert_no_error(error);
}

Ensemble *
run_fixture_make_ensemble(const RunFixture *fixture,
                          const ForecastOptions *options,
                          const char *text)
{
  g_autoptr(GError) error = NULL;
  Ensemble *ensemble = ensemble_new(fixture->registry, text, options->models->len, &error);
  g_assert_no_error(error);
  return ensemble;
}

void
run_fixture_run(const ForecastOptions *options, ForecastRun *run)
{
  g_autoptr(GError) error = NULL;
  g_assert_true(forecast_run(options, run, &error));
  g_assert_no_error(error);
}

char *
run_fixture_describe_issues(const RunFixture *fixture, const ForecastRun *run)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (gsize i = 0; i < issue_list_get_length(run->issues); i++) {
    const Issue *issue = issue_list_get(run->issues, i);
    g_string_append_printf(
        text, "%s %s %s %s %s: %s\n", panel_get_id(fixture->panel, issue->series),
        issue->model_label, issue_outcome_to_string(issue->outcome),
        call_status_to_string(issue->status),
        issue->fallback_label != NULL ? issue->fallback_label : "-", issue->message);
  }
  return g_string_free(g_steal_pointer(&text), FALSE);
}
