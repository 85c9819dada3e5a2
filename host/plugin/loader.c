// SPDX-License-Identifier: MIT
#include "plugin/loader.h"

#include "plugin/call.h"
#include "plugin/dependency.h"
#include "plugin/elf_image.h"
#include "plugin/process_state.h"
#include "plugin/sealed_file.h"
#include "plugin/trial.h"

#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>

// Where a plugin comes from. The file may be replaced or overwritten at any time: between the
// judgement and the load, which would make the judgement void, or later under the mapping, which
// ends in SIGBUS or in other code. A sealed copy in memory rules out both and lets two versions of
// a plugin live side by side. The name of the copy under /proc/<pid>/fd is unique for as long as
// its descriptor is open, which matters because the C library takes a library of the same name for
// the same library; so descriptors stay open like the libraries themselves.
//
// The price: the copy stands in no folder, so a run path with $ORIGIN would lead nowhere, and
// profilers, which look for files by the names of mappings, find no symbols (debuggers do, by the
// link map). Files with $ORIGIN and LOADER_SOURCE_PATH therefore load by their path, and must be
// the same file, unchanged, before and after.

typedef enum {
  LOADER_IDLE,    // no thread yet
  LOADER_RUNNING, // the thread waits for requests or works on one
  LOADER_CLOSING, // the thread shall end
} LoaderState;

// One load, on the stack of whoever asks for it.
typedef struct {
  const char *path;
  const char *trial_program; // (nullable)
  Plugin *plugin;            // the results
  char **changes;
  GError *error;
  gboolean is_done;
} Request;

struct Loader {
  LoaderSource source;
  pthread_mutex_t lock;   // guards what follows, and the requests
  pthread_cond_t changed; // broadcast on each change
  LoaderState state;
  Request *request; // waiting or in work, or NULL
  GThread *thread;
};

// The steps of one load.
typedef struct {
  const char *path;
  const char *name; // what the C library is told
  const SealedFile *file;
  const ElfImage *image;
  const plugcast_header *header; // judged
} Candidate;

G_DEFINE_QUARK(loader_error, loader_error)

static void
refuse(GError **error, LoaderError code, const char *message)
{
  g_set_error_literal(error, LOADER_ERROR, (int)code, message);
}

static gboolean
uses_origin(const ElfImage *image)
{
  const char *const *run_path = elf_image_get_run_path(image);
  for (gsize i = 0; run_path[i] != NULL; i++) {
    if (strstr(run_path[i], "$ORIGIN") != NULL || strstr(run_path[i], "${ORIGIN}") != NULL) {
      return TRUE;
    }
  }
  return FALSE;
}

// The C library's message begins with the name it was told, which means nothing to people, or with
// the name of the library that it misses.
static void
set_open_error(const Candidate *candidate, const char *message, GError **error)
{
  const gsize length = strlen(candidate->name);
  if (strncmp(message, candidate->name, length) == 0 && message[length] == ':') {
    const gboolean is_tls = strstr(message, "static TLS") != NULL;
    g_set_error(error, LOADER_ERROR, LOADER_ERROR_UNAVAILABLE, "it cannot be loaded:%s%s",
                message + length + 1,
                is_tls ? " (it was compiled for the initial-exec model of thread-local storage)"
                       : "");
    return;
  }
  g_auto(GStrv) parts = g_strsplit(message, ": ", 2);
  g_autofree char *way = dependency_explain(candidate->image, candidate->path, parts[0]);
  g_set_error(error, LOADER_ERROR, LOADER_ERROR_UNAVAILABLE, "it cannot be loaded: %s",
              way != NULL ? way : message);
}

static const plugcast_plugin *
open_candidate(const Candidate *candidate, GError **error)
{
  void *handle = dlopen(candidate->name, RTLD_NOW | RTLD_LOCAL);
  if (handle == NULL) {
    set_open_error(candidate, dlerror(), error);
    return NULL;
  }
  const plugcast_plugin *exported = dlsym(handle, PLUGCAST_SYMBOL);
  if (exported == NULL ||
      memcmp(&exported->header, candidate->header, sizeof *candidate->header) != 0) {
    refuse(error, LOADER_ERROR_UNAVAILABLE, "its header in memory is another than in the file");
    return NULL;
  }
  if (candidate->name == candidate->path && !sealed_file_is_current(candidate->file)) {
    refuse(error, LOADER_ERROR_UNAVAILABLE, "the file changed while it was loaded");
    return NULL;
  }
  return exported;
}

static Plugin *
translate(const Candidate *candidate, GError **error)
{
  const plugcast_plugin *exported = open_candidate(candidate, error);
  if (exported == NULL) {
    return NULL;
  }
  g_autoptr(GError) local = NULL;
  g_autoptr(Plugin) plugin = plugin_new(exported, candidate->path, &local);
  if (plugin == NULL) {
    refuse(error, LOADER_ERROR_REFUSED, local->message);
    return NULL;
  }
  Call call;
  call_init(&call, 0);
  if (!plugin_init(plugin, &call.context, &local)) {
    refuse(error, LOADER_ERROR_UNAVAILABLE, local->message);
    return NULL;
  }
  return g_steal_pointer(&plugin);
}

static Plugin *
load_candidate(const Candidate *candidate, char ***changes, GError **error)
{
  g_autoptr(ProcessState) state = process_state_save();
  Plugin *plugin = translate(candidate, error);
  g_strfreev(*changes);
  *changes = process_state_restore(state);
  return plugin;
}

