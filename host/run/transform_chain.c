// SPDX-License-Identifier: MIT
#include "run/transform_chain.h"

#include "run/expression.h"

GPtrArray *
transform_chain_parse_pieces(Registry *registry, const GPtrArray *pieces, GError **error)
{
  g_autoptr(GPtrArray) setups = g_ptr_array_new_with_free_func((GDestroyNotify)setup_free);
  for (guint i = 0; i < pieces->len; i++) {
    Setup *setup =
        setup_new(registry, PLUGCAST_KIND_TRANSFORM, g_ptr_array_index(pieces, i), error);
    if (setup == NULL) {
      return NULL;
    }
    g_ptr_array_add(setups, setup);
  }
  return g_steal_pointer(&setups);
}

GPtrArray *
transform_chain_parse(Registry *registry, const char *text, GError **error)
{
  g_autoptr(GPtrArray) pieces = expression_split(text, '|');
  return transform_chain_parse_pieces(registry, pieces, error);
}

char *
transform_chain_make_label(const GPtrArray *setups, gboolean is_full)
{
  GString *label = g_string_new(NULL);
  for (guint i = 0; i < setups->len; i++) {
    const Setup *setup = g_ptr_array_index(setups, i);
    g_string_append_printf(label, "%s%s", i > 0 ? "|" : "",
                           is_full ? setup_get_full_label(setup) : setup_get_label(setup));
  }
  return g_string_free(label, FALSE);
}

plugcast_status
transform_chain_fit(
    const GPtrArray *setups, const SeriesView *input, Arena *arena, Call *call, TransformChain *out)
{
  Transform *links = arena_take(arena, MAX(setups->len, 1) * sizeof *links);
  const SeriesView *view = input;
  for (guint i = 0; i < setups->len; i++) {
    const plugcast_status status =
        transform_fit(g_ptr_array_index(setups, i), view, arena, call, &links[i]);
    if (status != PLUGCAST_OK) {
      return status;
    }
    view = links[i].output;
  }
  *out = (TransformChain){ .links = links, .n_links = setups->len, .output = view };
  return PLUGCAST_OK;
}

plugcast_status
transform_chain_apply(const TransformChain *chain,
                      const SeriesView *longer,
                      Arena *arena,
                      Call *call,
                      const SeriesView **out)
{
  const SeriesView *view = longer;
  for (gsize i = 0; i < chain->n_links; i++) {
    double *values = arena_take(arena, view->series.n_values * sizeof *values);
    const plugcast_status status = transform_apply(&chain->links[i], view, call, values);
    if (status != PLUGCAST_OK) {
      return status;
    }
    // The values learned from lead, and some of them are there, so this is no empty view.
    view = series_view_replace(view, values, arena);
    g_assert(view != NULL);
  }
  *out = view;
  return PLUGCAST_OK;
}

plugcast_status
transform_chain_invert(
    const TransformChain *chain, gsize n_rows, gsize horizon, Call *call, double *rows)
{
  plugcast_status status = PLUGCAST_OK;
  for (gsize i = chain->n_links; i > 0 && status == PLUGCAST_OK; i--) {
    status = transform_invert(&chain->links[i - 1], n_rows, horizon, call, rows);
  }
  return status;
}
