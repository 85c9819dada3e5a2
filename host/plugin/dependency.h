// SPDX-License-Identifier: MIT
#pragma once

#include "plugin/elf_image.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * Explains why a library cannot be loaded for want of another: follows what @image, the file at
 * @path, needs, through the folders that the loader searches (run paths, LD_LIBRARY_PATH,
 * ld.so.conf, the system's).
 *
 * Returns: (transfer full) (nullable): the way to the library called @missing: "it needs 'liba.so',
 * which needs 'libb.so', which is not found"; NULL when the way does not show.
 */
char *dependency_explain(const ElfImage *image, const char *path, const char *missing);

G_END_DECLS
