// SPDX-License-Identifier: MIT
#pragma once

#include <plugcast.h>

/** Takes the season out of a series. */
extern const plugcast_component deseason_component;
