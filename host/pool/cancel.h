// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/** Stops loops early, from any thread and from signal handlers: an atomic flag and a deadline. */
typedef struct PoolCancel PoolCancel;

PoolCancel *pool_cancel_new(void);

void pool_cancel_free(PoolCancel *cancel);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PoolCancel, pool_cancel_free)

/** Asks to stop. Safe in a signal handler. */
void pool_cancel_trigger(PoolCancel *cancel);

/** Sets when to stop by itself, in the time of g_get_monotonic_time(); INT64_MAX for never. */
void pool_cancel_set_deadline(PoolCancel *cancel, int64_t monotonic_us);
int64_t pool_cancel_get_deadline(const PoolCancel *cancel);

/** Returns: TRUE when triggered or past the deadline; cheap enough to ask once an item. */
gboolean pool_cancel_is_set(const PoolCancel *cancel);

G_END_DECLS
