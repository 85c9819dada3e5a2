// SPDX-License-Identifier: MIT
#pragma once

#include "data/json.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * Finds what a message is about, by the words that it quotes, such as 'alpha', and the files that
 * it names.
 *
 * Returns: (transfer none) (nullable): the innermost value of @job that is such a word or is named
 * so, else one that is such a file, else one that has such a word in its text; NULL where there is
 * none.
 */
const JsonItem *job_place_find(const JsonItem *job, const char *message);

G_END_DECLS
