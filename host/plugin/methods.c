// SPDX-License-Identifier: MIT
#include "plugin/methods.h"

#include "plugin/declaration.h"

#include <string.h>

// Any function, as the slots of all structs are looked at alike.
typedef void (*Function)(void);

typedef struct {
  const char *name;
  gsize offset;
  Function stub; // NULL: required
} Slot;

typedef struct {
  const char *name;
  const char *phrase; // the name in a sentence
  gsize own_size;
  gsize least_size; // the end of the last member of version 1.0
  const Slot *slots;
  gsize n_slots;
} Kind;

static plugcast_status
forecaster_create(const plugcast_call *call G_GNUC_UNUSED,
                  const plugcast_value *values G_GNUC_UNUSED,
                  void **instance)
{
  *instance = NULL;
  return PLUGCAST_OK;
}

static void
forecaster_destroy(void *instance G_GNUC_UNUSED)
{
}

static plugcast_status
forecaster_fit(const plugcast_call *call G_GNUC_UNUSED,
               void *instance G_GNUC_UNUSED,
               const plugcast_series *const *series G_GNUC_UNUSED,
               uint64_t n_series G_GNUC_UNUSED,
               plugcast_status *status G_GNUC_UNUSED)
{
  return PLUGCAST_OK;
}

static plugcast_status
forecaster_update(const plugcast_call *call G_GNUC_UNUSED,
                  void *instance G_GNUC_UNUSED,
                  const plugcast_series *const *series G_GNUC_UNUSED,
                  uint64_t n_series G_GNUC_UNUSED,
                  plugcast_status *status G_GNUC_UNUSED)
{
  return PLUGCAST_UNSUPPORTED;
}

static plugcast_status
forecaster_save(const plugcast_call *call G_GNUC_UNUSED,
                void *instance G_GNUC_UNUSED,
                plugcast_writer *writer G_GNUC_UNUSED)
{
  return PLUGCAST_UNSUPPORTED;
}

static plugcast_status
forecaster_load(const plugcast_call *call G_GNUC_UNUSED,
                void *instance G_GNUC_UNUSED,
                plugcast_reader *reader G_GNUC_UNUSED)
{
  return PLUGCAST_UNSUPPORTED;
}

static uint64_t
forecaster_memory(const void *instance G_GNUC_UNUSED,
                  uint64_t n_values G_GNUC_UNUSED,
                  uint64_t horizon G_GNUC_UNUSED)
{
  return 0;
}

static uint64_t
combiner_state_size(const plugcast_value *values G_GNUC_UNUSED, uint64_t n_members G_GNUC_UNUSED)
{
  return 0;
}

static plugcast_status
combiner_fit(const plugcast_call *call G_GNUC_UNUSED,
             const plugcast_value *values G_GNUC_UNUSED,
             uint64_t n_members G_GNUC_UNUSED,
             uint64_t n_points G_GNUC_UNUSED,
             const double *const *members G_GNUC_UNUSED,
             const double *actuals G_GNUC_UNUSED,
             double *state G_GNUC_UNUSED)
{
  return PLUGCAST_OK;
}

static const Slot forecaster_slots[] = {
  { "forecast", offsetof(plugcast_forecaster, forecast), NULL },
  { "create", offsetof(plugcast_forecaster, create), (Function)forecaster_create },
  { "destroy", offsetof(plugcast_forecaster, destroy), (Function)forecaster_destroy },
  { "fit", offsetof(plugcast_forecaster, fit), (Function)forecaster_fit },
  { "update", offsetof(plugcast_forecaster, update), (Function)forecaster_update },
  { "save", offsetof(plugcast_forecaster, save), (Function)forecaster_save },
  { "load", offsetof(plugcast_forecaster, load), (Function)forecaster_load },
  { "memory", offsetof(plugcast_forecaster, memory), (Function)forecaster_memory },
};

static const Slot network_slots[] = {
  { "sizes", offsetof(plugcast_network, sizes), NULL },
  { "init", offsetof(plugcast_network, init), NULL },
  { "forward", offsetof(plugcast_network, forward), NULL },
  { "backward", offsetof(plugcast_network, backward), NULL },
};

static const Slot transform_slots[] = {
  { "state_size", offsetof(plugcast_transform, state_size), NULL },
  { "fit", offsetof(plugcast_transform, fit), NULL },
  { "apply", offsetof(plugcast_transform, apply), NULL },
  { "invert", offsetof(plugcast_transform, invert), NULL },
};

