// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/**
 * Puts chosen ranks of many small sets in their places at once, without a branch: Batcher's merge
 * exchange sort (1968, "Sorting networks and their applications"; Knuth, The Art of Computer
 * Programming 5.2.2, algorithm M), less the comparators that no chosen rank depends on.
 *
 * The sets lie side by side, one a lane, and a comparator takes the smaller and the greater of two
 * rows lane by lane. No number may be NaN. Plain value without pointers; pure functions, any
 * thread, nothing is allocated.
 */
enum {
  ORDER_NETWORK_GREATEST = 64, // numbers in a set
  ORDER_NETWORK_LANES = 32,
  ORDER_NETWORK_MOST_COMPARATORS = 543, // those of 64 numbers
};

typedef struct {
  uint8_t low;
  uint8_t high;
  uint8_t wants_low; // whether the smaller number is looked at later; likewise the greater
  uint8_t wants_high;
} OrderComparator;

typedef struct {
  gsize n_numbers;
  gsize n_comparators;
  OrderComparator comparators[ORDER_NETWORK_MOST_COMPARATORS];
} OrderNetwork;

/** Fills @network for sets of @n_numbers, 1 to 64, whose ranks @first … @last, from 0, are wanted.
 */
void order_network_init(OrderNetwork *network, gsize n_numbers, gsize first, gsize last);

/**
 * Orders all lanes: afterwards row r of @rows holds rank r of each lane, for the chosen ranks; the
 * other rows hold anything.
 *
 * @rows: [n_numbers × ORDER_NETWORK_LANES].
 * @is_wide: with instructions that only some processors have; the result has the same bits.
 */
void order_network_apply(const OrderNetwork *network, double *rows, gboolean is_wide);

/** Returns: whether this processor has the instructions of @is_wide. */
gboolean order_network_can_be_wide(void);

G_END_DECLS
