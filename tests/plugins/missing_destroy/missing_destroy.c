// SPDX-License-Identifier: MIT
#include "../sound.h"

static plugcast_status
create(const plugcast_call *call, const plugcast_value *values, void **instance)
{
  *instance = NULL;
  return PLUGCAST_OK;
}

static const plugcast_forecaster methods = {
  .struct_size = sizeof methods,
  .create = create,
  .forecast = sound_forecast,
};
static const plugcast_component component = SOUND_COMPONENT("hoarder", &methods);
SOUND_PLUGIN_WITH(component);
