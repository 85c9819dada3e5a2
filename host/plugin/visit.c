// SPDX-License-Identifier: MIT
#include "plugin/visit.h"

Visit
visit_begin(const Component *component, Call *call)
{
  call_reset(call);
  component_enter(component);
  return (Visit){ .component = component, .call = call, .float_mode = float_mode_get() };
}

// A plugin that fails without a word, or with a status that only hosts may write, gets one of ours.
static plugcast_status
judge_status(Call *call, plugcast_status status, const char *phase)
{
  call->message[sizeof call->message - 1] = '\0';
  const gboolean is_known = status >= PLUGCAST_OK && status <= PLUGCAST_FAILED;
  if (!is_known) {
    return call_refuse(call, PLUGCAST_FAILED, "%s() answered the unknown status %d", phase, status);
  }
  if (status == PLUGCAST_CANCELLED && !plugcast_should_stop(&call->context)) {
    return call_refuse(call, PLUGCAST_FAILED, "%s() gave up although nobody asked it to", phase);
  }
  if (status != PLUGCAST_OK && call->message[0] == '\0') {
    return call_refuse(call, status, "%s() failed: %s", phase, call_status_to_string(status));
  }
  return status;
}

plugcast_status
visit_end(Visit *visit, plugcast_status status, const char *phase)
{
  Call *call = visit->call;
  component_leave(visit->component);
  if (!float_mode_check(visit->float_mode) && call->log != NULL) {
    call->log(PLUGCAST_LOG_WARNING, "changed the floating-point mode, which was put back",
              call->log_data);
  }
  return judge_status(call, status, phase);
}
