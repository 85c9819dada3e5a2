// SPDX-License-Identifier: MIT
#include "run/interval.h"

const char *const interval_method_names[] = {
  "auto", "analytic", "conformal", "bootstrap", "sampled", NULL,
};

IntervalMethod
interval_method_choose(IntervalMethod wanted, const MemberTraits *traits)
{
  if (wanted != INTERVAL_AUTO) {
    return wanted;
  }
  return traits->can_quantiles ? INTERVAL_ANALYTIC : INTERVAL_CONFORMAL;
}

gboolean
interval_method_draws(IntervalMethod method)
{
  return method == INTERVAL_BOOTSTRAP || method == INTERVAL_SAMPLED;
}

gboolean
interval_method_looks_back(IntervalMethod method)
{
  return method == INTERVAL_CONFORMAL || method == INTERVAL_BOOTSTRAP;
}
