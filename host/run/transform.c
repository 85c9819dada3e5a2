// SPDX-License-Identifier: MIT
#include "run/transform.h"

#include "plugin/visit.h"
#include "run/fence.h"

#include <math.h>
#include <string.h>

static const plugcast_transform *
methods_of(const Setup *setup)
{
  return component_get_transform(setup_get_component(setup));
}

gboolean
transform_looks_back(const Setup *setup)
{
  return methods_of(setup)->n_lost > 0;
}

gboolean
transform_can_missing(const Setup *setup)
{
  return component_can(setup_get_component(setup), PLUGCAST_CAN_MISSING);
}

gsize
transform_get_n_lost(const Setup *setup)
{
  return methods_of(setup)->n_lost;
}

// Puts the transform's name in front of the message.
static plugcast_status
name_failure(const Setup *setup, plugcast_status status, Call *call)
{
  if (status == PLUGCAST_OK) {
    return status;
  }
  char reason[CALL_MESSAGE_CAPACITY];
  (void)g_strlcpy(reason, call->message, sizeof reason);
  return call_refuse(call, status, "transform '%s': %s", setup_get_label(setup), reason);
}

// What the plugin is shown of @view: regressors only where it asks for them.
static plugcast_series
show(const Setup *setup, const SeriesView *view)
{
  plugcast_series series = view->series;
  if (!component_can(setup_get_component(setup), PLUGCAST_CAN_EXOGENOUS)) {
    series.n_exogenous = 0;
    series.exogenous = NULL;
    series.future_exogenous = NULL;
    series.n_future = 0;
  }
  return series;
}

static plugcast_status
check_input(const Setup *setup, const SeriesView *input, Call *call)
{
  if (input == NULL) {
    return call_refuse(call, PLUGCAST_BAD_INPUT, "all values are missing");
  }
  const gsize n_missing = input->series.n_values - input->n_present;
  if (n_missing > 0 && !transform_can_missing(setup)) {
    return call_refuse(call, PLUGCAST_UNSUPPORTED,
                       "%" G_GSIZE_FORMAT " of %" G_GUINT64_FORMAT
                       " values are missing, and it takes none",
                       n_missing, input->series.n_values);
  }
  return PLUGCAST_OK;
}

static plugcast_status
learn(const Setup *setup, const plugcast_series *series, Call *call, double *state, gsize n_state)
{
  const ArenaMark mark = arena_mark(call->arena);
  Visit visit = visit_begin(setup_get_component(setup), call);
  const plugcast_status returned =
      methods_of(setup)->fit(&call->context, setup_get_values(setup), series, state);
  const plugcast_status status = visit_end(&visit, returned, "fit");
  arena_rewind(call->arena, mark);
  if (!fence_stands(state, n_state)) {
    return call_refuse(call, PLUGCAST_OVERRUN, "wrote outside of its state");
  }
  if (status != PLUGCAST_OK) {
    return status;
  }
  gsize where = 0;
  const plugcast_status judged = fence_check(state, n_state, &where);
  switch (judged) {
  case PLUGCAST_OK:
    return judged;
  case PLUGCAST_UNWRITTEN:
    return call_refuse(call, judged, "left number %" G_GSIZE_FORMAT " of its state unwritten",
                       where + 1);
  default:
    return call_refuse(call, judged, "number %" G_GSIZE_FORMAT " of its state is %g", where + 1,
                       state[where]);
  }
}

// Judges transformed @values: NaN stands where a value was missing or is lost by nature.
static plugcast_status
check_values(const Setup *setup, const plugcast_series *series, const double *values, Call *call)
{
  const gboolean looks_back = transform_looks_back(setup);
  for (gsize i = 0; i < series->n_values; i++) {
    if (fence_is_unwritten(&values[i])) {
      return call_refuse(call, PLUGCAST_UNWRITTEN, "left value %" G_GSIZE_FORMAT " unwritten",
                         i + 1);
    }
    if (isinf(values[i]) || (isnan(values[i]) && !isnan(series->values[i]) && !looks_back)) {
      return call_refuse(call, PLUGCAST_NOT_FINITE, "value %" G_GSIZE_FORMAT " becomes %g", i + 1,
                         values[i]);
    }
  }
  return PLUGCAST_OK;
}

// Transforms @series into fenced @values.
static plugcast_status
apply(const Setup *setup,
      const double *state,
      const plugcast_series *series,
      Call *call,
      double *values)
{
  const ArenaMark mark = arena_mark(call->arena);
  Visit visit = visit_begin(setup_get_component(setup), call);
  const plugcast_status returned =
      methods_of(setup)->apply(&call->context, setup_get_values(setup), state, series, values);
  const plugcast_status status = visit_end(&visit, returned, "apply");
  arena_rewind(call->arena, mark);
  if (!fence_stands(values, series->n_values)) {
    return call_refuse(call, PLUGCAST_OVERRUN, "wrote outside of the buffer of the values");
  }
  return status == PLUGCAST_OK ? check_values(setup, series, values, call) : status;
}

