// SPDX-License-Identifier: MIT
#include "segment.h"

#include "copy.h"
#include "random.h"

enum {
  PARAM_SEGMENTS,
  PARAM_LEAST_LENGTH,
  N_PERMUTATION_PARAMS,
};

// The slice begins at a fraction of a step, since it is stretched by straight lines anyway: a short
// series has more than a handful of different copies.
static plugcast_status
window_slice(const plugcast_call *call,
             const plugcast_value *values,
             const plugcast_series *series,
             const plugcast_series *const *partners,
             double *out)
{
  Copy copy;
  const plugcast_status status = copy_read(call, series, &copy);
  if (status != PLUGCAST_OK) {
    return status;
  }
  double *const stretched = copy_take_room(call, &copy);
  if (stretched == NULL) {
    return PLUGCAST_NO_MEMORY;
  }
  Random random;
  random_init(&random, call->seed, NULL, 0);
  const double ratio = values[0].real;
  const double n_steps = (double)(copy.history.n_values - 1);
  const double begin = random_uniform(&random) * (1.0 - ratio) * n_steps;
  for (uint64_t i = 0; i < copy.history.n_values; i++) {
    stretched[i] = copy_at(&copy, begin + ratio * (double)i);
  }
  copy_write(&copy, stretched, out);
  return PLUGCAST_OK;
}

// Draws the lengths of the pieces, each way of cutting alike: of the steps left when each piece has
// its least length, and the cuts between them, some are chosen to be cuts (Knuth, TAOCP 2,
// algorithm 3.4.2 S).
static void
draw_begins(
    Random *random, uint64_t n_values, uint64_t n_segments, uint64_t least_length, uint64_t *begins)
{
  uint64_t n_cuts = n_segments - 1;
  uint64_t n_places = n_values - n_segments * least_length + n_cuts;
  uint64_t at = 0;
  begins[0] = 0;
  uint64_t *next = begins + 1;
  for (; n_cuts > 0; n_places--) {
    if (random_below(random, n_places) < n_cuts) {
      at += least_length;
      *next++ = at;
      n_cuts--;
    } else {
      at++;
    }
  }
  *next = n_values;
}

static bool
is_in_order(const uint64_t *order, uint64_t n_items)
{
  for (uint64_t i = 0; i < n_items; i++) {
    if (order[i] != i) {
      return false;
    }
  }
  return true;
}

// An order other than that of the series, each alike; @n_items is at least 2.
static void
draw_order(Random *random, uint64_t *order, uint64_t n_items)
{
  for (uint64_t i = 0; i < n_items; i++) {
    order[i] = i;
  }
  while (is_in_order(order, n_items)) {
    random_shuffle(random, order, n_items);
  }
}

static void
lay_out(const Copy *copy,
        const uint64_t *begins,
        const uint64_t *order,
        uint64_t n_segments,
        double *to)
{
  for (uint64_t i = 0; i < n_segments; i++) {
    for (uint64_t j = begins[order[i]]; j < begins[order[i] + 1]; j++) {
      *to++ = copy->history.values[j];
    }
  }
}

static plugcast_status
permute(
    const plugcast_call *call, const Copy *copy, uint64_t n_segments, uint64_t least, double *to)
{
  uint64_t *const begins = plugcast_scratch(call, (2 * n_segments + 1) * sizeof *begins);
  if (begins == NULL) {
    return plugcast_fail(call, PLUGCAST_NO_MEMORY, "no memory for the segments");
  }
  uint64_t *const order = begins + n_segments + 1;
  Random random;
  random_init(&random, call->seed, NULL, 0);
  draw_begins(&random, copy->history.n_values, n_segments, least, begins);
  draw_order(&random, order, n_segments);
  lay_out(copy, begins, order, n_segments, to);
  return PLUGCAST_OK;
}

