// SPDX-License-Identifier: MIT
#pragma once

#include <plugcast.h>

/** Differences between values some steps apart, once or several times. */
extern const plugcast_component difference_component;
