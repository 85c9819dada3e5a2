// SPDX-License-Identifier: MIT
#pragma once

#include <plugcast.h>

/** Takes a straight line out of a series. */
extern const plugcast_component trend_detrend;
