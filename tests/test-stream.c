// SPDX-License-Identifier: MIT
#include "pool/stream.h"

#include <math.h>

typedef struct {
  const char *name;
  uint32_t counter[4];
  uint32_t key[2];
  uint32_t words[4];
} KnownAnswer;

// The lines "philox4x32 10" of the file kat_vectors in Random123.
static const KnownAnswer known_answers[] = {
  { "zeros", { 0 }, { 0 }, { 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 } },
  { "ones",
    { 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff },
    { 0xffffffff, 0xffffffff },
    { 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd } },
  { "digits-of-pi",
    { 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344 },
    { 0xa4093822, 0x299f31d0 },
    { 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1 } },
};

static void
test_known_answer(const void *data)
{
  const KnownAnswer *row = data;
  uint32_t words[4];
  stream_block(row->counter, row->key, words);
  for (int i = 0; i < 4; i++) {
    g_assert_cmphex(words[i], ==, row->words[i]);
  }
}

static void
test_hands_out_the_blocks_in_order(void)
{
  Stream stream;
  stream_init(&stream, 0x299f31d0a4093822);
  for (uint32_t block = 0; block < 10; block++) {
    uint32_t words[4];
    stream_block((uint32_t[]){ block, 0, 0, 0 }, (uint32_t[]){ 0xa4093822, 0x299f31d0 }, words);
    g_assert_cmphex(stream_next(&stream), ==, words[0] | (uint64_t)words[1] << 32);
    g_assert_cmphex(stream_next(&stream), ==, words[2] | (uint64_t)words[3] << 32);
  }
}

static void
test_seek_is_the_same_as_drawing(void)
{
  Stream drawn;
  stream_init(&drawn, 7);
  for (int i = 0; i < 2 * 1000; i++) {
    stream_next(&drawn);
  }
  Stream sought;
  stream_init(&sought, 7);
  stream_next(&sought);
  stream_seek(&sought, 1000);
  for (int i = 0; i < 10; i++) {
    g_assert_cmphex(stream_next(&sought), ==, stream_next(&drawn));
  }
}

static void
test_seek_uses_the_whole_position(void)
{
  Stream low;
  Stream high;
  stream_init(&low, 7);
  stream_init(&high, 7);
  stream_seek(&high, (uint64_t)1 << 32);
  g_assert_cmphex(stream_next(&low), !=, stream_next(&high));
}

static void
test_key_depends_on_every_part(void)
{
  const uint64_t parts[] = { 1, 2, 3 };
  const uint64_t variants[][3] = { { 1, 2, 4 }, { 1, 3, 2 }, { 2, 2, 3 }, { 0, 2, 3 } };
  uint64_t key = stream_key(parts, 3);
  g_assert_cmphex(stream_key(parts, 3), ==, key);
  for (gsize i = 0; i < G_N_ELEMENTS(variants); i++) {
    g_assert_cmphex(stream_key(variants[i], 3), !=, key);
  }
}

static void
test_key_depends_on_the_number_of_parts(void)
{
  const uint64_t zeros[] = { 0, 0, 0 };
  g_assert_cmphex(stream_key(zeros, 0), !=, stream_key(zeros, 1));
  g_assert_cmphex(stream_key(zeros, 1), !=, stream_key(zeros, 2));
  g_assert_cmphex(stream_key(zeros, 2), !=, stream_key(zeros, 3));
}

static void
test_text_parts_differ(void)
{
  static const char *const texts[] = { "", "a", "b", "ab", "ba", "N1402", "N1403" };
  for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
    for (gsize j = 0; j < i; j++) {
      g_assert_cmphex(stream_part_from_text(texts[i]), !=, stream_part_from_text(texts[j]));
    }
  }
}

enum {
  N_DRAWS = 100000,
};

// The bounds are five standard errors; the draws are the same in every run.
static void
test_uniform_has_its_moments(void)
{
  Stream stream;
  stream_init(&stream, 42);
  double sum = 0.0;
  double squares = 0.0;
  for (int i = 0; i < N_DRAWS; i++) {
    double value = stream_next_uniform(&stream);
    g_assert_cmpfloat(value, >=, 0.0);
    g_assert_cmpfloat(value, <, 1.0);
    sum += value;
    squares += value * value;
  }
  g_assert_cmpfloat(fabs(sum / N_DRAWS - 1.0 / 2), <, 5 * sqrt(1.0 / 12 / N_DRAWS));
  g_assert_cmpfloat(fabs(squares / N_DRAWS - 1.0 / 3), <, 5 * sqrt(4.0 / 45 / N_DRAWS));
}

