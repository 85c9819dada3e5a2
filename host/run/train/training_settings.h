// SPDX-License-Identifier: MIT
#pragma once

#include "run/train/series_scale.h"
#include "run/train/window_scale.h"

#include <glib.h>

G_BEGIN_DECLS

enum {
  TRAINING_N_SETTINGS = 16
};

/** How a network is trained; training_settings_describe() tells of each. */
typedef struct {
  gsize input_length; // 0: twice the longer of horizon and season
  gsize horizon;      // 0: what is to be forecast
  gsize n_epochs;
  gsize n_steps; // 0: as many as the epochs have
  gsize batch_size;
  gsize shard_size;
  gsize patience; // 0: never stops early
  double rate;
  double clip;       // 0: not clipped
  double delta;      // what counts as a lower loss
  double validation; // share of each series, below 1
  SeriesScaling series_scaling;
  const WindowScaling *scaling;

  /** As they were set, by the index of training_settings_describe(); owned. */
  char *texts[TRAINING_N_SETTINGS];
} TrainingSettings;

typedef enum {
  TRAINING_SETTINGS_ERROR_UNKNOWN, // no such setting; the message offers similar names
  TRAINING_SETTINGS_ERROR_VALUE,   // not accepted; the message says what is
} TrainingSettingsError;

#define TRAINING_SETTINGS_ERROR (training_settings_error_quark())
GQuark training_settings_error_quark(void);

/** One setting, for help. */
typedef struct {
  const char *name;
  const char *value_name;
  const char *default_text;
  const char *summary;
} TrainingSetting;

/** Returns: (transfer none): setting @index of TRAINING_N_SETTINGS. */
const TrainingSetting *training_settings_describe(gsize index);

/** Returns: whether there is a setting @name. */
gboolean training_settings_know(const char *name);

/** Fills in the defaults. */
void training_settings_init(TrainingSettings *settings);
void training_settings_copy(const TrainingSettings *settings, TrainingSettings *copy);
void training_settings_clear(TrainingSettings *settings);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TrainingSettings, training_settings_clear)

/**
 * Sets @name from text. Returns: TRUE, or FALSE with nothing changed and @error in
 * TRAINING_SETTINGS_ERROR or TERM_ERROR, whose message does not say @name unless that is unknown.
 */
gboolean training_settings_set(TrainingSettings *settings,
                               const char *name,
                               const char *text,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer none): the text of setting @name, which is known. */
const char *training_settings_get_text(const TrainingSettings *settings, const char *name);

/** Returns: (transfer full): "rate=0.01,loss=[quantiles:0.1,0.9]", those that differ from the
 * defaults; may be "". */
char *training_settings_to_string(const TrainingSettings *settings);

/** The input length for a horizon and a season, both in steps. */
gsize training_settings_choose_input(const TrainingSettings *settings,
                                     gsize horizon,
                                     gsize season_length);

G_END_DECLS
