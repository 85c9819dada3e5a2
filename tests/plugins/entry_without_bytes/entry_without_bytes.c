// SPDX-License-Identifier: MIT
extern __attribute__((visibility("default"))) char plugcast_plugin_v1[96];

char plugcast_plugin_v1[96];
