// SPDX-License-Identifier: MIT
#include "run/backtest-private.h"

static gsize
get_fit(const Backtest *backtest, gsize unit_index)
{
  const BacktestUnit *unit = &backtest->units[unit_index];
  Fold fold = { 0 };
  const gboolean is_there = fold_plan_get(backtest->folds, unit->fold, unit->series, &fold);
  g_assert(is_there);
  return fold.fit;
}

// Counts, then places: units of one fit keep their order. Returns: (transfer full): where the units
// of each fit begin, and the end.
static gsize *
group_units(Backtest *backtest)
{
  const gsize n_fits = fold_plan_get_n_fits(backtest->folds);
  gsize *begins = g_new0(gsize, n_fits + 1);
  for (gsize i = 0; i < backtest->n_units; i++) {
    begins[get_fit(backtest, i) + 1]++;
  }
  for (gsize fit = 0; fit < n_fits; fit++) {
    begins[fit + 1] += begins[fit];
  }
  g_autofree gsize *next = g_memdup2(begins, n_fits * sizeof *begins);
  backtest->units_by_fit = g_new(gsize, backtest->n_units);
  for (gsize i = 0; i < backtest->n_units; i++) {
    backtest->units_by_fit[next[get_fit(backtest, i)]++] = i;
  }
  return begins;
}

static void
add_batches(const Backtest *backtest, GArray *batches, gsize model, gsize size, const gsize *begins)
{
  for (gsize fit = 0; fit < fold_plan_get_n_fits(backtest->folds); fit++) {
    for (gsize begin = begins[fit]; begin < begins[fit + 1]; begin += size) {
      const BacktestBatch batch = { model, begin, MIN(begin + size, begins[fit + 1]) };
      g_array_append_val(batches, batch);
    }
  }
}

void
backtest_plan_tasks(Backtest *backtest)
{
  g_autoptr(GArray) batches = g_array_new(FALSE, FALSE, sizeof(BacktestBatch));
  g_autofree gsize *begins = NULL;
  backtest->single_models = g_new(gsize, backtest->n_models);
  for (gsize i = 0; i < backtest->n_models; i++) {
    const gsize size = member_get_traits(crew_get_member(backtest->crew, i))->batch_size;
    if (size <= 1 || backtest->options->fail_fast) {
      backtest->single_models[backtest->n_single_models++] = i;
      continue;
    }
    if (begins == NULL) {
      begins = group_units(backtest);
    }
    add_batches(backtest, batches, i, size, begins);
  }
  backtest->n_batches = batches->len;
  backtest->batches = (BacktestBatch *)(gpointer)g_array_free(g_steal_pointer(&batches), FALSE);
}
