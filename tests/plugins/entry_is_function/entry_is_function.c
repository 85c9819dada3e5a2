// SPDX-License-Identifier: MIT
__attribute__((visibility("default"))) void plugcast_plugin_v1(void);

void
plugcast_plugin_v1(void)
{
}
