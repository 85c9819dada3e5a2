// SPDX-License-Identifier: MIT
#include "../sound.h"

static plugcast_status
save(const plugcast_call *call, void *instance, plugcast_writer *writer)
{
  return PLUGCAST_OK;
}

static const plugcast_forecaster methods = {
  .struct_size = sizeof methods,
  .forecast = sound_forecast,
  .save = save,
};
static const plugcast_component component = SOUND_COMPONENT("diode", &methods);
SOUND_PLUGIN_WITH(component);
