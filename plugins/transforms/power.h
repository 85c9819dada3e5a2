// SPDX-License-Identifier: MIT
#pragma once

#include <plugcast.h>

/** Transforms of each value by itself: logarithms and powers. */
extern const plugcast_component power_log;
extern const plugcast_component power_log1p;
extern const plugcast_component power_box_cox;
