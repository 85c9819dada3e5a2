// SPDX-License-Identifier: MIT
#pragma once

#include <plugcast.h>

enum {
  SEARCH_LANES = 4, // points tried side by side: a pass over a series costs little more than one
  SEARCH_PAIRS = SEARCH_LANES / 2,
  SEARCH_GRID_LIMIT = 32,
};

/** Two of the lanes: as wide as the vectors that every x86-64 and AArch64 processor has. */
typedef double Pair __attribute__((vector_size(2 * sizeof(double))));

static inline Pair
pair_of(double value)
{
  return (Pair){ value, value };
}

/** Writes the loss at each of SEARCH_LANES values of the parameter. */
typedef void (*SearchLoss)(const void *data, const double *parameters, double *losses);

/**
 * Minimises a loss over @grid, [n_grid], rising: takes the best
 * point of the grid and narrows the interval between its neighbours, so a loss with several minima
 * ends in the one whose valley the grid saw lowest. n_grid is a multiple of SEARCH_LANES, at most
 * SEARCH_GRID_LIMIT.
 *
 * Returns false when the call should stop.
 */
bool search_minimum(const plugcast_call *call,
                    SearchLoss loss,
                    const void *data,
                    const double *grid,
                    unsigned n_grid,
                    double *minimum);
