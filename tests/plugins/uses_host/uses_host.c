// SPDX-License-Identifier: MIT
#include "../sound.h"

// An init() that relies on all that plugcast.h promises it.
static plugcast_status
init(const plugcast_call *call, const plugcast_host *host)
{
  if (call->host != host || host->struct_size < sizeof *host || call->message_capacity < 256 ||
      call->message[0] != '\0' || plugcast_should_stop(call)) {
    return plugcast_fail(call, PLUGCAST_FAILED, "the host breaks a promise");
  }
  host->log(call, PLUGCAST_LOG_NOTE, "hello");
  return host->extension(host, "org.example/none") == NULL ? PLUGCAST_OK : PLUGCAST_FAILED;
}

const plugcast_plugin plugcast_plugin_v1 = {
  .header = PLUGCAST_HEADER(1),
  SOUND_PLUGIN,
  .init = init,
};
