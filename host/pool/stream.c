// SPDX-License-Identifier: MIT
#include "pool/stream.h"

#include <math.h>

// Philox4x32's multipliers and the steps of its key (the golden ratio and sqrt(3) - 1).
#define MULTIPLIER_0 0xD2511F53u
#define MULTIPLIER_1 0xCD9E8D57u
#define KEY_STEP_0 0x9E3779B9u
#define KEY_STEP_1 0xBB67AE85u
#define N_ROUNDS 10

#define TWO_PI 6.283185307179586476925

// The finaliser of Steele, Lea and Flood's SplitMix64 (OOPSLA 2014).
static uint64_t
mix(uint64_t word)
{
  word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9u;
  word = (word ^ (word >> 27)) * 0x94D049BB133111EBu;
  return word ^ (word >> 31);
}

static uint64_t
mix_next(uint64_t state, uint64_t part)
{
  return mix((state ^ mix(part + 0x9E3779B97F4A7C15u)) + 0x9E3779B97F4A7C15u);
}

// Begins with the count, so that (1) and (1, 0) differ.
uint64_t
stream_key(const uint64_t *parts, gsize n_parts)
{
  uint64_t key = mix_next(0, n_parts);
  for (gsize i = 0; i < n_parts; i++) {
    key = mix_next(key, parts[i]);
  }
  return key;
}

// FNV-1a, whose weak high bits the finaliser mends.
uint64_t
stream_part_from_text(const char *text)
{
  uint64_t hash = 0xCBF29CE484222325u;
  for (const char *c = text; *c != '\0'; c++) {
    hash = (hash ^ (unsigned char)*c) * 0x100000001B3u;
  }
  return mix(hash);
}

void
stream_block(const uint32_t counter[4], const uint32_t key[2], uint32_t words[4])
{
  uint32_t w0 = counter[0];
  uint32_t w1 = counter[1];
  uint32_t w2 = counter[2];
  uint32_t w3 = counter[3];
  uint32_t k0 = key[0];
  uint32_t k1 = key[1];
  for (int round = 0; round < N_ROUNDS; round++) {
    uint64_t product_0 = (uint64_t)MULTIPLIER_0 * w0;
    uint64_t product_1 = (uint64_t)MULTIPLIER_1 * w2;
    w0 = (uint32_t)(product_1 >> 32) ^ w1 ^ k0;
    w1 = (uint32_t)product_1;
    w2 = (uint32_t)(product_0 >> 32) ^ w3 ^ k1;
    w3 = (uint32_t)product_0;
    k0 += KEY_STEP_0;
    k1 += KEY_STEP_1;
  }
  words[0] = w0;
  words[1] = w1;
  words[2] = w2;
  words[3] = w3;
}

void
stream_init(Stream *stream, uint64_t key)
{
  *stream = (Stream){ .key = key };
}

void
stream_seek(Stream *stream, uint64_t position)
{
  stream->position = position;
  stream->n_left = 0;
}

static void
stream_refill(Stream *stream)
{
  uint32_t counter[4] = { (uint32_t)stream->position, (uint32_t)(stream->position >> 32), 0, 0 };
  uint32_t key[2] = { (uint32_t)stream->key, (uint32_t)(stream->key >> 32) };
  stream_block(counter, key, stream->words);
  stream->position++;
  stream->n_left = 4;
}

uint64_t
stream_next(Stream *stream)
{
  if (stream->n_left == 0) {
    stream_refill(stream);
  }
  const uint32_t *words = stream->words + (4 - stream->n_left);
  stream->n_left -= 2;
  return words[0] | (uint64_t)words[1] << 32;
}

double
stream_next_uniform(Stream *stream)
{
  return (double)(stream_next(stream) >> 11) * 0x1p-53;
}

// Keeps no second value, so that a stream's place stays a whole number of draws.
double
stream_next_normal(Stream *stream)
{
  double radius = sqrt(-2.0 * log(1.0 - stream_next_uniform(stream)));
  return radius * cos(TWO_PI * stream_next_uniform(stream));
}

// Daniel Lemire, "Fast random integer generation in an interval", algorithm 5.
uint64_t
stream_next_below(Stream *stream, uint64_t limit)
{
  g_assert(limit > 0);

  unsigned __int128 product = (unsigned __int128)stream_next(stream) * limit;
  if ((uint64_t)product < limit) {
    uint64_t threshold = -limit % limit;
    while ((uint64_t)product < threshold) {
      product = (unsigned __int128)stream_next(stream) * limit;
    }
  }
  return (uint64_t)(product >> 64);
}
