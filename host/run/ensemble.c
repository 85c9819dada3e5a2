// SPDX-License-Identifier: MIT
#include "run/ensemble.h"

#include "plugin/suggest.h"
#include "plugin/visit.h"
#include "run/fence.h"

#include <math.h>
#include <string.h>

// Of a combiner's state, in numbers: more is a mistake of the plugin.
#define MOST_STATE ((guint64)1 << 27)

typedef enum {
  ENSEMBLE_FIXED,   // its combination
  ENSEMBLE_WEIGHTS, // its rule
  ENSEMBLE_PLUGIN,  // its setup
} EnsembleKind;

struct Ensemble {
  EnsembleKind kind;
  gsize n_members;
  Combination combination;
  WeightRule rule;
  Setup *setup; // owned
};

static const char *const combination_names[] = { "mean", "median", "trimmed", "quantile",
                                                 "weighted" };

static const plugcast_combiner *
get_methods(const Ensemble *ensemble)
{
  return component_get_combiner(setup_get_component(ensemble->setup));
}

// Returns: TRUE when @error says no more than that there is no such strategy.
static gboolean
is_unknown(const GError *error)
{
  return error == NULL || g_error_matches(error, COMBINATION_ERROR, COMBINATION_ERROR_UNKNOWN);
}

static gboolean
refuse_unknown(const char *text, GError **error)
{
  const char *const *rules = weight_rule_get_names();
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  for (gsize i = 0; i < G_N_ELEMENTS(combination_names); i++) {
    g_ptr_array_add(names, (gpointer)(gsize)combination_names[i]);
  }
  for (gsize i = 0; rules[i] != NULL; i++) {
    g_ptr_array_add(names, (gpointer)(gsize)rules[i]);
  }
  g_ptr_array_add(names, NULL);
  g_autofree char *word = g_strndup(text, strcspn(text, ":("));
  g_autofree char *similar = suggest_similar(word, (const char *const *)names->pdata);
  g_set_error(error, COMBINATION_ERROR, COMBINATION_ERROR_UNKNOWN,
              "'%s' is no way to combine models (known: mean, median, trimmed, trimmed:SHARE, "
              "quantile:P, weighted:W1,W2,…, inverse_error, softmax, stacking, nnls, best, and the "
              "combiners of plugins)%s%s",
              text, similar != NULL ? "; " : "", similar != NULL ? similar : "");
  return FALSE;
}

static gboolean
check_least_members(const Ensemble *ensemble, GError **error)
{
  const guint32 least = get_methods(ensemble)->least_members;
  if (ensemble->n_members < least) {
    g_set_error(error, COMBINATION_ERROR, COMBINATION_ERROR_MEMBERS,
                "combiner '%s' needs %u models, there are %" G_GSIZE_FORMAT,
                setup_get_label(ensemble->setup), least, ensemble->n_members);
    return FALSE;
  }
  return TRUE;
}

// A file, or a plugin and a name, and not a strategy and a number.
static gboolean
is_place(const char *text)
{
  const char *colon = strchr(text, ':');
  return strchr(text, '/') != NULL || (colon != NULL && g_ascii_isalpha(colon[1]));
}

static gboolean
parse_plugin(Ensemble *ensemble, Registry *registry, const char *text, GError **error)
{
  g_autoptr(GError) local = NULL;
  ensemble->kind = ENSEMBLE_PLUGIN;
  ensemble->setup = setup_new(registry, PLUGCAST_KIND_COMBINER, text, &local);
  if (ensemble->setup != NULL) {
    return check_least_members(ensemble, error);
  }
  if (!is_place(text) && g_error_matches(local, REGISTRY_ERROR, REGISTRY_ERROR_NOT_FOUND)) {
    return refuse_unknown(text, error);
  }
  g_propagate_error(error, g_steal_pointer(&local));
  return FALSE;
}

