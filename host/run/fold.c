// SPDX-License-Identifier: MIT
#include "run/fold.h"

#include "pool/stream.h"
#include "run/fold_scheme.h"

struct FoldPlan {
  const Panel *panel;
  FoldSettings settings;
  const FoldSchemeClass *scheme;
  gsize least_length;
  gsize n_folds;
  gsize per_block;
  gsize *parts; // [n_series], owned; only of FOLD_KFOLD
};

G_DEFINE_QUARK(fold_error, fold_error)

gsize
fold_begin(gsize n_items, gsize n_folds, gsize fold)
{
  g_assert(n_folds > 0 && fold <= n_folds);

  return fold * (n_items / n_folds) + MIN(fold, n_items % n_folds);
}

static void
shuffle(gsize *items, gsize n, guint64 seed)
{
  const guint64 parts[] = { seed, stream_part_from_text("folds") };
  Stream stream;
  stream_init(&stream, stream_key(parts, G_N_ELEMENTS(parts)));
  for (gsize i = n; i > 1; i--) {
    const gsize j = (gsize)stream_next_below(&stream, i);
    const gsize item = items[i - 1];
    items[i - 1] = items[j];
    items[j] = item;
  }
}

gboolean
fold_deal(
    gsize n_items, gsize n_folds, gboolean shuffled, guint64 seed, gsize *folds, GError **error)
{
  if (n_folds < 2 || n_folds > n_items) {
    g_set_error(error, FOLD_ERROR, FOLD_ERROR_SETTINGS,
                "%" G_GSIZE_FORMAT " folds of %" G_GSIZE_FORMAT " items (at least 2, and no more "
                "than there are items)",
                n_folds, n_items);
    return FALSE;
  }
  gsize fold = 0;
  for (gsize i = 0; i < n_items; i++) {
    fold += i == fold_begin(n_items, n_folds, fold + 1) ? 1 : 0;
    folds[i] = fold;
  }
  if (shuffled) {
    shuffle(folds, n_items, seed);
  }
  return TRUE;
}

static FoldSeries
get_series(const FoldPlan *plan, gsize series)
{
  return (FoldSeries){
    .settings = &plan->settings,
    .length = panel_get_length(plan->panel, series),
    .part = plan->parts != NULL ? plan->parts[series] : 0,
    .per_block = plan->per_block,
  };
}

// Series that are short take no part.
static gboolean
deal_series(FoldPlan *plan, gsize n_long, GError **error)
{
  const gsize n_series = panel_get_n_series(plan->panel);
  g_autofree gsize *dealt = g_new(gsize, n_long);
  if (!fold_deal(n_long, plan->settings.n_folds, TRUE, plan->settings.seed, dealt, error)) {
    g_prefix_error(error, "series that are long enough: ");
    return FALSE;
  }
  plan->parts = g_new0(gsize, n_series);
  gsize next = 0;
  for (gsize i = 0; i < n_series; i++) {
    if (!fold_plan_is_short(plan, i)) {
      plan->parts[i] = dealt[next++];
    }
  }
  return TRUE;
}

static void
count_folds(FoldPlan *plan)
{
  for (gsize i = 0; i < panel_get_n_series(plan->panel); i++) {
    if (!fold_plan_is_short(plan, i)) {
      const FoldSeries series = get_series(plan, i);
      plan->n_folds = MAX(plan->n_folds, plan->scheme->get_n_folds(&series));
    }
  }
}

// Folds of a block of the longest series, so that a fold has one number in all series.
static gsize
count_per_block(const FoldPlan *plan, gsize longest)
{
  const FoldSettings *settings = &plan->settings;
  const gsize n_blocks = settings->n_folds + 1;
  const gsize block = fold_begin(longest, n_blocks, 2) - fold_begin(longest, n_blocks, 1);
  return (block - settings->horizon) / settings->step + 1;
}

static gboolean
lay_out(FoldPlan *plan, GError **error)
{
  gsize longest = 0;
  gsize n_long = 0;
  for (gsize i = 0; i < panel_get_n_series(plan->panel); i++) {
    longest = MAX(longest, panel_get_length(plan->panel, i));
    n_long += fold_plan_is_short(plan, i) ? 0 : 1;
  }
  if (n_long == 0) {
    g_set_error(error, FOLD_ERROR, FOLD_ERROR_SHORT,
                "no series is long enough: the folds need %" G_GSIZE_FORMAT
                " values, the longest series has %" G_GSIZE_FORMAT,
                plan->least_length, longest);
    return FALSE;
  }
  if (plan->settings.scheme == FOLD_KFOLD && !deal_series(plan, n_long, error)) {
    return FALSE;
  }
  plan->per_block = plan->settings.scheme == FOLD_BLOCKED ? count_per_block(plan, longest) : 1;
  count_folds(plan);
  return TRUE;
}

FoldPlan *
fold_plan_new(const Panel *panel, const FoldSettings *settings, GError **error)
{
  g_return_val_if_fail(panel != NULL && settings != NULL, NULL);
  g_return_val_if_fail(error == NULL || *error == NULL, NULL);

  if (settings->horizon == 0) {
    g_set_error(error, FOLD_ERROR, FOLD_ERROR_SETTINGS, "horizon 0 (at least 1)");
    return NULL;
  }
  g_autoptr(FoldPlan) plan = g_new0(FoldPlan, 1);
  plan->panel = panel;
  plan->settings = *settings;
  plan->scheme = fold_scheme_get_class(settings->scheme);
  const gsize step = settings->scheme == FOLD_TEST ? 1 : settings->horizon;
  plan->settings.step = settings->step > 0 ? settings->step : step;
  plan->settings.refit = MAX(settings->refit, 1);
  if (!plan->scheme->check(&plan->settings, error)) {
    return NULL;
  }
  plan->least_length = plan->scheme->get_least_length(&plan->settings);
  return lay_out(plan, error) ? g_steal_pointer(&plan) : NULL;
}

void
fold_plan_free(FoldPlan *plan)
{
  if (plan == NULL) {
    return;
  }
  g_free(plan->parts);
  g_free(plan);
}

const FoldSettings *
fold_plan_get_settings(const FoldPlan *plan)
{
  return &plan->settings;
}

const Panel *
fold_plan_get_panel(const FoldPlan *plan)
{
  return plan->panel;
}

gsize
fold_plan_get_n_folds(const FoldPlan *plan)
{
  return plan->n_folds;
}

gsize
fold_plan_get_n_fits(const FoldPlan *plan)
{
  return plan->scheme->get_n_fits(&plan->settings);
}

gboolean
fold_plan_is_short(const FoldPlan *plan, gsize series)
{
  return panel_get_length(plan->panel, series) < plan->least_length;
}

gsize
fold_plan_get_least_length(const FoldPlan *plan)
{
  return plan->least_length;
}

gboolean
fold_plan_get(const FoldPlan *plan, gsize fold, gsize series, Fold *out)
{
  if (fold_plan_is_short(plan, series)) {
    return FALSE;
  }
  const FoldSeries row = get_series(plan, series);
  Fold found = { 0 };
  if (fold >= plan->scheme->get_n_folds(&row) || !plan->scheme->get(&row, fold, &found)) {
    return FALSE;
  }
  *out = found;
  return TRUE;
}

gsize
fold_plan_get_training(const FoldPlan *plan,
                       gsize fit,
                       gsize series,
                       CrewRange ranges[CREW_MAX_RANGES])
{
  if (fold_plan_is_short(plan, series)) {
    return 0;
  }
  const FoldSeries row = get_series(plan, series);
  return plan->scheme->get_training(&row, fit, ranges);
}