static plugcast_status
permutation(const plugcast_call *call,
            const plugcast_value *values,
            const plugcast_series *series,
            const plugcast_series *const *partners,
            double *out)
{
  Copy copy;
  const plugcast_status status = copy_read(call, series, &copy);
  if (status != PLUGCAST_OK) {
    return status;
  }
  const uint64_t n_values = copy.history.n_values;
  const uint64_t wanted = (uint64_t)values[PARAM_SEGMENTS].integer;
  const uint64_t n_segments = wanted < n_values ? wanted : n_values;
  if (n_segments < 2) {
    copy_write(&copy, copy.history.values, out);
    return PLUGCAST_OK;
  }
  const uint64_t longest = n_values / n_segments;
  const uint64_t half = longest > 1 ? longest / 2 : 1;
  const uint64_t least = (uint64_t)values[PARAM_LEAST_LENGTH].integer;
  double *const permuted = copy_take_room(call, &copy);
  if (permuted == NULL) {
    return PLUGCAST_NO_MEMORY;
  }
  const plugcast_status answer =
      permute(call, &copy, n_segments, least < half ? least : half, permuted);
  if (answer == PLUGCAST_OK) {
    copy_write(&copy, permuted, out);
  }
  return answer;
}

static const plugcast_augmenter window_slice_methods = {
  .struct_size = sizeof window_slice_methods,
  .augment = window_slice,
};
static const plugcast_augmenter permutation_methods = {
  .struct_size = sizeof permutation_methods,
  .augment = permutation,
};

static const plugcast_param window_slice_params[] = {
  {
      .struct_size = sizeof(plugcast_param),
      .type = PLUGCAST_PARAM_REAL,
      .name = "ratio",
      .summary = "length of the slice as a part of the series",
      .minimum = 0.01,
      .maximum = 1.0,
      .default_number = 0.9,
      .scale = PLUGCAST_SCALE_LINEAR,
  },
};
static const plugcast_param permutation_params[N_PERMUTATION_PARAMS] = {
  [PARAM_SEGMENTS] = {
      .struct_size = sizeof(plugcast_param),
      .type = PLUGCAST_PARAM_INTEGER,
      .name = "segments",
      .summary = "pieces that the series is cut into; no more than it has values",
      .minimum = 2.0,
      .maximum = 1000.0,
      .default_number = 4.0,
      .scale = PLUGCAST_SCALE_LINEAR,
  },
  [PARAM_LEAST_LENGTH] = {
      .struct_size = sizeof(plugcast_param),
      .type = PLUGCAST_PARAM_INTEGER,
      .name = "least_length",
      .summary = "values of the shortest piece; at most half of the pieces' mean length",
      .minimum = 1.0,
      .maximum = 1000000.0,
      .default_number = 10.0,
      .scale = PLUGCAST_SCALE_LINEAR,
  },
};

const plugcast_component window_slice_component = {
  .struct_size = sizeof window_slice_component,
  .kind = PLUGCAST_KIND_AUGMENTER,
  .name = "window_slice",
  .summary = "a random slice, stretched to the series' length; missing values move along",
  .reference = "Le Guennec, Malinowski and Tavenard (2016), Data augmentation for time series "
               "classification using convolutional neural networks, ECML/PKDD workshop AALTD, "
               "section 2.1; stretched as in Iwana and Uchida (2021), An empirical survey of data "
               "augmentation for time series classification with neural networks, PLoS ONE 16(7)",
  .params = window_slice_params,
  .n_params = sizeof window_slice_params / sizeof window_slice_params[0],
  .threading = PLUGCAST_THREADING_PURE,
  .determinism = PLUGCAST_DETERMINISM_SEEDED,
  .capabilities = PLUGCAST_CAN_MISSING,
  .methods = &window_slice_methods,
};
const plugcast_component permutation_component = {
  .struct_size = sizeof permutation_component,
  .kind = PLUGCAST_KIND_AUGMENTER,
  .name = "permutation",
  .summary = "pieces of random lengths in another order; missing values move along",
  .reference = "Um et al. (2017), Data augmentation of wearable sensor data for Parkinson's "
               "disease monitoring using convolutional neural networks, ICMI 2017, 216-220, "
               "section 3.1",
  .params = permutation_params,
  .n_params = N_PERMUTATION_PARAMS,
  .threading = PLUGCAST_THREADING_PURE,
  .determinism = PLUGCAST_DETERMINISM_SEEDED,
  .capabilities = PLUGCAST_CAN_MISSING,
  .methods = &permutation_methods,
};