static void
test_normal_has_its_moments(void)
{
  Stream stream;
  stream_init(&stream, 42);
  double powers[4] = { 0 };
  for (int i = 0; i < N_DRAWS; i++) {
    double value = stream_next_normal(&stream);
    for (int k = 0; k < 4; k++) {
      powers[k] += pow(value, k + 1);
    }
  }
  static const double moments[4] = { 0.0, 1.0, 0.0, 3.0 };
  static const double variances[4] = { 1.0, 2.0, 15.0, 96.0 };
  for (int k = 0; k < 4; k++) {
    g_assert_cmpfloat(fabs(powers[k] / N_DRAWS - moments[k]), <, 5 * sqrt(variances[k] / N_DRAWS));
  }
}

static void
test_below_is_even(const void *data)
{
  gsize limit = GPOINTER_TO_SIZE(data);
  gsize counts[16] = { 0 };
  g_assert_cmpuint(limit, <=, G_N_ELEMENTS(counts));
  Stream stream;
  stream_init(&stream, limit);
  for (int i = 0; i < N_DRAWS; i++) {
    uint64_t value = stream_next_below(&stream, limit);
    g_assert_cmpuint(value, <, limit);
    counts[value]++;
  }
  double expected = (double)N_DRAWS / (double)limit;
  for (gsize i = 0; i < limit; i++) {
    g_assert_cmpfloat(fabs((double)counts[i] - expected), <=, 5 * sqrt(expected));
  }
}

// A limit of 2/3 of the range: without rejection the lower half would be drawn twice as often.
static void
test_below_has_no_bias_at_big_limits(void)
{
  const uint64_t limit = UINT64_MAX / 3 * 2;
  Stream stream;
  stream_init(&stream, 1);
  int n_odd = 0;
  int n_low = 0;
  for (int i = 0; i < N_DRAWS; i++) {
    uint64_t value = stream_next_below(&stream, limit);
    g_assert_cmpuint(value, <, limit);
    n_odd += value % 2 == 1;
    n_low += value < limit / 2;
  }
  g_assert_cmpfloat(fabs(n_odd - N_DRAWS / 2.0), <, 5 * sqrt(N_DRAWS / 4.0));
  g_assert_cmpfloat(fabs(n_low - N_DRAWS / 2.0), <, 5 * sqrt(N_DRAWS / 4.0));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(known_answers); i++) {
    g_autofree char *path =
        g_strdup_printf("/stream/block-has-the-known-answer/%s", known_answers[i].name);
    g_test_add_data_func(path, &known_answers[i], test_known_answer);
  }
  static const gsize limits[] = { 1, 2, 3, 7, 16 };
  for (gsize i = 0; i < G_N_ELEMENTS(limits); i++) {
    g_autofree char *path = g_strdup_printf("/stream/below-is-even/%" G_GSIZE_FORMAT, limits[i]);
    g_test_add_data_func(path, GSIZE_TO_POINTER(limits[i]), test_below_is_even);
  }
  g_test_add_func("/stream/hands-out-the-blocks-in-order", test_hands_out_the_blocks_in_order);
  g_test_add_func("/stream/seek-is-the-same-as-drawing", test_seek_is_the_same_as_drawing);
  g_test_add_func("/stream/seek-uses-the-whole-position", test_seek_uses_the_whole_position);
  g_test_add_func("/stream/key-depends-on-every-part", test_key_depends_on_every_part);
  g_test_add_func("/stream/key-depends-on-the-number-of-parts",
                  test_key_depends_on_the_number_of_parts);
  g_test_add_func("/stream/text-parts-differ", test_text_parts_differ);
  g_test_add_func("/stream/uniform-has-its-moments", test_uniform_has_its_moments);
  g_test_add_func("/stream/normal-has-its-moments", test_normal_has_its_moments);
  g_test_add_func("/stream/below-has-no-bias-at-big-limits", test_below_has_no_bias_at_big_limits);
  return g_test_run();
}
