// SPDX-License-Identifier: MIT
// What is not constant and begins as zeros takes no bytes of the file.
// NOLINTBEGIN(cppcoreguidelines-avoid-non-const-global-variables)
extern __attribute__((visibility("default"))) char plugcast_plugin_v1[96];

char plugcast_plugin_v1[96];
// NOLINTEND(cppcoreguidelines-avoid-non-const-global-variables)
