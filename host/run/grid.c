// SPDX-License-Identifier: MIT
#include "run/grid.h"

#include "run/grid_axis.h"

#include <string.h>

// Draws of points that were there before, for each point wanted, until there seem to be no more.
enum {
  DRAWS_PER_POINT = 20
};

struct Grid {
  GPtrArray *axes;   // of GridAxis, owned
  GPtrArray *models; // of Model, owned: one for each point
  GPtrArray *values; // of char*, owned: of all points, one after another
};

G_DEFINE_QUARK(grid_error, grid_error)

static Grid *
allocate(void)
{
  Grid *grid = g_new0(Grid, 1);
  grid->axes = g_ptr_array_new_with_free_func((GDestroyNotify)grid_axis_free);
  grid->models = g_ptr_array_new_with_free_func((GDestroyNotify)model_free);
  grid->values = g_ptr_array_new_with_free_func(g_free);
  return grid;
}

void
grid_free(Grid *grid)
{
  if (grid == NULL) {
    return;
  }
  g_clear_pointer(&grid->axes, g_ptr_array_unref);
  g_clear_pointer(&grid->models, g_ptr_array_unref);
  g_clear_pointer(&grid->values, g_ptr_array_unref);
  g_free(grid);
}

static gboolean
add_axis(Grid *grid, GridAxis *axis, GError **error)
{
  g_autoptr(GridAxis) owned = axis;
  for (guint i = 0; i < grid->axes->len; i++) {
    const GridAxis *other = g_ptr_array_index(grid->axes, i);
    if (strcmp(other->param, owned->param) == 0) {
      g_set_error(error, GRID_ERROR, GRID_ERROR_SYNTAX,
                  "'%s' is given twice (write all its values in one list)", owned->param);
      return FALSE;
    }
  }
  g_ptr_array_add(grid->axes, g_steal_pointer(&owned));
  return TRUE;
}

