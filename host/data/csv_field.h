// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Appends @field to @text as one field of a separated file, in quotes where RFC 4180 or a reader
 * that guesses the separator wants them. Any thread.
 */
void csv_field_append(GString *text, const char *field);

G_END_DECLS
