// SPDX-License-Identifier: MIT
#pragma once

#include <plugcast.h>

/** Fills in missing values. */
extern const plugcast_component impute_component;