static const Slot features_slots[] = {
  { "compute", offsetof(plugcast_features, compute), NULL },
};

static const Slot augmenter_slots[] = {
  { "augment", offsetof(plugcast_augmenter, augment), NULL },
};

static const Slot combiner_slots[] = {
  { "combine", offsetof(plugcast_combiner, combine), NULL },
  { "state_size", offsetof(plugcast_combiner, state_size), (Function)combiner_state_size },
  { "fit", offsetof(plugcast_combiner, fit), (Function)combiner_fit },
};

static const Slot metric_slots[] = {
  { "evaluate", offsetof(plugcast_metric, evaluate), NULL },
};

#define KIND(type, last, slots, phrase)                                                            \
  {                                                                                                \
#type, phrase, sizeof(plugcast_##type), offsetof(plugcast_##type, last) + sizeof(Function),    \
        slots, G_N_ELEMENTS(slots)                                                                 \
  }

static const Kind kinds[] = {
  [PLUGCAST_KIND_FORECASTER] = KIND(forecaster, memory, forecaster_slots, "a forecaster"),
  [PLUGCAST_KIND_NETWORK] = KIND(network, backward, network_slots, "a network"),
  [PLUGCAST_KIND_TRANSFORM] = KIND(transform, invert, transform_slots, "a transform"),
  [PLUGCAST_KIND_FEATURES] = KIND(features, compute, features_slots, "a features component"),
  [PLUGCAST_KIND_AUGMENTER] = KIND(augmenter, augment, augmenter_slots, "an augmenter"),
  [PLUGCAST_KIND_COMBINER] = KIND(combiner, combine, combiner_slots, "a combiner"),
  [PLUGCAST_KIND_METRIC] = KIND(metric, evaluate, metric_slots, "a metric"),
};

gboolean
methods_know_kind(guint32 kind)
{
  return kind < G_N_ELEMENTS(kinds) && kinds[kind].name != NULL;
}

const char *
methods_kind_to_string(guint32 kind)
{
  return methods_know_kind(kind) ? kinds[kind].name : "component of an unknown kind";
}

static Function
get_function(gconstpointer methods, gsize offset)
{
  Function function = NULL;
  memcpy(&function, (const char *)methods + offset, sizeof function);
  return function;
}

static gboolean G_GNUC_PRINTF(3, 4)
    fail(GError **error, DeclarationError code, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *message = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  g_set_error_literal(error, DECLARATION_ERROR, (int)code, message);
  return FALSE;
}

static gboolean
check_capability(const plugcast_component *component,
                 guint32 capability,
                 const char *bit_name,
                 gboolean is_there,
                 const char *functions,
                 GError **error)
{
  const gboolean is_declared = (component->capabilities & capability) != 0;
  if (is_declared == is_there) {
    return TRUE;
  }
  return fail(error, DECLARATION_ERROR_MISSING,
              is_declared ? "it declares %s, which needs %s" : "it lacks %s, but has %s", bit_name,
              functions);
}

static gboolean
check_forecaster(const plugcast_component *component,
                 const plugcast_forecaster *methods,
                 GError **error)
{
  if (methods->scope > PLUGCAST_SCOPE_GLOBAL) {
    return fail(error, DECLARATION_ERROR_NUMBER, "its scope %u is not known", methods->scope);
  }
  if (component->n_params > 0 && methods->create == NULL) {
    return fail(error, DECLARATION_ERROR_MISSING, "a forecaster with parameters needs create()");
  }
  if (methods->create != NULL && methods->destroy == NULL) {
    return fail(error, DECLARATION_ERROR_MISSING, "a forecaster with create() needs destroy()");
  }
  if ((methods->save == NULL) != (methods->load == NULL)) {
    return fail(error, DECLARATION_ERROR_MISSING, "a forecaster with %s() needs %s()",
                methods->save != NULL ? "save" : "load", methods->save != NULL ? "load" : "save");
  }
  return check_capability(component, PLUGCAST_CAN_SAVE, "PLUGCAST_CAN_SAVE", methods->save != NULL,
                          "save() and load()", error) &&
         check_capability(component, PLUGCAST_CAN_UPDATE, "PLUGCAST_CAN_UPDATE",
                          methods->update != NULL, "update()", error);
}

