// SPDX-License-Identifier: MIT
#include "run/fold_scheme.h"

#define SIZE G_GSIZE_FORMAT

// Lengths are sums of what users ask for; what is beyond all lengths stays there.
static gsize
add(gsize a, gsize b)
{
  return a > G_MAXSIZE - b ? G_MAXSIZE : a + b;
}

static gsize
multiply(gsize a, gsize b)
{
  gsize product = 0;
  return g_size_checked_mul(&product, a, b) ? product : G_MAXSIZE;
}

static gsize
get_least_training(const FoldSettings *settings)
{
  return MAX(settings->window, 1);
}

static gboolean
check_no_window(const FoldSettings *settings, const char *name, GError **error)
{
  if (settings->window == 0) {
    return TRUE;
  }
  g_set_error(error, FOLD_ERROR, FOLD_ERROR_SETTINGS,
              "a window of %" SIZE " values goes with the schemes rolling and test, not with %s",
              settings->window, name);
  return FALSE;
}

static gboolean
check_n_folds(const FoldSettings *settings, gsize least, const char *name, GError **error)
{
  if (settings->n_folds >= least) {
    return TRUE;
  }
  g_set_error(error, FOLD_ERROR, FOLD_ERROR_SETTINGS,
              "%" SIZE " folds are too few for the scheme %s (at least %" SIZE ")",
              settings->n_folds, name, least);
  return FALSE;
}

static gboolean
rolling_check(const FoldSettings *settings, GError **error)
{
  return check_n_folds(settings, 1, "rolling", error);
}

static gsize
rolling_get_least_length(const FoldSettings *settings)
{
  const gsize behind =
      add(multiply(settings->n_folds - 1, settings->step), add(settings->gap, settings->horizon));
  return add(get_least_training(settings), behind);
}

static gsize
rolling_get_n_folds(const FoldSeries *series)
{
  return series->settings->n_folds;
}

static gsize
rolling_get_n_fits(const FoldSettings *settings)
{
  return (settings->n_folds - 1) / settings->refit + 1;
}

static gsize
rolling_get_origin(const FoldSeries *series, gsize fold)
{
  const FoldSettings *settings = series->settings;
  const gsize behind = (settings->n_folds - 1 - fold) * settings->step;
  return series->length - behind - settings->horizon - settings->gap;
}

static gboolean
rolling_get(const FoldSeries *series, gsize fold, Fold *out)
{
  const FoldSettings *settings = series->settings;
  const gsize origin = rolling_get_origin(series, fold);
  const gsize begin = settings->window > 0 ? origin - settings->window : 0;
  *out = (Fold){
    .fit = fold / settings->refit,
    .begin = begin,
    .origin = origin,
    .test = origin + settings->gap,
    .past = { begin, origin },
  };
  return TRUE;
}

static gsize
rolling_get_training(const FoldSeries *series, gsize fit, CrewRange ranges[CREW_MAX_RANGES])
{
  Fold fold = { 0 };
  (void)rolling_get(series, fit * series->settings->refit, &fold);
  ranges[0] = fold.past;
  return 1;
}

// The first of k + 1 blocks is only learnt from: nothing lies before it to forecast it from.
static gsize
blocked_get_begin(const FoldSeries *series, gsize block)
{
  return fold_begin(series->length, series->settings->n_folds + 1, block);
}

static gboolean
blocked_check(const FoldSettings *settings, GError **error)
{
  return check_no_window(settings, "blocked", error) &&
         check_n_folds(settings, 2, "blocked", error);
}

static gsize
blocked_get_least_length(const FoldSettings *settings)
{
  return multiply(add(settings->n_folds, 1), MAX(settings->horizon, add(settings->gap, 1)));
}

static gsize
blocked_get_n_folds(const FoldSeries *series)
{
  return multiply(series->settings->n_folds, series->per_block);
}

static gsize
blocked_get_n_fits(const FoldSettings *settings)
{
  return settings->n_folds;
}

static gboolean
blocked_get(const FoldSeries *series, gsize fold, Fold *out)
{
  const FoldSettings *settings = series->settings;
  const gsize fit = fold / series->per_block;
  const gsize test = blocked_get_begin(series, fit + 1) + fold % series->per_block * settings->step;
  const gsize origin = test - settings->gap;
  *out = (Fold){ .fit = fit, .origin = origin, .test = test, .past = { 0, origin } };
  return test + settings->horizon <= blocked_get_begin(series, fit + 2);
}

static gsize
blocked_get_training(const FoldSeries *series, gsize fit, CrewRange ranges[CREW_MAX_RANGES])
{
  const gsize gap = series->settings->gap;
  ranges[0] = (CrewRange){ 0, blocked_get_begin(series, fit + 1) - gap };
  ranges[1] = (CrewRange){ blocked_get_begin(series, fit + 2) + gap, series->length };
  return ranges[1].begin < ranges[1].end ? 2 : 1;
}

static gboolean
kfold_check(const FoldSettings *settings, GError **error)
{
  return check_no_window(settings, "kfold", error) && check_n_folds(settings, 2, "kfold", error);
}

static gsize
kfold_get_least_length(const FoldSettings *settings)
{
  return add(1, add(settings->gap, settings->horizon));
}

static gsize
kfold_get_n_folds(const FoldSeries *series)
{
  return series->part + 1;
}

