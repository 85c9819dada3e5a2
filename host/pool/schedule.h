// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/**
 * How a loop is cut into claims. Pure functions, of which loop.c and the simulation of more
 * processors than there are (run/scaling_simulation.h) make the same schedule.
 */

// A loop of many items is cut into as many regions as threads. A thread stays in its own while it
// lasts, so that what it reads goes on where it left off, and then joins where most is left. With
// few items, or big ones first, the order of the indices matters more.
#define SCHEDULE_LEAST_ITEMS_A_REGION 32

// While others are inside, a claim is at most left / (SHARES x threads) items. With one share, as
// guided schedules have it, the first claim on two threads takes half of all items, which on
// falling costs is three quarters of the work.
#define SCHEDULE_SHARES 2

// Claims grow until they take about this long: many times what a claim costs, and yet a run of
// costly items after cheap ones is cut small.
#define SCHEDULE_CLAIM_NS 16000

// Towards the end they shrink to this part of that time, not to single quick items.
#define SCHEDULE_LAST_CLAIM_PART 16

/**
 * @is_even: whether items take about the same time, so that their order does not matter and every
 * thread may begin in a region of its own.
 */
static inline gsize
schedule_count_regions(gsize n_items, gsize grain, gsize n_threads, gboolean is_even)
{
  const gsize n_grains = n_items / grain;
  return CLAMP(is_even ? n_grains : n_grains / SCHEDULE_LEAST_ITEMS_A_REGION, 1, n_threads);
}

/** Returns: items of region @index of @n_regions; regions end at multiples of the grain. */
static inline gsize
schedule_size_region(gsize n_items, gsize grain, gsize n_regions, gsize index)
{
  const gsize n_grains = n_items / grain;
  const gsize size = (n_grains / n_regions + (index < n_grains % n_regions ? 1 : 0)) * grain;
  return index + 1 == n_regions ? size + n_items % grain : size;
}

/** Returns: whether claims grow and shrink with the time they take. */
static inline gboolean
schedule_is_timed(gsize n_items, gsize grain, gsize n_threads)
{
  return n_items / (SCHEDULE_SHARES * n_threads) > grain;
}

/** Returns: how many of @left items of a region to claim. */
static inline gsize
schedule_size_claim(gsize left, gsize wish, gsize grain, gsize n_threads, gboolean is_shared)
{
  const gsize share = is_shared ? left / (SCHEDULE_SHARES * n_threads) : left;
  const gsize size = MIN(wish, MAX(MAX(share, wish / SCHEDULE_LAST_CLAIM_PART), grain));
  return left - MIN(size, left) < grain ? left : size;
}

/** Returns: how many items to wish for after @size of them took @elapsed_ns. */
static inline gsize
schedule_pace(gsize size, int64_t elapsed_ns, gsize n_items, gsize grain)
{
  if (elapsed_ns > SCHEDULE_CLAIM_NS * 2) {
    return MAX(size / 2, grain);
  }
  const gsize factor = elapsed_ns < SCHEDULE_CLAIM_NS / 8   ? 8
                       : elapsed_ns < SCHEDULE_CLAIM_NS / 2 ? 2
                                                            : 1;
  return size < n_items / factor ? size * factor : n_items;
}

G_END_DECLS