static gboolean
check_combiner(const plugcast_combiner *methods, GError **error)
{
  if (methods->least_members == 0) {
    return fail(error, DECLARATION_ERROR_NUMBER, "its least_members is 0, expected at least 1");
  }
  if ((methods->fit == NULL) != (methods->state_size == NULL)) {
    return fail(error, DECLARATION_ERROR_MISSING, "a combiner with %s() needs %s()",
                methods->fit != NULL ? "fit" : "state_size",
                methods->fit != NULL ? "state_size" : "fit");
  }
  return TRUE;
}

static gboolean
own_feature(plugcast_feature *feature, gsize index, GStringChunk *strings, GError **error)
{
  g_autofree char *name = g_strdup_printf("the name of feature %" G_GSIZE_FORMAT, index + 1);
  if (!declaration_own_name(&feature->name, FALSE, name, strings, error)) {
    return FALSE;
  }
  g_autofree char *summary = g_strdup_printf("feature '%s': its summary", feature->name);
  g_autofree char *reference = g_strdup_printf("feature '%s': its reference", feature->name);
  return declaration_own_text(&feature->summary, TRUE, summary, strings, error) &&
         declaration_own_text(&feature->reference, FALSE, reference, strings, error);
}

static gboolean
own_features(plugcast_features *methods, GStringChunk *strings, GPtrArray *arrays, GError **error)
{
  if (methods->n_features == 0 || methods->n_features > DECLARATION_MAX_ITEMS) {
    return fail(error, DECLARATION_ERROR_NUMBER, "it has %u features, expected 1 to %d",
                methods->n_features, DECLARATION_MAX_ITEMS);
  }
  const DeclarationArray array = { methods->features, methods->n_features, sizeof(plugcast_feature),
                                   offsetof(plugcast_feature, reference) + sizeof(char *),
                                   "feature" };
  plugcast_feature *own = g_new0(plugcast_feature, methods->n_features);
  g_ptr_array_add(arrays, own);
  methods->features = own;
  for (guint32 i = 0; i < methods->n_features; i++) {
    if (!declaration_copy_item(&array, i, &own[i], error) ||
        !own_feature(&own[i], i, strings, error)) {
      return FALSE;
    }
    for (guint32 j = 0; j < i; j++) {
      if (g_str_equal(own[i].name, own[j].name)) {
        return fail(error, DECLARATION_ERROR_DUPLICATE, "it has two features '%s'", own[i].name);
      }
    }
  }
  return TRUE;
}

// What a kind asks for beyond its required functions.
static gboolean
check_methods(const plugcast_component *component,
              gpointer methods,
              GStringChunk *strings,
              GPtrArray *arrays,
              GError **error)
{
  switch (component->kind) {
  case PLUGCAST_KIND_FORECASTER:
    return check_forecaster(component, methods, error);
  case PLUGCAST_KIND_COMBINER:
    return check_combiner(methods, error);
  case PLUGCAST_KIND_FEATURES:
    return own_features(methods, strings, arrays, error);
  default:
    return TRUE;
  }
}

static gboolean
check_required(const Kind *kind, gconstpointer methods, GError **error)
{
  for (gsize i = 0; i < kind->n_slots; i++) {
    if (kind->slots[i].stub == NULL && get_function(methods, kind->slots[i].offset) == NULL) {
      return fail(error, DECLARATION_ERROR_MISSING, "%s needs %s()", kind->phrase,
                  kind->slots[i].name);
    }
  }
  return TRUE;
}

static void
fill_stubs(const Kind *kind, gpointer methods)
{
  for (gsize i = 0; i < kind->n_slots; i++) {
    const Slot *slot = &kind->slots[i];
    if (get_function(methods, slot->offset) == NULL) {
      memcpy((char *)methods + slot->offset, &slot->stub, sizeof slot->stub);
    }
  }
}

gpointer
methods_own(const plugcast_component *component,
            GStringChunk *strings,
            GPtrArray *arrays,
            GError **error)
{
  g_return_val_if_fail(methods_know_kind(component->kind), NULL);

  const Kind *kind = &kinds[component->kind];
  g_autofree gpointer methods = g_malloc0(kind->own_size);
  if (!declaration_copy_struct(methods, kind->own_size, component->methods, kind->least_size,
                               "its struct of methods", error) ||
      !check_required(kind, methods, error) ||
      !check_methods(component, methods, strings, arrays, error)) {
    return NULL;
  }
  fill_stubs(kind, methods);
  return g_steal_pointer(&methods);
}

gboolean
methods_is_own_create(const plugcast_forecaster *methods)
{
  return methods->create != forecaster_create;
}

gboolean
methods_is_own_fit(const plugcast_forecaster *methods)
{
  return methods->fit != forecaster_fit;
}
