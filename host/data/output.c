// SPDX-License-Identifier: MIT
#include "data/output.h"

#include <gio/gio.h>
#include <gio/gunixoutputstream.h>

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct Output {
  GOutputStream *stream; // owned; NULL once finished
  char *path;            // (nullable): as the caller gave it, for messages
  char *target;          // (nullable): what the temporary file becomes
  char *temporary;       // (nullable): NULL once renamed
};

static void
set_errno_error(GError **error, const char *path, int code)
{
  g_set_error(error, G_IO_ERROR, (int)g_io_error_from_errno(code), "%s: %s", path,
              g_strerror(code));
}

// Takes @descriptor if @is_owned.
static void
open_stream(Output *output, int descriptor, gboolean is_owned, gboolean is_compressed)
{
  output->stream = g_unix_output_stream_new(descriptor, is_owned);
  if (is_compressed) {
    g_autoptr(GOutputStream) plain = output->stream;
    g_autoptr(GZlibCompressor) compressor =
        g_zlib_compressor_new(G_ZLIB_COMPRESSOR_FORMAT_GZIP, -1);
    output->stream = g_converter_output_stream_new(plain, G_CONVERTER(compressor));
  }
}

// @known: (nullable): what stands under the name now.
static int
open_temporary(Output *output, const GStatBuf *known, GError **error)
{
  g_autofree char *folder = g_path_get_dirname(output->target);
  g_autofree char *name = g_build_filename(folder, ".plugcast-XXXXXX", NULL);
  const int descriptor = g_mkstemp_full(name, O_WRONLY | O_CLOEXEC, 0666);
  if (descriptor < 0) {
    set_errno_error(error, output->path, errno);
    return -1;
  }
  output->temporary = g_steal_pointer(&name);
  // Without this the file would merely get the permissions of a new one.
  if (known != NULL && fchmod(descriptor, known->st_mode & 07777) != 0) {
    set_errno_error(error, output->path, errno);
    close(descriptor);
    return -1;
  }
  return descriptor;
}

static int
open_existing(Output *output, const GStatBuf *known, GError **error)
{
  // Renaming would get past a missing permission to write, and a folder refuses only the rename.
  if (!S_ISREG(known->st_mode) || access(output->path, W_OK) != 0) {
    const int descriptor = g_open(output->path, O_WRONLY | O_CLOEXEC, 0);
    if (descriptor < 0) {
      set_errno_error(error, output->path, errno);
    }
    return descriptor;
  }
  output->target = realpath(output->path, NULL);
  if (output->target == NULL) {
    set_errno_error(error, output->path, errno);
    return -1;
  }
  return open_temporary(output, known, error);
}

Output *
output_new_for_file(const char *path, GError **error)
{
  g_return_val_if_fail(path != NULL, NULL);
  g_return_val_if_fail(error == NULL || *error == NULL, NULL);

  g_autoptr(Output) output = g_new0(Output, 1);
  output->path = g_strdup(path);
  GStatBuf known = { 0 };
  int descriptor = -1;
  if (g_stat(path, &known) == 0) {
    descriptor = open_existing(output, &known, error);
  } else {
    output->target = g_strdup(path);
    descriptor = open_temporary(output, NULL, error);
  }
  if (descriptor < 0) {
    return NULL;
  }
  open_stream(output, descriptor, TRUE, g_str_has_suffix(path, ".gz"));
  return g_steal_pointer(&output);
}

Output *
output_new_for_descriptor(int descriptor)
{
  Output *output = g_new0(Output, 1);
  open_stream(output, descriptor, FALSE, FALSE);
  return output;
}

void
output_free(Output *output)
{
  if (output == NULL) {
    return;
  }
  g_clear_object(&output->stream);
  if (output->temporary != NULL) {
    g_unlink(output->temporary);
  }
  g_free(output->path);
  g_free(output->target);
  g_free(output->temporary);
  g_free(output);
}

static void
prefix_path(const Output *output, GError **error)
{
  if (output->path != NULL) {
    g_prefix_error(error, "%s: ", output->path);
  }
}

gboolean
output_write(Output *output, const char *bytes, gsize n_bytes, GError **error)
{
  if (!g_output_stream_write_all(output->stream, bytes, n_bytes, NULL, NULL, error)) {
    prefix_path(output, error);
    return FALSE;
  }
  return TRUE;
}

gboolean
output_finish(Output *output, GError **error)
{
  g_autoptr(GOutputStream) stream = g_steal_pointer(&output->stream);
  if (!g_output_stream_close(stream, NULL, error)) {
    prefix_path(output, error);
    return FALSE;
  }
  if (output->temporary == NULL) {
    return TRUE;
  }
  if (g_rename(output->temporary, output->target) != 0) {
    set_errno_error(error, output->path, errno);
    return FALSE;
  }
  g_clear_pointer(&output->temporary, g_free);
  return TRUE;
}
