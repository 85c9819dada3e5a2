// SPDX-License-Identifier: MIT
#include "search.h"

enum {
  // Each round leaves a third of the interval: with grids of steps near 0.1 the last one is about
  // 0.001 wide, far below what the sampling error of a parameter lets one tell apart.
  N_ROUNDS = 4,
  // A round divides the two sides of the best point by half of its lanes each.
  N_SIDE = SEARCH_LANES / 2,
  N_POINTS = SEARCH_LANES + 3,
};

static unsigned
index_of_least(const double *losses, unsigned begin, unsigned end)
{
  unsigned least = begin;
  for (unsigned i = begin + 1; i < end; i++) {
    least = losses[i] < losses[least] ? i : least;
  }
  return least;
}

/** Points in rising order: two ends, the best so far in the middle, new ones between them. */
static void
divide(double below, double best, double above, double points[N_POINTS])
{
  for (unsigned i = 0; i <= N_SIDE; i++) {
    const double share = (double)i / (N_SIDE + 1);
    points[i] = below + (best - below) * share;
    points[N_POINTS - 1 - i] = above + (best - above) * share;
  }
  points[N_SIDE + 1] = best;
}

bool
search_minimum(const plugcast_call *call,
               SearchLoss loss,
               const void *data,
               const double *grid,
               unsigned n_grid,
               double *minimum)
{
  double grid_losses[SEARCH_GRID_LIMIT] = { 0.0 };
  for (unsigned i = 0; i < n_grid; i += SEARCH_LANES) {
    if (plugcast_should_stop(call)) {
      return false;
    }
    loss(data, grid + i, grid_losses + i);
  }
  const unsigned first = index_of_least(grid_losses, 0, n_grid);
  double below = grid[first > 0 ? first - 1 : 0];
  double best = grid[first];
  double above = grid[first + 1 < n_grid ? first + 1 : first];
  double best_loss = grid_losses[first];

  for (int round = 0; round < N_ROUNDS; round++) {
    if (plugcast_should_stop(call)) {
      return false;
    }
    double points[N_POINTS];
    divide(below, best, above, points);
    const double fresh[SEARCH_LANES] = { points[1], points[2], points[4], points[5] };
    double fresh_losses[SEARCH_LANES];
    loss(data, fresh, fresh_losses);
    const double losses[N_POINTS] = {
      0.0, fresh_losses[0], fresh_losses[1], best_loss, fresh_losses[2], fresh_losses[3], 0.0,
    };
    const unsigned least = index_of_least(losses, 1, N_POINTS - 1);
    below = points[least - 1];
    best = points[least];
    above = points[least + 1];
    best_loss = losses[least];
  }
  *minimum = best;
  return true;
}