static gboolean
has_known_name(const char *text)
{
  const gsize length = strcspn(text, ":");
  for (gsize i = 0; i < G_N_ELEMENTS(combination_names); i++) {
    if (strlen(combination_names[i]) == length &&
        strncmp(text, combination_names[i], length) == 0) {
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
parse(Ensemble *ensemble, Registry *registry, const char *text, GError **error)
{
  g_autoptr(GError) local = NULL;
  if (combination_parse(text, ensemble->n_members, &ensemble->combination, &local)) {
    return TRUE;
  }
  if (is_unknown(local)) {
    g_clear_error(&local);
    ensemble->kind = ENSEMBLE_WEIGHTS;
    if (weight_rule_parse(text, &ensemble->rule, &local)) {
      return TRUE;
    }
  }
  if (!is_unknown(local)) {
    g_propagate_error(error, g_steal_pointer(&local));
    return FALSE;
  }
  if (has_known_name(text)) {
    return refuse_unknown(text, error);
  }
  return parse_plugin(ensemble, registry, text, error);
}

Ensemble *
ensemble_new(Registry *registry, const char *text, gsize n_members, GError **error)
{
  g_return_val_if_fail(registry != NULL && text != NULL, NULL);
  g_return_val_if_fail(error == NULL || *error == NULL, NULL);

  g_autoptr(Ensemble) ensemble = g_new0(Ensemble, 1);
  ensemble->n_members = n_members;
  return parse(ensemble, registry, text, error) ? g_steal_pointer(&ensemble) : NULL;
}

void
ensemble_free(Ensemble *ensemble)
{
  if (ensemble == NULL) {
    return;
  }
  combination_clear(&ensemble->combination);
  g_clear_pointer(&ensemble->setup, setup_free);
  g_free(ensemble);
}

gsize
ensemble_get_n_members(const Ensemble *ensemble)
{
  return ensemble->n_members;
}

static guint64
get_state_size(const Ensemble *ensemble, gsize n_members)
{
  return get_methods(ensemble)->state_size(setup_get_values(ensemble->setup), n_members);
}

gboolean
ensemble_learns(const Ensemble *ensemble)
{
  return ensemble->kind == ENSEMBLE_WEIGHTS ||
         (ensemble->kind == ENSEMBLE_PLUGIN && get_state_size(ensemble, ensemble->n_members) > 0);
}

gboolean
ensemble_uses(const Ensemble *ensemble, gsize index)
{
  g_assert(index < ensemble->n_members);

  return ensemble->combination.weights == NULL || ensemble->combination.weights[index] > 0;
}

gboolean
ensemble_has_weights(const Ensemble *ensemble)
{
  return ensemble->kind == ENSEMBLE_WEIGHTS ||
         (ensemble->kind == ENSEMBLE_FIXED && (ensemble->combination.kind == COMBINATION_MEAN ||
                                               ensemble->combination.kind == COMBINATION_WEIGHTED));
}

static plugcast_status
check_state(const double *state, gsize n_state, Call *call)
{
  gsize where = 0;
  const plugcast_status status = fence_check(state, n_state, &where);
  switch (status) {
  case PLUGCAST_OK:
    return status;
  case PLUGCAST_OVERRUN:
    return call_refuse(call, status, "fit() wrote outside of the state");
  case PLUGCAST_UNWRITTEN:
    return call_refuse(call, status, "fit() left number %" G_GSIZE_FORMAT " of the state unwritten",
                       where + 1);
  default:
    return call_refuse(call, status, "fit() made number %" G_GSIZE_FORMAT " of the state %g",
                       where + 1, state[where]);
  }
}

static plugcast_status
learn_state(const Ensemble *ensemble, const WeightPast *past, Call *call, EnsembleLesson *lesson)
{
  const guint64 n_state = get_state_size(ensemble, past->n_members);
  if (n_state > MOST_STATE) {
    return call_refuse(call, PLUGCAST_FAILED,
                       "its state of %" G_GUINT64_FORMAT " numbers is more than %" G_GUINT64_FORMAT,
                       n_state, MOST_STATE);
  }
  double *state = fence_take(call->arena, (gsize)n_state);
  Visit visit = visit_begin(setup_get_component(ensemble->setup), call);
  const plugcast_status status = visit_end(
      &visit,
      get_methods(ensemble)->fit(&call->context, setup_get_values(ensemble->setup), past->n_members,
                                 past->n_points, past->members, past->actuals, state),
      "fit");
  if (status != PLUGCAST_OK && fence_stands(state, (gsize)n_state)) {
    return status;
  }
  lesson->state = state;
  lesson->n_state = (gsize)n_state;
  return check_state(state, (gsize)n_state, call);
}

plugcast_status
ensemble_learn(const Ensemble *ensemble,
               const WeightPast *past,
               const gsize *used,
               Call *call,
               EnsembleLesson *out)
{
  g_assert(past->n_members <= ensemble->n_members);

  EnsembleLesson lesson = { .used = used, .n_used = past->n_members };
  if (ensemble->kind == ENSEMBLE_WEIGHTS) {
    double *weights = arena_take(call->arena, past->n_members * sizeof *weights);
    weight_rule_learn(&ensemble->rule, past, call->arena, weights);
    lesson.weights = weights;
  } else if (ensemble->kind == ENSEMBLE_PLUGIN) {
    const plugcast_status status = learn_state(ensemble, past, call, &lesson);
    if (status != PLUGCAST_OK) {
      return status;
    }
  }
  *out = lesson;
  return PLUGCAST_OK;
}

// What was learnt of some members, as weights of all.
static void
combine_by_weights(const Ensemble *ensemble,
                   const EnsembleLesson *lesson,
                   const double *const *members,
                   gsize n_points,
                   Arena *arena,
                   double *out)
{
  double *weights = arena_take(arena, ensemble->n_members * sizeof *weights);
  memset(weights, 0, ensemble->n_members * sizeof *weights);
  for (gsize i = 0; i < lesson->n_used; i++) {
    weights[lesson->used[i]] = lesson->weights != NULL ? lesson->weights[i] : 1;
  }
  const gboolean scales = lesson->weights == NULL || weight_rule_sums_to_one(&ensemble->rule);
  const Combination combination = {
    .kind = scales ? COMBINATION_WEIGHTED : COMBINATION_LINEAR,
    .weights = weights,
    .n_weights = ensemble->n_members,
  };
  combination_apply(&combination, members, ensemble->n_members, n_points, out);
}

static plugcast_status
check_points(const double *points, gsize n_points, Call *call)
{
  gsize where = 0;
  const plugcast_status status = fence_check(points, n_points, &where);
  switch (status) {
  case PLUGCAST_OK:
    return status;
  case PLUGCAST_OVERRUN:
    return call_refuse(call, status, "combine() wrote outside of the forecast");
  case PLUGCAST_UNWRITTEN:
    return call_refuse(call, status, "combine() left step %" G_GSIZE_FORMAT " unwritten",
                       where + 1);
  default:
    return call_refuse(call, status, "combine() made step %" G_GSIZE_FORMAT " %g", where + 1,
                       points[where]);
  }
}

static plugcast_status
combine_by_plugin(const Ensemble *ensemble,
                  const EnsembleLesson *lesson,
                  const double *const *members,
                  gsize n_points,
                  Call *call,
                  double *out)
{
  const guint32 least = get_methods(ensemble)->least_members;
  if (lesson->n_used < least) {
    return call_refuse(call, PLUGCAST_UNSUPPORTED,
                       "needs %u members, %" G_GSIZE_FORMAT " are there", least, lesson->n_used);
  }
  const double **rows = arena_take(call->arena, lesson->n_used * sizeof *rows);
  for (gsize i = 0; i < lesson->n_used; i++) {
    rows[i] = members[lesson->used[i]];
    if (isnan(rows[i][0])) {
      return call_refuse(call, PLUGCAST_UNSUPPORTED,
                         "member %" G_GSIZE_FORMAT ", from which it has learnt, is not there",
                         lesson->used[i] + 1);
    }
  }
  double *points = fence_take(call->arena, n_points);
  Visit visit = visit_begin(setup_get_component(ensemble->setup), call);
  plugcast_status status = visit_end(
      &visit,
      get_methods(ensemble)->combine(&call->context, setup_get_values(ensemble->setup),
                                     lesson->state, lesson->n_used, n_points, rows, points),
      "combine");
  if (status == PLUGCAST_OK || !fence_stands(points, n_points)) {
    status = check_points(points, n_points, call);
  }
  if (status == PLUGCAST_OK && lesson->state != NULL &&
      !fence_stands(lesson->state, lesson->n_state)) {
    status = call_refuse(call, PLUGCAST_OVERRUN, "combine() wrote outside of the state");
  }
  if (status == PLUGCAST_OK) {
    memcpy(out, points, n_points * sizeof *points);
  }
  return status;
}

plugcast_status
ensemble_combine(const Ensemble *ensemble,
                 const EnsembleLesson *lesson,
                 const double *const *members,
                 gsize n_points,
                 Call *call,
                 double *out)
{
  const ArenaMark mark = arena_mark(call->arena);
  plugcast_status status = PLUGCAST_OK;
  if (ensemble->kind == ENSEMBLE_FIXED) {
    combination_apply(&ensemble->combination, members, ensemble->n_members, n_points, out);
  } else if (ensemble->kind == ENSEMBLE_WEIGHTS ||
             (lesson->state == NULL && lesson->n_used > 0 && ensemble_learns(ensemble))) {
    combine_by_weights(ensemble, lesson, members, n_points, call->arena, out);
  } else {
    status = combine_by_plugin(ensemble, lesson, members, n_points, call, out);
  }
  arena_rewind(call->arena, mark);
  return status;
}

// The weight of member @used[@place] before it is scaled.
static double
get_raw_weight(const Ensemble *ensemble, const EnsembleLesson *lesson, gsize place)
{
  if (lesson->weights != NULL) {
    return lesson->weights[place];
  }
  const double *given = ensemble->combination.weights;
  return given != NULL ? given[lesson->used[place]] : 1;
}

void
ensemble_get_weights(const Ensemble *ensemble,
                     const EnsembleLesson *lesson,
                     const gboolean *is_there,
                     double *weights)
{
  g_assert(ensemble_has_weights(ensemble));

  memset(weights, 0, ensemble->n_members * sizeof *weights);
  double total = 0;
  double there = 0;
  for (gsize i = 0; i < lesson->n_used; i++) {
    const double weight = get_raw_weight(ensemble, lesson, i);
    total += weight;
    if (is_there[lesson->used[i]]) {
      weights[lesson->used[i]] = weight;
      there += weight;
    }
  }
  const gboolean keeps_sum = ensemble->kind == ENSEMBLE_WEIGHTS && lesson->weights != NULL &&
                             !weight_rule_sums_to_one(&ensemble->rule);
  for (gsize i = 0; i < ensemble->n_members; i++) {
    weights[i] = weights[i] / there * (keeps_sum ? total : 1);
  }
}
