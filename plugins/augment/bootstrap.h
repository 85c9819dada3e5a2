// SPDX-License-Identifier: MIT
#pragma once

#include <plugcast.h>

/** New series with the same trend and season: Bergmeir, Hyndman and Benítez (2016). */
extern const plugcast_component block_bootstrap_component;
