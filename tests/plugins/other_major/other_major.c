// SPDX-License-Identifier: MIT
// What the next major version may look like: only the name of the symbol tells.
extern __attribute__((visibility("default"))) const int plugcast_plugin_v7[8];

const int plugcast_plugin_v7[8] = { 7 };
