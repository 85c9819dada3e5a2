// SPDX-License-Identifier: MIT
#include "run/augmenter.h"

#include "plugin/visit.h"
#include "pool/stream.h"
#include "run/fence.h"

#include <math.h>
#include <string.h>

gsize
augmenter_get_n_partners(const Setup *augmenter)
{
  return component_get_augmenter(setup_get_component(augmenter))->n_partners;
}

gboolean
augmenter_accepts(const Setup *augmenter, const SeriesView *view)
{
  return view != NULL && (view->n_present == view->series.n_values ||
                          component_can(setup_get_component(augmenter), PLUGCAST_CAN_MISSING));
}

guint64
augmenter_seed(guint64 seed, const char *id, const Setup *augmenter, gsize copy)
{
  const guint64 parts[] = {
    seed,
    stream_part_from_text(id),
    stream_part_from_text(setup_get_label(augmenter)),
    copy,
  };
  return stream_key(parts, G_N_ELEMENTS(parts));
}

static plugcast_status
check_view(const Setup *augmenter, const SeriesView *view, Call *call)
{
  if (view == NULL) {
    return call_refuse(call, PLUGCAST_BAD_INPUT, "all values are missing");
  }
  if (!augmenter_accepts(augmenter, view)) {
    return call_refuse(call, PLUGCAST_UNSUPPORTED,
                       "%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
                       " values are missing, and the augmenter takes none",
                       view->series.n_values - view->n_present, view->series.n_values);
  }
  return PLUGCAST_OK;
}

static plugcast_status
check_values(const SeriesView *view, const double *values, Call *call)
{
  const gboolean has_gaps = view->n_present < view->series.n_values;
  for (gsize i = 0; i < view->series.n_values; i++) {
    if (fence_is_unwritten(&values[i])) {
      return call_refuse(call, PLUGCAST_UNWRITTEN, "left value %" G_GSIZE_FORMAT " unwritten",
                         i + 1);
    }
    if (!isfinite(values[i]) && !(has_gaps && isnan(values[i]))) {
      return call_refuse(call, PLUGCAST_NOT_FINITE, "value %" G_GSIZE_FORMAT " is %g", i + 1,
                         values[i]);
    }
  }
  return PLUGCAST_OK;
}

// A model may be shown regressors that its augmenter does not ask for.
static plugcast_series
show_series(const Component *component, const SeriesView *view)
{
  plugcast_series series = view->series;
  if (!component_can(component, PLUGCAST_CAN_EXOGENOUS)) {
    series.n_exogenous = 0;
    series.exogenous = NULL;
    series.future_exogenous = NULL;
    series.n_future = 0;
  }
  return series;
}

static plugcast_status
run_fenced(const Setup *augmenter,
           const SeriesView *view,
           const plugcast_series *const *partners,
           Call *call,
           double *values)
{
  const Component *component = setup_get_component(augmenter);
  const plugcast_series series = show_series(component, view);
  Visit visit = visit_begin(component, call);
  const plugcast_status returned = component_get_augmenter(component)->augment(
      &call->context, setup_get_values(augmenter), &series, partners, values);
  const plugcast_status status = visit_end(&visit, returned, "augment");
  if (!fence_stands(values, view->series.n_values)) {
    return call_refuse(call, PLUGCAST_OVERRUN, "wrote outside of the buffer of the new series");
  }
  return status == PLUGCAST_OK ? check_values(view, values, call) : status;
}

plugcast_status
augmenter_run(const Setup *augmenter,
              const SeriesView *view,
              const plugcast_series *const *partners,
              Call *call,
              double *out)
{
  const plugcast_status refused = check_view(augmenter, view, call);
  if (refused != PLUGCAST_OK) {
    return refused;
  }
  const ArenaMark mark = arena_mark(call->arena);
  double *values = fence_take(call->arena, view->series.n_values);
  const plugcast_status status = run_fenced(augmenter, view, partners, call, values);
  if (status == PLUGCAST_OK) {
    memcpy(out, values, view->series.n_values * sizeof *out);
  }
  arena_rewind(call->arena, mark);
  return status;
}
