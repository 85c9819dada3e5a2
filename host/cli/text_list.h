// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Lists of texts that end in NULL and belong to somebody else. Pure functions. */

gsize text_list_get_length(const char *const *texts);

/** Returns: (transfer full): all texts with ", " between them. */
char *text_list_join(const char *const *texts);

/** Returns: (transfer full): a copy, for g_strfreev(). */
char **text_list_copy(const char *const *texts);

G_END_DECLS
