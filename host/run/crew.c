// SPDX-License-Identifier: MIT
#include "run/crew.h"

#include "pool/stream.h"
#include "run/residuals.h"

#include <string.h>

enum {
  ORIGINS_PER_FIT = 1 + RESIDUALS_GLOBAL_ORIGINS
};

struct Crew {
  CrewOptions options;
  gsize n_models;
  Member **members; // [n_models + 1], owned; the fallback's last, NULL without one
  guint64 *keys;    // [n_models + 1], owned
  IssueList *issues;
  Errors *failures;
};

// What fits are made of, for the length of one sweep.
typedef struct {
  Crew *crew;
  CrewTraining get_training;
  gconstpointer data;
} Fitting;

static void
add_member(Crew *crew, gsize index, const Model *model)
{
  crew->members[index] = member_new(model, pool_get_n_threads(crew->options.pool),
                                    crew->options.n_fits * ORIGINS_PER_FIT);
  member_set_horizon(crew->members[index], crew->options.horizon);
  member_set_probabilities(crew->members[index],
                           coverage_set_get_probabilities(crew->options.coverages),
                           coverage_set_get_n_probabilities(crew->options.coverages));
  crew->keys[index] = stream_part_from_text(model_get_label(model));
}

Crew *
crew_new(const CrewOptions *options)
{
  Crew *crew = g_new0(Crew, 1);
  crew->options = *options;
  crew->n_models = options->models->len;
  crew->members = g_new0(Member *, crew->n_models + 1);
  crew->keys = g_new0(guint64, crew->n_models + 1);
  for (gsize i = 0; i < crew->n_models; i++) {
    add_member(crew, i, g_ptr_array_index(options->models, i));
  }
  if (options->fallback != NULL) {
    add_member(crew, crew->n_models, options->fallback);
  }
  crew->issues = issue_list_new();
  crew->failures = errors_new();
  return crew;
}

void
crew_free(Crew *crew)
{
  if (crew == NULL) {
    return;
  }
  for (gsize i = 0; i <= crew->n_models; i++) {
    member_free(crew->members[i]);
  }
  g_free(crew->members);
  g_free(crew->keys);
  g_clear_pointer(&crew->issues, issue_list_free);
  g_clear_pointer(&crew->failures, errors_free);
  g_free(crew);
}

const CrewOptions *
crew_get_options(const Crew *crew)
{
  return &crew->options;
}

gsize
crew_get_n_models(const Crew *crew)
{
  return crew->n_models;
}

Member *
crew_get_member(const Crew *crew, gsize model)
{
  g_assert(model <= crew->n_models);

  return crew->members[model];
}

const char *
crew_get_label(const Crew *crew, gsize model)
{
  return model_get_label(member_get_model(crew_get_member(crew, model)));
}

guint64
crew_get_key(const Crew *crew, gsize model)
{
  g_assert(model <= crew->n_models);

  return crew->keys[model];
}

IssueList *
crew_get_issues(const Crew *crew)
{
  return crew->issues;
}

IssueList *
crew_steal_issues(Crew *crew)
{
  return g_steal_pointer(&crew->issues);
}

Errors *
crew_get_failures(const Crew *crew)
{
  return crew->failures;
}

gsize
crew_get_origin(gsize fit)
{
  return fit * ORIGINS_PER_FIT;
}

gboolean
crew_wants_spread(const Crew *crew)
{
  return coverage_set_get_n_probabilities(crew->options.coverages) > 0 ||
         interval_method_draws(crew->options.interval);
}

static gboolean
has_global_members(const Crew *crew)
{
  for (gsize i = 0; i <= crew->n_models; i++) {
    if (crew->members[i] != NULL && member_get_traits(crew->members[i])->is_global) {
      return TRUE;
    }
  }
  return FALSE;
}

