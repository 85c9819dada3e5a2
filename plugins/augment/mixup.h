// SPDX-License-Identifier: MIT
#pragma once

#include <plugcast.h>

/** A weighted mean with another series: Zhang et al. (2018). */
extern const plugcast_component mixup_component;
