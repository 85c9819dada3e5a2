// SPDX-License-Identifier: MIT
#include "../sound.h"

static plugcast_status
update(const plugcast_call *call,
       void *instance,
       const plugcast_series *const *series,
       uint64_t n_series,
       plugcast_status *status)
{
  return PLUGCAST_OK;
}

static const plugcast_forecaster methods = {
  .struct_size = sizeof methods,
  .forecast = sound_forecast,
  .update = update,
};
static const plugcast_component component = SOUND_COMPONENT("modest", &methods);
SOUND_PLUGIN_WITH(component);
