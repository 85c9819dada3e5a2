// SPDX-License-Identifier: MIT
#pragma once

#include <plugcast.h>

/** Transforms that subtract a centre and divide by a spread. */
extern const plugcast_component affine_standard;
extern const plugcast_component affine_minmax;
extern const plugcast_component affine_robust;
