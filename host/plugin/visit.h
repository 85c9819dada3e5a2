// SPDX-License-Identifier: MIT
#pragma once

#include "plugin/call.h"
#include "plugin/component.h"
#include "plugin/float_mode.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * What a host does around one call into a plugin: keeps to the threading class, empties the
 * message, puts the floating-point mode back, and makes sense of the status.
 *
 *     Visit visit = visit_begin(component, call);
 *     const plugcast_status status = visit_end(&visit, methods->compute(…), "compute");
 *
 * On the stack of the thread that makes the call.
 */
typedef struct {
  const Component *component;
  Call *call;
  FloatMode float_mode; // the thread's, to be found again
} Visit;

/** Waits for its turn where the component is SERIAL; visit_end() must follow on the same thread. */
Visit visit_begin(const Component *component, Call *call);

/**
 * Judges @status, which the plugin's function @phase returned. A changed floating-point mode is put
 * back and logged.
 *
 * Returns: a status that plugins may give; unless it is PLUGCAST_OK, the call has a message: the
 * plugin's, or "fit() failed: no memory".
 */
plugcast_status visit_end(Visit *visit, plugcast_status status, const char *phase);

G_END_DECLS
