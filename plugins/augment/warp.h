// SPDX-License-Identifier: MIT
#pragma once

#include <plugcast.h>

/** Augmenters by smooth random curves: Um et al. (2017). */
extern const plugcast_component magnitude_warp_component;
extern const plugcast_component time_warp_component;
