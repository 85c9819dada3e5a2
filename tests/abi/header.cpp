// SPDX-License-Identifier: MIT
// The header by itself, twice, with what it defines for plugins in use.
#include <plugcast.h>

extern const plugcast_header header;
const plugcast_header header = PLUGCAST_HEADER(1);

plugcast_status use(const plugcast_call *call);

plugcast_status
use(const plugcast_call *call)
{
  if (plugcast_should_stop(call)) {
    return PLUGCAST_CANCELLED;
  }
  if (plugcast_scratch(call, 64) == nullptr || !PLUGCAST_HAS(plugcast_call, call, host)) {
    return plugcast_fail(call, PLUGCAST_NO_MEMORY, "no memory");
  }
  return PLUGCAST_OK;
}
