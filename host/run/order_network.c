// SPDX-License-Identifier: MIT
#include "run/order_network.h"

// The compiler makes vectors of the loops over lanes, once for the processors that all have in
// common and once for those with AVX2. Choosing the smaller of two numbers rounds nothing.
#define KERNEL static inline __attribute__((always_inline))
#if defined(__x86_64__)
#define WIDE __attribute__((target("avx2")))
#else
#define WIDE
#endif

static void
add_comparator(OrderNetwork *network, gsize low, gsize high)
{
  g_assert(network->n_comparators < ORDER_NETWORK_MOST_COMPARATORS);

  network->comparators[network->n_comparators++] = (OrderComparator){
    .low = (uint8_t)low,
    .high = (uint8_t)high,
  };
}

// One round of algorithm M: compares numbers @distance apart whose index has bit @p as in @r.
static void
add_round(OrderNetwork *network, gsize p, gsize r, gsize distance)
{
  for (gsize i = 0; i + distance < network->n_numbers; i++) {
    if ((i & p) == r) {
      add_comparator(network, i, i + distance);
    }
  }
}

static void
add_sort(OrderNetwork *network)
{
  gsize top = 1;
  while (2 * top < network->n_numbers) {
    top *= 2;
  }
  for (gsize p = top; p > 0; p /= 2) {
    add_round(network, p, 0, p);
    for (gsize q = top; q > p; q /= 2) {
      add_round(network, p, p, q - p);
    }
  }
}

// Walks back from the wanted ranks and keeps what they depend on.
static void
prune(OrderNetwork *network, gsize first, gsize last)
{
  gboolean is_wanted[ORDER_NETWORK_GREATEST] = { FALSE };
  for (gsize i = first; i <= last; i++) {
    is_wanted[i] = TRUE;
  }
  gsize begin = network->n_comparators;
  for (gsize i = network->n_comparators; i > 0; i--) {
    OrderComparator comparator = network->comparators[i - 1];
    comparator.wants_low = is_wanted[comparator.low] ? 1 : 0;
    comparator.wants_high = is_wanted[comparator.high] ? 1 : 0;
    if (comparator.wants_low != 0 || comparator.wants_high != 0) {
      is_wanted[comparator.low] = TRUE;
      is_wanted[comparator.high] = TRUE;
      network->comparators[--begin] = comparator;
    }
  }
  const gsize n_kept = network->n_comparators - begin;
  for (gsize i = 0; i < n_kept; i++) {
    network->comparators[i] = network->comparators[begin + i];
  }
  network->n_comparators = n_kept;
}

void
order_network_init(OrderNetwork *network, gsize n_numbers, gsize first, gsize last)
{
  g_assert(n_numbers > 0 && n_numbers <= ORDER_NETWORK_GREATEST);
  g_assert(first <= last && last < n_numbers);

  network->n_numbers = n_numbers;
  network->n_comparators = 0;
  if (n_numbers > 1) {
    add_sort(network);
    prune(network, first, last);
  }
}

KERNEL void
exchange(double *restrict low, double *restrict high)
{
  for (gsize t = 0; t < ORDER_NETWORK_LANES; t++) {
    const double a = low[t];
    const double b = high[t];
    low[t] = a < b ? a : b;
    high[t] = a > b ? a : b;
  }
}

KERNEL void
keep_low(double *restrict low, const double *restrict high)
{
  for (gsize t = 0; t < ORDER_NETWORK_LANES; t++) {
    const double a = low[t];
    const double b = high[t];
    low[t] = a < b ? a : b;
  }
}

KERNEL void
keep_high(const double *restrict low, double *restrict high)
{
  for (gsize t = 0; t < ORDER_NETWORK_LANES; t++) {
    const double a = low[t];
    const double b = high[t];
    high[t] = a > b ? a : b;
  }
}

KERNEL void
apply(const OrderNetwork *network, double *rows)
{
  for (gsize i = 0; i < network->n_comparators; i++) {
    const OrderComparator comparator = network->comparators[i];
    double *low = rows + (gsize)comparator.low * ORDER_NETWORK_LANES;
    double *high = rows + (gsize)comparator.high * ORDER_NETWORK_LANES;
    if (comparator.wants_high == 0) {
      keep_low(low, high);
    } else if (comparator.wants_low == 0) {
      keep_high(low, high);
    } else {
      exchange(low, high);
    }
  }
}

static void
apply_common(const OrderNetwork *network, double *rows)
{
  apply(network, rows);
}

WIDE static void
apply_wide(const OrderNetwork *network, double *rows)
{
  apply(network, rows);
}

void
order_network_apply(const OrderNetwork *network, double *rows, gboolean is_wide)
{
  if (is_wide) {
    apply_wide(network, rows);
  } else {
    apply_common(network, rows);
  }
}

gboolean
order_network_can_be_wide(void)
{
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx2") != 0;
#else
  return FALSE;
#endif
}
