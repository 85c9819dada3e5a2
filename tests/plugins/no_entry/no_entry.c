// SPDX-License-Identifier: MIT
__attribute__((visibility("default"))) int some_function(void);

int
some_function(void)
{
  return 1;
}
