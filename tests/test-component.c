// SPDX-License-Identifier: MIT
#include "plugin/component.h"

#include "component-fixture.h"

#include <stdatomic.h>
#include <string.h>

#include "plugins/sound.h"

static Plugin *
translate(const Draft *draft)
{
  g_autoptr(GError) error = NULL;
  Plugin *plugin = plugin_new(&draft->plugin, "/draft.so", &error);
  g_assert_no_error(error);
  return plugin;
}

static void
test_copies(void)
{
  Draft draft;
  draft_init(&draft);
  g_autofree char *name = g_strdup("theta");
  draft.component.name = name;
  g_autoptr(Plugin) plugin = translate(&draft);
  const plugcast_forecaster own = draft.forecaster;
  memset(name, 'x', 5);
  memset(&draft, 0x55, sizeof draft);

  g_assert_cmpstr(plugin_get_name(plugin), ==, "draft");
  g_assert_cmpstr(plugin_get_version(plugin), ==, "1.0");
  g_assert_cmpstr(plugin_get_path(plugin), ==, "/draft.so");
  g_assert_null(plugin_get_summary(plugin));
  g_assert_null(plugin_get_license(plugin));
  g_assert_null(plugin_get_url(plugin));
  g_assert_cmpuint(plugin_get_n_components(plugin), ==, 1);
  const Component *component = plugin_find_component(plugin, PLUGCAST_KIND_FORECASTER, "theta");
  g_assert_true(component == plugin_get_component(plugin, 0));
  g_assert_true(component_get_plugin(component) == plugin);
  g_assert_cmpstr(component_get_summary(component), ==, "repeats the last value");
  g_assert_null(component_get_reference(component));
  g_assert_cmpuint(component_get_threading(component), ==, PLUGCAST_THREADING_PURE);
  g_assert_cmpuint(component_get_determinism(component), ==, PLUGCAST_DETERMINISM_BITWISE);
  g_assert_cmpuint(component_get_n_params(component), ==, 2);
  g_assert_cmpstr(component_get_param(component, 0)->name, ==, "window");
  g_assert_cmpstr(component_get_param(component, 1)->choices[1], ==, "additive");
  g_assert_true(component_get_forecaster(component)->forecast == own.forecast);
}

static void
test_names_by_kind(void)
{
  Draft draft;
  draft_init(&draft);
  draft_become_combiner(&draft);
  draft.plugin.header.n_components = 2;
  g_autoptr(Plugin) plugin = translate(&draft);
  g_assert_cmpuint(plugin_get_n_components(plugin), ==, 2);
  const Component *component = plugin_find_component(plugin, PLUGCAST_KIND_COMBINER, "last");
  g_assert_true(component_get_combiner(component)->combine == draft_combine);
  g_assert_nonnull(plugin_find_component(plugin, PLUGCAST_KIND_FORECASTER, "last"));
  g_assert_null(plugin_find_component(plugin, PLUGCAST_KIND_METRIC, "last"));
}

static void
test_unknown_kind(void)
{
  Draft draft;
  draft_init(&draft);
  draft.component.kind = 8;
  draft.component.name = NULL;
  draft.plugin.header.n_components = 2;
  g_autoptr(Plugin) plugin = translate(&draft);
  g_assert_cmpuint(plugin_get_n_components(plugin), ==, 1);
  g_assert_cmpstr(plugin_get_notes(plugin)[0], ==,
                  "component 1 is of kind 8, which this host does not know");
  g_assert_null(plugin_get_notes(plugin)[1]);
}

static void
test_forecaster_stubs(void)
{
  Draft draft;
  draft_init(&draft);
  draft.component = sound_component;
  g_autoptr(Plugin) plugin = translate(&draft);
  const Component *component = plugin_get_component(plugin, 0);
  g_assert_false(component_has_create(component));
  g_assert_false(component_has_fit(component));

  const plugcast_forecaster *methods = component_get_forecaster(component);
  void *instance = &draft;
  g_assert_cmpint(methods->create(NULL, NULL, &instance), ==, PLUGCAST_OK);
  g_assert_null(instance);
  g_assert_cmpint(methods->fit(NULL, NULL, NULL, 0, NULL), ==, PLUGCAST_OK);
  g_assert_cmpint(methods->update(NULL, NULL, NULL, 0, NULL), ==, PLUGCAST_UNSUPPORTED);
  g_assert_cmpint(methods->save(NULL, NULL, NULL), ==, PLUGCAST_UNSUPPORTED);
  g_assert_cmpint(methods->load(NULL, NULL, NULL), ==, PLUGCAST_UNSUPPORTED);
  g_assert_cmpuint(methods->memory(NULL, 1, 1), ==, 0);
  methods->destroy(NULL);
}

static void
test_own_functions(void)
{
  Draft draft;
  draft_init(&draft);
  draft.forecaster.fit = draft_fit;
  draft.forecaster.save = draft_save;
  draft.forecaster.load = draft_load;
  draft.component.capabilities = PLUGCAST_CAN_SAVE | PLUGCAST_CAN_SEASON | 0x40000000;
  g_autoptr(Plugin) plugin = translate(&draft);
  const Component *component = plugin_get_component(plugin, 0);
  g_assert_true(component_has_create(component));
  g_assert_true(component_has_fit(component));
  g_assert_true(component_can(component, PLUGCAST_CAN_SEASON));
  g_assert_false(component_can(component, PLUGCAST_CAN_MISSING));
  g_assert_true(component_get_forecaster(component)->save == draft_save);
}

