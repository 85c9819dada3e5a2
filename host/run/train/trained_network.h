// SPDX-License-Identifier: MIT
#pragma once

#include "data/byte_file.h"
#include "run/member.h"
#include "run/train/trainer.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * A network with weights that it has learned, and all that it takes to forecast with them: the
 * shape, the scaling, the scales of the series that it learned from. Never changes once made; any
 * thread may use it.
 */
typedef struct TrainedNetwork TrainedNetwork;

/** What to train, and on what; all borrowed. */
typedef struct {
  const Setup *setup; // of a network; borrowed for the life of what is trained
  const TrainingSettings *settings;
  const plugcast_series *const *series; // [n_series]
  gsize n_series;
  const WindowSplit *splits; // (nullable): [n_series]; NULL for the tail that the settings ask for
  gsize horizon;             // unless the settings have one
  guint64 seed;
  Pool *pool;
  const PoolCancel *cancel;                                    // (nullable)
  void (*progress)(const TrainingEpoch *epoch, gpointer data); // (nullable)
  gpointer progress_data;
  const char *checkpoint_path; // (nullable)
  gsize checkpoint_every;
  const char *resume_path; // (nullable)
} TrainingTask;

/** How training went. */
typedef struct {
  gsize n_series; // with a window to train on
  gsize n_training_windows;
  gsize n_validation_windows;
  gsize n_left_out; // windows to train on that have missing values
  gsize n_epochs;
  gsize best_epoch;
  guint64 n_steps;
  guint64 seed;
  double training_loss;   // of the best epoch
  double validation_loss; // likewise; NaN where nothing was watched
  TrainingEnd end;
} TrainingSummary;

/**
 * Trains a network: its shape is that of the task, with a channel for each regressor where it uses
 * them.
 *
 * Returns: (transfer full): the network, or NULL with @error as trainer_run() and network_new() set
 * it.
 */
TrainedNetwork *trained_network_new(const TrainingTask *task,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

void trained_network_free(TrainedNetwork *trained);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TrainedNetwork, trained_network_free)

const TrainingSummary *trained_network_get_summary(const TrainedNetwork *trained);
const plugcast_shape *trained_network_get_shape(const TrainedNetwork *trained);
const Setup *trained_network_get_setup(const TrainedNetwork *trained);
const TrainingSettings *trained_network_get_settings(const TrainedNetwork *trained);

/** Returns: what a member that forecasts with it can do. */
MemberTraits trained_network_get_traits(const TrainedNetwork *trained);

/**
 * Forecasts @n_series series, each from its last window, in passes of many series.
 *
 * A horizon beyond the trained one is reached by forecasting from forecasts, where the network has
 * one output a step and no regressors; otherwise it is refused. A series that it learned from is
 * scaled as then, any other by its own values. Quantiles lie between those that were trained, by
 * linear interpolation; samples are passes with dropout at work, drawn with @call's seed.
 *
 * Returns: PLUGCAST_OK with all @outputs written, or the status of the first series that failed,
 * the reason in @call's message.
 */
plugcast_status trained_network_forecast(const TrainedNetwork *trained,
                                         const plugcast_series *const *series,
                                         gsize n_series,
                                         Call *call,
                                         const MemberOutput *outputs);

/**
 * Evaluates windows whose targets lie in @ranges, [n_series], one a step, scaled as they were for
 * training, by the loss that it was trained with.
 *
 * @series: [@n_series], of the kind that it learned from.
 * @mean: the loss per target, NaN where there is no window.
 */
gboolean trained_network_evaluate(const TrainedNetwork *trained,
                                  const plugcast_series *const *series,
                                  const WindowRange *ranges,
                                  gsize n_series,
                                  Pool *pool,
                                  const PoolCancel *cancel,
                                  double *mean,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Puts all of it into @writer. */
void trained_network_put(const TrainedNetwork *trained, ByteWriter *writer);

/**
 * Returns: (transfer full): what trained_network_put() has put, or NULL with @error in
 * BYTE_FILE_ERROR, or why its network cannot be had from @registry.
 */
TrainedNetwork *trained_network_take(ByteReader *reader,
                                     Registry *registry,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
