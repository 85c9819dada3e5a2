// SPDX-License-Identifier: MIT
#pragma once

#include "run/member.h"

#include <glib.h>

G_BEGIN_DECLS

/** One form of member: how a model of that form works. Each function as its namesake in member.h.
 */
typedef struct {
  void (*free)(Member *member);

  /** (nullable) for members that are never global. */
  Arena *(*get_arena)(Member *member, gsize origin);
  plugcast_status (*fit)(
      Member *member, gsize origin, const SeriesView *const *views, gsize n_views, Call *call);

  /** (nullable) for members that are told by the horizon in Member, if they want to know. */
  void (*set_horizon)(Member *member, gsize horizon);

  /** (nullable) for members that can any quantiles or none. */
  void (*set_probabilities)(Member *member, const double *probabilities, gsize n_probabilities);

  /** The series has been checked against the traits. */
  plugcast_status (*forecast)(Member *member,
                              gsize origin,
                              const SeriesView *view,
                              guint worker_index,
                              Call *call,
                              const MemberOutput *output);

  /** (nullable): NULL for members whose batch_size is 1. The series have been checked. */
  plugcast_status (*forecast_batch)(Member *member,
                                    gsize origin,
                                    const SeriesView *const *views,
                                    gsize n_views,
                                    guint worker_index,
                                    Call *call,
                                    const MemberOutput *outputs);
} MemberClass;

/** What all members begin with; each form has a struct of its own that embeds it first. */
struct Member {
  const MemberClass *class;
  const Model *model;
  MemberTraits traits;
  gsize horizon; // that forecasts will ask for; 0 where nobody has told
};

G_END_DECLS
