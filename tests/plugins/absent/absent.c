// SPDX-License-Identifier: MIT
__attribute__((visibility("default"))) int absent_number(void);

int
absent_number(void)
{
  return 0;
}