static void
test_combiner_stubs(void)
{
  Draft draft;
  draft_init(&draft);
  draft_become_combiner(&draft);
  g_autoptr(Plugin) plugin = translate(&draft);
  const plugcast_combiner *methods = component_get_combiner(plugin_get_component(plugin, 0));
  g_assert_cmpuint(methods->state_size(NULL, 3), ==, 0);
  g_assert_cmpint(methods->fit(NULL, NULL, 0, 0, NULL, NULL, NULL), ==, PLUGCAST_OK);
}

// A plugin of a later minor version has longer structs; the tail is not ours to read.
static void
test_longer_structs(void)
{
  Draft draft;
  draft_init(&draft);
  struct {
    plugcast_param param;
    guint64 tail[4];
  } params[2] = { { .param = draft.params[0], .tail = { 1, 2, 3, 4 } },
                  { .param = draft.params[1], .tail = { 5, 6, 7, 8 } } };
  params[0].param.struct_size = sizeof params[0];
  params[1].param.struct_size = sizeof params[1];
  struct {
    plugcast_component component;
    guint64 tail[4];
  } component = { .component = draft.component, .tail = { 1, 2, 3, 4 } };
  component.component.struct_size = sizeof component;
  component.component.params = &params[0].param;
  draft.components[0] = &component.component;

  g_autoptr(Plugin) plugin = translate(&draft);
  const Component *translated = plugin_get_component(plugin, 0);
  g_assert_cmpstr(component_get_param(translated, 1)->name, ==, "season");
}

typedef struct {
  guint32 threading;
  gboolean is_serial;
} ThreadingClass;

static const ThreadingClass classes[] = {
  { PLUGCAST_THREADING_INSTANCE, FALSE },
  { PLUGCAST_THREADING_PURE, FALSE },
  { PLUGCAST_THREADING_SERIAL, TRUE },
  { PLUGCAST_THREADING_PROCESS, TRUE },
};

enum {
  N_CALLERS = 4,
  N_ENTRIES = 2000,
};

typedef struct {
  const Component *component;
  atomic_int n_inside;
  atomic_int most_inside;
} Room;

static gpointer
enter_often(gpointer data)
{
  Room *room = data;
  for (int i = 0; i < N_ENTRIES; i++) {
    component_enter(room->component);
    const int n_inside = atomic_fetch_add(&room->n_inside, 1) + 1;
    if (n_inside > atomic_load(&room->most_inside)) {
      atomic_store(&room->most_inside, n_inside);
    }
    atomic_fetch_sub(&room->n_inside, 1);
    component_leave(room->component);
  }
  return NULL;
}

static void
test_serial_class(void)
{
  for (gsize i = 0; i < G_N_ELEMENTS(classes); i++) {
    Draft draft;
    draft_init(&draft);
    draft.component.threading = classes[i].threading;
    g_autoptr(Plugin) plugin = translate(&draft);
    Room room = { .component = plugin_get_component(plugin, 0) };
    GThread *threads[N_CALLERS];
    for (int j = 0; j < N_CALLERS; j++) {
      threads[j] = g_thread_new("caller", enter_often, &room);
    }
    for (int j = 0; j < N_CALLERS; j++) {
      g_thread_join(threads[j]);
    }
    g_assert_cmpint(room.n_inside, ==, 0);
    if (classes[i].is_serial) {
      g_assert_cmpint(room.most_inside, ==, 1);
    }
  }
}

// Classes without a lock may be entered twice by one thread.
static void
test_free_class(void)
{
  Draft draft;
  draft_init(&draft);
  g_autoptr(Plugin) plugin = translate(&draft);
  const Component *component = plugin_get_component(plugin, 0);
  component_enter(component);
  component_enter(component);
  component_leave(component);
  component_leave(component);
}

static void
test_kind_names(void)
{
  g_assert_cmpstr(component_kind_to_string(PLUGCAST_KIND_FORECASTER), ==, "forecaster");
  g_assert_cmpstr(component_kind_to_string(PLUGCAST_KIND_METRIC), ==, "metric");
  g_assert_cmpstr(component_kind_to_string(0), ==, "component of an unknown kind");
  g_assert_cmpstr(component_kind_to_string(8), ==, "component of an unknown kind");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/component/keeps-its-own-copy", test_copies);
  g_test_add_func("/component/names-are-unique-by-kind", test_names_by_kind);
  g_test_add_func("/component/passes-over-unknown-kinds", test_unknown_kind);
  g_test_add_func("/component/forecaster-stubs", test_forecaster_stubs);
  g_test_add_func("/component/keeps-own-functions", test_own_functions);
  g_test_add_func("/component/combiner-stubs", test_combiner_stubs);
  g_test_add_func("/component/takes-longer-structs", test_longer_structs);
  g_test_add_func("/component/serial-calls-one-at-a-time", test_serial_class);
  g_test_add_func("/component/free-calls-any-time", test_free_class);
  g_test_add_func("/component/kind-names", test_kind_names);
  return g_test_run();
}
