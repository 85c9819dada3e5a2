// SPDX-License-Identifier: MIT
#include "random.h"

#include <glib.h>
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

enum {
  N_DRAWS = 100000,
};

static void
test_known_answer(gconstpointer data)
{
  const KnownAnswer *const row = data;
  uint32_t words[4];
  random_block(row->counter, row->key, words);
  for (int i = 0; i < 4; i++) {
    g_assert_cmphex(words[i], ==, row->words[i]);
  }
}

static void
test_hands_out_the_blocks_in_order(void)
{
  Random random = { .key = 0x299f31d0a4093822 };
  for (uint32_t block = 0; block < 10; block++) {
    uint32_t words[4];
    random_block((uint32_t[]){ block, 0, 0, 0 }, (uint32_t[]){ 0xa4093822, 0x299f31d0 }, words);
    g_assert_cmphex(random_next(&random), ==, words[0] | (uint64_t)words[1] << 32);
    g_assert_cmphex(random_next(&random), ==, words[2] | (uint64_t)words[3] << 32);
  }
}

static void
test_seek_is_the_same_as_drawing(void)
{
  Random drawn;
  random_init(&drawn, 7, NULL, 0);
  for (int i = 0; i < 2 * 1000; i++) {
    random_next(&drawn);
  }
  Random sought;
  random_init(&sought, 7, NULL, 0);
  random_next(&sought);
  random_seek(&sought, 1000);
  for (int i = 0; i < 10; i++) {
    g_assert_cmphex(random_next(&sought), ==, random_next(&drawn));
  }
}

static uint64_t
first_draw(uint64_t seed, const uint64_t *parts, uint64_t n_parts)
{
  Random random;
  random_init(&random, seed, parts, n_parts);
  return random_next(&random);
}

static void
test_depends_on_seed_and_every_part(void)
{
  const uint64_t parts[] = { 1, 2, 3 };
  const uint64_t variants[][3] = { { 1, 2, 4 }, { 1, 3, 2 }, { 2, 2, 3 }, { 0, 2, 3 } };
  const uint64_t draw = first_draw(9, parts, 3);
  g_assert_cmphex(first_draw(9, parts, 3), ==, draw);
  g_assert_cmphex(first_draw(10, parts, 3), !=, draw);
  g_assert_cmphex(first_draw(9, parts, 2), !=, draw);
  for (gsize i = 0; i < G_N_ELEMENTS(variants); i++) {
    g_assert_cmphex(first_draw(9, variants[i], 3), !=, draw);
  }
}

static void
test_depends_on_the_number_of_parts(void)
{
  const uint64_t zeros[] = { 0, 0 };
  g_assert_cmphex(first_draw(0, NULL, 0), !=, first_draw(0, zeros, 1));
  g_assert_cmphex(first_draw(0, zeros, 1), !=, first_draw(0, zeros, 2));
}

