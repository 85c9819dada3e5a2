// SPDX-License-Identifier: MIT
#pragma once

#include "run/member.h"

#include <glib.h>

G_BEGIN_DECLS

/** Where the intervals around a forecast come from. */
typedef enum {
  INTERVAL_AUTO,      // the model's own where it has them, else conformal
  INTERVAL_ANALYTIC,  // the model's own
  INTERVAL_CONFORMAL, // sizes of errors at earlier origins (conformal.h)
  INTERVAL_BOOTSTRAP, // paths of errors at earlier origins (bootstrap.h)
  INTERVAL_SAMPLED,   // paths that the model draws (sampling.h); their mean is the forecast
} IntervalMethod;

enum {
  INTERVAL_LEAST_SAMPLES = 2,
  INTERVAL_DEFAULT_SAMPLES = 1000,
};

/** The names that users write, in the order of IntervalMethod, ends in NULL. */
extern const char *const interval_method_names[];

/** Returns: @wanted, or what INTERVAL_AUTO comes to for a member. */
IntervalMethod interval_method_choose(IntervalMethod wanted, const MemberTraits *traits);

/** Returns: whether the method draws paths. */
gboolean interval_method_draws(IntervalMethod method);

/** Returns: whether the method forecasts from earlier origins. */
gboolean interval_method_looks_back(IntervalMethod method);

G_END_DECLS