static gsize
kfold_get_n_fits(const FoldSettings *settings)
{
  return settings->n_folds;
}

static gboolean
kfold_get(const FoldSeries *series, gsize fold, Fold *out)
{
  const gsize test = series->length - series->settings->horizon;
  const gsize origin = test - series->settings->gap;
  *out = (Fold){ .fit = fold, .origin = origin, .test = test, .past = { 0, origin } };
  return fold == series->part;
}

// Of other series no value behind their origins is learnt either: series of one time would tell the
// future of each other.
static gsize
kfold_get_training(const FoldSeries *series, gsize fit, CrewRange ranges[CREW_MAX_RANGES])
{
  Fold fold = { 0 };
  if (kfold_get(series, fit, &fold)) {
    return 0;
  }
  ranges[0] = fold.past;
  return 1;
}

static gboolean
test_check(const FoldSettings *settings, GError **error)
{
  if (settings->train == 0 && settings->test == 0) {
    g_set_error(error, FOLD_ERROR, FOLD_ERROR_SETTINGS,
                "the scheme test needs the length of the part to learn from or of the test part");
    return FALSE;
  }
  if (settings->test > 0 && settings->test < settings->horizon) {
    g_set_error(error, FOLD_ERROR, FOLD_ERROR_SETTINGS,
                "a test part of %" SIZE " values is shorter than the horizon, %" SIZE,
                settings->test, settings->horizon);
    return FALSE;
  }
  if (settings->window > 0 && settings->train > 0 && settings->window > settings->train) {
    g_set_error(error, FOLD_ERROR, FOLD_ERROR_SETTINGS,
                "a window of %" SIZE " values is longer than the part to learn from, %" SIZE,
                settings->window, settings->train);
    return FALSE;
  }
  if (settings->train > 0 && add(settings->gap, get_least_training(settings)) >
                                 add(settings->train, settings->validation)) {
    g_set_error(error, FOLD_ERROR, FOLD_ERROR_SETTINGS,
                "a gap of %" SIZE " values leaves nothing of the %" SIZE " before the test part",
                settings->gap, settings->train + settings->validation);
    return FALSE;
  }
  return TRUE;
}

static gsize
test_get_least_length(const FoldSettings *settings)
{
  const gsize learnt = MAX(settings->train, add(settings->gap, get_least_training(settings)));
  return add(add(learnt, settings->validation), MAX(settings->test, settings->horizon));
}

static gsize
test_get_train(const FoldSeries *series)
{
  const FoldSettings *settings = series->settings;
  return settings->train > 0 ? settings->train
                             : series->length - settings->validation - settings->test;
}

static gsize
test_get_n_folds(const FoldSeries *series)
{
  const FoldSettings *settings = series->settings;
  const gsize test = settings->test > 0
                         ? settings->test
                         : series->length - test_get_train(series) - settings->validation;
  return (test - settings->horizon) / settings->step + 1;
}

static gsize
test_get_n_fits(const FoldSettings *settings)
{
  (void)settings;
  return 1;
}

static CrewRange
test_get_past(const FoldSeries *series)
{
  const gsize window = series->settings->window;
  const gsize train = test_get_train(series);
  return (CrewRange){ window > 0 ? train - window : 0, train };
}

static gboolean
test_get(const FoldSeries *series, gsize fold, Fold *out)
{
  const FoldSettings *settings = series->settings;
  const gsize test = test_get_train(series) + settings->validation + fold * settings->step;
  const gsize origin = test - settings->gap;
  *out = (Fold){
    .begin = settings->window > 0 ? origin - settings->window : 0,
    .origin = origin,
    .test = test,
    .past = test_get_past(series),
  };
  return TRUE;
}

static gsize
test_get_training(const FoldSeries *series, gsize fit, CrewRange ranges[CREW_MAX_RANGES])
{
  (void)fit;
  ranges[0] = test_get_past(series);
  return 1;
}

static const FoldSchemeClass classes[] = {
  [FOLD_ROLLING] = {
      .check = rolling_check,
      .get_least_length = rolling_get_least_length,
      .get_n_folds = rolling_get_n_folds,
      .get_n_fits = rolling_get_n_fits,
      .get = rolling_get,
      .get_training = rolling_get_training,
  },
  [FOLD_BLOCKED] = {
      .check = blocked_check,
      .get_least_length = blocked_get_least_length,
      .get_n_folds = blocked_get_n_folds,
      .get_n_fits = blocked_get_n_fits,
      .get = blocked_get,
      .get_training = blocked_get_training,
  },
  [FOLD_KFOLD] = {
      .check = kfold_check,
      .get_least_length = kfold_get_least_length,
      .get_n_folds = kfold_get_n_folds,
      .get_n_fits = kfold_get_n_fits,
      .get = kfold_get,
      .get_training = kfold_get_training,
  },
  [FOLD_TEST] = {
      .check = test_check,
      .get_least_length = test_get_least_length,
      .get_n_folds = test_get_n_folds,
      .get_n_fits = test_get_n_fits,
      .get = test_get,
      .get_training = test_get_training,
  },
};

const FoldSchemeClass *
fold_scheme_get_class(FoldScheme scheme)
{
  g_assert((gsize)scheme < G_N_ELEMENTS(classes));

  return &classes[scheme];
}
