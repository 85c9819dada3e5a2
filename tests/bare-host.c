// SPDX-License-Identifier: MIT
#include "bare-host.h"

#include <dlfcn.h>
#include <math.h>
#include <string.h>

enum {
  MESSAGE_CAPACITY = 256,
  SCRATCH_ALIGNMENT = 64,
};

/** Scratch memory of one call; the struct comes first so that should_stop() finds it. */
struct BareHost {
  plugcast_call call;
  plugcast_host services;
  const plugcast_plugin *plugin;
  void *library;
  GPtrArray *blocks; // of scratch memory, each owned
  gsize n_used;      // blocks handed out in this call
  gsize n_allowed;   // blocks that a call may have
  GArray *sizes;     // of gsize, of each block
  gboolean is_stopping;
  char message[MESSAGE_CAPACITY];
};

static bool
should_stop(const plugcast_call *call)
{
  const BareHost *const host = (const BareHost *)call;
  return host->is_stopping;
}

static void *
scratch(const plugcast_call *call, uint64_t n_bytes)
{
  // The call stands first in a host that is not const.
  BareHost *const host = (BareHost *)(guintptr)call;
  if (host->n_used == host->n_allowed) {
    return NULL;
  }
  const gsize index = host->n_used++;
  const gsize size = MAX(n_bytes, 1);
  if (index == host->blocks->len) {
    g_ptr_array_add(host->blocks, NULL);
    g_array_set_size(host->sizes, host->blocks->len);
  }
  gsize *const held = &g_array_index(host->sizes, gsize, index);
  if (*held < size) {
    g_aligned_free(host->blocks->pdata[index]);
    host->blocks->pdata[index] = g_aligned_alloc(1, size, SCRATCH_ALIGNMENT);
    *held = size;
  }
  return host->blocks->pdata[index];
}

static bool
parallel_for(const plugcast_call *call G_GNUC_UNUSED,
             uint64_t n_items G_GNUC_UNUSED,
             uint64_t grain G_GNUC_UNUSED,
             void (*body)(uint64_t begin, uint64_t end, void *data) G_GNUC_UNUSED,
             void *data G_GNUC_UNUSED)
{
  return false;
}

static void
log_nothing(const plugcast_call *call G_GNUC_UNUSED,
            uint32_t level G_GNUC_UNUSED,
            const char *message G_GNUC_UNUSED)
{
}

static const void *
extension(const plugcast_host *host G_GNUC_UNUSED, const char *id G_GNUC_UNUSED)
{
  return NULL;
}

static const plugcast_host bare_services = {
  .struct_size = sizeof bare_services,
  .minor = PLUGCAST_MINOR_BUILT,
  .name = "bare-host",
  .version = "1",
  .should_stop = should_stop,
  .scratch = scratch,
  .parallel_for = parallel_for,
  .log = log_nothing,
  .extension = extension,
};

BareHost *
bare_host_new_empty(void)
{
  BareHost *const host = g_new0(BareHost, 1);
  host->services = bare_services;
  host->n_allowed = G_MAXSIZE;
  host->blocks = g_ptr_array_new_with_free_func(g_aligned_free);
  host->sizes = g_array_new(FALSE, TRUE, sizeof(gsize));
  host->call = (plugcast_call){
    .struct_size = sizeof host->call,
    .message_capacity = MESSAGE_CAPACITY,
    .message = host->message,
    .seed = 1,
    .deadline_ns = G_MAXINT64,
    .host = &host->services,
  };
  return host;
}

BareHost *
bare_host_new(const char *path)
{
  g_assert_nonnull(path);
  BareHost *const host = bare_host_new_empty();
  host->library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (host->library == NULL) {
    g_error("%s", dlerror()); // NOLINT(concurrency-mt-unsafe): one thread
  }
  host->plugin = dlsym(host->library, PLUGCAST_SYMBOL);
  g_assert_nonnull(host->plugin);
  return host;
}

void
bare_host_free(BareHost *host)
{
  if (host == NULL) {
    return;
  }
  g_ptr_array_unref(host->blocks);
  g_array_unref(host->sizes);
  if (host->library != NULL) {
    dlclose(host->library);
  }
  g_free(host);
}

