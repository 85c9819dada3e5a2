// SPDX-License-Identifier: MIT
#pragma once

#include "pool/pool.h"

#include <glib.h>
#include <plugcast.h>

G_BEGIN_DECLS

/**
 * What a plugin gets with every call: the seed, a place for a message, and the host's services. One
 * value a task, on its stack; one thread at a time.
 */
typedef struct Call Call;

enum {
  CALL_MESSAGE_CAPACITY = 512
};

/** Takes a line that a plugin logs; called on the calling thread. */
typedef void (*CallLog)(guint32 level, const char *message, gpointer data);

struct Call {
  plugcast_call context; // first, so that the services find the rest
  char message[CALL_MESSAGE_CAPACITY];
  const PoolCancel *cancel; // (nullable): borrowed; set by call_set_cancel()
  Pool *pool;               // (nullable): borrowed; NULL refuses parallel_for
  Arena *arena;             // (nullable): borrowed, of this thread; NULL refuses scratch
  CallLog log;              // (nullable)
  gpointer log_data;
};

/** Fills @call for a call without deadline, pool, arena or log; the caller sets what it has. */
void call_init(Call *call, guint64 seed);

/** Lets @cancel: (nullable) end the call; its deadline becomes the call's. */
void call_set_cancel(Call *call, const PoolCancel *cancel);

/** Empties the message; the seed stays. Before each call into a plugin. */
void call_reset(Call *call);

/** Leaves a message, as printf() would write it, and returns @status. */
plugcast_status call_refuse(Call *call, plugcast_status status, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/** Returns: (transfer none): the services, the same for every call. */
const plugcast_host *call_get_host(void);

/** Returns: (transfer none): a status in words: "too short", "not finite". */
const char *call_status_to_string(plugcast_status status);

G_END_DECLS
