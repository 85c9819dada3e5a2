// SPDX-License-Identifier: MIT
#pragma once

#include "run/transform.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * Transforms one behind the other on one series: each learns from what the one before it made. A
 * plain value in the memory of an arena, as Transform.
 */
typedef struct {
  const Transform *links; // [n_links], the first one first
  gsize n_links;
  const SeriesView *output; // of the last one; of no link the input
} TransformChain;

/**
 * Reads `log|difference(12)`: transforms split at the bars outside brackets.
 *
 * Returns: (transfer full) (element-type Setup): at least one; or NULL with @error in
 * EXPRESSION_ERROR, SETUP_ERROR, REGISTRY_ERROR or PARAMETERS_ERROR, which
 * names the transform.
 */
GPtrArray *transform_chain_parse(Registry *registry,
                                 const char *text,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** The same for @pieces: (element-type char*), already split. */
GPtrArray *transform_chain_parse_pieces(Registry *registry,
                                        const GPtrArray *pieces,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full): the labels of @setups with bars between; @is_full: with plugins. */
char *transform_chain_make_label(const GPtrArray *setups, gboolean is_full);

/** Fits all of @setups, each on the output of the one before; as transform_fit() does. */
plugcast_status transform_chain_fit(const GPtrArray *setups,
                                    const SeriesView *input,
                                    Arena *arena,
                                    Call *call,
                                    TransformChain *out);

/**
 * Transforms @longer, a view that begins with the chain's input, by what the chain learned; as
 * transform_apply() does.
 *
 * @arena: where the values go; may be the call's.
 * Returns: PLUGCAST_OK and sets @out: (transfer none): the view of the transformed values.
 */
plugcast_status transform_chain_apply(const TransformChain *chain,
                                      const SeriesView *longer,
                                      Arena *arena,
                                      Call *call,
                                      const SeriesView **out);

/** Undoes all, the last one first; as transform_invert() does, but on failure @rows hold anything.
 */
plugcast_status transform_chain_invert(
    const TransformChain *chain, gsize n_rows, gsize horizon, Call *call, double *rows);

G_END_DECLS