// The bounds of the statistics below are five standard errors; the draws are the same in every run.
static void
test_uniform_has_its_moments(void)
{
  Random random;
  random_init(&random, 42, NULL, 0);
  double sum = 0.0;
  double squares = 0.0;
  for (int i = 0; i < N_DRAWS; i++) {
    const double value = random_uniform(&random);
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
  Random random;
  random_init(&random, 42, NULL, 0);
  double powers[4] = { 0 };
  for (int i = 0; i < N_DRAWS; i++) {
    const double value = random_normal(&random);
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
test_below_is_even(gconstpointer data)
{
  const gsize limit = GPOINTER_TO_SIZE(data);
  gsize counts[16] = { 0 };
  g_assert_cmpuint(limit, <=, G_N_ELEMENTS(counts));
  Random random;
  random_init(&random, limit, NULL, 0);
  for (int i = 0; i < N_DRAWS; i++) {
    const uint64_t value = random_below(&random, limit);
    g_assert_cmpuint(value, <, limit);
    counts[value]++;
  }
  const double expected = (double)N_DRAWS / (double)limit;
  for (gsize i = 0; i < limit; i++) {
    g_assert_cmpfloat(fabs((double)counts[i] - expected), <=, 5 * sqrt(expected));
  }
}

// A limit of 2/3 of the range: without rejection the lower half would be drawn twice as often.
static void
test_below_has_no_bias_at_big_limits(void)
{
  const uint64_t limit = UINT64_MAX / 3 * 2;
  Random random;
  random_init(&random, 1, NULL, 0);
  int n_low = 0;
  for (int i = 0; i < N_DRAWS; i++) {
    const uint64_t value = random_below(&random, limit);
    g_assert_cmpuint(value, <, limit);
    n_low += value < limit / 2;
  }
  g_assert_cmpfloat(fabs(n_low - N_DRAWS / 2.0), <, 5 * sqrt(N_DRAWS / 4.0));
}

static const double shapes[] = { 0.05, 0.2, 0.9, 1.0, 2.5, 40.0 };

// A gamma variable of shape k and scale 1 has mean k and variance k; its square has the variance
// E x^4 - (E x^2)^2 with E x^n = k (k + 1) … (k + n - 1).
static void
test_gamma_has_its_moments(gconstpointer data)
{
  const double k = *(const double *)data;
  Random random;
  random_init(&random, 3, NULL, 0);
  double sum = 0.0;
  double squares = 0.0;
  for (int i = 0; i < N_DRAWS; i++) {
    const double value = exp(random_log_gamma(&random, k));
    sum += value;
    squares += value * value;
  }
  const double second = k * (k + 1);
  const double fourth = second * (k + 2) * (k + 3);
  g_assert_cmpfloat(fabs(sum / N_DRAWS - k), <, 5 * sqrt(k / N_DRAWS));
  g_assert_cmpfloat(fabs(squares / N_DRAWS - second), <,
                    5 * sqrt((fourth - second * second) / N_DRAWS));
}

// Beta(a, b) has mean a / (a + b) and variance a b / ((a + b)^2 (a + b + 1)).
static void
test_beta_has_its_moments(gconstpointer data)
{
  const double a = *(const double *)data;
  const double b = 0.5;
  Random random;
  random_init(&random, 4, NULL, 0);
  double sum = 0.0;
  for (int i = 0; i < N_DRAWS; i++) {
    const double value = random_beta(&random, a, b);
    g_assert_cmpfloat(value, >=, 0.0);
    g_assert_cmpfloat(value, <=, 1.0);
    sum += value;
  }
  const double variance = a * b / ((a + b) * (a + b) * (a + b + 1));
  g_assert_cmpfloat(fabs(sum / N_DRAWS - a / (a + b)), <, 5 * sqrt(variance / N_DRAWS));
}

// Shapes so small that the gamma variables themselves would be 0 / 0.
static void
test_beta_of_tiny_shapes_is_a_coin(void)
{
  Random random;
  random_init(&random, 5, NULL, 0);
  int n_ones = 0;
  for (int i = 0; i < 10000; i++) {
    const double value = random_beta(&random, 1e-5, 1e-5);
    g_assert_true(value >= 0.0 && value <= 1.0);
    n_ones += value > 0.5;
  }
  g_assert_cmpfloat(fabs(n_ones - 5000.0), <, 5 * sqrt(2500.0));
}

static void
test_shuffle_gives_every_order_alike(void)
{
  Random random;
  random_init(&random, 6, NULL, 0);
  gsize counts[27] = { 0 };
  const int n_shuffles = 60000;
  for (int i = 0; i < n_shuffles; i++) {
    uint64_t items[3] = { 0, 1, 2 };
    random_shuffle(&random, items, 3);
    counts[items[0] * 9 + items[1] * 3 + items[2]]++;
  }
  static const gsize orders[6] = { 5, 7, 11, 15, 19, 21 };
  gsize n_seen = 0;
  for (gsize i = 0; i < G_N_ELEMENTS(orders); i++) {
    g_assert_cmpfloat(fabs((double)counts[orders[i]] - 10000.0), <, 5 * sqrt(10000.0));
    n_seen += counts[orders[i]];
  }
  g_assert_cmpuint(n_seen, ==, n_shuffles);
}

static void
add_shape_tests(void)
{
  for (gsize i = 0; i < G_N_ELEMENTS(shapes); i++) {
    g_autofree char *gamma = g_strdup_printf("/random/gamma-has-its-moments/%g", shapes[i]);
    g_test_add_data_func(gamma, &shapes[i], test_gamma_has_its_moments);
    g_autofree char *beta = g_strdup_printf("/random/beta-has-its-moments/%g", shapes[i]);
    g_test_add_data_func(beta, &shapes[i], test_beta_has_its_moments);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(known_answers); i++) {
    g_autofree char *path =
        g_strdup_printf("/random/block-has-the-known-answer/%s", known_answers[i].name);
    g_test_add_data_func(path, &known_answers[i], test_known_answer);
  }
  static const gsize limits[] = { 1, 2, 3, 7, 16 };
  for (gsize i = 0; i < G_N_ELEMENTS(limits); i++) {
    g_autofree char *path = g_strdup_printf("/random/below-is-even/%" G_GSIZE_FORMAT, limits[i]);
    g_test_add_data_func(path, GSIZE_TO_POINTER(limits[i]), test_below_is_even);
  }
  add_shape_tests();
  g_test_add_func("/random/hands-out-the-blocks-in-order", test_hands_out_the_blocks_in_order);
  g_test_add_func("/random/seek-is-the-same-as-drawing", test_seek_is_the_same_as_drawing);
  g_test_add_func("/random/depends-on-seed-and-every-part", test_depends_on_seed_and_every_part);
  g_test_add_func("/random/depends-on-the-number-of-parts", test_depends_on_the_number_of_parts);
  g_test_add_func("/random/uniform-has-its-moments", test_uniform_has_its_moments);
  g_test_add_func("/random/normal-has-its-moments", test_normal_has_its_moments);
  g_test_add_func("/random/below-has-no-bias-at-big-limits", test_below_has_no_bias_at_big_limits);
  g_test_add_func("/random/beta-of-tiny-shapes-is-a-coin", test_beta_of_tiny_shapes_is_a_coin);
  g_test_add_func("/random/shuffle-gives-every-order-alike", test_shuffle_gives_every_order_alike);
  return g_test_run();
}
