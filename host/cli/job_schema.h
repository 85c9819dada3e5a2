// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Returns: (transfer full): the JSON schema of job files, made from the options of all commands.
 */
char *job_schema_render(void);

G_END_DECLS
