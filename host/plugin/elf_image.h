// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>
#include <plugcast.h>

G_BEGIN_DECLS

/**
 * A shared object judged from its bytes, before any of its code runs: whether the loader can take
 * it, and whether it is a plugin for this host.
 */
typedef struct ElfImage ElfImage;

typedef enum {
  ELF_IMAGE_ERROR_FORMAT,   // no shared object that this machine can load
  ELF_IMAGE_ERROR_NO_ENTRY, // a sound library without the entry symbol: not a plugin
  ELF_IMAGE_ERROR_ENTRY,    // a plugin whose entry cannot be used, or of another major version
} ElfImageError;

#define ELF_IMAGE_ERROR (elf_image_error_quark())
GQuark elf_image_error_quark(void);

/**
 * Reads the @size bytes at @bytes, a whole file, which are not needed afterwards.
 *
 * Returns: (transfer full): a library that the loader would take, plugin or not, or NULL with
 * @error set to ELF_IMAGE_ERROR_FORMAT; the message says what the file is and what was expected,
 * without the file's name.
 */
ElfImage *elf_image_new(const guint8 *bytes, gsize size, GError **error) G_GNUC_WARN_UNUSED_RESULT;

void elf_image_free(ElfImage *image);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ElfImage, elf_image_free)

/**
 * Returns: (transfer none): the header of the plugin as it stands in the file, checked by
 * plugin_header_check(), or NULL with @error set in ELF_IMAGE_ERROR or PLUGIN_HEADER_ERROR.
 */
const plugcast_header *elf_image_find_header(const ElfImage *image,
                                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer none): the names of the libraries it needs, in order, ends in NULL. */
const char *const *elf_image_get_needed(const ElfImage *image);

/** Returns: (transfer none): the folders where it wants its libraries looked for, as written in the
 * file, ends in NULL. */
const char *const *elf_image_get_run_path(const ElfImage *image);

G_END_DECLS
