// SPDX-License-Identifier: MIT
#include "cli/output_settings.h"

#include <errno.h>
#include <gio/gio.h>
#include <unistd.h>

// In the order of TableFormat.
static const char *const formats[] = { "csv", "tsv", "jsonl", "table", NULL };

const Option output_options[] = {
  {
      .heading = "What to write",
      .name = "output",
      .letter = 'o',
      .kind = OPTION_VALUE,
      .value_name = "FILE",
      .summary = "write the rows to FILE, by its ending: .csv .tsv .jsonl .json (lines) .txt, "
                 "each also with .gz; '-' for standard output",
  },
  {
      .name = "format",
      .kind = OPTION_VALUE,
      .value_name = "FORMAT",
      .choices = formats,
      .summary = "write in this format. Default: table on a terminal, csv in a pipe",
  },
  { .name = NULL },
};

static gboolean
check_writable(const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname(path);
  int code = 0;
  if (g_file_test(path, G_FILE_TEST_IS_DIR)) {
    code = EISDIR;
  } else if (g_file_test(path, G_FILE_TEST_EXISTS) && !g_file_test(path, G_FILE_TEST_IS_REGULAR)) {
    return TRUE;
  } else if (access(folder, W_OK | X_OK) != 0) {
    code = errno;
  }
  if (code != 0) {
    g_set_error(error, G_IO_ERROR, (int)g_io_error_from_errno(code), "cannot write '%s': %s", path,
                g_strerror(code));
    return FALSE;
  }
  return TRUE;
}

gboolean
output_settings_check_path(const char *option, const char *path, GError **error)
{
  if (path != NULL && *path == '\0') {
    g_set_error(error, OPTION_ERROR, OPTION_ERROR_VALUE, "--%s needs the name of a file", option);
    return FALSE;
  }
  return path == NULL || check_writable(path, error);
}

gboolean
output_settings_read(OutputSettings *settings,
                     const OptionValues *values,
                     gboolean output_is_terminal,
                     GError **error)
{
  const char *path = option_values_get_text(values, "output");
  const gboolean is_json = option_values_has(values, "json");
  OutputSettings read = {
    .path = g_strcmp0(path, "-") != 0 ? path : NULL,
    .format = is_json ? TABLE_FORMAT_JSON_LINES : TABLE_FORMAT_CSV,
    .shows = path == NULL && output_is_terminal && !is_json,
  };
  if (option_values_has(values, "format")) {
    gsize choice = 0;
    if (!option_values_get_choice(values, "format", &choice, error)) {
      return FALSE;
    }
    read.format = (TableFormat)choice;
    read.shows = FALSE;
  } else if (read.path != NULL && *read.path != '\0' &&
             !table_format_from_path(read.path, &read.format, error)) {
    return FALSE;
  } else if (read.shows) {
    read.format = TABLE_FORMAT_TEXT;
  }
  if (!output_settings_check_path("output", read.path, error)) {
    return FALSE;
  }
  *settings = read;
  return TRUE;
}

gboolean
output_settings_write_table(const char *path,
                            TableFormat format,
                            const TableSource *rows,
                            Pool *pool,
                            const Console *console,
                            GError **error)
{
  if (path != NULL) {
    return table_write_file(rows, path, format, pool, error);
  }
  g_autoptr(GError) failure = NULL;
  if (!table_write_descriptor(rows, console_get_output(console), format, pool, &failure) &&
      !g_error_matches(failure, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE)) {
    g_propagate_error(error, g_steal_pointer(&failure));
    return FALSE;
  }
  return TRUE;
}
