// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * The errors of a loop's tasks, by the index of the item that failed.
 *
 * Any number of threads may add while the loop runs; the rest is for the time after it. What is
 * reported depends on the items alone, not on the thread that found an error or on when.
 */
typedef struct Errors Errors;

Errors *errors_new(void);

void errors_free(Errors *errors);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Errors, errors_free)

/** Keeps @error: (transfer full) as item @index's. */
void errors_take(Errors *errors, gsize index, GError *error);

/**
 * Returns: TRUE when an item before @index is known to have failed. A loop that stops at the first
 * error skips such items: the failed item of lowest index is never skipped, so errors_get_first()
 * is the same in every run.
 */
gboolean errors_precede(const Errors *errors, gsize index);

/** Returns: (transfer none) (nullable): the error of the lowest index, which goes into @index. */
const GError *errors_get_first(Errors *errors, gsize *index);

gsize errors_get_n(Errors *errors);

/**
 * Returns: (transfer none): the error at @position in the order of items, whose index goes into
 * @index; several of one item stand in the order in which they were added.
 */
const GError *errors_get(Errors *errors, gsize position, gsize *index);

G_END_DECLS
