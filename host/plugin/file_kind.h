// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Returns: (transfer none): what a file that is no ELF file seems to be, by its first bytes: "a
 * text file". */
const char *file_kind_describe(const guint8 *bytes, gsize size);

/** Returns: (transfer full): the ELF machine @machine by name and number: "AArch64 (183)". */
char *file_kind_machine_to_string(guint16 machine);

G_END_DECLS