static plugcast_status
fit_and_apply(const Setup *setup, const SeriesView *input, Arena *arena, Call *call, Transform *out)
{
  const plugcast_status refused = check_input(setup, input, call);
  if (refused != PLUGCAST_OK) {
    return refused;
  }
  const plugcast_series series = show(setup, input);
  const guint64 n_state =
      methods_of(setup)->state_size(setup_get_values(setup), series.n_values, series.season_length);
  if (n_state > TRANSFORM_MAX_STATE) {
    return call_refuse(call, PLUGCAST_NO_MEMORY,
                       "asks for %" G_GUINT64_FORMAT " numbers of state (at most %d)", n_state,
                       TRANSFORM_MAX_STATE);
  }
  double *state = fence_take(arena, n_state);
  double *values = fence_take(arena, series.n_values);
  plugcast_status status = learn(setup, &series, call, state, n_state);
  if (status == PLUGCAST_OK) {
    status = apply(setup, state, &series, call, values);
  }
  if (status != PLUGCAST_OK) {
    return status;
  }
  const SeriesView *output = series_view_replace(input, values, arena);
  if (output == NULL) {
    return call_refuse(call, PLUGCAST_TOO_SHORT, "none of %" G_GUINT64_FORMAT " values is left",
                       series.n_values);
  }
  *out = (Transform){
    .setup = setup,
    .input = input,
    .state = state,
    .n_state = n_state,
    .output = output,
  };
  return PLUGCAST_OK;
}

plugcast_status
transform_fit(const Setup *setup, const SeriesView *input, Arena *arena, Call *call, Transform *out)
{
  return name_failure(setup, fit_and_apply(setup, input, arena, call, out), call);
}

plugcast_status
transform_apply(const Transform *transform, const SeriesView *longer, Call *call, double *values)
{
  const gsize n_values = longer->series.n_values;
  const gsize n_learned = transform->input->series.n_values;
  g_assert(n_values >= n_learned);

  const plugcast_status refused = check_input(transform->setup, longer, call);
  if (refused != PLUGCAST_OK) {
    return name_failure(transform->setup, refused, call);
  }
  const ArenaMark mark = arena_mark(call->arena);
  const plugcast_series series = show(transform->setup, longer);
  double *fenced = fence_take(call->arena, n_values);
  const plugcast_status status = apply(transform->setup, transform->state, &series, call, fenced);
  if (status == PLUGCAST_OK) {
    // Filling in and the like may look at later values: those learned from must not see them.
    const plugcast_series *output = &transform->output->series;
    const gsize n_lost = n_learned - output->n_values;
    for (gsize i = 0; i < n_values; i++) {
      const gboolean is_later = i >= n_learned;
      values[i] = is_later ? fenced[i] : i < n_lost ? (double)NAN : output->values[i - n_lost];
    }
  }
  arena_rewind(call->arena, mark);
  return name_failure(transform->setup, status, call);
}

static plugcast_status
check_rows(const double *rows, gsize n_rows, gsize horizon, Call *call)
{
  gsize where = 0;
  const plugcast_status status = fence_check(rows, n_rows * horizon, &where);
  switch (status) {
  case PLUGCAST_OK:
    return status;
  case PLUGCAST_OVERRUN:
    return call_refuse(call, status, "wrote outside of the buffer of the forecast");
  case PLUGCAST_UNWRITTEN:
    return call_refuse(call, status, "left step %" G_GSIZE_FORMAT " of the forecast unwritten",
                       where % horizon + 1);
  default:
    return call_refuse(call, status, "step %" G_GSIZE_FORMAT " of the forecast becomes %g",
                       where % horizon + 1, rows[where]);
  }
}

plugcast_status
transform_invert(const Transform *transform, gsize n_rows, gsize horizon, Call *call, double *rows)
{
  const ArenaMark mark = arena_mark(call->arena);
  const Setup *setup = transform->setup;
  const plugcast_series series = show(setup, transform->input);
  double *fenced = fence_take(call->arena, n_rows * horizon);
  Visit visit = visit_begin(setup_get_component(setup), call);
  const plugcast_status returned =
      methods_of(setup)->invert(&call->context, setup_get_values(setup), transform->state, &series,
                                n_rows, horizon, rows, fenced);
  plugcast_status status = visit_end(&visit, returned, "invert");
  if (status == PLUGCAST_OK || !fence_stands(fenced, n_rows * horizon)) {
    status = check_rows(fenced, n_rows, horizon, call);
  }
  if (status == PLUGCAST_OK) {
    memcpy(rows, fenced, n_rows * horizon * sizeof *rows);
  }
  arena_rewind(call->arena, mark);
  return name_failure(setup, status, call);
}
