// SPDX-License-Identifier: MIT
#include "mixup.h"

#include "copy.h"
#include "random.h"

#include <math.h>

enum {
  PARAM_ALPHA,
  PARAM_STANDARDIZE,
  N_PARAMS,
};

/** How a value of the partner reads in the units of the series: (value - from) × factor + to. */
typedef struct {
  double from;
  double factor;
  double to;
} Rescaling;

// A partner without variation has no scale of its own: it takes part with the mean of the series.
static Rescaling
find_rescaling(const Copy *copy, const Copy *partner)
{
  const double ratio = partner->deviation > 0.0 ? copy->deviation / partner->deviation : 0.0;
  return (Rescaling){
    .from = partner->mean,
    .factor = isfinite(ratio) ? ratio : 0.0,
    .to = copy->mean,
  };
}

// The units of the larger of both, so that neither overflows.
static Rescaling
share_units(Copy *copy, const Copy *partner)
{
  const int own = copy->history.exponent;
  const int other = partner->history.exponent;
  const int shared = own > other ? own : other;
  const double factor = ldexp(1.0, own - shared);
  for (uint64_t i = 0; i < copy->history.n_values; i++) {
    copy->history.values[i] *= factor;
  }
  copy->history.exponent = shared;
  return (Rescaling){ .from = 0.0, .factor = ldexp(1.0, other - shared), .to = 0.0 };
}

// The last values stand side by side. Where the partner has none, the series stays as it is.
static void
mix_values(Copy *copy, const Copy *partner, const Rescaling *rescaling, double weight)
{
  double *own = copy->history.values + copy->history.n_values;
  const double *other = partner->history.values + partner->history.n_values;
  const uint64_t n_values = copy->history.n_values < partner->history.n_values
                                ? copy->history.n_values
                                : partner->history.n_values;
  for (uint64_t i = 0; i < n_values; i++) {
    own--;
    other--;
    if (!isnan(*other)) {
      const double value = (*other - rescaling->from) * rescaling->factor + rescaling->to;
      *own = weight * *own + (1.0 - weight) * value;
    }
  }
}

// A weight and its complement are alike in the paper, where both partners are of equal rank; the
// larger one goes to the series that the copy is named after, as in Berthelot et al. (2019),
// "MixMatch", equation 9.
static double
draw_weight(const plugcast_call *call, double alpha)
{
  Random random;
  random_init(&random, call->seed, NULL, 0);
  const double weight = random_beta(&random, alpha, alpha);
  return weight < 0.5 ? 1.0 - weight : weight;
}

static plugcast_status
mixup(const plugcast_call *call,
      const plugcast_value *values,
      const plugcast_series *series,
      const plugcast_series *const *partners,
      double *out)
{
  Copy copy;
  plugcast_status status = copy_read(call, series, &copy);
  if (status != PLUGCAST_OK) {
    return status;
  }
  Copy partner;
  status = copy_read(call, partners[0], &partner);
  if (status != PLUGCAST_OK) {
    return status;
  }
  const Rescaling rescaling = values[PARAM_STANDARDIZE].integer != 0
                                  ? find_rescaling(&copy, &partner)
                                  : share_units(&copy, &partner);
  mix_values(&copy, &partner, &rescaling, draw_weight(call, values[PARAM_ALPHA].real));
  copy_write(&copy, copy.history.values, out);
  return PLUGCAST_OK;
}

static const plugcast_augmenter methods = {
  .struct_size = sizeof methods,
  .n_partners = 1,
  .augment = mixup,
};

static const plugcast_param params[N_PARAMS] = {
  [PARAM_ALPHA] = {
      .struct_size = sizeof(plugcast_param),
      .type = PLUGCAST_PARAM_REAL,
      .name = "alpha",
      .summary = "both shapes of the weight's Beta distribution: small, and one series prevails",
      .minimum = 0.001,
      .maximum = 1000.0,
      .default_number = 0.2,
      .scale = PLUGCAST_SCALE_LOGARITHMIC,
  },
  [PARAM_STANDARDIZE] = {
      .struct_size = sizeof(plugcast_param),
      .type = PLUGCAST_PARAM_BOOLEAN,
      .name = "standardize",
      .summary = "first give the partner the mean and the standard deviation of the series",
      .default_number = 1.0,
  },
};

const plugcast_component mixup_component = {
  .struct_size = sizeof mixup_component,
  .kind = PLUGCAST_KIND_AUGMENTER,
  .name = "mixup",
  .summary = "a weighted mean with another series, ends aligned; missing values stay missing",
  .reference = "Zhang, Cisse, Dauphin and Lopez-Paz (2018), mixup: beyond empirical risk "
               "minimization, ICLR 2018, section 2",
  .params = params,
  .n_params = N_PARAMS,
  .threading = PLUGCAST_THREADING_PURE,
  .determinism = PLUGCAST_DETERMINISM_SEEDED,
  .capabilities = PLUGCAST_CAN_MISSING,
  .methods = &methods,
};
