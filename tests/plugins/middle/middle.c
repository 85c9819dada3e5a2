// SPDX-License-Identifier: MIT
int absent_number(void);
__attribute__((visibility("default"))) int middle_number(void);

int
middle_number(void)
{
  return absent_number();
}
