// SPDX-License-Identifier: MIT
extern __attribute__((visibility("default"))) const int plugcast_plugin_v1;

const int plugcast_plugin_v1 = 1;
