// SPDX-License-Identifier: MIT
#include "run/spread.h"

#include "pool/stream.h"
#include "run/bootstrap.h"
#include "run/conformal.h"
#include "run/sample_summary.h"
#include "run/sampling.h"

#include <math.h>
#include <string.h>

// What the paths of a bootstrap are keyed by beside the call's seed.
#define BOOTSTRAP_PART G_GUINT64_CONSTANT(0x626f6f7473747261)

static gboolean
are_finite(const double *values, gsize n)
{
  gboolean finite = TRUE;
  for (gsize i = 0; i < n; i++) {
    finite = finite && isfinite(values[i]);
  }
  return finite;
}

static plugcast_status
check_finite(const Spread *spread, const SpreadOutput *output, Call *call)
{
  const gsize horizon = spread->source.horizon;
  const gboolean draws = interval_method_draws(spread->method);
  if (are_finite(output->quantiles, spread->n_probabilities * horizon) &&
      (!draws || output->deviation == NULL || are_finite(output->deviation, horizon)) &&
      (!draws || output->samples == NULL ||
       are_finite(output->samples, spread->n_samples * horizon))) {
    return PLUGCAST_OK;
  }
  return call_refuse(call, PLUGCAST_NUMERIC,
                     "no interval: its bounds are beyond the range of numbers");
}

static plugcast_status
run_conformal(const Spread *spread, guint worker_index, Call *call, const SpreadOutput *output)
{
  const gsize horizon = spread->source.horizon;
  Residuals residuals;
  const plugcast_status status =
      residuals_collect(&spread->source, &spread->series, worker_index, call, &residuals);
  if (status != PLUGCAST_OK) {
    return status;
  }
  conformal_run(&residuals, spread->probabilities, spread->n_probabilities, horizon, call->arena,
                output->quantiles);
  for (gsize i = 0; i < spread->n_probabilities; i++) {
    for (gsize h = 0; h < horizon; h++) {
      output->quantiles[i * horizon + h] += output->mean[h];
    }
  }
  return check_finite(spread, output, call);
}

static plugcast_status
draw(const Spread *spread,
     guint worker_index,
     Call *call,
     const SpreadOutput *output,
     double *samples)
{
  if (spread->method == INTERVAL_SAMPLED) {
    const Sampling sampling = {
      .member = spread->source.member,
      .origin = spread->origin,
      .view = spread->view,
      .horizon = spread->source.horizon,
      .n_samples = spread->n_samples,
      .samples = samples,
      .pool = spread->pool,
    };
    return sampling_run(&sampling, worker_index, call);
  }
  Residuals residuals;
  const plugcast_status status =
      residuals_collect(&spread->source, &spread->series, worker_index, call, &residuals);
  if (status == PLUGCAST_OK) {
    const guint64 parts[] = { call->context.seed, BOOTSTRAP_PART };
    bootstrap_draw(&residuals, output->mean, spread->source.horizon,
                   stream_key(parts, G_N_ELEMENTS(parts)), 0, spread->n_samples, call->arena,
                   samples);
  }
  return status;
}

static plugcast_status
run_drawn(const Spread *spread, guint worker_index, Call *call, const SpreadOutput *output)
{
  const gsize horizon = spread->source.horizon;
  double *samples = output->samples;
  if (samples == NULL) {
    samples = arena_try_take(call->arena, spread->n_samples * horizon * sizeof *samples);
  }
  double *mean = arena_take(call->arena, horizon * sizeof *mean);
  if (samples == NULL) {
    return call_refuse(call, PLUGCAST_NO_MEMORY,
                       "no interval: no memory for %" G_GSIZE_FORMAT " paths of %" G_GSIZE_FORMAT
                       " steps",
                       spread->n_samples, horizon);
  }
  const plugcast_status status = draw(spread, worker_index, call, output, samples);
  if (status != PLUGCAST_OK) {
    return status;
  }
  const SampleSummary summary = {
    .mean = mean,
    .deviation = output->deviation,
    .quantiles = output->quantiles,
    .probabilities = spread->probabilities,
    .n_probabilities = spread->n_probabilities,
  };
  sample_summary_run(samples, spread->n_samples, horizon, &summary, call->arena);
  const plugcast_status checked = check_finite(spread, output, call);
  if (checked == PLUGCAST_OK && spread->method == INTERVAL_SAMPLED && are_finite(mean, horizon)) {
    memcpy(output->mean, mean, horizon * sizeof *mean);
  }
  return checked;
}

// What a member says of a call that has nothing to do with intervals is put behind what is missing.
static plugcast_status
name_reason(plugcast_status status, Call *call)
{
  if (status != PLUGCAST_OK && status != PLUGCAST_CANCELLED &&
      !g_str_has_prefix(call->message, "no interval: ")) {
    g_autofree char *reason = g_strdup(call->message);
    return call_refuse(call, status, "no interval: %s", reason);
  }
  return status;
}

plugcast_status
spread_run(const Spread *spread, guint worker_index, Call *call, const SpreadOutput *output)
{
  const MemberTraits *traits = member_get_traits(spread->source.member);
  const ArenaMark mark = arena_mark(call->arena);
  plugcast_status status = PLUGCAST_UNSUPPORTED;
  switch (spread->method) {
  case INTERVAL_CONFORMAL:
    status = run_conformal(spread, worker_index, call, output);
    break;
  case INTERVAL_SAMPLED:
    status = traits->can_samples ? run_drawn(spread, worker_index, call, output)
                                 : call_refuse(call, PLUGCAST_UNSUPPORTED,
                                               "no interval: the model draws no samples");
    break;
  case INTERVAL_BOOTSTRAP:
    status = run_drawn(spread, worker_index, call, output);
    break;
  case INTERVAL_ANALYTIC:
  case INTERVAL_AUTO:
    status = call_refuse(call, PLUGCAST_UNSUPPORTED, "no interval: the model has none of its own");
    break;
  }
  arena_rewind(call->arena, mark);
  return name_reason(status, call);
}
