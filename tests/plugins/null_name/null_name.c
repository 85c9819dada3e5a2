// SPDX-License-Identifier: MIT
#include "../sound.h"

static const plugcast_component component = SOUND_COMPONENT(NULL, &sound_methods);
SOUND_PLUGIN_WITH(component);
