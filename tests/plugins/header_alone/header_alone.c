// SPDX-License-Identifier: MIT
#include "../sound.h"

extern __attribute__((visibility("default")))
const plugcast_header header_alone __asm__(PLUGCAST_SYMBOL);

const plugcast_header header_alone = PLUGCAST_HEADER(1);
