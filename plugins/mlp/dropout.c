// SPDX-License-Identifier: MIT
#include "dropout.h"

#include "random.h"

#include <stddef.h>

enum {
  WORDS_A_BLOCK = 4
};

// What the seed is used for, beside the initial weights.
static const uint64_t PURPOSE = 0x64726f70;

void
dropout_init(Dropout *dropout, uint64_t seed, uint64_t layer, double rate)
{
  const uint64_t parts[] = { PURPOSE, layer };
  Random random;
  random_init(&random, seed, parts, sizeof parts / sizeof parts[0]);
  *dropout = (Dropout){
    .key = { (uint32_t)random.key, (uint32_t)(random.key >> 32) },
    .threshold = (uint64_t)(rate * 0x1p32),
    .factor = (float)(1.0 / (1.0 - rate)),
  };
}

// Each row begins with a block of its own, so that the rows' places do not depend on each other.
void
dropout_apply(const Dropout *dropout, uint64_t row, uint64_t n_values, float *values, float *slopes)
{
  const uint64_t n_blocks = (n_values + WORDS_A_BLOCK - 1) / WORDS_A_BLOCK;
  for (uint64_t block = 0; block < n_blocks; block++) {
    const uint64_t place = row * n_blocks + block;
    const uint32_t counter[] = { (uint32_t)place, (uint32_t)(place >> 32), 0, 0 };
    uint32_t words[WORDS_A_BLOCK];
    random_block(counter, dropout->key, words);
    for (uint64_t word = 0; word < WORDS_A_BLOCK; word++) {
      const uint64_t i = block * WORDS_A_BLOCK + word;
      if (i == n_values) {
        return;
      }
      const float factor = words[word] < dropout->threshold ? 0.0f : dropout->factor;
      values[i] *= factor;
      if (slopes != NULL) {
        slopes[i] *= factor;
      }
    }
  }
}
