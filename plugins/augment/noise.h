// SPDX-License-Identifier: MIT
#pragma once

#include <plugcast.h>

/** Augmenters by random factors and terms: Um et al. (2017). */
extern const plugcast_component jitter_component;
extern const plugcast_component scaling_component;