// Earlier origins are for intervals from the errors made there.
static gsize
count_origins(const Crew *crew, const Member *member)
{
  const IntervalMethod method =
      interval_method_choose(crew->options.interval, member_get_traits(member));
  const gboolean looks_back = crew_wants_spread(crew) && interval_method_looks_back(method);
  return looks_back ? ORIGINS_PER_FIT : 1;
}

// Adds what @member may learn of one series, less @cut values at the end of its first part.
static gsize
add_views(const Fitting *fitting,
          Member *member,
          gsize fit,
          gsize cut,
          gsize series,
          Arena *kept,
          const SeriesView **views)
{
  const CrewOptions *options = &fitting->crew->options;
  CrewRange ranges[CREW_MAX_RANGES];
  const gsize n_ranges = fitting->get_training(fit, series, ranges, fitting->data);
  gsize n = 0;
  for (gsize i = 0; i < n_ranges; i++) {
    const gsize length = ranges[i].end - ranges[i].begin;
    const gsize end = i > 0 ? ranges[i].end : ranges[i].begin + (length > cut ? length - cut : 0);
    SeriesView *view =
        series_view_new(options->panel, series, ranges[i].begin, end, options->seasons,
                        options->n_seasons, member_get_traits(member)->can_exogenous, kept);
    if (!member_can_learn_from(member, view)) {
      continue;
    }
    if (i > 0) {
      // Plugins are promised that no two series have one id.
      g_autofree char *id = g_strdup_printf("%s (later)", view->series.id);
      const gsize size = strlen(id) + 1;
      view->series.id = memcpy(arena_take(kept, size), id, size);
    }
    views[n++] = view;
  }
  return n;
}

static void
fit_member(const Fitting *fitting, gsize model, gsize fit, gsize origin, PoolWorker *worker)
{
  const Crew *crew = fitting->crew;
  const CrewOptions *options = &crew->options;
  Member *member = crew->members[model];
  const gsize slot = crew_get_origin(fit) + origin;
  const gsize n_series = panel_get_n_series(options->panel);
  Arena *kept = member_get_arena(member, slot);
  const SeriesView **views = arena_take(kept, CREW_MAX_RANGES * n_series * sizeof *views);
  gsize n = 0;
  for (gsize i = 0; i < n_series; i++) {
    n += add_views(fitting, member, fit, origin * options->horizon, i, kept, views + n);
  }
  const guint64 parts[] = { options->seed, crew->keys[model], slot };
  Call call;
  call_init(&call, stream_key(parts, G_N_ELEMENTS(parts)));
  call_set_cancel(&call, options->cancel);
  call.arena = pool_worker_get_arena(worker);
  call.pool = options->pool;
  (void)member_fit(member, slot, views, n, &call);
}

static void
fit_members(gsize begin, gsize end, PoolWorker *worker, gpointer data)
{
  const Fitting *fitting = data;
  const Crew *crew = fitting->crew;
  const gsize n_members = crew->n_models + 1;
  Arena *arena = pool_worker_get_arena(worker);
  for (gsize k = begin; k < end; k++) {
    const gsize model = k % n_members;
    const gsize fit = k / n_members / ORIGINS_PER_FIT;
    const gsize origin = k / n_members % ORIGINS_PER_FIT;
    const Member *member = crew->members[model];
    if (member == NULL || !member_get_traits(member)->is_global ||
        origin >= count_origins(crew, member)) {
      continue;
    }
    const ArenaMark mark = arena_mark(arena);
    fit_member(fitting, model, fit, origin, worker);
    arena_rewind(arena, mark);
  }
}

gboolean
crew_fit(Crew *crew, CrewTraining get_training, gconstpointer data)
{
  if (!has_global_members(crew)) {
    return TRUE;
  }
  Fitting fitting = { crew, get_training, data };
  const gsize n = (crew->n_models + 1) * crew->options.n_fits * ORIGINS_PER_FIT;
  return pool_run(crew->options.pool, n, 1, fit_members, &fitting, crew->options.cancel);
}
