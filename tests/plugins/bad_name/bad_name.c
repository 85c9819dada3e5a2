// SPDX-License-Identifier: MIT
#include "../sound.h"

static const plugcast_component component = SOUND_COMPONENT("Holt Winters", &sound_methods);
SOUND_PLUGIN_WITH(component);
