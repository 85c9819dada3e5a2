// SPDX-License-Identifier: MIT
#pragma once

#include <plugcast.h>

/** Augmenters that take pieces of a series. */
extern const plugcast_component window_slice_component;
extern const plugcast_component permutation_component;
