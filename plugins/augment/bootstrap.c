// SPDX-License-Identifier: MIT
#include "bootstrap.h"

#include "box_cox.h"
#include "decomposition.h"
#include "random.h"

#include <math.h>

enum {
  PARAM_BLOCK_LENGTH,
  PARAM_LAMBDA,
  N_PARAMS,
};

enum {
  LONGEST_PLAIN_BLOCK = 8, // chosen for a series without a season
};

static uint64_t
choose_block_length(uint64_t wanted, bool is_seasonal, uint64_t period, uint64_t n_values)
{
  if (wanted > 0) {
    return wanted < n_values ? wanted : n_values;
  }
  if (is_seasonal) {
    return 2 * period;
  }
  const uint64_t half = n_values > 1 ? n_values / 2 : 1;
  return half < LONGEST_PLAIN_BLOCK ? half : LONGEST_PLAIN_BLOCK;
}

// Adds blocks of the remainder, each place to begin alike, end to end; of the first one a part is
// left out, so that block ends do not always fall on the same steps (section 3.1 of the paper).
static void
add_blocks(Random *random, const Decomposition *parts, uint64_t n_values, uint64_t block_length)
{
  const uint64_t n_begins = n_values - block_length + 1;
  uint64_t used = random_below(random, block_length);
  uint64_t begin = random_below(random, n_begins);
  for (uint64_t i = 0; i < n_values; i++) {
    if (used == block_length) {
      used = 0;
      begin = random_below(random, n_begins);
    }
    parts->smooth[i] += parts->remainder[begin + used];
    used++;
  }
}

static void
write_series(const Copy *copy,
             const Decomposition *parts,
             const plugcast_series *series,
             double *out)
{
  const double *const known = series->values + copy->n_leading;
  for (uint64_t i = 0; i < copy->history.n_values; i++) {
    parts->smooth[i] =
        isnan(known[i]) ? (double)NAN : box_cox_invert(parts->lambda, parts->smooth[i]);
  }
  copy_write(copy, parts->smooth, out);
}

static plugcast_status
block_bootstrap(const plugcast_call *call,
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
  if (copy.deviation == 0.0) {
    copy_write(&copy, copy.history.values, out);
    return PLUGCAST_OK;
  }
  Decomposition parts;
  status =
      decomposition_find(call, &copy, values[PARAM_LAMBDA].real, series->season_length, &parts);
  if (status != PLUGCAST_OK) {
    return status;
  }
  const uint64_t n_values = copy.history.n_values;
  Random random;
  random_init(&random, call->seed, NULL, 0);
  add_blocks(&random, &parts, n_values,
             choose_block_length((uint64_t)values[PARAM_BLOCK_LENGTH].integer, parts.is_seasonal,
                                 series->season_length, n_values));
  write_series(&copy, &parts, series, out);
  return PLUGCAST_OK;
}

static const plugcast_augmenter methods = {
  .struct_size = sizeof methods,
  .augment = block_bootstrap,
};

static const plugcast_param params[N_PARAMS] = {
  [PARAM_BLOCK_LENGTH] = {
      .struct_size = sizeof(plugcast_param),
      .type = PLUGCAST_PARAM_INTEGER,
      .name = "block_length",
      .summary = "steps of a block; 0: two seasons, or 8 without a season, at most half the series",
      .minimum = 0.0,
      .maximum = 1000000.0,
      .default_number = 0.0,
      .scale = PLUGCAST_SCALE_LINEAR,
  },
  [PARAM_LAMBDA] = {
      .struct_size = sizeof(plugcast_param),
      .type = PLUGCAST_PARAM_REAL,
      .name = "lambda",
      .summary = "of the Box-Cox transform, 1 for none; auto: Guerrero's within 0 to 1",
      .minimum = 0.0,
      .maximum = 2.0,
      .default_number = (double)NAN,
      .scale = PLUGCAST_SCALE_LINEAR,
  },
};

const plugcast_component block_bootstrap_component = {
  .struct_size = sizeof block_bootstrap_component,
  .kind = PLUGCAST_KIND_AUGMENTER,
  .name = "block_bootstrap",
  .summary = "trend and season kept, the remainder drawn in moving blocks; missing values stay",
  .reference = "Bergmeir, Hyndman and Benítez (2016), Bagging exponential smoothing methods using "
               "STL decomposition and Box-Cox transformation, International Journal of Forecasting "
               "32, 303-312, section 3.1",
  .params = params,
  .n_params = N_PARAMS,
  .threading = PLUGCAST_THREADING_PURE,
  .determinism = PLUGCAST_DETERMINISM_SEEDED,
  .capabilities = PLUGCAST_CAN_SEASON | PLUGCAST_CAN_MISSING,
  .methods = &methods,
};
