// SPDX-License-Identifier: MIT
#pragma once

#include "data/json.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * Writes a value of a job as the text that the command line takes for it.
 *
 * A string is taken as it is, a number or boolean as text. An object is a component:
 * `{"name": "theta", "parameters": {"season": "none"}}` is `theta(season=none)`, with `"of"` a
 * component or several that the form is built from: `bagged(ets,n=50)`;
 * `{"pipeline": ["log", "theta"]}` is `log|theta`.
 *
 * @folder: what relative paths of plugins and model files start from.
 * Returns: (transfer full): the text, or NULL with OPTION_ERROR, whose message begins with the path
 * of the value in @item.
 */
char *job_component_to_text(const JsonItem *item,
                            const char *folder,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full): @path seen from the folder that @folder was seen from. */
char *job_path_resolve(const char *folder, const char *path);

/** Sets OPTION_ERROR_VALUE with the path of @item in front. Returns: FALSE. */
gboolean job_refuse(const JsonItem *item, GError **error, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/** Refuses a member of the object @item by its name, with what is known. Returns: FALSE. */
gboolean job_refuse_member(const JsonItem *member, const char *const *known, GError **error);

G_END_DECLS
