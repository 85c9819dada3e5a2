// SPDX-License-Identifier: MIT
#pragma once

#include <plugcast.h>

/** Takes values that lie far out to the bounds of the others. */
extern const plugcast_component clip_outliers;
