// SPDX-License-Identifier: MIT
#include "temporary-folder.h"

#include <glib/gstdio.h>
#include <string.h>

TemporaryFolder
temporary_folder_new(void)
{
  g_autoptr(GError) error = NULL;
  char *path = g_dir_make_tmp("plugcast-test-XXXXXX", &error);
  g_assert_no_error(error);
  return (TemporaryFolder){ path, g_string_chunk_new(256) };
}

static void
remove_tree(const char *path)
{
  g_autoptr(GDir) folder =
      g_file_test(path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open(path, 0, NULL);
  for (const char *name = folder == NULL ? NULL : g_dir_read_name(folder); name != NULL;
       name = g_dir_read_name(folder)) {
    g_autofree char *inner = g_build_filename(path, name, NULL);
    remove_tree(inner);
  }
  g_assert_cmpint(g_remove(path), ==, 0);
}

void
temporary_folder_clear(TemporaryFolder *folder)
{
  remove_tree(folder->path);
  g_clear_pointer(&folder->path, g_free);
  g_clear_pointer(&folder->names, g_string_chunk_free);
}

static const char *
write_bytes(const TemporaryFolder *folder, const char *name, const char *bytes, gsize size)
{
  g_autofree char *path = g_build_filename(folder->path, name, NULL);
  g_autofree char *parent = g_path_get_dirname(path);
  g_assert_cmpint(g_mkdir_with_parents(parent, 0700), ==, 0);
  g_autoptr(GError) error = NULL;
  g_file_set_contents(path, bytes, (gssize)size, &error);
  g_assert_no_error(error);
  return g_string_chunk_insert(folder->names, path);
}

const char *
temporary_folder_write(const TemporaryFolder *folder, const char *name, const char *content)
{
  return write_bytes(folder, name, content, strlen(content));
}

const char *
temporary_folder_copy(const TemporaryFolder *folder, const char *source, const char *name)
{
  g_autofree char *bytes = NULL;
  gsize size = 0;
  g_autoptr(GError) error = NULL;
  g_file_get_contents(source, &bytes, &size, &error);
  g_assert_no_error(error);
  return write_bytes(folder, name, bytes, size);
}