const plugcast_component *
bare_host_find(const BareHost *host, const char *name)
{
  for (uint32_t i = 0; i < host->plugin->header.n_components; i++) {
    if (g_str_equal(host->plugin->components[i]->name, name)) {
      return host->plugin->components[i];
    }
  }
  return NULL;
}

static void
parse_value(const plugcast_param *param, const char *text, plugcast_value *value)
{
  if (param->type == PLUGCAST_PARAM_REAL) {
    value->real = g_ascii_strtod(text, NULL);
    return;
  }
  if (param->type == PLUGCAST_PARAM_INTEGER) {
    value->integer = g_ascii_strtoll(text, NULL, 10);
    return;
  }
  if (param->type == PLUGCAST_PARAM_BOOLEAN) {
    value->integer = g_str_equal(text, "true");
    return;
  }
  for (uint32_t i = 0; i < param->n_choices; i++) {
    if (g_str_equal(param->choices[i], text)) {
      value->integer = i;
      return;
    }
  }
  g_error("%s: no choice '%s'", param->name, text);
}

static void
parse_setting(const plugcast_component *component, const char *setting, plugcast_value *values)
{
  g_auto(GStrv) parts = g_strsplit(setting, "=", 2);
  for (uint32_t i = 0; i < component->n_params; i++) {
    if (g_str_equal(component->params[i].name, parts[0]) && parts[1] != NULL) {
      parse_value(&component->params[i], parts[1], &values[i]);
      return;
    }
  }
  g_error("%s: no parameter in '%s'", component->name, setting);
}

void
bare_host_parse(const plugcast_component *component, const char *text, plugcast_value *values)
{
  for (uint32_t i = 0; i < component->n_params; i++) {
    const plugcast_param *const param = &component->params[i];
    if (param->type == PLUGCAST_PARAM_REAL) {
      values[i].real = param->default_number;
    } else {
      values[i].integer = (int64_t)param->default_number;
    }
  }
  if (text == NULL) {
    return;
  }
  g_auto(GStrv) settings = g_strsplit(text, ",", -1);
  for (gsize i = 0; settings[i] != NULL; i++) {
    parse_setting(component, settings[i], values);
  }
}

void
bare_host_stop(BareHost *host)
{
  host->is_stopping = TRUE;
}

void
bare_host_starve(BareHost *host, gsize n_blocks)
{
  host->n_allowed = n_blocks;
}

void
bare_host_set_seed(BareHost *host, guint64 seed)
{
  host->call.seed = seed;
}

static void
mark_outputs(const plugcast_forecast *out)
{
  for (uint64_t h = 0; h < out->horizon; h++) {
    out->mean[h] = (double)NAN;
  }
  for (uint64_t i = 0; i < out->n_levels * out->horizon; i++) {
    out->quantiles[i] = (double)NAN;
  }
  out->status[0] = PLUGCAST_OK;
}

const plugcast_call *
bare_host_begin(BareHost *host)
{
  host->n_used = 0;
  host->message[0] = '\0';
  return &host->call;
}

plugcast_status
bare_host_forecast(BareHost *host,
                   const plugcast_component *component,
                   const plugcast_value *values,
                   const plugcast_series *series,
                   const plugcast_forecast *out)
{
  const plugcast_forecaster *const methods = component->methods;
  const plugcast_call *const call = bare_host_begin(host);
  mark_outputs(out);
  void *instance = NULL;
  if (methods->create != NULL) {
    const plugcast_status status = methods->create(call, values, &instance);
    if (status != PLUGCAST_OK) {
      return status;
    }
  }
  plugcast_status status = PLUGCAST_OK;
  if (methods->fit != NULL) {
    status = methods->fit(call, instance, &series, 1, out->status);
  }
  if (status == PLUGCAST_OK && out->status[0] == PLUGCAST_OK) {
    status = methods->forecast(call, instance, &series, 1, out);
  }
  if (methods->destroy != NULL) {
    methods->destroy(instance);
  }
  return status != PLUGCAST_OK ? status : out->status[0];
}

const char *
bare_host_get_message(const BareHost *host)
{
  return host->message;
}
