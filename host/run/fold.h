// SPDX-License-Identifier: MIT
#pragma once

#include "data/panel.h"
#include "run/crew.h"

#include <glib.h>

G_BEGIN_DECLS

/** How each series is cut into what is learnt from and what is tested on. */
typedef enum {
  FOLD_ROLLING, // the origin moves on; only what lies before it is learnt (Tashman 2000)
  FOLD_BLOCKED, // of k + 1 blocks of time all but the first are tested in turn, and global models
                // learn from both sides of the one that is tested (Bergmeir and Benítez 2012)
  FOLD_KFOLD,   // k parts of the series, dealt out by the seed: global models forecast the end of
                // series from which they have not learnt
  FOLD_TEST,    // a test range, forecast from every step of it by models fitted once before it
} FoldScheme;

typedef struct {
  FoldScheme scheme;
  gsize horizon;    // steps tested from each origin, at least 1
  gsize n_folds;    // ROLLING: at least 1; BLOCKED, KFOLD: at least 2; TEST: not used
  gsize step;       // from one origin to the next; 0 for the horizon, of TEST for 1
  gsize window;     // values learnt, the last ones; 0 for all from the start
  gsize gap;        // values between the last one seen and the first one tested
  gsize refit;      // ROLLING: global models are fitted anew at every n-th origin, at least 1
  gsize train;      // TEST: values; 0 for what the other parts leave
  gsize validation; // TEST: values after those, which nobody learns from
  gsize test;       // TEST: values after those; 0 for all that are left
  guint64 seed;     // KFOLD
} FoldSettings;

typedef enum {
  FOLD_ERROR_SETTINGS, // a number that cannot be
  FOLD_ERROR_SHORT,    // no series is long enough
} FoldError;

#define FOLD_ERROR (fold_error_quark())
GQuark fold_error_quark(void);

/**
 * The folds of every series of a panel, by index alone: nothing is copied. Fold f of a series is
 * one origin. Origins that share a fit are forecast by the same global model.
 *
 * A series that cannot give all that the scheme asks for is short: it has no folds at all, so that
 * every fold tests the same series. Never changes once made; any thread may read it.
 */
typedef struct FoldPlan FoldPlan;

/** One origin of one series. All are indices of its values. */
typedef struct {
  gsize fit;      // the fit that forecasts it
  gsize begin;    // of the values that models are shown
  gsize origin;   // end of the values that models are shown
  gsize test;     // the first value tested: origin + gap
  CrewRange past; // what scores are scaled by: the training part
} Fold;

/**
 * @panel: borrowed for the life of the plan.
 * Returns: (transfer full): the plan, or NULL with @error in FOLD_ERROR.
 */
FoldPlan *fold_plan_new(const Panel *panel,
                        const FoldSettings *settings,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

void fold_plan_free(FoldPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FoldPlan, fold_plan_free)

const FoldSettings *fold_plan_get_settings(const FoldPlan *plan);
const Panel *fold_plan_get_panel(const FoldPlan *plan);

/** Returns: origins of the series that has most of them. */
gsize fold_plan_get_n_folds(const FoldPlan *plan);

/** Returns: how often a global model is fitted. */
gsize fold_plan_get_n_fits(const FoldPlan *plan);

/**
 * Tells where fold @fold of @series lies.
 *
 * Returns: TRUE and fills @out, or FALSE when the series has no such fold.
 */
gboolean fold_plan_get(const FoldPlan *plan, gsize fold, gsize series, Fold *out);

/** What a global model learns of @series in fit @fit, as CrewTraining. */
gsize fold_plan_get_training(const FoldPlan *plan,
                             gsize fit,
                             gsize series,
                             CrewRange ranges[CREW_MAX_RANGES]);

gboolean fold_plan_is_short(const FoldPlan *plan, gsize series);

/** Returns: values that a series must have, lest it be short. */
gsize fold_plan_get_least_length(const FoldPlan *plan);

/**
 * Deals @n_items items into @n_folds parts whose sizes differ by at most 1: in order, or shuffled
 * by @seed. The same for any number of threads.
 *
 * @shuffled: FALSE for consecutive items.
 * @folds: [@n_items]: the part of each item, 0 … @n_folds - 1.
 * Returns: TRUE, or FALSE with FOLD_ERROR_SETTINGS unless 2 <= @n_folds <= @n_items.
 */
gboolean fold_deal(gsize n_items,
                   gsize n_folds,
                   gboolean shuffled,
                   guint64 seed,
                   gsize *folds,
                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: the first item of part @fold when @n_items are cut into @n_folds consecutive parts. */
gsize fold_begin(gsize n_items, gsize n_folds, gsize fold);

G_END_DECLS