static const plugcast_header *
judge(const ElfImage *image, GError **error)
{
  g_autoptr(GError) local = NULL;
  const plugcast_header *header = elf_image_find_header(image, &local);
  if (header == NULL) {
    const gboolean is_plugin = !g_error_matches(local, ELF_IMAGE_ERROR, ELF_IMAGE_ERROR_NO_ENTRY);
    g_set_error_literal(error, LOADER_ERROR,
                        is_plugin ? LOADER_ERROR_REFUSED : LOADER_ERROR_NOT_A_PLUGIN,
                        local->message);
  }
  return header;
}

// The child reads the file anew, so its verdict counts for the copy only if the file is the same.
static gboolean
try_in_child(const char *program, const char *path, const SealedFile *file, GError **error)
{
  g_autoptr(GError) local = NULL;
  if (!trial_run(program, path, TRIAL_TIMEOUT_MS, &local)) {
    const gboolean is_faulty = g_error_matches(local, TRIAL_ERROR, TRIAL_ERROR_FAULTY);
    refuse(error, is_faulty ? LOADER_ERROR_FAULTY : LOADER_ERROR_UNAVAILABLE, local->message);
    return FALSE;
  }
  if (!sealed_file_is_current(file)) {
    refuse(error, LOADER_ERROR_UNAVAILABLE, "the file changed while it was loaded");
    return FALSE;
  }
  return TRUE;
}

static Plugin *
load(LoaderSource source, Request *request, GError **error)
{
  const char *path = request->path;
  g_autoptr(GError) local = NULL;
  g_autoptr(SealedFile) file = sealed_file_new(path, &local);
  if (file == NULL) {
    refuse(error, LOADER_ERROR_UNAVAILABLE, local->message);
    return NULL;
  }
  g_autoptr(ElfImage) image =
      elf_image_new(sealed_file_get_bytes(file), sealed_file_get_size(file), &local);
  if (image == NULL) {
    refuse(error, LOADER_ERROR_REFUSED, local->message);
    return NULL;
  }
  const plugcast_header *header = judge(image, error);
  if (header == NULL || (request->trial_program != NULL &&
                         !try_in_child(request->trial_program, path, file, error))) {
    return NULL;
  }
  const char *name = sealed_file_get_name(file);
  const gboolean is_copy = source == LOADER_SOURCE_COPY && name != NULL && !uses_origin(image);
  const Candidate candidate = { path, is_copy ? name : path, file, image, header };
  Plugin *plugin = load_candidate(&candidate, &request->changes, error);
  if (is_copy) {
    sealed_file_keep(g_steal_pointer(&file));
  }
  return plugin;
}

static void
work(Loader *loader, Request *request)
{
  Plugin *plugin = load(loader->source, request, &request->error);
  pthread_mutex_lock(&loader->lock);
  request->plugin = plugin;
  request->is_done = TRUE;
  loader->request = NULL;
  pthread_cond_broadcast(&loader->changed);
  pthread_mutex_unlock(&loader->lock);
}

static Request *
wait_for_request(Loader *loader)
{
  pthread_mutex_lock(&loader->lock);
  while (loader->request == NULL && loader->state == LOADER_RUNNING) {
    pthread_cond_wait(&loader->changed, &loader->lock);
  }
  Request *request = loader->request;
  pthread_mutex_unlock(&loader->lock);
  return request;
}

static gpointer
run(gpointer data)
{
  Loader *loader = data;
  for (Request *request = wait_for_request(loader); request != NULL;
       request = wait_for_request(loader)) {
    work(loader, request);
  }
  return NULL;
}

// Signals are for the program's other threads; threads that a plugin starts inherit this.
static GThread *
start_thread(Loader *loader)
{
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  GThread *thread = g_thread_new("plugcast-loader", run, loader);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return thread;
}

Loader *
loader_new(LoaderSource source)
{
  Loader *loader = g_new0(Loader, 1);
  loader->source = source;
  pthread_mutex_init(&loader->lock, NULL);
  pthread_cond_init(&loader->changed, NULL);
  return loader;
}

void
loader_free(Loader *loader)
{
  if (loader == NULL) {
    return;
  }
  pthread_mutex_lock(&loader->lock);
  loader->state = LOADER_CLOSING;
  pthread_cond_broadcast(&loader->changed);
  pthread_mutex_unlock(&loader->lock);
  g_clear_pointer(&loader->thread, g_thread_join);
  pthread_cond_destroy(&loader->changed);
  pthread_mutex_destroy(&loader->lock);
  g_free(loader);
}

static void
submit(Loader *loader, Request *request)
{
  pthread_mutex_lock(&loader->lock);
  while (loader->request != NULL) {
    pthread_cond_wait(&loader->changed, &loader->lock);
  }
  loader->request = request;
  if (loader->state == LOADER_IDLE) {
    loader->state = LOADER_RUNNING;
    loader->thread = start_thread(loader);
  }
  pthread_cond_broadcast(&loader->changed);
  while (!request->is_done) {
    pthread_cond_wait(&loader->changed, &loader->lock);
  }
  pthread_mutex_unlock(&loader->lock);
}

Plugin *
loader_load(
    Loader *loader, const char *path, const char *trial_program, char ***changes, GError **error)
{
  g_return_val_if_fail(path != NULL && changes != NULL, NULL);
  g_return_val_if_fail(error == NULL || *error == NULL, NULL);

  Request request = {
    .path = path,
    .trial_program = trial_program,
    .changes = g_new0(char *, 1),
  };
  submit(loader, &request);
  *changes = request.changes;
  if (request.error != NULL) {
    g_propagate_error(error, request.error);
  }
  return request.plugin;
}
