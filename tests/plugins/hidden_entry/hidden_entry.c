// SPDX-License-Identifier: MIT
// As a build does that hides all symbols and does not include plugcast.h.
__attribute__((used)) static const int plugcast_plugin_v1[24] = { 1 };
