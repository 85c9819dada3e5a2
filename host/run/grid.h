// SPDX-License-Identifier: MIT
#pragma once

#include "run/model.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * Points of a model's parameter space: settings of some of its parameters, as texts. Never changes
 * once made; borrows the model; any thread.
 */
typedef struct Grid Grid;

typedef enum {
  GRID_ERROR_SYNTAX, // a dimension that cannot be read
  GRID_ERROR_RANGE,  // a range without bounds, steps or a parameter that has one
  GRID_ERROR_LIMIT,  // more points than can be tried
} GridError;

#define GRID_ERROR (grid_error_quark())
GQuark grid_error_quark(void);

enum {
  GRID_MOST_POINTS = 100000
};

/**
 * Makes all combinations of the values of several parameters; the last parameter changes fastest.
 *
 * @base: whose parameters model_copy_with() sets.
 * @texts: `PARAM=V,V,…` each, ends in NULL, at least one. A value is as in a model's brackets, a
 * list as [1,7]; LOW..HIGH:N stands for N values on the declared scale, ends included, and
 * LOW..HIGH for all whole numbers between. Returns: (transfer full): the grid, or NULL with @error
 * in GRID_ERROR, or the domain of model_copy_with() for a value that is refused.
 */
Grid *
grid_new(const Model *base, const char *const *texts, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Draws points at random, each coordinate by itself, by @seed, parameter and number of the draw
 * alone: more points begin with the fewer ones. A point drawn before is drawn anew, so that there
 * are fewer than @n_points where there are no more to be had.
 *
 * @texts: (nullable): `PARAM=V,V,…`, of which one is drawn, `PARAM=LOW..HIGH`, from which is drawn
 * evenly on the declared scale, or `PARAM` for all that is declared; ends in NULL. NULL or empty
 * for all numbers, choices and switches that the model declares.
 * Returns: as grid_new().
 */
Grid *grid_new_random(const Model *base,
                      const char *const *texts,
                      gsize n_points,
                      guint64 seed,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

void grid_free(Grid *grid);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Grid, grid_free)

gsize grid_get_n_points(const Grid *grid);
gsize grid_get_n_params(const Grid *grid);
const char *grid_get_param(const Grid *grid, gsize param);

/** Returns: (transfer none): the setting of @param at @point. */
const char *grid_get_value(const Grid *grid, gsize point, gsize param);

/** Returns: (transfer none): the model with the settings of @point. */
const Model *grid_get_model(const Grid *grid, gsize point);

G_END_DECLS