static gboolean
add_axes(Grid *grid, const Model *base, const char *const *texts, gboolean draws, GError **error)
{
  for (gsize i = 0; texts != NULL && texts[i] != NULL; i++) {
    GridAxis *axis = grid_axis_new(base, texts[i], draws, error);
    if (axis == NULL || !add_axis(grid, axis, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

static void
add_declared_axes(Grid *grid, const Model *base)
{
  const Setup *setup = model_get_setup(base);
  const Component *component = setup != NULL ? setup_get_component(setup) : NULL;
  for (guint i = 0; component != NULL && i < component_get_n_params(component); i++) {
    const plugcast_param *param = component_get_param(component, i);
    GridAxis *axis = grid_axis_new_of_param(param->name, param);
    if (axis != NULL) {
      g_ptr_array_add(grid->axes, axis);
    }
  }
}

// @values: [n_axes], borrowed. Returns: (transfer full).
static Model *
make_model(const Grid *grid, const Model *base, char *const *values, GError **error)
{
  g_autoptr(Model) model = NULL;
  const Model *last = base;
  for (guint i = 0; i < grid->axes->len; i++) {
    const GridAxis *axis = g_ptr_array_index(grid->axes, i);
    Model *next = model_copy_with(last, axis->param, values[i], error);
    model_free(model);
    model = next;
    if (model == NULL) {
      return NULL;
    }
    last = model;
  }
  return g_steal_pointer(&model);
}

static gboolean
add_point(Grid *grid, const Model *base, char *const *values, GError **error)
{
  Model *model = make_model(grid, base, values, error);
  if (model == NULL) {
    return FALSE;
  }
  g_ptr_array_add(grid->models, model);
  for (guint i = 0; i < grid->axes->len; i++) {
    g_ptr_array_add(grid->values, g_strdup(values[i]));
  }
  return TRUE;
}

static gboolean
count_points(const Grid *grid, gsize *n_points, GError **error)
{
  gsize n = 1;
  for (guint i = 0; i < grid->axes->len; i++) {
    const GridAxis *axis = g_ptr_array_index(grid->axes, i);
    n *= axis->values->len;
    if (n > GRID_MOST_POINTS) {
      g_set_error(error, GRID_ERROR, GRID_ERROR_LIMIT,
                  "the grid has more than %d points (draw some of them at random)",
                  GRID_MOST_POINTS);
      return FALSE;
    }
  }
  *n_points = n;
  return TRUE;
}

Grid *
grid_new(const Model *base, const char *const *texts, GError **error)
{
  g_return_val_if_fail(base != NULL && texts != NULL && texts[0] != NULL, NULL);
  g_return_val_if_fail(error == NULL || *error == NULL, NULL);

  g_autoptr(Grid) grid = allocate();
  gsize n_points = 0;
  if (!add_axes(grid, base, texts, FALSE, error) || !count_points(grid, &n_points, error)) {
    return NULL;
  }
  g_autofree char **values = g_new0(char *, grid->axes->len);
  for (gsize point = 0; point < n_points; point++) {
    gsize rest = point;
    for (guint i = grid->axes->len; i-- > 0;) {
      const GridAxis *axis = g_ptr_array_index(grid->axes, i);
      values[i] = g_ptr_array_index(axis->values, rest % axis->values->len);
      rest /= axis->values->len;
    }
    if (!add_point(grid, base, values, error)) {
      return NULL;
    }
  }
  return g_steal_pointer(&grid);
}

// Returns: (transfer full): the coordinates of draw @draw.
static char **
draw_values(const Grid *grid, guint64 seed, gsize draw)
{
  char **values = g_new0(char *, grid->axes->len + 1);
  for (guint i = 0; i < grid->axes->len; i++) {
    const GridAxis *axis = g_ptr_array_index(grid->axes, i);
    const guint64 parts[] = {
      seed,
      stream_part_from_text("grid"),
      stream_part_from_text(axis->param),
      draw,
    };
    Stream stream;
    stream_init(&stream, stream_key(parts, G_N_ELEMENTS(parts)));
    values[i] = grid_axis_draw(axis, &stream);
  }
  return values;
}

static gboolean
add_drawn_points(Grid *grid, const Model *base, gsize n_points, guint64 seed, GError **error)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (gsize draw = 0; draw < DRAWS_PER_POINT * n_points && grid->models->len < n_points; draw++) {
    g_auto(GStrv) values = draw_values(grid, seed, draw);
    if (g_hash_table_add(seen, g_strjoinv("\n", values)) && !add_point(grid, base, values, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

Grid *
grid_new_random(
    const Model *base, const char *const *texts, gsize n_points, guint64 seed, GError **error)
{
  g_return_val_if_fail(base != NULL && n_points > 0, NULL);
  g_return_val_if_fail(error == NULL || *error == NULL, NULL);

  if (n_points > GRID_MOST_POINTS) {
    g_set_error(error, GRID_ERROR, GRID_ERROR_LIMIT,
                "%" G_GSIZE_FORMAT " points are too many (at most %d)", n_points, GRID_MOST_POINTS);
    return NULL;
  }
  g_autoptr(Grid) grid = allocate();
  if (!add_axes(grid, base, texts, TRUE, error)) {
    return NULL;
  }
  if (grid->axes->len == 0) {
    add_declared_axes(grid, base);
  }
  if (grid->axes->len == 0) {
    g_set_error(error, GRID_ERROR, GRID_ERROR_RANGE, "model '%s' has no parameters to draw from",
                model_get_label(base));
    return NULL;
  }
  return add_drawn_points(grid, base, n_points, seed, error) ? g_steal_pointer(&grid) : NULL;
}

gsize
grid_get_n_points(const Grid *grid)
{
  return grid->models->len;
}

gsize
grid_get_n_params(const Grid *grid)
{
  return grid->axes->len;
}

const char *
grid_get_param(const Grid *grid, gsize param)
{
  g_assert(param < grid->axes->len);

  return ((const GridAxis *)g_ptr_array_index(grid->axes, param))->param;
}

const char *
grid_get_value(const Grid *grid, gsize point, gsize param)
{
  g_assert(point < grid->models->len && param < grid->axes->len);

  return g_ptr_array_index(grid->values, point * grid->axes->len + param);
}

const Model *
grid_get_model(const Grid *grid, gsize point)
{
  g_assert(point < grid->models->len);

  return g_ptr_array_index(grid->models, point);
}
