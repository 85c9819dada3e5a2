// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** What tells that a file is the one seen before, without reading it. */
typedef struct {
  guint64 device;
  guint64 inode;
  guint64 size;
  gint64 modified_ns; // since 1970
} FileStamp;

/** Returns: TRUE and fills @stamp; FALSE when the file cannot be examined. */
gboolean file_stamp_read(const char *path, FileStamp *stamp);

gboolean file_stamp_equal(const FileStamp *left, const FileStamp *right);

G_END_DECLS
