// SPDX-License-Identifier: MIT
#pragma once

#include "pool/stream.h"
#include "run/model.h"

#include <glib.h>

G_BEGIN_DECLS

/** One parameter of a grid: the values that it takes there. See grid.h for what users write. */
typedef struct {
  char *param;                    // (owned)
  GPtrArray *values;              // of char*, (owned): those that were written one by one
  const plugcast_param *declared; // (nullable): of the model that is searched
  double low;                     // of a range to draw from, with @is_range
  double high;
  gboolean is_range;
} GridAxis;

/**
 * @draws: ranges stay what they are; otherwise they become values.
 * Returns: (transfer full): the axis, all its values accepted by @base; or NULL with @error in
 * GRID_ERROR or of model_copy_with().
 */
GridAxis *grid_axis_new(const Model *base, const char *text, gboolean draws, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/**
 * Returns: (transfer full) (nullable): an axis to draw from all of @param, which model_copy_with()
 * calls @name; NULL for lists and texts, which have no end.
 */
GridAxis *grid_axis_new_of_param(const char *name, const plugcast_param *param);

void grid_axis_free(GridAxis *axis);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GridAxis, grid_axis_free)

/** Returns: (transfer full): a value by @stream. */
char *grid_axis_draw(const GridAxis *axis, Stream *stream);

G_END_DECLS
